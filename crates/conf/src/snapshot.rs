//! `<domainsnapshot>`: a guest at a moment, to go back to.

use serde::{Deserialize, Serialize};
use vir_types::{Result, Uuid};
use vir_xml::{Kind, Node, ReadOptions, Writer, XmlElement, XmlEnum, XmlUnion, to_string};

use crate::cpu::CpuDef;
use crate::domain::DomainDef;
use crate::domain::device::disk::{DiskSource, SnapshotLocation};
use crate::error::{DocumentKind, read};
use crate::format::XmlFormat;
use crate::words::StorageFormat;

const KIND: DocumentKind = DocumentKind {
    root: "domainsnapshot",
    name: "(domain_snapshot)",
    origin: vir_types::Origin::DOMAIN_SNAPSHOT,
};

/// A guest at a moment, to go back to.
///
/// Schema: `schemas/domainsnapshot.rnc`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct SnapshotDef {
    /// Its name; always there after [`complete`](Self::complete).
    #[xml(text = "name")]
    pub name: Option<String>,
    /// Text for people.
    #[xml(text = "description")]
    pub description: Option<String>,
    /// What the guest did.
    #[xml(text = "state", invalid(Unsupported, "Invalid state '{value}' in domain snapshot XML"))]
    pub state: Option<SnapshotState>,
    /// Name of the moment before.
    #[xml(text = "parent/name")]
    pub parent: Option<String>,
    /// **Seconds** since 1970 when it was made.
    #[xml(text = "creationTime")]
    pub creation_time: Option<i64>,
    /// What becomes of the memory.
    #[xml(child = "memory", skip_empty)]
    pub memory: Option<SnapshotMemory>,
    /// What becomes of the disks.
    #[xml(child = "disks", skip_empty)]
    pub disks: Option<SnapshotDisks>,
    /// Images that were used after going back.
    #[xml(child = "revertDisks", skip_empty)]
    pub revert_disks: Option<SnapshotDisks>,
    /// The guest at that moment.
    #[xml(child = "domain")]
    pub domain: Option<SnapshotDomain>,
    /// What the guest would have started with next.
    #[xml(child = "inactiveDomain")]
    pub inactive_domain: Option<Box<DomainDef>>,
    /// What the QEMU driver needs to go back.
    #[xml(child = "cookie", skip_empty)]
    pub cookie: Option<SaveCookie>,
    /// 1: the guest stands behind this moment; as the daemon keeps it.
    #[xml(text = "active", write_if = "is_internal")]
    pub active: Option<u32>,
}

/// What a guest did at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SnapshotState {
    /// `nostate`.
    Nostate,
    /// `running`.
    Running,
    /// `blocked`.
    Blocked,
    /// `paused`.
    Paused,
    /// `shutdown`.
    Shutdown,
    /// `shutoff`.
    Shutoff,
    /// `crashed`.
    Crashed,
    /// `pmsuspended`.
    Pmsuspended,
    /// `disk-snapshot`.
    #[xml(name = "disk-snapshot")]
    DiskSnapshot,
}

/// What becomes of the memory.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SnapshotMemory {
    /// Where it is kept.
    #[xml(attr = "snapshot")]
    pub location: Option<SnapshotLocation>,
    /// Path of its file.
    #[xml(attr)]
    pub file: Option<String>,
}

/// Disks of a snapshot.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SnapshotDisks {
    /// The disks.
    #[xml(child = "disk")]
    pub list: Vec<SnapshotDisk>,
}

/// What becomes of a disk.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SnapshotDisk {
    /// Its name in the guest.
    pub name: String,
    /// Where its state is kept.
    pub location: Option<SnapshotLocation>,
    /// Its state is being taken away.
    pub deleting: bool,
    /// Format of the new image.
    pub format: Option<StorageFormat>,
    /// Memory for the format's tables, in bytes.
    pub metadata_cache_bytes: Option<u64>,
    /// The new image.
    pub source: DiskSource,
}

/// The guest at a moment; of an old snapshot only its identity is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SnapshotDomain {
    /// The identity, where nothing else is known.
    pub uuid: Option<String>,
    /// The guest.
    pub def: Option<Box<DomainDef>>,
}

