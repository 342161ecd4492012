//! `<graphics>`.

use serde::{Deserialize, Serialize};
use vir_xml::{Rest, XmlElement, XmlEnum};

/// A screen for somebody outside.
#[derive(Debug, Clone, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GraphicsDef {
    /// The protocol.
    #[xml(attr = "type", required)]
    pub graphics_type: GraphicsType,
    /// TCP port; -1 lets the host choose.
    #[xml(attr)]
    pub port: Option<i32>,
    /// Whether the host chooses the ports.
    #[xml(attr)]
    pub autoport: Option<bool>,
    /// Address that it listens on.
    #[xml(attr)]
    pub listen: Option<String>,
    /// Password; written only to those who may see it.
    #[xml(attr, secret)]
    pub passwd: Option<String>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// A protocol of screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum GraphicsType {
    /// A window on the host.
    Sdl,
    /// VNC.
    Vnc,
    /// RDP.
    Rdp,
    /// A window on the host's desktop.
    Desktop,
    /// SPICE.
    Spice,
    /// Rendered, but not shown.
    #[xml(name = "egl-headless")]
    EglHeadless,
    /// D-Bus.
    Dbus,
}
