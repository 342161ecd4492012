//! `<source>` of a disk: where exactly its data is.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum, XmlUnion};

use super::actual::ActualSource;
use super::backing::DataStore;
use super::network::NetworkSource;
use crate::common::{Encryption, PciAddress, StorageAuth};
use crate::domain::device::chardev::Reconnect;
use crate::domain::seclabel::DeviceSeclabelDef;

/// Where a disk's data is.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[xml(default = "file")]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum DiskSource {
    /// In a file; none for an empty drive.
    File(Option<Box<FileSource>>),
    /// On a device of the host.
    Block(Option<Box<BlockSource>>),
    /// In a folder that looks like a disk.
    Dir(Option<Box<DirSource>>),
    /// Behind a network protocol.
    Network(Option<Box<NetworkSource>>),
    /// In a volume of a pool.
    Volume(Option<Box<VolumeSource>>),
    /// On an NVMe controller of the host.
    Nvme(Option<Box<NvmeSource>>),
    /// In another process.
    VhostUser(Option<Box<VhostUserSource>>),
    /// On a vDPA device of the host.
    VhostVdpa(Option<Box<VhostVdpaSource>>),
}

impl Default for DiskSource {
    fn default() -> Self {
        Self::File(None)
    }
}

impl DiskSource {
    /// What sources of all kinds may say, if there is a source.
    #[must_use]
    pub fn common(&self) -> Option<&SourceCommon> {
        match self {
            Self::File(source) => source.as_ref().map(|source| &source.common),
            Self::Block(source) => source.as_ref().map(|source| &source.common),
            Self::Dir(source) => source.as_ref().map(|source| &source.common),
            Self::Network(source) => source.as_ref().map(|source| &source.common),
            Self::Volume(source) => source.as_ref().map(|source| &source.common),
            Self::Nvme(source) => source.as_ref().map(|source| &source.common),
            Self::VhostUser(source) => source.as_ref().map(|source| &source.common),
            Self::VhostVdpa(source) => source.as_ref().map(|source| &source.common),
        }
    }

    /// The same, to be changed.
    pub fn common_mut(&mut self) -> Option<&mut SourceCommon> {
        match self {
            Self::File(source) => source.as_mut().map(|source| &mut source.common),
            Self::Block(source) => source.as_mut().map(|source| &mut source.common),
            Self::Dir(source) => source.as_mut().map(|source| &mut source.common),
            Self::Network(source) => source.as_mut().map(|source| &mut source.common),
            Self::Volume(source) => source.as_mut().map(|source| &mut source.common),
            Self::Nvme(source) => source.as_mut().map(|source| &mut source.common),
            Self::VhostUser(source) => source.as_mut().map(|source| &mut source.common),
            Self::VhostVdpa(source) => source.as_mut().map(|source| &mut source.common),
        }
    }

    /// Whether there is no data, as in an empty drive.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::File(source) => source.as_ref().is_none_or(|source| source.file.is_none()),
            Self::Block(source) => source.as_ref().is_none_or(|source| source.dev.is_none()),
            Self::Dir(source) => source.as_ref().is_none_or(|source| source.dir.is_none()),
            _ => self.common().is_none(),
        }
    }
}

/// A file.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FileSource {
    /// Its path.
    #[xml(attr)]
    pub file: Option<String>,
    /// Name of a group of descriptors that a client has handed over.
    #[xml(attr)]
    pub fdgroup: Option<String>,
    /// What sources of all kinds may say.
    #[xml(flatten)]
    pub common: SourceCommon,
}

/// A device of the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BlockSource {
    /// Its path.
    #[xml(attr)]
    pub dev: Option<String>,
    /// What sources of all kinds may say.
    #[xml(flatten)]
    pub common: SourceCommon,
}

/// A folder that looks like a disk.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DirSource {
    /// Its path.
    #[xml(attr)]
    pub dir: Option<String>,
    /// What sources of all kinds may say.
    #[xml(flatten)]
    pub common: SourceCommon,
}

