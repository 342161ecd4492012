//! `<address>`: where a device is plugged in.

use serde::{Deserialize, Serialize};
use vir_xml::{Hex, OtherCase, Rest, XmlElement, XmlUnion};

/// Where a device is plugged in.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[xml(by = "type")]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Address {
    /// A place on a PCI bus.
    Pci(PciAddress),
    /// Anywhere else.
    #[xml(other)]
    Other(OtherCase),
}

/// A place on a PCI bus.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PciAddress {
    /// Domain of buses.
    #[xml(attr)]
    pub domain: Option<Hex<4>>,
    /// Bus.
    #[xml(attr)]
    pub bus: Option<Hex<2>>,
    /// Slot on the bus.
    #[xml(attr)]
    pub slot: Option<Hex<2>>,
    /// Function of the slot.
    #[xml(attr)]
    pub function: Option<Hex<1>>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}
