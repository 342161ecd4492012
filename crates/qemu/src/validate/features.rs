//! What the virtual hardware is told to do.

use vir_conf::common::Switch;
use vir_conf::domain::VirtType;
use vir_conf::domain::features::HypervMode;
use vir_types::Result;

use super::{Check, refuse_if};
use crate::caps::Cap;
use crate::complete::has_ps2;
use crate::machine::MachineKind;

impl Check<'_> {
    pub(super) fn check_features(&self) -> Result<()> {
        let Some(features) = self.def.features.as_deref() else { return Ok(()) };
        let (arch, machine) = (self.arch(), self.machine());
        let unsuited = |name: &str, given: bool, fits: bool| {
            refuse_if!(
                given && !fits,
                "The '{name}' feature is not supported for architecture '{arch}' or machine type '{machine}'"
            );
            Ok(())
        };
        refuse_if!(
            features.apic.as_ref().is_some_and(|apic| apic.eoi.is_some()) && !self.is_x86(),
            "The 'eoi' attribute of the 'apic' feature is not supported for architecture '{arch}' or machine type '{machine}'"
        );
        refuse_if!(
            features.hyperv.as_ref().is_some_and(|it| it.mode != HypervMode::None)
                && !self.is_x86()
                && self.kind != MachineKind::ArmVirt,
            "Hyperv features are not supported for architecture '{arch}' or machine type '{machine}'"
        );
        unsuited("pvspinlock", features.pvspinlock.is_some(), self.is_x86())?;
        refuse_if!(
            features.pmu.as_ref().is_some_and(|pmu| !pmu.on) && self.is_power(),
            "PMU is always enabled for architecture '{arch}'"
        );
        self.check_vmport()?;
        unsuited("gic", features.gic.is_some(), self.kind == MachineKind::ArmVirt)?;
        unsuited("ioapic", features.ioapic.is_some(), self.is_x86())?;
        let pseries = self.kind == MachineKind::Pseries;
        unsuited("hpt", features.hpt.is_some(), pseries)?;
        refuse_if!(
            features.vmcoreinfo.as_ref().is_some_and(|it| it.on) && !self.has(Cap::VMCOREINFO),
            "vmcoreinfo is not available with this QEMU binary"
        );
        unsuited("htm", features.htm.is_some(), pseries)?;
        unsuited("nested-hv", features.nested_hv.is_some(), pseries)?;
        unsuited("ccf-assist", features.ccf_assist.is_some(), pseries)?;
        unsuited("cfpc", features.cfpc.is_some(), pseries)?;
        unsuited("sbbc", features.sbbc.is_some(), pseries)?;
        unsuited("ibs", features.ibs.is_some(), pseries)?;
        if features.tcg_cache_kib > 0 {
            refuse_if!(
                self.def.virt_type != VirtType::Qemu,
                "TCG features are incompatible with domain type '{}'",
                self.def.virt_type
            );
            refuse_if!(
                features.tcg_cache_kib % 1024 != 0,
                "tb-cache size must be an integer multiple of MiB"
            );
        }
        refuse_if!(
            features.async_teardown.as_ref().is_some_and(|it| it.enabled)
                && !self.has(Cap::RUN_WITH_ASYNC_TEARDOWN),
            "asynchronous teardown is not available with this QEMU binary"
        );
        if features.ras.is_some() {
            refuse_if!(
                self.kind != MachineKind::ArmVirt,
                "ras feature is only supported with ARM Virt machines"
            );
            refuse_if!(
                !self.has(Cap::MACHINE_VIRT_RAS),
                "ras feature is not available with this QEMU binary"
            );
        }
        if features.ps2.is_some() {
            refuse_if!(!has_ps2(self.def, self.caps), "ps2 feature is not available with this QEMU binary");
            refuse_if!(
                !self.has(Cap::MACHINE_I8042_OPT),
                "ps2 feature state cannot be controlled with this QEMU binary"
            );
        }
        if features.aia.is_some() {
            refuse_if!(
                self.kind != MachineKind::RiscvVirt,
                "aia feature is only supported with RISC-V Virt machines"
            );
            refuse_if!(
                !self.has(Cap::MACHINE_VIRT_AIA),
                "aia feature is not available with this QEMU binary"
            );
        }
        Ok(())
    }

    fn check_vmport(&self) -> Result<()> {
        let Some(features) = self.def.features.as_deref() else { return Ok(()) };
        let Some(vmport) = &features.vmport else { return Ok(()) };
        let fits = matches!(self.kind, MachineKind::I440fx | MachineKind::Q35 | MachineKind::Isapc);
        refuse_if!(
            !(fits && self.has(Cap::MACHINE_VMPORT_OPT)),
            "vmport is not available with this QEMU binary"
        );
        refuse_if!(
            vmport.on && features.ps2 == Some(Switch::Off),
            "vmport feature requires the ps2 feature not to be disabled"
        );
        Ok(())
    }
}
