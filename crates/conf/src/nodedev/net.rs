//! Network and USB devices.

use serde::{Deserialize, Serialize};
use vir_xml::{Hex, Node, Writer, XmlElement, XmlEnum};

use crate::interface::InterfaceLink;

/// A number that stands for a product or a maker, with the name it stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NamedId {
    /// The number.
    #[xml(attr, required, with = "crate::common::base16")]
    pub id: Hex<4>,
    /// The name.
    #[xml(text)]
    pub name: Option<String>,
}

/// A device on a USB bus.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UsbDeviceCap {
    /// Bus.
    pub bus: u32,
    /// Number on the bus.
    pub device: u32,
    /// What it is.
    pub product: NamedId,
    /// Who made it.
    pub vendor: NamedId,
}

/// The parts that the derive can do.
#[derive(XmlElement)]
struct UsbPlace {
    #[xml(
        text = "bus",
        missing(Internal, "no USB bus number supplied"),
        invalid(Internal, "invalid USB bus number supplied")
    )]
    bus: u32,
    #[xml(
        text = "device",
        missing(Internal, "no USB device number supplied"),
        invalid(Internal, "invalid USB device number supplied")
    )]
    device: u32,
    #[xml(child = "product", missing(Internal, "no USB product ID supplied"))]
    product: NamedId,
    #[xml(child = "vendor", missing(Internal, "no USB vendor ID supplied"))]
    vendor: NamedId,
}

impl XmlElement for UsbDeviceCap {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let UsbPlace { bus, device, product, vendor } = UsbPlace::read(node)?;
        Ok(Self { bus, device, product, vendor })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.long_form();
    }

    fn write_nodes(&self, w: &mut Writer) {
        w.text_element("bus", &self.bus.to_string());
        w.text_element("device", &self.device.to_string());
        for (name, id) in [("product", &self.product), ("vendor", &self.vendor)] {
            if id.name.is_some() {
                id.write(name, w);
            } else {
                // Libvirt's own spelling, with a blank.
                w.raw(&format!("<{name} id='0x{:04x}' />", id.id.0));
            }
        }
    }
}

/// An interface of a USB device.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct UsbCap {
    /// Its number.
    #[xml(
        text = "number",
        missing(Internal, "no USB interface number supplied"),
        invalid(Internal, "invalid USB interface number supplied")
    )]
    pub number: u32,
    /// Its class.
    #[xml(
        text = "class",
        missing(Internal, "no USB interface class supplied"),
        invalid(Internal, "invalid USB interface class supplied")
    )]
    pub class: u32,
    /// Its class within the class.
    #[xml(
        text = "subclass",
        missing(Internal, "no USB interface subclass supplied"),
        invalid(Internal, "invalid USB interface subclass supplied")
    )]
    pub subclass: u32,
    /// Its protocol.
    #[xml(
        text = "protocol",
        missing(Internal, "no USB interface protocol supplied"),
        invalid(Internal, "invalid USB interface protocol supplied")
    )]
    pub protocol: u32,
    /// What it says of itself.
    #[xml(text = "description")]
    pub description: Option<String>,
}

/// A network device.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct NetCap {
    /// Its name.
    #[xml(text = "interface", missing(Internal, "no network interface supplied"))]
    pub interface: String,
    /// Its Ethernet address, in the document's spelling.
    #[xml(text = "address")]
    pub address: Option<String>,
    /// Whether and how fast it is connected.
    #[xml(child = "link")]
    pub link: Option<InterfaceLink>,
    /// What it does instead of the kernel.
    #[xml(child = "feature")]
    pub features: Vec<NetFeature>,
    /// Wire or radio.
    #[xml(attr = "capability/@type", invalid(Unsupported, "invalid network type supplied"))]
    pub kind: Option<NetKind>,
}

impl NetCap {
    pub(super) fn complete(&mut self) {
        self.link = self.link.take().filter(|link| !link.is_empty());
        self.features.sort_by_key(|feature| feature.name);
        self.features.dedup();
    }
}

/// Wire or radio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum NetKind {
    /// Ethernet.
    #[xml(name = "80203")]
    Ethernet,
    /// Radio.
    #[xml(name = "80211")]
    Wireless,
}

/// Something that a network device does instead of the kernel.
#[derive(Debug, Clone, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NetFeature {
    /// What.
    #[xml(
        attr,
        missing(Missing, "missing network device feature name"),
        invalid(Invalid, "unknown network device feature '{value}'")
    )]
    pub name: NetFeatureName,
}

/// What a network device can do instead of the kernel, in the kernel's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, XmlEnum)]
#[non_exhaustive]
pub enum NetFeatureName {
    /// Sums of what it receives.
    Rx,
    /// Sums of what it sends.
    Tx,
    /// Sending from several places of memory.
    Sg,
    /// Dividing TCP.
    Tso,
    /// Dividing anything.
    Gso,
    /// Joining anything.
    Gro,
    /// Joining TCP.
    Lro,
    /// Taking off the tag of a VLAN.
    RxVlan,
    /// Putting on the tag of a VLAN.
    TxVlan,
    /// Filters.
    Ntuple,
    /// Sharing out what it receives.
    RxHash,
    /// Remote access to memory.
    Rdma,
    /// Dividing what is in UDP tunnels.
    TxUdpTnl,
    /// A switch inside.
    SwitchDev,
}
