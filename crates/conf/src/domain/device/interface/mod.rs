//! `<interface>` of a guest: a network card.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::info::DeviceInfo;
use crate::common::{Bandwidth, GuestIp, PciDriver, Route, VirtualPort, Vlan};
use crate::mac::MacAddr;

mod actual;
mod check;
mod driver;
mod parts;
mod source;

pub use actual::*;
pub use driver::*;
pub use parts::*;
pub use source::*;

/// A network card.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "DomainInterfaceDef::keep_own")]
#[non_exhaustive]
pub struct DomainInterfaceDef {
    /// Whether the daemon takes the host's driver off a host device.
    #[xml(attr, skip_default, write_if = "is_hostdev")]
    pub managed: bool,
    /// Whether the host follows the guest's address filters.
    #[xml(attr = "trustGuestRxFilters")]
    pub trust_guest_rx_filters: Option<bool>,
    /// Its Ethernet address; always there after completion.
    #[xml(attr = "mac/@address", invalid(Invalid, "unable to parse mac address '{value}'"))]
    pub mac: Option<MacAddr>,
    /// How the address came about.
    #[xml(attr = "mac/@type")]
    pub mac_type: Option<MacType>,
    /// Whether the address must be one of the hypervisor's range.
    #[xml(attr = "mac/@check")]
    pub mac_check: Option<bool>,
    /// The host's driver, of a host device.
    #[xml(child = "driver", skip_empty, read_if = "is_hostdev_node")]
    pub hostdev_driver: Option<PciDriver>,
    /// What it is connected to.
    #[xml(union = "type", child = "source")]
    pub source: InterfaceSource,
    /// VLANs that it is in.
    #[xml(child = "vlan")]
    pub vlan: Option<Box<Vlan>>,
    /// How a switch knows it.
    #[xml(child = "virtualport")]
    pub virtual_port: Option<Box<VirtualPort>>,
    /// Limits of its speed.
    #[xml(child = "bandwidth")]
    pub bandwidth: Option<Box<Bandwidth>>,
    /// Whether it cannot talk to other isolated cards.
    #[xml(attr = "port/@isolated")]
    pub isolated: Option<bool>,
    /// What it is really connected to.
    #[xml(child = "actual", status)]
    pub actual: Option<Box<ActualInterfaceDef>>,
    /// Addresses in the guest.
    #[xml(child = "ip")]
    pub ips: Vec<GuestIp>,
    /// Ways in the guest.
    #[xml(child = "route")]
    pub routes: Vec<Route>,
    /// Ports of the host that lead to it.
    #[xml(child = "portForward")]
    pub port_forwards: Vec<PortForward>,
    /// Program that sets the host's end up.
    #[xml(attr = "script/@path")]
    pub script: Option<String>,
    /// Program that takes the host's end down.
    #[xml(attr = "downscript/@path")]
    pub downscript: Option<String>,
    /// Guest of Xen that serves it.
    #[xml(attr = "backenddomain/@name")]
    pub backend_domain: Option<String>,
    /// Name of the host's end.
    #[xml(attr = "target/@dev")]
    pub target: Option<String>,
    /// Whether the daemon makes the host's end.
    #[xml(attr = "target/@managed")]
    pub target_managed: Option<bool>,
    /// Name inside a container.
    #[xml(attr = "guest/@dev")]
    pub guest_dev: Option<String>,
    /// Name that it has got inside a container.
    #[xml(attr = "guest/@actual")]
    pub guest_actual: Option<String>,
    /// Kind of hardware, such as `virtio`.
    #[xml(attr = "model/@type")]
    pub model: Option<String>,
    /// How its requests are handled.
    #[xml(child = "driver", skip_empty, read_if = "is_card_node", write_if = "shows_driver")]
    pub driver: Option<Box<InterfaceDriver>>,
    /// What serves it.
    #[xml(child = "backend", skip_empty)]
    pub backend: Option<InterfaceBackend>,
    /// Filter of its traffic.
    #[xml(child = "filterref")]
    pub filter: Option<FilterRef>,
    /// **Bytes** that may wait to be sent.
    #[xml(text = "tune/sndbuf", invalid(Invalid, "sndbuf must be a positive integer"))]
    pub send_buffer_bytes: Option<u64>,
    /// Its part in a pair of network cards.
    #[xml(child = "teaming")]
    pub teaming: Option<TeamingDef>,
    /// Whether the cable is plugged in.
    #[xml(attr = "link/@state", invalid(Unsupported, "unknown interface link state '{value}'"))]
    pub link: Option<LinkState>,
    /// **Bytes** of a frame at most.
    #[xml(attr = "mtu/@size", skip_default, invalid(Invalid, "malformed mtu size"))]
    pub mtu: u32,
    /// Frames received before the guest is interrupted.
    #[xml(
        attr = "coalesce/rx/frames/@max",
        skip_default,
        invalid(Malformed, "cannot parse value '{value}' for coalesce parameter")
    )]
    pub coalesce_rx_frames: u32,
    /// Place in the order of booting, alias, firmware, place.
    #[xml(flatten)]
    pub info: DeviceInfo,
    /// What the QEMU driver keeps about it.
    #[xml(child = "privateData", status)]
    pub private_data: Option<InterfacePrivateData>,
}

