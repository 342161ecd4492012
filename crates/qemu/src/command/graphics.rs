//! Screens.

use vir_conf::domain::device::chardev::MouseMode;
use vir_conf::domain::device::graphics::{
    DbusGraphics, EglGraphics, GraphicsDef, ListenDef, ListenType, SdlGraphics, SpiceGraphics, SpiceMode,
    VncGraphics,
};
use vir_types::Result;

use super::context::{Context, internal, unsupported};
use super::output::Output;
use super::props::{escape, on_off};
use super::{audio, secret};
use crate::caps::Cap;

/// All screens.
pub(super) fn graphics(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for graphics in &cx.def.devices.graphics {
        match graphics {
            GraphicsDef::Vnc(vnc) => self::vnc(cx, out, vnc)?,
            GraphicsDef::Spice(spice) => self::spice(cx, out, spice)?,
            GraphicsDef::Sdl(sdl) => self::sdl(out, sdl),
            GraphicsDef::EglHeadless(egl) => self::egl(cx, out, egl),
            GraphicsDef::Dbus(dbus) => self::dbus(cx, out, dbus)?,
            // It is a program of its own that finds the guest on the bus.
            GraphicsDef::Rdp(_) => {}
            other => {
                let kind = if matches!(other, GraphicsDef::Desktop(_)) { "desktop" } else { "(null)" };
                return Err(unsupported(format!("unsupported graphics type '{kind}'")));
            }
        }
    }
    Ok(())
}

/// Where a screen is listened to.
enum Listen {
    Nowhere,
    Socket(String),
    Address(Option<String>),
}

fn listen(
    cx: &Context<'_>,
    listens: &[ListenDef],
    kind: &str,
    usual: &str,
    auto_socket: bool,
) -> Result<Listen> {
    let Some(first) = listens.first() else { return Err(internal("missing listen element")) };
    let own = || Listen::Socket(cx.own_file(&format!("{kind}.sock")));
    Ok(match first.kind {
        ListenType::Socket => first.socket.clone().map_or_else(own, Listen::Socket),
        ListenType::None => Listen::Nowhere,
        _ => match &first.address {
            Some(address) => Listen::Address(Some(address.clone())),
            None if auto_socket && first.kind == ListenType::Address => own(),
            None => Listen::Address(Some(usual.to_owned())),
        },
    })
}

fn vnc(cx: &Context<'_>, out: &mut Output, vnc: &VncGraphics) -> Result<()> {
    const FIRST: i32 = 5900;
    let config = cx.launch.config;
    let mut value = match listen(cx, &vnc.listens, "vnc", &config.vnc_listen, config.vnc_auto_socket)? {
        Listen::Nowhere => "none".to_owned(),
        Listen::Socket(path) => format!("vnc=unix:{}", escape(&path)),
        Listen::Address(address) => {
            if !vnc.autoport && !(FIRST..=65535).contains(&vnc.port) {
                return Err(unsupported("vnc port must be in range [5900,65535]"));
            }
            let address = address.unwrap_or_default();
            let address = if address.contains(':') { format!("[{address}]") } else { address };
            // A port that nobody has chosen yet is shown as the first.
            let display = vnc.port.max(FIRST).saturating_sub(FIRST);
            let mut value = format!("{address}:{display}");
            if vnc.websocket != 0 {
                value.push_str(&format!(",websocket={}", vnc.websocket));
            }
            value
        }
    };
    if let Some(policy) = vnc.share_policy {
        value.push_str(&format!(",share={policy}"));
    }
    if vnc.auth.password.is_some() || config.vnc_password {
        value.push_str(",password=on");
    }
    if let Some(tls) = &config.vnc_tls {
        const ID: &str = "vnc-tls-creds0";
        let password = tls.locked.then(|| secret::plain_id(ID));
        if let Some(password) = &password {
            out.object(&secret::object(cx, password)?);
        }
        out.object(&secret::tls(ID, &tls.dir.to_string_lossy(), true, tls.verify, password));
        value.push_str(&format!(",tls-creds={ID}"));
    }
    if let Some(dir) = &config.vnc_sasl {
        value.push_str(",sasl=on");
        if !dir.as_os_str().is_empty() {
            out.env("SASL_CONF_PATH", dir.to_string_lossy());
        }
    }
    if let Some(control) = vnc.power_control {
        value.push_str(&format!(",power-control={}", on_off(control)));
    }
    value.push_str(&format!(",audiodev={}", audio::id(cx, vnc.audio_id)?));
    out.option("-vnc", value);
    keymap(out, vnc.keymap.as_deref());
    Ok(())
}

