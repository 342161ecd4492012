//! Places on the drives' buses that two devices claim.

use std::collections::{HashMap, HashSet};

use vir_types::Result;

use super::super::DomainDef;
use super::super::device::address::{Address, DriveAddress};
use super::super::device::disk::DiskBus;
use super::super::device::hostdev::HostdevSource;
use crate::common::unsupported;

/// Controller, bus, target, unit.
type Place = (u32, u32, u32, u32);

fn place(address: &Option<Address>) -> Option<Place> {
    match address {
        Some(Address::Drive(DriveAddress { controller, bus, target, unit })) => {
            Some((*controller, *bus, *target, *unit))
        }
        _ => None,
    }
}

impl DomainDef {
    pub(super) fn check_drives(&self) -> Result<()> {
        let mut of_disks: HashMap<(Option<DiskBus>, Place), &str> = HashMap::new();
        for disk in &self.devices.disks {
            let Some(own) = place(&disk.info.address) else { continue };
            if let Some(first) = of_disks.insert((disk.bus, own), &disk.target) {
                let (controller, bus, target, unit) = own;
                return unsupported(format!(
                    "Found duplicate drive address for disk with target name '{first}' controller='{controller}' bus='{bus}' target='{target}' unit='{unit}'"
                ));
            }
        }
        let mut of_hostdevs = HashSet::new();
        for hostdev in &self.devices.hostdevs {
            if !matches!(hostdev.source, HostdevSource::Scsi(_)) {
                continue;
            }
            let Some(own) = place(&hostdev.info.address) else { continue };
            let (controller, bus, target, unit) = own;
            let clash = if !of_hostdevs.insert(own) {
                "host device"
            } else if of_disks.contains_key(&(Some(DiskBus::Scsi), own)) {
                "disk"
            } else {
                continue;
            };
            return unsupported(format!(
                "SCSI host address controller='{controller}' bus='{bus}' target='{target}' unit='{unit}' in use by another SCSI {clash}"
            ));
        }
        Ok(())
    }
}
