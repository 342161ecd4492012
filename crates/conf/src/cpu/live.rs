//! What a running guest's processor really is.

use vir_types::Result;

use super::baseline::failed;
use super::encode::{EncodePart, encode};
use super::map::CpuMap;
use super::processor::FeatureList;
use super::update::add_removed;
use super::{CpuCheck, CpuData, CpuDef, CpuFamily, CpuFeaturePolicy, CpuMode, Processor};

impl CpuMap {
    /// Brings a running guest's processor in line with what the hypervisor says it has enabled and disabled.
    /// `false`: there is nothing to do for this processor.
    ///
    /// # Errors
    /// `OperationFailed`: the guest wants to be checked fully and got something else, or the hypervisor
    /// contradicts itself. `InternalError`: a model or feature is not known.
    /// `NoSupport`: the architecture's processors are not known.
    pub fn update_live(
        &self,
        arch: &str,
        cpu: &mut CpuDef,
        enabled: Option<&CpuData>,
        disabled: Option<&CpuData>,
    ) -> Result<bool> {
        let family = CpuFamily::of(arch)?;
        let full = cpu.check == Some(CpuCheck::Full);
        if family != CpuFamily::X86 || (cpu.mode() != CpuMode::Custom && !full) {
            return Ok(false);
        }
        let map = self.family(family)?;
        let as_is = matches!(cpu.mode(), CpuMode::HostPassthrough | CpuMode::Maximum);
        let wanted = Processor::Guest(cpu.clone());
        let model = encode(map, &wanted, EncodePart::All)?;
        let unwanted = encode(map, &wanted, EncodePart::Policy(CpuFeaturePolicy::Disable))?.registers;
        let registers =
            |data: Option<&CpuData>| data.map_or(Ok(Default::default()), |data| data.registers().cloned());
        let (enabled, mut disabled) = (registers(enabled)?, registers(disabled)?);
        let late = model.model.map(|model| model.added.as_slice()).unwrap_or_default();

        let mut features = FeatureList::of(&wanted);
        let (mut more, mut missing): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for feature in &map.features {
            let name = feature.name.as_str();
            let (is_on, is_off) = (enabled.covers(&feature.registers), disabled.covers(&feature.registers));
            if is_on && is_off {
                return Err(failed(format!(
                    "hypervisor provided conflicting CPU data: feature '{name}' is both enabled and \
                     disabled at the same time"
                )));
            }
            let required = model.registers.covers(&feature.registers);
            let refused = !required && unwanted.covers(&feature.registers);
            // The model always had it, but it was not known when guests of it were first checked.
            let ignored = !required && !refused && late.iter().any(|late| late == name);
            if is_on && !required && (refused || !as_is) {
                if full && !ignored {
                    more.push(name);
                } else {
                    features.set(name, CpuFeaturePolicy::Require);
                }
            }
            if is_off || (required && !is_on) {
                if full && !ignored {
                    missing.push(name);
                } else {
                    features.set(name, CpuFeaturePolicy::Disable);
                    disabled.remove_all(&feature.registers);
                }
            }
        }
        cpu.features = features.into_vec();
        if let Some(model) = model.model {
            add_removed(cpu, &model.removed, CpuFeaturePolicy::Disable);
        }

        let what = "guest CPU doesn't match specification";
        match (more.join(","), missing.join(",")) {
            (more, missing) if !more.is_empty() && !missing.is_empty() => {
                Err(failed(format!("{what}: extra features: {more}, missing features: {missing}")))
            }
            (more, _) if !more.is_empty() => Err(failed(format!("{what}: extra features: {more}"))),
            (_, missing) if !missing.is_empty() => {
                Err(failed(format!("{what}: missing features: {missing}")))
            }
            _ if full && !disabled.is_empty() => Err(failed(what)),
            _ => Ok(true),
        }
    }
}
