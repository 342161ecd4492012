//! Memory that is a device.

use vir_conf::domain::device::memory::{MemoryDef, MemoryModel};
use vir_types::Result;

use super::context::{Context, alias, internal};
use super::memory::{Backend, Piece, backend, pages};
use super::output::Output;
use super::props::Props;
use super::{address, virtio};
use crate::caps::Cap;

/// The memory that is a device.
pub(super) fn devices(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for memory in &cx.def.devices.memories {
        device_backend(cx, out, memory)?.write(cx, out);
        if memory.model != MemoryModel::SgxEpc {
            out.device(cx, device(cx, memory)?);
        }
    }
    Ok(())
}

fn device_backend(cx: &Context<'_>, out: &Output, memory: &MemoryDef) -> Result<Backend> {
    let name = memory.info.alias.as_deref().ok_or_else(|| internal("memory device alias is not assigned"))?;
    let id = format!("mem{name}");
    let piece = Piece {
        id: &id,
        file: name,
        size_kib: memory.target.size_kib,
        node: memory.target.node,
        device: Some(memory),
        system: false,
    };
    backend(cx, out, &piece, true)
}

/// A device of memory.
pub(super) fn device(cx: &Context<'_>, memory: &MemoryDef) -> Result<Props> {
    let name = alias(&memory.info)?;
    let target = &memory.target;
    let virtio = |base: &str| virtio::props(cx, base, &memory.info, virtio::Generation::Any, None);
    let mut props = match memory.model {
        MemoryModel::Dimm => Props::driver("pc-dimm"),
        MemoryModel::Nvdimm => Props::driver("nvdimm"),
        MemoryModel::VirtioPmem => virtio("virtio-pmem")?,
        MemoryModel::VirtioMem => virtio("virtio-mem")?,
        other => return Err(internal(format!("memory of model '{other}' is no device"))),
    };
    let is_nvdimm = memory.model == MemoryModel::Nvdimm;
    let is_mem = memory.model == MemoryModel::VirtioMem;
    let kib = |size: u64, yes: bool| if yes { size.saturating_mul(1024) } else { 0 };
    let prealloc = is_mem && cx.has(Cap::VIRTIO_MEM_PCI_PREALLOC) && {
        let piece = Piece { device: Some(memory), node: target.node, ..Piece::default() };
        pages(cx, &piece)?.prealloc
    };
    let place = target.base.filter(|_| is_mem || memory.model == MemoryModel::VirtioPmem);
    props = props
        .maybe("node", target.node)
        .nonzero("label-size", kib(target.label_kib, is_nvdimm))
        .nonzero("block-size", kib(target.block_kib, is_mem))
        .nonzero("requested-size", kib(target.requested_kib.unwrap_or_default(), is_mem))
        .maybe("uuid", memory.uuid.filter(|_| is_nvdimm).map(|uuid| uuid.to_string()))
        .when("unarmed", is_nvdimm && target.readonly)
        .put("memdev", format!("mem{name}"))
        .when("prealloc", prealloc)
        .nonzero("memaddr", place.map(|place| place.0).unwrap_or_default())
        .maybe("dynamic-memslots", target.dynamic_memslots.filter(|_| is_mem))
        .put("id", name);
    Ok(props.with(address::props(cx, &memory.info)?))
}
