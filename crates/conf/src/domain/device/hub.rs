//! `<hub>`: more ports for a bus.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::info::DeviceInfo;

/// More ports for a bus.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HubDef {
    /// The bus.
    #[xml(
        attr = "type",
        missing(Internal, "missing hub device type"),
        invalid(Unsupported, "unknown hub device type '{value}'")
    )]
    pub kind: HubType,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// A bus with hubs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum HubType {
    /// `usb`.
    #[default]
    Usb,
}
