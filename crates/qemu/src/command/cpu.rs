//! The processor: `-cpu` and `-smp`.

use vir_conf::common::Switch;
use vir_conf::cpu::{CpuCacheMode, CpuDef, CpuFeaturePolicy, CpuMode, PhysAddrMode};
use vir_conf::domain::clock::{TickPolicy, TimerName};
use vir_conf::domain::device::panic::PanicModel;
use vir_conf::domain::features::{HypervFeatures, HypervMode};
use vir_types::Result;

use super::context::{Context, internal, unsupported};
use super::output::Output;
use super::props::on_off;
use crate::caps::{Cap, feature};

/// `-cpu`.
pub(super) fn cpu(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let mut flags = Vec::new();
    timers(cx, &mut flags);
    let features = cx.def.features.as_ref();
    let eoi = features.and_then(|features| features.apic.as_ref()?.eoi);
    flags.extend(eoi.map(|state| format!("kvm-pv-eoi={state}")));
    let spinlock = features.and_then(|features| features.pvspinlock.as_ref());
    flags.extend(spinlock.map(|state| format!("kvm-pv-unhalt={}", on_off(state.on))));
    if let Some(hyperv) = features.and_then(|features| features.hyperv.as_deref()) {
        enlightenments(hyperv, &mut flags);
    }
    if cx.def.devices.panics.iter().any(|panic| panic.model == Some(PanicModel::Hyperv)) {
        flags.push("hv-crash".to_owned());
    }
    kvm(cx, &mut flags);
    if let Some(pmu) = features.and_then(|features| features.pmu.as_ref()).filter(|_| !cx.is_ppc64()) {
        flags.push(format!("pmu={}", on_off(pmu.on)));
    }
    if let Some(cpu) = cx.def.cpu.as_deref() {
        cache(cpu, &mut flags);
        addresses(cpu, &mut flags);
    }
    let model = match cx.def.cpu.as_deref().filter(|cpu| is_said(cpu)) {
        Some(cpu) => Some(model(cx, cpu)?),
        None if cx.arch() == "i686" && cx.launch.caps.arch == "x86_64" => Some("qemu32".to_owned()),
        None => None,
    };
    let model = match model {
        Some(model) => model,
        None if flags.is_empty() => return Ok(()),
        None => match cx.arch() {
            "i686" => "qemu32".to_owned(),
            "x86_64" => "qemu64".to_owned(),
            arch => {
                let text = format!("CPU flags requested but can't determine default CPU for arch {arch}");
                return Err(unsupported(text));
            }
        },
    };
    flags.insert(0, model);
    out.option("-cpu", flags.join(","));
    Ok(())
}

/// Whether a definition says which processor it wants.
pub(super) fn is_said(cpu: &CpuDef) -> bool {
    cpu.mode() != CpuMode::Custom || cpu.model_name().is_some()
}

/// The model with its features.
fn model(cx: &Context<'_>, cpu: &CpuDef) -> Result<String> {
    let started = super::guest_cpu::at_start(cx, cpu)?;
    let cpu = &started;
    let mut parts = Vec::new();
    match cpu.mode() {
        CpuMode::HostPassthrough | CpuMode::Maximum => {
            parts.push(if cpu.mode() == CpuMode::Maximum { "max" } else { "host" }.to_owned());
            if cx.arch() == "armv7l" && cx.launch.host.arch == "aarch64" {
                parts.push("aarch64=off".to_owned());
            }
            if let Some(migratable) = cpu.migratable.filter(|_| cx.has(Cap::CPU_MIGRATABLE)) {
                parts.push(format!("migratable={migratable}"));
            }
        }
        CpuMode::HostModel if cx.is_ppc64() => parts.push("host".to_owned()),
        CpuMode::HostModel => {
            let text = format!("unexpected host-model CPU for {} architecture", cx.arch());
            return Err(internal(text));
        }
        _ => parts.push(cpu.model_name().unwrap_or_default().to_owned()),
    }
    if let Some(vendor) = cpu.model.as_ref().and_then(|model| model.vendor_id.as_ref()) {
        parts.push(format!("vendor={vendor}"));
    }
    let known = known_features(cx);
    for it in &cpu.features {
        if cx.is_x86() && feature::UNKNOWN_TO_QEMU.contains(&it.name.as_str()) {
            continue;
        }
        let name = if cx.is_x86() { feature::to_qemu(&it.name) } else { it.name.as_str() };
        match it.policy {
            CpuFeaturePolicy::Force | CpuFeaturePolicy::Require => parts.push(format!("{name}=on")),
            // What the emulator has never heard of is off as it is.
            CpuFeaturePolicy::Disable | CpuFeaturePolicy::Forbid
                if known.as_ref().is_none_or(|known| known.contains(&it.name)) =>
            {
                parts.push(format!("{name}=off"));
            }
            _ => {}
        }
    }
    Ok(parts.join(","))
}

