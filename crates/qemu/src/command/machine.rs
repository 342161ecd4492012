//! The machine itself: `-machine`, `-accel`, `-name` and what belongs to them.

use vir_conf::common::Switch;
use vir_conf::domain::VirtType;
use vir_conf::domain::clock::TimerName;
use vir_conf::domain::device::iommu::IommuModel;
use vir_conf::domain::device::memory::MemoryModel;
use vir_conf::domain::device::sound::SoundModel;
use vir_conf::domain::features::{FeatureState, GicVersion, IoapicDriver};
use vir_conf::domain::launch_security::LaunchSecurityDef;
use vir_types::Result;

use super::context::{Context, alias, unsupported};
use super::output::Output;
use super::props::{escape, on_off};
use super::{boot, flash, numa};
use crate::caps::Cap;

/// `-name`.
pub(super) fn name(cx: &Context<'_>, out: &mut Output) {
    let mut value = format!("guest={}", escape(&cx.def.name));
    if cx.launch.config.process_names {
        value.push_str(&format!(",process=qemu:{}", escape(&cx.def.name)));
    }
    value.push_str(",debug-threads=on");
    out.option("-name", value);
}

/// `-machine`.
pub(super) fn machine(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let def = cx.def;
    let mut parts = vec![def.os.machine.clone().unwrap_or_default(), "usb=off".to_owned()];
    key_wrap(cx, &mut parts)?;
    features(cx, &mut parts)?;
    if def.devices.iommu.as_ref().is_some_and(|iommu| iommu.model == IommuModel::Smmuv3) {
        parts.push("iommu=smmuv3".to_owned());
    }
    memory(cx, &mut parts)?;
    boot::loadparm(cx, &mut parts);
    if let Some(security) = &def.launch_security {
        let newer =
            cx.has(Cap::CONFIDENTIAL_GUEST_SUPPORT) || matches!(**security, LaunchSecurityDef::S390Pv);
        let name = if newer { "confidential-guest-support" } else { "memory-encryption" };
        parts.push(format!("{name}=lsec0"));
    }
    flash::machine(cx, &mut parts)?;
    if numa::has_hmat(def) {
        parts.push("hmat=on".to_owned());
    }
    if def.os.bios.as_ref().and_then(|bios| bios.useserial) == Some(true) {
        parts.push("graphics=off".to_owned());
    }
    let timers = def.clock.as_ref().map(|clock| clock.timers.as_slice()).unwrap_or_default();
    for timer in timers.iter().filter(|timer| timer.name == TimerName::Hpet) {
        if let Some(present) = timer.present.filter(|_| cx.has(Cap::MACHINE_HPET)) {
            parts.push(format!("hpet={}", on_off(present)));
        }
    }
    if let Some(speaker) = def.devices.sounds.iter().find(|sound| sound.model == SoundModel::Pcspk) {
        parts.push(format!("pcspk-audiodev={}", super::audio::id(cx, speaker.audio_id)?));
    }
    if cx.machine().and_then(|machine| machine.acpi) == Some(true) {
        let acpi = def.features.as_ref().is_some_and(|features| features.acpi);
        parts.push(format!("acpi={}", on_off(acpi)));
    }
    out.option("-machine", parts.join(","));
    Ok(())
}

fn key_wrap(cx: &Context<'_>, parts: &mut Vec<String>) -> Result<()> {
    let Some(wrap) = &cx.def.keywrap else { return Ok(()) };
    if (wrap.aes, wrap.dea) == (None, None) {
        return Ok(());
    }
    if !cx.is_s390() {
        return Err(unsupported("'aes-key-wrap'/'dea-key-wrap' is not available on this architecture"));
    }
    for (name, state) in [("aes", wrap.aes), ("dea", wrap.dea)] {
        parts.extend(state.map(|state| format!("{name}-key-wrap={state}")));
    }
    Ok(())
}

