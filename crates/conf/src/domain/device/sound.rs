//! `<sound>`: a sound card.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::info::{DeviceInfo, VirtioOptions};

/// A sound card.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "SoundDef::check")]
#[non_exhaustive]
pub struct SoundDef {
    /// Kind of hardware.
    #[xml(attr, required)]
    pub model: SoundModel,
    /// Whether it has more than two channels, of USB.
    #[xml(attr, write_if = "is_usb")]
    pub multichannel: Option<bool>,
    /// Streams, of virtio.
    #[xml(attr, write_if = "is_virtio", with = "crate::domain::check::nonzero")]
    pub streams: Option<u32>,
    /// What is behind a card of Intel's kind.
    #[xml(child = "codec")]
    pub codecs: Vec<SoundCodec>,
    /// Number of the backend that plays it.
    #[xml(attr = "audio/@id", skip_default, with = "crate::domain::check::nonzero")]
    pub audio_id: u32,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
    /// How it meets the guest.
    #[xml(child = "driver", skip_empty, write_if = "is_virtio")]
    pub driver: Option<VirtioOptions>,
}

fn is_usb(def: &SoundDef, _: vir_xml::WriteOptions) -> bool {
    def.model == SoundModel::Usb
}

fn is_virtio(def: &SoundDef, _: vir_xml::WriteOptions) -> bool {
    def.model == SoundModel::Virtio
}

/// Kind of hardware of a sound card.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SoundModel {
    /// `sb16`.
    #[default]
    Sb16,
    /// `es1370`.
    Es1370,
    /// `pcspk`.
    Pcspk,
    /// `ac97`.
    Ac97,
    /// `ich6`.
    Ich6,
    /// `ich9`.
    Ich9,
    /// `usb`.
    Usb,
    /// `ich7`.
    Ich7,
    /// `virtio`.
    Virtio,
}

/// What is behind a sound card of Intel's kind.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SoundCodec {
    /// What it can do.
    #[xml(attr = "type", required, invalid(Unsupported, "unknown codec type '{value}'"))]
    pub kind: SoundCodecType,
}

/// What a codec can do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SoundCodecType {
    /// `duplex`.
    #[default]
    Duplex,
    /// `micro`.
    Micro,
    /// `output`.
    Output,
}

impl SoundDef {
    fn check(_: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        crate::domain::check::say(node, &[("audio", "id")])
    }
}