/// The features that the emulator knows, if it has told.
fn known_features(cx: &Context<'_>) -> Option<Vec<String>> {
    if !cx.is_x86() {
        return None;
    }
    let host = cx.launch.caps.accel(cx.def.virt_type)?.host_cpu.as_ref()?;
    let host = Some(host).filter(|host| !host.properties.is_empty())?;
    Some(host.properties.iter().map(|property| feature::from_qemu(&property.name)).collect())
}

fn timers(cx: &Context<'_>, flags: &mut Vec<String>) {
    let timers = cx.def.clock.as_ref().map(|clock| clock.timers.as_slice()).unwrap_or_default();
    for timer in timers {
        match timer.name {
            TimerName::Kvmclock => flags.extend(timer.present.map(|on| format!("kvmclock={}", on_off(on)))),
            TimerName::Hypervclock if timer.present == Some(true) => flags.push("hv-time=on".to_owned()),
            TimerName::Tsc if timer.frequency_hz > 0 => {
                flags.push(format!("tsc-frequency={}", timer.frequency_hz));
            }
            TimerName::Armvtimer => match timer.tickpolicy {
                Some(TickPolicy::Delay) => flags.push("kvm-no-adjvtime=off".to_owned()),
                Some(TickPolicy::Discard) => flags.push("kvm-no-adjvtime=on".to_owned()),
                _ => {}
            },
            _ => {}
        }
    }
}

/// What of Hyper-V the guest is shown.
fn enlightenments(hyperv: &HypervFeatures, flags: &mut Vec<String>) {
    match hyperv.mode {
        HypervMode::None => return,
        HypervMode::Passthrough => flags.push("hv-passthrough=on".to_owned()),
        _ => {}
    }
    let on = |state: Option<Switch>| state == Some(Switch::On);
    let mut add = |name: &str, yes: bool| {
        if yes {
            flags.push(format!("hv-{name}"));
        }
    };
    add("relaxed=on", on(hyperv.relaxed));
    add("vapic=on", on(hyperv.vapic));
    if let Some(spinlocks) = hyperv.spinlocks.as_ref().filter(|it| it.state.is_on()) {
        add(&format!("spinlocks=0x{:x}", spinlocks.retries), true);
    }
    add("vpindex=on", on(hyperv.vpindex));
    add("runtime=on", on(hyperv.runtime));
    add("synic=on", on(hyperv.synic));
    if let Some(stimer) = &hyperv.stimer {
        add("stimer=on", stimer.state.is_on());
        add("stimer-direct=on", stimer.direct.as_ref().is_some_and(|it| it.state.is_on()));
    }
    add("reset=on", on(hyperv.reset));
    if let Some(vendor) = hyperv.vendor_id.as_ref().filter(|it| it.state.is_on()) {
        add(&format!("vendor-id={}", vendor.value.as_deref().unwrap_or_default()), true);
    }
    add("frequencies=on", on(hyperv.frequencies));
    add("reenlightenment=on", on(hyperv.reenlightenment));
    if let Some(flush) = &hyperv.tlbflush {
        add("tlbflush=on", flush.state.is_on());
        add("tlbflush-direct=on", flush.direct.as_ref().is_some_and(|it| it.state.is_on()));
        add("tlbflush-ext=on", flush.extended.as_ref().is_some_and(|it| it.state.is_on()));
    }
    add("ipi=on", on(hyperv.ipi));
    add("evmcs=on", on(hyperv.evmcs));
    add("avic=on", on(hyperv.avic));
    add("emsr-bitmap=on", on(hyperv.emsr_bitmap));
    add("xmm-input=on", on(hyperv.xmm_input));
}

