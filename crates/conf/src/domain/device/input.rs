//! `<input>`: a keyboard, a mouse, a tablet.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::disk::VirtioModel;
use super::info::{DeviceInfo, VirtioOptions};
use crate::common::Switch;

/// A keyboard, a mouse, a tablet.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "InputDef::check")]
pub struct InputDef {
    /// What it is.
    #[xml(
        attr = "type",
        missing(Internal, "missing input device type"),
        invalid(Unsupported, "unknown input device type '{value}'")
    )]
    pub kind: InputType,
    /// What it is plugged into.
    #[xml(attr, invalid(Unsupported, "unknown input bus type '{value}'"))]
    pub bus: Option<InputBus>,
    /// Kind of virtio device.
    #[xml(attr, invalid(Unsupported, "unknown input model '{value}'"))]
    pub model: Option<VirtioModel>,
    /// How it meets the guest.
    #[xml(child = "driver", skip_empty)]
    pub driver: Option<VirtioOptions>,
    /// The host's device.
    #[xml(child = "source", skip_empty)]
    pub source: Option<InputSource>,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// What an input device is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum InputType {
    /// `mouse`.
    #[default]
    Mouse,
    /// `tablet`.
    Tablet,
    /// `keyboard`.
    Keyboard,
    /// A device of the host, as it is.
    Passthrough,
    /// A device of the host that guest and host take in turns.
    Evdev,
}

/// What an input device is plugged into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum InputBus {
    /// `ps2`.
    Ps2,
    /// `usb`.
    Usb,
    /// `xen`.
    Xen,
    /// `parallels`.
    Parallels,
    /// `virtio`.
    Virtio,
    /// Nothing: it has no hardware of its own.
    None,
}

/// The host's device.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InputSource {
    /// Its path, for `evdev`.
    #[xml(attr)]
    pub dev: Option<String>,
    /// Its path, for `passthrough`.
    #[xml(attr)]
    pub evdev: Option<String>,
    /// Which devices the guest takes together.
    #[xml(attr)]
    pub grab: Option<InputGrab>,
    /// Keys that hand them over.
    #[xml(attr = "grabToggle")]
    pub grab_toggle: Option<InputGrabToggle>,
    /// Whether keys repeat.
    #[xml(attr)]
    pub repeat: Option<Switch>,
}

/// Which input devices the guest takes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum InputGrab {
    /// `all`.
    All,
}

/// Keys that hand input devices over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum InputGrabToggle {
    /// `ctrl-ctrl`.
    #[xml(name = "ctrl-ctrl")]
    CtrlCtrl,
    /// `alt-alt`.
    #[xml(name = "alt-alt")]
    AltAlt,
    /// `shift-shift`.
    #[xml(name = "shift-shift")]
    ShiftShift,
    /// `meta-meta`.
    #[xml(name = "meta-meta")]
    MetaMeta,
    /// `scrolllock`.
    Scrolllock,
    /// `ctrl-scrolllock`.
    #[xml(name = "ctrl-scrolllock")]
    CtrlScrolllock,
}

impl InputDef {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        crate::domain::check::on_usb(def.bus == Some(InputBus::Usb), &def.info, node)?;
        let Some(source) = node.child("source") else { return Ok(()) };
        let path = match def.kind {
            InputType::Passthrough => source.attr("evdev"),
            InputType::Evdev => source.attr("dev"),
            _ => return Ok(()),
        };
        match path {
            Some(_) => Ok(()),
            None => Err(source.error(vir_xml::Kind::Missing, "Missing evdev path for input device")),
        }
    }
}
