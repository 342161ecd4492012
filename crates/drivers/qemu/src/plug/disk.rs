//! Disks that come and go while their guest runs.

use serde_json::json;
use vir_conf::domain::device::disk::{DiskBus, DiskDef, DiskDevice, DiskSource};
use vir_qemu::command::{self, Handed};
use vir_types::{Code, Context as _, Error, Result};

use super::{Guest, lost};
use crate::shared::error;
use crate::vm::disks::path;

/// Whether a drive's medium can be changed.
pub(super) fn is_removable(disk: &DiskDef) -> bool {
    matches!(disk.device, DiskDevice::Cdrom | DiskDevice::Floppy)
}

fn unsupported(text: impl AsRef<str>) -> Error {
    error(Code::OPERATION_UNSUPPORTED, text)
}

/// The file or device of an image must be there before the emulator is told of it.
pub(super) async fn check_source(source: &DiskSource) -> Result<()> {
    let Some(path) = path(source) else { return Ok(()) };
    let found = tokio::fs::metadata(path).await;
    found.map(drop).context(Code::SYSTEM_ERROR, || format!("Cannot access storage file '{path}'"))
}

/// What cannot be plugged in.
fn check_new(disk: &DiskDef, others: &[DiskDef]) -> Result<()> {
    if disk.device == DiskDevice::Floppy {
        return Err(unsupported("floppy device hotplug isn't supported"));
    }
    if let Some(twin) = others.iter().find(|other| other.target == disk.target) {
        let shown = |disk: &DiskDef| path(&disk.source).unwrap_or("<null>").to_owned();
        let (target, old, new) = (&disk.target, shown(twin), shown(disk));
        let text = format!("target '{target}' duplicated for disk sources '{old}' and '{new}'");
        return Err(error(Code::XML_ERROR, text));
    }
    match disk.bus {
        Some(DiskBus::Usb) if disk.device == DiskDevice::Lun => {
            Err(error(Code::CONFIG_UNSUPPORTED, "disk device='lun' is not supported for usb bus"))
        }
        Some(DiskBus::Virtio) if disk.device == DiskDevice::Cdrom => {
            Err(unsupported("cdrom device with virtio bus isn't supported"))
        }
        Some(DiskBus::Usb | DiskBus::Virtio | DiskBus::Scsi) => Ok(()),
        other => {
            let bus = other.map_or_else(|| "none".to_owned(), |bus| bus.to_string());
            Err(unsupported(format!("disk bus '{bus}' cannot be hotplugged.")))
        }
    }
}

impl Guest {
    /// Plugs a disk in, or puts a medium into a drive that is there.
    pub(super) async fn attach_disk(&self, disk: &DiskDef) -> Result<()> {
        let others = &self.live()?.devices.disks;
        if is_removable(disk)
            && let Some(drive) = others.iter().find(|other| other.target == disk.target)
        {
            return self.change_medium(drive, disk, false).await;
        }
        if others.iter().any(|other| other.target == disk.target) {
            check_new(disk, others)?;
        }
        let mut def = self.live()?.clone();
        def.devices.disks.push(disk.clone());
        let complete = self.complete(def).await?;
        let at = complete.devices.disks.iter().position(|it| it.target == disk.target).ok_or_else(lost)?;
        let new = complete.devices.disks.get(at).ok_or_else(lost)?;
        check_new(new, others)?;
        check_source(&new.source).await?;
        let handed = Handed::default();
        let needs = command::needs(&self.launch(&complete, &handed))?;
        if !needs.secrets.is_empty() || !needs.fd_groups.is_empty() {
            let text = "a disk that needs a secret or descriptors is not plugged in by this version";
            return Err(error(Code::CONFIG_UNSUPPORTED, text));
        }
        let plug = command::disk_plug(&self.launch(&complete, &handed), at)?;
        self.add_controllers(&complete).await?;
        self.shared.give_disk(self.view.uuid, self.live()?, new).await?;
        self.make(&plug.backing).await?;
        if let Err(why) = self.tell("device_add", plug.device.to_value()).await {
            self.unmake(&plug.backing.parts).await;
            return Err(why);
        }
        let new = new.clone();
        let alias = new.info.alias.clone().unwrap_or_default();
        if let Some(limits) = super::throttle(&new)
            && let Err(why) = self.tell("block_set_io_throttle", limits).await
        {
            // Its limits are a part of what was asked for.
            self.change_live(|live| live.devices.disks.push(new));
            self.take_out_again(&alias).await?;
            return Err(why);
        }
        self.change_live(|live| live.devices.disks.push(new));
        self.tell_added(&alias);
        Ok(())
    }

