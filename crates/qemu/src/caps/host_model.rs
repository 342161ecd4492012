//! The processor of the host as an emulator describes it: what `host-model` stands for.

use vir_conf::cpu::{CpuData, CpuDef, CpuFallback, CpuMap, DecodeOptions, QemuProperty};
use vir_conf::domain_caps::{CpuModelCaps, CpuUsable};
use vir_types::Result;

use super::{AccelCaps, CpuValue, HostCpu, feature};

/// How much of the host's processor is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostModel {
    /// All that guests can have; documents show it.
    Reported,
    /// What guests can take with them to another host; they start with it.
    Migratable,
}

impl AccelCaps {
    /// The processor that `host-model` stands for, as far as the emulator says.
    ///
    /// # Errors
    /// `InternalError`, `OperationFailed`: no model describes it.
    pub fn host_model(&self, arch: &str, part: HostModel) -> Result<Option<CpuDef>> {
        let Some(host) = self.host_cpu.as_ref().filter(|host| !host.properties.is_empty()) else {
            return Ok(None);
        };
        let map = CpuMap::builtin()?;
        let data = CpuData::from_qemu(map, properties(host, part))?;
        let models = self.known_models();
        let mut options = DecodeOptions::default();
        options.models = Some(&models);
        options.fallback = Some(CpuFallback::Forbid);
        let mut cpu = map.decode_guest(&data, &options)?;
        if part == HostModel::Migratable && !host.migratability {
            map.keep_migratable(arch, &mut cpu)?;
        }
        Ok(Some(cpu))
    }

    /// The models that the emulator knows, in its order, with what the host lacks to run each.
    #[must_use]
    pub fn known_models(&self) -> Vec<CpuModelCaps> {
        let models = self.cpus.iter().map(|model| {
            let mut caps = CpuModelCaps::default();
            caps.name.clone_from(&model.name);
            caps.deprecated = model.deprecated;
            caps.usable = match model.usable {
                None => CpuUsable::Unknown,
                Some(true) => CpuUsable::Yes,
                Some(false) => CpuUsable::No,
            };
            let lacks = model.blockers.iter().map(|name| feature::from_qemu(name)).collect();
            caps.blockers = model.usable.map(|_| lacks);
            caps
        });
        models.collect()
    }
}

fn properties(host: &HostCpu, part: HostModel) -> Vec<(&str, QemuProperty<'_>)> {
    let stays = |migratable: Option<bool>| {
        part == HostModel::Migratable && host.migratability && migratable == Some(false)
    };
    let told = host.properties.iter().filter(|property| !stays(property.migratable));
    told.filter_map(|property| {
        let value = match &property.value {
            CpuValue::Switch(on) => QemuProperty::Switch(*on),
            CpuValue::Number(number) => QemuProperty::Number(u64::try_from(*number).ok()?),
            CpuValue::Text(text) => QemuProperty::Text(text),
        };
        Some((property.name.as_str(), value))
    })
    .collect()
}
