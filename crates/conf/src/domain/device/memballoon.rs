//! `<memballoon>`: the device that gives guest memory back to the host.

use serde::{Deserialize, Serialize};
use vir_xml::{Rest, XmlElement, XmlEnum};

use super::address::Address;

/// The memory balloon.
#[derive(Debug, Clone, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MemballoonDef {
    /// Its model.
    #[xml(attr, required)]
    pub model: BalloonModel,
    /// **Seconds** between two statistics collections; `None` or 0: not collected.
    #[xml(attr = "stats/@period", with = "vir_xml::natural")]
    pub period: Option<u32>,
    /// Where it is plugged in.
    #[xml(child = "address")]
    pub address: Option<Address>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// A model of balloon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum BalloonModel {
    /// The usual one.
    Virtio,
    /// Xen's.
    Xen,
    /// None at all.
    None,
    /// Virtio for guests of either age.
    #[xml(name = "virtio-transitional")]
    VirtioTransitional,
    /// Virtio for new guests.
    #[xml(name = "virtio-non-transitional")]
    VirtioNonTransitional,
}
