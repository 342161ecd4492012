//! Memory devices and huge pages.

use std::collections::{BTreeMap, HashMap};

use vir_types::{Code, Result};

use super::super::DomainDef;
use super::super::device::address::Address;
use super::super::device::memory::{MemoryDef, MemoryModel};
use super::super::memory_backing::MemoryAccess;
use super::{named, of};
use crate::common::{refuse, unsupported};

/// Bytes of a page of memory; what the address of persistent memory must be a multiple of.
const PAGE: u64 = 4096;
/// KiB of a transparent huge page, the least that a guest's memory grows by.
const LEAST_BLOCK_KIB: u64 = 2048;

impl MemoryDef {
    fn dimm(&self) -> Option<(u32, u64)> {
        match &self.info.address {
            Some(Address::Dimm(dimm)) => Some((dimm.slot, dimm.base.0)),
            _ => None,
        }
    }

    /// Where it begins in the guest's memory; 0 where that is not known yet.
    fn start(&self) -> u64 {
        match self.model {
            MemoryModel::VirtioPmem | MemoryModel::VirtioMem => self.target.base.map_or(0, |base| base.0),
            MemoryModel::Dimm | MemoryModel::Nvdimm => self.dimm().map_or(0, |(_, base)| base),
            MemoryModel::SgxEpc => 0,
        }
    }

    /// How much of the guest's memory it takes; a label is not part of that.
    fn mapped_bytes(&self) -> u64 {
        let mut size = self.target.size_kib;
        if self.model == MemoryModel::Nvdimm {
            let align = self.source.as_ref().map_or(0, |source| source.alignsize_kib);
            let align = if align == 0 { PAGE / 1024 } else { align };
            let label = self.target.label_kib.div_ceil(align).saturating_mul(align);
            size = size.saturating_sub(label);
        }
        size.saturating_mul(1024)
    }

    fn validate(&self, cells: usize, is_power: bool) -> Result<()> {
        let (target, model) = (&self.target, self.model);
        let detail = |text: String| refuse(Code::XML_DETAIL, text);
        if let Some(node) = target.node {
            if cells == 0 {
                return detail("can't add memory backend as guest has no NUMA nodes configured".into());
            }
            if usize::try_from(node).map_or(true, |node| node >= cells) {
                return detail(format!(
                    "can't add memory backend for guest node '{node}' as the guest has only '{cells}' NUMA nodes configured"
                ));
            }
        }
        let path = self.source.as_ref().and_then(|source| source.path.as_deref());
        match model {
            MemoryModel::Nvdimm => {
                if path.is_none() {
                    return detail("path is required for model 'nvdimm'".into());
                }
                if self.discard == Some(true) {
                    return unsupported("discard is not supported for nvdimms");
                }
                if is_power {
                    if target.label_kib == 0 {
                        return unsupported("label size is required for NVDIMM device");
                    }
                } else if self.uuid.is_some() {
                    return unsupported("UUID is not supported for NVDIMM device");
                }
            }
            MemoryModel::VirtioPmem => {
                if path.is_none() {
                    return detail(format!("path is required for model '{model}'"));
                }
                if self.discard == Some(true) {
                    return unsupported(format!("discard is not supported for model '{model}'"));
                }
                if self.access.is_some_and(|access| access != MemoryAccess::Shared) {
                    return unsupported("shared access mode required for virtio-pmem device");
                }
                if target.node.is_some() {
                    return unsupported("virtio-pmem does not support NUMA nodes");
                }
                if !self.start().is_multiple_of(PAGE) {
                    return unsupported(format!("memory address must be aligned to {PAGE} bytes"));
                }
            }
            MemoryModel::VirtioMem => self.validate_virtio_mem()?,
            MemoryModel::SgxEpc => {
                if !matches!(self.info.address, None | Some(Address::Unspecified)) {
                    return unsupported(format!(
                        "memory device address is not supported for model '{model}'"
                    ));
                }
            }
            MemoryModel::Dimm => {}
        }
        Ok(())
    }

