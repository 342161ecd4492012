//! Memory: huge pages, cells, modules.

use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::memory::{MemoryDef, MemoryModel};
use vir_conf::domain::memory_backing::{MemoryAccess, MemoryAllocation, MemorySource};
use vir_types::Result;

use super::{Check, refuse_if};
use crate::address::is_unplaced;
use crate::caps::Cap;

impl Check<'_> {
    fn cells(&self) -> usize {
        self.def.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref()).map_or(0, |numa| numa.cells.len())
    }

    pub(super) fn check_memory_hotplug(&self) -> Result<()> {
        let def = self.def;
        let memories = &def.devices.memories;
        if def.max_memory_kib == 0 && def.memory_slots == 0 {
            refuse_if!(
                !memories.is_empty(),
                "cannot use/hotplug a memory device when domain 'maxMemory' is not defined"
            );
            return Ok(());
        }
        refuse_if!(
            !self.is_power() && !self.is_s390() && self.cells() == 0,
            "At least one numa node has to be configured when enabling memory hotplug"
        );
        let mut needed = 0u32;
        for memory in memories {
            if matches!(memory.model, MemoryModel::Dimm | MemoryModel::Nvdimm) {
                needed = needed.saturating_add(1);
            }
            if memory.model != MemoryModel::SgxEpc {
                self.check_module(memory)?;
            }
        }
        let slots = def.memory_slots;
        refuse_if!(
            needed > slots,
            "count of memory devices requiring memory slots '{needed}' exceeds slots count '{slots}'"
        );
        let added = memories.iter().map(|it| it.target.size_kib).fold(0, u64::saturating_add);
        let initial = def.memory_kib.saturating_sub(added);
        refuse_if!(
            added > def.max_memory_kib.saturating_sub(initial),
            "memory device total size exceeds hotplug space"
        );
        Ok(())
    }

    fn check_module(&self, memory: &MemoryDef) -> Result<()> {
        let address = memory.info.address.as_ref();
        let unplaced = is_unplaced(&memory.info);
        match memory.model {
            MemoryModel::Dimm | MemoryModel::Nvdimm => {
                refuse_if!(
                    !unplaced && !matches!(address, Some(Address::Dimm(_))),
                    "only 'dimm' addresses are supported for the pc-dimm device"
                );
                if let Some(Address::Dimm(place)) = address {
                    refuse_if!(
                        place.slot >= self.def.memory_slots,
                        "memory device slot '{}' exceeds slots count '{}'",
                        place.slot,
                        self.def.memory_slots
                    );
                }
            }
            MemoryModel::VirtioPmem => {
                refuse_if!(
                    !unplaced && !matches!(address, Some(Address::Pci(_))),
                    "only 'pci' addresses are supported for the virtio-pmem device"
                );
                return Ok(());
            }
            MemoryModel::VirtioMem => refuse_if!(
                !unplaced && !matches!(address, Some(Address::Pci(_) | Address::Ccw(_))),
                "only 'pci' and 'ccw' addresses are supported for the {} device",
                memory.model
            ),
            _ => {}
        }
        refuse_if!(
            self.cells() != 0 && memory.target.node.is_none(),
            "target NUMA node needs to be specified for memory device"
        );
        Ok(())
    }

    pub(super) fn check_hugepages(&self) -> Result<()> {
        let Some(backing) = self.def.memory_backing.as_deref() else { return Ok(()) };
        let Some(huge) = &backing.hugepages else { return Ok(()) };
        refuse_if!(
            backing.allocation == Some(MemoryAllocation::Ondemand),
            "hugepages are not allowed with memory allocation ondemand"
        );
        refuse_if!(
            backing.allocation_threads > 0 && !self.has(Cap::MEMORY_BACKEND_FILE_PREALLOC_THREADS),
            "preallocation threads are unsupported with this QEMU"
        );
        refuse_if!(
            backing.source == Some(MemorySource::Anonymous),
            "hugepages are not allowed with anonymous memory source"
        );
        refuse_if!(
            backing.source == Some(MemorySource::Memfd) && !self.has(Cap::MEMORY_BACKEND_MEMFD_HUGETLB),
            "hugepages is not supported with memfd memory source"
        );
        let machine = self.caps.accel(self.def.virt_type).and_then(|accel| accel.machine(self.machine()));
        let ram = machine.and_then(|machine| machine.default_ram_id.as_ref());
        let small = huge.pages.first().is_some_and(|page| page.size_kib == self.host.page_size_kib);
        if let Some(access) = backing.access.filter(|access| *access != MemoryAccess::Private) {
            refuse_if!(
                ram.is_none() && !small && self.cells() == 0,
                "memory access mode '{access}' not supported without guest numa node"
            );
        }
        Ok(())
    }

    pub(super) fn check_numa(&self) -> Result<()> {
        let numa = self.def.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref());
        let tells = numa.is_some_and(|numa| {
            numa.interconnects.is_some() || numa.cells.iter().any(|cell| !cell.caches.is_empty())
        });
        refuse_if!(tells && !self.has(Cap::NUMA_HMAT), "HMAT is not supported with this QEMU");
        Ok(())
    }

    pub(super) fn check_memory_device(&self, memory: &MemoryDef) -> Result<()> {
        match memory.model {
            MemoryModel::Dimm => {
                refuse_if!(!self.has(Cap::PC_DIMM), "memory hotplug isn't supported by this QEMU binary")
            }
            MemoryModel::Nvdimm => {
                refuse_if!(!self.has(Cap::NVDIMM), "nvdimm isn't supported by this QEMU binary");
                refuse_if!(
                    memory.target.readonly && !self.has(Cap::NVDIMM_UNARMED),
                    "nvdimm readonly property is not available with this QEMU binary"
                );
            }
            MemoryModel::VirtioPmem => {
                refuse_if!(!self.has(Cap::VIRTIO_PMEM_PCI), "virtio-pmem isn't supported by this QEMU binary")
            }
            MemoryModel::VirtioMem => self.check_virtio_mem(memory)?,
            MemoryModel::SgxEpc => self.check_epc(memory)?,
            _ => {}
        }
        Ok(())
    }

    fn check_virtio_mem(&self, memory: &MemoryDef) -> Result<()> {
        let ccw = matches!(memory.info.address, Some(Address::Ccw(_)));
        let pci = matches!(memory.info.address, Some(Address::Pci(_)));
        refuse_if!(
            (pci && !self.has(Cap::VIRTIO_MEM_PCI)) || (ccw && !self.has(Cap::VIRTIO_MEM_CCW)),
            "virtio-mem isn't supported by this QEMU binary"
        );
        if ccw {
            let pages = memory.source.as_ref().map_or(0, |source| source.pagesize_kib);
            let backing = self.def.memory_backing.as_ref().and_then(|backing| backing.hugepages.as_ref());
            let own = backing.and_then(|huge| huge.pages.first()).map(|page| page.size_kib);
            refuse_if!(
                pages != 0 && own.is_some_and(|own| own != pages),
                "virtio-mem-ccw can't use different page size than the boot memory"
            );
            refuse_if!(
                memory.target.node.is_some_and(|node| node != 0),
                "NUMA nodes are not supported for virtio-mem-ccw"
            );
        }
        refuse_if!(
            memory.target.dynamic_memslots == Some(true) && !self.has(Cap::VIRTIO_MEM_PCI_DYNAMIC_MEMSLOTS),
            "virtio-mem does not support dynamicMemslots"
        );
        Ok(())
    }

    fn check_epc(&self, memory: &MemoryDef) -> Result<()> {
        refuse_if!(!self.has(Cap::SGX_EPC), "sgx epc isn't supported by this QEMU binary");
        let sections = self.caps.sgx.as_ref().map_or(&[][..], |sgx| &sgx.sections);
        refuse_if!(sections.is_empty(), "this QEMU version didn't provide SGX EPC NUMA info");
        let wanted = memory.target.size_kib;
        let nodes = memory.source.as_ref().and_then(|source| source.nodemask.as_ref());
        let nodes: Vec<u32> = nodes.map_or_else(|| vec![0], |nodes| nodes.iter().collect());
        for node in nodes {
            let size = sections.iter().find(|(at, _)| *at == node).map_or(0, |(_, size)| *size);
            refuse_if!(
                wanted > size,
                "sgx epc size {size} on host node {node} is less than requested size {wanted}"
            );
        }
        Ok(())
    }
}
