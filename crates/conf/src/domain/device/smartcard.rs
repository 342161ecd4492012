//! `<smartcard>`: a reader with a smart card.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlUnion};

use super::chardev::ChardevSource;
use super::info::DeviceInfo;

/// A reader with a smart card.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SmartcardDef {
    /// Where the card is.
    #[xml(flatten)]
    pub kind: SmartcardKind,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// Where a smart card is.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[xml(by = "mode")]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SmartcardKind {
    /// In a reader of the host.
    Host,
    /// Emulated with certificates of the host.
    #[xml(name = "host-certificates")]
    #[serde(rename = "host-certificates")]
    HostCertificates(SmartcardCertificates),
    /// Behind a character device.
    Passthrough(Box<SmartcardPassthrough>),
}

impl Default for SmartcardKind {
    fn default() -> Self {
        Self::Host
    }
}

/// An emulated smart card.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SmartcardCertificates {
    /// Names of its three certificates.
    #[xml(text = "certificate")]
    pub certificates: Vec<String>,
    /// Path of the folder with the certificates.
    #[xml(text = "database")]
    pub database: Option<String>,
}

/// A smart card behind a character device.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SmartcardPassthrough {
    /// How it is reached.
    #[xml(flatten)]
    pub source: ChardevSource,
}
