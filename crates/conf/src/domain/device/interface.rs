//! `<interface>` of a guest: a network card.

use serde::{Deserialize, Serialize};
use vir_xml::{OtherCase, Rest, XmlElement, XmlUnion};

use super::address::Address;
use crate::mac::MacAddr;

/// A network card.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DomainInterfaceDef {
    /// Its Ethernet address; always there after completion.
    #[xml(attr = "mac/@address")]
    pub mac: Option<MacAddr>,
    /// What it is connected to.
    #[xml(union = "type", child = "source", required)]
    pub source: DomainInterfaceSource,
    /// Name of the host's end.
    #[xml(attr = "target/@dev")]
    pub target: Option<String>,
    /// Kind of card, such as `virtio`.
    #[xml(attr = "model/@type")]
    pub model: Option<String>,
    /// Place in the order of booting.
    #[xml(attr = "boot/@order")]
    pub boot_order: Option<u32>,
    /// Where it is plugged in.
    #[xml(child = "address")]
    pub address: Option<Address>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

impl DomainInterfaceDef {
    /// A virtio card in a virtual network.
    #[must_use]
    pub fn network(network: &str) -> Self {
        let body = InterfaceNetwork { network: Some(network.into()), rest: Rest::default() };
        Self {
            source: DomainInterfaceSource::Network(Some(body)),
            model: Some("virtio".into()),
            ..Self::default()
        }
    }
}

/// What a network card is connected to.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum DomainInterfaceSource {
    /// A virtual network.
    Network(Option<InterfaceNetwork>),
    /// A bridge of the host.
    Bridge(Option<InterfaceBridge>),
    /// Anything else.
    #[xml(other)]
    Other(OtherCase),
}

impl Default for DomainInterfaceSource {
    fn default() -> Self {
        Self::Network(None)
    }
}

/// A virtual network.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InterfaceNetwork {
    /// Its name.
    #[xml(attr)]
    pub network: Option<String>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// A bridge of the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InterfaceBridge {
    /// Its name.
    #[xml(attr)]
    pub bridge: Option<String>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}
