//! What is in an image, as far as its first bytes tell. They may have been written by anybody: nothing in them
//! is believed further than the bytes that were read.

mod bytes;
mod formats;
mod qcow;

use vir_conf::common::{Encryption, EncryptionFormat};
use vir_conf::storage_pool::VolumeFormat;
use vir_conf::storage_vol::VolumeFeatures;

use bytes::Header;

/// So many of the first bytes are looked at.
pub(crate) const HEADER: usize = 0x8200;

/// What an image tells of itself.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Image {
    /// Its format.
    pub(crate) format: Option<VolumeFormat>,
    /// How many bytes its user sees; `None`: as many as it has.
    pub(crate) capacity: Option<u64>,
    /// What is under it, and the format of that if it is told.
    pub(crate) backing: Option<(String, Option<VolumeFormat>)>,
    /// How it is encrypted.
    pub(crate) encryption: Option<Encryption>,
    /// So many bytes before its content are of its encryption.
    pub(crate) payload_offset: u64,
    /// Size of its clusters.
    pub(crate) cluster_size: Option<u64>,
    /// What it has, if it can have something.
    pub(crate) features: Option<VolumeFeatures>,
    /// The least version of QEMU that understands it.
    pub(crate) compat: Option<String>,
}

impl Image {
    /// What the user of the image sees, when the file has so many bytes.
    pub(crate) fn visible(&self, physical: u64) -> u64 {
        self.capacity.filter(|size| *size != 0).unwrap_or(physical).saturating_sub(self.payload_offset)
    }
}

fn encrypted(format: EncryptionFormat) -> Encryption {
    let mut encryption = Encryption::default();
    encryption.format = format;
    encryption
}

/// The format that the first bytes are of.
pub(crate) fn format(header: &[u8]) -> VolumeFormat {
    let header = Header(header);
    formats::ALL.iter().find(|known| known.matches(header)).map_or(VolumeFormat::Raw, |known| known.format)
}

/// What the first bytes of an image of this format tell.
pub(crate) fn read(header: &[u8], format: VolumeFormat) -> Image {
    let header = Header(header);
    let mut image = Image { format: Some(format), ..Image::default() };
    if format == VolumeFormat::Raw {
        if header.starts(0, b"LUKS\xba\xbe") && header.big(6, 2) == Some(1) {
            image.encryption = Some(encrypted(EncryptionFormat::Luks));
            image.payload_offset = header.big(104, 4).unwrap_or_default().saturating_mul(512);
        }
        return image;
    }
    let Some(known) = formats::ALL.iter().find(|known| known.format == format) else { return image };
    image.capacity = known.size(header);
    match format {
        VolumeFormat::Qcow | VolumeFormat::Qcow2 => qcow::read(header, &mut image),
        VolumeFormat::Cow => image.backing = formats::cow_backing(header),
        VolumeFormat::Qed => image.backing = formats::qed_backing(header),
        VolumeFormat::Vmdk => image.backing = formats::vmdk_backing(header),
        _ => {}
    }
    image
}

/// The format of this name, of those that images can have.
fn named(name: &str) -> Option<VolumeFormat> {
    VolumeFormat::FILES
        .iter()
        .copied()
        .find(|format| *format != VolumeFormat::None && format.to_string() == name)
}

#[cfg(test)]
mod tests;
