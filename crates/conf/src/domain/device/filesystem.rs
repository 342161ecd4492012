//! `<filesystem>`: a folder of the host inside the guest.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum, XmlUnion};

use super::disk::VirtioModel;
use super::info::{DeviceInfo, VirtioOptions};
use crate::common::Switch;
use crate::domain::idmap::IdmapDef;
use crate::words::StorageFormat;

/// A folder of the host inside the guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "FilesystemDef::keep_own")]
#[non_exhaustive]
pub struct FilesystemDef {
    /// Whose rights count.
    #[xml(attr)]
    pub accessmode: Option<FsAccessMode>,
    /// Kind of virtio device.
    #[xml(attr)]
    pub model: Option<VirtioModel>,
    /// What happens to folders that span devices.
    #[xml(attr)]
    pub multidevs: Option<FsMultidevs>,
    /// Mode of new files, in `mapped` access.
    #[xml(attr, skip_default, with = "crate::octal4", invalid(Invalid, "invalid fmode: '0{value}'"))]
    pub fmode: u32,
    /// Mode of new folders, in `mapped` access.
    #[xml(attr, skip_default, with = "crate::octal4", invalid(Invalid, "invalid dmode: '0{value}'"))]
    pub dmode: u32,
    /// What serves it.
    #[xml(child = "driver", skip_empty)]
    pub driver: Option<FsDriver>,
    /// The daemon that serves it, for virtiofs.
    #[xml(child = "binary", skip_empty, write_if = "is_virtiofs")]
    pub binary: Option<FsBinary>,
    /// Which users of the host the guest's are.
    #[xml(child = "idmap", skip_empty)]
    pub idmap: Option<IdmapDef>,
    /// What is shown.
    #[xml(union = "type", child = "source")]
    pub source: FsSource,
    /// Name or path in the guest.
    #[xml(attr = "target/@dir")]
    pub target: Option<String>,
    /// Whether the guest may not write.
    #[xml(flag = "readonly")]
    pub readonly: bool,
    /// Place in the order of booting, alias, place.
    #[xml(flatten)]
    pub info: DeviceInfo,
    /// The most that the guest may fill, in bytes.
    #[xml(text = "space_hard_limit", unit = "bytes", skip_default)]
    pub space_hard_limit_bytes: u64,
    /// What it may fill for long, in bytes.
    #[xml(text = "space_soft_limit", unit = "bytes", skip_default)]
    pub space_soft_limit_bytes: u64,
}

impl FilesystemDef {
    /// Only the daemon of virtiofs has settings and maps users.
    fn keep_own(def: &mut Self, _: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        if !is_virtiofs(def, vir_xml::WriteOptions::default()) {
            (def.binary, def.idmap) = (None, None);
        }
        Ok(())
    }
}

fn is_virtiofs(def: &FilesystemDef, _: vir_xml::WriteOptions) -> bool {
    def.driver.as_ref().is_some_and(|driver| driver.kind == Some(FsDriverType::Virtiofs))
}

/// What a filesystem shows.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[xml(default = "mount")]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum FsSource {
    /// A folder of the host.
    Mount(Option<FsDirSource>),
    /// What is on a device of the host.
    Block(Option<FsDevSource>),
    /// What is in a file of the host.
    File(Option<FsFileSource>),
    /// A template of OpenVZ.
    Template(Option<FsNameSource>),
    /// Memory.
    Ram(FsRamSource),
    /// Another folder of the container.
    Bind(Option<FsDirSource>),
    /// A volume of a pool.
    Volume(FsVolumeSource),
}

impl Default for FsSource {
    fn default() -> Self {
        Self::Mount(None)
    }
}

/// A folder of the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FsDirSource {
    /// Its path.
    #[xml(attr)]
    pub dir: Option<String>,
    /// Socket of a daemon that serves it already.
    #[xml(attr)]
    pub socket: Option<String>,
}

/// A device of the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FsDevSource {
    /// Its path.
    #[xml(attr)]
    pub dev: Option<String>,
}

/// A file of the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FsFileSource {
    /// Its path.
    #[xml(attr)]
    pub file: Option<String>,
}

