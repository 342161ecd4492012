//! Disks.

use vir_conf::common::Switch;
use vir_conf::domain::LifecycleAction;
use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::disk::{
    DiskBus, DiskCache, DiskDef, DiskDevice, DiskDriver, DiskIo, DiskSource,
};
use vir_conf::domain::throttle::IotuneDef;
use vir_conf::words::StorageFormat;
use vir_types::Result;
use vir_xml::XmlUnion as _;

use super::{Check, refuse_as, refuse_if};
use crate::caps::Cap;

/// The largest limit that QEMU takes.
const MOST: u64 = 1_000_000_000_000_000;

impl Check<'_> {
    pub(super) fn check_disk(&self, disk: &DiskDef) -> Result<()> {
        let nothing = DiskDriver::default();
        let driver = disk.driver.as_deref().unwrap_or(&nothing);
        let bus = disk.bus.unwrap_or(DiskBus::None);
        self.check_geometry(disk, bus)?;
        self.check_words(disk, driver, bus)?;
        if disk.device == DiskDevice::Lun {
            self.check_lun(disk, driver, bus)?;
        }
        self.check_bus(disk, driver, bus)?;
        self.check_cache(disk, driver)?;
        self.check_disk_iothreads(disk, driver, bus)?;
        self.check_iotune(disk, bus)?;
        self.check_transient(disk, bus)?;
        self.check_disk_source(disk, driver, bus)
    }

    fn check_geometry(&self, disk: &DiskDef, bus: DiskBus) -> Result<()> {
        let Some(geometry) = &disk.geometry else { return Ok(()) };
        refuse_if!(matches!(bus, DiskBus::Usb | DiskBus::Sd), "CHS geometry can not be set for '{bus}' bus");
        refuse_if!(
            geometry.trans.is_some() && bus != DiskBus::Ide,
            "CHS translation mode can only be set for 'ide' bus not '{bus}'"
        );
        Ok(())
    }

    fn check_words(&self, disk: &DiskDef, driver: &DiskDriver, bus: DiskBus) -> Result<()> {
        let target = &disk.target;
        refuse_as!(
            INTERNAL_ERROR,
            disk.serial.is_some() && bus == DiskBus::Sd,
            "Serial property not supported for drive bus '{bus}'"
        );
        refuse_if!(
            disk.device == DiskDevice::Cdrom && matches!(bus, DiskBus::Virtio | DiskBus::Sd),
            "disk type of '{target}' does not support ejectable media"
        );
        if driver.copy_on_read == Some(Switch::On) {
            refuse_if!(disk.readonly, "copy_on_read is not compatible with read-only disk '{target}'");
            refuse_if!(
                matches!(disk.device, DiskDevice::Cdrom | DiskDevice::Floppy),
                "copy_on_read is not supported with removable disk '{target}'"
            );
        }
        refuse_if!(
            disk.wwn.is_some() && !matches!(bus, DiskBus::Ide | DiskBus::Scsi),
            "Only ide and scsi disk support wwn"
        );
        refuse_if!(disk.vendor.is_some() && bus != DiskBus::Scsi, "Only scsi disk supports 'vendor'");
        refuse_if!(
            disk.product.is_some() && !matches!(bus, DiskBus::Ide | DiskBus::Sata | DiskBus::Scsi),
            "Only ide, sata and scsi disk supports 'product'"
        );
        Ok(())
    }

    fn check_lun(&self, disk: &DiskDef, driver: &DiskDriver, bus: DiskBus) -> Result<()> {
        match bus {
            DiskBus::Scsi => refuse_if!(
                !self.has(Cap::SCSI_BLOCK),
                "This QEMU doesn't support scsi-block for lun passthrough"
            ),
            DiskBus::Virtio => refuse_if!(
                !self.has(Cap::VIRTIO_BLK_PCI_SCSI),
                "This QEMU doesn't support SCSI emulation with 'virtio-blk' device"
            ),
            _ => refuse_if!(true, "disk device='lun' is not supported for bus='{bus}'"),
        }
        refuse_if!(
            driver.copy_on_read == Some(Switch::On),
            "copy_on_read is not compatible with 'lun' disk '{}'",
            disk.target
        );
        refuse_if!(disk.wwn.is_some(), "Setting wwn is not supported for lun device");
        refuse_if!(
            disk.vendor.is_some() || disk.product.is_some(),
            "Setting vendor or product is not supported for lun device"
        );
        Ok(())
    }

    fn check_bus(&self, disk: &DiskDef, driver: &DiskDriver, bus: DiskBus) -> Result<()> {
        if disk.rotation_rate != 0 {
            refuse_as!(
                INTERNAL_ERROR,
                !matches!(bus, DiskBus::Scsi | DiskBus::Ide | DiskBus::Sata),
                "rotation rate is only valid for SCSI/IDE/SATA bus"
            );
            refuse_as!(
                INTERNAL_ERROR,
                disk.device != DiskDevice::Disk,
                "rotation rate is only valid for disk device"
            );
            refuse_as!(
                INTERNAL_ERROR,
                !self.has(Cap::ROTATION_RATE),
                "rotation rate is not supported with this QEMU"
            );
        }
        let address = disk.info.address.as_ref();
        let is_drive = matches!(address, Some(Address::Drive(_)));
        match bus {
            DiskBus::Scsi | DiskBus::Ide | DiskBus::Fdc | DiskBus::Sata => refuse_as!(
                INTERNAL_ERROR,
                !is_drive && address.is_some(),
                "unexpected address type for {bus} disk"
            ),
            DiskBus::Virtio => refuse_if!(
                driver.queue_size > 0 && !self.has(Cap::VIRTIO_BLK_QUEUE_SIZE),
                "queue-size property isn't supported by this QEMU binary"
            ),
            DiskBus::Usb => {
                refuse_if!(!self.has(Cap::USB_STORAGE), "This QEMU doesn't support '-device usb-storage'");
                refuse_if!(disk.source.is_empty(), "'usb' disk must not be empty");
                refuse_as!(
                    INTERNAL_ERROR,
                    !matches!(address, None | Some(Address::Unspecified | Address::Usb(_))),
                    "unexpected address type for usb disk"
                );
            }
            _ => {}
        }
        let fixed = disk.readonly && disk.device == DiskDevice::Disk;
        refuse_if!(fixed && bus == DiskBus::Ide, "readonly ide disks are not supported");
        refuse_if!(fixed && bus == DiskBus::Sata, "readonly sata disks are not supported");
        Ok(())
    }

    fn check_cache(&self, disk: &DiskDef, driver: &DiskDriver) -> Result<()> {
        let direct = matches!(driver.cache, Some(DiskCache::None | DiskCache::Directsync));
        refuse_if!(
            driver.io == Some(DiskIo::Native) && !direct,
            "io='native' needs either no disk cache or directsync cache mode"
        );
        refuse_if!(
            driver.io == Some(DiskIo::IoUring) && !self.has(Cap::AIO_IO_URING),
            "io uring is not supported by this QEMU binary"
        );
        if let Some(serial) = &disk.serial {
            refuse_if!(
                disk.bus == Some(DiskBus::Scsi) && disk.device == DiskDevice::Lun,
                "scsi-block 'lun' devices do not support the serial property"
            );
            let safe = |c: char| c.is_ascii_alphanumeric() || "-_ .+".contains(c);
            refuse_as!(
                INTERNAL_ERROR,
                !serial.chars().all(safe),
                "driver serial '{serial}' contains unsafe characters"
            );
        }
        Ok(())
    }

    fn check_disk_iothreads(&self, disk: &DiskDef, driver: &DiskDriver, bus: DiskBus) -> Result<()> {
        if driver.iothread == 0 && driver.iothreads.is_none() {
            return Ok(());
        }
        let target = &disk.target;
        refuse_if!(bus != DiskBus::Virtio, "IOThreads not available for bus {bus} target {target}");
        if let Some(mapping) = &driver.iothreads {
            refuse_if!(
                !self.has(Cap::VIRTIO_BLK_IOTHREAD_MAPPING),
                "IOThread mapping for disk '{target}' is not available with this QEMU binary"
            );
            self.check_mapping(mapping, driver.queues)?;
        }
        let thread = driver.iothread;
        refuse_if!(
            thread != 0 && !self.has_iothread(thread),
            "Disk iothread '{thread}' not defined in iothreadid"
        );
        Ok(())
    }

    fn check_iotune(&self, disk: &DiskDef, bus: DiskBus) -> Result<()> {
        let Some(tune) = disk.iotune.as_deref() else { return Ok(()) };
        let limits = limits(tune);
        let any = limits.iter().any(|limit| *limit > 0);
        refuse_if!(
            tune.group_name.is_some() && !any,
            "group_name can be configured only together with settings"
        );
        refuse_if!(bus == DiskBus::Sd && any, "<iotune> is not supported with bus='sd'");
        if let Some(group) = &tune.group_name {
            for other in self.def.devices.disks.iter().filter(|it| it.target != disk.target) {
                let theirs = other.iotune.as_deref().filter(|it| it.group_name.as_ref() == Some(group));
                refuse_if!(
                    theirs.is_some_and(|theirs| theirs != tune),
                    "different iotunes for disks {} and {}",
                    disk.target,
                    other.target
                );
            }
        }
        refuse_as!(
            ARGUMENT_UNSUPPORTED,
            limits.iter().any(|limit| *limit > MOST),
            "block I/O throttle limit must be no more than {MOST} using QEMU"
        );
        Ok(())
    }

    fn check_transient(&self, disk: &DiskDef, bus: DiskBus) -> Result<()> {
        let Some(transient) = &disk.transient else { return Ok(()) };
        let target = &disk.target;
        refuse_if!(disk.source.is_empty(), "transient disk '{target}' must not be empty");
        refuse_if!(disk.readonly, "transient disk '{target}' must not be read-only");
        refuse_if!(
            !matches!(disk.source, DiskSource::File(_)),
            "transient disk supported only with 'file' type ({target})"
        );
        refuse_if!(
            disk.device != DiskDevice::Disk,
            "transient disk supported only with 'disk' device ({target})"
        );
        if transient.share_backing == Some(true) {
            let stays = [self.def.on_reboot, self.def.on_poweroff, self.def.on_crash]
                .contains(&Some(LifecycleAction::Destroy));
            refuse_if!(
                !self.has(Cap::SET_ACTION) && stays,
                "transient disk backing image sharing with destroy action of lifecycle isn't supported by this QEMU binary"
            );
            refuse_if!(
                !matches!(bus, DiskBus::Usb | DiskBus::Virtio | DiskBus::Scsi),
                "disk bus '{bus}' doesn't support transiend disk backing image sharing"
            );
        }
        Ok(())
    }

    fn check_disk_source(&self, disk: &DiskDef, driver: &DiskDriver, bus: DiskBus) -> Result<()> {
        let target = &disk.target;
        let encrypted = disk.source.common().is_some_and(|common| common.encryption.is_some());
        refuse_if!(
            disk.shareable && !disk.readonly && (encrypted || driver.format != Some(StorageFormat::Raw)),
            "shared access for disk '{target}' requires use of supported storage format"
        );
        if let Some(name) = driver.name.as_deref().filter(|name| *name != "qemu") {
            refuse_if!(true, "unsupported driver name '{name}' for disk '{target}'");
        }
        refuse_if!(
            !target.is_empty() && crate::alias::disk_index(target).is_none(),
            "invalid disk target '{target}'"
        );
        refuse_if!(
            target.ends_with(|c: char| c.is_ascii_digit() && c != '0')
                && crate::alias::disk_index(target).is_some(),
            "invalid disk target '{target}', partitions can't appear in disk targets"
        );
        refuse_if!(
            driver.discard_no_unref.is_some() && !self.has(Cap::QCOW2_DISCARD_NO_UNREF),
            "'discard_no_unref' is not supported by this QEMU binary"
        );
        self.check_storage(&disk.source, driver.format, disk.readonly, driver.metadata_cache_bytes)?;
        let mut layer = disk.backing_store.as_deref();
        while let Some(it) = layer {
            if let Some(source) = &it.source {
                let format = it.format.as_ref();
                let cache = format.and_then(|format| format.metadata_cache_bytes);
                self.check_storage(source, format.map(|format| format.kind), true, cache)?;
            }
            layer = it.backing_store.as_deref();
        }
        let secrets = disk.source.common().and_then(|common| common.encryption.as_deref());
        refuse_if!(
            bus == DiskBus::Sd && secrets.is_some_and(|it| it.secrets.len() > 1),
            "sd card '{target}' does not support multiple encryption secrets"
        );
        self.check_vhost(disk, driver)
    }

    fn check_vhost(&self, disk: &DiskDef, driver: &DiskDriver) -> Result<()> {
        let kind = disk.source.case();
        let cap = match disk.source {
            DiskSource::VhostUser(_) => Cap::VHOST_USER_BLK,
            DiskSource::VhostVdpa(_) => Cap::VIRTIO_BLK_VHOST_VDPA,
            _ => return Ok(()),
        };
        refuse_if!(!self.has(cap), "{kind} disk is not supported with this QEMU binary");
        self.require_shared_memory(kind)?;
        let direct = matches!(driver.cache, Some(DiskCache::None | DiskCache::Directsync));
        refuse_if!(
            matches!(disk.source, DiskSource::VhostVdpa(_)) && !direct,
            "disk type '{kind}' requires cache mode 'directsync' or 'none'"
        );
        Ok(())
    }
}

fn limits(tune: &IotuneDef) -> [u64; 13] {
    [
        tune.total_bytes_sec,
        tune.read_bytes_sec,
        tune.write_bytes_sec,
        tune.total_iops_sec,
        tune.read_iops_sec,
        tune.write_iops_sec,
        tune.total_bytes_sec_max,
        tune.read_bytes_sec_max,
        tune.write_bytes_sec_max,
        tune.total_iops_sec_max,
        tune.read_iops_sec_max,
        tune.write_iops_sec_max,
        tune.size_iops_sec,
    ]
}