    fn validate_virtio_mem(&self) -> Result<()> {
        let target = &self.target;
        let detail = |text: String| refuse(Code::XML_DETAIL, text);
        let (block, requested) = (target.block_kib, target.requested_kib.unwrap_or(0));
        if requested > target.size_kib {
            return detail(format!(
                "requested size must be smaller than or equal to @size ({}KiB)",
                target.size_kib
            ));
        }
        if !block.is_power_of_two() {
            return detail("block size must be a power of two".into());
        }
        if block < LEAST_BLOCK_KIB {
            return detail(format!("block size too small, must be at least {LEAST_BLOCK_KIB}KiB"));
        }
        if !requested.is_multiple_of(block) {
            return detail("requested size must be an integer multiple of block size".into());
        }
        if !self.start().is_multiple_of(block.saturating_mul(1024)) {
            return detail("memory device address must be aligned to blocksize".into());
        }
        Ok(())
    }
}

impl DomainDef {
    pub(super) fn check_memories(&self) -> Result<()> {
        let is_power = matches!(self.os.arch.as_deref(), Some("ppc64" | "ppc64le"));
        let cells = self.cells().len();
        for (at, it) in self.devices.memories.iter().enumerate() {
            of(it.validate(cells, is_power), || named("memory", at, &it.info))?;
        }
        self.check_memory_places()
    }

    /// No two modules share a slot or a byte. Sorted by their beginning, each is compared with the one
    /// before it that reaches farthest.
    fn check_memory_places(&self) -> Result<()> {
        let mut slots = HashMap::new();
        let mut ranges: BTreeMap<u64, u64> = BTreeMap::new();
        for memory in &self.devices.memories {
            if let Some((slot, _)) = memory.dimm()
                && slots.insert(slot, ()).is_some()
            {
                return unsupported(format!(
                    "memory device slot '{slot}' is already being used by another memory device"
                ));
            }
            let start = memory.start();
            if start == 0 {
                continue;
            }
            let end = start.saturating_add(memory.mapped_bytes());
            let before = ranges.range(..=start).next_back();
            let clash = before.filter(|(_, other_end)| **other_end > start);
            let clash = clash.or_else(|| ranges.range(start..).next().filter(|(other, _)| **other < end));
            if let Some((other, _)) = clash {
                return unsupported(format!(
                    "memory device address [0x{start:x}:0x{end:x}] overlaps with other memory device (0x{other:x})"
                ));
            }
            ranges.insert(start, end);
        }
        Ok(())
    }

    pub(super) fn check_hugepages(&self) -> Result<()> {
        let Some(pages) = self.memory_backing.as_ref().and_then(|backing| backing.hugepages.as_ref()) else {
            return Ok(());
        };
        let detail = |text: String| refuse(Code::XML_DETAIL, text);
        let cells = u32::try_from(self.cells().len()).unwrap_or(u32::MAX);
        // Which size each node has got; `None` stands for the nodes that nobody names.
        let mut sizes: HashMap<Option<u32>, u64> = HashMap::new();
        for page in &pages.pages {
            let Some(nodes) = &page.nodeset else {
                if let Some(other) = sizes.insert(None, page.size_kib) {
                    return detail(format!("two master hugepages detected: {} and {other}", page.size_kib));
                }
                continue;
            };
            for node in nodes.iter() {
                if let Some(other) = sizes.insert(Some(node), page.size_kib) {
                    return detail(format!(
                        "nodeset attribute of hugepages of sizes {} and {other} intersect",
                        page.size_kib
                    ));
                }
            }
            // A guest without nodes of its own has no node at all here: completion has dropped sets of
            // node 0 alone.
            if let Some(node) = nodes.iter().find(|node| *node >= cells) {
                return detail(format!("hugepages: node {node} not found"));
            }
        }
        Ok(())
    }
}