/// A volume of a pool.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VolumeSource {
    /// The pool.
    #[xml(attr, missing(Missing, "'pool' and 'volume' must be specified together for 'pool' type source"))]
    pub pool: String,
    /// The volume.
    #[xml(attr, missing(Missing, "'pool' and 'volume' must be specified together for 'pool' type source"))]
    pub volume: String,
    /// How a volume of an iSCSI pool is reached.
    #[xml(attr)]
    pub mode: Option<PoolMode>,
    /// What the volume turned out to be, as the daemon keeps it of a running guest.
    #[xml(flatten)]
    pub actual: ActualSource,
    /// What sources of all kinds may say.
    #[xml(flatten)]
    pub common: SourceCommon,
}

/// How a volume of an iSCSI pool is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum PoolMode {
    /// By the host's device.
    Host,
    /// By the emulator itself.
    Direct,
}

/// A namespace of an NVMe controller of the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "NvmeSource::check")]
pub struct NvmeSource {
    /// The bus that the controller is on.
    #[xml(
        attr = "type",
        missing(Missing, "missing 'type' attribute to disk source"),
        invalid(Invalid, "unsupported source type '{value}'")
    )]
    pub kind: NvmeBus,
    /// Whether the host's driver is taken off it.
    #[xml(attr)]
    pub managed: Option<bool>,
    /// Number of the namespace.
    #[xml(attr, required)]
    pub namespace: u64,
    /// Place of the controller.
    #[xml(child = "address")]
    pub address: Option<PciAddress>,
    /// What sources of all kinds may say.
    #[xml(flatten)]
    pub common: SourceCommon,
}

/// A bus for NVMe controllers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum NvmeBus {
    /// `pci`.
    #[default]
    Pci,
}

/// Another process that serves the disk.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VhostUserSource {
    /// The kind of socket.
    #[xml(
        attr = "type",
        missing(Missing, "missing 'type' attribute for vhostuser disk source"),
        invalid(Invalid, "invalid 'type' attribute for vhostuser disk source")
    )]
    pub kind: VhostUserSocket,
    /// Its path.
    #[xml(attr, missing(Missing, "missing 'path' attribute for vhostuser disk source"))]
    pub path: String,
    /// What happens when the process is gone.
    #[xml(child = "reconnect")]
    pub reconnect: Option<Reconnect>,
    /// What sources of all kinds may say.
    #[xml(flatten)]
    pub common: SourceCommon,
}

/// A kind of socket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VhostUserSocket {
    /// `unix`.
    #[default]
    Unix,
}

/// A vDPA device of the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VhostVdpaSource {
    /// Its path.
    #[xml(attr, required)]
    pub dev: String,
    /// What sources of all kinds may say.
    #[xml(flatten)]
    pub common: SourceCommon,
}

/// What sources of all kinds may say.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "SourceCommon::check")]
pub struct SourceCommon {
    /// What happens if it is missing.
    #[xml(attr = "startupPolicy")]
    pub startup_policy: Option<StartupPolicy>,
    /// Its number in the disk's chain of images.
    #[xml(attr, skip_default, live)]
    pub index: u32,
    /// Parts that are used.
    #[xml(child = "slices", skip_empty)]
    pub slices: Option<SourceSlices>,
    /// What security drivers do with it.
    #[xml(child = "seclabel")]
    pub seclabels: Vec<DeviceSeclabelDef>,
    /// Who asks for the data.
    #[xml(child = "auth")]
    pub auth: Option<Box<StorageAuth>>,
    /// How it is encrypted.
    #[xml(child = "encryption")]
    pub encryption: Option<Box<Encryption>>,
    /// Who handles SCSI reservations.
    #[xml(child = "reservations")]
    pub reservations: Option<Box<Reservations>>,
    /// Image with the data, if this one holds only its tables.
    #[xml(child = "dataStore")]
    pub data_store: Option<Box<DataStore>>,
    /// What the QEMU driver keeps about it.
    #[xml(child = "privateData", status)]
    pub private_data: Option<Box<SourcePrivateData>>,
}

/// What happens if a source is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum StartupPolicy {
    /// The guest does not start.
    Mandatory,
    /// It is left out when a guest arrives by migration or is restored.
    Requisite,
    /// It is left out.
    Optional,
}

/// Parts of a source.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceSlices {
    /// The parts.
    #[xml(child = "slice")]
    pub list: Vec<SourceSlice>,
}