fn features(cx: &Context<'_>, parts: &mut Vec<String>) -> Result<()> {
    let Some(features) = &cx.def.features else { return Ok(()) };
    let mut add = |name: &str, value: Option<String>| {
        parts.extend(value.map(|value| format!("{name}={value}")));
    };
    let switch = |state: Option<Switch>| state.map(|state| state.to_string());
    let on = |state: &FeatureState| on_off(state.on).to_owned();
    add("vmport", features.vmport.as_ref().map(on));
    add("smm", features.smm.as_ref().map(|state| on_off(state.on).to_owned()));
    if let Some(version) = features.gic.as_ref().and_then(|gic| gic.version) {
        let named = cx.launch.caps.arch == "aarch64";
        if !named && version != GicVersion::V2 {
            return Err(unsupported("gic-version option is not available with this QEMU binary"));
        }
        add("gic-version", named.then(|| version.to_string()));
    }
    add(
        "kernel_irqchip",
        match features.ioapic {
            Some(IoapicDriver::Qemu) => Some("split".to_owned()),
            Some(IoapicDriver::Kvm) => Some("on".to_owned()),
            _ => None,
        },
    );
    if let Some(hpt) = &features.hpt {
        add("resize-hpt", hpt.resizing.map(|resizing| resizing.to_string()));
        let size = (hpt.max_page_size_kib > 0).then(|| format!("{}k", hpt.max_page_size_kib));
        add("cap-hpt-max-page-size", size);
    }
    add("cap-htm", switch(features.htm));
    add("cap-nested-hv", switch(features.nested_hv));
    add("cap-ccf-assist", switch(features.ccf_assist));
    add("cap-cfpc", features.cfpc.map(|level| level.to_string()));
    add("cap-sbbc", features.sbbc.map(|level| level.to_string()));
    add("cap-ibs", features.ibs.map(|level| level.to_string()));
    add("ras", switch(features.ras));
    add("i8042", switch(features.ps2));
    add("aia", features.aia.map(|mode| mode.to_string()));
    Ok(())
}

fn memory(cx: &Context<'_>, parts: &mut Vec<String>) -> Result<()> {
    let def = cx.def;
    let dump = def.dump_core.map_or(cx.launch.config.dump_guest_core, Switch::is_on);
    parts.push(format!("dump-guest-core={}", on_off(dump)));
    if def.memory_backing.as_ref().is_some_and(|backing| backing.nosharepages) {
        parts.push("mem-merge=off".to_owned());
    }
    let mut enclaves = 0u32;
    let mut has_nvdimm = false;
    for memory in &def.devices.memories {
        match memory.model {
            MemoryModel::Nvdimm if !has_nvdimm => {
                has_nvdimm = true;
                parts.push("nvdimm=on".to_owned());
            }
            MemoryModel::SgxEpc => {
                let (name, node) = (alias(&memory.info)?, memory.target.node.unwrap_or_default());
                parts.push(format!("sgx-epc.{enclaves}.memdev=mem{name},sgx-epc.{enclaves}.node={node}"));
                enclaves = enclaves.saturating_add(1);
            }
            _ => {}
        }
    }
    if numa::cells(def).is_empty()
        && let Some(id) = cx.ram_id()
    {
        parts.push(format!("memory-backend={id}"));
    }
    Ok(())
}

/// `-accel`.
pub(super) fn accel(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let features = cx.def.features.as_ref();
    let value = match cx.def.virt_type {
        VirtType::Qemu => match features.map_or(0, |features| features.tcg_cache_kib) {
            0 => "tcg".to_owned(),
            cache => format!("tcg,tb-size={}", cache >> 10),
        },
        VirtType::Kvm => {
            let ring = features.and_then(|features| features.kvm.as_ref()?.dirty_ring.as_ref());
            match ring.filter(|ring| ring.state == Some(Switch::On)) {
                Some(ring) => format!("kvm,dirty-ring-size={}", ring.size),
                None => "kvm".to_owned(),
            }
        }
        VirtType::Hvf => "hvf".to_owned(),
        other => return Err(unsupported(format!("QEMU does not run guests of type '{other}'"))),
    };
    out.option("-accel", value);
    Ok(())
}

/// Memory for system management mode.
pub(super) fn tseg(cx: &Context<'_>, out: &mut Output) {
    let smm = cx.def.features.as_ref().and_then(|features| features.smm.as_ref());
    if let Some(bytes) = smm.and_then(|smm| smm.tseg_bytes) {
        out.option("-global", format!("mch.extended-tseg-mbytes={}", bytes >> 20));
    }
}
