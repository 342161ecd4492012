//! Character devices: what is on the host's side of them.

use vir_conf::domain::device::chardev::{
    ChardevBackend, ChardevMode, ChardevProtocol, ChardevSource, MouseMode, Reconnect,
};
use vir_types::Result;

use super::context::{Context, unsupported};
use super::output::Output;
use super::props::Props;
use super::secret;
use crate::caps::Cap;

/// A socket of the host.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Socket<'a> {
    /// Its path.
    pub(super) path: Option<&'a str>,
    /// The emulator listens, on this descriptor if it is given one.
    pub(super) server: Option<Option<u32>>,
    /// Whether the guest waits until somebody comes.
    pub(super) wait: bool,
    /// What is done when the other side goes away.
    pub(super) reconnect: Option<&'a Reconnect>,
}

/// `-chardev` for a socket.
pub(super) fn socket(cx: &Context<'_>, id: &str, socket: &Socket<'_>) -> String {
    let options = options(socket_props(cx, socket));
    format!("socket,id={id}{options}")
}

fn socket_props(cx: &Context<'_>, socket: &Socket<'_>) -> Props {
    let fd = socket.server.flatten();
    let props = match fd {
        Some(fd) => Props::new().put("fd", fd.to_string()),
        None => Props::new().put("path", socket.path.unwrap_or_default()),
    };
    let server = socket.server.map(|_| true);
    let wait = socket.server.filter(|_| !socket.wait).map(|_| false);
    let reconnect = socket.reconnect.filter(|_| fd.is_none());
    props.maybe("server", server).maybe("wait", wait).with(reconnection(cx, reconnect))
}

fn reconnection(cx: &Context<'_>, reconnect: Option<&Reconnect>) -> Props {
    let Some(reconnect) = reconnect else { return Props::new() };
    let seconds = if reconnect.enabled { reconnect.timeout.unwrap_or_default() } else { 0 };
    if cx.has(Cap::CHARDEV_RECONNECT_MILISECONDS) {
        Props::new().put("reconnect-ms", u64::from(seconds).saturating_mul(1000))
    } else {
        Props::new().put("reconnect", seconds)
    }
}

/// Options behind the id, with their comma.
fn options(props: Props) -> String {
    if props.is_empty() { String::new() } else { format!(",{}", props.to_options()) }
}

/// Writes a character device with what it needs. `owner` is the alias of its device, `id` its own name.
pub(super) fn write(
    cx: &Context<'_>,
    out: &mut Output,
    source: &ChardevSource,
    owner: &str,
    id: &str,
) -> Result<()> {
    let handed = cx.launch.handed.chardevs.get(owner);
    let tls = tls(cx, source, id);
    if let Some(tls) = &tls {
        if let Some(password) = &tls.password {
            out.object(&secret::object(cx, password)?);
        }
        out.object(&tls.object);
    }
    let file =
        handed.and_then(|handed| handed.file).filter(|_| matches!(source.backend, ChardevBackend::File(_)));
    let log = handed.and_then(|handed| handed.log).filter(|_| source.log.is_some());
    let mut set = |fd: Option<u32>, what: &str| {
        let name = format!("{owner}-{what}");
        let (fd, set) = fd.zip(cx.fdset(&name))?;
        out.add_fd(set, fd, &name);
        Some(format!("/dev/fdset/{set}"))
    };
    let file = set(file, "source");
    let log = set(log, "log");
    let (kind, mut props) = backend(cx, source, owner, id, file)?;
    if let Some(tls) = tls {
        props = props.put("tls-creds", tls.id);
    }
    if let Some(own) = &source.log {
        props = match log {
            Some(path) => props.put("logfile", path).put("logappend", true),
            None => {
                props.put("logfile", own.file.as_deref().unwrap_or_default()).maybe("logappend", own.append)
            }
        };
    }
    out.option("-chardev", format!("{kind},id={id}{}", options(props)));
    Ok(())
}

/// Whether it is reached with TLS.
pub(super) fn is_encrypted(cx: &Context<'_>, source: &ChardevSource) -> bool {
    match &source.backend {
        ChardevBackend::Tcp(tcp) => tcp.source.tls.unwrap_or(cx.launch.config.chardev_tls_always),
        _ => false,
    }
}

struct CharTls {
    id: String,
    password: Option<String>,
    object: Props,
}

fn tls(cx: &Context<'_>, source: &ChardevSource, id: &str) -> Option<CharTls> {
    let ChardevBackend::Tcp(tcp) = &source.backend else { return None };
    if !is_encrypted(cx, source) {
        return None;
    }
    let certificates = &cx.launch.config.chardev_tls;
    let password = certificates.locked.then(|| secret::plain_id(id));
    let own = format!("obj{id}_tls0");
    let server = tcp.source.mode == ChardevMode::Bind;
    let dir = certificates.dir.to_string_lossy();
    let object = secret::tls(&own, &dir, server, certificates.verify, password.clone());
    Some(CharTls { id: own, password, object })
}

