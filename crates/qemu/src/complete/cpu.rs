//! The processor of a guest.

use vir_conf::DomainDef;
use vir_conf::common::Switch;
use vir_conf::cpu::{
    CpuCheck, CpuDef, CpuFallback, CpuFamily, CpuFeature, CpuFeaturePolicy, CpuMatch, CpuMode, CpuModelDef,
};
use vir_conf::domain::VirtType;
use vir_types::{Code, Error, Result};

use super::Context;
use crate::caps::{AccelCaps, Cap};
use crate::machine::MachineKind;

/// Architectures whose processors have models.
const MODELLED: &[&str] = &[
    "x86_64",
    "i686",
    "ppc64",
    "ppc64le",
    "s390x",
    "s390",
    "aarch64",
    "armv7l",
    "armv6l",
    "riscv64",
    "loongarch64",
];

/// The model that a machine has by itself is written down, because it could change.
pub(super) fn set_default(def: &mut DomainDef, context: Context<'_>) -> Result<()> {
    let says = |cpu: &CpuDef| cpu.mode() != CpuMode::Custom || cpu.model.is_some();
    let arch = def.os.arch.as_deref().unwrap_or_default();
    if def.cpu.as_deref().is_some_and(says) || !MODELLED.contains(&arch) {
        return Ok(());
    }
    let by_machine = matches!(arch, "x86_64" | "i686" | "s390x" | "s390" | "ppc64" | "ppc64le");
    if !by_machine && def.virt_type != VirtType::Qemu {
        return Ok(());
    }
    let accel = context.caps.accel(def.virt_type);
    let Some(model) = accel.and_then(|accel| default_model(accel, def.os.machine.as_deref()?)) else {
        return Ok(());
    };
    if model == "host" && def.virt_type != VirtType::Kvm {
        let text = "QEMU reports invalid default CPU model \"host\" for non-kvm domain virt type";
        return Err(Error::new(Code::INTERNAL_ERROR, text));
    }
    let is_s390 = MachineKind::of(def) == MachineKind::S390;
    let cpu = def.cpu.get_or_insert_with(|| Box::new(CpuDef::default()));
    if model == "host" {
        cpu.mode = Some(if is_s390 { CpuMode::HostModel } else { CpuMode::HostPassthrough });
    } else {
        // It may lack features on any host, which is not checked.
        cpu.check = Some(CpuCheck::None);
        cpu.mode = Some(CpuMode::Custom);
        cpu.matching = Some(CpuMatch::Exact);
        let mut named = CpuModelDef::default();
        (named.name, named.fallback) = (Some(model.to_owned()), Some(CpuFallback::Forbid));
        cpu.model = Some(named);
    }
    Ok(())
}

fn default_model<'a>(accel: &'a AccelCaps, machine: &str) -> Option<&'a str> {
    let machine = accel.machines.iter().find(|it| it.name == machine)?;
    let wanted = machine.default_cpu.as_deref()?;
    accel.cpus.iter().find(|cpu| cpu.typename.as_deref() == Some(wanted)).map(|cpu| cpu.name.as_str())
}

/// How the processor is checked, and whether it can move.
pub(super) fn complete(def: &mut DomainDef, context: Context<'_>) -> Result<()> {
    let emulated = def.virt_type == VirtType::Qemu;
    let is_x86 = def.os.arch.as_deref().is_some_and(|arch| CpuFamily::X86.has(arch));
    let is_live = def.id.is_some();
    let Some(cpu) = def.cpu.as_deref_mut() else { return Ok(()) };
    complete_sve(cpu)?;
    if cpu.mode() == CpuMode::HostPassthrough && cpu.migratable.is_none() && !is_live {
        if context.caps.has(Cap::CPU_MIGRATABLE) {
            cpu.migratable = Some(Switch::On);
        } else if is_x86 {
            cpu.migratable = Some(Switch::Off);
        }
    }
    if cpu.check.is_none() {
        cpu.check = match cpu.mode() {
            CpuMode::HostPassthrough | CpuMode::Maximum => Some(CpuCheck::None),
            CpuMode::HostModel => Some(CpuCheck::Partial),
            CpuMode::Custom if cpu.model.is_none() => None,
            CpuMode::Custom if emulated => Some(CpuCheck::None),
            _ => Some(CpuCheck::Partial),
        };
    }
    Ok(())
}

/// Lengths of ARM's vectors imply the vectors.
fn complete_sve(cpu: &mut CpuDef) -> Result<()> {
    if !cpu.features.iter().any(|feature| feature.name.starts_with("sve") && feature.name != "sve") {
        return Ok(());
    }
    match cpu.features.iter_mut().find(|feature| feature.name == "sve") {
        Some(sve) if matches!(sve.policy, CpuFeaturePolicy::Disable | CpuFeaturePolicy::Forbid) => {
            let text = "SVE disabled, but SVE vector lengths provided";
            Err(Error::new(Code::CONFIG_UNSUPPORTED, text))
        }
        Some(sve) => {
            sve.policy = CpuFeaturePolicy::Require;
            Ok(())
        }
        None => {
            let mut sve = CpuFeature::default();
            (sve.name, sve.policy) = ("sve".to_owned(), CpuFeaturePolicy::Require);
            cpu.features.push(sve);
            Ok(())
        }
    }
}
