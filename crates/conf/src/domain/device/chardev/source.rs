//! The host's end of a character device.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, Result, Writer, XmlElement, XmlEnum, XmlValue, read_attr};

use crate::common::Switch;
use crate::domain::seclabel::DeviceSeclabelDef;

/// The host's end of a character device, and a log of what goes through it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChardevSource {
    /// What it is.
    pub backend: ChardevBackend,
    /// The log.
    pub log: Option<ChardevLog>,
}

/// What the host's end of a character device is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChardevBackend {
    /// Nothing.
    Null,
    /// A window of the emulator.
    Vc,
    /// A pseudo terminal; its path is known while the guest runs.
    Pty(ChardevPath),
    /// A device of the host.
    Dev(ChardevPath),
    /// A file that is written.
    File(ChardevFile),
    /// A pair of pipes.
    Pipe(ChardevPath),
    /// The emulator's own input and output.
    #[default]
    Stdio,
    /// Packets of UDP.
    Udp(ChardevUdp),
    /// A connection of TCP.
    Tcp(Box<ChardevTcp>),
    /// A unix socket.
    Unix(Box<ChardevUnix>),
    /// The client of a SPICE screen.
    Spicevmc,
    /// A port of a SPICE screen, by name.
    Spiceport(ChardevChannel),
    /// A null modem of FreeBSD.
    Nmdm(ChardevNmdm),
    /// The emulator in place of an agent for the clipboard.
    QemuVdagent(ChardevVdagent),
    /// A D-Bus screen, by name.
    Dbus(ChardevChannel),
}

/// Names of the backends, in libvirt's order.
const NAMES: &[&str] = &[
    "null",
    "vc",
    "pty",
    "dev",
    "file",
    "pipe",
    "stdio",
    "udp",
    "tcp",
    "unix",
    "spicevmc",
    "spiceport",
    "nmdm",
    "qemu-vdagent",
    "dbus",
];

/// A path.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "ChardevPath::finish")]
pub struct ChardevPath {
    /// The path.
    #[xml(attr)]
    pub path: Option<String>,
    /// What security drivers do with it.
    #[xml(child = "seclabel")]
    pub seclabels: Vec<DeviceSeclabelDef>,
}

/// A file that is written.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "ChardevFile::finish")]
pub struct ChardevFile {
    /// Its path.
    #[xml(attr)]
    pub path: Option<String>,
    /// Whether what it holds stays.
    #[xml(attr)]
    pub append: Option<Switch>,
    /// What security drivers do with it.
    #[xml(child = "seclabel")]
    pub seclabels: Vec<DeviceSeclabelDef>,
}

macro_rules! keep_own_labels {
    ($($source:ident),*) => {$(
        impl $source {
            fn finish(def: &mut Self, node: Node<'_>) -> Result<()> {
                crate::domain::seclabel::keep_own(&mut def.seclabels, node);
                Ok(())
            }
        }
    )*};
}

keep_own_labels!(ChardevPath, ChardevFile, ChardevUnix);

/// Packets of UDP.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChardevUdp {
    /// Where we listen.
    pub bind: Option<ChardevEndpoint>,
    /// Where we send to.
    pub connect: Option<ChardevEndpoint>,
}

/// Host and service.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChardevEndpoint {
    /// The host.
    #[xml(attr)]
    pub host: Option<String>,
    /// The service or port.
    #[xml(attr)]
    pub service: Option<String>,
}

/// A connection of TCP.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChardevTcp {
    /// Host, service, and who connects.
    pub source: ChardevTcpSource,
    /// What is spoken.
    pub protocol: ChardevProtocol,
}

/// Where a connection of TCP leads.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChardevTcpSource {
    /// Who connects.
    #[xml(attr)]
    pub mode: ChardevMode,
    /// The host.
    #[xml(attr)]
    pub host: Option<String>,
    /// The service or port.
    #[xml(attr)]
    pub service: Option<String>,
    /// Whether it is encrypted.
    #[xml(attr)]
    pub tls: Option<bool>,
    /// 1: whether it is encrypted comes from the daemon's configuration.
    #[xml(attr = "tlsFromConfig", status)]
    pub tls_from_config: Option<u32>,
    /// What happens when the peer is gone.
    #[xml(child = "reconnect")]
    pub reconnect: Option<Reconnect>,
}

/// A unix socket.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "ChardevUnix::finish")]
pub struct ChardevUnix {
    /// Who connects.
    #[xml(attr)]
    pub mode: ChardevMode,
    /// Its path; the daemon chooses one where there is none.
    #[xml(attr)]
    pub path: Option<String>,
    /// What security drivers do with it.
    #[xml(child = "seclabel")]
    pub seclabels: Vec<DeviceSeclabelDef>,
    /// What happens when the peer is gone.
    #[xml(child = "reconnect")]
    pub reconnect: Option<Reconnect>,
}

/// A name.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChardevChannel {
    /// The name.
    #[xml(attr)]
    pub channel: Option<String>,
}

/// A null modem of FreeBSD.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChardevNmdm {
    /// The guest's device.
    #[xml(attr)]
    pub master: Option<String>,
    /// The host's device.
    #[xml(attr)]
    pub slave: Option<String>,
}