/// Beginnings of names that the daemon makes up for the host's end.
const GENERATED: [&str; 3] = ["vnet", "macvtap", "macvlan"];

impl DomainInterfaceDef {
    /// A virtio card in a virtual network.
    #[must_use]
    pub fn network(network: &str) -> Self {
        let source = InterfaceNetwork { network: network.into(), ..InterfaceNetwork::default() };
        Self {
            source: InterfaceSource::Network(Box::new(source)),
            model: Some("virtio".into()),
            ..Self::default()
        }
    }

    /// Whether it is of virtio kind.
    #[must_use]
    pub fn is_virtio(&self) -> bool {
        let kinds = ["virtio", "virtio-transitional", "virtio-non-transitional"];
        self.model.as_deref().is_some_and(|model| kinds.contains(&model))
    }

    fn keep_own(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        let generated = |name: &String| GENERATED.iter().any(|start| name.starts_with(start));
        if !node.live() && def.target_managed != Some(false) && def.target.as_ref().is_some_and(generated) {
            def.target = None;
        }
        if def.mac.is_some_and(|mac| mac.0[0] & 1 == 1) {
            let said = node.child("mac").and_then(|child| Some((child, child.attr("address")?)));
            let Some((child, attr)) = said else { return Ok(()) };
            let text = format!("expected unicast mac address, found multicast '{}'", attr.value);
            return Err(child.attr_error(&attr, vir_xml::Kind::Invalid, text));
        }
        let passt = def.backend.as_ref().is_some_and(|backend| backend.kind == Some(BackendType::Passt));
        def.check(node)?;
        def.source.finish(passt);
        if !is_virtio(def, vir_xml::WriteOptions::default()) {
            // Options of virtio are kept so that they can be refused.
            def.driver = def
                .driver
                .take()
                .filter(|_| !def.is_virtio())
                .and_then(|driver| driver.only_virtio())
                .map(Box::new);
            if let Some(backend) = &mut def.backend {
                backend.vhost = None;
            }
        }
        if !def.source.may_filter() {
            def.filter = None;
        }
        if !is_hostdev(def, vir_xml::WriteOptions::default()) {
            def.managed = false;
        }
        def.backend = def.backend.take().filter(|backend| *backend != InterfaceBackend::default());
        Ok(())
    }
}

fn is_hostdev(def: &DomainInterfaceDef, _: vir_xml::WriteOptions) -> bool {
    matches!(def.source, InterfaceSource::Hostdev(_))
}

fn is_virtio(def: &DomainInterfaceDef, _: vir_xml::WriteOptions) -> bool {
    def.is_virtio() && !matches!(def.source, InterfaceSource::Hostdev(_))
}

/// What is refused stays in the document until then.
fn shows_driver(def: &DomainInterfaceDef, options: vir_xml::WriteOptions) -> bool {
    is_virtio(def, options) || def.driver.as_ref().is_some_and(|driver| driver.virtio != Default::default())
}

fn is_hostdev_node(node: vir_xml::Node<'_>) -> bool {
    node.attr("type").is_some_and(|kind| kind.value == "hostdev")
}

fn is_card_node(node: vir_xml::Node<'_>) -> bool {
    !is_hostdev_node(node)
}

/// How an Ethernet address came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MacType {
    /// The daemon has made it up.
    Generated,
    /// The document has given it.
    #[xml(name = "static")]
    Fixed,
}

/// Whether a cable is plugged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum LinkState {
    /// `up`.
    Up,
    /// `down`.
    Down,
}
