//! Places on a PCI bus, and the host's driver for a device that is handed to a guest.

use serde::{Deserialize, Serialize};
use vir_types::Result;
use vir_xml::{Hex, XmlElement, XmlEnum};

use crate::common::{Switch, wrong};

/// A place on a PCI bus.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PciAddress {
    /// Domain of buses.
    #[xml(attr, write_if = "PciAddress::is_placed")]
    pub domain: Hex<4>,
    /// Bus.
    #[xml(attr, write_if = "PciAddress::is_placed")]
    pub bus: Hex<2>,
    /// Slot on the bus.
    #[xml(attr, write_if = "PciAddress::is_placed")]
    pub slot: Hex<2>,
    /// Function of the slot.
    #[xml(attr, write_if = "PciAddress::is_placed")]
    pub function: Hex<1>,
    /// Whether the slot has more functions.
    #[xml(attr)]
    pub multifunction: Option<Switch>,
    /// What the place is called inside an s390 guest.
    #[xml(child = "zpci", skip_empty)]
    pub zpci: Option<Zpci>,
}

/// What a PCI device is called inside an s390 guest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Zpci {
    /// Number that the user sees.
    #[xml(attr)]
    pub uid: Option<Hex<4>>,
    /// Number that the machine sees.
    #[xml(attr)]
    pub fid: Option<Hex<8>>,
}

impl PciAddress {
    /// The address of these four numbers.
    #[must_use]
    pub fn new(domain: u64, bus: u64, slot: u64, function: u64) -> Self {
        Self {
            domain: Hex(domain),
            bus: Hex(bus),
            slot: Hex(slot),
            function: Hex(function),
            ..Self::default()
        }
    }

    /// Whether it says no place: a function alone is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        (self.domain.0, self.bus.0, self.slot.0) == (0, 0, 0)
    }

    /// Whether the four numbers are written.
    fn is_placed(&self, _: vir_xml::WriteOptions) -> bool {
        !self.is_empty()
    }

    /// Checks the ranges.
    ///
    /// # Errors
    /// `XmlError`: a number is out of its range.
    pub fn validate(&self) -> Result<()> {
        let (domain, bus) = (self.domain.0, self.bus.0);
        let (slot, function) = (self.slot.0, self.function.0);
        if domain > 0xffff_ffff {
            return wrong(format!("Invalid PCI address domain='0x{domain:x}', must be <= 0xFFFFFFFF"));
        }
        if bus > 0xff {
            return wrong(format!("Invalid PCI address bus='0x{bus:x}', must be <= 0xFF"));
        }
        if slot > 0x1f {
            return wrong(format!("Invalid PCI address slot='0x{slot:x}', must be <= 0x1F"));
        }
        if function > 7 {
            return wrong(format!("Invalid PCI address function=0x{function:x}, must be <= 7"));
        }
        Ok(())
    }
}

/// A place on a PCI bus of the host, all of which is always said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostPciAddress {
    /// Domain of buses.
    #[xml(attr)]
    pub domain: Hex<4>,
    /// Bus.
    #[xml(attr)]
    pub bus: Hex<2>,
    /// Slot on the bus.
    #[xml(attr)]
    pub slot: Hex<2>,
    /// Function of the slot.
    #[xml(attr)]
    pub function: Hex<1>,
}

impl HostPciAddress {
    /// The same as a guest's address.
    #[must_use]
    pub fn place(&self) -> PciAddress {
        PciAddress::new(self.domain.0, self.bus.0, self.slot.0, self.function.0)
    }

    /// Checks the ranges.
    ///
    /// # Errors
    /// `XmlError`: a number is out of its range.
    pub fn validate(&self) -> Result<()> {
        self.place().validate()
    }
}

impl std::fmt::Display for HostPciAddress {
    /// As in `0000:00:1f.2`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.place().fmt(f)
    }
}

impl std::fmt::Display for PciAddress {
    /// As in `0000:00:1f.2`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04x}:{:02x}:{:02x}.{:x}", self.domain.0, self.bus.0, self.slot.0, self.function.0)
    }
}

/// The host's driver for a device that is handed to a guest.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PciDriver {
    /// The kind.
    #[xml(attr)]
    pub name: Option<PciDriverName>,
    /// The module.
    #[xml(attr)]
    pub model: Option<String>,
}

impl PciDriver {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.model.is_none()
    }
}

/// A kind of driver for devices that are handed to guests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum PciDriverName {
    /// KVM's own assignment, which is gone.
    Kvm,
    /// VFIO.
    Vfio,
    /// Xen's.
    Xen,
}
