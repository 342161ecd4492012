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
#[derive(Debug, Clone, Default, PartialEq, XmlUnion, Serialize, Deserialize)]
#[xml(by = "mode")]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SmartcardKind {
    /// In a reader of the host.
    #[default]
    Host,
    /// Emulated with certificates of the host.
    #[xml(name = "host-certificates")]
    #[serde(rename = "host-certificates")]
    HostCertificates(SmartcardCertificates),
    /// Behind a character device.
    Passthrough(Box<SmartcardPassthrough>),
}

/// An emulated smart card.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "SmartcardCertificates::check")]
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

impl SmartcardCertificates {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        if crate::domain::check::children(node, "certificate").count() != 3 {
            let text = "host-certificates mode needs exactly three certificates";
            return Err(node.error(vir_xml::Kind::Invalid, text));
        }
        match def.database.as_deref().filter(|path| !path.starts_with('/')) {
            Some(path) => {
                let at = node.child("database").unwrap_or(node);
                Err(at.error(vir_xml::Kind::Invalid, format!("expecting absolute path: {path}")))
            }
            None => Ok(()),
        }
    }
}
