//! `<driver>` of a disk: how its requests are handled.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use crate::common::Switch;
use crate::domain::device::info::VirtioOptions;
use crate::words::StorageFormat;

/// How a disk's requests are handled.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiskDriver {
    /// Name of the backend, such as `qemu`.
    #[xml(attr)]
    pub name: Option<String>,
    /// Format of the image.
    #[xml(
        attr = "type",
        with = "driver_format",
        invalid(Unsupported, "unknown driver format value '{value}'")
    )]
    pub format: Option<StorageFormat>,
    /// What is kept in the host's memory.
    #[xml(attr, read_if = "says_cache")]
    pub cache: Option<DiskCache>,
    /// What happens when the host cannot write.
    #[xml(attr)]
    pub error_policy: Option<DiskErrorPolicy>,
    /// What happens when the host cannot read.
    #[xml(attr)]
    pub rerror_policy: Option<DiskErrorPolicy>,
    /// How the host's kernel is asked.
    #[xml(attr)]
    pub io: Option<DiskIo>,
    /// Requests do not stop the virtual CPU.
    #[xml(attr)]
    pub ioeventfd: Option<Switch>,
    /// Fewer interrupts.
    #[xml(attr)]
    pub event_idx: Option<Switch>,
    /// What is read is copied from the backing image.
    #[xml(attr)]
    pub copy_on_read: Option<Switch>,
    /// What happens to blocks that the guest gives back.
    #[xml(attr)]
    pub discard: Option<DiskDiscard>,
    /// Number of the thread that handles them.
    #[xml(attr, skip_default, with = "crate::domain::check::nonzero")]
    pub iothread: u32,
    /// Whether written zeros are looked for.
    #[xml(attr)]
    pub detect_zeroes: Option<DetectZeroes>,
    /// Blocks that are given back stay where they are in the image.
    #[xml(attr)]
    pub discard_no_unref: Option<Switch>,
    /// Queues.
    #[xml(attr, skip_default)]
    pub queues: u32,
    /// Requests of a queue.
    #[xml(attr, skip_default)]
    pub queue_size: u32,
    /// How it meets the guest.
    #[xml(flatten)]
    pub virtio: VirtioOptions,
    /// Memory for the format's tables, in bytes.
    #[xml(text = "metadata_cache/max_size", unit = "bytes")]
    pub metadata_cache_bytes: Option<u64>,
    /// Threads that handle them, by queue.
    #[xml(child = "iothreads")]
    pub iothreads: Option<IothreadMapping>,
}

/// The default is the same as nothing said.
fn says_cache(node: vir_xml::Node<'_>) -> bool {
    node.attr("cache").is_some_and(|cache| cache.value != "default")
}

/// The format of an image, with the word that Xen once had for raw ones.
mod driver_format {
    use std::borrow::Cow;

    use vir_xml::{ValueError, XmlValue as _};

    use crate::words::StorageFormat;

    pub(super) fn from_text(text: &str) -> Result<StorageFormat, ValueError> {
        if text == "aio" { Ok(StorageFormat::Raw) } else { StorageFormat::from_text(text) }
    }

    pub(super) fn to_text(format: &StorageFormat) -> Cow<'_, str> {
        format.to_text()
    }
}

/// What of a disk is kept in the host's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DiskCache {
    /// `none`.
    None,
    /// `writethrough`.
    Writethrough,
    /// `writeback`.
    Writeback,
    /// `directsync`.
    Directsync,
    /// `unsafe`.
    Unsafe,
}

/// What happens when the host cannot read or write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DiskErrorPolicy {
    /// The guest is paused.
    Stop,
    /// The guest is told.
    Report,
    /// Nothing.
    Ignore,
    /// The guest is paused when there is no room, else told.
    Enospace,
}

/// How the host's kernel is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DiskIo {
    /// `native`.
    Native,
    /// `threads`.
    Threads,
    /// `io_uring`.
    #[xml(name = "io_uring")]
    IoUring,
}

/// What happens to blocks that the guest gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DiskDiscard {
    /// The host gets them back.
    Unmap,
    /// Nothing.
    Ignore,
}

/// Whether written zeros are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DetectZeroes {
    /// No.
    Off,
    /// They are written in a short way.
    On,
    /// They are given back, if `discard` allows it.
    Unmap,
}

/// Threads that handle requests, by queue.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IothreadMapping {
    /// The threads.
    #[xml(child = "iothread")]
    pub threads: Vec<MappedIothread>,
}

/// A thread and its queues.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MappedIothread {
    /// Number of the thread.
    #[xml(attr, required)]
    pub id: u32,
    /// Numbers of the queues; none: any.
    #[xml(attr = "queue/@id", required)]
    pub queues: Vec<u32>,
}
