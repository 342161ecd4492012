//! `<memoryBacking>`: what the guest's memory is made of.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, XmlElement, XmlEnum};

use crate::bitmap::CpuSet;

/// What the guest's memory is made of.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MemoryBackingDef {
    /// Huge pages; without sizes, those of the host's default size.
    #[xml(child = "hugepages")]
    pub hugepages: Option<HugepagesDef>,
    /// Pages are not merged with those of other guests.
    #[xml(flag = "nosharepages")]
    pub nosharepages: bool,
    /// Memory is never swapped.
    #[xml(flag = "locked")]
    pub locked: bool,
    /// Where it comes from.
    #[xml(attr = "source/@type", invalid(Unsupported, "unknown memoryBacking/source/type '{value}'"))]
    pub source: Option<MemorySource>,
    /// Who sees what is written.
    #[xml(attr = "access/@mode", invalid(Unsupported, "unknown memoryBacking/access/mode '{value}'"))]
    pub access: Option<MemoryAccess>,
    /// When it is taken from the host.
    #[xml(
        attr = "allocation/@mode",
        invalid(Unsupported, "unknown memoryBacking/allocation/mode '{value}'")
    )]
    pub allocation: Option<MemoryAllocation>,
    /// Threads that take it at the start.
    #[xml(
        attr = "allocation/@threads",
        skip_default,
        invalid(Invalid, "Failed to parse memory allocation threads")
    )]
    pub allocation_threads: u32,
    /// Its content need not survive the guest.
    #[xml(flag = "discard")]
    pub discard: bool,
}

/// Huge pages, by size.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HugepagesDef {
    /// Sizes; none stands for the host's default size.
    #[xml(child = "page")]
    pub pages: Vec<HugepageDef>,
}

/// Huge pages of one size.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HugepageDef {
    /// Their size, in KiB.
    pub size_kib: u64,
    /// Cells of the guest's NUMA topology that use them.
    pub nodeset: Option<CpuSet>,
}

impl XmlElement for HugepageDef {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        let size = vir_xml::read_scaled_attr(node, "size", "unit", vir_xml::Scale::Kib)?;
        let size_kib = size.ok_or_else(|| node.missing_attr("size"))?;
        if size_kib == 0 {
            return Err(node.error(Kind::Malformed, "hugepage size can't be zero"));
        }
        let Some(attr) = node.attr("nodeset") else { return Ok(Self { size_kib, nodeset: None }) };
        let nodes = vir_xml::read_attr(node, &attr, "", <CpuSet as vir_xml::XmlValue>::from_text)
            .map_err(|error| error.reworded(Kind::Argument, "Failed to parse bitmap '{value}'"))?;
        if nodes.is_empty() {
            let text = format!("Invalid value of 'nodeset': {}", attr.value);
            return Err(node.attr_error(&attr, Kind::Unsupported, text));
        }
        Ok(Self { size_kib, nodeset: Some(nodes) })
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        w.attr_fmt("size", format_args!("{}", self.size_kib));
        w.attr("unit", "KiB");
        if let Some(nodeset) = &self.nodeset {
            w.attr_fmt("nodeset", format_args!("{nodeset}"));
        }
    }

    fn write_nodes(&self, _: &mut vir_xml::Writer) {}
}

/// Where a guest's memory comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MemorySource {
    /// A file, in huge pages if there are any.
    File,
    /// Plain memory of the process.
    Anonymous,
    /// Memory behind a descriptor, which another process can share.
    Memfd,
}

/// Who sees what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MemoryAccess {
    /// Everyone who has mapped it.
    Shared,
    /// The guest alone.
    Private,
}

/// When memory is taken from the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MemoryAllocation {
    /// All of it before the guest runs.
    Immediate,
    /// When the guest touches it.
    Ondemand,
}
