//! `<crypto>`: a device that encrypts.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::info::{DeviceInfo, VirtioOptions};

/// A device that encrypts.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "CryptoDef::check")]
pub struct CryptoDef {
    /// Kind of hardware.
    #[xml(attr, required)]
    pub model: CryptoModel,
    /// Who emulates it.
    #[xml(attr = "type", required)]
    pub kind: CryptoType,
    /// What does the work.
    #[xml(attr = "backend/@model")]
    pub backend: CryptoBackend,
    /// Queues.
    #[xml(attr = "backend/@queues", skip_default)]
    pub queues: u32,
    /// How it meets the guest.
    #[xml(child = "driver", skip_empty)]
    pub driver: Option<VirtioOptions>,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// Kind of hardware of a crypto device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CryptoModel {
    /// `virtio`.
    #[default]
    Virtio,
}

/// Who emulates a crypto device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CryptoType {
    /// `qemu`.
    #[default]
    Qemu,
}

/// What does a crypto device's work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CryptoBackend {
    /// The emulator.
    #[default]
    Builtin,
    /// The host's kernel.
    Lkcf,
}

impl CryptoDef {
    fn check(_: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        let text = "only one crypto backend is supported";
        let Some(backend) = node.child("backend") else {
            return Err(node.error(vir_xml::Kind::Missing, text));
        };
        if backend.attr("model").is_none() {
            return Err(backend.missing_attr("model"));
        }
        crate::domain::check::at_most_one(node, "backend", text)
    }
}
