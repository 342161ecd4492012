//! `<disk>`: a disk, an optical drive, a floppy drive.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::info::DeviceInfo;
use crate::common::{Encryption, StorageAuth, Switch};
use crate::domain::throttle::IotuneDef;

mod actual;
mod backing;
mod check;
mod driver;
mod network;
mod source;

pub use actual::ActualSource;
pub use backing::{BackingStore, DataStore, DiskMirror, SourceFormat};
pub use driver::*;
pub use network::*;
pub use source::*;

/// A disk.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "DiskDef::keep_own")]
#[non_exhaustive]
pub struct DiskDef {
    /// What the guest sees.
    #[xml(attr)]
    pub device: DiskDevice,
    /// Kind of virtio device.
    #[xml(attr)]
    pub model: Option<VirtioModel>,
    /// Whether the guest may send any SCSI command.
    #[xml(attr)]
    pub rawio: Option<bool>,
    /// Whether the host's kernel looks through SCSI commands.
    #[xml(attr)]
    pub sgio: Option<DiskSgio>,
    /// What a snapshot of the guest does with it.
    #[xml(attr, write_if = "snapshot_matters")]
    pub snapshot: Option<SnapshotLocation>,
    /// How its requests are handled.
    #[xml(child = "driver", skip_empty)]
    pub driver: Option<Box<DiskDriver>>,
    /// Who asks for the data; here or in the source.
    #[xml(child = "auth")]
    pub auth: Option<Box<StorageAuth>>,
    /// Where its data is.
    #[xml(union = "type", child = "source")]
    pub source: DiskSource,
    /// What the data is a change of.
    #[xml(child = "backingStore")]
    pub backing_store: Option<Box<BackingStore>>,
    /// Guest of Xen that serves it.
    #[xml(attr = "backenddomain/@name")]
    pub backend_domain: Option<String>,
    /// Cylinders and heads that the guest is told of.
    #[xml(child = "geometry")]
    pub geometry: Option<DiskGeometry>,
    /// Block sizes that the guest is told of.
    #[xml(child = "blockio", skip_empty)]
    pub blockio: Option<DiskBlockio>,
    /// Where its data is being copied to.
    #[xml(child = "mirror", live)]
    pub mirror: Option<Box<DiskMirror>>,
    /// Name, unique in the guest, such as `vda`.
    #[xml(attr = "target/@dev", write_if = "has_target")]
    pub target: String,
    /// Kind of bus.
    #[xml(attr = "target/@bus")]
    pub bus: Option<DiskBus>,
    /// State of the tray.
    #[xml(attr = "target/@tray", write_if = "has_tray")]
    pub tray: Option<DiskTray>,
    /// Whether the guest sees a removable disk, on USB.
    #[xml(attr = "target/@removable", write_if = "is_usb")]
    pub removable: Option<Switch>,
    /// Turns per minute that the guest is told; 1 for none.
    #[xml(attr = "target/@rotation_rate", skip_default)]
    pub rotation_rate: u32,
    /// Limits of its speed.
    #[xml(child = "iotune", skip_empty)]
    pub iotune: Option<Box<IotuneDef>>,
    /// Groups of limits that it passes through.
    #[xml(child = "throttlefilters", skip_empty)]
    pub throttlefilters: Option<ThrottleFilters>,
    /// Whether the guest may not write.
    #[xml(flag = "readonly")]
    pub readonly: bool,
    /// Whether other guests use it too.
    #[xml(flag = "shareable")]
    pub shareable: bool,
    /// What the guest writes is forgotten when it stops.
    #[xml(child = "transient")]
    pub transient: Option<DiskTransient>,
    /// Serial number.
    #[xml(text = "serial")]
    pub serial: Option<String>,
    /// World Wide Name.
    #[xml(text = "wwn")]
    pub wwn: Option<String>,
    /// Maker, for SCSI.
    #[xml(text = "vendor")]
    pub vendor: Option<String>,
    /// Product, for SCSI.
    #[xml(text = "product")]
    pub product: Option<String>,
    /// How the data is encrypted; here or in the source.
    #[xml(child = "encryption")]
    pub encryption: Option<Box<Encryption>>,
    /// Place in the order of booting, alias, place.
    #[xml(flatten)]
    pub info: DeviceInfo,
    /// What the QEMU driver keeps about it.
    #[xml(child = "privateData", status)]
    pub private_data: Option<Box<DiskPrivateData>>,
    /// Which of `auth` and `encryption` stood here.
    #[xml(child = "diskSecretsPlacement", skip_empty, status)]
    pub disk_secrets_placement: Option<SecretsPlacement>,
}

impl DiskDef {
    /// A virtio disk in a file.
    #[must_use]
    pub fn file(file: &str, target: &str) -> Self {
        let source = FileSource { file: Some(file.into()), ..FileSource::default() };
        Self {
            source: DiskSource::File(Some(Box::new(source))),
            target: target.into(),
            bus: Some(DiskBus::Virtio),
            ..Self::default()
        }
    }
}