fn keymap(out: &mut Output, keymap: Option<&str>) {
    if let Some(keymap) = keymap {
        out.option("-k", keymap);
    }
}

fn spice(cx: &Context<'_>, out: &mut Output, spice: &SpiceGraphics) -> Result<()> {
    let config = cx.launch.config;
    let mut parts: Vec<String> = Vec::new();
    let (mut secure, mut insecure) = (false, false);
    match listen(cx, &spice.listens, "spice", &config.spice_listen, config.spice_auto_socket)? {
        Listen::Nowhere => {
            parts.push("port=0".to_owned());
            insecure = true;
        }
        Listen::Socket(path) => {
            parts.push(format!("unix=on,addr={}", escape(&path)));
            insecure = true;
        }
        Listen::Address(address) => {
            let (port, tls_port) = ports(spice, config.spice_tls);
            if port > 0 {
                parts.push(format!("port={port}"));
                insecure = true;
            }
            if tls_port > 0 {
                parts.push(format!("tls-port={tls_port}"));
                secure = true;
            }
            if let Some(address) = address.filter(|_| secure || insecure) {
                parts.push(format!("addr={address}"));
            }
        }
    }
    if let Some(dir) = &config.spice_sasl {
        parts.push("sasl=on".to_owned());
        if !dir.as_os_str().is_empty() {
            out.env("SASL_CONF_PATH", dir.to_string_lossy());
        }
    }
    let options = &spice.options;
    match options.mouse {
        Some(MouseMode::Server) => parts.push("agent-mouse=off".to_owned()),
        Some(MouseMode::Client) => parts.push("agent-mouse=on".to_owned()),
        _ => {}
    }
    if spice.auth.password.is_none() && !config.spice_password {
        parts.push("disable-ticketing=on".to_owned());
    }
    if secure {
        parts.push(format!("x509-dir={}", escape(&config.spice_tls_dir.to_string_lossy())));
    }
    channels(spice, secure, insecure, &mut parts)?;
    let mut add = |name: &str, value: Option<String>| {
        parts.extend(value.map(|value| format!("{name}={value}")));
    };
    add("image-compression", options.image.map(|it| it.to_string()));
    add("jpeg-wan-compression", options.jpeg.map(|it| it.to_string()));
    add("zlib-glz-wan-compression", options.zlib.map(|it| it.to_string()));
    add("playback-compression", options.playback.map(|it| it.to_string()));
    add("streaming-video", options.streaming.map(|it| it.to_string()));
    add("disable-copy-paste", (options.clipboard == Some(false)).then(|| "on".to_owned()));
    add("disable-agent-file-xfer", (options.filetransfer == Some(false)).then(|| "on".to_owned()));
    if options.gl == Some(true) {
        add("gl", Some("on".to_owned()));
        let usual = cx.launch.handed.render_node.as_deref().filter(|_| cx.has(Cap::SPICE_RENDERNODE));
        let node = options.rendernode.as_deref().or(usual);
        add("rendernode", node.map(|node| escape(node).into_owned()));
    }
    add("seamless-migration", Some("on".to_owned()));
    out.option("-spice", parts.join(","));
    keymap(out, spice.keymap.as_deref());
    Ok(())
}

/// Ports that nobody has chosen yet are shown as those that are tried first.
fn ports(spice: &SpiceGraphics, tls: bool) -> (i32, i32) {
    const PLAIN: i32 = 5901;
    const SECURE: i32 = 5902;
    if !spice.autoport || spice.port > 0 || spice.tls_port > 0 {
        return (spice.port, spice.tls_port);
    }
    let has = |mode: SpiceMode| {
        spice.default_mode == Some(mode) || spice.channels.iter().any(|(_, other)| *other == mode)
    };
    let any = matches!(spice.default_mode, None | Some(SpiceMode::Any));
    let plain = any || has(SpiceMode::Insecure);
    let secure = has(SpiceMode::Secure) || (any && tls);
    (if plain { PLAIN } else { 0 }, if secure { SECURE } else { 0 })
}

