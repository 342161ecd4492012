//! Images: where their bytes are, and how requests to them are handled.

use vir_conf::common::{Encryption, EncryptionEngine, EncryptionFormat, StorageAuth, Switch};
use vir_conf::domain::device::disk::{
    DetectZeroes, DiskCache, DiskDef, DiskDevice, DiskDiscard, DiskIo, DiskSource, Reservations,
    SourceCommon, SourceSlice,
};
use vir_conf::words::StorageFormat;
use vir_types::Result;

use super::context::unsupported;

/// How requests to an image are handled; the disk says it for all of its images.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Handling {
    pub(super) cache: Option<DiskCache>,
    pub(super) io: Option<DiskIo>,
    pub(super) discard: Option<DiskDiscard>,
    pub(super) detect_zeroes: Option<DetectZeroes>,
    pub(super) discard_no_unref: Option<Switch>,
    pub(super) floppy: bool,
    pub(super) optical: bool,
}

/// An image with the names of its nodes.
#[derive(Debug, Clone)]
pub(super) struct Image<'a> {
    pub(super) source: &'a DiskSource,
    pub(super) format: StorageFormat,
    /// The node of its bytes.
    pub(super) storage: String,
    /// The node of the part of its bytes that is used.
    pub(super) slice: Option<(String, &'a SourceSlice)>,
    /// The node of what its format makes of the bytes.
    pub(super) formatted: Option<String>,
    pub(super) readonly: bool,
    pub(super) metadata_cache_bytes: Option<u64>,
    pub(super) encryption: Option<&'a Encryption>,
    pub(super) auth: Option<&'a StorageAuth>,
    pub(super) handling: Handling,
    /// The image that has the data while this one has only tables.
    pub(super) data: Option<Box<Image<'a>>>,
    /// The set of descriptors that it is opened with.
    pub(super) fdset: Option<String>,
}

/// What is below an image.
#[derive(Debug, Clone, Copy)]
pub(super) enum Below<'a, 'b> {
    /// The format says it.
    Unknown,
    /// Nothing.
    Nothing,
    /// Another image.
    Image(&'b Image<'a>),
}

impl Image<'_> {
    /// The node that stands for the image.
    pub(super) fn effective(&self) -> &str {
        self.formatted.as_deref().unwrap_or_else(|| self.bytes())
    }

    /// The node of the bytes that are used.
    pub(super) fn bytes(&self) -> &str {
        self.slice.as_ref().map_or(self.storage.as_str(), |(name, _)| name)
    }

    pub(super) fn common(&self) -> Option<&SourceCommon> {
        self.source.common()
    }

    /// Whether QEMU itself decrypts it.
    pub(super) fn is_luks(&self) -> bool {
        let by_qemu = |it: &&Encryption| it.engine != Some(EncryptionEngine::Librbd);
        self.format == StorageFormat::Raw
            && self.encryption.filter(by_qemu).is_some_and(|it| it.format == EncryptionFormat::Luks)
    }

    /// The persistent reservations that are made on it.
    pub(super) fn reservations(&self) -> Option<&Reservations> {
        self.common()?.reservations.as_deref()
    }

    /// The node that its encryption belongs to.
    pub(super) fn encrypted_node(&self) -> &str {
        self.formatted.as_deref().unwrap_or(&self.storage)
    }
}

/// The source that a volume of a pool stands for, or the source itself.
pub(super) fn actual(source: &DiskSource) -> &DiskSource {
    match source {
        DiskSource::Volume(Some(volume)) => volume.actual.0.as_deref().unwrap_or(source),
        other => other,
    }
}

pub(super) fn format_of(source: &DiskSource, format: Option<StorageFormat>) -> StorageFormat {
    match (format, source) {
        (Some(format), _) => format,
        (None, DiskSource::Dir(_)) => StorageFormat::Fat,
        (None, _) => StorageFormat::Raw,
    }
}

/// How a disk wants its requests handled.
pub(super) fn handling(disk: &DiskDef) -> Handling {
    let driver = disk.driver.as_deref();
    Handling {
        cache: cache(disk),
        io: driver.and_then(|driver| driver.io),
        discard: driver.and_then(|driver| driver.discard),
        detect_zeroes: driver.and_then(|driver| driver.detect_zeroes),
        discard_no_unref: driver.and_then(|driver| driver.discard_no_unref),
        floppy: disk.device == DiskDevice::Floppy,
        optical: disk.device == DiskDevice::Cdrom,
    }
}

/// What others write to is not kept in the host's cache.
pub(super) fn cache(disk: &DiskDef) -> Option<DiskCache> {
    let said = disk.driver.as_deref().and_then(|driver| driver.cache);
    said.or_else(|| (disk.shareable && !disk.readonly).then_some(DiskCache::None))
}

/// The format of an image as QEMU's driver.
pub(super) fn format_driver(format: StorageFormat) -> Result<String> {
    Ok(match format {
        StorageFormat::Fat | StorageFormat::Raw => "raw".to_owned(),
        StorageFormat::Ploop => "parallels".to_owned(),
        StorageFormat::Vhd => "vhdx".to_owned(),
        StorageFormat::Qcow
        | StorageFormat::Qcow2
        | StorageFormat::Bochs
        | StorageFormat::Cloop
        | StorageFormat::Dmg
        | StorageFormat::Vdi
        | StorageFormat::Vpc
        | StorageFormat::Qed
        | StorageFormat::Vmdk => format.to_string(),
        other => return Err(unsupported(format!("mishandled storage format '{other}'"))),
    })
}

/// Whether an image of this format can have another below it.
pub(super) fn has_backing(format: StorageFormat) -> bool {
    matches!(
        format,
        StorageFormat::Cow
            | StorageFormat::Qcow
            | StorageFormat::Qcow2
            | StorageFormat::Qed
            | StorageFormat::Vmdk
    )
}
