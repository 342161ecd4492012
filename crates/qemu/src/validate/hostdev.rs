//! Devices of the host that guests are given.

use vir_conf::common::{PciDriverName, Switch};
use vir_conf::domain::device::hostdev::{
    HostdevDef, HostdevMode, HostdevModel, HostdevSource, ScsiHostProtocol,
};
use vir_types::Result;

use super::{Check, refuse_if};
use crate::caps::Cap;

impl Check<'_> {
    pub(super) fn check_hostdev(&self, it: &HostdevDef) -> Result<()> {
        refuse_if!(
            it.mode == HostdevMode::Capabilities,
            "hostdev mode 'capabilities' is not supported in {}",
            self.def.virt_type
        );
        match &it.source {
            HostdevSource::Usb(usb) => refuse_if!(
                usb.guest_reset.is_some() && !self.has(Cap::USB_HOST_GUEST_RESETS_ALL),
                "guestReset is not supported with this version of QEMU"
            ),
            HostdevSource::Pci(pci) => {
                let vfio = it.driver.as_ref().is_some_and(|it| it.name == Some(PciDriverName::Vfio));
                refuse_if!(
                    vfio && !self.has(Cap::VFIO_PCI),
                    "VFIO PCI device assignment is not supported by this version of qemu"
                );
                refuse_if!(
                    pci.write_filtering.is_some(),
                    "Write filtering of PCI device configuration space is not supported by qemu"
                );
                self.check_display(it)?;
            }
            HostdevSource::ScsiHost(host) => {
                refuse_if!(
                    it.info.boot.is_some(),
                    "booting from assigned devices is not supported by vhost SCSI devices"
                );
                refuse_if!(
                    host.protocol == ScsiHostProtocol::Vhost && !self.has(Cap::VHOST_SCSI),
                    "This QEMU doesn't support vhost-scsi devices"
                );
            }
            HostdevSource::Mdev(_) => self.check_mdev(it)?,
            _ => {}
        }
        Ok(())
    }

    fn check_display(&self, it: &HostdevDef) -> Result<()> {
        refuse_if!(
            it.display == Some(Switch::On) && self.def.devices.graphics.is_empty(),
            "graphics device is needed for attribute value 'display=on' in <hostdev>"
        );
        Ok(())
    }

    fn check_mdev(&self, it: &HostdevDef) -> Result<()> {
        let Some(model) = it.model else { return Ok(()) };
        let (cap, name) = match model {
            HostdevModel::VfioPci => (Cap::VFIO_PCI, "PCI"),
            HostdevModel::VfioAp => (Cap::VFIO_AP, "AP"),
            HostdevModel::VfioCcw => (Cap::VFIO_CCW, "CCW"),
            _ => return Ok(()),
        };
        refuse_if!(!self.has(cap), "VFIO {name} device assignment is not supported by this version of QEMU");
        refuse_if!(
            it.info.boot.is_some() && model != HostdevModel::VfioCcw,
            "booting from assigned devices is not supported by mediated devices of model {model}"
        );
        if model == HostdevModel::VfioPci {
            self.check_display(it)?;
        }
        let same = self.def.devices.hostdevs.iter().filter(|it| it.model == Some(HostdevModel::VfioAp));
        refuse_if!(
            model == HostdevModel::VfioAp && same.count() > 1,
            "Only one hostdev of model vfio-ap is supported"
        );
        Ok(())
    }
}
