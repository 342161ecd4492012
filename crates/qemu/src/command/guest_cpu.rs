//! What the processor of a guest is when it starts: what a definition leaves to the host is decided then.

use vir_conf::common::Switch;
use vir_conf::cpu::{
    CpuData, CpuDef, CpuFallback, CpuFeaturePolicy, CpuMap, CpuMode, DecodeOptions, Processor, QemuProperty,
};
use vir_conf::domain::VirtType;
use vir_conf::domain_caps::CpuModelCaps;
use vir_types::Result;

use super::context::{Context, unsupported};
use super::cpu::is_said;
use super::prepare::Start;
use crate::caps::{AccelCaps, CpuValue, HostCpu, QemuCaps, feature};
use crate::host::Host;

/// The processor that a guest starts with; a running guest's document shows it.
///
/// # Errors
/// `ConfigUnsupported`: the host or the emulator cannot be that processor.
pub fn guest_cpu(
    cpu: &CpuDef,
    arch: &str,
    virt: VirtType,
    start: Start,
    caps: &QemuCaps,
    host: &Host,
) -> Result<CpuDef> {
    let mut cpu = cpu.clone();
    if !is_said(&cpu) {
        return Ok(cpu);
    }
    // A guest of another architecture than the host's runs on an emulated processor.
    let native = arch == host.arch || (arch == "i686" && host.arch == "x86_64");
    if cpu.mode() == CpuMode::HostPassthrough && (virt != VirtType::Kvm || !native) {
        let text = format!(
            "CPU mode 'host-passthrough' for {arch} {virt} domain on {} host is not supported by hypervisor",
            host.arch
        );
        return Err(unsupported(text));
    }
    if !matches!(cpu.mode(), CpuMode::HostPassthrough | CpuMode::Maximum) {
        let map = CpuMap::builtin()?;
        let accel = caps.accel(virt);
        let model = match accel {
            Some(accel) => host_model(map, accel)?,
            None => None,
        };
        // Without the emulator's word, the host's own is taken.
        let model = model.or_else(|| {
            let host = host.cpu.clone().filter(|_| native && virt == VirtType::Kvm);
            host.map(Processor::Guest)
        });
        let removed = match start {
            Start::New => CpuFeaturePolicy::Disable,
            Start::Incoming => CpuFeaturePolicy::Require,
        };
        map.update(arch, &mut cpu, model.as_ref(), removed)?;
        let known = accel.map(known_models);
        map.translate(arch, &mut cpu, known.as_deref())?;
        if let Some(model) = &mut cpu.model {
            model.fallback = Some(CpuFallback::Forbid);
        }
    }
    if matches!(arch, "x86_64" | "i686") {
        cpu.features.retain(|it| !feature::UNKNOWN_TO_QEMU.contains(&it.name.as_str()));
    }
    if cpu.deprecated_features == Some(Switch::Off) && !matches!(arch, "s390x" | "s390") {
        return Err(unsupported("toggling deprecated features for CPU model is unsupported"));
    }
    Ok(cpu)
}

/// The same for the guest whose command line is written.
pub(super) fn at_start(cx: &Context<'_>, cpu: &CpuDef) -> Result<CpuDef> {
    let start = if cx.launch.handed.incoming.is_some() { Start::Incoming } else { Start::New };
    guest_cpu(cpu, cx.arch(), cx.def.virt_type, start, cx.launch.caps, cx.launch.host)
}

/// The processor that `host-model` stands for, from what the emulator says of the host's.
fn host_model(map: &CpuMap, accel: &AccelCaps) -> Result<Option<Processor>> {
    let Some(host) = &accel.host_cpu else { return Ok(None) };
    let properties = properties(host);
    if properties.is_empty() {
        return Ok(None);
    }
    let data = CpuData::from_qemu(map, properties)?;
    let models = known_models(accel);
    let mut options = DecodeOptions::default();
    options.models = Some(&models);
    options.fallback = Some(CpuFallback::Forbid);
    Ok(Some(Processor::Guest(map.decode_guest(&data, &options)?)))
}

/// Those that a guest can take with it to another host.
fn properties(host: &HostCpu) -> Vec<(&str, QemuProperty<'_>)> {
    let stays = |migratable: Option<bool>| host.migratability && migratable == Some(false);
    let moves = host.properties.iter().filter(|property| !stays(property.migratable));
    moves
        .filter_map(|property| {
            let value = match &property.value {
                CpuValue::Switch(on) => QemuProperty::Switch(*on),
                CpuValue::Number(number) => QemuProperty::Number(u64::try_from(*number).ok()?),
                CpuValue::Text(text) => QemuProperty::Text(text),
            };
            Some((property.name.as_str(), value))
        })
        .collect()
}

fn known_models(accel: &AccelCaps) -> Vec<CpuModelCaps> {
    let models = accel.cpus.iter().map(|model| {
        let mut caps = CpuModelCaps::default();
        caps.name.clone_from(&model.name);
        let lacks = model.blockers.iter().map(|name| feature::from_qemu(name)).collect();
        caps.blockers = model.usable.map(|_| lacks);
        caps
    });
    models.collect()
}
