//! `<cpu>`: a processor, of a guest or of a host.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::numa::NumaDef;
use crate::common::Switch;

/// The processor of a guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "CpuDef::check")]
#[non_exhaustive]
pub struct CpuDef {
    /// How its model is found.
    #[xml(attr, invalid(Unsupported, "Invalid mode attribute '{value}'"), write_if = "says_mode")]
    pub mode: Option<CpuMode>,
    /// How exactly it is kept to.
    #[xml(attr = "match", write_if = "says_match")]
    pub matching: Option<CpuMatch>,
    /// Whether what the guest gets is checked.
    #[xml(attr, write_if = "says_mode")]
    pub check: Option<CpuCheck>,
    /// Whether what does not survive a migration is left out.
    #[xml(attr, write_if = "is_host")]
    pub migratable: Option<Switch>,
    /// Whether old features are left in.
    #[xml(attr, write_if = "says_mode")]
    pub deprecated_features: Option<Switch>,
    /// Its model.
    #[xml(child = "model", skip_empty, write_if = "shows_model")]
    pub model: Option<CpuModelDef>,
    /// Its maker.
    #[xml(text = "vendor", write_if = "has_model")]
    pub vendor: Option<String>,
    /// Sockets, cores and threads.
    #[xml(child = "topology")]
    pub topology: Option<CpuTopology>,
    /// Its cache.
    #[xml(child = "cache")]
    pub cache: Option<CpuCache>,
    /// Bits of its addresses.
    #[xml(child = "maxphysaddr")]
    pub maxphysaddr: Option<CpuPhysAddr>,
    /// Features that differ from the model's.
    #[xml(child = "feature")]
    pub features: Vec<CpuFeature>,
    /// Memory cells of the guest.
    #[xml(child = "numa", skip_empty)]
    pub numa: Option<Box<NumaDef>>,
}

impl CpuDef {
    /// How the model is found.
    #[must_use]
    pub fn mode(&self) -> CpuMode {
        self.mode.unwrap_or_default()
    }

    /// The model's name.
    #[must_use]
    pub fn model_name(&self) -> Option<&str> {
        self.model.as_ref()?.name.as_deref()
    }

    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        use vir_xml::Kind;
        let refuse = |kind, text: &str| Err(node.error(kind, text));
        let host = is_host(def, vir_xml::WriteOptions::default());
        if def.migratable.is_some() && !host {
            let text = "Attribute migratable is only allowed for 'host-passthrough' / 'maximum' CPU mode";
            return refuse(Kind::Unsupported, text);
        }
        if def.vendor.is_some() && def.model_name().is_none() {
            return refuse(Kind::Invalid, "CPU vendor specified without CPU model");
        }
        if !def.features.is_empty() && def.model_name().is_none() && def.mode() == CpuMode::Custom {
            return refuse(Kind::Invalid, "Non-empty feature list specified without CPU model");
        }
        let mut seen = std::collections::HashSet::new();
        let places = node.elements().filter(|child| child.key() == "feature");
        for (feature, place) in def.features.iter().zip(places) {
            if feature.name.is_empty() {
                return Err(place.error(Kind::Invalid, "Invalid CPU feature name"));
            }
            if !seen.insert(feature.name.as_str()) {
                let text = format!("CPU feature '{}' specified more than once", feature.name);
                return Err(place.error(Kind::Invalid, text));
            }
        }
        if node.elements().filter(|child| child.key() == "cache").count() > 1 {
            return refuse(Kind::Invalid, "at most one CPU cache element may be specified");
        }
        if let Some(cache) = def.cache.as_ref().and_then(|cache| cache.level)
            && !(1..=3).contains(&cache)
        {
            return refuse(Kind::Invalid, "invalid CPU cache level, must be in range [1,3]");
        }
        if let Some(address) = &def.maxphysaddr
            && address.limit.is_some()
            && address.mode != PhysAddrMode::Passthrough
        {
            let text = "attribute 'limit' is only supported for maxphysaddr mode 'passthrough'";
            return refuse(Kind::Unsupported, text);
        }
        if let Some(model) = &mut def.model {
            if host {
                (model.fallback, model.vendor_id) = (None, None);
            }
            if let Some(vendor) = &model.vendor_id {
                if vendor.len() != 12 {
                    return refuse(Kind::Invalid, "vendor_id must be exactly 12 characters long");
                }
                if vendor.contains(',') {
                    return refuse(Kind::Invalid, "vendor id is invalid");
                }
            }
            if model.name.is_none() {
                // It counts once the host's model is put in; until then it is not written.
                model.fallback = model.fallback.filter(|fallback| *fallback == CpuFallback::Forbid);
            } else if !host {
                model.fallback.get_or_insert(CpuFallback::Allow);
            }
        }
        def.model = def.model.take().filter(|model| *model != CpuModelDef::default());
        if says_mode(def, vir_xml::WriteOptions::default()) {
            def.mode.get_or_insert(CpuMode::Custom);
            if def.mode() == CpuMode::Custom {
                def.matching.get_or_insert(CpuMatch::Exact);
            } else {
                def.matching = None;
            }
        } else {
            // How it is compared is judged once a driver may have given it a model.
            (def.mode, def.matching, def.deprecated_features) = (None, None, None);
        }
        if !has_model(def, vir_xml::WriteOptions::default()) {
            (def.model, def.vendor) = (None, None);
        }
        Ok(())
    }
}

