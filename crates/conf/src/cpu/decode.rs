//! From what was read off a processor to the model that describes it best.

use std::collections::HashMap;

use vir_types::{Code, Error, Origin, Result};

use super::map::{CpuMap, FamilyMap, MapModel, internal};
use super::processor::FeatureList;
use super::registers::{Registers, Signature};
use super::{
    CpuData, CpuDef, CpuFallback, CpuFamily, CpuFeature, CpuFeaturePolicy, CpuMatch, CpuMode, CpuModelDef,
};
use crate::capabilities::{CpuSignature, HostCpu, HostCpuFeature};
use crate::domain_caps::CpuModelCaps;

/// What a guest's processor is described with.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct DecodeOptions<'a> {
    /// The models that the hypervisor knows, with what it lacks to run them; `None`: all of the map.
    pub models: Option<&'a [CpuModelCaps]>,
    /// Models that are taken if they fit nearly as well as others. A single one is taken in any case.
    pub preferred: &'a [&'a str],
    /// Leaves out features that keep a guest on its host.
    pub migratable: bool,
    /// Whether another model will do where the guest runs.
    pub fallback: Option<CpuFallback>,
}

impl CpuMap {
    /// The processor of a host.
    ///
    /// # Errors
    /// `InternalError`, `OperationFailed`: no model describes it.
    pub fn decode_host(&self, arch: &str, data: &CpuData) -> Result<HostCpu> {
        let found = self.decode(data, Kind::Host, &DecodeOptions::default())?;
        let Signature { family, model, stepping } = found.signature;
        let features = found.features.into_iter();
        Ok(HostCpu {
            arch: Some(arch.to_owned()),
            model: Some(found.model),
            vendor: found.vendor,
            signature: (family != 0).then_some(CpuSignature { family, model, stepping }),
            features: features.map(|feature| HostCpuFeature { name: feature.name }).collect(),
            ..HostCpu::default()
        })
    }

    /// The processor of a guest that has what the data says.
    ///
    /// # Errors
    /// `InternalError`, `OperationFailed`: no model describes it.
    /// `ConfigUnsupported`: the preferred model is unknown to the hypervisor and nothing else will do.
    pub fn decode_guest(&self, data: &CpuData, options: &DecodeOptions<'_>) -> Result<CpuDef> {
        let found = self.decode(data, Kind::Guest, options)?;
        let fallback = Some(options.fallback.unwrap_or(CpuFallback::Allow));
        Ok(CpuDef {
            mode: Some(CpuMode::Custom),
            matching: Some(CpuMatch::Exact),
            model: Some(CpuModelDef { fallback, vendor_id: None, name: Some(found.model) }),
            vendor: found.vendor,
            features: found.features,
            ..CpuDef::default()
        })
    }

    fn decode(&self, data: &CpuData, kind: Kind, options: &DecodeOptions<'_>) -> Result<Decoded> {
        let map = self.family(data.family())?;
        match data {
            CpuData::X86(registers) => decode_x86(map, registers, kind, options),
            CpuData::Power { version } => super::ppc64::decode(map, *version, options),
            CpuData::Arm { vendor, part, features } => {
                super::arm::decode(map, *vendor, *part, features, options)
            }
        }
    }
}

/// Whose processor is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Host,
    Guest,
}

/// The description of a processor.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) model: String,
    pub(super) vendor: Option<String>,
    pub(super) features: Vec<CpuFeature>,
    pub(super) signature: Signature,
}

/// Whether a hypervisor knows a model.
pub(super) fn allowed(options: &DecodeOptions<'_>, model: &str) -> Result<()> {
    match options.models {
        Some(models) if !models.iter().any(|known| known.name == model) => Err(unsupported_model(model)),
        _ => Ok(()),
    }
}

pub(super) fn unsupported_model(model: &str) -> Error {
    let text = format!("CPU model {model} is not supported by hypervisor");
    Error::new(Code::CONFIG_UNSUPPORTED, text).or_origin(Origin::CPU)
}

/// Takes out of the bits all features that they make up, in the order of the map.
pub(super) fn take_features<'m>(
    map: &'m FamilyMap,
    registers: &mut Registers,
    mut found: impl FnMut(&'m str),
) {
    for feature in &map.features {
        if registers.covers(&feature.registers) {
            registers.remove_all(&feature.registers);
            found(&feature.name);
        }
    }
}

/// A model with what a processor has beyond it or lacks of it.
struct Candidate<'m> {
    model: &'m MapModel,
    features: FeatureList,
    cost: Cost,
}

/// How far a model is from a processor; less is better.
#[derive(Debug, Clone, Copy)]
struct Cost {
    total: usize,
    lacking: usize,
}

impl Cost {
    fn new(kind: Kind, features: &[CpuFeature]) -> Self {
        let mut total = features.len();
        let mut lacking = 0_usize;
        if kind == Kind::Guest {
            // A feature that has to be disabled costs more than one that is added, and each one more than
            // the one before. Libvirt stops counting early: what it has counted as disabled also shortens
            // the list that it looks through. Its choice depends on it, so ours does the same.
            let (mut at, mut penalty) = (0_usize, 2_usize);
            while let Some(feature) = features.get(at).filter(|_| at < total) {
                if feature.policy == CpuFeaturePolicy::Disable {
                    total = total.saturating_sub(1);
                    lacking = lacking.saturating_add(penalty);
                    penalty = penalty.saturating_add(1);
                }
                at = at.saturating_add(1);
            }
        }
        Self { total: total.saturating_add(lacking), lacking }
    }
}

