//! `<networkport>`: how one guest is connected to a network.

use serde::{Deserialize, Serialize};
use vir_types::{Origin, Result, Uuid};
use vir_xml::{ReadOptions, WriteOptions, XmlElement, XmlEnum, XmlUnion, to_string};

use crate::common::{Bandwidth, HostPciAddress, PciDriver, VirtualPort, Vlan};
use crate::error::{DocumentKind, read};
use crate::mac::MacAddr;
use crate::network::MacTableManager;

const KIND: DocumentKind =
    DocumentKind { root: "networkport", name: "(networkport_definition)", origin: Origin::NETWORK };

/// How one guest is connected to a network.
///
/// Schema: `schemas/networkport.rnc`, define `networkport`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct NetworkPortDef {
    /// Identity; required.
    #[xml(text = "uuid", with = "crate::uuid_text", invalid(Internal, "Unable to parse UUID '{value}'"))]
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<Uuid>,
    /// Name of the guest.
    #[xml(text = "owner/name", missing(Internal, "network port has no owner name"))]
    pub owner_name: String,
    /// Identity of the guest; required.
    #[xml(
        text = "owner/uuid",
        with = "crate::uuid_text",
        invalid(Internal, "Unable to parse UUID '{value}'")
    )]
    #[serde(with = "crate::uuid_text", default)]
    pub owner_uuid: Option<Uuid>,
    /// The class of the guest.
    #[xml(text = "group")]
    pub group: Option<String>,
    /// The guest's Ethernet address.
    #[xml(
        attr = "mac/@address",
        missing(Internal, "network port has no mac"),
        invalid(Internal, "Unable to parse MAC '{value}'")
    )]
    pub mac: MacAddr,
    /// How the guest is known to the switch outside.
    #[xml(child = "virtualport")]
    pub virtualport: Option<VirtualPort>,
    /// How much it may use.
    #[xml(child = "bandwidth")]
    pub bandwidth: Option<Bandwidth>,
    /// Which of the networks on a wire it is in.
    #[xml(child = "vlan")]
    pub vlan: Option<Vlan>,
    /// Whether it is kept from reaching other guests.
    #[xml(attr = "port/@isolated")]
    pub isolated: Option<bool>,
    /// Whether it may say which addresses it listens to.
    #[xml(attr = "rxfilters/@trustGuest")]
    pub trust_guest_rx_filters: Option<bool>,
    /// What it is plugged into.
    #[xml(child = "plug", write_if = "NetworkPortDef::is_plugged")]
    pub plug: Option<PortPlug>,
}

/// What a guest is plugged into.
#[derive(Debug, Clone, PartialEq, Eq, XmlUnion, Serialize, Deserialize)]
#[xml(by = "type", default = "none")]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PortPlug {
    /// Nothing.
    None,
    /// The network's own bridge.
    Network(BridgePlug),
    /// A bridge of the host.
    Bridge(BridgePlug),
    /// A device of the host, directly.
    Direct(DirectPlug),
    /// A device of the host, which the guest drives itself.
    #[xml(name = "hostdev-pci")]
    HostdevPci(PciPlug),
}

/// A bridge.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BridgePlug {
    /// Its name.
    #[xml(attr, missing(Missing, "Missing network port bridge name"))]
    pub bridge: String,
    /// Who keeps the table of addresses.
    #[xml(
        attr = "macTableManager",
        invalid(Invalid, "Invalid macTableManager setting '{value}' in network port")
    )]
    pub mac_table_manager: Option<MacTableManager>,
}

/// A device of the host.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DirectPlug {
    /// Its name.
    #[xml(attr, missing(Missing, "Missing network port link device name"))]
    pub dev: String,
    /// How guests on it reach each other.
    #[xml(attr, invalid(Invalid, "Invalid mode setting '{value}' in network port"))]
    pub mode: MacvlanMode,
}

/// How guests on one device of the host reach each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MacvlanMode {
    /// Through the switch outside.
    #[default]
    Vepa,
    /// Not at all.
    Private,
    /// Directly.
    Bridge,
    /// There is one only.
    Passthrough,
}

/// A device of the host that the guest drives itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct PciPlug {
    /// Whether it is taken from the host's driver and given back.
    #[xml(attr)]
    pub managed: Option<bool>,
    /// The host's driver meanwhile.
    #[xml(child = "driver", write_if = "PciPlug::has_driver")]
    pub driver: Option<PciDriver>,
    /// Where it is plugged in.
    #[xml(child = "address", missing(Missing, "Missing network port PCI address"))]
    pub address: HostPciAddress,
}

impl PciPlug {
    fn has_driver(&self, _: WriteOptions) -> bool {
        self.driver.as_ref().is_some_and(|driver| !driver.is_empty())
    }
}

impl NetworkPortDef {
    fn is_plugged(&self, _: WriteOptions) -> bool {
        self.plug != Some(PortPlug::None)
    }

    /// Reads a description as it stands.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`, `InternalError`: a value is missing or cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads and validates a description; there is nothing to complete.
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
    /// `InternalError`: an identity is missing. `XmlError`: parts that do not go together.
    pub fn validate(&self) -> Result<()> {
        self.check().map_err(|error| error.or_origin(KIND.origin))
    }

    fn check(&self) -> Result<()> {
        use vir_types::Code;

        use crate::common::refuse;
        if self.uuid.is_none() {
            return refuse(Code::INTERNAL_ERROR, "network port has no uuid");
        }
        if self.owner_uuid.is_none() {
            return refuse(Code::INTERNAL_ERROR, "network port has no owner UUID");
        }
        if let Some(virtualport) = &self.virtualport {
            virtualport.validate()?;
        }
        if let Some(bandwidth) = &self.bandwidth {
            bandwidth.validate(true)?;
        }
        if let Some(PortPlug::HostdevPci(plug)) = &self.plug {
            plug.address.validate()?;
        }
        Ok(())
    }

    /// The document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        to_string(KIND.root, self, WriteOptions::default())
    }
}
