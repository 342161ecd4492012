//! Controllers.

use vir_types::Result;

use super::super::DomainDef;
use super::super::device::controller::{ControllerDef, ControllerType, PciControllerTarget};
use super::disk::is_unplaced;
use super::of;
use crate::common::{unsupported, wrong};

/// Models of SCSI controllers whose queues can have threads of their own.
const VIRTIO_SCSI: [&str; 3] = ["virtio-scsi", "virtio-transitional", "virtio-non-transitional"];
/// The highest number of a PCI bus.
const LAST_BUS: u32 = 255;

impl ControllerDef {
    fn validate(&self) -> Result<()> {
        if self.kind == ControllerType::Pci {
            self.validate_pci()?;
        }
        let Some(driver) = &self.driver else { return Ok(()) };
        if driver.iothread == 0 && driver.iothreads.is_none() {
            return Ok(());
        }
        // A driver chooses the model of a SCSI controller that has none.
        let virtio = self.model.as_deref().is_none_or(|model| VIRTIO_SCSI.contains(&model));
        if self.kind != ControllerType::Scsi || !virtio {
            if driver.iothread != 0 {
                return wrong("'iothread' attribute only supported for virtio scsi controllers");
            }
            return unsupported("iothreads are supported only by 'virtio-scsi' controllers");
        }
        if driver.iothread != 0 && driver.iothreads.is_some() {
            return wrong(
                "controller driver 'iothread' attribute can't be used together with 'iothreads' subelement",
            );
        }
        Ok(())
    }

    fn validate_pci(&self) -> Result<()> {
        let is_root = matches!(self.model.as_deref(), Some("pci-root" | "pcie-root"));
        if is_root && !is_unplaced(&self.info.address) {
            return unsupported("pci-root and pcie-root controllers should not have an address");
        }
        let index = self.index.unwrap_or_default();
        if index > LAST_BUS {
            return unsupported(format!("PCI controller index {index} too high, maximum is {LAST_BUS}"));
        }
        self.target.as_ref().map_or(Ok(()), |target| target.validate(index))
    }
}

impl PciControllerTarget {
    fn validate(&self, controller: u32) -> Result<()> {
        if let Some(index) = self.index {
            if index > 30 {
                return unsupported(format!(
                    "PCI controller target index '{index}' out of range - must be 0-30"
                ));
            }
            if (controller == 0) != (index == 0) {
                return unsupported(
                    "Only the PCI controller with index 0 can have target index 0, and vice versa",
                );
            }
        }
        let port = self.port.map(|port| port.0);
        let bounds = [
            ("chassisNr", self.chassis_nr.map(u64::from), 1, 255),
            ("chassis", self.chassis.map(u64::from), 0, 255),
            ("port", port, 0, 255),
            ("busNr", self.bus_nr.map(u64::from), 1, 254),
        ];
        for (name, value, least, most) in bounds {
            if let Some(value) = value.filter(|value| !(least..=most).contains(value)) {
                return unsupported(format!(
                    "PCI controller {name} '{value}' out of range - must be {least}-{most}"
                ));
            }
        }
        if self.node.is_some() && controller == 0 {
            return unsupported("The PCI controller with index=0 can't be associated with a NUMA node");
        }
        Ok(())
    }
}

impl DomainDef {
    pub(super) fn check_controllers(&self) -> Result<()> {
        self.devices.controllers.iter().try_for_each(|it| {
            let index = it.index.unwrap_or_default();
            of(it.validate(), || format!("controller '{}' {index}", it.kind))
        })
    }
}
