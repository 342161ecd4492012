//! Addresses, links, bridges and VLANs of a host's devices.

use serde::{Deserialize, Serialize};
use vir_types::Result;
use vir_xml::{Kind, Node, WriteOptions, XmlElement, XmlEnum};

use super::{BondDef, InterfaceType};
use crate::common::{IpFamily, Switch, given, wrong};

/// The addresses of one family.
#[derive(Debug, Clone, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct ProtocolDef {
    /// The family.
    #[xml(
        attr,
        missing(Missing, "protocol misses the family attribute"),
        invalid(Invalid, "unsupported protocol family '{value}'")
    )]
    pub family: IpFamily,
    /// Whether addresses are told by routers (IPv6).
    #[xml(flag = "autoconf", write_if = "ProtocolDef::is_ipv6")]
    pub autoconf: bool,
    /// Addresses from DHCP.
    #[xml(child = "dhcp")]
    pub dhcp: Option<DhcpClient>,
    /// Fixed addresses.
    #[xml(child = "ip")]
    pub ips: Vec<InterfaceIpDef>,
    /// The way to everywhere else.
    #[xml(attr = "route/@gateway", read_if = "given::gateway")]
    pub gateway: Option<String>,
}

impl ProtocolDef {
    fn is_ipv6(&self, _: WriteOptions) -> bool {
        self.family == IpFamily::Ipv6
    }
}

/// Addresses from DHCP.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DhcpClient {
    /// Whether the servers of names are taken from there too.
    #[xml(attr)]
    pub peerdns: Option<bool>,
}

/// A fixed address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, XmlElement)]
#[non_exhaustive]
pub struct InterfaceIpDef {
    /// The address; without it nothing is said.
    #[xml(attr)]
    pub address: Option<String>,
    /// Bits of its network; 0 is the same as nothing said.
    #[xml(attr, skip_default, with = "crate::interface::parts::prefix")]
    pub prefix: i32,
}

/// Numbers that may be given as hexadecimal and octal, and below 0.
mod prefix {
    use std::borrow::Cow;

    use vir_xml::{ValueError, XmlValue};

    use crate::common::any_base;

    pub(super) fn from_text(text: &str) -> Result<i32, ValueError> {
        any_base::from_text(text).or_else(|_| i32::from_text(text))
    }

    pub(super) fn to_text(prefix: &i32) -> Cow<'_, str> {
        Cow::Owned(prefix.to_string())
    }
}

/// Whether and how fast a device is connected.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InterfaceLink {
    /// **Mbit/s**; 0 is not known.
    #[xml(attr, skip_default)]
    pub speed: u32,
    /// Whether it is connected.
    #[xml(attr, read_if = "given::state")]
    pub state: Option<LinkState>,
}

impl InterfaceLink {
    /// Whether nothing is said; then it is not written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether a device is connected, in the kernel's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum LinkState {
    /// Nobody knows.
    Unknown,
    /// It is not there.
    NotPresent,
    /// It is off.
    Down,
    /// What it stands on is off.
    LowerLayerDown,
    /// It is being tested.
    Testing,
    /// It waits for something.
    Dormant,
    /// It is on.
    Up,
}

/// What is plugged into a bridge.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct InterfaceBridgeDef {
    /// Spanning tree protocol.
    #[xml(attr, invalid(Invalid, "bridge interface stp should be on or off got {value}"))]
    pub stp: Option<Switch>,
    /// **Seconds** before a new port forwards, in the document's spelling.
    #[xml(attr)]
    pub delay: Option<String>,
    /// The devices.
    #[xml(child = "interface")]
    pub parts: Vec<BridgePart>,
}

impl InterfaceBridgeDef {
    pub(super) fn validate(&self) -> Result<()> {
        self.parts.iter().try_for_each(BridgePart::validate)
    }
}

/// A device that is plugged into a bridge.
#[derive(Debug, Clone, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct BridgePart {
    /// Its kind; no bridge.
    #[xml(attr = "type", required)]
    pub interface_type: InterfaceType,
    /// Its name.
    #[xml(attr, missing(Missing, "interface has no name"))]
    pub name: String,
    /// Whether and how fast it is connected.
    #[xml(child = "link", write_if = "BridgePart::shows_link")]
    pub link: Option<InterfaceLink>,
    /// Its Ethernet address, in the document's spelling (`ethernet`).
    #[xml(attr = "mac/@address", read_if = "given::address", write_if = "BridgePart::is_ethernet")]
    pub mac: Option<String>,
    /// What it is made of (`bond`).
    #[xml(child = "bond", write_if = "BridgePart::is_bond")]
    pub bond: Option<BondDef>,
    /// What it is one network of (`vlan`).
    #[xml(child = "vlan", write_if = "BridgePart::is_vlan")]
    pub vlan: Option<InterfaceVlanDef>,
}

impl BridgePart {
    fn shows_link(&self, _: WriteOptions) -> bool {
        self.link.as_ref().is_some_and(|link| !link.is_empty())
    }

    fn is_ethernet(&self, _: WriteOptions) -> bool {
        self.interface_type == InterfaceType::Ethernet
    }

    fn is_bond(&self, _: WriteOptions) -> bool {
        self.interface_type == InterfaceType::Bond
    }

    fn is_vlan(&self, _: WriteOptions) -> bool {
        self.interface_type == InterfaceType::Vlan
    }

    fn validate(&self) -> Result<()> {
        match self.interface_type {
            InterfaceType::Ethernet => Ok(()),
            InterfaceType::Bridge => wrong("interface has unsupported type 'bridge'"),
            InterfaceType::Bond => match &self.bond {
                Some(bond) => bond.validate(),
                None => wrong("bond interface misses the bond element"),
            },
            InterfaceType::Vlan if self.vlan.is_none() => wrong("vlan interface misses the vlan element"),
            InterfaceType::Vlan => Ok(()),
        }
    }
}

/// What a VLAN is one network of.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "InterfaceVlanDef::named")]
#[non_exhaustive]
pub struct InterfaceVlanDef {
    /// Its number, in the document's spelling.
    #[xml(attr)]
    pub tag: String,
    /// Name of the device.
    #[xml(attr = "interface/@name")]
    pub device: String,
}

impl InterfaceVlanDef {
    fn named(&mut self, node: Node<'_>) -> vir_xml::Result<()> {
        if self.tag.is_empty() {
            return Err(node.error(Kind::Missing, "vlan interface misses the tag attribute"));
        }
        if self.device.is_empty() {
            return Err(node.error(Kind::Missing, "vlan interface misses name attribute"));
        }
        Ok(())
    }
}
