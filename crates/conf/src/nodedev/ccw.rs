//! Devices of s390 channels, and its cryptographic cards.

use serde::{Deserialize, Serialize};
use vir_xml::{Hex, Kind, Node, Writer, XmlElement, XmlEnum};

use super::MdevTypesCap;
use super::pci::write;

/// Where a device of a channel is.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CcwPlace {
    /// Channel subsystem.
    #[xml(
        text = "cssid",
        missing(Unsupported, "missing cssid value"),
        invalid(Unsupported, "invalid cssid value '{value}'")
    )]
    pub cssid: Hex<1>,
    /// Set of subchannels.
    #[xml(
        text = "ssid",
        missing(Unsupported, "missing ssid value"),
        invalid(Unsupported, "invalid ssid value '{value}'")
    )]
    pub ssid: Hex<1>,
    /// Number of the device.
    #[xml(
        text = "devno",
        with = "crate::common::base16",
        missing(Unsupported, "missing devno value"),
        invalid(Unsupported, "invalid devno value '{value}'")
    )]
    pub devno: Hex<4>,
}

/// Whether a device is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CcwState {
    /// It is not.
    Offline,
    /// It is.
    Online,
}

/// A device of a channel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CcwCap {
    /// Whether it is in use.
    pub state: Option<CcwState>,
    /// Where it is.
    pub place: CcwPlace,
    /// The group that it belongs to.
    pub group_device: Option<String>,
}

#[derive(XmlElement)]
struct StateOf {
    #[xml(text = "state", invalid(Unsupported, "unknown state '{value}'"))]
    state: Option<CcwState>,
}

impl XmlElement for CcwCap {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let mut cap =
            Self { state: StateOf::read(node)?.state, place: CcwPlace::read(node)?, group_device: None };
        let member = |child: &Node<'_>| {
            child.key() == "capability"
                && child.attr("type").is_some_and(|attr| attr.value == "ccwgroup_member")
        };
        for child in node.elements().filter(member) {
            let group = child.child("group_device").map(|child| child.text().into_owned());
            let group = group.filter(|group| !group.is_empty());
            let missing = || child.error(Kind::Unsupported, "missing group_device value");
            cap.group_device = Some(group.ok_or_else(missing)?);
        }
        Ok(cap)
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.long_form();
    }

    fn write_nodes(&self, w: &mut Writer) {
        if let Some(state) = self.state {
            w.text_element("state", state.as_str());
        }
        self.place.write_nodes(w);
        if let Some(group) = &self.group_device {
            super::pci::start(w, "ccwgroup_member");
            w.text_element("group_device", group);
            w.end();
        }
    }
}

/// A subchannel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CssCap {
    /// Where it is.
    pub place: CcwPlace,
    /// The device that it leads to.
    pub channel_device: Option<CcwPlace>,
    /// How it can be divided.
    pub mdev_types: Option<MdevTypesCap>,
}

fn mdev_types(node: Node<'_>) -> vir_xml::Result<Option<MdevTypesCap>> {
    let mut found = None;
    for child in node.elements().filter(|child| child.key() == "capability") {
        match child.attr("type") {
            Some(attr) if attr.value == "mdev_types" => found = Some(MdevTypesCap::read(child)?),
            Some(_) => {}
            None => return Err(child.error(Kind::Missing, "Missing capability type")),
        }
    }
    Ok(found)
}

fn write_mdev_types(types: Option<&MdevTypesCap>, w: &mut Writer) {
    if let Some(types) = types.filter(|types| !types.types.is_empty()) {
        write(w, "mdev_types", types);
    }
}

impl XmlElement for CssCap {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        Ok(Self {
            place: CcwPlace::read(node)?,
            mdev_types: mdev_types(node)?,
            channel_device: node.child("channel_dev_addr").map(CcwPlace::read).transpose()?,
        })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.long_form();
    }

    fn write_nodes(&self, w: &mut Writer) {
        self.place.write_nodes(w);
        if let Some(device) = &self.channel_device {
            device.write("channel_dev_addr", w);
        }
        write_mdev_types(self.mdev_types.as_ref(), w);
    }
}

/// A cryptographic card.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct ApCardCap {
    /// Its number.
    #[xml(
        text = "ap-adapter",
        missing(Unsupported, "missing ap-adapter value"),
        invalid(Unsupported, "invalid ap-adapter value '{value}'")
    )]
    pub adapter: Hex<2>,
}

/// A queue of a cryptographic card.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct ApQueueCap {
    /// Number of the card.
    #[xml(
        text = "ap-adapter",
        missing(Unsupported, "missing ap-adapter value"),
        invalid(Unsupported, "invalid ap-adapter value '{value}'")
    )]
    pub adapter: Hex<2>,
    /// Number of the queue, at most 255.
    #[xml(
        text = "ap-domain",
        missing(Unsupported, "missing ap-domain value"),
        invalid(Unsupported, "invalid ap-domain value '{value}'")
    )]
    pub domain: Hex<4>,
}

/// The matrix of queues.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ApMatrixCap {
    /// How it can be divided.
    pub mdev_types: Option<MdevTypesCap>,
}

impl XmlElement for ApMatrixCap {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        Ok(Self { mdev_types: mdev_types(node)? })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.long_form();
    }

    fn write_nodes(&self, w: &mut Writer) {
        write_mdev_types(self.mdev_types.as_ref(), w);
    }
}

/// Devices that belong together.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct CcwGroupCap {
    /// Whether they are in use.
    #[xml(text = "state", invalid(Unsupported, "unknown state '{value}'"))]
    pub state: Option<CcwState>,
    /// Where they are.
    #[xml(flatten)]
    pub place: CcwPlace,
    /// The devices.
    #[xml(child = "members/ccw_device")]
    pub members: Vec<CcwDevice>,
    /// What they are together.
    #[xml(child = "capability")]
    pub kind: CcwGroupKind,
}

/// A device of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CcwDevice {
    /// Its place in the group.
    #[xml(attr = "ref", missing(Missing, "Missing ref property on ccw_device in members"))]
    pub reference: String,
    /// Its name.
    #[xml(text)]
    pub device: String,
}

/// What a group of devices is.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct CcwGroupKind {
    /// The kind.
    #[xml(attr = "type", required)]
    pub group_type: CcwGroupType,
    /// Its card.
    #[xml(text = "card_type")]
    pub card_type: Option<String>,
    /// Its path.
    #[xml(text = "chpid")]
    pub chpid: Option<String>,
}

/// A kind of group of devices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CcwGroupType {
    /// A network card.
    #[default]
    #[xml(name = "qeth_generic")]
    QethGeneric,
    /// A network card that passes Ethernet.
    #[xml(name = "qeth_layer2")]
    QethLayer2,
    /// A network card that passes IP.
    #[xml(name = "qeth_layer3")]
    QethLayer3,
}