/// A part of a source.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceSlice {
    /// What it is a part of.
    #[xml(attr = "type", required)]
    pub kind: SliceType,
    /// **Bytes** before it.
    #[xml(
        attr,
        missing(Missing, "missing offset or size attribute of slice"),
        invalid(Invalid, "malformed value '{value}' of 'offset' attribute of slice")
    )]
    pub offset: u64,
    /// **Bytes** of it.
    #[xml(
        attr,
        missing(Missing, "missing offset or size attribute of slice"),
        invalid(Invalid, "malformed value '{value}' of 'size' attribute of slice")
    )]
    pub size: u64,
}

/// What a slice is a part of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SliceType {
    /// `storage`.
    #[default]
    Storage,
}

/// Who handles SCSI reservations.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "Reservations::check")]
pub struct Reservations {
    /// Whether the daemon starts the helper.
    #[xml(attr, required)]
    pub managed: bool,
    /// Socket of the helper.
    #[xml(child = "source")]
    pub source: Option<ReservationsSource>,
}

/// Socket of a helper for SCSI reservations.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReservationsSource {
    /// Its kind.
    #[xml(
        attr = "type",
        missing(Missing, "missing connection type for <reservations/>"),
        invalid(Invalid, "unsupported connection type for <reservations/>: {value}")
    )]
    pub kind: VhostUserSocket,
    /// Its path.
    #[xml(attr, missing(Missing, "missing path for <reservations/>"))]
    pub path: String,
    /// Who connects.
    #[xml(
        attr,
        missing(Missing, "missing connection mode for <reservations/>"),
        invalid(Invalid, "unsupported connection mode for <reservations/>: {value}")
    )]
    pub mode: HelperMode,
}

/// Who connects to a helper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum HelperMode {
    /// `client`.
    #[default]
    Client,
}

/// What the QEMU driver keeps about a source.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourcePrivateData {
    /// Names of its nodes in the emulator.
    #[xml(child = "nodenames", skip_empty)]
    pub nodenames: Option<super::DiskNodenames>,
    /// Name of the object that handles reservations.
    #[xml(attr = "reservations/@mgralias")]
    pub reservations_alias: Option<String>,
    /// Its path as the image above it gives it.
    #[xml(text = "relPath")]
    pub relative_path: Option<String>,
    /// Names of its secrets in the emulator.
    #[xml(child = "objects", skip_empty)]
    pub objects: Option<SourceObjects>,
    /// Sets of descriptors.
    #[xml(child = "fdsets", skip_empty)]
    pub fdsets: Option<SourceFdsets>,
    /// Whether somebody waits for it to be filled.
    #[xml(child = "thresholdEvent")]
    pub threshold_event: Option<ThresholdEvent>,
    /// The process of nbdkit that serves it.
    #[xml(child = "nbdkit")]
    pub nbdkit: Option<SourceNbdkit>,
}

/// Names of secrets in the emulator.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceObjects {
    /// The names.
    #[xml(child = "secret")]
    pub secrets: Vec<SourceSecret>,
    /// Name of the certificates.
    #[xml(attr = "TLSx509/@alias")]
    pub tls_alias: Option<String>,
}

/// A secret in the emulator.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceSecret {
    /// What it is for.
    #[xml(attr = "type", required)]
    pub kind: String,
    /// Its name.
    #[xml(attr, required)]
    pub alias: String,
}

/// Sets of descriptors.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceFdsets {
    /// The sets.
    #[xml(child = "fdset")]
    pub list: Vec<SourceFdset>,
}

/// A set of descriptors.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceFdset {
    /// What it is for.
    #[xml(attr = "type")]
    pub kind: Option<String>,
    /// Its number.
    #[xml(attr)]
    pub id: Option<String>,
}

/// An event when a source is filled beyond a mark.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ThresholdEvent {
    /// Whether the mark was given for the number of the source.
    #[xml(attr = "indexUsed")]
    pub index_used: Option<bool>,
}

/// A process of nbdkit.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceNbdkit {
    /// Path of the file with its number.
    #[xml(text = "pidfile")]
    pub pidfile: Option<String>,
    /// Path of its socket.
    #[xml(text = "socketfile")]
    pub socketfile: Option<String>,
}
