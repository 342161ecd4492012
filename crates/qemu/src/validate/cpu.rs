//! The processors of a guest.

use vir_conf::common::Switch;
use vir_conf::cpu::{CpuCacheMode, CpuMode, PhysAddrMode};
use vir_types::Result;

use super::{Check, refuse_if};
use crate::caps::Cap;
use crate::machine::MachineKind;

/// More processors than these need interrupts to be remapped.
const MOST_WITHOUT_EIM: u32 = 255;

impl Check<'_> {
    pub(super) fn check_cpu(&self) -> Result<()> {
        let Some(cpu) = self.def.cpu.as_deref() else { return Ok(()) };
        let arch = self.arch();
        if let Some(address) = &cpu.maxphysaddr {
            refuse_if!(
                !self.is_x86(),
                "CPU maximum physical address bits specification is not supported for '{arch}' architecture"
            );
            refuse_if!(
                address.mode == PhysAddrMode::Passthrough && address.bits.is_some(),
                "CPU maximum physical address bits number specification cannot be used with mode='{}'",
                address.mode
            );
            let host = self.host.cpu.as_ref().and_then(|cpu| cpu.maxphysaddr.as_ref()?.bits);
            refuse_if!(
                address.mode == PhysAddrMode::Emulate && host.is_some() && address.bits > host,
                "The number of virtual CPU address bits cannot exceed the number supported by the host CPU"
            );
        }
        if let Some(cache) = &cpu.cache {
            refuse_if!(!self.is_x86(), "CPU cache specification is not supported for '{arch}' architecture");
            let mode = cache.mode;
            match mode {
                CpuCacheMode::Emulate => refuse_if!(
                    cache.level != Some(3),
                    "CPU cache mode '{mode}' can only be used with level='3'"
                ),
                _ => {
                    let host = matches!(cpu.mode(), CpuMode::HostPassthrough | CpuMode::Maximum);
                    refuse_if!(
                        mode == CpuCacheMode::Passthrough && !host,
                        "CPU cache mode '{mode}' can only be used with 'host-passthrough' / 'maximum' CPUs"
                    );
                    refuse_if!(cache.level.is_some(), "unsupported CPU cache level for mode '{mode}'");
                }
            }
        }
        refuse_if!(
            cpu.mode() == CpuMode::HostPassthrough
                && cpu.migratable == Some(Switch::On)
                && !self.has(Cap::CPU_MIGRATABLE),
            "Migratable attribute for host-passthrough CPU is not supported by this QEMU binary"
        );
        refuse_if!(
            cpu.mode() == CpuMode::Maximum && !self.has(Cap::CPU_MAX),
            "maximum CPU is not supported by QEMU binary"
        );
        Ok(())
    }

    pub(super) fn check_vcpus(&self) -> Result<()> {
        let def = self.def;
        refuse_if!(def.vcpus() == 0, "Domain requires at least 1 vCPU");
        let accel = self.caps.accel(def.virt_type);
        let machine = accel.and_then(|accel| accel.machines.iter().find(|it| it.name == self.machine()));
        let most = machine.map_or(0, |machine| machine.max_cpus);
        refuse_if!(
            most > 0 && def.vcpus_max() > most,
            "Maximum CPUs greater than specified machine type limit {most}"
        );
        let topology = def.cpu.as_ref().and_then(|cpu| cpu.topology.as_ref()).filter(|it| it.sockets > 0);
        if let Some(topology) = topology {
            refuse_if!(
                topology.total() != u64::from(def.vcpus_max()),
                "CPU topology doesn't match maximum vcpu count"
            );
            let step = if self.kind == MachineKind::Pseries { topology.threads.max(1) } else { 1 };
            refuse_if!(
                !def.vcpus().is_multiple_of(step),
                "vCPUs count must be a multiple of the vCPU hotplug granularity ({step})"
            );
        }
        if self.is_x86() && def.vcpus_max() > MOST_WITHOUT_EIM {
            refuse_if!(
                !self.kind.is_q35(),
                "more than {MOST_WITHOUT_EIM} vCPUs are only supported on q35-based machine types"
            );
            let eim = def.devices.iommu.as_ref().and_then(|iommu| iommu.driver.as_ref()?.eim);
            refuse_if!(
                eim != Some(Switch::On),
                "more than {MOST_WITHOUT_EIM} vCPUs require extended interrupt mode enabled on the iommu device"
            );
        }
        Ok(())
    }
}