fn kvm(cx: &Context<'_>, flags: &mut Vec<String>) {
    let Some(kvm) = cx.def.features.as_ref().and_then(|features| features.kvm.as_deref()) else { return };
    let all = [
        (kvm.hidden, Switch::On, "kvm=off"),
        (kvm.hint_dedicated, Switch::On, "kvm-hint-dedicated=on"),
        (kvm.poll_control, Switch::On, "kvm-poll-control=on"),
        (kvm.pv_ipi, Switch::Off, "kvm-pv-ipi=off"),
    ];
    flags.extend(
        all.iter().filter(|(state, said, _)| *state == Some(*said)).map(|(_, _, flag)| (*flag).to_owned()),
    );
}

fn cache(cpu: &CpuDef, flags: &mut Vec<String>) {
    let Some(cache) = &cpu.cache else { return };
    let host = matches!(cpu.mode(), CpuMode::HostPassthrough | CpuMode::Maximum);
    let mut add = |flag: &str| flags.push(flag.to_owned());
    match cache.mode {
        CpuCacheMode::Emulate => {
            add("l3-cache=on");
            if host {
                add("host-cache-info=off");
            }
        }
        CpuCacheMode::Passthrough => {
            add("host-cache-info=on");
            add("l3-cache=off");
        }
        _ => {
            if host {
                add("host-cache-info=off");
            }
            add("l3-cache=off");
        }
    }
}

fn addresses(cpu: &CpuDef, flags: &mut Vec<String>) {
    let Some(bits) = &cpu.maxphysaddr else { return };
    match (bits.mode, bits.bits) {
        (PhysAddrMode::Passthrough, _) => {
            flags.push("host-phys-bits=on".to_owned());
            flags.extend(bits.limit.map(|limit| format!("host-phys-bits-limit={limit}")));
        }
        (_, Some(bits)) if bits > 0 => flags.push(format!("phys-bits={bits}")),
        _ => flags.push("host-phys-bits=off".to_owned()),
    }
}

/// `-smp`.
pub(super) fn smp(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let def = cx.def;
    let max = def.vcpus_max();
    // Those that can be taken away are plugged in later.
    let online = match &def.individual_vcpus {
        Some(vcpus) => {
            let fixed = vcpus.list.iter().filter(|it| it.enabled && it.hotpluggable == Some(false));
            u32::try_from(fixed.count()).unwrap_or(u32::MAX)
        }
        None => def.vcpus(),
    };
    let mut parts = vec![online.to_string()];
    if online != max {
        parts.push(format!("maxcpus={max}"));
    }
    let topology = def.cpu.as_ref().and_then(|cpu| cpu.topology.as_ref());
    match topology {
        Some(topology) => {
            if topology.dies != 1 && !cx.has(Cap::SMP_DIES) {
                return Err(unsupported("Only 1 die per socket is supported"));
            }
            if topology.clusters != 1 && !cx.has(Cap::SMP_CLUSTERS) {
                return Err(unsupported("Only 1 cluster per die is supported"));
            }
            parts.push(format!("sockets={}", topology.sockets));
            if cx.has(Cap::SMP_DIES) {
                parts.push(format!("dies={}", topology.dies));
            }
            if cx.has(Cap::SMP_CLUSTERS) {
                parts.push(format!("clusters={}", topology.clusters));
            }
            parts.push(format!("cores={},threads={}", topology.cores, topology.threads));
        }
        None => parts.push(format!("sockets={max},cores=1,threads=1")),
    }
    out.option("-smp", parts.join(","));
    Ok(())
}
