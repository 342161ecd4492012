//! `<blockjobs>`: jobs on the disks of a running guest.

use serde::{Deserialize, Serialize};
use vir_xml::{Hex, XmlElement, XmlEnum};

use crate::domain::device::disk::{BackingStore, DiskSource};
use crate::words::StorageFormat;

/// Jobs on the disks of a running guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BlockJobs {
    /// Whether there is one.
    #[xml(attr)]
    pub active: bool,
    /// The jobs.
    #[xml(child = "blockjob")]
    pub list: Vec<BlockJob>,
}

/// A job on a disk.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BlockJob {
    /// Its name in the emulator.
    #[xml(attr, required)]
    pub name: String,
    /// What it does.
    #[xml(attr = "type", required)]
    pub kind: BlockJobType,
    /// How far it is.
    #[xml(attr, required)]
    pub state: BlockJobState,
    /// How far it is, as nobody has been told yet.
    #[xml(attr = "newstate")]
    pub new_state: Option<BlockJobState>,
    /// What it did before the daemon lost track of it.
    #[xml(attr = "brokentype")]
    pub broken_kind: Option<BlockJobType>,
    /// How it was asked for.
    #[xml(attr = "jobflags")]
    pub flags: Option<Hex<1>>,
    /// Whether only the uppermost image is copied, to a new one.
    #[xml(attr = "shallownew")]
    pub shallow_new: Option<bool>,
    /// Why it has failed.
    #[xml(text = "errmsg")]
    pub error: Option<String>,
    /// The disk.
    #[xml(child = "disk")]
    pub disk: Option<BlockJobDisk>,
    /// Its images, where the guest no longer has the disk.
    #[xml(child = "chains", skip_empty)]
    pub chains: Option<BlockJobChains>,
    /// Node of the lowest image that takes part.
    #[xml(attr = "base/@node")]
    pub base: Option<String>,
    /// Node of the uppermost image that takes part.
    #[xml(attr = "top/@node")]
    pub top: Option<String>,
    /// Node of the image above that.
    #[xml(attr = "topparent/@node")]
    pub top_parent: Option<String>,
    /// Images are taken away when they have been merged.
    #[xml(flag = "deleteCommittedImages")]
    pub delete_committed_images: bool,
    /// Maps of changes that do not follow.
    #[xml(child = "disabledBaseBitmaps", skip_empty)]
    pub disabled_bitmaps: Option<DisabledBitmaps>,
    /// `storage`: a file is made, else a format in it.
    #[xml(attr = "create/@mode")]
    pub create_mode: Option<String>,
    /// The image that is made.
    #[xml(child = "src")]
    pub source: Option<Box<BlockJobImage>>,
    /// Name of the map of changes.
    #[xml(attr = "bitmap/@name")]
    pub bitmap: Option<String>,
    /// The image that a backup goes to.
    #[xml(child = "store")]
    pub store: Option<Box<BlockJobImage>>,
}

/// What a job on a disk does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum BlockJobType {
    /// `pull`.
    Pull,
    /// `copy`.
    #[default]
    Copy,
    /// `commit`.
    Commit,
    /// `active-commit`.
    #[xml(name = "active-commit")]
    ActiveCommit,
    /// `backup`.
    Backup,
    /// `create`.
    Create,
    /// `snapshot-save`.
    #[xml(name = "snapshot-save")]
    SnapshotSave,
    /// `snapshot-delete`.
    #[xml(name = "snapshot-delete")]
    SnapshotDelete,
    /// `snapshot-load`.
    #[xml(name = "snapshot-load")]
    SnapshotLoad,
    /// `broken`.
    Broken,
}

/// How far a job on a disk is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum BlockJobState {
    /// `completed`.
    Completed,
    /// `failed`.
    Failed,
    /// `cancelled`.
    Cancelled,
    /// `ready`.
    Ready,
    /// `new`.
    #[default]
    New,
    /// `running`.
    Running,
    /// `concluded`.
    Concluded,
    /// `aborting`.
    Aborting,
    /// `pending`.
    Pending,
    /// `pivoting`.
    Pivoting,
}

/// The disk of a job.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BlockJobDisk {
    /// Its name in the guest.
    #[xml(attr = "dst", required)]
    pub target: String,
    /// Whether it is being copied.
    #[xml(attr)]
    pub mirror: Option<bool>,
}

/// Images of a job.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BlockJobChains {
    /// Those of the disk.
    #[xml(child = "disk")]
    pub disk: Option<Box<BlockJobImage>>,
    /// Those of the copy.
    #[xml(child = "mirror")]
    pub mirror: Option<Box<BlockJobImage>>,
}

/// An image of a job.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BlockJobImage {
    /// Where it is.
    #[xml(union = "type", child = "source")]
    pub source: DiskSource,
    /// Its format.
    #[xml(attr)]
    pub format: Option<StorageFormat>,
    /// What it is a change of.
    #[xml(child = "backingStore")]
    pub backing_store: Option<Box<BackingStore>>,
}

/// Maps of changes that do not follow.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DisabledBitmaps {
    /// The maps.
    #[xml(child = "bitmap")]
    pub list: Vec<DisabledBitmap>,
}

/// A map of changes.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DisabledBitmap {
    /// Its name.
    #[xml(attr, required)]
    pub name: String,
}
