//! `<serial>`, `<parallel>`, `<console>`, `<channel>`.

use serde::{Deserialize, Serialize};
use vir_xml::{OtherCase, Rest, XmlElement, XmlUnion};

use super::address::Address;

/// A character device.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChardevDef {
    /// The host's end.
    #[xml(union = "type", child = "source")]
    pub source: Option<ChardevSource>,
    /// Kind of the guest's end.
    #[xml(attr = "target/@type")]
    pub target_type: Option<String>,
    /// Name of the guest's end, for channels.
    #[xml(attr = "target/@name")]
    pub target_name: Option<String>,
    /// Number of the guest's end.
    #[xml(attr = "target/@port")]
    pub target_port: Option<String>,
    /// Where it is plugged in.
    #[xml(child = "address")]
    pub address: Option<Address>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// The host's end of a character device.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ChardevSource {
    /// A pseudo terminal.
    Pty(Option<ChardevPath>),
    /// A file that is written.
    File(Option<ChardevPath>),
    /// A unix socket.
    Unix(Option<ChardevPath>),
    /// Anything else.
    #[xml(other)]
    Other(OtherCase),
}

/// A path.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChardevPath {
    /// The path.
    #[xml(attr)]
    pub path: Option<String>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}
