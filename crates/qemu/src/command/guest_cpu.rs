//! What the processor of a guest is when it starts: what a definition leaves to the host is decided then.

use vir_conf::common::Switch;
use vir_conf::cpu::{CpuDef, CpuFallback, CpuFamily, CpuFeaturePolicy, CpuMap, CpuMode, Processor};
use vir_conf::domain::VirtType;
use vir_types::Result;

use super::context::{Context, unsupported};
use super::cpu::is_said;
use super::prepare::Start;
use crate::caps::{AccelCaps, HostModel, QemuCaps, feature};
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
            Some(accel) => accel.host_model(arch, HostModel::Migratable)?.map(Processor::Guest),
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
        let known = accel.map(AccelCaps::known_models);
        map.translate(arch, &mut cpu, known.as_deref())?;
        if let Some(model) = &mut cpu.model {
            model.fallback = Some(CpuFallback::Forbid);
        }
    }
    if CpuFamily::X86.has(arch) {
        cpu.features.retain(|it| !feature::UNKNOWN_TO_QEMU.contains(&it.name.as_str()));
    }
    if cpu.deprecated_features == Some(Switch::Off) && !CpuFamily::S390.has(arch) {
        return Err(unsupported("toggling deprecated features for CPU model is unsupported"));
    }
    Ok(cpu)
}

/// The same for the guest whose command line is written.
pub(super) fn at_start(cx: &Context<'_>, cpu: &CpuDef) -> Result<CpuDef> {
    let start = if cx.launch.handed.incoming.is_some() { Start::Incoming } else { Start::New };
    guest_cpu(cpu, cx.arch(), cx.def.virt_type, start, cx.launch.caps, cx.launch.host)
}
