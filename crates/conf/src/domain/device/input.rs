//! `<input>`.

use serde::{Deserialize, Serialize};
use vir_xml::{Rest, XmlElement, XmlEnum};

use super::address::Address;

/// A keyboard, mouse or tablet.
#[derive(Debug, Clone, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InputDef {
    /// Its kind.
    #[xml(attr = "type", required)]
    pub input_type: InputType,
    /// How it is connected, such as `usb`.
    #[xml(attr)]
    pub bus: Option<String>,
    /// Where it is plugged in.
    #[xml(child = "address")]
    pub address: Option<Address>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// A kind of input device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum InputType {
    /// A mouse.
    Mouse,
    /// A tablet.
    Tablet,
    /// A keyboard.
    Keyboard,
    /// A device of the host.
    Passthrough,
    /// A device of the host, with its events.
    Evdev,
}
