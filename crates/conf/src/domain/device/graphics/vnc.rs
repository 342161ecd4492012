//! Screens by VNC and RDP.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, Result, Writer, XmlElement, XmlEnum, XmlValue, read_attr};

use super::auth::GraphicsAuth;
use super::listen::{ListenDef, ListenType};

/// A screen by VNC.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VncGraphics {
    /// Its port; 0 for none yet.
    pub port: i32,
    /// Whether the daemon chooses the port.
    pub autoport: bool,
    /// Port for web sockets; 0 for none, -1 for one that the daemon chooses.
    pub websocket: i32,
    /// Whether the daemon has chosen that port.
    pub websocket_generated: bool,
    /// The keyboard's layout.
    pub keymap: Option<String>,
    /// Who may look at the same time.
    pub share_policy: Option<SharePolicy>,
    /// Whether clients may switch the guest off.
    pub power_control: Option<bool>,
    /// The password.
    pub auth: GraphicsAuth,
    /// Where it listens.
    pub listens: Vec<ListenDef>,
    /// Number of the backend that plays the sound; 0 for none.
    pub audio_id: u32,
}

/// Who may look at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SharePolicy {
    /// A client may have it for itself.
    #[xml(name = "allow-exclusive")]
    AllowExclusive,
    /// Nobody may.
    #[xml(name = "force-shared")]
    ForceShared,
    /// Everybody may, without being asked.
    Ignore,
}

/// A screen by RDP.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RdpGraphics {
    /// Its port; 0 for none yet.
    pub port: i32,
    /// Whether the daemon chooses the port.
    pub autoport: bool,
    /// A new client takes the place of an old one.
    pub replace_user: bool,
    /// Several clients at the same time.
    pub multi_user: bool,
    /// The password.
    pub auth: GraphicsAuth,
    /// Where it listens.
    pub listens: Vec<ListenDef>,
}

pub(super) fn optional<T: XmlValue>(node: Node<'_>, name: &str) -> Result<Option<T>> {
    node.attr(name).map(|attr| read_attr(node, &attr, "", T::from_text)).transpose()
}

fn port(node: Node<'_>, protocol: &str) -> Result<Option<i32>> {
    let Some(attr) = node.attr("port") else { return Ok(None) };
    let parsed = i32::from_text(attr.value).map_err(|_| {
        let text = format!("cannot parse {protocol} port {}", attr.value);
        node.attr_error(&attr, Kind::Internal, text)
    });
    parsed.map(Some)
}

fn is_yes(node: Node<'_>, name: &str) -> bool {
    node.attr(name).is_some_and(|attr| attr.value == "yes")
}

/// Writes where a screen listens as older programs look for it.
pub(super) fn write_listen(listen: &ListenDef, w: &mut Writer) {
    let options = w.options();
    if options.migratable && listen.is_from_config() {
        return;
    }
    if listen.kind == ListenType::Network && (!options.live || options.migratable) {
        return;
    }
    if let Some(address) = &listen.address {
        w.attr("listen", address);
    }
}

impl XmlElement for VncGraphics {
    fn read(node: Node<'_>) -> Result<Self> {
        let listens = ListenDef::read_all(node, true)?;
        let given = port(node, "vnc")?;
        let mut vnc = Self { port: given.unwrap_or(0), autoport: given.is_none(), ..Self::default() };
        if given == Some(-1) {
            vnc.autoport = true;
            if !node.live() {
                vnc.port = 0;
            }
        }
        // Anything but yes and no leaves the choice as it is.
        match node.attr("autoport").map(|attr| attr.value) {
            Some("yes") => vnc.autoport = true,
            Some("no") => vnc.autoport = false,
            _ => {}
        }
        if vnc.autoport && node.attr("autoport").is_some() && !node.live() {
            vnc.port = 0;
        }
        vnc.websocket = optional(node, "websocket")?.unwrap_or(0);
        vnc.websocket_generated = is_yes(node, "websocketGenerated");
        vnc.keymap = optional(node, "keymap")?;
        vnc.share_policy = optional(node, "sharePolicy")?;
        vnc.power_control = optional(node, "powerControl")?;
        vnc.auth = GraphicsAuth::read(node, true)?;
        vnc.listens = listens;
        if let Some(audio) = node.child("audio") {
            vnc.audio_id = vir_xml::require_attr(audio, "id", crate::domain::check::nonzero::from_text)?;
        }
        Ok(vnc)
    }

