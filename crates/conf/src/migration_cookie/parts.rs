//! The parts of a cookie.

use serde::{Deserialize, Serialize};
use vir_xml::{Node, WriteOptions, Writer, XmlElement, XmlEnum};

use crate::common::VirtualPortType;

/// Something that the other host must understand.
#[derive(Debug, Clone, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CookieFeature {
    /// What.
    #[xml(
        attr,
        missing(Internal, "missing feature name"),
        invalid(Internal, "Unknown migration cookie feature {value}")
    )]
    pub name: CookieFeatureName,
}

/// A part of a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CookieFeatureName {
    /// Where clients of graphics go.
    Graphics,
    /// Locks that are handed over.
    Lockstate,
    /// The stored definition.
    Persistent,
    /// What switches are told.
    Network,
    /// How disks are copied.
    Nbd,
    /// How it went.
    Statistics,
    /// The guest can be given memory.
    #[xml(name = "memory-hotplug")]
    MemoryHotplug,
    /// The guest can be given virtual CPUs.
    #[xml(name = "cpu-hotplug")]
    CpuHotplug,
    /// The processor that the guest really has.
    Cpu,
    /// Whether the guest may reboot.
    #[xml(name = "allowReboot")]
    AllowReboot,
    /// What the emulator can do.
    Capabilities,
    /// Bitmaps of changed blocks.
    #[xml(name = "block-dirty-bitmaps")]
    BlockDirtyBitmaps,
}

/// Where clients of graphics go.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CookieGraphics {
    /// The protocol, such as `spice`.
    #[xml(attr = "type", missing(Internal, "missing type attribute in migration data"))]
    pub graphics_type: String,
    /// The port.
    #[xml(
        attr,
        missing(Internal, "missing port attribute in migration data"),
        invalid(Internal, "missing port attribute in migration data")
    )]
    pub port: i32,
    /// The address.
    #[xml(attr, missing(Internal, "missing listen attribute in migration data"))]
    pub listen: String,
    /// The port for TLS (`spice`).
    #[xml(attr = "tlsPort", write_if = "is_spice")]
    pub tls_port: Option<i32>,
    /// What the certificate says.
    #[xml(child = "cert")]
    pub certificates: Vec<GraphicsCert>,
}

fn is_spice(graphics: &CookieGraphics, _: WriteOptions) -> bool {
    graphics.graphics_type == "spice"
}

/// Something that a certificate says.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GraphicsCert {
    /// What about: `subject`.
    #[xml(attr)]
    pub info: String,
    /// What it says.
    #[xml(attr)]
    pub value: String,
}

/// Locks that are handed over.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct LockState {
    /// Who locks.
    #[xml(attr, missing(Internal, "Missing lock driver name in migration cookie"))]
    pub driver: String,
    /// The locks, in that one's words.
    #[xml(text = "leases")]
    pub leases: Option<String>,
}

/// What switches are told.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CookieNetwork {
    /// By network device of the guest.
    #[xml(child = "interface")]
    pub interfaces: Vec<CookieInterface>,
}

/// What a switch is told about a network device.
#[derive(Debug, Clone, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CookieInterface {
    /// The device's place among those of the guest.
    #[xml(attr)]
    pub index: u64,
    /// The protocol.
    #[xml(attr = "vporttype", missing(Internal, "missing vporttype attribute in migration data"))]
    pub port_type: VirtualPortType,
    /// The data, in that protocol's words.
    #[xml(text = "portdata")]
    pub port_data: Option<String>,
}

/// How disks are copied.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CookieNbd {
    /// The port; 0 is not known yet.
    #[xml(attr, skip_default, invalid(Internal, "Malformed nbd port '{value}'"))]
    pub port: i32,
    /// The disks.
    #[xml(child = "disk")]
    pub disks: Vec<NbdDisk>,
}

/// A disk that is copied.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NbdDisk {
    /// Its name.
    #[xml(attr, missing(Internal, "Malformed disk target"))]
    pub target: String,
    /// **Bytes**.
    #[xml(
        attr,
        missing(Internal, "Malformed disk capacity: '(null)'"),
        invalid(Internal, "Malformed disk capacity: '{value}'")
    )]
    pub capacity: u64,
}

/// What the emulator can do.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct CookieCapabilities {
    /// One by one.
    #[xml(child = "cap")]
    pub capabilities: Vec<CookieCapability>,
}

/// Something that the emulator can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CookieCapability {
    /// What.
    pub name: MigrationCapability,
    /// Whether it is done without being asked for.
    pub automatic: bool,
}

#[derive(XmlElement)]
struct CapabilityElement {
    #[xml(attr, missing(Internal, "missing migration capability name"))]
    name: MigrationCapability,
    #[xml(attr)]
    auto: Option<String>,
}

impl XmlElement for CookieCapability {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let CapabilityElement { name, auto } = CapabilityElement::read(node)?;
        Ok(Self { name, automatic: auto.as_deref() == Some("yes") })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("name", self.name.as_str());
        w.attr("auto", if self.automatic { "yes" } else { "no" });
    }

    fn write_nodes(&self, _: &mut Writer) {}
}

/// Something that QEMU can do in a migration, in QEMU's words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MigrationCapability {
    /// Differences of pages.
    Xbzrle,
    /// Slowing the guest down.
    #[xml(name = "auto-converge")]
    AutoConverge,
    /// Memory pinned for RDMA.
    #[xml(name = "rdma-pin-all")]
    RdmaPinAll,
    /// Events.
    Events,
    /// Running there before all memory is there.
    #[xml(name = "postcopy-ram")]
    PostcopyRam,
    /// Compression.
    Compress,
    /// A pause before the guest changes sides.
    #[xml(name = "pause-before-switchover")]
    PauseBeforeSwitchover,
    /// Disks opened late.
    #[xml(name = "late-block-activate")]
    LateBlockActivate,
    /// Several connections.
    Multifd,
    /// Bitmaps of changed blocks.
    #[xml(name = "dirty-bitmaps")]
    DirtyBitmaps,
    /// A way back.
    #[xml(name = "return-path")]
    ReturnPath,
    /// Sending without copying.
    #[xml(name = "zero-copy-send")]
    ZeroCopySend,
    /// A way of its own for pages that are waited for.
    #[xml(name = "postcopy-preempt")]
    PostcopyPreempt,
    /// The other side agrees before the guest changes sides.
    #[xml(name = "switchover-ack")]
    SwitchoverAck,
    /// Memory at fixed places of a file.
    #[xml(name = "mapped-ram")]
    MappedRam,
    /// One that is not known here.
    #[xml(other)]
    Other(String),
}

/// Bitmaps of changed blocks that move too.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DirtyBitmaps {
    /// By disk.
    #[xml(child = "disk")]
    pub disks: Vec<DiskBitmaps>,
}

/// Bitmaps of a disk.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiskBitmaps {
    /// Name of the disk.
    #[xml(attr, missing(Internal, "malformed <blockDirtyBitmaps> in migration cookie"))]
    pub target: String,
    /// The bitmaps.
    #[xml(child = "bitmap")]
    pub bitmaps: Vec<BitmapAlias>,
}

/// A bitmap.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BitmapAlias {
    /// Its name.
    #[xml(attr, missing(Internal, "malformed <blockDirtyBitmaps> in migration cookie"))]
    pub name: String,
    /// Its name on the wire.
    #[xml(attr, missing(Internal, "malformed <blockDirtyBitmaps> in migration cookie"))]
    pub alias: String,
}