/// What the QEMU driver needs to restore a guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SaveCookie {
    /// The processor that the guest saw.
    #[xml(child = "cpu", skip_empty)]
    pub cpu: Option<Box<CpuDef>>,
    /// Whether a helper served its network.
    #[xml(flag = "slirpHelper")]
    pub slirp_helper: bool,
}

fn is_internal(_: &SnapshotDef, options: vir_xml::WriteOptions) -> bool {
    options.status
}

impl XmlElement for SnapshotDomain {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        if node.attr("type").is_some() {
            return Ok(Self { uuid: None, def: Some(Box::new(DomainDef::read(node)?)) });
        }
        let uuid = node.child("uuid").map(|uuid| uuid.text().into_owned());
        Ok(Self { uuid, def: None })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.long_form();
        if let Some(def) = &self.def {
            def.write_attrs(w);
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        match (&self.def, &self.uuid) {
            (Some(def), _) => def.write_nodes(w),
            (None, Some(uuid)) => w.text_element("uuid", uuid),
            (None, None) => {}
        }
    }
}

impl XmlElement for SnapshotDisk {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::{XmlValue as _, read_attr};
        let Some(name) = node.attr("name") else {
            return Err(node.error(Kind::Internal, "missing name from disk snapshot element"));
        };
        let location = node.attr("snapshot");
        let location =
            location.map(|attr| read_attr(node, &attr, "", SnapshotLocation::from_text)).transpose()?;
        let mut disk = Self {
            name: name.value.into(),
            location,
            deleting: node.child("snapshotDeleteInProgress").is_some(),
            ..Self::default()
        };
        if let Some(source) = vir_xml::read_union(node, "type", node.child("source"))? {
            disk.source = source;
        }
        if matches!(disk.source, DiskSource::Volume(_) | DiskSource::Dir(_)) {
            let text = format!("unsupported disk snapshot type '{}'", disk.source.case());
            return Err(node.error(Kind::Invalid, text));
        }
        if let Some(driver) = node.child("driver") {
            if let Some(format) = driver.attr("type") {
                let format = read_attr(driver, &format, "", StorageFormat::from_text).map_err(|error| {
                    error.reworded(Kind::Unsupported, "unknown disk snapshot driver '{value}'")
                })?;
                disk.format = Some(format);
            }
            let cache = driver.child("metadata_cache").and_then(|cache| cache.child("max_size"));
            if let Some(size) = cache {
                let unit = size.attr("unit").map(|unit| unit.value);
                disk.metadata_cache_bytes = vir_xml::read_scaled(size, unit, vir_xml::Scale::Bytes)?;
            }
        }
        let relative = |path: &Option<String>| path.as_ref().filter(|path| !path.starts_with('/')).cloned();
        let relative = match &disk.source {
            DiskSource::File(Some(file)) => relative(&file.file),
            DiskSource::Block(Some(block)) => relative(&block.dev),
            _ => None,
        };
        if let Some(path) = relative {
            let text = format!("disk snapshot image path '{path}' must be absolute");
            return Err(node.error(Kind::Invalid, text));
        }
        if disk.is_told() {
            disk.location.get_or_insert(SnapshotLocation::External);
        }
        if let Some(common) = disk.source.common_mut() {
            (common.startup_policy, common.index) = (None, 0);
        }
        Ok(disk)
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("name", &self.name);
        if let Some(location) = self.location {
            w.attr("snapshot", location.as_str());
        }
        if self.is_told() {
            w.attr("type", self.source.case());
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        if self.deleting {
            w.start("snapshotDeleteInProgress");
            w.end();
        }
        if !self.is_told() {
            return;
        }
        if self.format.is_some() || self.metadata_cache_bytes.is_some() {
            w.start("driver");
            if let Some(format) = self.format {
                w.attr("type", format.as_str());
            }
            if let Some(bytes) = self.metadata_cache_bytes {
                w.start("metadata_cache");
                w.start("max_size");
                w.attr("unit", "bytes");
                w.text(&bytes.to_string());
                w.end();
                w.end();
            }
            w.end();
        }
        if self.source.has_body() {
            w.start("source");
            self.source.write_case_attrs(w);
            self.source.write_case_nodes(w);
            w.end();
        }
    }
}

impl SnapshotDisk {
    /// Whether anything is said about the new image.
    fn is_told(&self) -> bool {
        !self.source.is_empty() || self.format.is_some()
    }
}

