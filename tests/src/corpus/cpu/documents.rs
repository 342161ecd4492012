//! Documents by themselves.

use std::collections::BTreeMap;

use vir_conf::cpu::{CpuData, Processor};
use vir_types::Result;

use super::{Case, Corpus, FOLDER, Kind, Loaded, case, text};
use crate::corpus::facts::{facts, missing};

/// Every `<cpu>`: what libvirt wrote comes out as it is, what people wrote loses nothing.
pub(super) const DEFINITION: Kind =
    Kind { name: "cpu/definition", cases: definitions, load: definition, checks_meaning: true };

/// Every `<cpudata>` keeps all of its bits.
pub(super) const DATA: Kind = Kind { name: "cpu/data", cases: data_cases, load: data, checks_meaning: true };

/// An old spelling that libvirt 11.3 reads but no longer writes.
const OLD: &[&str] = &["ppc64-host+guest-host-model"];

/// Whether a file is what libvirt writes.
fn is_output(name: &str) -> bool {
    let ends = ["-result", "-expanded", "-migratable"];
    let cpuid = name.contains("-cpuid-");
    (cpuid || name.contains("-host+") || ends.iter().any(|end| name.ends_with(end))) && !OLD.contains(&name)
}

fn definitions(corpus: &Corpus) -> Vec<Case> {
    let mut cases = Vec::new();
    for name in corpus.names(FOLDER) {
        let Some(xml) = text(corpus, &format!("{name}.xml")) else { continue };
        let Ok(tree) = roxmltree::Document::parse(&xml) else { continue };
        let root = tree.root_element();
        let parts: Vec<_> = match root.tag_name().name() {
            "cpu" => vec![root],
            "cpuTest" => root.children().filter(roxmltree::Node::is_element).collect(),
            _ => continue,
        };
        let whole = parts.len() == 1;
        for (at, part) in parts.into_iter().enumerate() {
            let part = if part == root { xml.clone() } else { xml[part.range()].to_owned() };
            let name = if whole { format!("cpu/{name}") } else { format!("cpu/{name}#{at}") };
            let expected = is_output(name.trim_start_matches("cpu/")).then(|| part.clone());
            cases.push(case(name, part, &[], expected));
        }
    }
    cases
}

fn definition(case: &Case) -> Result<Loaded> {
    let first = Processor::parse(&case.xml)?;
    let output = first.to_xml();
    let mut lost = Vec::new();
    match Processor::parse(&output) {
        Ok(second) if second.to_xml() == output => {}
        Ok(_) => lost.push("read again, it differs".to_owned()),
        Err(error) => lost.push(format!("written, it is refused: {error}")),
    }
    // A model that is not named says nothing of its own that is written.
    let mut before = facts(&case.xml);
    before.retain(|fact, _| !(fact.starts_with("/cpu/model") && first.model().is_none()));
    lost.extend(missing(&before, &before, &facts(&output)));
    Ok(Loaded { output, lost, ..Loaded::default() })
}

fn data_cases(corpus: &Corpus) -> Vec<Case> {
    let mut cases = Vec::new();
    for name in corpus.names(FOLDER) {
        if let Some(xml) = text(corpus, &format!("{name}.xml")).filter(|xml| xml.contains("<cpudata")) {
            cases.push(case(format!("cpu/{name}"), xml, &[], None));
        }
    }
    cases
}

fn data(case: &Case) -> Result<Loaded> {
    let first = CpuData::parse(&case.xml)?;
    let output = first.to_xml().unwrap_or_default();
    let mut lost = Vec::new();
    match CpuData::parse(&output) {
        Ok(second) if second == first => {}
        Ok(_) => lost.push("read again, it differs".to_owned()),
        Err(error) => lost.push(format!("written, it is refused: {error}")),
    }
    let (before, after) = (bits(&case.xml), bits(&output));
    if before != after {
        lost.push("bits differ".to_owned());
    }
    Ok(Loaded { output, lost, ..Loaded::default() })
}

/// All registers that are not 0, read without our parser.
fn bits(xml: &str) -> BTreeMap<String, u64> {
    let tree = roxmltree::Document::parse(xml).expect("well-formed");
    let mut all = BTreeMap::new();
    for node in tree.root_element().children().filter(roxmltree::Node::is_element) {
        let number = |name| {
            let text = node.attribute(name).unwrap_or("0");
            text.strip_prefix("0x").map_or_else(|| text.parse(), |hex| u64::from_str_radix(hex, 16))
        };
        let number = |name| number(name).expect("a number");
        let place = format!("{}:{}:{}", number("eax_in"), number("ecx_in"), number("index"));
        for register in ["eax", "ebx", "ecx", "edx"] {
            if number(register) != 0 {
                *all.entry(format!("{place}:{register}")).or_insert(0) |= number(register);
            }
        }
    }
    all
}
