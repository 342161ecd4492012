//! What a definition becomes when its guest is about to start: its memory comes in whole pieces, and what it
//! leaves to the host is decided. A running guest's document shows the result.

use vir_conf::DomainDef;
use vir_conf::cpu::CpuFamily;
use vir_conf::domain::device::memory::MemoryModel;
use vir_types::Result;

use super::context::unsupported;
use super::guest_cpu::guest_cpu;
use crate::caps::QemuCaps;
use crate::host::Host;

/// How a guest comes to life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Start {
    /// It boots.
    New,
    /// Its memory comes from elsewhere, where all sizes have been decided.
    Incoming,
}

/// Readies a definition for [`build`](super::build). It is done once, on the copy that the guest runs from,
/// before its devices get their aliases.
///
/// # Errors
/// `ConfigUnsupported`: the host or the emulator cannot be what the definition wants.
pub fn prepare(def: &mut DomainDef, start: Start, caps: &QemuCaps, host: &Host) -> Result<()> {
    if start == Start::New {
        align_memory(def)?;
    }
    let arch = def.os.arch.clone().unwrap_or_default();
    let virt = def.virt_type;
    if let Some(cpu) = &mut def.cpu {
        **cpu = guest_cpu(cpu, &arch, virt, start, caps, host)?;
    }
    Ok(())
}

/// Rounds sizes up to what machines are made of.
fn align_memory(def: &mut DomainDef) -> Result<()> {
    /// No memory is larger, in KiB.
    const MOST: u64 = u64::MAX >> 10;
    let power = def.os.arch.as_deref().is_some_and(|arch| CpuFamily::Ppc64.has(arch));
    let (whole, module) = if power { (256 << 10, 256 << 10) } else { (1 << 10, 2 << 10) };
    let up = |size: u64, to: u64, what: &str| -> Result<u64> {
        let size = size.checked_next_multiple_of(to).filter(|size| *size <= MOST);
        size.ok_or_else(|| unsupported(format!("{what} overflowed after alignment")))
    };
    let plugged = |def: &DomainDef| {
        def.devices.memories.iter().fold(0, |sum: u64, it| sum.saturating_add(it.target.size_kib))
    };
    let before = plugged(def);
    let mut initial: u64 = 0;
    let cells = def.cpu.as_mut().and_then(|cpu| cpu.numa.as_mut()).map(|numa| &mut numa.cells);
    for (cell, at) in cells.into_iter().flatten().zip(0u32..) {
        cell.memory_kib = up(cell.memory_kib, whole, &format!("memory size of NUMA node '{at}'"))?;
        initial = initial.saturating_add(cell.memory_kib);
    }
    if initial == 0 {
        initial = up(def.memory_kib.saturating_sub(before), whole, "initial memory size")?;
    }
    def.max_memory_kib = up(def.max_memory_kib, whole, "maximum memory size")?;
    for (memory, at) in def.devices.memories.iter_mut().zip(0u32..) {
        let size = memory.target.size_kib;
        memory.target.size_kib = if power && memory.model == MemoryModel::Nvdimm {
            // The label is not part of what must come in whole pieces.
            let label = memory.target.label_kib;
            let area = size.saturating_sub(label);
            if area < module {
                let text = "minimum target size for the NVDIMM must be 256MB plus the label size";
                return Err(vir_types::Error::new(vir_types::Code::XML_ERROR, text)
                    .or_origin(vir_types::Origin::QEMU));
            }
            area.saturating_sub(area % module).saturating_add(label)
        } else {
            up(size, module, &format!("size of memory module '{at}'"))?
        };
    }
    def.memory_kib = initial.saturating_add(plugged(def));
    Ok(())
}

#[cfg(test)]
mod tests {
    use vir_conf::DomainDef;

    use super::align_memory;

    #[test]
    fn sizes_are_rounded_up() {
        let xml = "<domain type='qemu'><name>a</name><memory>219100</memory>\
            <os><type arch='x86_64'>hvm</type></os><devices/></domain>";
        let mut def = DomainDef::parse(xml).unwrap();
        align_memory(&mut def).unwrap();
        assert_eq!(def.memory_kib, 219_136);
        def.memory_kib = u64::MAX;
        assert!(align_memory(&mut def).is_err());
    }
}
