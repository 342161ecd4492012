//! Domains and what belongs to them: the kinds that are done with [`DomainDef`].

use std::collections::BTreeMap;

use vir_conf::{Defaults, DomainDef, XmlFormat};
use vir_types::Result;

use super::case::{Case, Corpus, Expectation};
use super::facts::{facts, missing};
use super::kinds::{Kind, Twin, folder, kind};
use super::score::Loaded;

/// The kinds.
#[must_use]
pub fn kinds() -> Vec<Kind> {
    vec![
        kind!("domain/generic-in", Twin::In("domain/generic-out"), definition),
        kind!("domain/generic-out", Twin::Itself, definition),
        Kind { name: "domain/qemu", cases: qemu_cases, load: qemu, checks_meaning: true },
    ]
}

fn with_defaults<T>(load: impl FnOnce(&mut Defaults<'_>) -> T) -> T {
    let mut random = |bytes: &mut [u8]| bytes.fill(0);
    load(&mut Defaults::new(&mut random).with_arch("x86_64"))
}

fn definition(case: &Case) -> Result<Loaded> {
    // What is expected of a running guest shows its number.
    let live = case.flags == "active" || case.expected.as_ref().is_some_and(|xml| xml.contains(" id='"));
    let load = if live { DomainDef::load_live } else { DomainDef::load };
    let def = with_defaults(|defaults| load(&case.xml, defaults))?;
    Ok(Loaded::new(def.to_xml_with(XmlFormat::new(live, true))))
}

/// What a driver's defaults make of a definition is the driver's: here it is enough that it reads back
/// as the same, and that nothing is lost that libvirt keeps.
fn qemu(case: &Case) -> Result<Loaded> {
    let first = DomainDef::parse(&case.xml)?;
    let output = first.to_xml_with(XmlFormat::persistent());
    let mut lost = Vec::new();
    match DomainDef::parse(&output) {
        Ok(second) if second == first => {}
        Ok(_) => lost.push("read again, it differs".to_owned()),
        Err(error) => lost.push(format!("written, it is refused: {error}")),
    }
    // The case carries the twin as what the output is to be compared with.
    let twin = case.flags.strip_prefix("twin\n");
    if let Some(twin) = twin {
        lost.extend(missing(&facts(&case.xml), &facts(twin), &facts(&output)));
    }
    Ok(Loaded { output, lost, ..Loaded::default() })
}

/// Architectures as they begin the second part of a file's name.
const ARCHES: &[&str] =
    &["x86_64", "i686", "s390x", "ppc64", "ppc", "aarch64", "armv7l", "riscv64", "loongarch64", "sparc"];

/// A file of a case: the case's name, and `latest` with architecture or not.
fn split(file: &str) -> Option<(&str, &str)> {
    file.match_indices('.').find_map(|(at, _)| {
        let (name, rest) = (file.get(..at)?, file.get(at + 1..)?);
        let known =
            ARCHES.iter().any(|arch| rest.strip_prefix(arch).is_some_and(|rest| rest.starts_with('-')));
        known.then_some((name, rest))
    })
}

fn qemu_cases(corpus: &Corpus) -> Vec<Case> {
    const FOLDER: &str = "domain/qemu";
    let files = corpus.files(FOLDER);
    let mut results: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, rest) in files.iter().filter_map(|file| split(file)) {
        results.entry(name).or_default().push(rest);
    }
    let mut cases = Vec::new();
    for file in &files {
        let Some(name) = file.strip_suffix(".xml").filter(|_| split(file).is_none()) else { continue };
        let Some(mut case) = corpus.case(FOLDER, name) else { continue };
        let of_case = results.get(name).map(Vec::as_slice).unwrap_or_default();
        let ends = |end: &str| of_case.iter().any(|rest| rest.ends_with(end));
        if ends(".err") && !ends(".args") && !ends(".xml") {
            // The parser may refuse it, or the driver later.
            case.expectation = Expectation::Either;
        }
        let latest = |rest: &&&str| {
            let middle = rest.strip_suffix(".xml").and_then(|rest| rest.split_once('-'));
            middle.is_some_and(|(_, version)| version == "latest")
        };
        let twin =
            of_case.iter().find(latest).and_then(|rest| corpus.text(&format!("{FOLDER}/{name}.{rest}")));
        if let Some(twin) = twin {
            case.flags = format!("twin\n{twin}");
        }
        cases.push(case);
    }
    cases
}