impl DiskDef {
    /// Leaves out what says nothing for this disk.
    fn keep_own(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        def.check(node)?;
        // Without source it does not matter what kind of source it would be.
        if node.child("source").is_none() {
            def.source = DiskSource::File(None);
        }
        if !has_tray(def, vir_xml::WriteOptions::default()) {
            def.tray = None;
        }
        if !snapshot_matters(def, vir_xml::WriteOptions::default()) {
            def.snapshot = None;
        }
        if def.geometry.as_ref().is_some_and(|it| it.cyls == 0 || it.heads == 0 || it.secs == 0) {
            def.geometry = None;
        }
        Ok(())
    }
}

fn snapshot_matters(def: &DiskDef, _: vir_xml::WriteOptions) -> bool {
    let cannot_write = def.readonly || def.device == DiskDevice::Cdrom;
    !(def.snapshot == Some(SnapshotLocation::No) && cannot_write)
}

fn has_tray(def: &DiskDef, _: vir_xml::WriteOptions) -> bool {
    def.tray == Some(DiskTray::Open)
}

fn has_target(def: &DiskDef, _: vir_xml::WriteOptions) -> bool {
    !def.target.is_empty()
}

fn is_usb(def: &DiskDef, _: vir_xml::WriteOptions) -> bool {
    def.bus == Some(DiskBus::Usb)
}

/// What the guest sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DiskDevice {
    /// A hard disk.
    #[default]
    Disk,
    /// An optical drive.
    Cdrom,
    /// A floppy drive.
    Floppy,
    /// A SCSI device whose commands are passed through.
    Lun,
}

/// Kind of virtio device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VirtioModel {
    /// As the machine prefers.
    #[default]
    Virtio,
    /// For old and new guests.
    #[xml(name = "virtio-transitional")]
    VirtioTransitional,
    /// For new guests only.
    #[xml(name = "virtio-non-transitional")]
    VirtioNonTransitional,
}

/// Whether the host's kernel looks through SCSI commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DiskSgio {
    /// `filtered`.
    Filtered,
    /// `unfiltered`.
    Unfiltered,
}

/// What a snapshot of the guest does with a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SnapshotLocation {
    /// Nothing.
    No,
    /// Keeps its state inside its image.
    Internal,
    /// Lets further changes go to a new image.
    External,
    /// Leaves it to the user.
    Manual,
}

/// Kind of bus of a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DiskBus {
    /// `none`.
    None,
    /// `ide`.
    Ide,
    /// `fdc`.
    Fdc,
    /// `scsi`.
    Scsi,
    /// `virtio`.
    Virtio,
    /// `xen`.
    Xen,
    /// `usb`.
    Usb,
    /// `uml`.
    Uml,
    /// `sata`.
    Sata,
    /// `sd`.
    Sd,
}

/// State of a drive's tray.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DiskTray {
    /// `closed`.
    #[default]
    Closed,
    /// `open`.
    Open,
}

/// Cylinders and heads that the guest is told of.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiskGeometry {
    /// Cylinders.
    #[xml(attr, required)]
    pub cyls: u32,
    /// Heads.
    #[xml(attr, required)]
    pub heads: u32,
    /// Sectors of a track.
    #[xml(attr, required)]
    pub secs: u32,
    /// How the firmware translates them.
    #[xml(attr)]
    pub trans: Option<GeometryTranslation>,
}

/// How the firmware translates a disk's geometry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum GeometryTranslation {
    /// `none`.
    None,
    /// `auto`.
    Auto,
    /// `lba`.
    Lba,
}

/// Block sizes that the guest is told of, in bytes.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiskBlockio {
    /// Smallest block that can be addressed.
    #[xml(attr, skip_default)]
    pub logical_block_size: u32,
    /// Smallest block that can be written at once.
    #[xml(attr, skip_default)]
    pub physical_block_size: u32,
    /// Smallest block that can be given back.
    #[xml(attr, skip_default)]
    pub discard_granularity: u32,
}

/// Groups of limits that a disk passes through.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ThrottleFilters {
    /// Names of the groups.
    #[xml(attr = "throttlefilter/@group", required)]
    pub groups: Vec<String>,
}

/// What the guest writes is forgotten when it stops.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiskTransient {
    /// Whether other guests may use the same image so.
    #[xml(attr = "shareBacking", write_if = "shares")]
    pub share_backing: Option<bool>,
}

fn shares(def: &DiskTransient, _: vir_xml::WriteOptions) -> bool {
    def.share_backing == Some(true)
}

/// What the QEMU driver keeps about a disk.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiskPrivateData {
    /// Name of the frontend in the emulator.
    #[xml(attr = "qom/@name")]
    pub qom_name: Option<String>,
    /// Names of its filters in the emulator.
    #[xml(child = "nodenames", skip_empty)]
    pub nodenames: Option<DiskNodenames>,
}

/// Names of a disk's filters in the emulator.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiskNodenames {
    /// The names.
    #[xml(child = "nodename")]
    pub list: Vec<Nodename>,
}

/// A name of a node in the emulator's graph of block devices.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Nodename {
    /// What the node is.
    #[xml(attr = "type", required)]
    pub kind: String,
    /// Its name.
    #[xml(attr, required)]
    pub name: String,
    /// Group of limits, of a filter that keeps them.
    #[xml(attr)]
    pub group: Option<String>,
}

/// Which secrets stood in the disk itself.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SecretsPlacement {
    /// `true`: the credentials did.
    #[xml(attr)]
    pub auth: Option<String>,
    /// `true`: the encryption did.
    #[xml(attr)]
    pub enc: Option<String>,
}
