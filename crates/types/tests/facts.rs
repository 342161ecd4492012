//! Every word of the interface is here, with its number and since when.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "a test")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

fn facts(test: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path =
        std::env::var_os("VIR_FACTS").map_or_else(|| here.join("../../../shared/facts"), PathBuf::from);
    if path.is_dir() {
        return Some(path);
    }
    // Past the capture of the test harness: what is left out is always told.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: no ../shared/facts (set VIR_FACTS)");
    None
}

fn sources(folder: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder);
    let mut out = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        out.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    out
}

/// C name → (what stands behind `=`, since when), read from the doc comments and the line below them.
fn documented(source: &str) -> BTreeMap<String, (String, String)> {
    let mut out = BTreeMap::new();
    let mut comment = String::new();
    for line in source.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            comment.push_str(text);
        } else {
            if let (Some((_, value)), Some((before, since))) =
                (line.split_once(" = "), comment.rsplit_once("`, since "))
            {
                let name = before.rsplit('`').next().unwrap().to_owned();
                let since = since.trim().trim_end_matches('.').to_owned();
                let sentence = before.rsplit_once('`').map_or("", |(text, _)| text.trim());
                assert!(sentence.len() > 8, "{name} has no sentence of its own");
                out.insert(name, (value.trim_end_matches(';').to_owned(), since));
            }
            comment.clear();
        }
    }
    out
}

fn number(text: &str) -> Option<i64> {
    match text.strip_prefix("0x") {
        Some(hex) => i64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

#[test]
fn enums_and_flags_are_complete() {
    let Some(folder) = facts("enums and flags") else { return };
    let words = documented(&sources("words"));
    let table = std::fs::read_to_string(folder.join("api-enums.tsv")).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    let by_name: BTreeMap<&str, &str> = rows.iter().map(|row| (row[2], row[3])).collect();
    let mut compared = 0;
    for row in &rows {
        let mut value = row[3];
        while let Some(other) = by_name.get(value) {
            value = other;
        }
        let (ours, since) =
            words.get(row[2]).unwrap_or_else(|| panic!("{} of {} is missing", row[2], row[1]));
        assert_eq!(number(ours), number(value), "{}", row[2]);
        assert_eq!(since, row[4], "{}", row[2]);
        compared += 1;
    }
    assert!(compared > 980, "only {compared} words");
}

#[test]
fn names_of_typed_parameters_are_complete() {
    let Some(folder) = facts("names of typed parameters") else { return };
    let names = documented(&sources("names"));
    let table = std::fs::read_to_string(folder.join("api-macros.tsv")).unwrap();
    let mut compared = 0;
    for row in table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>()) {
        // Macros that do something have no counterpart here.
        let is_word =
            !row[2].is_empty() && row[2].chars().all(|c| c.is_ascii_alphanumeric() || ".-_%:".contains(c));
        if !is_word || row[1].starts_with('_') || row[1].contains("_CPU_") && !names.contains_key(row[1]) {
            continue;
        }
        let (ours, since) = names.get(row[1]).unwrap_or_else(|| panic!("{} is missing", row[1]));
        let ours = ours.trim_matches('"');
        assert!(ours == row[2] || number(ours).is_some(), "{}: {ours} is not {}", row[1], row[2]);
        assert_eq!(since, row[3], "{}", row[1]);
        compared += 1;
    }
    assert!(compared > 400, "only {compared} names");
}
