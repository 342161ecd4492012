//! Whether a host can give a guest the processor it wants.

use std::collections::HashSet;

use vir_types::{Code, CpuCompareResult, Error, Origin, Result};

use super::encode::{EncodePart, encode};
use super::map::{CpuMap, FamilyMap};
use super::registers::Registers;
use super::{CpuDef, CpuFamily, CpuFeaturePolicy, CpuMatch, Processor};

/// How a wanted processor relates to a host's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CpuComparison {
    /// The host has it, and nothing else.
    Identical,
    /// The host has it, and more.
    Superset,
    /// The host cannot provide it.
    Incompatible(Option<String>),
}

impl CpuComparison {
    pub(super) fn incompatible(why: impl Into<String>) -> Self {
        Self::Incompatible(Some(why.into()))
    }

    /// The number that the interface returns.
    #[must_use]
    pub fn result(&self) -> CpuCompareResult {
        match self {
            Self::Identical => CpuCompareResult::IDENTICAL,
            Self::Superset => CpuCompareResult::SUPERSET,
            Self::Incompatible(_) => CpuCompareResult::INCOMPATIBLE,
        }
    }

    /// The number that the interface returns if a host that cannot provide it is an error.
    ///
    /// # Errors
    /// `CpuIncompatible`: the host cannot provide it; the text says why, where that is known.
    pub fn or_fail(self) -> Result<CpuCompareResult> {
        match self {
            Self::Incompatible(why) => {
                let error = match why {
                    Some(why) => Error::new(Code::CPU_INCOMPATIBLE, why),
                    None => Error::bare(Code::CPU_INCOMPATIBLE),
                };
                Err(error.or_origin(Origin::CPU))
            }
            other => Ok(other.result()),
        }
    }
}

impl CpuMap {
    /// Compares a processor with a host's. `None` is a host whose processor is not known.
    ///
    /// # Errors
    /// `NoSupport`: the architecture's processors are not known.
    /// `InternalError`: a model or feature is not known.
    pub fn compare(&self, arch: &str, host: Option<&Processor>, cpu: &Processor) -> Result<CpuComparison> {
        let family = CpuFamily::of(arch)?;
        match family {
            // The hypervisor checks these itself.
            CpuFamily::S390 | CpuFamily::Riscv64 | CpuFamily::Loongarch64 => {
                return Ok(CpuComparison::Identical);
            }
            CpuFamily::Arm if matches!(cpu, Processor::Guest(_)) => return Ok(CpuComparison::Identical),
            _ => {}
        }
        let Some(host) = host.filter(|host| host.model().is_some()) else {
            return Ok(CpuComparison::incompatible("unknown host CPU"));
        };
        match family {
            CpuFamily::X86 => compare_x86(self.family(family)?, host, cpu),
            CpuFamily::Ppc64 => super::ppc64::compare(self.family(family)?, host, cpu),
            _ => Ok(super::arm::compare(host, cpu)),
        }
    }
}

impl CpuMap {
    /// Compares a guest's processor with what a hypervisor gives a guest, where the hypervisor says that the
    /// host lacks something (`blockers`) for the model as such. The guest can run if it disables all of that
    /// and what it requires beyond the model is there.
    ///
    /// # Errors
    /// `NoSupport`: the architecture's processors are not known. `InternalError`: the host's model is not known.
    pub fn compare_unusable(
        &self,
        arch: &str,
        host: &CpuDef,
        cpu: &CpuDef,
        blockers: &[String],
    ) -> Result<CpuComparison> {
        let mut host = host.clone();
        self.expand(arch, &mut host)?;
        let has = of_policy(&host, CpuFeaturePolicy::Require).collect::<HashSet<_>>();
        let disabled = of_policy(cpu, CpuFeaturePolicy::Disable).collect::<HashSet<_>>();
        let blocking = blockers.iter().map(String::as_str).filter(|name| !disabled.contains(name));
        let required = of_policy(cpu, CpuFeaturePolicy::Require);
        let lacking = required.filter(|name| !has.contains(name));
        let missing: Vec<&str> = blocking.chain(lacking).collect();
        if missing.is_empty() {
            return Ok(CpuComparison::Superset);
        }
        let text = format!("Host CPU does not provide required features: {}", missing.join(", "));
        Ok(CpuComparison::incompatible(text))
    }
}

/// The names of a guest's features of one policy.
fn of_policy(cpu: &CpuDef, policy: CpuFeaturePolicy) -> impl Iterator<Item = &str> {
    let features = cpu.features.iter().filter(move |feature| feature.policy == policy);
    features.map(|feature| feature.name.as_str())
}

fn compare_x86(map: &FamilyMap, host: &Processor, cpu: &Processor) -> Result<CpuComparison> {
    let foreign = cpu.other_arch(CpuFamily::X86).or_else(|| cpu.other_vendor(host));
    if let Some(why) = foreign {
        return Ok(CpuComparison::incompatible(why));
    }
    let part = |policy| encode(map, cpu, EncodePart::Policy(policy)).map(|encoded| encoded.registers);
    let refuse = |why: &str, bits: &Registers| {
        Ok(CpuComparison::incompatible(format!("{why}: {}", feature_names(map, bits, ", "))))
    };
    let has = encode(map, host, EncodePart::All)?.registers;
    let force = part(CpuFeaturePolicy::Force)?;
    let mut require = part(CpuFeaturePolicy::Require)?;
    let optional = part(CpuFeaturePolicy::Optional)?;
    let disable = part(CpuFeaturePolicy::Disable)?;
    let mut forbid = part(CpuFeaturePolicy::Forbid)?;

    forbid.keep_only(&has);
    if !forbid.is_empty() {
        return refuse("Host CPU provides forbidden features", &forbid);
    }
    // The guest says something else of what its model would require.
    for other in [&force, &optional, &disable] {
        require.remove_all(other);
    }
    if !has.covers(&require) {
        require.remove_all(&has);
        return refuse("Host CPU does not provide required features", &require);
    }
    let mut more = has;
    for known in [&optional, &require, &disable, &force] {
        more.remove_all(known);
    }
    if more.is_empty() {
        return Ok(CpuComparison::Identical);
    }
    if let Processor::Guest(guest) = cpu
        && guest.matching == Some(CpuMatch::Strict)
    {
        return refuse("Host CPU does not strictly match guest CPU: Extra features", &more);
    }
    Ok(CpuComparison::Superset)
}

/// The names of all features that bits make up.
fn feature_names(map: &FamilyMap, bits: &Registers, separator: &str) -> String {
    let found = map.features.iter().filter(|feature| bits.covers(&feature.registers));
    found.map(|feature| feature.name.as_str()).collect::<Vec<_>>().join(separator)
}
