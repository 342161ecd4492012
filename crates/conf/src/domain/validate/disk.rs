//! Disks.

use std::collections::HashMap;

use vir_types::{Code, Error, Result};

use super::super::DomainDef;
use super::super::device::address::Address;
use super::super::device::disk::{DiskBus, DiskDef, DiskDevice, DiskSgio, DiskSource, StartupPolicy};
use super::{Facts, is_printable, no_virtio_options, of};
use crate::common::{Switch, refuse, unsupported, wrong};
use crate::words::StorageFormat;

/// Longest name of a vendor that SCSI knows.
const VENDOR: usize = 8;
/// Longest name of a product that SCSI knows.
const SCSI_PRODUCT: usize = 16;
/// Longest name of a product on other buses.
const PRODUCT: usize = 40;
/// How names of hard disks begin.
const HARD_DISKS: [&str; 5] = ["hd", "sd", "vd", "xvd", "ubd"];

/// The word that an address is written with.
pub(super) fn address_word(address: &Address) -> &str {
    vir_xml::XmlUnion::case(address)
}

/// Whether no address is given.
pub(super) fn is_unplaced(address: &Option<Address>) -> bool {
    matches!(address, None | Some(Address::Unspecified))
}

impl DiskDef {
    /// The image's format, if it is given.
    pub(super) fn format(&self) -> Option<StorageFormat> {
        self.driver.as_ref().and_then(|driver| driver.format)
    }

    /// The bus as a word; libvirt shows one that is not given as `none`.
    fn bus_word(&self) -> String {
        self.bus.map_or("none".into(), |bus| bus.to_string())
    }

    fn validate(&self, facts: &Facts<'_>) -> Result<()> {
        self.check_target()?;
        self.check_chain()?;
        if self.sgio == Some(DiskSgio::Unfiltered) {
            return unsupported("unfiltered sgio is no longer supported");
        }
        if self.device == DiskDevice::Lun {
            self.check_lun()?;
        } else {
            if self.source.common().is_some_and(|common| common.reservations.is_some()) {
                return unsupported("<reservations/> allowed only for lun devices");
            }
            if self.rawio.is_some() {
                return unsupported("rawio can be used only with device='lun'");
            }
            if self.sgio.is_some() {
                return unsupported("sgio can be used only with device='lun'");
            }
        }
        if let Some(tune) = &self.iotune {
            tune.limits().validate()?;
        }
        self.check_bus()?;
        if matches!(&self.source, DiskSource::Nvme(Some(nvme)) if nvme.namespace == 0) {
            return unsupported("NVMe namespace can't be zero");
        }
        if matches!(self.source, DiskSource::VhostUser(Some(_))) {
            self.check_vhost_user()?;
        }
        self.check_labels(facts)?;
        self.check_words()?;
        self.check_names()?;
        self.check_driver()?;
        self.check_throttle_filters(facts)
    }

    fn check_target(&self) -> Result<()> {
        if !self.target.is_empty() {
            return Ok(());
        }
        Err(match &self.source {
            DiskSource::Volume(Some(volume)) => {
                Error::new(Code::NO_TARGET, format!("pool = '{}', volume = '{}'", volume.pool, volume.volume))
            }
            source => match source.path() {
                Some(path) => Error::new(Code::NO_TARGET, path),
                None => Error::bare(Code::NO_TARGET),
            },
        })
    }

    fn check_bus(&self) -> Result<()> {
        let drives = [Some(DiskBus::Ide), Some(DiskBus::Fdc), Some(DiskBus::Scsi), Some(DiskBus::Sata)];
        if let Some(address) = self.info.address.as_ref().filter(|_| drives.contains(&self.bus))
            && !matches!(address, Address::Drive(_) | Address::Unspecified)
        {
            return unsupported(format!(
                "Invalid address type '{}' for the disk '{}' with the bus type '{}'",
                address_word(address),
                self.target,
                self.bus_word()
            ));
        }
        if self.bus == Some(DiskBus::Virtio) {
            return Ok(());
        }
        if let Some(model) = self.model {
            let bus = self.bus_word();
            return unsupported(format!("disk model '{model}' not supported for bus '{bus}'"));
        }
        let Some(driver) = &self.driver else { return Ok(()) };
        if driver.queues != 0 {
            return unsupported("queues attribute in disk driver element is only supported for virtio bus");
        }
        if driver.queue_size != 0 {
            return unsupported("queue_size attribute in disk driver is only supported for virtio bus");
        }
        if driver.event_idx.is_some() {
            return unsupported("disk event_idx mode supported only for virtio bus");
        }
        if driver.ioeventfd.is_some() {
            return unsupported("disk ioeventfd mode supported only for virtio bus");
        }
        no_virtio_options(&driver.virtio)
    }

    fn check_labels(&self, facts: &Facts<'_>) -> Result<()> {
        let own = self.source.common().map(|common| common.seclabels.as_slice());
        facts.check_seclabels(own.unwrap_or_default())?;
        let mut next = self.backing_store.as_deref();
        while let Some(store) = next {
            let labels = store.source.as_ref().and_then(DiskSource::common);
            facts.check_seclabels(labels.map_or(&[], |common| common.seclabels.as_slice()))?;
            next = store.backing_store.as_deref();
        }
        Ok(())
    }

