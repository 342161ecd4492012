//! `cargo xtask coverage`: the house counted against tables of libvirt's interface.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};

use super::{House, sources};
use crate::codegen::Protocol;
use crate::codegen::staged::{Stage, Staged};
use crate::files::root;

pub(crate) const GAPS: &str = "docs/api-gaps.md";

/// How many functions of C may be left to Rust itself.
const MOST_GAPS: usize = 90;

/// The functions of C that `docs/api-gaps.md` says are not methods here, with their classes.
fn gaps(text: &str) -> BTreeMap<String, String> {
    let mut class = String::new();
    let mut out = BTreeMap::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            class = title.to_owned();
        } else if let Some(line) = line.strip_prefix("- ") {
            let names = line.split('`').filter(|word| word.starts_with("vir"));
            out.extend(names.map(|name| (name.to_owned(), class.clone())));
        }
    }
    out
}

/// What is wrong with the list itself.
pub(crate) fn problems() -> Result<Vec<String>> {
    let gaps = gaps(&std::fs::read_to_string(root().join(GAPS)).unwrap_or_default());
    let house = sources::load(&root())?;
    let mut found: Vec<String> = gaps
        .keys()
        .filter(|name| house.documented.contains(*name))
        .map(|name| format!("{GAPS}: `{name}` is a method of libvir: strike it from the list"))
        .collect();
    if gaps.len() > MOST_GAPS {
        found.push(format!("{GAPS}: {} functions, at most {MOST_GAPS} may be", gaps.len()));
    }
    found.extend(
        gaps.iter()
            .filter(|(_, class)| class.is_empty())
            .map(|(name, _)| format!("{GAPS}: `{name}` is in no class")),
    );
    Ok(found)
}

/// The command.
pub(crate) fn run() -> Result<()> {
    let Some(folder) = crate::facts_folder() else {
        bail!("no tables of libvirt's interface here: neither VIR_FACTS nor ../shared/facts");
    };
    let table = std::fs::read_to_string(folder.join("api-functions.tsv"))
        .with_context(|| format!("{}", folder.join("api-functions.tsv").display()))?;
    let house = sources::load(&root())?;
    let gaps = gaps(&std::fs::read_to_string(root().join(GAPS)).unwrap_or_default());
    let missing = functions(&table, &house, &gaps);
    procedures()?;
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    for class in gaps.values() {
        *classes.entry(class).or_default() += 1;
    }
    for (class, count) in classes {
        crate::say(format_args!("left to Rust: {count:>3} {class}"));
    }
    for (driver, has) in &house.drivers {
        crate::say(format_args!("driver {driver}: {} operations by itself", has.len()));
    }
    if !missing.is_empty() {
        crate::say(format_args!("in neither place: {}", missing.join(", ")));
    }
    Ok(())
}

/// Counts the functions of each library; returns those that are in no place.
fn functions(table: &str, house: &House, gaps: &BTreeMap<String, String>) -> Vec<String> {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut missing = Vec::new();
    for line in table.lines().skip(1) {
        let mut cells = line.split('\t');
        let (Some(library), Some(_), Some(name)) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        let place = if house.documented.contains(name) {
            0
        } else if gaps.contains_key(name) {
            1
        } else {
            missing.push(name.to_owned());
            2
        };
        counts.entry(library).or_default()[place] += 1;
    }
    for (library, [here, left, nowhere]) in counts {
        crate::say(format_args!(
            "{library}: {here} functions are methods, {left} are left to Rust, {nowhere} are in neither place"
        ));
    }
    missing
}

fn procedures() -> Result<()> {
    let protocol = Protocol::load(&root())?;
    let staged = Staged::load(&root())?;
    let (mut calls, mut done, mut events) = (0, 0, 0);
    let mut staged_names = BTreeSet::new();
    for program in crate::programs::carried() {
        for procedure in protocol.source(program).map(|source| &source.procedures).into_iter().flatten() {
            if procedure.is_event() {
                events += 1;
                continue;
            }
            calls += 1;
            if staged.stage(program, &procedure.operation()) == Stage::Done {
                done += 1;
            } else {
                staged_names.insert(procedure.operation());
            }
        }
    }
    crate::say(format_args!(
        "wire: {done} of {calls} procedures are carried by both ends; {events} messages"
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_read_class_by_class() {
        let text =
            "# x\n\n## Freeing\n\nwords `virNot`\n\n- `virA`, `virB`: because\n\n## Errors\n\n- `virC`\n";
        let read = gaps(text);
        assert_eq!(read.get("virB").map(String::as_str), Some("Freeing"));
        assert_eq!(read.get("virC").map(String::as_str), Some("Errors"));
        assert_eq!(read.len(), 3);
    }
}