impl<'m> Candidate<'m> {
    /// `None` if the model cannot describe a processor of this kind.
    fn new(
        map: &'m FamilyMap,
        model: &'m MapModel,
        registers: &Registers,
        kind: Kind,
        blockers: &[String],
    ) -> Option<Self> {
        let usable = if kind == Kind::Host { model.decodes_host } else { model.decodes_guest };
        if !usable {
            return None;
        }
        let mut more = registers.clone();
        more.remove_all(&model.registers);
        let mut lacking = model.registers.clone();
        lacking.remove_all(registers);
        // The hypervisor's idea of the model may have more than the map's.
        for blocker in blockers.iter().filter_map(|name| map.feature(name)) {
            if !more.covers(&blocker.registers) {
                lacking.add_all(&blocker.registers);
            }
        }
        let mut features = FeatureList::default();
        take_features(map, &mut more, |name| features.add_missing(name, CpuFeaturePolicy::Require));
        let mut lacks = false;
        take_features(map, &mut lacking, |name| {
            lacks = true;
            features.add_missing(name, CpuFeaturePolicy::Disable);
        });
        match kind {
            Kind::Host if lacks => return None,
            Kind::Host => {}
            Kind::Guest => {
                for name in &model.removed {
                    features.add_missing(name, CpuFeaturePolicy::Disable);
                }
            }
        }
        let cost = Cost::new(kind, features.as_slice());
        Some(Self { model, features, cost })
    }

    /// Whether it describes a processor better than another.
    fn beats(&self, other: &Self, signature: Signature, preferred: &[&str]) -> bool {
        // A model that is the processor's by its signature stands above all that are not.
        let (own, others) = (self.model.fits(signature), other.model.fits(signature));
        if signature != Signature::default() && own != others {
            return own;
        }
        let (own, other) = (self.cost, other.cost);
        own.total < other.total
            || (own.total == other.total && own.lacking < other.lacking)
            || (own.lacking < other.lacking && preferred.contains(&self.model.name.as_str()))
    }
}

pub(super) fn decode_x86(
    map: &FamilyMap,
    registers: &Registers,
    kind: Kind,
    options: &DecodeOptions<'_>,
) -> Result<Decoded> {
    let mut registers = registers.clone();
    let vendor = map.vendors.iter().find(|vendor| registers.take_vendor(vendor.bits));
    let vendor = vendor.map(|vendor| vendor.name.as_str());
    let signature = registers.signature();
    if vendor == Some("Intel") && has_broken_tsx(signature) {
        for feature in ["hle", "rtm"].iter().filter_map(|name| map.feature(name)) {
            registers.remove_all(&feature.registers);
        }
    }
    let only = match options.preferred {
        [only] => Some(*only),
        _ => None,
    };
    let known: Option<HashMap<&str, &CpuModelCaps>> =
        options.models.map(|models| models.iter().rev().map(|model| (model.name.as_str(), model)).collect());
    let mut best: Option<Candidate<'_>> = None;
    // Newest first: an older model has to be better to be taken.
    for model in map.models.iter().rev() {
        let mut blockers: &[String] = &[];
        if let Some(known) = &known {
            match known.get(model.name.as_str()) {
                Some(caps) => blockers = caps.blockers.as_deref().unwrap_or_default(),
                None if only == Some(&model.name) && options.fallback == Some(CpuFallback::Forbid) => {
                    return Err(unsupported_model(&model.name));
                }
                None => continue,
            }
        }
        if let (Some(vendor), Some(own)) = (vendor, &model.vendor)
            && vendor != own
        {
            continue;
        }
        let Some(candidate) = Candidate::new(map, model, &registers, kind, blockers) else { continue };
        if only == Some(&model.name) {
            best = Some(candidate);
            break;
        }
        if best.as_ref().is_none_or(|best| candidate.beats(best, signature, options.preferred)) {
            best = Some(candidate);
        }
    }
    let best = best.ok_or_else(|| internal("Cannot find suitable CPU model for given data"))?;
    let mut features = best.features.into_vec();
    if options.migratable {
        features.retain(|feature| map.feature(&feature.name).is_none_or(|known| known.migratable));
    }
    Ok(Decoded { model: best.model.name.clone(), vendor: vendor.map(str::to_owned), features, signature })
}

/// Processors whose transactional memory does not work, though some firmware shows it.
fn has_broken_tsx(signature: Signature) -> bool {
    let Signature { family, model, stepping } = signature;
    family == 6 && (matches!(model, 60 | 69 | 70) || (model == 63 && stepping < 4))
}

impl CpuMap {
    /// Whether an x86 processor has a feature, or an enlightenment that a hypervisor shows in the same way.
    ///
    /// # Errors
    /// `InternalError`: there is no such feature. `InvalidArg`: the data is of another processor.
    pub fn has_feature(&self, data: &CpuData, name: &str) -> Result<bool> {
        let map = self.family(CpuFamily::X86)?;
        super::hypervisor_bits::feature_in(map, name, data.registers()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disabled_features_are_counted_as_libvirt_counts_them() {
        let features = |policies: &str| -> Vec<CpuFeature> {
            let policy = |word| match word {
                'r' => CpuFeaturePolicy::Require,
                _ => CpuFeaturePolicy::Disable,
            };
            policies.chars().map(|word| CpuFeature { policy: policy(word), name: String::new() }).collect()
        };
        let cost = |kind, policies| {
            let Cost { total, lacking } = Cost::new(kind, &features(policies));
            (total, lacking)
        };
        assert_eq!(cost(Kind::Host, "rrr"), (3, 0));
        assert_eq!(cost(Kind::Guest, "rrr"), (3, 0));
        assert_eq!(cost(Kind::Guest, "rd"), (3, 2));
        // The third is not reached any more.
        assert_eq!(cost(Kind::Guest, "rddd"), (7, 5));
    }
}