    fn check_words(&self) -> Result<()> {
        if self.tray.is_some_and(|tray| tray == super::super::device::disk::DiskTray::Open)
            && !matches!(self.device, DiskDevice::Cdrom | DiskDevice::Floppy)
        {
            return unsupported("tray is only valid for cdrom and floppy");
        }
        if let Some(vendor) = &self.vendor {
            if !is_printable(vendor) {
                return wrong("disk vendor is not printable string");
            }
            if vendor.len() > VENDOR {
                return unsupported(format!("disk vendor is more than {VENDOR} characters"));
            }
        }
        if let Some(product) = &self.product {
            let most = if self.bus == Some(DiskBus::Scsi) { SCSI_PRODUCT } else { PRODUCT };
            if !is_printable(product) {
                return wrong("disk product is not printable string");
            }
            if product.len() > most {
                return unsupported(format!("disk product is more than {most} characters"));
            }
        }
        Ok(())
    }

    fn check_names(&self) -> Result<()> {
        let internal = |text: String| refuse(Code::INTERNAL_ERROR, text);
        let is_floppy = self.device == DiskDevice::Floppy;
        if is_floppy != (self.bus == Some(DiskBus::Fdc)) {
            let what = if is_floppy { "floppy disk" } else { "disk" };
            return internal(format!("Invalid bus type '{}' for {what}", self.bus_word()));
        }
        if self.removable.is_some()
            && self.bus != Some(DiskBus::Usb)
            && (self.bus, self.device) != (Some(DiskBus::Scsi), DiskDevice::Disk)
        {
            return wrong("removable is only valid for usb or scsi disks");
        }
        self.check_startup_policy()?;
        if let Some(wwn) = self.wwn.as_deref().filter(|wwn| !crate::domain::check::is_wwn(wwn)) {
            return internal(format!("Malformed wwn: {wwn}"));
        }
        let target = self.target.as_str();
        if matches!(self.device, DiskDevice::Disk | DiskDevice::Lun)
            && !HARD_DISKS.iter().any(|start| target.starts_with(start))
        {
            return internal(format!("Invalid harddisk device name: {target}"));
        }
        if is_floppy && !target.starts_with("fd") {
            return internal(format!("Invalid floppy device name: {target}"));
        }
        let no_path = self.source.path().is_some_and(str::is_empty);
        if self.device == DiskDevice::Disk && (no_path || self.source.is_empty()) {
            return refuse(Code::NO_SOURCE, target);
        }
        Ok(())
    }

    fn check_startup_policy(&self) -> Result<()> {
        let Some(policy) = self.source.common().and_then(|common| common.startup_policy) else {
            return Ok(());
        };
        let local = matches!(
            self.source,
            DiskSource::File(_) | DiskSource::Block(_) | DiskSource::Dir(_) | DiskSource::Volume(_)
        );
        if !local {
            return wrong(format!(
                "disk startupPolicy '{policy}' is not allowed for disk of '{}' type",
                vir_xml::XmlUnion::case(&self.source)
            ));
        }
        let removable = matches!(self.device, DiskDevice::Cdrom | DiskDevice::Floppy);
        if policy == StartupPolicy::Requisite && !removable {
            return wrong("disk startupPolicy 'requisite' is allowed only for cdrom or floppy");
        }
        Ok(())
    }

    fn check_driver(&self) -> Result<()> {
        let Some(driver) = &self.driver else { return Ok(()) };
        if driver.discard_no_unref == Some(Switch::On) {
            if driver.format != Some(StorageFormat::Qcow2) {
                return unsupported("'discard_no_unref' only works with qcow2 disk format");
            }
            if self.readonly {
                return unsupported("'discard_no_unref' is not compatible with read-only disk");
            }
        }
        if driver.iothread != 0 && driver.iothreads.is_some() {
            return wrong(
                "disk driver 'iothread' attribute can't be used together with 'iothreads' subelement",
            );
        }
        Ok(())
    }

    fn check_throttle_filters(&self, facts: &Facts<'_>) -> Result<()> {
        let Some(filters) = self.throttlefilters.as_ref().filter(|filters| !filters.groups.is_empty()) else {
            return Ok(());
        };
        let impossible = |text: &str| refuse(Code::OPERATION_UNSUPPORTED, text);
        if self.iotune.is_some() {
            return impossible(&format!(
                "block 'throttlefilters' can't be used together with 'iotune' for disk '{}'",
                self.target
            ));
        }
        if self.device == DiskDevice::Cdrom {
            return impossible("cdrom device with throttle filters isn't supported");
        }
        match filters.groups.iter().find(|group| !facts.throttle_groups.contains(group.as_str())) {
            Some(group) => wrong(format!("throttle group '{group}' not found")),
            None => Ok(()),
        }
    }
}

impl DomainDef {
    pub(super) fn check_disks(&self, facts: &Facts<'_>) -> Result<()> {
        let mut disks = self.devices.disks.iter();
        disks.try_for_each(|disk| of(disk.validate(facts), || format!("disk '{}'", disk.target)))
    }

    pub(super) fn check_twin_disks(&self) -> Result<()> {
        let mut seen: HashMap<&str, &DiskDef> = HashMap::new();
        for disk in &self.devices.disks {
            if let Some(other) = seen.insert(&disk.target, disk) {
                let path = |disk: &DiskDef| disk.source.path().unwrap_or("(null)").to_owned();
                return wrong(format!(
                    "target '{}' duplicated for disk sources '{}' and '{}'",
                    disk.target,
                    path(other),
                    path(disk)
                ));
            }
        }
        Ok(())
    }
}
