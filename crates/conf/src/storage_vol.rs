//! `<volume>`: storage of one disk.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use vir_types::{Origin, Result};
use vir_xml::{
    Kind, Node, ReadOptions, Scale, ValueError, WriteOptions, Writer, XmlElement, XmlEnum, XmlValue,
    read_scaled, to_string,
};

use crate::common::{Encryption, Permissions, given, unsupported, wrong};
use crate::error::{DocumentKind, read};
use crate::storage_pool::{PoolType, VolumeFormat};

const KIND: DocumentKind =
    DocumentKind { root: "volume", name: "(storage_volume_definition)", origin: Origin::STORAGE };

/// Storage of one disk.
///
/// Schema: `schemas/storagevol.rnc`, define `volume`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct StorageVolDef {
    /// Its kind.
    #[xml(attr = "type", read_if = "given::kind", invalid(Unsupported, "unknown volume type '{value}'"))]
    pub volume_type: VolumeType,
    /// Name, unique in its pool.
    #[xml(text = "name")]
    pub name: String,
    /// Name, unique on its host.
    #[xml(text = "key")]
    pub key: Option<String>,
    /// Where it lies; a fact, not a wish.
    #[xml(child = "source", read_if = "has_source", write_if = "StorageVolDef::has_extents")]
    pub source: Option<VolumeSource>,
    /// **Bytes** that it can hold.
    #[xml(text = "capacity", unit = "bytes", invalid(Invalid, "malformed capacity element"))]
    pub capacity: Option<u64>,
    /// **Bytes** that it takes.
    #[xml(text = "allocation", unit = "bytes", invalid(Invalid, "malformed capacity element"))]
    pub allocation: Option<u64>,
    /// **Bytes** that the host sees; a fact, not a wish.
    #[xml(text = "physical", unit = "bytes", read_if = "given::is_size")]
    pub physical: Option<u64>,
    /// Itself.
    #[xml(child = "target")]
    pub target: VolumeTarget,
    /// What is under it.
    #[xml(child = "backingStore")]
    pub backing_store: Option<VolumeTarget>,
}

/// A kind of volume.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VolumeType {
    /// A file.
    #[default]
    File,
    /// A device.
    Block,
    /// A directory.
    Dir,
    /// Reached through a network.
    Network,
    /// A directory that is reached through a network.
    Netdir,
    /// Virtuozzo's directory.
    Ploop,
}

/// Where a volume lies.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct VolumeSource {
    /// On which devices.
    #[xml(child = "device")]
    pub devices: Vec<VolumeDevice>,
}

/// A device that a volume lies on.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct VolumeDevice {
    /// Its path.
    #[xml(attr)]
    pub path: String,
    /// Where on it.
    #[xml(child = "extent")]
    pub extents: Vec<VolumeExtent>,
}

/// A part of a device, in **bytes**.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VolumeExtent {
    /// The first.
    #[xml(attr)]
    pub start: u64,
    /// Behind the last.
    #[xml(attr)]
    pub end: u64,
}

/// A volume, or what is under it.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct VolumeTarget {
    /// Where it is seen on the host.
    #[xml(text = "path")]
    pub path: Option<String>,
    /// Its format; always there after completion, in pools that have such.
    #[xml(
        attr = "format/@type",
        read_if = "given::kind",
        invalid(Unsupported, "unknown volume format type {value}")
    )]
    pub format: Option<VolumeFormat>,
    /// Who may do what with it.
    #[xml(child = "permissions")]
    pub permissions: Option<Permissions>,
    /// When it was last touched; facts, not wishes.
    #[xml(child = "timestamps", read_if = "has_timestamps")]
    pub timestamps: Option<Timestamps>,
    /// How it is encrypted.
    #[xml(child = "encryption")]
    pub encryption: Option<Encryption>,
    /// The least version of QEMU that must understand it (qcow2).
    #[xml(text = "compat")]
    pub compat: Option<String>,
    /// Whether the file system is told not to copy when it is written to. It is asked for, never shown.
    #[xml(flag = "nocow", write_if = "VolumeTarget::never")]
    pub nocow: bool,
    /// Size of its clusters (qcow2).
    #[xml(child = "clusterSize")]
    pub cluster_size: Option<ClusterSize>,
    /// What it has (qcow2).
    #[xml(child = "features")]
    pub features: Option<VolumeFeatures>,
}

/// Facts that cannot be read are nothing to refuse a document for.
fn has_timestamps(node: Node<'_>) -> bool {
    node.child("timestamps").is_some_and(|child| Timestamps::read(child).is_ok())
}

fn has_source(node: Node<'_>) -> bool {
    node.child("source").is_some_and(|child| VolumeSource::read(child).is_ok())
}

/// When a volume was last touched.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct Timestamps {
    /// Read.
    #[xml(text = "atime")]
    pub atime: Option<Timestamp>,
    /// Written.
    #[xml(text = "mtime")]
    pub mtime: Option<Timestamp>,
    /// Changed in any way.
    #[xml(text = "ctime")]
    pub ctime: Option<Timestamp>,
    /// Made.
    #[xml(text = "btime")]
    pub btime: Option<Timestamp>,
}

/// A moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Timestamp {
    /// **Seconds** since 1970.
    pub seconds: u64,
    /// **Nanoseconds** after that.
    pub nanoseconds: u32,
}

impl XmlValue for Timestamp {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        let bad = || ValueError::Expected("seconds and nanoseconds");
        let (seconds, rest) = text.split_once('.').unwrap_or((text, ""));
        let seconds = seconds.parse().map_err(|_| bad())?;
        if rest.len() > 9 || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(bad());
        }
        let nanoseconds = format!("{rest:0<9}").parse().map_err(|_| bad())?;
        Ok(Self { seconds, nanoseconds })
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(match self.nanoseconds {
            0 => self.seconds.to_string(),
            nanoseconds => format!("{}.{nanoseconds:09}", self.seconds),
        })
    }
}

