//! `<source>` of a network card: what it is connected to.

use serde::{Deserialize, Serialize};
use vir_types::Uuid;
use vir_xml::{Hex, XmlElement, XmlEnum, XmlUnion};

use crate::common::{GuestIp, Route};
use crate::domain::device::chardev::Reconnect;
use crate::domain::device::hostdev::{PciHostAddress, UsbHostAddress};

/// What a network card is connected to.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[xml(default = "user")]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum InterfaceSource {
    /// The outside, as a program of the user.
    User(Option<Box<UserInterface>>),
    /// A device that a program sets up.
    Ethernet(Option<Box<HostAddresses>>),
    /// Another process.
    VhostUser(Option<Box<VhostUserInterface>>),
    /// Guests that connect to us.
    Server(Box<ServerInterface>),
    /// A guest that we connect to.
    Client(Box<SocketInterface>),
    /// A multicast group.
    Mcast(Box<SocketInterface>),
    /// A peer by UDP.
    Udp(Box<UdpInterface>),
    /// A virtual network.
    Network(Box<InterfaceNetwork>),
    /// A bridge of the host.
    Bridge(Box<InterfaceBridge>),
    /// A network inside the hypervisor.
    Internal(Box<InternalInterface>),
    /// A device of the host, in part.
    Direct(Box<DirectInterface>),
    /// A device of the host, as a whole.
    Hostdev(Box<HostdevInterface>),
    /// A vDPA device of the host.
    Vdpa(Box<VdpaInterface>),
    /// Nothing.
    Null(Option<Box<HostAddresses>>),
    /// A distributed switch of VMware.
    Vds(Box<VdsInterface>),
}

impl Default for InterfaceSource {
    fn default() -> Self {
        Self::User(None)
    }
}

impl InterfaceSource {
    /// Whether a filter of traffic can be kept to.
    pub(super) fn may_filter(&self) -> bool {
        matches!(self, Self::Network(_) | Self::Bridge(_) | Self::Ethernet(_))
    }

    /// Leaves out what only cards that passt serves have, and gives addresses of the host their kind.
    /// Addresses of the host's end.
    #[must_use]
    pub fn host(&self) -> Option<&HostAddresses> {
        match self {
            Self::User(source) => source.as_ref().map(|source| &source.host),
            Self::Ethernet(source) | Self::Null(source) => source.as_deref(),
            Self::VhostUser(source) => source.as_ref().map(|source| &source.host),
            Self::Server(source) => Some(&source.host),
            Self::Client(source) | Self::Mcast(source) => Some(&source.host),
            Self::Udp(source) => Some(&source.host),
            Self::Network(source) => Some(&source.host),
            Self::Bridge(source) => Some(&source.host),
            Self::Internal(source) => Some(&source.host),
            Self::Direct(source) => Some(&source.host),
            Self::Hostdev(source) => Some(&source.host),
            Self::Vdpa(source) => Some(&source.host),
            Self::Vds(source) => Some(&source.host),
        }
    }

    pub(super) fn finish(&mut self, passt: bool) {
        match self {
            Self::User(source) if !passt => {
                if let Some(user) = source {
                    user.dev = None;
                }
                if source.as_deref() == Some(&UserInterface::default()) {
                    *source = None;
                }
            }
            Self::VhostUser(source) if passt => {
                if let Some(vhost) = source {
                    let dev = vhost.dev.take();
                    **vhost = VhostUserInterface { dev, ..VhostUserInterface::default() };
                }
                if source.as_deref() == Some(&VhostUserInterface::default()) {
                    *source = None;
                }
            }
            Self::VhostUser(Some(vhost)) => {
                vhost.dev = None;
                vhost.kind = Some(VhostUserSocketType::Unix);
                vhost.mode.get_or_insert(VhostUserMode::Client);
            }
            Self::Hostdev(source) => {
                if let Some(address) = &mut source.usb {
                    address.kind = Some("usb".into());
                }
                if let Some(address) = &mut source.pci {
                    address.kind = Some("pci".into());
                }
            }
            _ => {}
        }
    }
}

/// Addresses of the host's end.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostAddresses {
    /// The addresses.
    #[xml(child = "ip")]
    pub ips: Vec<GuestIp>,
    /// Ways.
    #[xml(child = "route")]
    pub routes: Vec<Route>,
}

/// The outside, as a program of the user.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UserInterface {
    /// Device of the host whose addresses are copied, of passt.
    #[xml(attr)]
    pub dev: Option<String>,
    /// Addresses of the host's end.
    #[xml(flatten)]
    pub host: HostAddresses,
}

/// Another process.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VhostUserInterface {
    /// Kind of socket.
    #[xml(
        attr = "type",
        invalid(Unsupported, "Type='{value}' unsupported for <interface type='vhostuser'>")
    )]
    pub kind: Option<VhostUserSocketType>,
    /// Its path.
    #[xml(attr)]
    pub path: Option<String>,
    /// Who connects.
    #[xml(attr)]
    pub mode: Option<VhostUserMode>,
    /// Device of the host whose addresses are copied, of passt.
    #[xml(attr)]
    pub dev: Option<String>,
    /// What happens when the process is gone.
    #[xml(child = "reconnect")]
    pub reconnect: Option<Reconnect>,
    /// Addresses of the host's end.
    #[xml(flatten)]
    pub host: HostAddresses,
}

/// A kind of socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VhostUserSocketType {
    /// `unix`.
    Unix,
}

/// Who connects to another process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VhostUserMode {
    /// We do.
    Client,
    /// It does.
    Server,
}

/// Guests that connect to us.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ServerInterface {
    /// Address that we listen on.
    #[xml(attr)]
    pub address: Option<String>,
    /// Port that we listen on.
    #[xml(attr, required)]
    pub port: i32,
    /// Addresses of the host's end.
    #[xml(flatten)]
    pub host: HostAddresses,
}

