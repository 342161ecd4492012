//! The processors of guests.

use std::num::NonZeroU32;

use vir_conf::cpu::{CpuDef, CpuMap, CpuPhysAddr, PhysAddrMode};
use vir_conf::domain::VirtType;
use vir_conf::domain_caps::{CpuCaps, CpuModelCaps};
use vir_types::Result;

use super::{Guests, words};
use crate::caps::{Cap, HostModel};

impl Guests<'_> {
    pub(super) fn cpu(&self) -> Result<CpuCaps> {
        let mut cpu = CpuCaps::default();
        if self.virt == VirtType::Kvm && self.is_native() {
            cpu.host_passthrough = true;
            cpu.host_passthrough_migratable = words(&[("on", self.has(Cap::CPU_MIGRATABLE)), ("off", true)]);
        }
        if self.has(Cap::CPU_MAX) {
            cpu.maximum = true;
            cpu.maximum_migratable = words(&[("on", true), ("off", true)]);
        }
        cpu.host_model = self.host_model().map(Box::new);
        cpu.models = self.models()?;
        Ok(cpu)
    }

    fn is_native(&self) -> bool {
        let (host, guest) = (self.host.arch.as_str(), self.caps.arch.as_str());
        host == guest || (host == "x86_64" && guest == "i686") || (host == "aarch64" && guest == "armv7l")
    }

    /// A host that no model describes has none; that is no error.
    fn host_model(&self) -> Option<CpuDef> {
        if !self.is_native() {
            return None;
        }
        let accel = self.caps.accel(self.virt)?;
        let mut cpu = accel.host_model(&self.caps.arch, HostModel::Reported).ok()??;
        let bits = self.host.phys_addr_bits.filter(|_| self.virt == VirtType::Kvm);
        if let Some(bits) = bits.and_then(NonZeroU32::new) {
            let mut address = CpuPhysAddr::default();
            address.mode = PhysAddrMode::Passthrough;
            address.limit = Some(bits);
            cpu.maxphysaddr = Some(address);
        }
        Some(cpu)
    }

    /// Models that libvirt's tables have too, by name.
    fn models(&self) -> Result<Vec<CpuModelCaps>> {
        let map = CpuMap::builtin()?;
        let mut models = self.caps.accel(self.virt).map(|accel| accel.known_models()).unwrap_or_default();
        models.retain(|model| model.name != "host");
        if let Ok(known) = map.models(self.arch) {
            models.retain(|model| known.contains(&model.name.as_str()));
        }
        for model in &mut models {
            model.vendor = map.vendor_of(self.arch, &model.name).map(str::to_owned);
            model.canonical = map.canonical_of(self.arch, &model.name).map(str::to_owned);
            if let Some(blockers) = &mut model.blockers {
                blockers.sort();
                blockers.dedup();
            }
            model.blockers = model.blockers.take().filter(|blockers| !blockers.is_empty());
        }
        models.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(models)
    }
}
