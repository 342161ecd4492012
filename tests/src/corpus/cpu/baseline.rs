//! What several processors have in common.

use vir_conf::cpu::{BaselineLimits, Processor};
use vir_types::{Code, ConnectBaselineCpuFlags as Flags, Error, Result};

use super::decode::qemu_describes;
use super::{Case, Corpus, Expectation, FOLDER, Kind, Loaded, case, guest, map, others, text, written};

/// What several processors have in common.
pub(super) const KIND: Kind = Kind { name: "cpu/baseline", cases, load, checks_meaning: false };

/// Endings of results, and what was asked for.
const RESULTS: &[(&str, Flags)] =
    &[("result", Flags::empty()), ("expanded", Flags::EXPAND_FEATURES), ("migratable", Flags::MIGRATABLE)];

/// Processors that have nothing in common, as their names say.
const REFUSED: &[&str] = &["incompatible-vendors", "incompatible-models", "legacy"];

/// Hosts whose descriptions by QEMU were compared. The names of the results say the models only; which hosts of
/// these models it were was told from the features that are left.
const BY_CPUID: &[(&str, [&str; 2])] = &[
    ("Cascadelake+Skylake-IBRS", ["Xeon-Platinum-8268", "Xeon-Gold-6130"]),
    ("Cooperlake+Cascadelake", ["Cooperlake", "Xeon-Platinum-9242"]),
    ("EPYC+Rome", ["EPYC-7601-32-Core", "EPYC-7502-32-Core"]),
    ("Haswell-noTSX-IBRS+Broadwell", ["Xeon-E5-2609-v3", "Xeon-E5-2650-v4"]),
    ("Haswell-noTSX-IBRS+Skylake-IBRS", ["Xeon-E5-2609-v3", "Xeon-Gold-6130"]),
    ("Ryzen+Rome", ["Ryzen-7-1800X-Eight-Core", "Ryzen-9-3900X-12-Core"]),
    ("Skylake-Client+Server", ["Core-i5-6600", "Xeon-Gold-6148"]),
];

fn cases(corpus: &Corpus) -> Vec<Case> {
    let mut cases = Vec::new();
    for file in corpus.names(FOLDER) {
        let Some((arch, name)) = file.split_once("-baseline-") else { continue };
        let Some(xml) = text(corpus, &format!("{file}.xml")) else { continue };
        if let Some(of_cpuid) = arch.strip_suffix("-cpuid") {
            let Some((_, hosts)) = BY_CPUID.iter().find(|(known, _)| *known == name) else { continue };
            let described = |host: &&str| qemu_describes(corpus, &format!("{of_cpuid}-cpuid-{host}"));
            let Some(parts) = hosts.iter().map(described).collect::<Option<Vec<String>>>() else { continue };
            let document = format!("<cpuTest>{}</cpuTest>", parts.concat());
            cases.push(case(format!("cpu/{file}"), document, &["", "result"], Some(xml)));
            continue;
        }
        if name == "simple-result" {
            // The hosts are elsewhere, but what they have in common can be told in full.
            let expected = text(corpus, &format!("{arch}-baseline-simple-expanded.xml"));
            cases.push(case(format!("cpu/{arch}-baseline-simple-expanded"), xml, &[arch, ""], expected));
            continue;
        }
        if !xml.contains("<cpuTest>") {
            continue;
        }
        if REFUSED.contains(&name) {
            let mut refused = case(format!("cpu/{file}"), xml, &["", "result"], None);
            refused.expectation = Expectation::Refused;
            cases.push(refused);
            continue;
        }
        let results = RESULTS.iter().map(|(end, _)| (*end, text(corpus, &format!("{file}-{end}.xml"))));
        let known: Vec<_> = results.filter(|(_, result)| result.is_some()).collect();
        if known.is_empty() {
            cases.push(case(format!("cpu/{file}"), xml, &["", "result"], None));
            continue;
        }
        for (end, result) in known {
            cases.push(case(format!("cpu/{file}-{end}"), xml.clone(), &["", end], result));
        }
    }
    cases
}

fn load(case: &Case) -> Result<Loaded> {
    let [arch, end] = others(case);
    if end.is_empty() {
        let mut def = guest(&case.xml)?;
        map()?.expand(&arch, &mut def)?;
        return Ok(written(def));
    }
    let tree = roxmltree::Document::parse(&case.xml)
        .map_err(|error| Error::new(Code::XML_DETAIL, error.to_string()))?;
    let parts = tree.root_element().children().filter(roxmltree::Node::is_element);
    let cpus: Vec<Processor> =
        parts.map(|part| Processor::parse(&case.xml[part.range()])).collect::<Result<_>>()?;
    let flags = RESULTS.iter().find(|(known, _)| *known == end).map_or(Flags::empty(), |(_, flags)| *flags);
    // Guests do not say their architecture.
    let arch = cpus.first().is_some_and(|cpu| cpu.arch().is_none()).then_some("x86_64");
    map()?.baseline(arch, &cpus, BaselineLimits::default(), flags).map(written)
}
