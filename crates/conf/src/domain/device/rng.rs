//! `<rng>`: a source of randomness.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlUnion};

use super::chardev::ChardevSource;
use super::disk::VirtioModel;
use super::info::{DeviceInfo, VirtioOptions};

/// A source of randomness.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "RngDef::check")]
#[non_exhaustive]
pub struct RngDef {
    /// Kind of hardware.
    #[xml(attr, required)]
    pub model: VirtioModel,
    /// How much the guest may take.
    #[xml(child = "rate")]
    pub rate: Option<RngRate>,
    /// Where it comes from.
    #[xml(child = "backend", missing(Missing, "only one RNG backend is supported"))]
    pub backend: RngBackend,
    /// How it meets the guest.
    #[xml(child = "driver", skip_empty)]
    pub driver: Option<VirtioOptions>,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// How much randomness the guest may take.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RngRate {
    /// **Bytes** in a period.
    #[xml(attr, required, invalid(Invalid, "invalid RNG rate bytes value"))]
    pub bytes: u32,
    /// **Milliseconds** of a period.
    #[xml(attr = "period", skip_default, invalid(Invalid, "invalid RNG rate period value"))]
    pub period_ms: u32,
}

/// Where randomness comes from.
#[derive(Debug, Clone, Default, PartialEq, XmlUnion, Serialize, Deserialize)]
#[xml(by = "model")]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum RngBackend {
    /// A device of the host.
    Random(RngRandom),
    /// A daemon that gathers it.
    Egd(Box<RngEgd>),
    /// The emulator.
    #[default]
    Builtin,
}

/// A device of the host with randomness.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RngRandom {
    /// Its path.
    #[xml(text)]
    pub path: Option<String>,
}

/// A daemon that gathers randomness.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RngEgd {
    /// How it is reached.
    #[xml(flatten)]
    pub source: ChardevSource,
}

impl RngDef {
    fn check(_: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        crate::domain::check::at_most_one(node, "backend", "only one RNG backend is supported")
    }
}