/// A size of clusters, in **bytes**.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClusterSize(pub u64);

impl XmlElement for ClusterSize {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let unit = node.attr("unit").map(|attr| attr.value);
        Ok(Self(read_scaled(node, unit, Scale::Bytes)?.unwrap_or_default()))
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("unit", "B");
    }

    fn write_nodes(&self, w: &mut Writer) {
        w.text(&self.0.to_string());
    }

    fn write(&self, name: &str, w: &mut Writer) {
        if self.0 == 0 {
            return;
        }
        w.start(name);
        self.write_attrs(w);
        self.write_nodes(w);
        w.end();
    }
}

/// What a qcow2 volume has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VolumeFeatures {
    /// Counts of references are written late.
    pub lazy_refcounts: bool,
    /// Parts of clusters can be there or not.
    pub extended_l2: bool,
    /// The data are in another file.
    pub data_file: bool,
}

impl XmlElement for VolumeFeatures {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let mut features = Self::default();
        for child in node.elements() {
            match child.local_name() {
                "lazy_refcounts" => features.lazy_refcounts = true,
                "extended_l2" => features.extended_l2 = true,
                "data_file" => features.data_file = true,
                other => {
                    return Err(child.error(Kind::Unsupported, format!("unsupported feature {other}")));
                }
            }
        }
        Ok(features)
    }

    fn write_attrs(&self, _: &mut Writer) {}

    fn write_nodes(&self, w: &mut Writer) {
        let all = [
            ("lazy_refcounts", self.lazy_refcounts),
            ("extended_l2", self.extended_l2),
            ("data_file", self.data_file),
        ];
        for (name, _) in all.into_iter().filter(|(_, has)| *has) {
            w.start(name);
            w.end();
        }
    }
}

/// When a volume's capacity need not be said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CapacityRule {
    /// Never.
    #[default]
    Required,
    /// If there is something under it, which says it.
    UnlessBacked,
    /// Always: it is copied from another volume.
    Optional,
}

impl VolumeTarget {
    fn never(&self, _: WriteOptions) -> bool {
        false
    }

    fn check(&self, pool: PoolType) -> Result<()> {
        if let Some(format) = self.format {
            let known = pool.volume_formats();
            let none = format == VolumeFormat::None && pool != PoolType::Disk;
            if !known.is_empty() && (none || !known.contains(&format)) {
                return unsupported(format!("unknown volume format type {format}"));
            }
        }
        self.encryption.as_ref().map_or(Ok(()), Encryption::validate)
    }

    fn complete(&mut self, pool: PoolType) {
        self.format = pool.default_volume_format().map(|default| self.format.unwrap_or(default));
        self.permissions = self.permissions.take().filter(|permissions| !permissions.is_empty());
        self.cluster_size = self.cluster_size.filter(|size| size.0 != 0);
        if self.features.is_some() {
            self.compat.get_or_insert_with(|| "1.1".into());
        }
    }
}

impl StorageVolDef {
    fn has_extents(&self, _: WriteOptions) -> bool {
        self.source.as_ref().is_some_and(|source| !source.devices.is_empty())
    }

    /// Reads a description as it stands.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`, `ConfigUnsupported`, `Overflow`: a value that cannot be
    /// read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads, completes and validates the definition of a volume in a pool of this kind. What it says of
    /// facts is dropped.
    ///
    /// # Errors
    /// As of the three.
    pub fn load(xml: &str, pool: PoolType, capacity: CapacityRule) -> Result<Self> {
        let mut def = Self::parse(xml)?;
        (def.source, def.physical, def.target.timestamps) = (None, None, None);
        if let Some(backing) = def.backing_store.take().filter(|backing| backing.path.is_some()) {
            let VolumeTarget { path, format, permissions, .. } = backing;
            def.backing_store = Some(VolumeTarget { path, format, permissions, ..VolumeTarget::default() });
        }
        def.validate(pool, capacity)?;
        def.complete(pool);
        Ok(def)
    }

    /// Fills in format and sizes.
    pub fn complete(&mut self, pool: PoolType) {
        let capacity = *self.capacity.get_or_insert(0);
        self.allocation.get_or_insert(capacity);
        self.target.complete(pool);
        if let Some(backing) = &mut self.backing_store {
            backing.complete(pool);
        }
    }

    /// Checks the rules across fields.
    ///
    /// # Errors
    /// `XmlError`: name or capacity is missing. `ConfigUnsupported`: a format that the pool does not have.
    pub fn validate(&self, pool: PoolType, capacity: CapacityRule) -> Result<()> {
        self.check(pool, capacity).map_err(|error| error.or_origin(KIND.origin))
    }

    fn check(&self, pool: PoolType, capacity: CapacityRule) -> Result<()> {
        if self.name.is_empty() {
            return wrong("missing volume name element");
        }
        if let Some(backing) = &self.backing_store {
            backing.check(pool)?;
        }
        let optional = match capacity {
            CapacityRule::Required => false,
            CapacityRule::UnlessBacked => self.backing_store.is_some(),
            CapacityRule::Optional => true,
        };
        if self.capacity.is_none() && !optional {
            return wrong("missing capacity element");
        }
        self.target.check(pool)?;
        if let Some(compat) = &self.target.compat {
            let number = |text: &str| u32::from_text(text).is_ok();
            if !compat.split_once('.').is_some_and(|(major, minor)| number(major) && number(minor)) {
                return wrong("forbidden characters in 'compat' attribute");
            }
        }
        Ok(())
    }

    /// The document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        to_string(KIND.root, self, WriteOptions::default())
    }
}
