//! The facets against the list of libvirt's operations, and against the rules for facets.
//!
//! Reads this crate's own sources. The list is `driver-support.tsv` of the facts, found through `VIR_FACTS`
//! or beside the workspace; without it, that part is skipped by name.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Driver tables whose rows are no operations here: a driver's life cycle, and the `Stream` type.
const NOT_OPERATIONS: &[&str] = &["virStateDriver", "virStreamDriver"];

/// Operations that are no methods, and why.
const NOT_METHODS: &[(&str, &str)] =
    &[("connect_open", "DriverFactory::open"), ("connect_uri_probe", "the factories are asked in turn")];

/// Methods that libvirt's tables lack, and why they are here.
const NOT_IN_TABLES: &[(&str, &str)] =
    &[("connect_get_uri", "the wire has it; libvirt answers it above its drivers")];

/// The most methods of one facet.
const MOST: usize = 22;

#[derive(Debug)]
struct Facet {
    name: String,
    /// Method, and the text of its body.
    methods: Vec<(String, String)>,
}

/// The facets as their files have them.
fn facets() -> Vec<Facet> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/facets");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut facets = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut current: Option<Facet> = None;
        let mut method: Option<(String, String)> = None;
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("pub trait ") {
                let name = rest.split(':').next().unwrap().to_owned();
                current = Some(Facet { name, methods: Vec::new() });
            } else if let Some(rest) = line.strip_prefix("    async fn ") {
                method = Some((rest.split('(').next().unwrap().to_owned(), String::new()));
            } else if line == "    }" {
                current.as_mut().unwrap().methods.extend(method.take());
            } else if line == "}" {
                facets.extend(current.take());
            } else if let Some((_, body)) = &mut method {
                body.push_str(line);
            }
        }
    }
    facets
}

#[expect(clippy::disallowed_methods, reason = "a test may be told where the facts are")]
fn fact(name: &str) -> Option<String> {
    let folder = std::env::var("VIR_FACTS")
        .map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/facts"), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(name)).ok();
    if text.is_none() {
        println!("SKIPPED: {name} is not in {}", folder.display());
    }
    text
}

/// Letters and digits alone: what all spellings of a name have in common.
fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    let letters: Vec<char> = name.chars().collect();
    for (index, c) in letters.iter().enumerate() {
        let before = index.checked_sub(1).is_some_and(|i| letters[i].is_ascii_lowercase());
        let after = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        if c.is_ascii_uppercase() && index > 0 && (before || after) {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Every operation with its driver table, named as the wire names it.
fn operations() -> Option<BTreeMap<String, String>> {
    let (support, procedures) = (fact("driver-support.tsv")?, fact("procedures.tsv")?);
    let mut wire = BTreeMap::new();
    let mut of_daemon = Vec::new();
    for row in procedures.lines().skip(1) {
        let mut cells = row.split('\t');
        let (program, name) = (cells.next().unwrap(), cells.nth(1).unwrap());
        let name = name.split("_PROC_").nth(1).unwrap().to_ascii_lowercase();
        match program {
            "remote" => wire.insert(letters(&name), name),
            "qemu" | "lxc" => {
                wire.insert(format!("{program} {}", letters(&name)), format!("{program}_{name}"))
            }
            // A daemon answers these itself, without a driver's table; both ends open and close among themselves.
            "admin" if !matches!(name.as_str(), "connect_open" | "connect_close") => {
                of_daemon.push((format!("admin_{name}"), "the daemon".to_owned()));
                None
            }
            _ => None,
        };
    }
    let named = |operation: &str| {
        let key = letters(operation);
        let foreign = ["qemu", "lxc"].iter().find_map(|program| {
            wire.get(&format!("{program} {}", key.replacen(program, "", 1))).filter(|_| key.contains(program))
        });
        wire.get(&key).or(foreign).cloned().unwrap_or_else(|| snake(operation))
    };
    let rows = support.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>());
    Some(
        rows.filter(|row| !NOT_OPERATIONS.contains(&row[0]))
            .map(|row| (named(row[1]), row[0].to_owned()))
            .chain(of_daemon)
            .collect(),
    )
}

#[test]
fn methods_are_the_operations() {
    let Some(operations) = operations() else { return };
    assert!(operations.len() > 390, "the list was not read: {}", operations.len());
    let mut expected: BTreeSet<&str> = operations.keys().map(String::as_str).collect();
    for (name, why) in NOT_METHODS {
        assert!(expected.remove(name), "{name} is no operation any more ({why})");
    }
    for (name, why) in NOT_IN_TABLES {
        assert!(expected.insert(name), "{name} is in libvirt's tables now ({why})");
    }
    let facets = facets();
    let found: Vec<&str> =
        facets.iter().flat_map(|facet| facet.methods.iter().map(|(method, _)| method.as_str())).collect();
    // What libvirt does not have is in a program of its own.
    let found: Vec<&str> = found.into_iter().filter(|method| !method.starts_with("virshd_")).collect();
    let unique: BTreeSet<&str> = found.iter().copied().collect();
    assert_eq!(unique.len(), found.len(), "a method stands in two facets");
    let missing: Vec<_> = expected.difference(&unique).collect();
    let foreign: Vec<_> = unique.difference(&expected).collect();
    assert!(missing.is_empty(), "operations without a method: {missing:?}");
    assert!(foreign.is_empty(), "methods that are no operations: {foreign:?}");
}

#[test]
fn a_facet_belongs_to_one_table() {
    let Some(operations) = operations() else { return };
    for facet in facets() {
        let tables: BTreeSet<_> =
            facet.methods.iter().filter_map(|(method, _)| operations.get(method)).collect();
        // One with nothing but operations of our own is in no table of libvirt's.
        let own = facet.methods.iter().all(|(method, _)| method.starts_with("virshd_"));
        assert_eq!(
            tables.len(),
            usize::from(!own),
            "{}: one driver of a stack answers a whole facet: {tables:?}",
            facet.name
        );
    }
}

#[test]
fn facets_stay_small_and_have_an_accessor() {
    let driver = include_str!("../src/driver.rs");
    let facets = facets();
    assert_eq!(driver.matches("-> Result<&dyn ").count(), facets.len());
    for Facet { name, methods } in facets {
        assert!((1..=MOST).contains(&methods.len()), "{name} has {} methods", methods.len());
        assert!(driver.contains(&format!("-> Result<&dyn {name}> {{")), "Driver has no accessor of {name}");
    }
}

#[test]
fn bodies_lead_from_old_to_new_and_end() {
    let calls = |body: &str| -> Vec<String> {
        body.replace("list_devices(self,", "self.connect_list_all_node_devices(")
            .split("self.")
            .skip(1)
            .map(|rest| rest.split('(').next().unwrap().trim().to_owned())
            .collect()
    };
    for facet in facets() {
        let bodies: BTreeMap<&str, &str> =
            facet.methods.iter().map(|(m, b)| (m.as_str(), b.as_str())).collect();
        for (method, body) in &facet.methods {
            let mut way = vec![method.clone()];
            let mut next = calls(body);
            while let Some(target) = next.pop() {
                assert!(!way.contains(&target), "{}: {method} comes back to {target}", facet.name);
                let body = bodies.get(target.as_str());
                let body =
                    body.unwrap_or_else(|| panic!("{}: {method} leaves the facet: {target}", facet.name));
                way.push(target);
                next.extend(calls(body));
            }
        }
    }
}
