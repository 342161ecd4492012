//! The documents about the formats: they name every element, and what they show is right.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use vir_conf::SchemaKind;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Files of a folder whose names start and end like this, by name.
fn files(folder: &str, start: &str, end: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(root().join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with(start) && name.ends_with(end) {
            found.insert(name, std::fs::read_to_string(path).unwrap());
        }
    }
    assert!(!found.is_empty(), "{folder}/{start}*{end}");
    found
}

/// The text outside fenced blocks, and the fenced XML with the line it starts in.
fn split(text: &str) -> (String, Vec<(usize, String)>) {
    let (mut prose, mut blocks) = (String::new(), Vec::new());
    let mut fence: Option<(bool, usize, String)> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut fence, line.trim_start().strip_prefix("```")) {
            (None, Some(language)) => fence = Some((language.trim() == "xml", number + 2, String::new())),
            (Some(_), Some(_)) => {
                if let Some((true, start, block)) = fence.take() {
                    blocks.push((start, block));
                }
            }
            (Some((_, _, block)), None) => *block += &format!("{line}\n"),
            (None, None) => prose += &format!("{line}\n"),
        }
    }
    assert!(fence.is_none(), "a block without an end");
    (prose, blocks)
}

/// The names of elements in a schema. `#` starts a comment only at the start of a line; elsewhere it may be in a text.
fn elements(schema: &str) -> BTreeSet<String> {
    let code: String = schema
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .map(|line| format!("{line}\n"))
        .collect();
    let mut names = BTreeSet::new();
    for (at, word) in code.match_indices("element") {
        let before =
            code[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !"-_.:\\'\"".contains(c));
        let after = &code[at + word.len()..];
        if !before || !after.starts_with(char::is_whitespace) {
            continue;
        }
        let mut rest = after.trim_start();
        // A name, or several of them in parentheses.
        let list = rest.strip_prefix('(').and_then(|inner| inner.split_once(')'));
        if let Some((inner, _)) = list {
            rest = inner;
        } else {
            rest = rest.split(char::is_whitespace).next().unwrap_or_default();
        }
        for name in rest.split('|').map(str::trim) {
            let local = name.rsplit(':').next().unwrap_or_default().trim_start_matches('\\');
            let plain = local.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
            if plain && !local.is_empty() && local.starts_with(char::is_alphabetic) {
                names.insert(local.to_owned());
            }
        }
    }
    names
}

#[test]
fn every_element_is_documented() {
    let prose: String = files("docs", "format-", ".md").values().map(|text| split(text).0).collect();
    let mut missing = Vec::new();
    let mut count = 0;
    for (file, schema) in files("schemas", "", ".rnc") {
        for name in elements(&schema) {
            count += 1;
            let named = |(at, found): (usize, &str)| prose[at + found.len()..].starts_with(['>', '/', ' ']);
            // A prefix in front is as good.
            let plain = format!("`<{name}");
            let prefixed = |prefix: &str| format!("`<{prefix}:{name}");
            let known = std::iter::once(plain).chain(
                ["qemu", "xen", "lxc", "bhyve", "vmware", "dnsmasq", "fs", "rbd", "nfs", "cookie"]
                    .map(prefixed),
            );
            if !known.into_iter().any(|text| prose.match_indices(&text).any(named)) {
                missing.push(format!("{file}: {name}"));
            }
        }
    }
    assert!(count > 800, "only {count} elements were found");
    assert!(
        missing.is_empty(),
        "{} elements are in no docs/format-*.md:\n{}",
        missing.len(),
        missing.join("\n")
    );
}

