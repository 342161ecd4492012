//! Making a guest's processor independent of the host that it was described for.

use vir_types::{Code, Error, Origin, Result};

use super::decode::{DecodeOptions, Kind, decode_x86, take_features, unsupported_model};
use super::encode::{EncodePart, encode};
use super::hypervisor_bits::feature_in;
use super::map::{CpuMap, internal};
use super::processor::FeatureList;
use super::{CpuDef, CpuFallback, CpuFamily, CpuFeature, CpuFeaturePolicy, CpuMatch, CpuMode, Processor};
use crate::domain_caps::CpuModelCaps;

impl CpuMap {
    /// Replaces what a guest's processor leaves to the host (`host-model`, a minimum, optional features) by
    /// what that host has. `removed` is what becomes of features that only some versions of the model have
    /// and that are not mentioned: libvirt disables them for new guests.
    ///
    /// # Errors
    /// `NoSupport`: the architecture's processors are not known.
    /// `ConfigUnsupported`: the host's processor is not known or something is not known on the architecture.
    /// `InternalError`: a model or feature is not known.
    pub fn update(
        &self,
        arch: &str,
        guest: &mut CpuDef,
        host: Option<&Processor>,
        removed: CpuFeaturePolicy,
    ) -> Result<()> {
        let family = CpuFamily::of(arch)?;
        let relative = match guest.mode() {
            CpuMode::HostPassthrough | CpuMode::Maximum => return Ok(()),
            CpuMode::HostModel => true,
            CpuMode::Custom => {
                guest.matching == Some(CpuMatch::Minimum)
                    || guest.features.iter().any(|feature| feature.policy == CpuFeaturePolicy::Optional)
            }
        };
        match family {
            CpuFamily::X86 => self.update_x86(guest, host.filter(|_| relative), relative, removed),
            CpuFamily::Ppc64 => {
                // A host's model stands for a compatibility mode and remains.
                if guest.mode() == CpuMode::Custom && guest.model_name().is_some() {
                    guest.matching = Some(CpuMatch::Exact);
                }
                Ok(())
            }
            CpuFamily::S390 if relative && guest.mode() == CpuMode::Custom => {
                Err(unsupported(if guest.matching == Some(CpuMatch::Minimum) {
                    "match mode minimum not supported"
                } else {
                    "optional CPU features are not supported"
                }))
            }
            _ if !relative || guest.mode() != CpuMode::HostModel => Ok(()),
            _ => {
                let host = host.ok_or_else(unknown_host)?;
                // Only there a guest can say something of features and leave the model to the host.
                let mut own = std::mem::take(&mut guest.features);
                own.retain(|_| family == CpuFamily::S390);
                take_model(guest, host, own, true);
                guest.model.iter_mut().for_each(|model| model.vendor_id = None);
                Ok(())
            }
        }
    }

    fn update_x86(
        &self,
        guest: &mut CpuDef,
        host: Option<&Processor>,
        relative: bool,
        removed: CpuFeaturePolicy,
    ) -> Result<()> {
        let map = self.family(CpuFamily::X86)?;
        if relative {
            let host = host.ok_or_else(unknown_host)?;
            let has = encode(map, host, EncodePart::All)?.registers;
            for feature in &mut guest.features {
                if feature.policy == CpuFeaturePolicy::Optional {
                    let supported = feature_in(map, &feature.name, &has)?;
                    feature.policy =
                        if supported { CpuFeaturePolicy::Require } else { CpuFeaturePolicy::Disable };
                }
            }
            if guest.mode() == CpuMode::HostModel || guest.matching == Some(CpuMatch::Minimum) {
                // Whoever names a model names the maker as well, or none.
                let with_vendor = guest.mode() != CpuMode::Custom;
                let own = std::mem::take(&mut guest.features);
                take_model(guest, host, own, with_vendor);
            }
        }
        let Some(name) = guest.model_name() else { return Ok(()) };
        let model = map.require_model(name)?;
        add_removed(guest, &model.removed, removed);
        Ok(())
    }

    /// Replaces a model that the hypervisor does not know by the nearest that it does; the guest must allow
    /// that. `None` are all models.
    ///
    /// # Errors
    /// `ConfigUnsupported`: the guest does not allow it. `NoSupport`: it is not possible on this architecture.
    /// `InternalError`: no model fits, or a model or feature is not known.
    pub fn translate(&self, arch: &str, cpu: &mut CpuDef, models: Option<&[CpuModelCaps]>) -> Result<()> {
        let family = CpuFamily::of(arch)?;
        let (CpuMode::Custom, Some(name), Some(models)) = (cpu.mode(), cpu.model_name(), models) else {
            return Ok(());
        };
        if models.iter().any(|model| model.name == name) {
            return Ok(());
        }
        let fallback = cpu.model.as_ref().and_then(|model| model.fallback);
        if fallback == Some(CpuFallback::Forbid) {
            return Err(unsupported_model(name));
        }
        if family != CpuFamily::X86 {
            let text = format!("cannot translate CPU model {name} to a supported model");
            return Err(Error::new(Code::NO_SUPPORT, text).or_origin(Origin::CPU));
        }
        let map = self.family(family)?;
        let encoded = encode(map, &Processor::Guest(cpu.clone()), EncodePart::All)?;
        let mut registers = encoded.registers;
        if let Some(model) = encoded.model {
            let vendor = model.vendor.as_deref().and_then(|vendor| map.vendor(vendor));
            vendor.iter().for_each(|vendor| registers.add_vendor_bits(vendor.bits));
            let signature = model.signatures.first();
            signature.iter().for_each(|signature| registers.add_signature(signature.first()));
        }
        let options = DecodeOptions { models: Some(models), fallback, ..DecodeOptions::default() };
        let found = decode_x86(map, &registers, Kind::Guest, &options)?;
        let mut features = FeatureList::new(pairs(found.features));
        for feature in std::mem::take(&mut cpu.features) {
            features.set(feature.name, feature.policy);
        }
        cpu.features = features.into_vec();
        if let Some(model) = &mut cpu.model {
            model.name = Some(found.model);
        }
        Ok(())
    }

