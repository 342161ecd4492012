//! `<target>`: the guest's end of a character device.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, Result, Writer, XmlElement, XmlEnum, XmlUnion};

/// The guest's end of a serial port.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SerialTarget {
    /// What it is plugged into.
    #[xml(
        attr = "type",
        invalid(Unsupported, "unknown target type '{value}' specified for character device")
    )]
    pub kind: Option<SerialTargetType>,
    /// Number of the port.
    #[xml(attr, invalid(Invalid, "Invalid port number: {value}"))]
    pub port: Option<u32>,
    /// Kind of hardware.
    #[xml(
        attr = "model/@name",
        invalid(Unsupported, "unknown target model '{value}' specified for character device")
    )]
    pub model: Option<SerialTargetModel>,
}

/// What a serial port is plugged into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SerialTargetType {
    /// `isa-serial`.
    #[xml(name = "isa-serial")]
    IsaSerial,
    /// `usb-serial`.
    #[xml(name = "usb-serial")]
    UsbSerial,
    /// `pci-serial`.
    #[xml(name = "pci-serial")]
    PciSerial,
    /// `spapr-vio-serial`.
    #[xml(name = "spapr-vio-serial")]
    SpaprVioSerial,
    /// `system-serial`.
    #[xml(name = "system-serial")]
    SystemSerial,
    /// `sclp-serial`.
    #[xml(name = "sclp-serial")]
    SclpSerial,
    /// `isa-debug`.
    #[xml(name = "isa-debug")]
    IsaDebug,
}

/// Kind of hardware of a serial port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SerialTargetModel {
    /// `isa-serial`.
    #[xml(name = "isa-serial")]
    IsaSerial,
    /// `usb-serial`.
    #[xml(name = "usb-serial")]
    UsbSerial,
    /// `pci-serial`.
    #[xml(name = "pci-serial")]
    PciSerial,
    /// `spapr-vty`.
    #[xml(name = "spapr-vty")]
    SpaprVty,
    /// `pl011`.
    Pl011,
    /// `sclpconsole`.
    Sclpconsole,
    /// `sclplmconsole`.
    Sclplmconsole,
    /// The usual one.
    #[xml(name = "16550a")]
    Uart16550a,
    /// `isa-debugcon`.
    #[xml(name = "isa-debugcon")]
    IsaDebugcon,
}

/// The guest's end of a console.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConsoleTarget {
    /// What it is.
    #[xml(
        attr = "type",
        invalid(Unsupported, "unknown target type '{value}' specified for character device")
    )]
    pub kind: Option<ConsoleTargetType>,
    /// Number of the port.
    #[xml(attr, invalid(Invalid, "Invalid port number: {value}"))]
    pub port: Option<u32>,
}

/// What a console is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ConsoleTargetType {
    /// `serial`.
    Serial,
    /// `xen`.
    Xen,
    /// `uml`.
    Uml,
    /// `virtio`.
    Virtio,
    /// `lxc`.
    Lxc,
    /// `openvz`.
    Openvz,
    /// `sclp`.
    Sclp,
    /// `sclplm`.
    Sclplm,
}

/// The guest's end of a channel.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ChannelTarget {
    /// An address that the guest connects to.
    Guestfwd(GuestfwdTarget),
    /// A virtio port with a name.
    Virtio(NamedTarget),
    /// A Xen channel with a name.
    Xen(NamedTarget),
}

impl XmlElement for ChannelTarget {
    fn read(node: Node<'_>) -> Result<Self> {
        let Some(kind) = node.attr("type") else {
            let text = "target type must be specified for channel device";
            return Err(node.error(Kind::Missing, text));
        };
        if !Self::NAMES.contains(&kind.value) {
            let text = format!("unknown target type '{}' specified for character device", kind.value);
            let meant = vir_xml::nearest(kind.value, Self::NAMES.iter().copied());
            let hint = meant.map(|meant| format!(" Did you mean '{meant}'?")).unwrap_or_default();
            return Err(node.attr_error(&kind, Kind::Unsupported, text).with_hint(hint));
        }
        Self::read_case(node, &kind, Some(node))
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("type", self.case());
        self.write_case_attrs(w);
    }

    fn write_nodes(&self, w: &mut Writer) {
        self.write_case_nodes(w);
    }
}

impl GuestfwdTarget {
    fn check(def: &mut Self, node: Node<'_>) -> Result<()> {
        match def.address {
            Some(IpAddr::V4(_)) => Ok(()),
            Some(IpAddr::V6(_)) => {
                let text = "guestfwd channel only supports IPv4 addresses";
                Err(node.error(Kind::Unsupported, text))
            }
            None => {
                let text = "guestfwd channel does not define a target address";
                Err(node.error(Kind::Missing, text))
            }
        }
    }
}

impl Default for ChannelTarget {
    fn default() -> Self {
        Self::Virtio(NamedTarget::default())
    }
}

/// An address that the guest connects to.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "GuestfwdTarget::check")]
pub struct GuestfwdTarget {
    /// The address.
    #[xml(attr)]
    pub address: Option<IpAddr>,
    /// The port.
    #[xml(attr, required)]
    pub port: u16,
}

/// A port with a name.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NamedTarget {
    /// The name, such as `org.qemu.guest_agent.0`.
    #[xml(attr)]
    pub name: Option<String>,
    /// Whether somebody in the guest listens.
    #[xml(attr, live)]
    pub state: Option<ChannelState>,
}

/// Whether somebody in the guest listens to a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ChannelState {
    /// `connected`.
    Connected,
    /// `disconnected`.
    Disconnected,
}
