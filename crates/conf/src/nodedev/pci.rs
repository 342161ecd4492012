//! Devices on a PCI bus.

use serde::{Deserialize, Serialize};
use vir_types::{Code, Result};
use vir_xml::{Hex, Kind, Node, WriteOptions, Writer, XmlElement, XmlEnum, XmlValue as _};

use super::{MdevTypesCap, NamedId, VpdCap};
use crate::common::{HostPciAddress, refuse};

/// A device on a PCI bus.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct PciCap {
    /// What kind of device it is, in the numbers of PCI.
    #[xml(text = "class", with = "crate::common::base16", invalid(Internal, "invalid PCI class supplied"))]
    pub class: Option<Hex<6>>,
    /// Domain of buses.
    #[xml(
        text = "domain",
        missing(Internal, "no PCI domain ID supplied"),
        invalid(Internal, "invalid PCI domain ID supplied")
    )]
    pub domain: u32,
    /// Bus.
    #[xml(
        text = "bus",
        missing(Internal, "no PCI bus ID supplied"),
        invalid(Internal, "invalid PCI bus ID supplied")
    )]
    pub bus: u32,
    /// Slot on the bus.
    #[xml(
        text = "slot",
        missing(Internal, "no PCI slot ID supplied"),
        invalid(Internal, "invalid PCI slot ID supplied")
    )]
    pub slot: u32,
    /// Function of the slot.
    #[xml(
        text = "function",
        missing(Internal, "no PCI function ID supplied"),
        invalid(Internal, "invalid PCI function ID supplied")
    )]
    pub function: u32,
    /// What it is.
    #[xml(child = "product", missing(Internal, "no PCI product ID supplied"))]
    pub product: NamedId,
    /// Who made it.
    #[xml(child = "vendor", missing(Internal, "no PCI vendor ID supplied"))]
    pub vendor: NamedId,
    /// What it can do.
    #[xml(flatten)]
    pub capabilities: PciCaps,
    /// The devices that cannot be told apart from it.
    #[xml(child = "iommuGroup", write_if = "PciCap::has_group")]
    pub iommu_group: Option<IommuGroup>,
    /// The NUMA node that it is near to.
    #[xml(
        attr = "numa/@node",
        write_if = "PciCap::has_node",
        invalid(Internal, "invalid NUMA node ID supplied")
    )]
    pub numa_node: Option<i32>,
    /// Its connection, if it is PCI Express.
    #[xml(child = "pci-express")]
    pub pci_express: Option<PciExpress>,
}

/// What a PCI device can do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PciCaps {
    /// The function that this one is a part of.
    pub phys_function: Option<HostPciAddress>,
    /// The functions that are parts of this one.
    pub virt_functions: Option<VirtFunctions>,
    /// What kind of header it has, unless it is an end point.
    pub header: Option<PciHeader>,
    /// How it can be divided.
    pub mdev_types: Option<MdevTypesCap>,
    /// What its maker says about it.
    pub vpd: Option<VpdCap>,
}

/// Functions that are parts of another.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VirtFunctions {
    /// How many there can be; 0 is not known.
    #[xml(attr = "maxCount", skip_default, invalid(Invalid, "Malformed 'maxCount' parameter"))]
    pub max_count: u32,
    /// Those that are there.
    #[xml(child = "address")]
    pub addresses: Vec<HostPciAddress>,
}

/// A kind of header of a PCI device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum PciHeader {
    /// A bridge to another PCI bus.
    #[xml(name = "pci-bridge")]
    PciBridge,
    /// A bridge to CardBus.
    #[xml(name = "cardbus-bridge")]
    CardbusBridge,
}

/// Devices that cannot be told apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IommuGroup {
    /// Number of the group.
    #[xml(attr, required)]
    pub number: u32,
    /// The devices.
    #[xml(child = "address")]
    pub addresses: Vec<HostPciAddress>,
}

/// A PCI Express connection.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PciExpress {
    /// What it could be and what it is.
    #[xml(child = "link")]
    pub links: Vec<PcieLink>,
}