/// The emulator in place of an agent.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChardevVdagent {
    /// Whether the clipboard is shared.
    #[xml(attr = "clipboard/@copypaste")]
    pub clipboard: Option<bool>,
    /// Who moves the mouse.
    #[xml(attr = "mouse/@mode")]
    pub mouse: Option<MouseMode>,
}

/// Who moves the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MouseMode {
    /// The guest's mouse is moved.
    Server,
    /// The client's mouse is followed.
    Client,
}

/// Who connects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ChardevMode {
    /// We do.
    #[default]
    Connect,
    /// We listen.
    Bind,
}

/// What is spoken on a connection of TCP.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum ChardevProtocol {
    /// Nothing but the data.
    #[default]
    Raw,
    /// Telnet.
    Telnet,
    /// Telnet, encrypted.
    Telnets,
    /// Nothing but the data, encrypted.
    Tls,
}

/// What happens when a peer is gone.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "Reconnect::finish")]
#[non_exhaustive]
pub struct Reconnect {
    /// Whether we connect again.
    #[xml(attr, required)]
    pub enabled: bool,
    /// **Seconds** until we do.
    #[xml(attr)]
    pub timeout: Option<u32>,
}

impl Reconnect {
    fn finish(def: &mut Self, node: Node<'_>) -> Result<()> {
        if !def.enabled {
            def.timeout = None;
        } else if def.timeout.is_none() {
            return Err(node.missing_attr("timeout"));
        } else if def.timeout == Some(0) {
            let text = "chardev reconnect source timeout cannot be '0'";
            return Err(node.error(Kind::Argument, text));
        }
        Ok(())
    }
}

/// A log of what goes through a character device.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChardevLog {
    /// Its path.
    #[xml(attr)]
    pub file: Option<String>,
    /// Whether what it holds stays.
    #[xml(attr)]
    pub append: Option<Switch>,
}

impl ChardevBackend {
    /// The word of this case.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Vc => "vc",
            Self::Pty(_) => "pty",
            Self::Dev(_) => "dev",
            Self::File(_) => "file",
            Self::Pipe(_) => "pipe",
            Self::Stdio => "stdio",
            Self::Udp(_) => "udp",
            Self::Tcp(_) => "tcp",
            Self::Unix(_) => "unix",
            Self::Spicevmc => "spicevmc",
            Self::Spiceport(_) => "spiceport",
            Self::Nmdm(_) => "nmdm",
            Self::QemuVdagent(_) => "qemu-vdagent",
            Self::Dbus(_) => "dbus",
        }
    }

    fn read(kind: &str, node: Node<'_>) -> Result<Option<Self>> {
        let sources: Vec<Node<'_>> = node.elements().filter(|child| child.key() == "source").collect();
        if matches!(node.key(), "serial" | "parallel" | "console" | "channel")
            && let Some(source) = sources.first()
        {
            crate::domain::seclabel::check_labels(*source)?;
        }
        if sources.len() > 1 && kind != "udp" {
            let text = "only one source element is allowed for character device";
            return Err(node.error(Kind::Invalid, text));
        }
        if sources.len() > 2 {
            let text = "only two source elements are allowed for character device";
            return Err(node.error(Kind::Invalid, text));
        }
        let source = sources.first().copied();
        Ok(Some(match kind {
            "null" => Self::Null,
            "vc" => Self::Vc,
            "pty" => {
                let mut path: ChardevPath = part(source)?;
                // The path belongs to one run; the older form has it beside the type.
                if node.live() {
                    path.path = path.path.or_else(|| node.attr("tty").map(|tty| tty.value.into()));
                } else {
                    path.path = None;
                }
                if path.path.is_none() {
                    path.seclabels.clear();
                }
                Self::Pty(path)
            }
            "dev" => Self::Dev(part(source)?),
            "file" => Self::File(part(source)?),
            "pipe" => Self::Pipe(part(source)?),
            "stdio" => Self::Stdio,
            "udp" => Self::Udp(udp(&sources)?),
            "tcp" => {
                let protocols = node.elements().filter(|child| child.key() == "protocol").count();
                if protocols > 1 {
                    let text = "only one protocol element is allowed for character device";
                    return Err(node.error(Kind::Invalid, text));
                }
                let protocol = node.child("protocol").and_then(|child| Some((child, child.attr("type")?)));
                let protocol =
                    protocol.map(|(child, attr)| read_attr(child, &attr, "", ChardevProtocol::from_text));
                Self::Tcp(Box::new(ChardevTcp {
                    source: part(source)?,
                    protocol: protocol.transpose()?.unwrap_or_default(),
                }))
            }
            "unix" => {
                let mut unix: ChardevUnix = part(source)?;
                if unix.path.is_none() {
                    unix = ChardevUnix::default();
                }
                Self::Unix(Box::new(unix))
            }
            "spicevmc" => Self::Spicevmc,
            "spiceport" => Self::Spiceport(part(source)?),
            "nmdm" => Self::Nmdm(part(source)?),
            "qemu-vdagent" => {
                if let Some(source) = source {
                    crate::domain::check::say(source, &[("clipboard", "copypaste"), ("mouse", "mode")])?;
                }
                Self::QemuVdagent(part(source)?)
            }
            "dbus" => Self::Dbus(part(source)?),
            _ => return Ok(None),
        }))
    }

    fn write_source(&self, w: &mut Writer) {
        match self {
            Self::Null | Self::Vc | Self::Stdio | Self::Spicevmc => {}
            Self::Pty(path) if !w.options().live || path.path.is_none() => {}
            Self::Pty(path) | Self::Dev(path) | Self::Pipe(path) => path.write("source", w),
            Self::File(file) if *file == ChardevFile::default() => {}
            Self::File(file) => file.write("source", w),
            Self::Udp(udp) => {
                for (mode, endpoint) in [("bind", &udp.bind), ("connect", &udp.connect)] {
                    if let Some(endpoint) = endpoint {
                        w.start("source");
                        w.attr("mode", mode);
                        endpoint.write_attrs(w);
                        w.end();
                    }
                }
            }
            Self::Tcp(tcp) => {
                tcp.source.write("source", w);
                w.start("protocol");
                w.attr("type", tcp.protocol.as_str());
                w.end();
            }
            Self::Unix(unix) if unix.path.is_none() => {}
            Self::Unix(unix) => unix.write("source", w),
            Self::Spiceport(channel) | Self::Dbus(channel) if channel.channel.is_none() => {}
            Self::Spiceport(channel) | Self::Dbus(channel) => channel.write("source", w),
            Self::Nmdm(nmdm) => nmdm.write("source", w),
            Self::QemuVdagent(agent) if *agent == ChardevVdagent::default() => {}
            Self::QemuVdagent(agent) => agent.write("source", w),
        }
    }
}

