//! `<network>`: a virtual network.

use serde::{Deserialize, Serialize};
use vir_types::{Origin, Result, Uuid};
use vir_xml::{RawXml, ReadOptions, Rest, XmlElement, XmlEnum, to_string};

use crate::defaults::Defaults;
use crate::error::{DocumentKind, read};
use crate::format::XmlFormat;
use crate::name;

const KIND: DocumentKind =
    DocumentKind { root: "network", name: "(network_definition)", origin: Origin::NETWORK };

/// A virtual network.
///
/// Schema: `schemas/network.rnc`, define `network`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct NetworkDef {
    /// Guests that use it; only in live documents.
    #[xml(attr, live)]
    pub connections: Option<u32>,
    /// Name, unique on its host.
    #[xml(text = "name")]
    pub name: String,
    /// Identity; always there after completion.
    #[xml(text = "uuid", with = "crate::uuid_text", invalid(Internal, "malformed uuid element"))]
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<Uuid>,
    /// One line for people.
    #[xml(text = "title")]
    pub title: Option<String>,
    /// More text for people.
    #[xml(text = "description")]
    pub description: Option<String>,
    /// What applications have left here, byte for byte.
    #[xml(raw = "metadata")]
    pub metadata: Option<RawXml>,
    /// How it reaches the outside; `None`: not at all.
    #[xml(child = "forward")]
    pub forward: Option<ForwardDef>,
    /// The bridge that guests are plugged into.
    #[xml(child = "bridge")]
    pub bridge: Option<BridgeDef>,
    /// The host's addresses in it.
    #[xml(child = "ip")]
    pub ips: Vec<NetworkIpDef>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// How a network reaches the outside.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ForwardDef {
    /// The host's device that is used.
    #[xml(attr)]
    pub dev: Option<String>,
    /// The way; [`ForwardMode::Nat`] after completion if none is given.
    #[xml(attr)]
    pub mode: Option<ForwardMode>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// A way to the outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ForwardMode {
    /// None.
    None,
    /// With the host's address.
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

/// The bridge of a network.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BridgeDef {
    /// Its name.
    #[xml(attr)]
    pub name: Option<String>,
    /// Its zone in the host's firewall.
    #[xml(attr)]
    pub zone: Option<String>,
    /// Spanning tree protocol: `on`, or `off`.
    #[xml(attr)]
    pub stp: Option<String>,
    /// **Seconds** before a new port forwards.
    #[xml(attr)]
    pub delay: Option<u64>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// An address of the host in a network.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct NetworkIpDef {
    /// `ipv4`, or `ipv6`; `None` is `ipv4`.
    #[xml(attr)]
    pub family: Option<String>,
    /// The address.
    #[xml(attr)]
    pub address: Option<String>,
    /// Its network, as a mask.
    #[xml(attr)]
    pub netmask: Option<String>,
    /// Its network, as the number of bits.
    #[xml(attr)]
    pub prefix: Option<u32>,
    /// What guests are given.
    #[xml(child = "dhcp")]
    pub dhcp: Option<DhcpDef>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// What guests are given.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct DhcpDef {
    /// Addresses that are given out.
    #[xml(child = "range")]
    pub ranges: Vec<DhcpRange>,
    /// Addresses of certain guests, and everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// Addresses that are given out.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DhcpRange {
    /// The first.
    #[xml(attr)]
    pub start: Option<String>,
    /// The last.
    #[xml(attr)]
    pub end: Option<String>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

impl NetworkDef {
    /// Reads a definition as it stands.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`, `InternalError`: a value that cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads, completes and validates a definition.
    ///
    /// # Errors
    /// As of the three.
    pub fn load(xml: &str, defaults: &mut Defaults<'_>) -> Result<Self> {
        let mut def = Self::parse(xml)?;
        def.complete(defaults);
        def.validate()?;
        Ok(def)
    }

    /// Fills in identity, way to the outside and the bridge's habits.
    pub fn complete(&mut self, defaults: &mut Defaults<'_>) {
        if self.uuid.is_none() {
            self.uuid = Some(defaults.uuid());
        }
        if let Some(forward) = &mut self.forward {
            forward.mode.get_or_insert(ForwardMode::Nat);
        }
        let own_bridge = match self.forward.as_ref().and_then(|forward| forward.mode) {
            None | Some(ForwardMode::None | ForwardMode::Nat | ForwardMode::Route | ForwardMode::Open) => {
                true
            }
            Some(_) => false,
        };
        if own_bridge {
            let bridge = self.bridge.get_or_insert_default();
            bridge.stp.get_or_insert_with(|| "on".into());
            bridge.delay.get_or_insert(0);
        }
    }

    /// Checks the rules across fields.
    ///
    /// # Errors
    /// `NoName`: no name. `XmlDetail`: a slash in it. `XmlError`: a title of several lines, or a way to
    /// the outside that needs an address and has none.
    pub fn validate(&self) -> Result<()> {
        use vir_types::{Code, Error};
        if self.name.contains('/') {
            return Err(Error::new(Code::XML_DETAIL, "invalid char in name: /").or_origin(KIND.origin));
        }
        name::check(&self.name, KIND.origin)?;
        name::title(self.title.as_deref(), "Network", KIND.origin)?;
        let mode = self.forward.as_ref().and_then(|forward| forward.mode);
        if let Some(mode @ (ForwardMode::Nat | ForwardMode::Route)) = mode
            && self.ips.is_empty()
        {
            let text = format!(
                "{mode} forwarding requested, but no IP address provided for network '{}'",
                self.name
            );
            return Err(Error::new(Code::XML_ERROR, text).or_origin(KIND.origin));
        }
        Ok(())
    }

    /// The identity, all zeros before completion.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.uuid.unwrap_or_default()
    }

    /// The name of the bridge.
    #[must_use]
    pub fn bridge_name(&self) -> Option<&str> {
        self.bridge.as_ref()?.name.as_deref()
    }

    /// The document with everything in it.
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