    /// Lists all features, those that the model implies among them, by name.
    ///
    /// # Errors
    /// `NoSupport`: the architecture's processors are not known. `InternalError`: the model is not known.
    pub fn expand(&self, arch: &str, cpu: &mut CpuDef) -> Result<()> {
        if CpuFamily::of(arch)? == CpuFamily::X86 {
            let map = self.family(CpuFamily::X86)?;
            let name = cpu.model_name().ok_or_else(|| internal("no CPU model specified"))?;
            let model = map.require_model(name)?;
            let mut registers = model.registers.clone();
            let mut features = FeatureList::default();
            take_features(map, &mut registers, |name| features.set(name, CpuFeaturePolicy::Require));
            for feature in std::mem::take(&mut cpu.features) {
                if matches!(feature.policy, CpuFeaturePolicy::Require | CpuFeaturePolicy::Disable) {
                    features.set(feature.name, feature.policy);
                }
            }
            cpu.features = features.into_vec();
            add_removed(cpu, &model.removed, CpuFeaturePolicy::Disable);
        }
        cpu.features.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(())
    }

    /// Leaves out the features that keep a guest on its host.
    ///
    /// # Errors
    /// `NoSupport`: the architecture's processors are not known.
    pub fn keep_migratable(&self, arch: &str, cpu: &mut CpuDef) -> Result<()> {
        if CpuFamily::of(arch)? == CpuFamily::X86 {
            let map = self.family(CpuFamily::X86)?;
            cpu.features.retain(|feature| map.feature(&feature.name).is_none_or(|known| known.migratable));
        }
        Ok(())
    }

    /// Checks that all features of a guest's processor are known.
    ///
    /// # Errors
    /// `NoSupport`: the architecture's processors are not known.
    /// `ConfigUnsupported`: one is not known, or its policy is not known on the architecture.
    pub fn check_features(&self, arch: &str, cpu: &CpuDef) -> Result<()> {
        match CpuFamily::of(arch)? {
            family @ (CpuFamily::X86 | CpuFamily::Arm) => {
                let map = self.family(family)?;
                let unknown = cpu.features.iter().find(|feature| map.feature(&feature.name).is_none());
                unknown.map_or(Ok(()), |feature| {
                    let hint = map.meant_feature(&feature.name);
                    Err(unsupported(format!("unknown CPU feature: {}{hint}", feature.name)))
                })
            }
            CpuFamily::S390 => {
                let mut features = cpu.features.iter();
                let optional = features.find(|feature| feature.policy == CpuFeaturePolicy::Optional);
                optional.map_or(Ok(()), |feature| {
                    let text = format!(
                        "only cpu feature policies 'require' and 'disable' are supported for {}",
                        feature.name
                    );
                    Err(unsupported(text))
                })
            }
            _ => Ok(()),
        }
    }
}

fn unsupported(text: impl AsRef<str>) -> Error {
    Error::new(Code::CONFIG_UNSUPPORTED, text).or_origin(Origin::CPU)
}

fn unknown_host() -> Error {
    unsupported("unknown host CPU model")
}

fn pairs(features: Vec<CpuFeature>) -> impl Iterator<Item = (String, CpuFeaturePolicy)> {
    features.into_iter().map(|feature| (feature.name, feature.policy))
}

/// The guest gets the host's model and features, and keeps what it says of features itself.
fn take_model(guest: &mut CpuDef, host: &Processor, own: Vec<CpuFeature>, with_vendor: bool) {
    let mut features = FeatureList::of(host);
    for feature in own {
        features.set(feature.name, feature.policy);
    }
    guest.features = features.into_vec();
    let model = guest.model.get_or_insert_default();
    model.fallback.get_or_insert(CpuFallback::Allow);
    model.name = host.model().map(str::to_owned);
    if with_vendor {
        guest.vendor = host.vendor().map(str::to_owned);
    }
    guest.mode = Some(CpuMode::Custom);
    guest.matching = Some(CpuMatch::Exact);
}

/// Mentions the features that only some versions of the model have.
pub(super) fn add_removed(cpu: &mut CpuDef, removed: &[String], policy: CpuFeaturePolicy) {
    if removed.is_empty() {
        return;
    }
    let mut features = FeatureList::new(pairs(std::mem::take(&mut cpu.features)));
    for name in removed {
        features.add_missing(name, policy);
    }
    cpu.features = features.into_vec();
}
