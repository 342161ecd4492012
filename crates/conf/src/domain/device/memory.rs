//! `<memory>` among the devices: a memory module.

use serde::{Deserialize, Serialize};
use vir_types::Uuid;
use vir_xml::{Hex, XmlElement, XmlEnum};

use super::info::DeviceInfo;
use crate::bitmap::CpuSet;
use crate::domain::memory_backing::MemoryAccess;

/// A memory module.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "MemoryDef::check")]
#[non_exhaustive]
pub struct MemoryDef {
    /// What it is.
    #[xml(attr, required)]
    pub model: MemoryModel,
    /// Who sees what is written.
    #[xml(attr)]
    pub access: Option<MemoryAccess>,
    /// Its content need not survive the guest.
    #[xml(attr)]
    pub discard: Option<bool>,
    /// Identity, of a persistent module on IBM Power.
    #[xml(text = "uuid", with = "crate::uuid_text", invalid(Internal, "malformed uuid element"))]
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<Uuid>,
    /// The host's memory.
    #[xml(child = "source", skip_empty)]
    pub source: Option<MemorySourceDef>,
    /// The guest's memory.
    #[xml(child = "target", missing(Missing, "missing <target> element for <memory> device"))]
    pub target: MemoryTargetDef,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// What a memory module is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MemoryModel {
    /// Plain memory.
    #[default]
    Dimm,
    /// Persistent memory.
    Nvdimm,
    /// Persistent memory of virtio kind.
    #[xml(name = "virtio-pmem")]
    VirtioPmem,
    /// Memory that can be resized.
    #[xml(name = "virtio-mem")]
    VirtioMem,
    /// Memory for Intel's enclaves.
    #[xml(name = "sgx-epc")]
    SgxEpc,
}

/// The host's memory behind a module.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MemorySourceDef {
    /// Memory nodes of the host.
    #[xml(text = "nodemask", invalid(Argument, "Failed to parse bitmap '{value}'"))]
    pub nodemask: Option<CpuSet>,
    /// Size of its pages, in KiB.
    #[xml(text = "pagesize", unit = "KiB", skip_default)]
    pub pagesize_kib: u64,
    /// Path of a file, of persistent memory.
    #[xml(text = "path")]
    pub path: Option<String>,
    /// Alignment of the file, in KiB.
    #[xml(text = "alignsize", unit = "KiB", skip_default)]
    pub alignsize_kib: u64,
    /// The file is on persistent memory itself.
    #[xml(flag = "pmem")]
    pub pmem: bool,
}

/// The guest's memory of a module.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MemoryTargetDef {
    /// Memory is reserved as it is needed.
    #[xml(attr = "dynamicMemslots")]
    pub dynamic_memslots: Option<bool>,
    /// Its size, in KiB.
    #[xml(text = "size", unit = "KiB", required)]
    pub size_kib: u64,
    /// Cell of the guest's NUMA topology.
    #[xml(text = "node", with = "vir_xml::natural", invalid(Invalid, "invalid value of memory device node"))]
    pub node: Option<u32>,
    /// Size of the label, in KiB.
    #[xml(text = "label/size", unit = "KiB", skip_default)]
    pub label_kib: u64,
    /// Whether the guest may not write.
    #[xml(flag = "readonly")]
    pub readonly: bool,
    /// Size of what can be added at once, in KiB.
    #[xml(text = "block", unit = "KiB", skip_default)]
    pub block_kib: u64,
    /// What the guest is asked to use, in KiB.
    #[xml(text = "requested", unit = "KiB")]
    pub requested_kib: Option<u64>,
    /// What the guest uses, in KiB.
    #[xml(text = "current", unit = "KiB", live)]
    pub current_kib: Option<u64>,
    /// Where it begins in the guest's memory.
    #[xml(attr = "address/@base", with = "crate::hex16")]
    pub base: Option<Hex<1>>,
}

impl MemoryDef {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        use vir_xml::Kind;
        let nodes = def.source.as_ref().and_then(|source| source.nodemask.as_ref());
        let place = node.child("source").and_then(|source| source.child("nodemask"));
        if let Some(place) = place.filter(|_| nodes.is_some_and(crate::CpuSet::is_empty)) {
            let text = format!("Invalid value of 'nodemask': {}", place.text());
            return Err(place.error(Kind::Unsupported, text));
        }
        let (label, size) = (def.target.label_kib, def.target.size_kib);
        if def.model != MemoryModel::Nvdimm {
            return Ok(());
        }
        let at = node.child("target").unwrap_or(node);
        if label != 0 && label < 128 {
            return Err(at.error(Kind::Invalid, "nvdimm label must be at least 128KiB"));
        }
        if label >= size {
            return Err(at.error(Kind::Invalid, "label size must be smaller than NVDIMM size"));
        }
        Ok(())
    }
}