fn channels(spice: &SpiceGraphics, secure: bool, insecure: bool, parts: &mut Vec<String>) -> Result<()> {
    match spice.default_mode {
        Some(SpiceMode::Secure) if !secure => {
            let text = "spice defaultMode secure requested in XML configuration, but TLS connection is not available";
            return Err(unsupported(text));
        }
        Some(SpiceMode::Insecure) if !insecure => {
            let text = "spice defaultMode insecure requested in XML configuration, but plaintext connection is not available";
            return Err(unsupported(text));
        }
        Some(SpiceMode::Secure) => parts.push("tls-channel=default".to_owned()),
        Some(SpiceMode::Insecure) => parts.push("plaintext-channel=default".to_owned()),
        _ => {}
    }
    let mut all = spice.channels.clone();
    all.sort_by_key(|(channel, _)| *channel as u8);
    for (channel, mode) in all {
        match mode {
            SpiceMode::Secure if !secure => {
                let text =
                    "spice secure channels set in XML configuration, but TLS connection is not available";
                return Err(unsupported(text));
            }
            SpiceMode::Insecure if !insecure => {
                let text = "spice insecure channels set in XML configuration, but plaintext connection is not available";
                return Err(unsupported(text));
            }
            SpiceMode::Secure => parts.push(format!("tls-channel={channel}")),
            SpiceMode::Insecure => parts.push(format!("plaintext-channel={channel}")),
            _ => {}
        }
    }
    Ok(())
}

fn sdl(out: &mut Output, sdl: &SdlGraphics) {
    if let Some(file) = &sdl.xauth {
        out.env("XAUTHORITY", file);
    }
    if let Some(display) = &sdl.display {
        out.env("DISPLAY", display);
    }
    if sdl.fullscreen {
        out.flag("-full-screen");
    }
    let gl = sdl.gl.map(|gl| format!(",gl={}", on_off(gl))).unwrap_or_default();
    out.option("-display", format!("sdl{gl}"));
}

fn egl(cx: &Context<'_>, out: &mut Output, egl: &EglGraphics) {
    let usual = cx.launch.handed.render_node.as_deref().filter(|_| cx.has(Cap::EGL_HEADLESS_RENDERNODE));
    let node = egl.rendernode.as_deref().or(usual);
    let node = node.map(|node| format!(",rendernode={}", escape(node))).unwrap_or_default();
    out.option("-display", format!("egl-headless{node}"));
}

impl super::Launch<'_> {
    /// The bus of a guest's display.
    #[must_use]
    pub fn dbus_address(&self) -> String {
        self.handed.dbus_address.clone().unwrap_or_else(|| {
            format!("unix:path={}/dbus/{}-dbus.sock", self.config.state_dir.display(), self.short_name())
        })
    }
}

fn dbus(cx: &Context<'_>, out: &mut Output, dbus: &DbusGraphics) -> Result<()> {
    let mut value = "dbus".to_owned();
    if dbus.p2p {
        value.push_str(",p2p=on");
    } else {
        let address = dbus.address.clone().unwrap_or_else(|| cx.launch.dbus_address());
        value.push_str(&format!(",addr={}", escape(&address)));
    }
    if let Some(gl) = dbus.gl {
        value.push_str(&format!(",gl={}", on_off(gl)));
    }
    let usual = cx.launch.handed.render_node.as_deref().filter(|_| dbus.gl == Some(true));
    if let Some(node) = dbus.rendernode.as_deref().or(usual) {
        value.push_str(&format!(",rendernode={}", escape(node)));
    }
    if dbus.audio_id > 0 {
        value.push_str(&format!(",audiodev={}", audio::id(cx, dbus.audio_id)?));
    }
    out.option("-display", value);
    Ok(())
}
