//! `<job>`: what is being done to a running guest.

use serde::{Deserialize, Serialize};
use vir_xml::{Hex, Node, Writer, XmlElement, XmlUnion};

use crate::domain::device::disk::DiskSource;
use crate::words::StorageFormat;

/// What is being done to a running guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JobDef {
    /// What a client has asked for.
    #[xml(attr = "type")]
    pub kind: Option<String>,
    /// What takes long.
    #[xml(attr = "async")]
    pub async_kind: Option<String>,
    /// How far that is.
    #[xml(attr)]
    pub phase: Option<String>,
    /// How it was asked for.
    #[xml(attr, write_if = "is_long")]
    pub flags: Hex<1>,
    /// **Milliseconds** since 1970 when it began.
    #[xml(attr = "asyncStarted", write_if = "is_long")]
    pub started_ms: u64,
    /// Whether it pauses.
    #[xml(attr = "asyncPaused")]
    pub paused: Option<bool>,
    /// Disks that move along.
    #[xml(child = "disk")]
    pub disks: Vec<JobDisk>,
    /// Maps of changes that were made for it.
    #[xml(child = "tempBlockDirtyBitmaps", skip_empty)]
    pub bitmaps: Option<JobBitmaps>,
    /// What the emulator was set to before.
    #[xml(child = "migParams")]
    pub parameters: Option<MigrationParameters>,
    /// A snapshot is being taken away.
    #[xml(flag = "snapshotDelete")]
    pub snapshot_delete: bool,
}

fn is_long(def: &JobDef, _: vir_xml::WriteOptions) -> bool {
    def.async_kind.as_deref().is_some_and(|kind| kind != "none")
}

/// A disk that moves along.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JobDisk {
    /// Its name in the guest.
    #[xml(attr, required)]
    pub dev: String,
    /// Whether it is on the way.
    #[xml(attr, required)]
    pub migrating: bool,
    /// Where it is copied to.
    #[xml(child = "migrationSource")]
    pub source: Option<Box<MigrationSource>>,
}

/// Where a disk is copied to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MigrationSource {
    /// Format of the copy.
    pub format: Option<StorageFormat>,
    /// Where it is.
    pub source: DiskSource,
}

impl XmlElement for MigrationSource {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::XmlValue as _;
        let format = node.attr("format");
        let format =
            format.map(|attr| vir_xml::read_attr(node, &attr, "", StorageFormat::from_text)).transpose()?;
        // Older daemons have written the source's attributes into this element itself.
        let body = node.child("source").unwrap_or(node);
        let source = vir_xml::read_union(node, "type", Some(body))?;
        Ok(Self { format, source: source.unwrap_or_default() })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("type", self.source.case());
        if let Some(format) = self.format {
            w.attr("format", format.as_str());
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        if self.source.has_body() {
            w.start("source");
            self.source.write_case_attrs(w);
            self.source.write_case_nodes(w);
            w.end();
        }
    }
}

/// Maps of changes that were made for a job.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JobBitmaps {
    /// The maps.
    #[xml(child = "bitmap")]
    pub list: Vec<JobBitmap>,
}

/// A map of changes.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JobBitmap {
    /// Its name.
    #[xml(attr, required)]
    pub name: String,
    /// Name of the node of the block graph.
    #[xml(attr, required)]
    pub nodename: String,
}

/// What an emulator was set to before a migration.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct MigrationParameters {
    /// The parameters.
    #[xml(child = "param")]
    pub list: Vec<MigrationParameter>,
}

/// A parameter of migration.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MigrationParameter {
    /// Its name.
    #[xml(attr, required)]
    pub name: String,
    /// Its value.
    #[xml(attr, required)]
    pub value: String,
}
