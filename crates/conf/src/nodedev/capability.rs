//! `<capability>`: what a device is.

use serde::{Deserialize, Serialize};
use vir_types::{Code, Result, Uuid};
use vir_xml::{XmlElement, XmlEnum, XmlUnion};

use super::{
    ApCardCap, ApMatrixCap, ApQueueCap, CcwCap, CcwGroupCap, CssCap, MdevCap, MdevTypesCap, NetCap, PciCap,
    ScsiCap, ScsiHostCap, ScsiTargetCap, StorageCap, UsbCap, UsbDeviceCap,
};
use crate::common::{refuse, unsupported};

/// What a device is.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[xml(by = "type")]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Capability {
    /// The host itself.
    System(Box<SystemCap>),
    /// A device on a PCI bus.
    Pci(Box<PciCap>),
    /// A device on a USB bus.
    #[xml(name = "usb_device")]
    UsbDevice(UsbDeviceCap),
    /// An interface of a USB device.
    Usb(UsbCap),
    /// A network device.
    Net(Box<NetCap>),
    /// A SCSI adapter.
    #[xml(name = "scsi_host")]
    ScsiHost(Box<ScsiHostCap>),
    /// A SCSI target.
    #[xml(name = "scsi_target")]
    ScsiTarget(ScsiTargetCap),
    /// A SCSI device.
    Scsi(ScsiCap),
    /// Storage.
    Storage(Box<StorageCap>),
    /// A SCSI device as a character device.
    #[xml(name = "scsi_generic")]
    ScsiGeneric(ScsiGenericCap),
    /// A graphics device.
    Drm(DrmCap),
    /// A device that can be divided, and how.
    #[xml(name = "mdev_types")]
    MdevTypes(MdevTypesCap),
    /// A part of a device.
    Mdev(Box<MdevCap>),
    /// A device of an s390 channel.
    Ccw(CcwCap),
    /// An s390 subchannel.
    Css(CssCap),
    /// A vDPA device.
    Vdpa(VdpaCap),
    /// An s390 cryptographic card.
    #[xml(name = "ap_card")]
    ApCard(ApCardCap),
    /// A queue of such a card.
    #[xml(name = "ap_queue")]
    ApQueue(ApQueueCap),
    /// The matrix of such queues.
    #[xml(name = "ap_matrix")]
    ApMatrix(ApMatrixCap),
    /// Devices of an s390 channel that belong together.
    CcwGroup(Box<CcwGroupCap>),
}

/// The host itself.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct SystemCap {
    /// What it is called.
    #[xml(text = "product")]
    pub product: Option<String>,
    /// The machine.
    #[xml(child = "hardware")]
    pub hardware: HardwareInfo,
    /// The firmware.
    #[xml(child = "firmware")]
    pub firmware: FirmwareInfo,
}

/// The machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct HardwareInfo {
    /// Who made it.
    #[xml(text = "vendor")]
    pub vendor: Option<String>,
    /// Its version.
    #[xml(text = "version")]
    pub version: Option<String>,
    /// Its number.
    #[xml(text = "serial")]
    pub serial: Option<String>,
    /// Its identity; required.
    #[xml(text = "uuid", with = "crate::uuid_text", invalid(Internal, "malformed uuid element"))]
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<Uuid>,
}

/// The firmware.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct FirmwareInfo {
    /// Who made it.
    #[xml(text = "vendor")]
    pub vendor: Option<String>,
    /// Its version.
    #[xml(text = "version")]
    pub version: Option<String>,
    /// When it was made.
    #[xml(text = "release_date")]
    pub release_date: Option<String>,
}

/// A SCSI device as a character device.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct ScsiGenericCap {
    /// The file.
    #[xml(text = "char")]
    pub path: Option<String>,
}

/// A graphics device.
#[derive(Debug, Clone, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct DrmCap {
    /// What it is for.
    #[xml(
        text = "type",
        missing(Unsupported, "missing drm type"),
        invalid(Unsupported, "unknown drm type '{value}'")
    )]
    pub drm_type: DrmType,
}

/// What a graphics device is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DrmType {
    /// Everything.
    Primary,
    /// Setting modes.
    Control,
    /// Drawing.
    Render,
}

/// A vDPA device.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct VdpaCap {
    /// The file.
    #[xml(text = "chardev")]
    pub chardev: Option<String>,
}

impl Capability {
    pub(super) fn complete(&mut self) {
        match self {
            Self::Pci(pci) => pci.complete(),
            Self::Net(net) => net.complete(),
            Self::ScsiHost(host) => host.complete(),
            Self::Mdev(mdev) => mdev.parent_address = None,
            _ => {}
        }
    }

    pub(super) fn validate(&self, device: &str) -> Result<()> {
        match self {
            Self::System(system) if system.hardware.uuid.is_none() => {
                refuse(Code::INTERNAL_ERROR, format!("no system UUID supplied for '{device}'"))
            }
            Self::Pci(pci) => pci.validate(device),
            Self::ApQueue(queue) if queue.domain.0 > 255 => {
                let value = queue.domain.0;
                unsupported(format!("ap-domain value '{value}' is out of range for '{device}'"))
            }
            Self::ScsiGeneric(_) | Self::Vdpa(_) | Self::MdevTypes(_) => {
                let word = XmlUnion::case(self);
                refuse(Code::INTERNAL_ERROR, format!("unknown capability type '{word}' for '{device}'"))
            }
            _ => Ok(()),
        }
    }
}
