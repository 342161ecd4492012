//! From a description of an x86 processor to the bits that it shows.

use vir_types::Result;

use super::map::{CpuMap, FamilyMap, MapModel};
use super::registers::Registers;
use super::{CpuData, CpuFamily, CpuFeaturePolicy, Processor};

/// Which part of a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodePart {
    /// What the processor has: its model, what is required and forced, not what is disabled or forbidden.
    All,
    /// The features of one policy; the model counts as required.
    Policy(CpuFeaturePolicy),
}

/// What a description stands for.
#[derive(Debug)]
pub(super) struct Encoded<'m> {
    /// The model; only for parts that it counts among.
    pub(super) model: Option<&'m MapModel>,
    pub(super) registers: Registers,
}

pub(super) fn encode<'m>(map: &'m FamilyMap, cpu: &Processor, part: EncodePart) -> Result<Encoded<'m>> {
    use CpuFeaturePolicy::{Disable, Forbid, Force, Optional, Require};
    let with_model = matches!(part, EncodePart::All | EncodePart::Policy(Require));
    let model = cpu.model().filter(|_| with_model).map(|name| map.require_model(name)).transpose()?;
    let mut registers = model.map(|model| model.registers.clone()).unwrap_or_default();
    for (name, policy) in cpu.features() {
        let counts = match part {
            EncodePart::All => policy != Optional,
            EncodePart::Policy(wanted) => policy == wanted,
        };
        if !counts {
            continue;
        }
        let feature = map.require_feature(name)?;
        match (part, policy) {
            (EncodePart::All, Disable | Forbid) => registers.remove_all(&feature.registers),
            (EncodePart::All, Force | Require | Optional) | (EncodePart::Policy(_), _) => {
                registers.add_all(&feature.registers);
            }
        }
    }
    Ok(Encoded { model, registers })
}

impl CpuMap {
    /// The bits that a part of an x86 processor's description stands for.
    ///
    /// # Errors
    /// `InvalidArg`: it names no model. `InternalError`: its model or a feature is unknown.
    pub fn encode(&self, cpu: &Processor, part: EncodePart) -> Result<CpuData> {
        cpu.require_model()?;
        let map = self.family(CpuFamily::X86)?;
        encode(map, cpu, part).map(|encoded| CpuData::X86(encoded.registers))
    }

    /// Whether an x86 processor's description has a feature, by its model or by itself.
    ///
    /// # Errors
    /// `InternalError`: its model or a feature is unknown.
    pub fn implies(&self, cpu: &Processor, feature: &str) -> Result<bool> {
        let map = self.family(CpuFamily::X86)?;
        let all = encode(map, cpu, EncodePart::All)?.registers;
        super::hypervisor_bits::feature_in(map, feature, &all)
    }
}