/// The kind of a character device and its options.
fn backend(
    cx: &Context<'_>,
    source: &ChardevSource,
    owner: &str,
    id: &str,
    file: Option<String>,
) -> Result<(&'static str, Props)> {
    let path = |path: &Option<String>| path.clone().unwrap_or_default();
    Ok(match &source.backend {
        ChardevBackend::Null => ("null", Props::new()),
        ChardevBackend::Vc => ("vc", Props::new()),
        ChardevBackend::Pty(_) => ("pty", Props::new()),
        ChardevBackend::Stdio => ("stdio", Props::new()),
        ChardevBackend::File(own) => match file {
            Some(set) => ("file", Props::new().put("path", set).put("append", true)),
            None => ("file", Props::new().put("path", path(&own.path)).maybe("append", own.append)),
        },
        ChardevBackend::Pipe(own) => ("pipe", Props::new().put("path", path(&own.path))),
        ChardevBackend::Dev(own) => {
            let kind = if id.starts_with("charparallel") { "parallel" } else { "serial" };
            (kind, Props::new().put("path", path(&own.path)))
        }
        ChardevBackend::Unix(own) => {
            let handed = cx.launch.handed.chardevs.get(owner).and_then(|handed| handed.socket);
            let server = (own.mode == ChardevMode::Bind).then_some(handed);
            let reconnect = own.reconnect.as_ref();
            let usual = channel_path(cx, owner);
            let path = own.path.as_deref().or(usual.as_deref());
            let socket = Socket { path, server, wait: false, reconnect };
            ("socket", socket_props(cx, &socket))
        }
        ChardevBackend::Tcp(own) => {
            let server = own.source.mode == ChardevMode::Bind;
            let props = Props::new()
                .put("host", path(&own.source.host))
                .put("port", path(&own.source.service))
                .when("telnet", own.protocol == ChardevProtocol::Telnet)
                .when("server", server)
                .maybe("wait", server.then_some(false))
                .with(reconnection(cx, own.source.reconnect.as_ref()));
            ("socket", props)
        }
        ChardevBackend::Udp(own) => {
            let part = |end: &Option<vir_conf::domain::device::chardev::ChardevEndpoint>| {
                end.clone().map(|end| (end.host, end.service)).unwrap_or_default()
            };
            let ((host, port), (local, local_port)) = (part(&own.connect), part(&own.bind));
            let props = Props::new()
                .put("host", host.unwrap_or_default())
                .put("port", port.unwrap_or_default())
                .put("localaddr", local.unwrap_or_default())
                .put("localport", local_port.unwrap_or_else(|| "0".to_owned()));
            ("udp", props)
        }
        ChardevBackend::Spicevmc => {
            let name = spice_name(cx, owner);
            ("spicevmc", Props::new().put("name", name))
        }
        ChardevBackend::Spiceport(own) => ("spiceport", Props::new().put("name", path(&own.channel))),
        ChardevBackend::Dbus(own) => ("dbus", Props::new().put("name", path(&own.channel))),
        ChardevBackend::QemuVdagent(own) => {
            let mouse = match own.mouse {
                Some(MouseMode::Client) => Some(true),
                Some(MouseMode::Server) => Some(false),
                _ => None,
            };
            let props =
                Props::new().put("name", "vdagent").maybe("clipboard", own.clipboard).maybe("mouse", mouse);
            ("qemu-vdagent", props)
        }
        other => return Err(unsupported(format!("unsupported chardev '{}'", other.as_str()))),
    })
}

/// Where a channel listens that has no path.
fn channel_path(cx: &Context<'_>, owner: &str) -> Option<String> {
    let is = |alias: Option<&str>| alias == Some(owner);
    let channel = cx.def.devices.channels.iter().find(|it| is(it.info.alias.as_deref()))?;
    Some(cx.launch.channel_socket(channel))
}

/// What SPICE uses a channel for: it depends on the device, whatever the user has called it.
fn spice_name(cx: &Context<'_>, owner: &str) -> &'static str {
    let devices = &cx.def.devices;
    let is = |alias: Option<&str>| alias == Some(owner);
    if devices.redirdevs.iter().any(|it| is(it.info.alias.as_deref())) {
        "usbredir"
    } else if devices.smartcards.iter().any(|it| is(it.info.alias.as_deref())) {
        "smartcard"
    } else {
        "vdagent"
    }
}
