//! Devices of the host.

use std::collections::HashSet;

use vir_types::{Code, Result};

use super::super::DomainDef;
use super::super::device::address::Address;
use super::super::device::disk::DiskSgio;
use super::super::device::hostdev::{HostdevDef, HostdevSource, ScsiHostdev, ScsiProtocol};
use super::super::device::interface::TeamingType;
use super::disk::is_unplaced;
use super::{named, of};
use crate::common::{Switch, refuse, unsupported, wrong};

impl HostdevDef {
    fn validate(&self) -> Result<()> {
        let place = self.info.address.as_ref().filter(|_| !is_unplaced(&self.info.address));
        let fits = place.is_none_or(|place| match &self.source {
            HostdevSource::Pci(_) => matches!(place, Address::Pci(_) | Address::Unassigned),
            HostdevSource::Scsi(_) => matches!(place, Address::Drive(_)),
            HostdevSource::ScsiHost(_) => matches!(place, Address::Pci(_) | Address::Ccw(_)),
            HostdevSource::Usb(_) => matches!(place, Address::Usb(_)),
            _ => true,
        });
        match &self.source {
            HostdevSource::Pci(_) if !fits => {
                let text = "PCI host devices must use 'pci' or 'unassigned' address type";
                return refuse(Code::INTERNAL_ERROR, text);
            }
            HostdevSource::Scsi(_) if !fits => {
                return unsupported("SCSI host device must use 'drive' address type");
            }
            HostdevSource::Scsi(_) if self.sgio == Some(DiskSgio::Unfiltered) => {
                return unsupported("unfiltered sgio is no longer supported");
            }
            HostdevSource::ScsiHost(_) if !fits => {
                return unsupported("SCSI_host host device must use 'pci' or 'ccw' address type");
            }
            HostdevSource::Usb(_) if !fits => {
                return unsupported("USB host device must use 'usb' address type");
            }
            _ => {}
        }
        let Some(teaming) = &self.teaming else { return Ok(()) };
        if teaming.kind != TeamingType::Transient {
            return unsupported("teaming hostdev devices must have type='transient'");
        }
        if teaming.persistent.is_none() {
            return unsupported("missing required persistent attribute in hostdev teaming element");
        }
        if !matches!(self.source, HostdevSource::Pci(_)) {
            return unsupported("teaming is only supported for pci hostdev devices");
        }
        Ok(())
    }
}

/// What a device of the host is known by; two with the same are one device.
#[derive(PartialEq, Eq, Hash)]
enum Identity<'a> {
    Pci(u64, u64, u64, u64),
    UsbPlace(u32, u32),
    UsbKind(Option<u64>, Option<u64>),
    Scsi(Option<&'a str>, u32, u32, u64),
    Iscsi(Option<&'a str>, u16, Option<&'a str>),
    Vhost(&'a str),
    Mdev(vir_types::Uuid),
    Storage(&'a str),
    Misc(&'a str),
    Net(&'a str),
}

fn scsi_identity(scsi: &ScsiHostdev) -> Identity<'_> {
    if scsi.protocol == Some(ScsiProtocol::Iscsi) {
        let host = scsi.hosts.first();
        let name = host.and_then(|host| host.name.as_deref());
        return Identity::Iscsi(name, host.map_or(0, |host| host.port), scsi.name.as_deref());
    }
    let address = scsi.address.as_ref();
    let (bus, target, unit) = address.map_or((0, 0, 0), |it| (it.bus, it.target, it.unit));
    Identity::Scsi(scsi.adapter.as_deref(), bus, target, unit)
}

fn identity(source: &HostdevSource) -> Option<Identity<'_>> {
    Some(match source {
        HostdevSource::Pci(pci) => {
            let it = &pci.address;
            Identity::Pci(it.domain.0, it.bus.0, it.slot.0, it.function.0)
        }
        HostdevSource::Usb(usb) => match &usb.address {
            Some(it) if it.bus != 0 && it.device != 0 => Identity::UsbPlace(it.bus, it.device),
            _ => Identity::UsbKind(usb.vendor.map(|it| it.0), usb.product.map(|it| it.0)),
        },
        HostdevSource::Scsi(scsi) => scsi_identity(scsi),
        HostdevSource::ScsiHost(vhost) => Identity::Vhost(&vhost.wwpn),
        HostdevSource::Mdev(mdev) => Identity::Mdev(mdev.uuid?),
        HostdevSource::Storage(it) => Identity::Storage(&it.block),
        HostdevSource::Misc(it) => Identity::Misc(&it.device),
        HostdevSource::Net(it) => Identity::Net(&it.interface),
    })
}

impl DomainDef {
    pub(super) fn check_hostdevs(&self) -> Result<()> {
        let mut all = self.devices.hostdevs.iter().enumerate();
        all.try_for_each(|(at, it)| of(it.validate(), || named("hostdev", at, &it.info)))
    }

    pub(super) fn check_twin_hostdevs(&self) -> Result<()> {
        let mut seen = HashSet::new();
        let mut has_ramfb = false;
        for hostdev in &self.devices.hostdevs {
            if identity(&hostdev.source).is_some_and(|own| !seen.insert(own)) {
                return wrong("Hostdev already exists in the domain configuration");
            }
            if hostdev.ramfb == Some(Switch::On) && std::mem::replace(&mut has_ramfb, true) {
                return unsupported("Only one vgpu device can have 'ramfb' enabled");
            }
        }
        Ok(())
    }
}
