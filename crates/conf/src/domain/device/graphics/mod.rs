//! `<graphics>`: a screen for somebody outside.

mod auth;
mod listen;
mod spice;
mod vnc;

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlUnion};

pub use auth::{AuthConnected, GraphicsAuth};
pub use listen::{ListenDef, ListenType};
pub use spice::*;
pub use vnc::{RdpGraphics, SharePolicy, VncGraphics};

/// A screen for somebody outside.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[xml(by = "type")]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum GraphicsDef {
    /// A window on the host.
    Sdl(SdlGraphics),
    /// VNC.
    Vnc(Box<VncGraphics>),
    /// RDP.
    Rdp(Box<RdpGraphics>),
    /// A window on the host, of VirtualBox.
    Desktop(DesktopGraphics),
    /// SPICE.
    Spice(Box<SpiceGraphics>),
    /// None; only the host's graphics card is used.
    #[xml(name = "egl-headless")]
    EglHeadless(EglGraphics),
    /// D-Bus.
    Dbus(Box<DbusGraphics>),
}

impl GraphicsDef {
    /// Where it listens, if it does.
    #[must_use]
    pub fn listens(&self) -> &[ListenDef] {
        match self {
            Self::Vnc(vnc) => &vnc.listens,
            Self::Rdp(rdp) => &rdp.listens,
            Self::Spice(spice) => &spice.listens,
            _ => &[],
        }
    }
}

/// A window on the host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "SdlGraphics::check")]
#[non_exhaustive]
pub struct SdlGraphics {
    /// Name of the X display.
    #[xml(attr)]
    pub display: Option<String>,
    /// Path of the file with its key.
    #[xml(attr)]
    pub xauth: Option<String>,
    /// Whether it fills the screen.
    #[xml(attr, skip_default)]
    pub fullscreen: bool,
    /// Whether the host's graphics card is used.
    #[xml(attr = "gl/@enable")]
    pub gl: Option<bool>,
}

/// A window on the host, of VirtualBox.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DesktopGraphics {
    /// Name of the X display.
    #[xml(attr)]
    pub display: Option<String>,
    /// Whether it fills the screen.
    #[xml(attr, skip_default)]
    pub fullscreen: bool,
}

/// No screen, only the host's graphics card.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EglGraphics {
    /// Path of the host's device.
    #[xml(attr = "gl/@rendernode")]
    pub rendernode: Option<String>,
}

/// A screen on D-Bus.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "DbusGraphics::check")]
#[non_exhaustive]
pub struct DbusGraphics {
    /// Whether clients are handed a connection of their own.
    #[xml(attr, skip_default)]
    pub p2p: bool,
    /// Address of the bus.
    #[xml(attr)]
    pub address: Option<String>,
    /// Whether the host's graphics card is used.
    #[xml(attr = "gl/@enable")]
    pub gl: Option<bool>,
    /// Path of the host's device.
    #[xml(attr = "gl/@rendernode")]
    pub rendernode: Option<String>,
    /// Number of the backend that plays the sound.
    #[xml(attr = "audio/@id", skip_default, with = "crate::domain::check::nonzero")]
    pub audio_id: u32,
}

impl SdlGraphics {
    fn check(_: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        crate::domain::check::say(node, &[("gl", "enable")])
    }
}

impl DbusGraphics {
    fn check(_: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        crate::domain::check::say(node, &[("gl", "enable"), ("audio", "id")])
    }
}
