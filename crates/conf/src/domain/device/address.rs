//! `<address>`: where a device is plugged in.

use serde::{Deserialize, Serialize};
use vir_xml::{Hex, XmlElement, XmlUnion};

/// Where a device is plugged in.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[xml(by = "type")]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Address {
    /// Nowhere in particular, which is the same as nothing said.
    #[xml(name = "none")]
    #[serde(rename = "none")]
    Unspecified,
    /// On a PCI bus.
    Pci(PciPlace),
    /// On a bus of disks.
    Drive(DriveAddress),
    /// On a controller of virtio channels.
    #[xml(name = "virtio-serial")]
    #[serde(rename = "virtio-serial")]
    VirtioSerial(VirtioSerialAddress),
    /// In a slot for smart cards.
    Ccid(CcidAddress),
    /// On a USB bus.
    Usb(UsbAddress),
    /// On the bus of an IBM Power guest.
    #[xml(name = "spapr-vio")]
    #[serde(rename = "spapr-vio")]
    SpaprVio(SpaprVioAddress),
    /// On the old bus of an IBM Z guest.
    #[xml(name = "virtio-s390")]
    #[serde(rename = "virtio-s390")]
    VirtioS390,
    /// On the channels of an IBM Z guest.
    Ccw(CcwAddress),
    /// In the guest's memory.
    #[xml(name = "virtio-mmio")]
    #[serde(rename = "virtio-mmio")]
    VirtioMmio,
    /// On the ISA bus.
    Isa(IsaAddress),
    /// In a slot for memory.
    Dimm(DimmAddress),
    /// Nowhere; the guest does not get it.
    Unassigned,
}

/// A place on a PCI bus.
pub type PciPlace = crate::common::PciAddress;

/// A place on a bus of disks.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DriveAddress {
    /// Number of the controller.
    #[xml(attr)]
    pub controller: u32,
    /// Number of the bus.
    #[xml(attr)]
    pub bus: u32,
    /// Number of the target on the bus.
    #[xml(attr)]
    pub target: u32,
    /// Number of the unit of the target.
    #[xml(attr)]
    pub unit: u32,
}

/// A port of a controller of virtio channels.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VirtioSerialAddress {
    /// Number of the controller.
    #[xml(attr)]
    pub controller: u32,
    /// Number of the bus.
    #[xml(attr)]
    pub bus: u32,
    /// Number of the port.
    #[xml(attr)]
    pub port: u32,
}

/// A slot for smart cards.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CcidAddress {
    /// Number of the controller.
    #[xml(attr)]
    pub controller: u32,
    /// Number of the slot.
    #[xml(attr)]
    pub slot: u32,
}

/// A port of a USB bus.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UsbAddress {
    /// Number of the bus.
    #[xml(attr)]
    pub bus: u32,
    /// Numbers of the ports on the way, with dots between them.
    #[xml(attr)]
    pub port: Option<String>,
}

/// A place on the bus of an IBM Power guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SpaprVioAddress {
    /// The register.
    #[xml(attr, with = "crate::hex16")]
    pub reg: Option<Hex<8>>,
}

/// A channel of an IBM Z guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CcwAddress {
    /// Number of the subsystem.
    #[xml(attr)]
    pub cssid: Option<Hex<1>>,
    /// Number of the set.
    #[xml(attr)]
    pub ssid: Option<Hex<1>>,
    /// Number of the device.
    #[xml(attr)]
    pub devno: Option<Hex<4>>,
}

/// A place on the ISA bus.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IsaAddress {
    /// First port.
    #[xml(attr, with = "crate::hex16", skip_default)]
    pub iobase: Hex<1>,
    /// Interrupt line.
    #[xml(attr, with = "crate::hex16", skip_default)]
    pub irq: Hex<1>,
}

/// A slot for memory.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DimmAddress {
    /// Number of the slot.
    #[xml(attr, required)]
    pub slot: u32,
    /// Where it begins in the guest's memory.
    #[xml(attr, with = "crate::hex16", skip_default)]
    pub base: Hex<1>,
}
