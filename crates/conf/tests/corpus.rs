//! Documents that libvirt accepts lose nothing on their way through the models.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a test")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use vir_conf::{Defaults, DomainDef, InterfaceDef, NetworkDef, StoragePoolDef};
use vir_xml::scale_integer;

/// Where the corpus is; `None` after saying that it is not there.
fn corpus(test: &str) -> Option<PathBuf> {
    // Tests find their data by the environment; the code under test never does.
    #[expect(clippy::disallowed_methods)]
    let given = std::env::var_os("VIR_CORPUS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let path = given.unwrap_or(beside);
    if path.join("cases.tsv").is_file() {
        return Some(path);
    }
    // Past the capture of the test harness: what is left out is always told.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: no corpus at {} (set VIR_CORPUS)", path.display());
    None
}

/// `folder\tcase` of everything that is refused.
fn refused(corpus: &Path) -> Vec<String> {
    let table = std::fs::read_to_string(corpus.join("cases.tsv")).unwrap();
    let rows = table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter(|row| row[2] == "refused").map(|row| format!("{}/{}", row[0], row[1])).collect()
}

fn documents(corpus: &Path, folder: &str) -> Vec<(String, String)> {
    let refused = refused(corpus);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(corpus.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    // A case of the QEMU driver is refused if it has a message and no result.
    let names: Vec<String> =
        paths.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    let all = |case: &str, ends: &[&str]| {
        let first = names.partition_point(|name| name.as_str() < case);
        let of_case = names[first..].iter().take_while(|name| name.starts_with(case));
        of_case
            .filter_map(|name| name[case.len()..].strip_prefix('.'))
            .any(|rest| rest.contains('.') && ends.iter().any(|end| rest.ends_with(end)))
    };
    let fails = |case: &str| all(case, &[".err"]) && !all(case, &[".args", ".xml"]);
    let xml = paths.into_iter().filter(|path| path.extension().is_some_and(|ext| ext == "xml"));
    let named = xml.map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), path));
    named
        .filter(|(name, _)| !refused.contains(&format!("{folder}/{name}")) && !fails(name))
        .map(|(name, path)| (format!("{folder}/{name}"), std::fs::read_to_string(path).unwrap()))
        .collect()
}

/// Every element, attribute and text, by path, with how often it occurs.
fn facts(xml: &str) -> BTreeMap<String, i64> {
    let tree = roxmltree::Document::parse(xml).unwrap();
    let mut facts = BTreeMap::new();
    let mut todo = vec![(tree.root_element(), String::new())];
    while let Some((node, above)) = todo.pop() {
        let name = node.tag_name();
        let path = format!("{above}/{}{}", name.namespace().unwrap_or_default(), name.name());
        let mut add = |fact: String| *facts.entry(fact).or_insert(0) += 1;
        add(path.clone());
        let text: String = node.children().filter(|c| c.is_text()).filter_map(|c| c.text()).collect();
        let mut text = text.trim().to_owned();
        let sized = ["/domain/memory", "/domain/currentMemory", "/domain/maxMemory"].contains(&&*path)
            || ["/pool/capacity", "/pool/allocation", "/pool/available"].contains(&&*path);
        if sized {
            let default = if path.starts_with("/pool") { 1 } else { 1024 };
            let unit = node.attribute("unit").unwrap_or_default();
            text = scale_integer(text.parse().unwrap(), unit, default, u64::MAX).unwrap().to_string();
        }
        if path == "/domain/uuid" || path == "/network/uuid" || path == "/pool/uuid" {
            text = text.replace('-', "").to_lowercase();
        }
        if !text.is_empty() {
            add(format!("{path} = {text}"));
        }
        for attr in node.attributes() {
            if sized && attr.name() == "unit" {
                continue;
            }
            let value = if path.ends_with("/address") || attr.name() == "address" {
                numbers(attr.value())
            } else {
                attr.value().to_owned()
            };
            add(format!("{path}/@{}{} = {value}", attr.namespace().unwrap_or_default(), attr.name()));
        }
        todo.extend(node.children().filter(|c| c.is_element()).map(|c| (c, path.clone())));
    }
    facts
}

