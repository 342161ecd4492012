//! Places that the machine does not have.

use vir_conf::domain::device::address::{Address, DriveAddress};
use vir_conf::domain::device::controller::ControllerType;
use vir_conf::domain::device::disk::DiskBus;
use vir_conf::domain::device::info::DeviceInfo;
use vir_types::Result;

use super::{Check, refuse_as, refuse_if};
use crate::address::is_unplaced;
use crate::caps::Cap;
use crate::machine::MachineKind;

impl Check<'_> {
    /// Checks where a device is; of a disk, with its bus.
    pub(super) fn check_place(&self, info: &DeviceInfo, bus: Option<DiskBus>) -> Result<()> {
        match &info.address {
            Some(Address::Pci(place)) => {
                if let Some(zpci) = &place.zpci {
                    refuse_if!(!self.has(Cap::ZPCI), "This QEMU binary doesn't support zPCI");
                    if let Some(uid) = zpci.uid.map(|uid| uid.0) {
                        refuse_as!(
                            XML_ERROR,
                            uid == 0 || uid > 0xffff,
                            "Invalid PCI address uid='0x{uid:04x}', must be > 0x0000 and <= 0xffff"
                        );
                    }
                }
            }
            Some(Address::SpaprVio(place)) => {
                let reg = place.reg.map_or(0, |reg| reg.0);
                refuse_if!(
                    reg > 0xffff_ffff,
                    "spapr-vio reg='0x{reg:x}' exceeds maximum possible value (0xffffffff)"
                );
            }
            Some(Address::VirtioS390) => refuse_if!(true, "'virtio-s390' addresses are no longer supported"),
            Some(Address::Ccw(_)) => refuse_if!(
                self.kind != MachineKind::S390,
                "CCW addresses are not supported by machine type '{}'",
                self.machine()
            ),
            Some(Address::Drive(drive)) => self.check_drive(drive, bus.unwrap_or(DiskBus::Scsi))?,
            _ => {}
        }
        let on_pci = is_unplaced(info) || matches!(info.address, Some(Address::Pci(_)));
        if info.acpi_index != 0 {
            refuse_if!(!self.has(Cap::ACPI_INDEX), "ACPI index is not supported with this QEMU");
            refuse_if!(!on_pci, "ACPI index is only supported for PCI devices");
        }
        let tuned = info
            .rom
            .as_ref()
            .is_some_and(|rom| rom.enabled.is_some() || rom.bar.is_some() || rom.file.is_some());
        refuse_if!(
            tuned && !on_pci && !matches!(info.address, Some(Address::Unassigned)),
            "ROM tuning is only supported for PCI devices"
        );
        Ok(())
    }

    fn check_drive(&self, drive: &DriveAddress, bus: DiskBus) -> Result<()> {
        match bus {
            DiskBus::Scsi => {
                refuse_as!(INTERNAL_ERROR, drive.bus != 0, "SCSI controller only supports 1 bus");
                let controllers = self.def.devices.controllers.iter();
                let mut scsi = controllers.filter(|it| it.kind == ControllerType::Scsi);
                let Some(controller) = scsi.find(|it| it.index == Some(drive.controller)) else {
                    return Ok(());
                };
                if controller.model.as_deref() == Some("lsilogic") {
                    refuse_if!(drive.target != 0, "target must be 0 for controller model 'lsilogic'");
                } else if !self.has(Cap::SCSI_DISK_CHANNEL) {
                    refuse_if!(drive.target > 7, "This QEMU doesn't support target greater than 7");
                }
            }
            DiskBus::Ide => {
                refuse_as!(INTERNAL_ERROR, drive.controller != 0, "Only 1 IDE controller is supported");
                refuse_if!(drive.target != 0, "target must be 0 for ide controller");
            }
            DiskBus::Fdc => {
                refuse_as!(INTERNAL_ERROR, drive.controller != 0, "Only 1 fdc controller is supported");
                refuse_as!(INTERNAL_ERROR, drive.bus != 0, "Only 1 fdc bus is supported");
                refuse_if!(drive.target != 0, "target must be 0 for controller fdc");
            }
            DiskBus::Sata => {
                refuse_if!(drive.bus != 0, "bus must be 0 for sata controller");
                refuse_if!(drive.target != 0, "target must be 0 for sata controller");
            }
            _ => {}
        }
        Ok(())
    }
}
