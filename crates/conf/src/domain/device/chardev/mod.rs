//! `<serial>`, `<parallel>`, `<console>`, `<channel>`: character devices.

mod source;
mod target;

use serde::{Deserialize, Serialize};
use vir_xml::{Node, Writer, XmlElement};

use super::info::DeviceInfo;

pub use source::*;
pub use target::*;

/// A serial port.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "SerialDef::check")]
#[non_exhaustive]
pub struct SerialDef {
    /// The host's end.
    #[xml(flatten)]
    pub source: ChardevSource,
    /// The guest's end.
    #[xml(child = "target")]
    pub target: SerialTarget,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// A parallel port.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "ParallelDef::check")]
#[non_exhaustive]
pub struct ParallelDef {
    /// The host's end.
    #[xml(flatten)]
    pub source: ChardevSource,
    /// Number of the port.
    #[xml(attr = "target/@port")]
    pub port: Option<u32>,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// A console.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConsoleDef {
    /// The host's end.
    pub source: ChardevSource,
    /// The guest's end.
    pub target: ConsoleTarget,
    /// Alias and place.
    pub info: DeviceInfo,
}

impl XmlElement for ConsoleDef {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let def = Self {
            source: ChardevSource::read(node)?,
            target: node.child("target").map(ConsoleTarget::read).transpose()?.unwrap_or_default(),
            info: DeviceInfo::read(node)?,
        };
        // Libvirt looks at the number of the target alone: those of a console for Xen and of a port on
        // USB are the one of a channel of virtio.
        only_on_virtio(&def.source, def.target.kind == Some(ConsoleTargetType::Xen), node)?;
        Ok(def)
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.long_form();
        self.source.write_attrs(w);
        // Where older programs look for the path of the first console.
        if let (Some(path), Some(0), true) = (self.source.pty(), self.target.port, w.options().live) {
            w.attr("tty", path);
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        self.source.write_nodes(w);
        self.target.write("target", w);
        self.info.write_nodes(w);
    }
}

/// A channel between host and guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "ChannelDef::check")]
#[non_exhaustive]
pub struct ChannelDef {
    /// The host's end.
    #[xml(flatten)]
    pub source: ChardevSource,
    /// The guest's end.
    #[xml(child = "target", missing(Missing, "target type must be specified for channel device"))]
    pub target: ChannelTarget,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// Whether the agent's channel, which only a channel of virtio can be, is one.
fn only_on_virtio(source: &ChardevSource, virtio: bool, node: Node<'_>) -> vir_xml::Result<()> {
    if source.backend == ChardevBackend::Spicevmc && !virtio {
        let text = "spicevmc device type only supports virtio";
        return Err(node.error(vir_xml::Kind::Unsupported, text));
    }
    Ok(())
}

impl SerialDef {
    fn check(def: &mut Self, node: Node<'_>) -> vir_xml::Result<()> {
        use super::address::Address;
        only_on_virtio(&def.source, def.target.kind == Some(SerialTargetType::UsbSerial), node)?;
        let fits = matches!(def.info.address, None | Some(Address::Unspecified | Address::Usb(_)));
        if def.target.kind == Some(SerialTargetType::UsbSerial) && !fits {
            let text = "usb-serial requires address of usb type";
            return Err(node.child("address").unwrap_or(node).error(vir_xml::Kind::Unsupported, text));
        }
        Ok(())
    }
}

impl ParallelDef {
    fn check(def: &mut Self, node: Node<'_>) -> vir_xml::Result<()> {
        only_on_virtio(&def.source, false, node)
    }
}

impl ChannelDef {
    fn check(def: &mut Self, node: Node<'_>) -> vir_xml::Result<()> {
        only_on_virtio(&def.source, matches!(def.target, ChannelTarget::Virtio(_)), node)
    }
}
