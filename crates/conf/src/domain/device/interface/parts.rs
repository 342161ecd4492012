//! Smaller parts of a network card.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

/// Ports of the host that lead to the guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PortForward {
    /// The protocol.
    #[xml(attr, required)]
    pub proto: PortProtocol,
    /// Address of the host.
    #[xml(attr, invalid(Invalid, "Invalid address '{value}' in <portForward>"))]
    pub address: Option<IpAddr>,
    /// Device of the host.
    #[xml(attr)]
    pub dev: Option<String>,
    /// The ports; none: all.
    #[xml(child = "range")]
    pub ranges: Vec<PortRange>,
}

/// A protocol with ports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum PortProtocol {
    /// `tcp`.
    #[default]
    Tcp,
    /// `udp`.
    Udp,
}

/// Ports.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PortRange {
    /// First port.
    #[xml(attr)]
    pub start: Option<std::num::NonZeroU32>,
    /// Last port.
    #[xml(attr)]
    pub end: Option<std::num::NonZeroU32>,
    /// First port in the guest.
    #[xml(attr)]
    pub to: Option<std::num::NonZeroU32>,
    /// Whether they are left out.
    #[xml(attr)]
    pub exclude: Option<bool>,
}

/// What serves a network card.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InterfaceBackend {
    /// The kind.
    #[xml(attr = "type")]
    pub kind: Option<BackendType>,
    /// Path of the host's device for TAP.
    #[xml(attr)]
    pub tap: Option<String>,
    /// Path of the host's device for vhost.
    #[xml(attr)]
    pub vhost: Option<String>,
    /// Path of a log.
    #[xml(attr = "logFile")]
    pub log_file: Option<String>,
}

/// What serves a network card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum BackendType {
    /// The emulator.
    #[xml(name = "default")]
    Usual,
    /// Passt, a program without privileges.
    Passt,
}

/// Part in a pair of network cards.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TeamingDef {
    /// Which part.
    #[xml(
        attr = "type",
        missing(Unsupported, "unknown teaming type '(null)'"),
        invalid(Unsupported, "unknown teaming type '{value}'")
    )]
    pub kind: TeamingType,
    /// Alias of the persistent card, of the transient one.
    #[xml(attr)]
    pub persistent: Option<String>,
}

/// Part in a pair of network cards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum TeamingType {
    /// It stays.
    #[default]
    Persistent,
    /// It goes while the guest moves.
    Transient,
}

/// A filter of traffic, with values for its variables.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "FilterRef::sort")]
#[non_exhaustive]
pub struct FilterRef {
    /// Name of the filter.
    #[xml(attr, required)]
    pub filter: String,
    /// The values, sorted by name.
    #[xml(child = "parameter")]
    pub parameters: Vec<FilterParameter>,
}

impl FilterRef {
    fn sort(def: &mut Self, _: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        def.parameters.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(())
    }
}

/// What the QEMU driver keeps about a network card.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InterfacePrivateData {
    /// Whether it has made the host's end.
    #[xml(attr = "created/@value")]
    pub created: Option<bool>,
}

/// A value for a variable of a filter.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FilterParameter {
    /// The variable.
    #[xml(attr, required)]
    pub name: String,
    /// The value.
    #[xml(attr, required)]
    pub value: String,
}
