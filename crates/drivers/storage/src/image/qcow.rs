//! The header of qcow and qcow2.

use vir_conf::common::EncryptionFormat;
use vir_conf::storage_pool::VolumeFormat;
use vir_conf::storage_vol::VolumeFeatures;

use super::bytes::Header;
use super::{Image, encrypted, named};

const BACKING_OFFSET: u64 = 8;
const BACKING_SIZE: u64 = 16;
const CLUSTER_BITS: u64 = 20;
const QCOW_CRYPT: u64 = 36;
const QCOW2_CRYPT: u64 = 32;
const INCOMPATIBLE: u64 = 72;
const COMPATIBLE: u64 = 80;
const HEADER_LENGTH: u64 = 100;
/// The length of a header of version 2.
const V2_LENGTH: u64 = 72;
/// The extension that names the format of what is under the image.
const BACKING_FORMAT: u64 = 0xe279_2aca;
/// The longest name that QEMU takes.
const LONGEST_NAME: u64 = 1023;

pub(super) fn read(header: Header<'_>, image: &mut Image) {
    let new = image.format == Some(VolumeFormat::Qcow2);
    let version = header.big(4, 4).unwrap_or_default();
    let crypt = header.big(if new { QCOW2_CRYPT } else { QCOW_CRYPT }, 4);
    image.encryption = match crypt {
        Some(1) => Some(encrypted(EncryptionFormat::Qcow)),
        Some(2) if new => Some(encrypted(EncryptionFormat::Luks)),
        _ => None,
    };
    image.backing = backing(header, version);
    if !new {
        return;
    }
    let bits = header.big(CLUSTER_BITS, 4).and_then(|bits| u32::try_from(bits).ok());
    image.cluster_size = bits.filter(|bits| *bits > 0).and_then(|bits| 1u64.checked_shl(bits));
    if version >= 3 {
        image.features = features(header);
        image.compat = image.features.map(|_| "1.1".to_owned());
    }
}

fn features(header: Header<'_>) -> Option<VolumeFeatures> {
    let (incompatible, compatible) = (header.big(INCOMPATIBLE, 8)?, header.big(COMPATIBLE, 8)?);
    let bit = |bits: u64, number: u32| bits & 1 << number != 0;
    let mut features = VolumeFeatures::default();
    features.lazy_refcounts = bit(compatible, 0);
    features.data_file = bit(incompatible, 2);
    features.extended_l2 = bit(incompatible, 4);
    Some(features)
}

fn backing(header: Header<'_>, version: u64) -> Option<(String, Option<VolumeFormat>)> {
    let (offset, size) = (header.big(BACKING_OFFSET, 8)?, header.big(BACKING_SIZE, 4)?);
    if offset == 0 || size == 0 || size > LONGEST_NAME {
        return None;
    }
    let name = header.text(offset, size)?;
    if name.is_empty() {
        return None;
    }
    Some((name.to_owned(), backing_format(header, version, offset)))
}

/// The format of what is under the image, from the extensions between the header and the name.
fn backing_format(header: Header<'_>, version: u64, end: u64) -> Option<VolumeFormat> {
    let mut at = match version {
        2 => V2_LENGTH,
        3 => header.big(HEADER_LENGTH, 4)?,
        _ => return None,
    };
    // Each extension is at least as long as its own head, so this ends with the bytes that were read.
    while at.checked_add(8)? <= end {
        let (kind, length) = (header.big(at, 4)?, header.big(at.checked_add(4)?, 4)?);
        at = at.checked_add(8)?;
        match kind {
            0 => return None,
            // A protocol in place of a format means the bytes as they are.
            BACKING_FORMAT => {
                return Some(header.text(at, length).and_then(named).unwrap_or(VolumeFormat::Raw));
            }
            // Extensions are padded to eight bytes.
            _ => at = at.checked_add(length)?.checked_next_multiple_of(8)?,
        }
    }
    None
}
