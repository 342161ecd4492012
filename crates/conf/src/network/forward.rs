//! `<forward>`: the way to the outside.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use vir_xml::{WriteOptions, XmlElement, XmlEnum};

use crate::common::{HostPciAddress, PciDriver, given};

/// How a network reaches the outside.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ForwardDef {
    /// The host's device that is used; the same as the first of `interfaces` after completion.
    #[xml(attr, read_if = "given::dev")]
    pub dev: Option<String>,
    /// The way.
    #[xml(attr, read_if = "given::mode", invalid(Unsupported, "unknown forwarding type '{value}'"))]
    pub mode: ForwardMode,
    /// Whether devices are taken from the host's drivers and given back (for `hostdev`).
    #[xml(attr, with = "crate::network::forward::lenient", write_if = "ForwardDef::is_hostdev")]
    pub managed: bool,
    /// The host's driver for devices that are handed to guests.
    #[xml(child = "driver")]
    pub driver: Option<PciDriver>,
    /// What addresses become outside (for `nat`); at most one.
    #[xml(child = "nat")]
    pub nat: Vec<NatDef>,
    /// The card whose virtual functions are used; at most one.
    #[xml(child = "pf")]
    pub pf: Vec<ForwardPf>,
    /// The host's devices that are used.
    #[xml(child = "interface", write_if = "ForwardDef::shows_devices")]
    pub interfaces: Vec<ForwardInterface>,
    /// The host's devices that are handed to guests.
    #[xml(child = "address", write_if = "ForwardDef::shows_devices")]
    pub addresses: Vec<ForwardAddress>,
}

/// A word that is yes, in any case, or else means no.
pub(crate) mod lenient {
    use std::borrow::Cow;

    use vir_xml::{ValueError, XmlValue};

    #[allow(clippy::unnecessary_wraps)] // The derive wants it so.
    pub(crate) fn from_text(text: &str) -> Result<bool, ValueError> {
        Ok(text.eq_ignore_ascii_case("yes"))
    }

    pub(crate) fn to_text(value: &bool) -> Cow<'_, str> {
        value.to_text()
    }
}

/// A way to the outside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ForwardMode {
    /// None.
    None,
    /// With the host's address.
    #[default]
    Nat,
    /// With addresses of their own, through the host.
    Route,
    /// As `Route`, without rules of a firewall.
    Open,
    /// Through a bridge of the host.
    Bridge,
    /// Directly, guests apart.
    Private,
    /// Directly, through the switch outside.
    Vepa,
    /// Directly, one guest per device.
    Passthrough,
    /// With a device of the host.
    Hostdev,
}

impl ForwardMode {
    /// Whether the network has a bridge that the daemon makes.
    #[must_use]
    pub fn has_own_bridge(self) -> bool {
        matches!(self, Self::None | Self::Nat | Self::Route | Self::Open)
    }
}

/// What addresses become outside.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NatDef {
    /// Whether that is done for IPv6 too.
    #[xml(attr)]
    pub ipv6: Option<bool>,
    /// These; at most one range.
    #[xml(child = "address")]
    pub address: Vec<NatAddress>,
    /// Ports that are used; at most one range.
    #[xml(child = "port", write_if = "NatDef::has_ports")]
    pub port: Vec<NatPort>,
}

/// Addresses outside, from the first to the last.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NatAddress {
    /// The first.
    #[xml(attr, invalid(Invalid, "Bad ipv4 start address '{value}' in <nat> in <forward> in network"))]
    pub start: Option<Ipv4Addr>,
    /// The last.
    #[xml(attr, invalid(Invalid, "Bad ipv4 end address '{value}' in <nat> in <forward> in network"))]
    pub end: Option<Ipv4Addr>,
}

/// Ports outside, from the first to the last.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NatPort {
    /// The first.
    #[xml(
        attr,
        missing(
            Malformed,
            "Missing or invalid 'start' attribute in <port> in <nat> in <forward> in network"
        ),
        invalid(
            Malformed,
            "Missing or invalid 'start' attribute in <port> in <nat> in <forward> in network"
        )
    )]
    pub start: u16,
    /// The last.
    #[xml(
        attr,
        missing(Malformed, "Missing or invalid 'end' attribute in <port> in <nat> in <forward> in network"),
        invalid(Malformed, "Missing or invalid 'end' attribute in <port> in <nat> in <forward> in network")
    )]
    pub end: u16,
}

/// A card with virtual functions.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ForwardPf {
    /// Its name.
    #[xml(attr, missing(Missing, "Missing required dev attribute in <pf> element of network"))]
    pub dev: String,
}

/// A network device of the host.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ForwardInterface {
    /// Its name.
    #[xml(
        attr,
        missing(Missing, "Missing required dev attribute in <forward> <interface> element of network")
    )]
    pub dev: String,
    /// Guests that use it; only in live documents.
    #[xml(attr, live, skip_default)]
    pub connections: u32,
}

/// A device of the host that is handed to a guest.
#[derive(Debug, Clone, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ForwardAddress {
    /// What kind of address it is.
    #[xml(
        attr = "type",
        missing(Missing, "missing address type in network"),
        invalid(Unsupported, "unknown address type '{value}' in network")
    )]
    pub address_type: ForwardAddressType,
    /// Where it is plugged in.
    #[xml(flatten)]
    pub pci: HostPciAddress,
}

/// A kind of address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ForwardAddressType {
    /// A place on a PCI bus.
    Pci,
}

impl ForwardDef {
    fn is_hostdev(&self, _: WriteOptions) -> bool {
        self.mode == ForwardMode::Hostdev
    }

    /// The functions of a card are found anew each time, so a definition does not hold them.
    fn shows_devices(&self, options: WriteOptions) -> bool {
        self.pf.is_empty() || options.live
    }
}

impl NatDef {
    fn has_ports(&self, _: WriteOptions) -> bool {
        self.port.iter().any(|port| (port.start, port.end) != (0, 0))
    }
}