/// A template.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FsNameSource {
    /// Its name.
    #[xml(attr)]
    pub name: Option<String>,
}

/// Memory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FsRamSource {
    /// How much of it, in KiB.
    pub usage_kib: u64,
}

impl XmlElement for FsRamSource {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::Kind;
        let usage =
            vir_xml::read_scaled_attr(node, "usage", "units", vir_xml::Scale::Kib).map_err(|error| {
                error.reworded(Kind::Invalid, "cannot parse usage '{value}' for RAM filesystem")
            })?;
        let missing = || node.error(Kind::Missing, "missing 'usage' attribute for RAM filesystem");
        Ok(Self { usage_kib: usage.ok_or_else(missing)? })
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        w.attr_fmt("usage", format_args!("{}", self.usage_kib));
        w.attr("units", "KiB");
    }

    fn write_nodes(&self, _: &mut vir_xml::Writer) {}
}

/// A volume of a pool.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FsVolumeSource {
    /// The pool.
    #[xml(attr, required)]
    pub pool: String,
    /// The volume.
    #[xml(attr, required)]
    pub volume: String,
}

/// What serves a filesystem.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FsDriver {
    /// The kind.
    #[xml(attr = "type")]
    pub kind: Option<FsDriverType>,
    /// Format of the image.
    #[xml(attr, invalid(Unsupported, "unknown driver format value '{value}'"))]
    pub format: Option<StorageFormat>,
    /// When what is written reaches the disk.
    #[xml(attr)]
    pub wrpolicy: Option<FsWritePolicy>,
    /// Requests of a queue.
    #[xml(attr, skip_default, invalid(Invalid, "cannot parse queue size '{value}' for virtiofs"))]
    pub queue: u64,
    /// How it meets the guest.
    #[xml(flatten)]
    pub virtio: VirtioOptions,
}

/// What serves a filesystem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum FsDriverType {
    /// `path`.
    Path,
    /// `handle`.
    Handle,
    /// `loop`.
    Loop,
    /// `nbd`.
    Nbd,
    /// `ploop`.
    Ploop,
    /// `virtiofs`.
    Virtiofs,
    /// `mtp`.
    Mtp,
}

/// When what is written reaches the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum FsWritePolicy {
    /// `immediate`.
    Immediate,
}

/// Whose rights count in a filesystem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum FsAccessMode {
    /// Those of the guest's user.
    Passthrough,
    /// Those of the emulator's user; the guest's are noted beside.
    Mapped,
    /// Those of the emulator's user, and failures to change them are not told.
    Squash,
}

/// What happens to folders that span devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum FsMultidevs {
    /// `remap`.
    Remap,
    /// `forbid`.
    Forbid,
    /// `warn`.
    Warn,
}

/// The daemon that serves a filesystem.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FsBinary {
    /// Path of the program.
    #[xml(attr)]
    pub path: Option<String>,
    /// Whether extended attributes are served.
    #[xml(attr)]
    pub xattr: Option<Switch>,
    /// What is kept in memory.
    #[xml(attr = "cache/@mode")]
    pub cache: Option<FsCacheMode>,
    /// How it is locked in.
    #[xml(attr = "sandbox/@mode")]
    pub sandbox: Option<FsSandboxMode>,
    /// Whether POSIX locks reach the host.
    #[xml(attr = "lock/@posix")]
    pub lock_posix: Option<Switch>,
    /// Whether BSD locks reach the host.
    #[xml(attr = "lock/@flock")]
    pub lock_flock: Option<Switch>,
    /// Threads.
    #[xml(
        attr = "thread_pool/@size",
        invalid(Invalid, "cannot parse thread pool size '{value}' for virtiofs")
    )]
    pub thread_pool_size: Option<u32>,
    /// Most files open at once.
    #[xml(
        attr = "openfiles/@max",
        skip_default,
        invalid(Invalid, "cannot parse openfiles '{value}' for virtiofs")
    )]
    pub open_files: u64,
}

/// What of a filesystem is kept in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum FsCacheMode {
    /// `none`.
    None,
    /// `always`.
    Always,
}

/// How a filesystem's daemon is locked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum FsSandboxMode {
    /// `namespace`.
    Namespace,
    /// `chroot`.
    Chroot,
}