/// Hexadecimal numbers have one canonical spelling.
fn numbers(value: &str) -> String {
    let hex = value.strip_prefix("0x").and_then(|hex| u64::from_str_radix(hex, 16).ok());
    hex.or_else(|| value.parse().ok()).map_or(value.to_lowercase(), |number| number.to_string())
}

/// What the writer adds because libvirt always writes it.
const ADDED: &[&str] = &["/domain/devices", "/domain/os"];

struct Score {
    documents: usize,
    identical: usize,
    facts: i64,
    failures: Vec<String>,
}

fn run<T: PartialEq + std::fmt::Debug>(
    documents: &[(String, String)],
    parse: impl Fn(&str) -> vir_types::Result<T>,
    write: impl Fn(&T) -> String,
) -> Score {
    let mut score = Score { documents: 0, identical: 0, facts: 0, failures: Vec::new() };
    for (name, xml) in documents {
        score.documents += 1;
        let first = match parse(xml) {
            Ok(first) => first,
            Err(error) => {
                score.failures.push(format!("{name}: {error}"));
                continue;
            }
        };
        let written = write(&first);
        score.identical += usize::from(written == *xml);
        match parse(&written) {
            Ok(second) if second == first => {}
            Ok(_) => score.failures.push(format!("{name}: read again, it differs")),
            Err(error) => score.failures.push(format!("{name}: written, it is refused: {error}")),
        }
        if write(&parse(&written).unwrap()) != written {
            score.failures.push(format!("{name}: written again, it differs"));
        }
        let (before, after) = (facts(xml), facts(&written));
        score.facts += before.values().sum::<i64>();
        for (fact, count) in &before {
            let kept = after.get(fact).copied().unwrap_or_default();
            if kept != *count {
                score.failures.push(format!("{name}: {fact}: {count} before, {kept} after"));
            }
        }
        for fact in after.keys().filter(|fact| !before.contains_key(*fact)) {
            if !ADDED.contains(&&**fact) {
                score.failures.push(format!("{name}: {fact}: added"));
            }
        }
    }
    score
}

#[track_caller]
fn report(what: &str, score: &Score) {
    println!(
        "{what}: {} documents, {} facts, {} byte-equal, {} failures",
        score.documents,
        score.facts,
        score.identical,
        score.failures.len()
    );
    assert!(score.documents > 0, "{what}: no documents");
    let shown = score.failures.len().min(20);
    assert!(score.failures.is_empty(), "{}", score.failures[..shown].join("\n"));
}

#[test]
fn domains_lose_nothing() {
    let Some(corpus) = corpus("domains_lose_nothing") else { return };
    for folder in ["domain/generic-in", "domain/generic-out", "domain/qemu"] {
        let score = run(&documents(&corpus, folder), DomainDef::parse_live, DomainDef::to_xml);
        report(folder, &score);
    }
}

#[test]
fn domains_are_accepted_as_definitions() {
    let Some(corpus) = corpus("domains_are_accepted_as_definitions") else { return };
    let mut failures = Vec::new();
    let mut count = 0;
    for folder in ["domain/generic-in", "domain/qemu"] {
        for (name, xml) in documents(&corpus, folder) {
            let mut random = |bytes: &mut [u8]| bytes.fill(1);
            let loaded = DomainDef::load(&xml, &mut Defaults::new(&mut random).with_arch("x86_64"));
            count += 1;
            if let Err(error) = loaded {
                failures.push(format!("{name}: {error}"));
            }
        }
    }
    println!("definitions: {count} documents, {} failures", failures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn networks_lose_nothing() {
    let Some(corpus) = corpus("networks_lose_nothing") else { return };
    for folder in ["network/in", "network/out"] {
        let score = run(&documents(&corpus, folder), NetworkDef::parse, NetworkDef::to_xml);
        report(folder, &score);
    }
}

#[test]
fn pools_lose_nothing() {
    let Some(corpus) = corpus("pools_lose_nothing") else { return };
    for folder in ["storagepool/in", "storagepool/out"] {
        let score = run(&documents(&corpus, folder), StoragePoolDef::parse, StoragePoolDef::to_xml);
        report(folder, &score);
    }
}

#[test]
fn interfaces_lose_nothing() {
    let Some(corpus) = corpus("interfaces_lose_nothing") else { return };
    let score = run(&documents(&corpus, "interface/in"), InterfaceDef::parse, InterfaceDef::to_xml);
    report("interface/in", &score);
}
