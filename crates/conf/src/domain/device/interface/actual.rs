//! `<actual>`: what a card in a virtual network is really connected to, as a daemon keeps it.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::source::{DirectMode, MacTableManager};
use crate::common::{Bandwidth, PciDriver, VirtualPort, Vlan};
use crate::domain::device::hostdev::PciHostAddress;

/// What a card in a virtual network is really connected to.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct ActualInterfaceDef {
    /// The kind.
    #[xml(attr = "type", required)]
    pub kind: ActualType,
    /// Whether the daemon takes the host's driver off a host device.
    #[xml(attr, skip_default)]
    pub managed: bool,
    /// Whether the host follows the guest's address filters.
    #[xml(attr = "trustGuestRxFilters")]
    pub trust_guest_rx_filters: Option<bool>,
    /// The host's driver, of a host device.
    #[xml(child = "driver", skip_empty)]
    pub driver: Option<PciDriver>,
    /// What exactly.
    #[xml(child = "source")]
    pub source: Option<ActualSource>,
    /// Number of its class in the network's queues.
    #[xml(attr = "class/@id", skip_default)]
    pub class_id: u32,
    /// VLANs that it is in.
    #[xml(child = "vlan")]
    pub vlan: Option<Vlan>,
    /// How a switch knows it.
    #[xml(child = "virtualport")]
    pub virtual_port: Option<VirtualPort>,
    /// Limits of its speed.
    #[xml(child = "bandwidth")]
    pub bandwidth: Option<Bandwidth>,
    /// Whether it cannot talk to other isolated cards.
    #[xml(attr = "port/@isolated")]
    pub isolated: Option<bool>,
}

/// What a card in a virtual network is connected to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ActualType {
    /// `bridge`.
    Bridge,
    /// `direct`.
    Direct,
    /// `hostdev`.
    Hostdev,
    /// `network`.
    #[default]
    Network,
}

/// What exactly a card is connected to.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActualSource {
    /// Name of the bridge.
    #[xml(attr)]
    pub bridge: Option<String>,
    /// Who fills the bridge's table of addresses.
    #[xml(attr = "macTableManager")]
    pub mac_table_manager: Option<MacTableManager>,
    /// Name of the host's device.
    #[xml(attr)]
    pub dev: Option<String>,
    /// How the host's device is used.
    #[xml(attr)]
    pub mode: Option<DirectMode>,
    /// Place of the host's device.
    #[xml(child = "address")]
    pub address: Option<PciHostAddress>,
}
