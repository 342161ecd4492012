//! `<network>`: a virtual network.

mod bridge;
mod complete;
mod dhcp;
mod dns;
mod forward;
mod ip;
mod portgroup;
mod update;
mod validate;

pub use bridge::{BridgeDef, DnsmasqOption, DnsmasqOptions, MacTableManager, NetworkDomain};
pub use dhcp::{DhcpBootp, DhcpDef, DhcpHost, DhcpRange, LeaseTime, LeaseUnit};
pub use dns::{DnsDef, DnsForwarder, DnsHost, DnsSrv, DnsTxt};
pub use forward::{
    ForwardAddress, ForwardAddressType, ForwardDef, ForwardInterface, ForwardMode, ForwardPf, NatAddress,
    NatDef, NatPort,
};
pub use ip::NetworkIpDef;
pub use portgroup::PortGroupDef;

use serde::{Deserialize, Serialize};
use vir_types::{Origin, Result, Uuid};
use vir_xml::{RawXml, ReadOptions, Writer, XmlElement};

use crate::common::{Bandwidth, Route, VirtualPort, Vlan};
use crate::defaults::Defaults;
use crate::error::{DocumentKind, read};
use crate::format::XmlFormat;
use crate::mac::MacAddr;

const KIND: DocumentKind =
    DocumentKind { root: "network", name: "(network_definition)", origin: Origin::NETWORK };

/// The namespace of [`DnsmasqOptions`].
const DNSMASQ: &str = "http://libvirt.org/schemas/network/dnsmasq/1.0";

/// A virtual network.
///
/// Schema: `schemas/network.rnc`, define `network`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct NetworkDef {
    /// Guests that use it; only in live documents.
    #[xml(attr, live, skip_default)]
    pub connections: u32,
    /// Whether guests reach each other with IPv6 although the host has no such address in it.
    #[xml(
        attr = "ipv6",
        skip_default,
        read_if = "crate::common::given::ipv6",
        invalid(Invalid, "Invalid ipv6 setting '{value}' in network")
    )]
    pub ipv6_without_gateway: bool,
    /// Whether guests may say which addresses they listen to.
    #[xml(attr = "trustGuestRxFilters")]
    pub trust_guest_rx_filters: Option<bool>,
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
    /// Largest packet, in **bytes**.
    #[xml(
        attr = "mtu/@size",
        skip_default,
        read_if = "crate::common::given::size",
        invalid(Invalid, "Invalid mtu size '{value}' in network")
    )]
    pub mtu: u32,
    /// The bridge's Ethernet address.
    #[xml(
        attr = "mac/@address",
        read_if = "crate::common::given::address",
        invalid(Invalid, "Invalid bridge mac address '{value}' in network")
    )]
    pub mac: Option<MacAddr>,
    /// The domain of its guests in DNS.
    #[xml(child = "domain")]
    pub domain: Option<NetworkDomain>,
    /// What the host answers about names.
    #[xml(child = "dns")]
    pub dns: Option<DnsDef>,
    /// Which of the networks on a wire guests are in.
    #[xml(child = "vlan")]
    pub vlan: Option<Vlan>,
    /// How much all guests together may use.
    #[xml(child = "bandwidth")]
    pub bandwidth: Option<Bandwidth>,
    /// Whether guests are kept from reaching each other.
    #[xml(attr = "port/@isolated")]
    pub isolated: Option<bool>,
    /// The host's addresses in it.
    #[xml(child = "ip")]
    pub ips: Vec<NetworkIpDef>,
    /// Ways to other networks through it.
    #[xml(child = "route")]
    pub routes: Vec<Route>,
    /// How guests are known to the switch outside.
    #[xml(child = "virtualport")]
    pub virtualport: Option<VirtualPort>,
    /// Classes of guests.
    #[xml(child = "portgroup")]
    pub portgroups: Vec<PortGroupDef>,
    /// What is handed to dnsmasq as it stands.
    #[xml(child = "options", ns = "http://libvirt.org/schemas/network/dnsmasq/1.0", prefix = "dnsmasq")]
    pub dnsmasq_options: Option<DnsmasqOptions>,
}

impl NetworkDef {
    /// Reads a definition as it stands.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`, `InternalError`: a value that cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads the description of a running network as it stands.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_live(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::live(), Self::read)
    }

    /// Reads, completes and validates a definition.
    ///
    /// # Errors
    /// As of the three.
    pub fn load(xml: &str, defaults: &mut Defaults<'_>) -> Result<Self> {
        let mut def = Self::parse(xml)?;
        // Some rules are about what the document says and completion would tidy away.
        def.validate()?;
        def.complete(defaults);
        Ok(def)
    }

    /// The way to the outside.
    #[must_use]
    pub fn mode(&self) -> ForwardMode {
        self.forward.as_ref().map_or(ForwardMode::None, |forward| forward.mode)
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

    /// The class of this name; without a name the one that guests are in who say none.
    #[must_use]
    pub fn portgroup(&self, name: Option<&str>) -> Option<&PortGroupDef> {
        self.portgroups.iter().find(|group| match name {
            Some(name) => group.name == name,
            None => group.default,
        })
    }

    /// The document with everything in it.
    #[must_use]
    pub fn to_xml(&self) -> String {
        self.to_xml_with(XmlFormat::new(true, true))
    }

    /// The document with what `format` asks for.
    #[must_use]
    pub fn to_xml_with(&self, format: XmlFormat) -> String {
        let mut w = Writer::new(format.into());
        w.start(KIND.root);
        if self.dnsmasq_options.is_some() {
            // Namespaces come before the attributes.
            w.namespace(DNSMASQ, "dnsmasq");
        }
        self.write_attrs(&mut w);
        self.write_nodes(&mut w);
        w.end();
        w.finish()
    }
}
