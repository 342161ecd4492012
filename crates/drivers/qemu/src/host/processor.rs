//! The host's processor: what it says of itself, and the model that describes it.

use std::path::Path;

use vir_conf::capabilities::{HostCpu, TimeCounter};
use vir_conf::cpu::{Bits, CpuData, CpuDef, CpuFamily, CpuMap, CpuPhysAddr, DecodeOptions, Place, Registers};
use vir_types::Result;
use vir_util::processor::{KvmDevice, leaves, register};

use super::sys::Sys;

/// Where hardware virtualization is asked for.
pub(crate) const KVM: &str = "/dev/kvm";

/// What the processor says; `None` if this architecture's does not say it in a way that is known here.
fn data(map: &CpuMap, kvm: Option<&KvmDevice>) -> Option<CpuData> {
    let leaves = leaves();
    if leaves.is_empty() {
        return None;
    }
    let mut registers = Registers::default();
    for leaf in leaves {
        let place = Place::Cpuid { leaf: leaf.leaf, sub: leaf.sub };
        registers.add(place, Bits { eax: leaf.eax, ebx: leaf.ebx, ecx: leaf.ecx, edx: leaf.edx });
    }
    let features = map.family(CpuFamily::X86).ok()?.features();
    let places = features.iter().flat_map(|feature| feature.registers.iter()).map(|(place, _)| place);
    let mut asked = std::collections::BTreeSet::new();
    for place in places {
        let Place::Msr { index } = place else { continue };
        if asked.insert(index)
            && let Some(value) = register(index).ok().or_else(|| kvm?.register(index))
        {
            let bytes = value.to_le_bytes();
            let [a, b, c, d, e, f, g, h] = bytes;
            let (eax, edx) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
            registers.add(place, Bits { eax, edx, ..Bits::default() });
        }
    }
    Some(CpuData::X86(registers))
}

/// How many bits physical addresses have.
pub(crate) fn physical_bits() -> Option<u32> {
    cpuinfo("address sizes")?.split_ascii_whitespace().next()?.parse().ok()
}

/// What the kernel says of the first processor.
pub(crate) fn cpuinfo(name: &str) -> Option<String> {
    let text = Sys::new("/proc").text("cpuinfo")?;
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    })
}

fn addresses() -> Option<CpuPhysAddr> {
    let mut addresses = CpuPhysAddr::default();
    addresses.bits = Some(physical_bits()?);
    Some(addresses)
}

/// The processor as a guest could have it; `None` if no model describes it.
pub(crate) fn for_guests() -> Result<Option<CpuDef>> {
    let map = CpuMap::builtin()?;
    let kvm = KvmDevice::open(Path::new(KVM)).ok();
    let Some(data) = data(map, kvm.as_ref()) else { return Ok(None) };
    let mut cpu = map.decode_guest(&data, &DecodeOptions::default())?;
    cpu.maxphysaddr = addresses();
    Ok(Some(cpu))
}

/// The processor as the host's document shows it. One that no model describes has only its architecture.
pub(crate) fn of_host(arch: &str) -> HostCpu {
    let found = CpuMap::builtin().and_then(|map| {
        let kvm = KvmDevice::open(Path::new(KVM)).ok();
        let Some(data) = data(map, kvm.as_ref()) else { return Ok(None) };
        let mut cpu = map.decode_host(arch, &data)?;
        // The frequency says something only where the counter never changes its speed.
        if map.has_feature(&data, "invtsc")? {
            cpu.counter = kvm.as_ref().and_then(KvmDevice::time_stamps).map(|(frequency, scaling)| {
                let mut counter = TimeCounter::default();
                counter.name = "tsc".to_owned();
                (counter.frequency, counter.scaling) = (frequency, Some(scaling));
                counter
            });
        }
        Ok(Some(cpu))
    });
    let mut cpu = found.unwrap_or_else(|error| {
        tracing::warn!(target: "qemu", %error, "the host's processor is not known");
        None
    });
    let cpu = cpu.get_or_insert_default();
    cpu.arch = Some(arch.to_owned());
    cpu.microcode = cpuinfo("microcode")
        .and_then(|text| text.strip_prefix("0x").and_then(|digits| u32::from_str_radix(digits, 16).ok()));
    cpu.maxphysaddr = addresses();
    std::mem::take(cpu)
}
