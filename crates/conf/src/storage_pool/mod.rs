//! `<pool>`: a place with volumes.

mod adapter;
mod format;
mod options;
mod source;
mod state;
mod validate;

pub use adapter::{AdapterType, ParentAddress, PoolAdapter};
pub use format::{PoolFormat, PoolParts, PoolType, VolumeFormat};
pub use options::{MountOption, MountOptions, RbdOption, RbdOptions};
pub use source::{FreeExtent, PoolDevice, PoolHost, PoolSourceDef};
pub use state::StoragePoolState;

use serde::{Deserialize, Serialize};
use vir_types::{Origin, Result, Uuid};
use vir_xml::{ReadOptions, WriteOptions, XmlElement, XmlEnum, to_string};

use crate::common::{Permissions, clean_path, given};
use crate::defaults::Defaults;
use crate::error::{DocumentKind, read};
use crate::format::XmlFormat;

const KIND: DocumentKind =
    DocumentKind { root: "pool", name: "(storage_pool_definition)", origin: Origin::STORAGE };

/// A place with volumes.
///
/// Schema: `schemas/storagepool.rnc`, define `pool`.
#[derive(Debug, Clone, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct StoragePoolDef {
    /// Its kind.
    #[xml(attr = "type", required)]
    pub pool_type: PoolType,
    /// Name, unique on its host.
    #[xml(text = "name")]
    pub name: String,
    /// Identity; always there after completion.
    #[xml(text = "uuid", with = "crate::uuid_text", invalid(Invalid, "malformed uuid element"))]
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<Uuid>,
    /// All **bytes**; a fact, not a wish.
    #[xml(text = "capacity", unit = "bytes", read_if = "given::is_size")]
    pub capacity: Option<u64>,
    /// **Bytes** that volumes take.
    #[xml(text = "allocation", unit = "bytes", read_if = "given::is_size")]
    pub allocation: Option<u64>,
    /// **Bytes** that are left.
    #[xml(text = "available", unit = "bytes", read_if = "given::is_size")]
    pub available: Option<u64>,
    /// Whether files are copied when they are written to (`dir`, `fs`).
    #[xml(attr = "features/cow/@state")]
    pub cow: Option<bool>,
    /// Where it comes from.
    #[xml(child = "source")]
    pub source: PoolSourceDef,
    /// Where it is seen on the host.
    #[xml(child = "target", write_if = "StoragePoolDef::has_target")]
    pub target: Option<PoolTargetDef>,
    /// How large volumes are said to be when the pool is looked through.
    #[xml(
        attr = "refresh/volume/@allocation",
        read_if = "given::allocation",
        invalid(Unsupported, "unknown storage pool volume refresh allocation type {value}")
    )]
    pub refresh_allocation: Option<RefreshAllocation>,
    /// Options of the mount (`fs`, `netfs`).
    #[xml(child = "mount_opts", ns = "http://libvirt.org/schemas/storagepool/fs/1.0", prefix = "fs")]
    pub mount_options: Option<MountOptions>,
    /// Options of the RBD library (`rbd`).
    #[xml(child = "config_opts", ns = "http://libvirt.org/schemas/storagepool/rbd/1.0", prefix = "rbd")]
    pub rbd_options: Option<RbdOptions>,
}

/// Where a pool is seen on the host.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct PoolTargetDef {
    /// The folder.
    #[xml(text = "path")]
    pub path: Option<String>,
    /// Who may do what in it.
    #[xml(child = "permissions", write_if = "PoolTargetDef::has_permissions")]
    pub permissions: Option<Permissions>,
}

/// How large volumes are said to be when a pool is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum RefreshAllocation {
    /// As much as they take.
    Default,
    /// As much as they can hold, which is faster to find out.
    Capacity,
}

impl PoolTargetDef {
    fn has_permissions(&self, _: WriteOptions) -> bool {
        self.permissions.as_ref().is_some_and(|permissions| !permissions.is_empty())
    }
}

impl StoragePoolDef {
    fn has_target(&self, _: WriteOptions) -> bool {
        self.pool_type.has_target()
    }

    /// Reads a definition as it stands.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`, `ConfigUnsupported`: a value that cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads, completes and validates a definition. What it says of sizes is dropped: they are facts.
    ///
    /// # Errors
    /// As of the three.
    pub fn load(xml: &str, defaults: &mut Defaults<'_>) -> Result<Self> {
        let mut def = Self::parse(xml)?;
        (def.capacity, def.allocation, def.available) = (None, None, None);
        def.validate()?;
        def.complete(defaults);
        Ok(def)
    }

    /// Fills in names, identity, format, the target of kinds that determine it, and the sizes of a pool
    /// that nobody has looked at; and leaves out what its kind does not have.
    pub fn complete(&mut self, defaults: &mut Defaults<'_>) {
        let parts = self.pool_type.parts();
        if parts.name {
            if self.name.is_empty() {
                self.name = self.source.name.clone().unwrap_or_default();
            } else if self.source.name.is_none() {
                self.source.name = Some(self.name.clone());
            }
        }
        if self.uuid.is_none() {
            self.uuid = Some(defaults.uuid());
        }
        for size in [&mut self.capacity, &mut self.allocation, &mut self.available] {
            size.get_or_insert(0);
        }
        self.source.complete(self.pool_type);
        let source = self.source.name.as_deref().unwrap_or_default();
        let fixed = match self.pool_type {
            PoolType::Logical => Some(format!("/dev/{source}")),
            PoolType::Zfs => Some(format!("/dev/zvol/{source}")),
            _ => None,
        };
        if self.pool_type.has_target() {
            let target = self.target.get_or_insert_default();
            target.path = fixed.or(target.path.take()).map(|path| clean_path(&path));
            target.permissions = target.permissions.take().filter(|permissions| !permissions.is_empty());
        } else {
            self.target = None;
        }
        let mounted = matches!(self.pool_type, PoolType::Fs | PoolType::Netfs);
        self.mount_options = self.mount_options.take().filter(|o| mounted && !o.options.is_empty());
        let rbd = self.pool_type == PoolType::Rbd;
        self.rbd_options = self.rbd_options.take().filter(|o| rbd && !o.options.is_empty());
    }

    /// The identity, all zeros before completion.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.uuid.unwrap_or_default()
    }

    /// The folder where it is seen on the host.
    #[must_use]
    pub fn target_path(&self) -> Option<&str> {
        self.target.as_ref()?.path.as_deref()
    }

    /// The document with everything in it.
    #[must_use]
    pub fn to_xml(&self) -> String {
        self.to_xml_with(XmlFormat::new(true, true))
    }

    /// The document with what `format` asks for.
    #[must_use]
    pub fn to_xml_with(&self, format: XmlFormat) -> String {
        to_string(KIND.root, self, format.into())
    }
}