    fn write_attrs(&self, w: &mut Writer) {
        let options = w.options();
        let first = self.listens.first();
        match first.map_or(ListenType::Address, |listen| listen.kind) {
            ListenType::Socket => {
                let hidden = |listen: &&ListenDef| {
                    options.migratable && (listen.auto_generated == Some(true) || listen.is_from_config())
                };
                let socket = first.filter(|listen| !hidden(listen));
                if let Some(socket) = socket.and_then(|listen| listen.socket.as_deref()) {
                    w.attr("socket", socket);
                }
            }
            ListenType::Address | ListenType::Network => {
                if self.port != 0 && (!self.autoport || options.live) {
                    w.attr_fmt("port", format_args!("{}", self.port));
                } else if self.autoport {
                    w.attr("port", "-1");
                }
                w.attr("autoport", if self.autoport { "yes" } else { "no" });
                if self.websocket_generated && !options.live {
                    w.attr("websocket", "-1");
                } else if self.websocket != 0 {
                    w.attr_fmt("websocket", format_args!("{}", self.websocket));
                }
                if options.status {
                    w.attr("websocketGenerated", if self.websocket_generated { "yes" } else { "no" });
                }
                if let Some(first) = first {
                    write_listen(first, w);
                }
            }
            ListenType::None => {}
        }
        if let Some(keymap) = &self.keymap {
            w.attr("keymap", keymap);
        }
        if let Some(policy) = self.share_policy {
            w.attr("sharePolicy", policy.as_str());
        }
        if let Some(control) = self.power_control {
            w.attr("powerControl", if control { "yes" } else { "no" });
        }
        self.auth.write(w);
    }

    fn write_nodes(&self, w: &mut Writer) {
        let options = w.options();
        for listen in self.listens.iter().filter(|listen| listen.is_written(false, options)) {
            listen.write("listen", w);
        }
        if self.audio_id != 0 {
            w.start("audio");
            w.attr_fmt("id", format_args!("{}", self.audio_id));
            w.end();
        }
    }
}

impl XmlElement for RdpGraphics {
    fn read(node: Node<'_>) -> Result<Self> {
        let listens = ListenDef::read_all(node, false)?;
        let given = port(node, "rdp")?;
        let mut rdp = Self { port: given.unwrap_or(0), ..Self::default() };
        rdp.autoport = matches!(given, None | Some(-1)) || is_yes(node, "autoport");
        if rdp.autoport && !node.live() {
            rdp.port = 0;
        }
        rdp.replace_user = is_yes(node, "replaceUser");
        rdp.multi_user = is_yes(node, "multiUser");
        rdp.auth = GraphicsAuth::read(node, false)?;
        rdp.listens = listens;
        Ok(rdp)
    }

    fn write_attrs(&self, w: &mut Writer) {
        if self.port != 0 {
            w.attr_fmt("port", format_args!("{}", self.port));
        } else if self.autoport {
            w.attr("port", "0");
        }
        let choices =
            [("autoport", self.autoport), ("replaceUser", self.replace_user), ("multiUser", self.multi_user)];
        for (name, _) in choices.iter().filter(|(_, chosen)| *chosen) {
            w.attr(name, "yes");
        }
        if let Some(first) = self.listens.first() {
            write_listen(first, w);
        }
        self.auth.write(w);
    }

    fn write_nodes(&self, w: &mut Writer) {
        let options = w.options();
        for listen in self.listens.iter().filter(|listen| listen.is_written(false, options)) {
            listen.write("listen", w);
        }
    }
}
