//! The frozen layouts: what once travelled travels the same for ever.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Result, bail};

use super::model::{Base, Count, Decl, Source};

/// Every layout of a file, one block each: `struct NAME { … }`, `procedure NUMBER NAME` …
pub(crate) fn layouts(source: &Source) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for c in &source.consts {
        out.insert(format!("const {}", c.name), format!("const {} = {};\n", c.name, c.value));
    }
    for t in &source.typedefs {
        out.insert(format!("type {}", t.name), format!("typedef {};\n", decl(t)));
    }
    for e in &source.enums {
        let mut text = format!("enum {} {{\n", e.name);
        for v in &e.values {
            let _ = writeln!(text, "    {} = {}", v.name, v.value);
        }
        out.insert(format!("type {}", e.name), text + "};\n");
    }
    for s in &source.structs {
        let mut text = format!("struct {} {{\n", s.name);
        for f in &s.fields {
            let _ = writeln!(text, "    {};", decl(f));
        }
        out.insert(format!("type {}", s.name), text + "};\n");
    }
    for u in &source.unions {
        let mut text = format!("union {} {{\n", u.name);
        for (case, d) in &u.cases {
            let _ = writeln!(text, "    case {}: {};", case.value, decl(d));
        }
        out.insert(format!("type {}", u.name), text + "};\n");
    }
    for p in &source.procedures {
        out.insert(format!("procedure {:06}", p.number), format!("procedure {} = {};\n", p.name, p.number));
    }
    out
}

fn decl(d: &Decl) -> String {
    let (base, name) = (d.base.text(), &d.name);
    match &d.count {
        Count::One => format!("{base} {name}"),
        Count::Optional => format!("{base} *{name}"),
        Count::Exactly(n) => format!("{base} {name}[{n}]"),
        Count::AtMost(n, _) => format!("{base} {name}<{n}>"),
    }
}

/// The text of a `.structs` file.
pub(crate) fn text(source: &Source) -> String {
    let mut out = format!(
        "# The frozen layout of xdr/{}.x, written by `cargo xtask codegen protocol`.\n\
         # Lines may be added, never changed or removed.\n",
        source.name
    );
    for block in layouts(source).values() {
        out.push_str(block);
    }
    out
}

/// Refuses a file whose layouts changed what is frozen.
pub(crate) fn check(source: &Source, frozen: &str) -> Result<()> {
    let now = layouts(source);
    let by_first_line: BTreeMap<&str, &String> =
        now.values().filter_map(|block| block.lines().next().map(|line| (key(line), block))).collect();
    for block in blocks(frozen) {
        let first = block.lines().next().unwrap_or_default();
        match by_first_line.get(key(first)) {
            Some(found) if **found == block => {}
            Some(found) => bail!(
                "xdr/{}.x: a frozen layout was changed.\nfrozen in xdr/{}.structs:\n{block}now:\n{found}\
                 Add a new procedure with new structs instead.",
                source.name,
                source.name
            ),
            None => {
                bail!("xdr/{}.x: '{first}' is frozen in xdr/{}.structs, but gone", source.name, source.name)
            }
        }
    }
    for procedure in &source.procedures {
        if procedure.number == 0 || procedure.number > i32::MAX.unsigned_abs().into() {
            bail!("xdr/{}.x:{}: {} is no procedure number", source.name, procedure.pos, procedure.number);
        }
    }
    for item in source.structs.iter().flat_map(|s| &s.fields) {
        if matches!((&item.base, &item.count), (Base::String | Base::Opaque, Count::One | Count::Optional)) {
            bail!("xdr/{}.x:{}: '{}' has no bound", source.name, item.pos, item.name);
        }
    }
    Ok(())
}

/// What names a block: its first line without the value, except that a typedef's name comes last.
fn key(line: &str) -> &str {
    if let Some(rest) = line.strip_prefix("typedef ") {
        let name = rest.trim_end_matches(';').rsplit([' ', '*']).next().unwrap_or(rest);
        return name.split(['<', '[']).next().unwrap_or(name);
    }
    if let Some(rest) = line.strip_prefix("procedure ") {
        // The number is what is frozen, so that a renamed procedure is told from a removed one.
        return rest.split('=').nth(1).map_or(rest, |n| n.trim().trim_end_matches(';'));
    }
    line.split(" =").next().unwrap_or(line)
}

fn blocks(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        if open {
            if let Some(last) = out.last_mut() {
                last.push_str(line);
                last.push('\n');
            }
            open = line != "};";
        } else {
            out.push(format!("{line}\n"));
            open = line.ends_with('{');
        }
    }
    out
}

/// Whether `new` still holds every block of `old`: what a commit may do to a `.structs` file.
pub(crate) fn only_grew(old: &str, new: &str) -> Result<(), String> {
    let new = blocks(new);
    match blocks(old).into_iter().find(|block| !new.contains(block)) {
        None => Ok(()),
        Some(lost) => Err(lost),
    }
}
