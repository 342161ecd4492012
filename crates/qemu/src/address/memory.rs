//! Slots of memory modules.

use std::collections::BTreeSet;

use vir_conf::DomainDef;
use vir_conf::domain::device::address::{Address, DimmAddress};
use vir_conf::domain::device::memory::MemoryModel;
use vir_types::Result;

use super::internal;

pub(super) fn assign(def: &mut DomainDef) -> Result<()> {
    if def.memory_slots == 0 && def.max_memory_kib == 0 {
        return Ok(());
    }
    let slots = def.memory_slots;
    let memories = &mut def.devices.memories;
    let mut used: BTreeSet<u32> = memories
        .iter()
        .filter_map(|it| match &it.info.address {
            Some(Address::Dimm(address)) => Some(address.slot),
            _ => None,
        })
        .collect();
    for memory in memories.iter_mut().filter(|it| matches!(it.model, MemoryModel::Dimm | MemoryModel::Nvdimm))
    {
        if matches!(memory.info.address, Some(Address::Dimm(_))) {
            continue;
        }
        let Some(slot) = (0..slots).find(|slot| !used.contains(slot)) else {
            return internal("failed to find an empty memory slot");
        };
        used.insert(slot);
        let mut address = DimmAddress::default();
        address.slot = slot;
        memory.info.address = Some(Address::Dimm(address));
    }
    Ok(())
}