impl SnapshotDef {
    /// Reads a request: what only an existing snapshot has is dropped.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`, `ConfigUnsupported`: a value that cannot be.
    pub fn parse(xml: &str) -> Result<Self> {
        let request = |node: Node<'_>| {
            let mut def = Self::read(node)?;
            (def.creation_time, def.parent, def.domain) = (None, None, None);
            (def.state, def.inactive_domain, def.revert_disks) = (None, None, None);
            (def.cookie, def.active) = (None, None);
            def.disks.iter_mut().flat_map(|disks| &mut disks.list).for_each(|disk| disk.deleting = false);
            def.check_memory(node, false, false)?;
            Ok(def)
        };
        read(&KIND, xml, ReadOptions::default(), request)
    }

    /// Reads the description of an existing snapshot.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); also where name, time or state is missing.
    pub fn parse_existing(xml: &str) -> Result<Self> {
        let existing = |node: Node<'_>| {
            let mut def = Self::read(node)?;
            let refuse = |kind, text: &str| Err(node.error(kind, text));
            if def.name.is_none() {
                return refuse(Kind::Missing, "a redefined snapshot must have a name");
            }
            if def.creation_time.is_none() {
                return refuse(Kind::Internal, "missing creationTime from existing snapshot");
            }
            let offline = match def.state {
                None => return refuse(Kind::Missing, "missing state from existing snapshot"),
                Some(SnapshotState::Nostate) => {
                    return refuse(Kind::Unsupported, "Invalid state 'nostate' in domain snapshot XML");
                }
                Some(state) => matches!(state, SnapshotState::Shutoff | SnapshotState::DiskSnapshot),
            };
            def.check_memory(node, true, offline)?;
            if offline {
                def.cookie = None;
            }
            Ok(def)
        };
        read(&KIND, xml, ReadOptions::default(), existing)
    }

    fn check_memory(&mut self, node: Node<'_>, exists: bool, offline: bool) -> vir_xml::Result<()> {
        let refuse = |text: &str| Err(node.error(Kind::Invalid, text));
        let mut memory = self.memory.take().unwrap_or_default();
        if memory.location == Some(SnapshotLocation::Manual) {
            return refuse("'manual' memory snapshot mode not supported");
        }
        if memory.location.is_none() {
            memory.location = match (&memory.file, exists, offline) {
                (Some(_), ..) => Some(SnapshotLocation::External),
                (None, true, true) => Some(SnapshotLocation::No),
                (None, true, false) => Some(SnapshotLocation::Internal),
                (None, false, _) => None,
            };
        }
        let external = memory.location == Some(SnapshotLocation::External);
        if let Some(file) = &memory.file {
            if !external {
                return refuse(&format!("memory filename '{file}' requires external snapshot"));
            }
            if !file.starts_with('/') {
                return refuse(&format!("memory snapshot file path ({file}) must be absolute"));
            }
        } else if external {
            return refuse("external memory snapshots require a filename");
        }
        if offline && !matches!(memory.location, None | Some(SnapshotLocation::No)) {
            return refuse("memory state cannot be saved with offline or disk-only snapshot");
        }
        self.memory = Some(memory).filter(|memory| *memory != SnapshotMemory::default());
        Ok(())
    }

    /// Fills in name and time (**seconds** since 1970) and the moment before.
    pub fn complete(&mut self, now: i64, parent: Option<&str>) {
        self.creation_time.get_or_insert(now);
        self.name.get_or_insert_with(|| now.to_string());
        self.parent = parent.map(str::to_owned).or(self.parent.take());
    }

    /// The document, with the guest's passwords if `secure`.
    #[must_use]
    pub fn to_xml(&self, secure: bool) -> String {
        to_string(KIND.root, self, XmlFormat::new(false, secure).into())
    }

    /// The document as a daemon keeps it: it also says whether the guest stands behind this moment.
    #[must_use]
    pub fn to_internal_xml(&self) -> String {
        let mut options = vir_xml::WriteOptions::new(false, true);
        options.status = true;
        to_string(KIND.root, self, options)
    }

    /// The guest's identity, where the document tells it.
    #[must_use]
    pub fn domain_uuid(&self) -> Option<Uuid> {
        let domain = self.domain.as_ref()?;
        match (&domain.def, &domain.uuid) {
            (Some(def), _) => def.uuid,
            (None, Some(uuid)) => uuid.parse().ok(),
            (None, None) => None,
        }
    }
}
