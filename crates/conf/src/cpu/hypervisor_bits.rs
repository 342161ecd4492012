//! Features that hypervisors show in leaves of CPUID of their own. Guests' processors do not name them.

use vir_types::Result;

use super::map::{FamilyMap, internal};
use super::registers::{Bits, Place, Registers};

/// The leaf and its bits in `eax` and `edx`.
const FEATURES: &[(&str, u32, u32, u32)] = &[
    ("kvm_pv_unhalt", 0x4000_0001, 0x80, 0),
    ("hv-runtime", 0x4000_0003, 0x1, 0),
    ("hv-synic", 0x4000_0003, 0x4, 0),
    ("hv-stimer", 0x4000_0003, 0x8, 0),
    ("hv-xmm_input", 0x4000_0003, 0x10, 0),
    ("hv-relaxed", 0x4000_0003, 0x20, 0),
    ("hv-vapic", 0x4000_0003, 0x30, 0),
    ("hv-vpindex", 0x4000_0003, 0x40, 0),
    ("hv-reset", 0x4000_0003, 0x80, 0),
    ("hv-frequencies", 0x4000_0003, 0x800, 0),
    ("hv-reenlightenment", 0x4000_0003, 0x2000, 0),
    ("hv-stimer-direct", 0x4000_0003, 0, 0x8_0000),
    ("hv-tlbflush-direct", 0x4000_0003, 0, 0x4000),
    ("hv-tlbflush", 0x4000_0004, 0x4, 0),
    ("hv-avic", 0x4000_0004, 0x200, 0),
    ("hv-ipi", 0x4000_0004, 0x400, 0),
    ("hv-evmcs", 0x4000_0004, 0x4000, 0),
    ("hv-tlbflush-ext", 0x4000_0004, 0, 0x4000),
    ("hv-emsr_bitmap", 0x4000_000a, 0x8_0000, 0),
];

/// The bits of such a feature.
pub(super) fn registers(name: &str) -> Option<Registers> {
    let (_, leaf, eax, edx) = *FEATURES.iter().find(|(known, ..)| *known == name)?;
    let mut registers = Registers::default();
    registers.add(Place::Cpuid { leaf, sub: 0 }, Bits { eax, edx, ..Bits::default() });
    Some(registers)
}

/// Whether bits make up a feature of the map or of a hypervisor.
pub(super) fn feature_in(map: &FamilyMap, name: &str, all: &Registers) -> Result<bool> {
    if let Some(feature) = map.feature(name) {
        return Ok(all.covers(&feature.registers));
    }
    let own = registers(name);
    own.map(|own| all.covers(&own))
        .ok_or_else(|| internal(format!("unknown CPU feature {name}{}", map.meant_feature(name))))
}