/// What the source says, or what one without anything would.
fn part<T: XmlElement + Default>(source: Option<Node<'_>>) -> Result<T> {
    source.map_or_else(|| Ok(T::default()), T::read)
}

fn udp(sources: &[Node<'_>]) -> Result<ChardevUdp> {
    let mut udp = ChardevUdp::default();
    for source in sources {
        let mode = source.attr("mode");
        let mode = mode.map(|attr| read_attr(*source, &attr, "", ChardevMode::from_text)).transpose()?;
        let slot = match mode.unwrap_or_default() {
            ChardevMode::Bind => &mut udp.bind,
            ChardevMode::Connect => &mut udp.connect,
        };
        if slot.is_none() {
            let endpoint = ChardevEndpoint::read(*source)?;
            *slot = Some(endpoint).filter(|endpoint| *endpoint != ChardevEndpoint::default());
        }
    }
    Ok(udp)
}

impl XmlElement for ChardevSource {
    fn read(node: Node<'_>) -> Result<Self> {
        let kind = node.attr("type");
        // A pseudo terminal is what a port is by default; others must say what they are.
        let word = match (&kind, node.key()) {
            (Some(kind), _) => kind.value,
            (None, "serial" | "parallel" | "console" | "channel") => "pty",
            (None, "redirdev") => return Err(node.error(Kind::Internal, "missing type in redirdev")),
            (None, "smartcard") => {
                let text = "passthrough mode requires a character device type attribute";
                return Err(node.error(Kind::Missing, text));
            }
            (None, "backend") => return Err(node.error(Kind::Missing, "missing EGD backend type")),
            (None, _) => return Err(node.missing_attr("type")),
        };
        let Some(backend) = ChardevBackend::read(word, node)? else {
            let text = match node.key() {
                "redirdev" => format!("unknown redirdev character device type '{word}'"),
                "backend" => format!("unknown backend type '{word}' for egd"),
                _ => format!("unknown type presented to host for character device: {word}"),
            };
            let error = match &kind {
                Some(attr) => node.attr_error(attr, Kind::Unsupported, text),
                None => node.error(Kind::Unsupported, text),
            };
            let meant = vir_xml::nearest(word, NAMES.iter().copied());
            let hint = meant.map(|meant| format!(" Did you mean '{meant}'?")).unwrap_or_default();
            return Err(error.with_expected(&NAMES.join(", ")).with_hint(hint));
        };
        if node.elements().filter(|child| child.key() == "log").count() > 1 {
            let text = "only one log element is allowed for character device";
            return Err(node.error(Kind::Invalid, text));
        }
        let log = node.child("log").map(ChardevLog::read).transpose()?;
        Ok(Self { backend, log: log.filter(|log| log.file.is_some()) })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("type", self.backend.as_str());
    }

    fn write_nodes(&self, w: &mut Writer) {
        self.backend.write_source(w);
        if let Some(log) = &self.log {
            log.write("log", w);
        }
    }
}

impl ChardevSource {
    /// One of this kind.
    #[must_use]
    pub fn new(backend: ChardevBackend) -> Self {
        Self { backend, log: None }
    }

    /// The path of a pseudo terminal that is open.
    #[must_use]
    pub fn pty(&self) -> Option<&str> {
        match &self.backend {
            ChardevBackend::Pty(path) => path.path.as_deref(),
            _ => None,
        }
    }
}
