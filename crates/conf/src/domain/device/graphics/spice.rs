//! Screens by SPICE.

use serde::{Deserialize, Serialize};
use vir_xml::{Node, Result, Writer, XmlElement, XmlEnum, XmlValue, require_attr};

use super::auth::GraphicsAuth;
use super::listen::{ListenDef, ListenType};
use super::vnc::{optional, write_listen};
use crate::common::Switch;
use crate::domain::device::chardev::MouseMode;

/// A screen by SPICE.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SpiceGraphics {
    /// Its port; 0 for none, -1 for one that the daemon chooses.
    pub port: i32,
    /// Its port for encrypted connections; 0 for none, -1 for one that the daemon chooses.
    pub tls_port: i32,
    /// Whether the daemon chooses the ports.
    pub autoport: bool,
    /// The keyboard's layout.
    pub keymap: Option<String>,
    /// Whether channels are encrypted that say nothing else.
    pub default_mode: Option<SpiceMode>,
    /// The password.
    pub auth: GraphicsAuth,
    /// Where it listens.
    pub listens: Vec<ListenDef>,
    /// Channels that say whether they are encrypted, in their canonical order.
    pub channels: Vec<(SpiceChannel, SpiceMode)>,
    /// What sight, sound and hands may do.
    pub options: SpiceOptions,
}

/// What sight, sound and hands may do on a screen by SPICE.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SpiceOptions {
    /// How images are compressed.
    #[xml(attr = "image/@compression")]
    pub image: Option<ImageCompression>,
    /// When images are compressed with losses.
    #[xml(attr = "jpeg/@compression")]
    pub jpeg: Option<WanCompression>,
    /// When images are compressed once more.
    #[xml(attr = "zlib/@compression")]
    pub zlib: Option<WanCompression>,
    /// Whether sound is compressed.
    #[xml(attr = "playback/@compression")]
    pub playback: Option<Switch>,
    /// What is taken for a film.
    #[xml(attr = "streaming/@mode")]
    pub streaming: Option<StreamingMode>,
    /// Who moves the mouse.
    #[xml(attr = "mouse/@mode")]
    pub mouse: Option<MouseMode>,
    /// Whether the clipboard is shared.
    #[xml(attr = "clipboard/@copypaste")]
    pub clipboard: Option<bool>,
    /// Whether files may be handed over.
    #[xml(attr = "filetransfer/@enable")]
    pub filetransfer: Option<bool>,
    /// Whether the host's graphics card is used.
    #[xml(attr = "gl/@enable")]
    pub gl: Option<bool>,
    /// Path of the host's device.
    #[xml(attr = "gl/@rendernode")]
    pub rendernode: Option<String>,
}

/// Whether a channel is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SpiceMode {
    /// As the client likes.
    Any,
    /// It is.
    Secure,
    /// It is not.
    Insecure,
}

/// A channel of SPICE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SpiceChannel {
    /// What everything hangs on.
    Main,
    /// Images.
    Display,
    /// Keyboard and mouse.
    Inputs,
    /// The pointer.
    Cursor,
    /// Sound from the guest.
    Playback,
    /// Sound for the guest.
    Record,
    /// Smart cards.
    Smartcard,
    /// USB devices.
    Usbredir,
}

/// How images are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ImageCompression {
    /// `auto_glz`.
    #[xml(name = "auto_glz")]
    AutoGlz,
    /// `auto_lz`.
    #[xml(name = "auto_lz")]
    AutoLz,
    /// `quic`.
    Quic,
    /// `glz`.
    Glz,
    /// `lz`.
    Lz,
    /// Not at all.
    Off,
}

/// When something is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum WanCompression {
    /// On slow connections.
    Auto,
    /// Never.
    Never,
    /// Always.
    Always,
}

/// What is taken for a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum StreamingMode {
    /// What looks like one.
    Filter,
    /// Everything that changes quickly.
    All,
    /// Nothing.
    Off,
}

/// What each option says.
const OPTIONS: &[(&str, &str)] = &[
    ("image", "compression"),
    ("jpeg", "compression"),
    ("zlib", "compression"),
    ("playback", "compression"),
    ("streaming", "mode"),
    ("clipboard", "copypaste"),
    ("filetransfer", "enable"),
    ("gl", "enable"),
    ("mouse", "mode"),
];

impl XmlElement for SpiceGraphics {
    fn read(node: Node<'_>) -> Result<Self> {
        let listens = ListenDef::read_all(node, false)?;
        let mut spice = Self {
            port: optional(node, "port")?.unwrap_or(0),
            tls_port: optional(node, "tlsPort")?.unwrap_or(0),
            autoport: optional(node, "autoport")?.unwrap_or(false),
            keymap: optional(node, "keymap")?,
            default_mode: optional(node, "defaultMode")?.filter(|mode| *mode != SpiceMode::Any),
            auth: GraphicsAuth::read(node, false)?,
            listens,
            ..Self::default()
        };
        if (spice.port, spice.tls_port) == (-1, -1) {
            spice.autoport = true;
        }
        if spice.autoport && !node.live() {
            (spice.port, spice.tls_port) = (0, 0);
        }
        for channel in node.elements().filter(|child| child.key() == "channel") {
            let name = require_attr(channel, "name", SpiceChannel::from_text)?;
            let mode = require_attr(channel, "mode", SpiceMode::from_text)?;
            spice.channels.retain(|(known, _)| *known != name);
            if mode != SpiceMode::Any {
                spice.channels.push((name, mode));
            }
        }
        spice.channels.sort_by_key(|(name, _)| *name as u8);
        crate::domain::check::say(node, OPTIONS)?;
        spice.options = SpiceOptions::read(node)?;
        Ok(spice)
    }

    fn write_attrs(&self, w: &mut Writer) {
        let options = w.options();
        let first = self.listens.first();
        match first.map_or(ListenType::Address, |listen| listen.kind) {
            ListenType::Address | ListenType::Network => {
                for (name, port) in [("port", self.port), ("tlsPort", self.tls_port)] {
                    if port != 0 {
                        w.attr_fmt(name, format_args!("{port}"));
                    }
                }
                w.attr("autoport", if self.autoport { "yes" } else { "no" });
                if let Some(first) = first {
                    write_listen(first, w);
                }
            }
            // Older peers know neither of these; ports that say so mean the same to them.
            ListenType::None if options.migratable => w.attr("autoport", "no"),
            ListenType::Socket if options.migratable && first.is_some_and(ListenDef::is_from_config) => {
                w.attr("autoport", "yes");
            }
            ListenType::None | ListenType::Socket => {}
        }
        if let Some(keymap) = &self.keymap {
            w.attr("keymap", keymap);
        }
        if let Some(mode) = self.default_mode {
            w.attr("defaultMode", mode.as_str());
        }
        self.auth.write(w);
    }

    fn write_nodes(&self, w: &mut Writer) {
        let options = w.options();
        for listen in self.listens.iter().filter(|listen| listen.is_written(true, options)) {
            listen.write("listen", w);
        }
        for (name, mode) in &self.channels {
            w.start("channel");
            w.attr("name", name.as_str());
            w.attr("mode", mode.as_str());
            w.end();
        }
        self.options.write_nodes(w);
    }
}