    /// The alias of a disk that can be unplugged.
    pub(super) fn disk_to_detach(&self, target: &str) -> Result<String> {
        let disk = self.live()?.devices.disks.iter().find(|disk| disk.target == target);
        let Some(disk) = disk else {
            return Err(error(Code::DEVICE_MISSING, format!("disk {target} not found")));
        };
        match (disk.device, disk.bus) {
            (DiskDevice::Disk | DiskDevice::Lun, Some(DiskBus::Virtio | DiskBus::Usb | DiskBus::Scsi))
            | (DiskDevice::Cdrom, Some(DiskBus::Usb | DiskBus::Scsi)) => {}
            (DiskDevice::Cdrom | DiskDevice::Floppy, _) => {
                let text = format!("disk device type '{}' cannot be detached", disk.device);
                return Err(unsupported(text));
            }
            _ => return Err(unsupported("This type of disk cannot be hot unplugged")),
        }
        disk.info
            .alias
            .clone()
            .ok_or_else(|| error(Code::INTERNAL_ERROR, "Cannot detach disk device with no alias"))
    }

    /// Takes away what a disk stood on that is gone.
    pub(super) async fn drop_backing(&self, at: usize) {
        let handed = Handed::default();
        let plug = self.live().and_then(|live| command::disk_plug(&self.launch(live, &handed), at));
        match plug {
            Ok(plug) => self.unmake(&plug.backing.parts).await,
            Err(why) => {
                tracing::warn!(target: "qemu", domain = %self.view.name, error = %why, "nodes are left");
            }
        }
    }

    /// Changes a disk: its medium, or what happens when it is missing.
    pub(super) async fn update_disk(&self, disk: &DiskDef, force: bool) -> Result<()> {
        let live = self.live()?;
        let Some(old) = live.devices.disks.iter().find(|other| other.target == disk.target) else {
            return Err(error(Code::INTERNAL_ERROR, format!("disk '{}' not found", disk.target)));
        };
        check_same(old, disk)?;
        if super::media::is_same_place(&old.source, &disk.source) {
            let policy = disk.source.common().and_then(|common| common.startup_policy);
            let (target, snapshot) = (disk.target.clone(), disk.snapshot);
            self.change_live(|live| {
                let Some(old) = live.devices.disks.iter_mut().find(|it| it.target == target) else { return };
                if let Some(common) = old.source.common_mut() {
                    common.startup_policy = policy;
                }
                old.snapshot = snapshot;
            });
            return Ok(());
        }
        if !is_removable(old) {
            let text = "disk source can be changed only in removable drives";
            return Err(error(Code::CONFIG_UNSUPPORTED, text));
        }
        self.change_medium(old, disk, force).await
    }

    /// Whether the emulator still has a device.
    pub(super) async fn is_plugged(&self, alias: &str) -> Result<bool> {
        let arguments = json!({"path": "/machine/peripheral"});
        let listed = self.tell("qom-list", arguments).await?;
        let name = |entry: &serde_json::Value| entry.get("name").and_then(|it| it.as_str()) == Some(alias);
        Ok(listed.as_array().is_some_and(|entries| entries.iter().any(name)))
    }
}

/// What of a disk cannot be changed while its guest runs. What the client leaves out stays.
fn check_same(old: &DiskDef, new: &DiskDef) -> Result<()> {
    let fixed = |name: &str| Err(unsupported(format!("cannot modify field '{name}' of the disk")));
    let (old_driver, new_driver) = (old.driver.as_deref(), new.driver.as_deref());
    macro_rules! keep {
        ($($name:literal $old:expr, $new:expr;)*) => {$(
            if $new.is_some() && $new != $old {
                return fixed($name);
            }
        )*};
    }
    if new.device != old.device {
        return fixed("device");
    }
    let readonly = |disk: &DiskDef| disk.readonly || disk.device == DiskDevice::Cdrom;
    if readonly(old) != readonly(new) {
        return fixed("readonly");
    }
    if new.shareable != old.shareable {
        return fixed("shared");
    }
    keep! {
        "bus" old.bus, new.bus;
        "serial" old.serial, new.serial;
        "wwn" old.wwn, new.wwn;
        "vendor" old.vendor, new.vendor;
        "product" old.product, new.product;
        "blkdeviotune" old.iotune, new.iotune;
        "cache" old_driver.and_then(|it| it.cache), new_driver.and_then(|it| it.cache);
        "error_policy" old_driver.and_then(|it| it.error_policy), new_driver.and_then(|it| it.error_policy);
        "rerror_policy" old_driver.and_then(|it| it.rerror_policy), new_driver.and_then(|it| it.rerror_policy);
        "io" old_driver.and_then(|it| it.io), new_driver.and_then(|it| it.io);
        "copy_on_read" old_driver.and_then(|it| it.copy_on_read), new_driver.and_then(|it| it.copy_on_read);
        "discard" old_driver.and_then(|it| it.discard), new_driver.and_then(|it| it.discard);
        "boot order" old.info.boot, new.info.boot;
        "alias" old.info.alias, new.info.alias;
        "address" old.info.address, new.info.address;
    }
    Ok(())
}