/// A peer.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SocketInterface {
    /// Its address.
    #[xml(attr, required)]
    pub address: String,
    /// Its port.
    #[xml(attr, required)]
    pub port: i32,
    /// Addresses of the host's end.
    #[xml(flatten)]
    pub host: HostAddresses,
}

/// A peer by UDP.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UdpInterface {
    /// Its address.
    #[xml(attr, required)]
    pub address: String,
    /// Its port.
    #[xml(attr, required)]
    pub port: i32,
    /// Our end.
    #[xml(child = "local", missing(Missing, "'<local>' element missing for 'udp' socket interface"))]
    pub local: UdpLocal,
    /// Addresses of the host's end.
    #[xml(flatten)]
    pub host: HostAddresses,
}

/// Our end of a connection.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UdpLocal {
    /// Our address.
    #[xml(attr, required)]
    pub address: String,
    /// Our port.
    #[xml(attr, required)]
    pub port: i32,
}

/// A virtual network.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InterfaceNetwork {
    /// Its name.
    #[xml(attr, required)]
    pub network: String,
    /// Name of a group of settings.
    #[xml(attr)]
    pub portgroup: Option<String>,
    /// Identity of our port.
    #[xml(attr, with = "crate::uuid_text", live)]
    #[serde(with = "crate::uuid_text", default)]
    pub portid: Option<Uuid>,
    /// Addresses of the host's end.
    #[xml(flatten)]
    pub host: HostAddresses,
}

/// A bridge of the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InterfaceBridge {
    /// Its name.
    #[xml(attr, required)]
    pub bridge: String,
    /// Addresses of the host's end.
    #[xml(flatten)]
    pub host: HostAddresses,
}

/// Who fills a bridge's table of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MacTableManager {
    /// `kernel`.
    Kernel,
    /// `libvirt`.
    Libvirt,
}

/// A network inside the hypervisor.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InternalInterface {
    /// Its name.
    #[xml(attr, required)]
    pub name: String,
    /// Addresses of the host's end.
    #[xml(flatten)]
    pub host: HostAddresses,
}

/// A device of the host, in part.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DirectInterface {
    /// Its name.
    #[xml(attr, required)]
    pub dev: String,
    /// How it is used.
    #[xml(attr)]
    pub mode: DirectMode,
    /// Addresses of the host's end.
    #[xml(flatten)]
    pub host: HostAddresses,
}

/// How a device of the host is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DirectMode {
    /// Traffic between guests goes through the switch outside.
    #[default]
    Vepa,
    /// There is none between guests.
    Private,
    /// Traffic between guests stays here.
    Bridge,
    /// One guest has all of it.
    Passthrough,
}

/// A device of the host, as a whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostdevInterface {
    /// Its place on the PCI bus.
    pub pci: Option<PciHostAddress>,
    /// Its place on the USB bus.
    pub usb: Option<UsbHostAddress>,
    /// Maker of a USB device.
    pub usb_vendor: Option<Hex<4>>,
    /// Product of a USB device.
    pub usb_product: Option<Hex<4>>,
    /// Addresses of the host's end.
    pub host: HostAddresses,
}

impl XmlElement for HostdevInterface {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::XmlValue as _;
        let mut source = Self { host: HostAddresses::read(node)?, ..Self::default() };
        let id = |name: &str| -> vir_xml::Result<Option<Hex<4>>> {
            let Some(child) = node.child(name) else { return Ok(None) };
            vir_xml::require_attr(child, "id", Hex::from_text).map(Some)
        };
        (source.usb_vendor, source.usb_product) = (id("vendor")?, id("product")?);
        let address = node.child("address");
        let kind = address.and_then(|address| address.attr("type"));
        match (address, kind.map(|kind| kind.value)) {
            (Some(address), Some("pci")) => source.pci = Some(PciHostAddress::read(address)?),
            (Some(address), Some("usb")) => source.usb = Some(UsbHostAddress::read(address)?),
            (None, _) if source.usb_vendor.is_some() => {}
            (_, kind) => {
                let text = format!("unknown host device source address type '{}'", kind.unwrap_or("(null)"));
                return Err(node.error(vir_xml::Kind::Unsupported, text));
            }
        }
        Ok(source)
    }

    fn write_attrs(&self, _: &mut vir_xml::Writer) {}

    fn write_nodes(&self, w: &mut vir_xml::Writer) {
        for (name, id) in [("vendor", self.usb_vendor), ("product", self.usb_product)] {
            if let Some(Hex(id)) = id {
                w.start(name);
                w.attr_fmt("id", format_args!("0x{id:04x}"));
                w.end();
            }
        }
        if let Some(address) = &self.pci {
            address.write("address", w);
        }
        if let Some(address) = &self.usb {
            address.write("address", w);
        }
        self.host.write_nodes(w);
    }
}

/// A vDPA device of the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VdpaInterface {
    /// Its path.
    #[xml(attr, required)]
    pub dev: String,
    /// Addresses of the host's end.
    #[xml(flatten)]
    pub host: HostAddresses,
}

/// A distributed switch of VMware.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VdsInterface {
    /// Identity of the switch.
    #[xml(attr, with = "crate::uuid_text")]
    #[serde(with = "crate::uuid_text", default)]
    pub switchid: Option<Uuid>,
    /// Number of the port.
    #[xml(attr)]
    pub portid: i64,
    /// Name of the group of ports.
    #[xml(attr)]
    pub portgroupid: Option<String>,
    /// Number of the connection.
    #[xml(attr)]
    pub connectionid: i64,
    /// Addresses of the host's end.
    #[xml(flatten)]
    pub host: HostAddresses,
}