/// Reads the document with the model of its kind.
fn read(kind: SchemaKind, xml: &str) -> vir_types::Result<()> {
    use vir_conf::*;
    match kind {
        SchemaKind::Domain => DomainDef::parse(xml).map(drop),
        SchemaKind::DomainStatus => DomainStatus::parse(xml).map(drop),
        SchemaKind::Snapshot => SnapshotDef::parse(xml).map(drop),
        SchemaKind::Checkpoint => CheckpointDef::parse(xml).map(drop),
        SchemaKind::Backup => BackupDef::parse(xml).map(drop),
        SchemaKind::Network => NetworkDef::parse(xml).map(drop),
        SchemaKind::NetworkStatus => NetworkStatus::parse(xml).map(drop),
        SchemaKind::NetworkPort => NetworkPortDef::load(xml).map(drop),
        SchemaKind::StoragePool => StoragePoolDef::parse(xml).map(drop),
        SchemaKind::StorageVol => StorageVolDef::parse(xml).map(drop),
        SchemaKind::StoragePoolCaps => StoragePoolCaps::parse(xml).map(drop),
        SchemaKind::NodeDev => NodeDevDef::load(xml).map(drop),
        SchemaKind::Interface => InterfaceDef::load(xml).map(drop),
        SchemaKind::NwFilter => NwFilterDef::parse(xml).and_then(|def| def.validate()),
        SchemaKind::NwFilterBinding => NwFilterBindingDef::load(xml).map(drop),
        SchemaKind::Secret => SecretDef::parse(xml).map(drop),
        SchemaKind::Capabilities => Capabilities::parse(xml).map(drop),
        SchemaKind::DomainCaps => DomainCaps::parse(xml).map(drop),
        SchemaKind::Cpu => cpu::Processor::parse(xml).map(drop),
        SchemaKind::CpuMap => cpu::CpuMap::parse(xml).map(drop),
        SchemaKind::MigrationCookie => MigrationCookie::parse(xml).map(drop),
        _ => panic!("{kind:?} has no model here"),
    }
}

#[test]
fn examples_are_right() {
    let mut kinds = BTreeSet::new();
    let mut wrong = Vec::new();
    for (file, text) in files("docs", "format-", ".md") {
        for (line, xml) in split(&text).1 {
            let checked = SchemaKind::of_document(&xml).and_then(|kind| {
                kinds.insert(kind.file());
                kind.validate(&xml)?;
                read(kind, &xml)
            });
            if let Err(error) = checked {
                wrong.push(format!("docs/{file}:{line}: {error}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for kind in SchemaKind::all() {
        assert!(kinds.contains(kind.file()), "no example of {kind:?}");
    }
}

#[test]
fn the_summary_names_every_page() {
    let summary = std::fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    let mut named = BTreeSet::new();
    for link in summary.split("](").skip(1) {
        let target = link.split(')').next().unwrap();
        assert!(
            root().join("docs").join(target).is_file(),
            "SUMMARY.md names {target}, which does not exist"
        );
        assert!(named.insert(target.to_owned()), "SUMMARY.md names {target} twice");
    }
    for name in files("docs", "format-", ".md").keys() {
        assert!(named.contains(name), "SUMMARY.md does not name {name}");
    }
}

fn mdbook() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let home = std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo/bin"));
    std::env::split_paths(&path).chain(home).map(|folder| folder.join("mdbook")).find(|file| file.is_file())
}

#[test]
fn the_book_can_be_built() {
    let Some(mdbook) = mdbook() else {
        // Past the capture of the test harness, as with peers.
        let _ = writeln!(std::io::stderr(), "skipped: mdbook is not installed (cargo install mdbook)");
        return;
    };
    let folder = std::env::temp_dir().join(format!("virshd-book-{}", std::process::id()));
    let built =
        Command::new(mdbook).arg("build").arg(root().join("docs")).arg("-d").arg(&folder).output().unwrap();
    let page = folder.join("format-domain.html").is_file();
    let _ = std::fs::remove_dir_all(&folder);
    let said = String::from_utf8_lossy(&built.stdout).into_owned() + &String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{said}");
    assert!(!said.contains("WARN") && !said.contains("ERROR") && !said.contains("warning"), "{said}");
    assert!(page, "no page was written:\n{said}");
}
