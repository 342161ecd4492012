//! `<backingStore>`, `<dataStore>`, `<mirror>`: images that belong to a disk's image.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::source::DiskSource;
use crate::words::StorageFormat;

/// Format of an image.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceFormat {
    /// The format.
    #[xml(attr = "type", required)]
    pub kind: StorageFormat,
    /// Memory for its tables, in bytes.
    #[xml(text = "metadata_cache/max_size", unit = "bytes")]
    pub metadata_cache_bytes: Option<u64>,
}

/// An image that another one is a change of; an empty one ends the chain.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "BackingStore::keep_own")]
#[non_exhaustive]
pub struct BackingStore {
    /// Its number in the chain.
    #[xml(attr, skip_default, live)]
    pub index: u32,
    /// Its format.
    #[xml(child = "format")]
    pub format: Option<SourceFormat>,
    /// Where its data is; none at the end of the chain.
    #[xml(union = "type", child = "source")]
    pub source: Option<DiskSource>,
    /// What it is a change of itself.
    #[xml(child = "backingStore")]
    pub backing_store: Option<Box<BackingStore>>,
}

impl BackingStore {
    /// One without a type ends the chain and says nothing more.
    fn keep_own(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        if node.attr("type").is_none() {
            *def = Self::default();
        } else if def.format.is_none() {
            return Err(node.error(vir_xml::Kind::Invalid, "missing disk backing store format"));
        } else if def.source.as_ref().is_none_or(|source| source.common().is_none()) {
            return Err(node.error(vir_xml::Kind::Invalid, "missing disk backing store source"));
        }
        forget_policy(def.source.as_mut());
        Ok(())
    }
}

/// Only the disk itself may be missing.
fn forget_policy(source: Option<&mut DiskSource>) {
    if let Some(common) = source.and_then(DiskSource::common_mut) {
        common.startup_policy = None;
    }
}

impl DataStore {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        if node.attr("type").is_none() {
            return Err(node.missing_attr("type"));
        }
        if def.format.is_none() {
            return Err(node.error(vir_xml::Kind::Missing, "missing data file store format"));
        }
        if def.source.as_ref().is_none_or(|source| source.common().is_none()) {
            return Err(node.error(vir_xml::Kind::Missing, "missing disk data file store source"));
        }
        forget_policy(def.source.as_mut());
        Ok(())
    }
}

impl DiskMirror {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        use vir_xml::Kind;
        const JOBS: &[&str] = &["pull", "copy", "commit", "active-commit", "backup"];
        forget_policy(def.source.as_mut());
        if let Some(attr) = node.attr("job").filter(|attr| !JOBS.contains(&attr.value)) {
            let text = format!("unknown mirror job type '{}'", attr.value);
            return Err(node.attr_error(&attr, Kind::Unsupported, text));
        }
        if node.attr("type").is_some() {
            return match node.child("source") {
                Some(_) => Ok(()),
                None => Err(node.error(Kind::Missing, "mirror requires source element")),
            };
        }
        if def.job.as_deref().is_some_and(|job| job != "copy") {
            return Err(node.error(Kind::Invalid, "mirror without type only supported by copy job"));
        }
        match &def.file {
            Some(_) => Ok(()),
            None => Err(node.error(Kind::Missing, "mirror requires file name")),
        }
    }
}

/// An image that holds the data of another one, which holds the tables.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "DataStore::check")]
pub struct DataStore {
    /// Its format.
    #[xml(child = "format")]
    pub format: Option<SourceFormat>,
    /// Where its data is.
    #[xml(union = "type", child = "source")]
    pub source: Option<DiskSource>,
}

/// Where a disk's data is being copied to.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "DiskMirror::check")]
pub struct DiskMirror {
    /// Path of the copy, in the older form.
    #[xml(attr)]
    pub file: Option<String>,
    /// Format of the copy, in the older form.
    #[xml(attr = "format")]
    pub old_format: Option<StorageFormat>,
    /// `copy`, or `active-commit`.
    #[xml(attr)]
    pub job: Option<String>,
    /// How far it is.
    #[xml(attr)]
    pub ready: Option<MirrorReady>,
    /// Format of the copy.
    #[xml(child = "format")]
    pub format: Option<SourceFormat>,
    /// Where the copy is.
    #[xml(union = "type", child = "source")]
    pub source: Option<DiskSource>,
    /// What the copy is a change of.
    #[xml(child = "backingStore")]
    pub backing_store: Option<Box<BackingStore>>,
}

/// How far a copy of a disk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MirrorReady {
    /// The copy equals the disk and follows it.
    Yes,
    /// It is being given up.
    Abort,
    /// The guest is moving to it.
    Pivot,
}
