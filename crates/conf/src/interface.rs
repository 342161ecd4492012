//! `<interface>` of a host: a network device.

use serde::{Deserialize, Serialize};
use vir_types::{Code, Error, Origin, Result};
use vir_xml::{ReadOptions, Rest, XmlElement, XmlEnum, to_string};

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
    #[xml(attr = "start/@mode")]
    pub start_mode: Option<StartMode>,
    /// Largest packet, in **bytes**.
    #[xml(attr = "mtu/@size")]
    pub mtu: Option<u32>,
    /// Its addresses, by family.
    #[xml(child = "protocol")]
    pub protocols: Vec<ProtocolDef>,
    /// Its Ethernet address, in the document's spelling.
    #[xml(attr = "mac/@address")]
    pub mac: Option<String>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
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

/// The addresses of one family.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct ProtocolDef {
    /// `ipv4`, or `ipv6`.
    #[xml(attr, missing(Invalid, "protocol misses the family attribute"))]
    pub family: String,
    /// Fixed addresses.
    #[xml(child = "ip")]
    pub ips: Vec<InterfaceIpDef>,
    /// The way to everywhere else.
    #[xml(attr = "route/@gateway")]
    pub gateway: Option<String>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// A fixed address.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InterfaceIpDef {
    /// The address.
    #[xml(attr)]
    pub address: Option<String>,
    /// Bits of its network.
    #[xml(attr)]
    pub prefix: Option<u32>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

impl InterfaceDef {
    /// Reads a definition as it stands.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`: a value that cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads and validates a definition; there is nothing to complete.
    ///
    /// # Errors
    /// As of the two.
    pub fn load(xml: &str) -> Result<Self> {
        let def = Self::parse(xml)?;
        def.validate()?;
        Ok(def)
    }

    /// Checks the rules across fields.
    ///
    /// # Errors
    /// `XmlError`: no name.
    pub fn validate(&self) -> Result<()> {
        if self.name.is_none() {
            return Err(Error::new(Code::XML_ERROR, "interface has no name").or_origin(KIND.origin));
        }
        Ok(())
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
