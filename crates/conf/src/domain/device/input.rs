//! `<input>`: a keyboard, a mouse, a tablet.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::disk::VirtioModel;
use super::info::{DeviceInfo, VirtioOptions};
use crate::common::Switch;

/// A keyboard, a mouse, a tablet.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InputDef {
    /// What it is.
    #[xml(attr = "type", missing(Missing, "missing input type attribute"))]
    pub kind: InputType,
    /// What it is plugged into.
    #[xml(attr)]
    pub bus: Option<InputBus>,
    /// Kind of virtio device.
    #[xml(attr)]
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