/// Whether it says more than how it is cut up.
fn says_mode(def: &CpuDef, _: vir_xml::WriteOptions) -> bool {
    def.mode() != CpuMode::Custom || def.model_name().is_some()
}

fn says_match(def: &CpuDef, options: vir_xml::WriteOptions) -> bool {
    says_mode(def, options) && def.mode() == CpuMode::Custom
}

fn is_host(def: &CpuDef, _: vir_xml::WriteOptions) -> bool {
    matches!(def.mode(), CpuMode::HostPassthrough | CpuMode::Maximum)
}

fn has_model(def: &CpuDef, options: vir_xml::WriteOptions) -> bool {
    !is_host(def, options)
}

fn shows_model(def: &CpuDef, options: vir_xml::WriteOptions) -> bool {
    let says = |model: &CpuModelDef| model.name.is_some() || model.vendor_id.is_some();
    has_model(def, options) && def.model.as_ref().is_some_and(says)
}

/// How a processor's model is found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CpuMode {
    /// The document names it.
    #[default]
    Custom,
    /// The nearest to the host's.
    #[xml(name = "host-model")]
    HostModel,
    /// The host's, as it is.
    #[xml(name = "host-passthrough")]
    HostPassthrough,
    /// All that the hypervisor can do.
    Maximum,
}

/// How exactly a processor is kept to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CpuMatch {
    /// Features that are not asked for are hidden.
    Exact,
    /// Features that are not asked for are shown.
    Minimum,
    /// The host must have exactly these.
    Strict,
}

/// Whether what the guest gets is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CpuCheck {
    /// It is not.
    None,
    /// Before the guest starts.
    Partial,
    /// Against what the guest really gets.
    Full,
}

/// A model of processor.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CpuModelDef {
    /// Whether another model will do.
    #[xml(attr, invalid(Unsupported, "Invalid fallback attribute"), write_if = "is_named")]
    pub fallback: Option<CpuFallback>,
    /// Name of the maker that the guest sees, 12 characters.
    #[xml(attr)]
    pub vendor_id: Option<String>,
    /// The name.
    #[xml(text)]
    pub name: Option<String>,
}

fn is_named(model: &CpuModelDef, _: vir_xml::WriteOptions) -> bool {
    model.name.is_some()
}

/// Whether another model will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CpuFallback {
    /// `allow`.
    Allow,
    /// `forbid`.
    Forbid,
}

/// Sockets, cores and threads; none is 0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CpuTopology {
    /// Sockets.
    pub sockets: u32,
    /// Dies of a socket.
    pub dies: u32,
    /// Clusters of a die.
    pub clusters: u32,
    /// Cores of a cluster.
    pub cores: u32,
    /// Threads of a core.
    pub threads: u32,
}

impl XmlElement for CpuTopology {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use std::num::NonZeroU32;
        use vir_xml::XmlValue as _;
        let required = |name| vir_xml::require_attr(node, name, NonZeroU32::from_text).map(NonZeroU32::get);
        let or_one = |name| if node.attr(name).is_some() { required(name) } else { Ok(1) };
        Ok(Self {
            sockets: required("sockets")?,
            dies: or_one("dies")?,
            clusters: or_one("clusters")?,
            cores: required("cores")?,
            threads: required("threads")?,
        })
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        let all = [
            ("sockets", self.sockets),
            ("dies", self.dies),
            ("clusters", self.clusters),
            ("cores", self.cores),
            ("threads", self.threads),
        ];
        for (name, number) in all {
            w.attr_fmt(name, format_args!("{number}"));
        }
    }

    fn write_nodes(&self, _: &mut vir_xml::Writer) {}
}

impl CpuTopology {
    /// Threads in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        let all = [self.sockets, self.dies, self.clusters, self.cores, self.threads];
        all.iter().fold(1, |product: u64, number| product.saturating_mul(u64::from(*number)))
    }
}

/// The cache of a processor.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CpuCache {
    /// Its level, 1 to 3; none for all.
    #[xml(attr, with = "vir_xml::natural")]
    pub level: Option<u32>,
    /// Where it comes from.
    #[xml(attr, required)]
    pub mode: CpuCacheMode,
}

/// Where a cache comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CpuCacheMode {
    /// The hypervisor makes it up.
    #[default]
    Emulate,
    /// The host's is shown.
    Passthrough,
    /// There is none.
    Disable,
}

/// Bits of a processor's addresses.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CpuPhysAddr {
    /// Where the number comes from.
    #[xml(attr, required)]
    pub mode: PhysAddrMode,
    /// The number.
    #[xml(attr, with = "vir_xml::natural")]
    pub bits: Option<u32>,
    /// The most.
    #[xml(attr)]
    pub limit: Option<std::num::NonZeroU32>,
}

/// Where the number of address bits comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum PhysAddrMode {
    /// The document.
    #[default]
    Emulate,
    /// The host.
    Passthrough,
}

/// A feature of a processor.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CpuFeature {
    /// What is made of it.
    #[xml(attr, invalid(Unsupported, "Invalid CPU feature policy"))]
    pub policy: CpuFeaturePolicy,
    /// Its name.
    #[xml(attr, missing(Missing, "Invalid CPU feature name"))]
    pub name: String,
}

/// What is made of a feature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CpuFeaturePolicy {
    /// The guest has it, whether the host does or not.
    Force,
    /// The guest has it, and so must the host.
    #[default]
    Require,
    /// The guest has it if the host does.
    Optional,
    /// The guest has it not.
    Disable,
    /// The guest has it not, nor may the host.
    Forbid,
}
