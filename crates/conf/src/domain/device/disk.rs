//! `<disk>`.

use serde::{Deserialize, Serialize};
use vir_xml::{OtherCase, Rest, XmlElement, XmlEnum, XmlUnion};

use super::address::Address;

/// A disk.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiskDef {
    /// What the guest sees; `None` is a hard disk.
    #[xml(attr)]
    pub device: Option<DiskDevice>,
    /// Format of the image, such as `qcow2`.
    #[xml(attr = "driver/@type")]
    pub format: Option<String>,
    /// Where the data is.
    #[xml(union = "type", child = "source")]
    pub source: Option<DiskSource>,
    /// Name of the disk, unique in the guest, such as `vda`.
    #[xml(attr = "target/@dev")]
    pub target: Option<String>,
    /// Kind of controller, such as `virtio`.
    #[xml(attr = "target/@bus")]
    pub bus: Option<String>,
    /// Whether the guest may not write.
    #[xml(flag = "readonly")]
    pub readonly: bool,
    /// Place in the order of booting.
    #[xml(attr = "boot/@order")]
    pub boot_order: Option<u32>,
    /// Where it is plugged in.
    #[xml(child = "address")]
    pub address: Option<Address>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

impl DiskDef {
    /// A virtio disk in a file.
    #[must_use]
    pub fn file(file: &str, target: &str) -> Self {
        let body = DiskFile { path: Some(file.into()), rest: Rest::default() };
        Self {
            device: Some(DiskDevice::Disk),
            source: Some(DiskSource::File(Some(body))),
            target: Some(target.into()),
            bus: Some("virtio".into()),
            ..Self::default()
        }
    }
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

/// Where the data is.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum DiskSource {
    /// In a file.
    File(Option<DiskFile>),
    /// On a device of the host.
    Block(Option<DiskBlock>),
    /// Behind a network protocol.
    Network(Option<DiskNetwork>),
    /// In a volume of a pool.
    Volume(Option<DiskVolume>),
    /// Anywhere else.
    #[xml(other)]
    Other(OtherCase),
}

/// A file.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiskFile {
    /// Its path; none for an empty drive.
    #[xml(attr = "file")]
    pub path: Option<String>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// A device of the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiskBlock {
    /// Its path.
    #[xml(attr)]
    pub dev: Option<String>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// Something behind a network protocol.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiskNetwork {
    /// The protocol.
    #[xml(attr)]
    pub protocol: Option<String>,
    /// What it is called there.
    #[xml(attr)]
    pub name: Option<String>,
    /// Hosts and everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// A volume of a pool.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiskVolume {
    /// The pool.
    #[xml(attr)]
    pub pool: Option<String>,
    /// The volume.
    #[xml(attr)]
    pub volume: Option<String>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}
