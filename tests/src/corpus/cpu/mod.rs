//! Processors: definitions, data, and what libvirt makes of them.
//!
//! All files are in one folder, and their names say what belongs to what: `ARCH-HOST+GUEST.xml` is what a
//! guest becomes on a host, `ARCH-baseline-NAME-result.xml` what the processors in `ARCH-baseline-NAME.xml`
//! have in common, `ARCH-cpuid-NAME-guest.xml` what the data in `ARCH-cpuid-NAME.xml` describes.

mod baseline;
mod decode;
mod documents;
mod relations;

use vir_conf::cpu::{CpuDef, CpuMap, Processor};
use vir_conf::domain_caps::CpuModelCaps;
use vir_types::{Code, Error, Result};

use super::case::{Case, Corpus, Expectation};
use super::kinds::Kind;
use super::score::Loaded;

/// The folder.
const FOLDER: &str = "cpu";

/// The kinds.
#[must_use]
pub(super) fn kinds() -> Vec<Kind> {
    vec![
        documents::DEFINITION,
        documents::DATA,
        relations::COMPARE,
        baseline::KIND,
        decode::KIND,
        relations::UPDATE,
        decode::LIVE,
    ]
}

fn text(corpus: &Corpus, file: &str) -> Option<String> {
    corpus.text(&format!("{FOLDER}/{file}"))
}

/// A case whose other documents go along in its flags, as a list in JSON.
fn case(name: String, xml: String, others: &[&str], expected: Option<String>) -> Case {
    Case {
        name,
        xml,
        expectation: Expectation::Accepted,
        flags: serde_json::to_string(others).expect("texts"),
        clock: None,
        expected,
    }
}

/// The other documents of a case.
fn others<const N: usize>(case: &Case) -> [String; N] {
    let list: Vec<String> = serde_json::from_str(&case.flags).expect("a list of texts");
    list.try_into().expect("as many as the kind has")
}

fn guest(xml: &str) -> Result<CpuDef> {
    match Processor::parse(xml)? {
        Processor::Guest(def) => Ok(def),
        _ => Err(Error::new(Code::INTERNAL_ERROR, "it is a host")),
    }
}

fn written(def: CpuDef) -> Loaded {
    Loaded::new(Processor::Guest(def).to_xml())
}

fn map() -> Result<&'static CpuMap> {
    CpuMap::builtin()
}

/// Models that a pretended hypervisor knows.
fn models(names: &[&str]) -> Vec<CpuModelCaps> {
    let model = |name: &&str| {
        let mut caps = CpuModelCaps::default();
        caps.name = (*name).to_owned();
        caps
    };
    names.iter().map(model).collect()
}

#[cfg(test)]
mod tests {
    use crate::corpus::{require, score};

    #[test]
    fn processors_are_read_and_compared_as_libvirt_does() {
        let Some(corpus) = require("processors_are_read_and_compared_as_libvirt_does") else { return };
        let mut failures = Vec::new();
        for kind in super::kinds() {
            let score = score(&corpus, &kind);
            assert!(score.documents > 0, "{}: no documents", kind.name);
            failures
                .extend(score.failures.iter().map(|failure| format!("{}: {}", failure.case, failure.reason)));
        }
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}
