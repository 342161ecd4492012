//! Controllers but those of PCI.

use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::controller::{ControllerDef, ControllerType};
use vir_types::Result;

use super::{Check, refuse_as, refuse_if};
use crate::address::is_unplaced;
use crate::caps::Cap;

/// SCSI controllers that virtio has.
fn is_virtio(model: &str) -> bool {
    matches!(model, "virtio-scsi" | "virtio-transitional" | "virtio-non-transitional")
}

impl Check<'_> {
    pub(super) fn check_controller(&self, it: &ControllerDef) -> Result<()> {
        let model = it.model.as_deref().unwrap_or_default();
        if it.kind == ControllerType::Scsi {
            self.check_scsi_model(model)?;
        }
        if !(it.kind == ControllerType::Scsi && is_virtio(model)) {
            check_attributes(it)?;
        }
        match it.kind {
            ControllerType::Ide if it.index == Some(0) && self.kind.has_ide() => Ok(()),
            ControllerType::Ide => {
                refuse_if!(
                    self.kind.has_ide(),
                    "Only a single IDE controller is supported for this machine type"
                );
                refuse_if!(true, "IDE controllers are unsupported for this QEMU binary or machine type");
                Ok(())
            }
            ControllerType::Sata => {
                let builtin = it.index == Some(0) && self.kind.is_q35();
                refuse_if!(
                    !builtin && !self.has(Cap::ICH9_AHCI),
                    "SATA is not supported with this QEMU binary"
                );
                Ok(())
            }
            ControllerType::Scsi => self.check_scsi(it, model),
            ControllerType::Pci => self.check_pci_controller(it),
            _ => Ok(()),
        }
    }

    fn check_scsi_model(&self, model: &str) -> Result<()> {
        let (cap, name) = match model {
            "lsilogic" => (Cap::LSI, "the LSI 53C895A SCSI"),
            model if is_virtio(model) => (Cap::VIRTIO_SCSI_PCI, "virtio scsi"),
            "lsisas1068" => (Cap::MPTSAS1068, "the LSI SAS1068 (MPT Fusion)"),
            "lsisas1078" => (Cap::MEGASAS, "the LSI SAS1078 (MegaRAID)"),
            "vmpvscsi" => (Cap::PVSCSI, "the pvscsi (VMware paravirtual SCSI)"),
            "ncr53c90" => (Cap::NCR53C90, "the NCR53C90 (ESP)"),
            "dc390" => (Cap::DC390, "the DC390 (ESP)"),
            "am53c974" => (Cap::AM53C974, "the AM53C974 (ESP)"),
            "buslogic" => {
                refuse_if!(true, "Unsupported controller model: {model}");
                return Ok(());
            }
            "ibmvscsi" => return Ok(()),
            _ => {
                refuse_as!(INTERNAL_ERROR, true, "Unexpected SCSI controller model {model}");
                return Ok(());
            }
        };
        refuse_if!(!self.has(cap), "This QEMU doesn't support {name} controller");
        Ok(())
    }

    fn check_scsi(&self, it: &ControllerDef, model: &str) -> Result<()> {
        if model == "ncr53c90" {
            refuse_if!(it.index != Some(0), "ncr53c90 can only be used as first SCSI controller");
            let builtin = match self.arch() {
                "sparc" => true,
                "mips64" | "mips64el" => matches!(self.machine(), "magnum" | "pica61"),
                "m68k" => self.machine() == "q800",
                _ => false,
            };
            refuse_if!(!builtin, "ncr53c90 SCSI controller is not a built-in for this machine");
        }
        let Some(driver) = it.driver.as_ref().filter(|_| is_virtio(model)) else { return Ok(()) };
        if driver.iothread == 0 && driver.iothreads.is_none() {
            return Ok(());
        }
        let fits =
            is_unplaced(&it.info) || matches!(it.info.address, Some(Address::Pci(_) | Address::Ccw(_)));
        refuse_if!(!fits, "virtio-scsi IOThreads only available for virtio pci and virtio ccw controllers");
        if let Some(mapping) = &driver.iothreads {
            refuse_if!(
                !self.has(Cap::VIRTIO_SCSI_IOTHREAD_MAPPING),
                "IOThread mapping for virtio-scsi controllers is not available with this QEMU binary"
            );
            self.check_mapping(mapping, driver.queues)?;
        }
        let thread = driver.iothread;
        refuse_if!(
            thread > 0 && !self.has_iothread(thread),
            "controller iothread '{thread}' not defined in iothreadid"
        );
        Ok(())
    }
}

fn check_attributes(it: &ControllerDef) -> Result<()> {
    let Some(driver) = &it.driver else { return Ok(()) };
    let only_for = [
        ("queues", driver.queues != 0),
        ("cmd_per_lun", driver.cmd_per_lun != 0),
        ("max_sectors", driver.max_sectors != 0),
        ("ioeventfd", driver.ioeventfd.is_some()),
    ];
    for (name, given) in only_for {
        refuse_if!(given, "'{name}' is only supported by virtio-scsi controller");
    }
    refuse_if!(driver.iothread != 0, "'iothread' is only supported for virtio-scsi controller");
    Ok(())
}
