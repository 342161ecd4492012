//! `<pool>`: a place with volumes.

use serde::{Deserialize, Serialize};
use vir_types::{Code, Error, Origin, Result, Uuid};
use vir_xml::{ReadOptions, Rest, XmlElement, XmlEnum, to_string};

use crate::defaults::Defaults;
use crate::error::{DocumentKind, read};
use crate::format::XmlFormat;
use crate::name;

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
    #[xml(text = "capacity", unit = "bytes")]
    pub capacity: Option<u64>,
    /// **Bytes** that volumes take.
    #[xml(text = "allocation", unit = "bytes")]
    pub allocation: Option<u64>,
    /// **Bytes** that are left.
    #[xml(text = "available", unit = "bytes")]
    pub available: Option<u64>,
    /// Where it comes from.
    #[xml(child = "source")]
    pub source: Option<PoolSourceDef>,
    /// Where it is seen on the host.
    #[xml(text = "target/path")]
    pub target_path: Option<String>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// Where a pool comes from.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct PoolSourceDef {
    /// Name of the source, for kinds that have such.
    #[xml(text = "name")]
    pub name: Option<String>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// A kind of pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum PoolType {
    /// A directory.
    Dir,
    /// A file system.
    Fs,
    /// A file system of another host.
    Netfs,
    /// A volume group.
    Logical,
    /// A disk with partitions.
    Disk,
    /// An iSCSI target, seen by the host.
    Iscsi,
    /// An iSCSI target, seen by guests alone.
    #[xml(name = "iscsi-direct")]
    IscsiDirect,
    /// A SCSI adapter.
    Scsi,
    /// All multipath devices.
    Mpath,
    /// A Ceph pool.
    Rbd,
    /// Sheepdog.
    Sheepdog,
    /// A Gluster volume.
    Gluster,
    /// A ZFS pool.
    Zfs,
    /// Virtuozzo storage.
    Vstorage,
}

impl PoolType {
    /// Whether volumes of the kind are seen somewhere on the host.
    #[must_use]
    pub fn has_target(self) -> bool {
        !matches!(self, Self::Rbd | Self::Sheepdog | Self::Gluster | Self::IscsiDirect)
    }

    /// Whether the source has a name, which stands in for the pool's and the other way round.
    fn named_source(self) -> bool {
        matches!(
            self,
            Self::Logical | Self::Rbd | Self::Sheepdog | Self::Gluster | Self::Zfs | Self::Vstorage
        )
    }
}

impl StoragePoolDef {
    /// Reads a definition as it stands.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`: a value that cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads, completes and validates a definition.
    ///
    /// # Errors
    /// As of the three.
    pub fn load(xml: &str, defaults: &mut Defaults<'_>) -> Result<Self> {
        let mut def = Self::parse(xml)?;
        def.complete(defaults);
        def.validate()?;
        Ok(def)
    }

    /// Fills in names, identity, the target of kinds that determine it, and the sizes of a pool that
    /// nobody has looked at.
    pub fn complete(&mut self, defaults: &mut Defaults<'_>) {
        let source = self.source.get_or_insert_default();
        if self.pool_type.named_source() {
            if self.name.is_empty() {
                self.name = source.name.clone().unwrap_or_default();
            } else if source.name.is_none() {
                source.name = Some(self.name.clone());
            }
        }
        if self.uuid.is_none() {
            self.uuid = Some(defaults.uuid());
        }
        for size in [&mut self.capacity, &mut self.allocation, &mut self.available] {
            size.get_or_insert(0);
        }
        let source = self.source.as_ref().and_then(|source| source.name.as_deref()).unwrap_or_default();
        match self.pool_type {
            PoolType::Logical => self.target_path = Some(format!("/dev/{source}")),
            PoolType::Zfs => self.target_path = Some(format!("/dev/zvol/{source}")),
            _ => {}
        }
    }

    /// Checks the rules across fields.
    ///
    /// # Errors
    /// `XmlError`: no name, a slash in it, or no target where the kind needs one.
    pub fn validate(&self) -> Result<()> {
        let refuse = |text: &str| Err(Error::new(Code::XML_ERROR, text).or_origin(KIND.origin));
        if self.name.is_empty() {
            return refuse("missing pool source name element");
        }
        name::no_slash(&self.name, KIND.origin)?;
        if self.pool_type.has_target() && self.target_path.is_none() {
            return refuse("missing storage pool target path");
        }
        Ok(())
    }

    /// The identity, all zeros before completion.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.uuid.unwrap_or_default()
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
