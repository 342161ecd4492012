//! Cells of memory and processors.

use vir_conf::DomainDef;
use vir_conf::bitmap::CpuSet;
use vir_conf::cpu::{CpuDef, NumaCell, NumaDef};

use vir_conf::domain::VcpuPlacement;
use vir_conf::domain::device::memory::MemoryModel;
use vir_conf::domain::numatune::{NumaMemoryDef, NumaMode, NumaPlacement};
use vir_types::{Code, Error, Result};

use super::Context;
use crate::machine::MachineKind;

/// Processors that are placed by the host's advice have their memory placed with them.
pub(super) fn complete_placement(def: &mut DomainDef) {
    if def.vcpu_placement != Some(VcpuPlacement::Auto) {
        return;
    }
    let memory = def.numatune.get_or_insert_default().memory.get_or_insert_with(|| {
        let mut memory = NumaMemoryDef::default();
        memory.mode = NumaMode::Strict;
        memory
    });
    if memory.nodeset.is_none() {
        memory.placement.get_or_insert(NumaPlacement::Auto);
    }
}

/// Adds a cell to a new guest whose memory can grow, and gives the first cell the processors that are in none.
pub(super) fn complete(def: &mut DomainDef, context: Context<'_>) -> Result<()> {
    let grows = def.max_memory_kib > 0 || def.memory_slots > 0;
    let has_cells =
        def.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref()).is_some_and(|numa| !numa.cells.is_empty());
    if context.new && grows && !has_cells && MachineKind::of(def) != MachineKind::S390 {
        add_cell(def)?;
    }
    let count = def.vcpus_max();
    let Some(numa) = def.cpu.as_mut().and_then(|cpu| cpu.numa.as_mut()) else { return Ok(()) };
    let have: u32 =
        numa.cells.iter().filter_map(|cell| cell.cpus.as_ref()).map(CpuSet::len).fold(0, u32::saturating_add);
    if have >= count || numa.cells.is_empty() {
        return Ok(());
    }
    let mut rest = CpuSet::range(0, count.saturating_sub(1));
    for cell in numa.cells.iter().skip(1) {
        cell.cpus.iter().flat_map(|cpus| cpus.iter()).for_each(|number| rest.remove(number));
    }
    // Cells can be written in any order; the first is the one with number 0.
    let first = numa.cells.iter().position(|cell| cell.id == Some(0)).unwrap_or(0);
    for (at, cell) in numa.cells.iter().enumerate() {
        if at != first {
            cell.cpus.iter().flat_map(|cpus| cpus.iter()).for_each(|number| rest.remove(number));
        }
    }
    if let Some(cell) = numa.cells.get_mut(first) {
        for number in cell.cpus.iter().flat_map(|cpus| cpus.iter()).collect::<Vec<_>>() {
            rest.insert(number, number);
        }
        cell.cpus = Some(rest);
    }
    Ok(())
}

/// The memory of a new guest is what its cells have; the shared defaults count it.
pub(super) fn count_memory(def: &mut DomainDef, context: Context<'_>) {
    let cells = def.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref()).map_or(0, |numa| numa.memory_kib());
    if context.new && cells > 0 {
        def.memory_kib = 0;
    }
}

fn add_cell(def: &mut DomainDef) -> Result<()> {
    let mut left = def.memory_kib;
    for memory in &mut def.devices.memories {
        let Some(rest) = left.checked_sub(memory.target.size_kib) else {
            let text = "Total size of memory devices exceeds the total memory size";
            return Err(Error::new(Code::XML_ERROR, text));
        };
        left = rest;
        if matches!(memory.model, MemoryModel::Dimm | MemoryModel::Nvdimm | MemoryModel::VirtioMem) {
            memory.target.node.get_or_insert(0);
        }
    }
    let mut cell = NumaCell::default();
    (cell.id, cell.memory_kib) = (Some(0), left);
    let cpu = def.cpu.get_or_insert_with(|| Box::new(CpuDef::default()));
    cpu.numa.get_or_insert_with(|| Box::new(NumaDef::default())).cells.push(cell);
    Ok(())
}
