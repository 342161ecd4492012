//! `<cpu>` on its own: a guest's processor or a host's.

use std::collections::HashSet;

use vir_types::{Code, Error, Origin, Result};
use vir_xml::{ReadOptions, WriteOptions, XmlElement as _, to_string};

use super::{CpuDef, CpuFamily, CpuFeature, CpuFeaturePolicy};
use crate::capabilities::HostCpu;
use crate::error::{DocumentKind, read};
use crate::words::ARCHES;

const KIND: DocumentKind = DocumentKind { root: "cpu", name: "(CPU_definition)", origin: Origin::CPU };

/// A processor: what a guest wants or what a host has.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Processor {
    /// A guest's.
    Guest(CpuDef),
    /// A host's.
    Host(HostCpu),
}

impl From<CpuDef> for Processor {
    fn from(def: CpuDef) -> Self {
        Self::Guest(def)
    }
}

impl From<HostCpu> for Processor {
    fn from(host: HostCpu) -> Self {
        Self::Host(host)
    }
}

impl Processor {
    /// Reads the document. It is a host's if it says its architecture.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`, `ConfigUnsupported`: a value that cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), |root| {
            use vir_xml::Kind;
            if !root.elements().any(|child| child.key() == "arch") {
                return CpuDef::read(root).map(Self::Guest);
            }
            if root.attr("match").is_some() {
                let text = "'arch' element cannot be used inside 'cpu' element with 'match' attribute'";
                return Err(root.error(Kind::Invalid, text));
            }
            if root.attr("mode").is_some() {
                let text = "Attribute mode is only allowed for guest CPU";
                return Err(root.error(Kind::Unsupported, text));
            }
            let mut host = HostCpu::read(root)?;
            let problem = check_host(&mut host);
            problem.map_or(Ok(Self::Host(host)), |(kind, text)| Err(root.error(kind, text)))
        })
    }

    /// The document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        match self {
            Self::Guest(def) => to_string(KIND.root, def, WriteOptions::default()),
            Self::Host(host) => to_string(KIND.root, host, WriteOptions::default()),
        }
    }

    /// The architecture; a guest's does not say.
    #[must_use]
    pub fn arch(&self) -> Option<&str> {
        match self {
            Self::Guest(_) => None,
            Self::Host(host) => host.arch.as_deref(),
        }
    }

    /// The model's name.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        match self {
            Self::Guest(def) => def.model_name(),
            Self::Host(host) => host.model.as_deref(),
        }
    }

    /// The maker's name.
    #[must_use]
    pub fn vendor(&self) -> Option<&str> {
        match self {
            Self::Guest(def) => def.vendor.as_deref(),
            Self::Host(host) => host.vendor.as_deref(),
        }
    }

    /// Features with what is made of them; a host has all of them.
    #[must_use]
    pub fn features(&self) -> Vec<(&str, CpuFeaturePolicy)> {
        match self {
            Self::Guest(def) => {
                def.features.iter().map(|feature| (feature.name.as_str(), feature.policy)).collect()
            }
            Self::Host(host) => {
                let names = host.features.iter().map(|feature| feature.name.as_str());
                names.map(|name| (name, CpuFeaturePolicy::Require)).collect()
            }
        }
    }

    /// Whether its architecture, if it says one, is of a family; else what is wrong.
    pub(super) fn other_arch(&self, family: CpuFamily) -> Option<String> {
        let arch = self.arch().filter(|arch| !family.has(arch))?;
        Some(format!("CPU arch {arch} does not match host arch"))
    }

    /// What is wrong if it asks for a maker that is not the host's.
    pub(super) fn other_vendor(&self, host: &Self) -> Option<String> {
        let vendor = self.vendor().filter(|vendor| host.vendor() != Some(vendor))?;
        Some(format!("host CPU vendor does not match required CPU vendor {vendor}"))
    }

    /// The model's name.
    ///
    /// # Errors
    /// `InvalidArg`: it has none.
    pub(super) fn require_model(&self) -> Result<&str> {
        self.model()
            .ok_or_else(|| Error::new(Code::INVALID_ARG, "no CPU model specified").or_origin(Origin::CPU))
    }
}

/// Completes what a host says, or tells what is wrong with it.
fn check_host(host: &mut HostCpu) -> Option<(vir_xml::Kind, String)> {
    use vir_xml::Kind;
    let arch = host.arch.as_deref().unwrap_or_default();
    if !ARCHES.contains(&arch) {
        return Some((Kind::Unsupported, format!("Unknown architecture {arch}")));
    }
    if host.model.is_none() {
        return Some((Kind::Invalid, "Missing CPU model name".into()));
    }
    if host.signature.as_ref().is_some_and(|signature| signature.family == 0) {
        let text = "Invalid value for attribute 'family' in element 'signature': Zero is not permitted";
        return Some((Kind::Invalid, text.into()));
    }
    host.counter = host.counter.take().filter(|counter| counter.name == "tsc");
    host.microcode = host.microcode.filter(|version| *version != 0);
    if let Some(topology) = &mut host.topology {
        topology.dies.get_or_insert(1);
        topology.clusters.get_or_insert(1);
        if [topology.sockets, topology.cores, topology.threads].contains(&0) {
            let text = "Invalid value in element 'topology': Zero is not permitted";
            return Some((Kind::Invalid, text.into()));
        }
    }
    let mut seen = HashSet::new();
    for feature in &host.features {
        if feature.name.is_empty() {
            return Some((Kind::Invalid, "Invalid CPU feature name".into()));
        }
        if !seen.insert(feature.name.as_str()) {
            let text = format!("CPU feature '{}' specified more than once", feature.name);
            return Some((Kind::Invalid, text));
        }
    }
    None
}

/// Features of a guest, each once, found by name without walking through all.
#[derive(Debug, Default)]
pub(super) struct FeatureList {
    list: Vec<CpuFeature>,
    index: std::collections::HashMap<String, usize>,
}

impl FeatureList {
    pub(super) fn new(features: impl IntoIterator<Item = (impl Into<String>, CpuFeaturePolicy)>) -> Self {
        let mut list = Self::default();
        for (name, policy) in features {
            list.set(name, policy);
        }
        list
    }

    /// The features of a processor.
    pub(super) fn of(cpu: &Processor) -> Self {
        Self::new(cpu.features())
    }

    /// Adds a feature, or says something else of it.
    pub(super) fn set(&mut self, name: impl Into<String>, policy: CpuFeaturePolicy) {
        let name = name.into();
        match self.index.get(&name).and_then(|at| self.list.get_mut(*at)) {
            Some(known) => known.policy = policy,
            None => {
                self.index.insert(name.clone(), self.list.len());
                self.list.push(CpuFeature { policy, name });
            }
        }
    }

    /// Adds a feature that is not mentioned yet.
    pub(super) fn add_missing(&mut self, name: &str, policy: CpuFeaturePolicy) {
        if !self.index.contains_key(name) {
            self.set(name, policy);
        }
    }

    pub(super) fn as_slice(&self) -> &[CpuFeature] {
        &self.list
    }

    pub(super) fn into_vec(self) -> Vec<CpuFeature> {
        self.list
    }
}
