//! `<interface>` of a host: a network device.

mod bond;
mod parts;

pub use bond::{ArpMonitor, ArpValidate, BondDef, BondMember, BondMode, MiiCarrier, MiiMonitor};
pub use parts::{
    BridgePart, DhcpClient, InterfaceBridgeDef, InterfaceIpDef, InterfaceLink, InterfaceVlanDef, LinkState,
    ProtocolDef,
};

use serde::{Deserialize, Serialize};
use vir_types::{Origin, Result};
use vir_xml::{ReadOptions, WriteOptions, XmlElement, XmlEnum, to_string};

use crate::common::{given, wrong};
use crate::error::{DocumentKind, read};
use crate::format::XmlFormat;

const KIND: DocumentKind =
    DocumentKind { root: "interface", name: "(interface_definition)", origin: Origin::INTERFACE };

/// A network device of the host.
///
/// Schema: `schemas/interface.rnc`, define `interface`.
#[derive(Debug, Clone, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct InterfaceDef {
    /// Its kind.
    #[xml(attr = "type", required)]
    pub interface_type: InterfaceType,
    /// Name, unique on its host.
    #[xml(attr)]
    pub name: Option<String>,
    /// When it is started.
    #[xml(
        attr = "start/@mode",
        read_if = "given::mode",
        invalid(Invalid, "unknown interface startmode {value}")
    )]
    pub start_mode: Option<StartMode>,
    /// Largest packet, in **bytes**; 0 is the host's own.
    #[xml(attr = "mtu/@size", read_if = "given::size", skip_default)]
    pub mtu: u32,
    /// Its addresses, by family.
    #[xml(child = "protocol")]
    pub protocols: Vec<ProtocolDef>,
    /// Whether and how fast it is connected; not for bridges.
    #[xml(child = "link", write_if = "InterfaceDef::shows_link")]
    pub link: Option<InterfaceLink>,
    /// Its Ethernet address, in the document's spelling (`ethernet`).
    #[xml(attr = "mac/@address", read_if = "given::address", write_if = "InterfaceDef::is_ethernet")]
    pub mac: Option<String>,
    /// What is plugged into it (`bridge`).
    #[xml(child = "bridge", write_if = "InterfaceDef::is_bridge")]
    pub bridge: Option<InterfaceBridgeDef>,
    /// What it is made of (`bond`).
    #[xml(child = "bond", write_if = "InterfaceDef::is_bond")]
    pub bond: Option<BondDef>,
    /// What it is one network of (`vlan`).
    #[xml(child = "vlan", write_if = "InterfaceDef::is_vlan")]
    pub vlan: Option<InterfaceVlanDef>,
}

/// A kind of network device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum InterfaceType {
    /// A card.
    Ethernet,
    /// A bridge.
    Bridge,
    /// Several cards as one.
    Bond,
    /// One network of several on a wire.
    Vlan,
}

/// When a device is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum StartMode {
    /// With the host.
    Onboot,
    /// By hand.
    None,
    /// When it is plugged in.
    Hotplug,
}

impl InterfaceDef {
    fn shows_link(&self, _: WriteOptions) -> bool {
        self.interface_type != InterfaceType::Bridge
            && self.link.as_ref().is_some_and(|link| !link.is_empty())
    }

    fn is_ethernet(&self, _: WriteOptions) -> bool {
        self.interface_type == InterfaceType::Ethernet
    }

    fn is_bridge(&self, _: WriteOptions) -> bool {
        self.interface_type == InterfaceType::Bridge
    }

    fn is_bond(&self, _: WriteOptions) -> bool {
        self.interface_type == InterfaceType::Bond
    }

    fn is_vlan(&self, _: WriteOptions) -> bool {
        self.interface_type == InterfaceType::Vlan
    }

    /// Reads a definition as it stands.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`: a value that cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads, completes and validates a definition.
    ///
    /// # Errors
    /// As of the three.
    pub fn load(xml: &str) -> Result<Self> {
        let mut def = Self::parse(xml)?;
        def.complete();
        def.validate()?;
        Ok(def)
    }

    /// Leaves out addresses that are none.
    pub fn complete(&mut self) {
        for protocol in &mut self.protocols {
            protocol.ips.retain(|ip| ip.address.is_some());
        }
    }

    /// Checks the rules across fields.
    ///
    /// # Errors
    /// `XmlError`: no name, or the element that its kind needs is missing.
    pub fn validate(&self) -> Result<()> {
        self.check().map_err(|error| error.or_origin(KIND.origin))
    }

    fn check(&self) -> Result<()> {
        if self.name.is_none() {
            return wrong("interface has no name");
        }
        if self.mtu > 100_000 {
            return wrong("value of the 'size' attribute of 'mtu' element must be at most 100000");
        }
        let missing = match self.interface_type {
            InterfaceType::Ethernet => false,
            InterfaceType::Bridge => self.bridge.is_none(),
            InterfaceType::Bond => self.bond.is_none(),
            InterfaceType::Vlan => self.vlan.is_none(),
        };
        if missing {
            let own = self.interface_type;
            return wrong(format!("{own} interface misses the {own} element"));
        }
        match self.interface_type {
            InterfaceType::Bridge => self.bridge.as_ref().map_or(Ok(()), InterfaceBridgeDef::validate),
            InterfaceType::Bond => self.bond.as_ref().map_or(Ok(()), BondDef::validate),
            _ => Ok(()),
        }
    }

    /// The document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        self.to_xml_with(XmlFormat::new(true, true))
    }

    /// The document with what `format` asks for.
    #[must_use]
    pub fn to_xml_with(&self, format: XmlFormat) -> String {
        to_string(KIND.root, self, format.into())
    }
}