/// What a PCI Express connection could be, or is.
#[derive(Debug, Clone, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PcieLink {
    /// Which of the two.
    #[xml(attr, required)]
    pub validity: LinkValidity,
    /// Its port.
    #[xml(attr, write_if = "PcieLink::has_port")]
    pub port: Option<i32>,
    /// Its speed.
    #[xml(attr)]
    pub speed: Option<PcieSpeed>,
    /// Its lanes.
    #[xml(attr, required, with = "crate::common::any_base")]
    pub width: u32,
}

/// What is said of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, XmlEnum)]
#[non_exhaustive]
pub enum LinkValidity {
    /// What it could be.
    Cap,
    /// What it is.
    Sta,
}

/// A speed of PCI Express, in **GT/s**.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum PcieSpeed {
    /// 2.5.
    #[xml(name = "2.5")]
    Gen1,
    /// 5.
    #[xml(name = "5")]
    Gen2,
    /// 8.
    #[xml(name = "8")]
    Gen3,
    /// 16.
    #[xml(name = "16")]
    Gen4,
    /// 32.
    #[xml(name = "32")]
    Gen5,
    /// 64.
    #[xml(name = "64")]
    Gen6,
}

impl PcieLink {
    fn has_port(&self, _: WriteOptions) -> bool {
        self.port.is_some_and(|port| port >= 0)
    }
}

impl PciCap {
    fn has_group(&self, _: WriteOptions) -> bool {
        self.iommu_group.as_ref().is_some_and(|group| !group.addresses.is_empty())
    }

    fn has_node(&self, _: WriteOptions) -> bool {
        self.numa_node.is_some_and(|node| node >= 0)
    }

    pub(super) fn complete(&mut self) {
        if let Some(express) = &mut self.pci_express {
            express.links.sort_by_key(|link| link.validity);
            express.links.dedup_by_key(|link| link.validity);
        }
    }

    pub(super) fn validate(&self, device: &str) -> Result<()> {
        if self.class.is_some_and(|class| class.0 > 0x00ff_ffff) {
            return refuse(Code::INTERNAL_ERROR, format!("invalid PCI class supplied for '{device}'"));
        }
        let caps = &self.capabilities;
        let parts = caps.virt_functions.iter().flat_map(|functions| &functions.addresses);
        let group = self.iommu_group.iter().flat_map(|group| &group.addresses);
        let mut all = caps.phys_function.iter().chain(parts).chain(group);
        all.try_for_each(HostPciAddress::validate)
    }
}

impl XmlElement for PciCaps {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let mut caps = Self::default();
        for child in node.elements().filter(|child| child.key() == "capability") {
            let Some(kind) = child.attr("type") else {
                return Err(child.error(Kind::Missing, "Missing capability type"));
            };
            match kind.value {
                "phys_function" => {
                    let missing = "Missing address in 'phys_function' capability";
                    let address =
                        child.child("address").ok_or_else(|| child.error(Kind::Missing, missing))?;
                    caps.phys_function = Some(HostPciAddress::read(address)?);
                }
                "virt_functions" => caps.virt_functions = Some(VirtFunctions::read(child)?),
                "mdev_types" => caps.mdev_types = Some(MdevTypesCap::read(child)?),
                "vpd" => caps.vpd = Some(VpdCap::read(child)?),
                other => caps.header = caps.header.or_else(|| PciHeader::from_text(other).ok()),
            }
        }
        Ok(caps)
    }

    fn write_attrs(&self, _: &mut Writer) {}

    fn write_nodes(&self, w: &mut Writer) {
        if let Some(address) = &self.phys_function {
            start(w, "phys_function");
            address.write("address", w);
            w.end();
        }
        if let Some(functions) = &self.virt_functions {
            write(w, "virt_functions", functions);
        }
        if let Some(header) = self.header {
            start(w, header.as_str());
            w.end();
        }
        if let Some(types) = self.mdev_types.as_ref().filter(|types| !types.types.is_empty()) {
            write(w, "mdev_types", types);
        }
        if let Some(vpd) = &self.vpd {
            write(w, "vpd", vpd);
        }
    }
}

/// Opens a nested capability.
pub(super) fn start(w: &mut Writer, kind: &str) {
    w.start("capability");
    w.attr("type", kind);
}

/// Writes a nested capability.
pub(super) fn write(w: &mut Writer, kind: &str, body: &impl XmlElement) {
    start(w, kind);
    body.write_attrs(w);
    body.write_nodes(w);
    w.end();
}
