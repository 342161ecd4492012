//! `<numatune>`: memory nodes of the host that the guest's memory comes from.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use crate::bitmap::CpuSet;

/// Memory nodes of the host that the guest's memory comes from.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "NumatuneDef::check")]
pub struct NumatuneDef {
    /// For the whole guest.
    #[xml(child = "memory")]
    pub memory: Option<NumaMemoryDef>,
    /// For single cells of the guest.
    #[xml(child = "memnode")]
    pub nodes: Vec<NumaNodeDef>,
}

/// Memory nodes for the whole guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NumaMemoryDef {
    /// How strictly they are kept to.
    #[xml(attr, invalid(Unsupported, "Unsupported NUMA memory tuning mode '{value}'"))]
    pub mode: NumaMode,
    /// The nodes.
    #[xml(attr, invalid(Argument, "Failed to parse bitmap '{value}'"))]
    pub nodeset: Option<CpuSet>,
    /// Who chooses the nodes.
    #[xml(attr, invalid(Unsupported, "Unsupported NUMA memory placement mode '{value}'"))]
    pub placement: Option<NumaPlacement>,
}

/// Memory nodes for one cell of the guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NumaNodeDef {
    /// Number of the cell.
    #[xml(attr, required)]
    pub cellid: u32,
    /// How strictly they are kept to.
    #[xml(attr)]
    pub mode: NumaMode,
    /// The nodes.
    #[xml(
        attr,
        missing(Missing, "Missing required nodeset attribute in memnode element"),
        invalid(Argument, "Failed to parse bitmap '{value}'")
    )]
    pub nodeset: CpuSet,
}

/// How strictly memory nodes are kept to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum NumaMode {
    /// Nothing else will do.
    #[default]
    Strict,
    /// Others when these are full.
    Preferred,
    /// In turns.
    Interleave,
    /// The host's kernel may move it inside its own limits.
    Restrictive,
}

/// Who chooses memory nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum NumaPlacement {
    /// The document.
    #[xml(name = "static")]
    Fixed,
    /// A service of the host that knows its load.
    Auto,
}

impl NumatuneDef {
    fn check(_: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        use super::check::{children, some_numbers};
        let mut places = children(node, "memory").chain(children(node, "memnode"));
        places.try_for_each(|place| some_numbers(place, "nodeset"))
    }
}
