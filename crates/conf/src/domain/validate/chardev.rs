//! Character devices: serial and parallel ports, consoles, channels, and what else has such an end.

use vir_types::{Code, Result};

use super::super::DomainDef;
use super::super::device::chardev::{ChannelTarget, ChardevBackend, ChardevMode, ChardevSource, Reconnect};
use super::super::device::info::DeviceInfo;
use super::super::device::rng::RngBackend;
use super::super::device::smartcard::SmartcardKind;
use super::{Facts, named, of};
use crate::common::{refuse, unsupported};

fn internal(text: &str) -> Result<()> {
    refuse(Code::INTERNAL_ERROR, text)
}

/// Whoever waits for connections cannot connect again.
fn check_reconnect(mode: ChardevMode, reconnect: Option<&Reconnect>) -> Result<()> {
    if mode == ChardevMode::Bind && reconnect.is_some_and(|reconnect| reconnect.enabled) {
        return internal("chardev reconnect is possible only for connect mode");
    }
    Ok(())
}

fn check_channel(name: Option<&str>) -> Result<()> {
    let Some(name) = name else {
        return unsupported("Missing source channel attribute for char device");
    };
    let valid = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if name.bytes().all(valid) {
        Ok(())
    } else {
        refuse(Code::INVALID_ARG, "Invalid character in source channel for char device")
    }
}

impl ChardevSource {
    /// `finds_socket`: whether the daemon chooses the path of a socket that has none.
    fn validate(&self, finds_socket: bool, facts: &Facts<'_>) -> Result<()> {
        const NO_PATH: &str = "Missing source path attribute for char device";
        const NO_SERVICE: &str = "Missing source service attribute for char device";
        let labels = match &self.backend {
            ChardevBackend::File(file) if file.path.is_none() => return internal(NO_PATH),
            ChardevBackend::Dev(path) | ChardevBackend::Pipe(path) if path.path.is_none() => {
                return internal(NO_PATH);
            }
            ChardevBackend::File(file) => &file.seclabels,
            ChardevBackend::Dev(path) | ChardevBackend::Pipe(path) | ChardevBackend::Pty(path) => {
                &path.seclabels
            }
            ChardevBackend::Nmdm(pair) if pair.master.is_some() != pair.slave.is_some() => {
                return internal("Should define both master and slave path attributes for nmdm device");
            }
            ChardevBackend::Tcp(tcp) => {
                let source = &tcp.source;
                if source.host.is_none() {
                    return internal("Missing source host attribute for char device");
                }
                if source.service.is_none() {
                    return internal(NO_SERVICE);
                }
                return check_reconnect(source.mode, source.reconnect.as_ref());
            }
            ChardevBackend::Udp(udp) => {
                if udp.connect.as_ref().is_none_or(|peer| peer.service.is_none()) {
                    return internal(NO_SERVICE);
                }
                return Ok(());
            }
            ChardevBackend::Unix(socket) => {
                if socket.path.is_none() && !finds_socket {
                    return internal(NO_PATH);
                }
                check_reconnect(socket.mode, socket.reconnect.as_ref())?;
                &socket.seclabels
            }
            // A driver knows the names of channels on a D-Bus screen.
            ChardevBackend::Dbus(channel) if channel.channel.is_none() => return Ok(()),
            ChardevBackend::Spiceport(channel) | ChardevBackend::Dbus(channel) => {
                return check_channel(channel.channel.as_deref());
            }
            _ => return Ok(()),
        };
        facts.check_seclabels(labels)
    }
}

/// The host's end of a device, and which device it is.
struct End<'a> {
    source: &'a ChardevSource,
    /// Whether the daemon chooses the path of a socket that has none.
    finds_socket: bool,
    kind: &'static str,
    at: usize,
    info: &'a DeviceInfo,
}

impl<'a> End<'a> {
    fn new(kind: &'static str, at: usize, source: &'a ChardevSource, info: &'a DeviceInfo) -> Self {
        Self { source, finds_socket: false, kind, at, info }
    }
}

impl DomainDef {
    /// The ends on the host of everything that has one, in the order in which libvirt looks at them.
    fn chardev_ends(&self) -> impl Iterator<Item = End<'_>> {
        let devices = &self.devices;
        let cards = devices.smartcards.iter().enumerate().filter_map(|(at, it)| match &it.kind {
            SmartcardKind::Passthrough(card) => Some(End::new("smartcard", at, &card.source, &it.info)),
            _ => None,
        });
        let serials = devices.serials.iter().enumerate();
        let serials = serials.map(|(at, it)| End::new("serial", at, &it.source, &it.info));
        let parallels = devices.parallels.iter().enumerate();
        let parallels = parallels.map(|(at, it)| End::new("parallel", at, &it.source, &it.info));
        let channels = devices.channels.iter().enumerate().map(|(at, it)| {
            let finds_socket = matches!(it.target, ChannelTarget::Virtio(_) | ChannelTarget::Xen(_));
            End { finds_socket, ..End::new("channel", at, &it.source, &it.info) }
        });
        let consoles = devices.consoles.iter().enumerate();
        let consoles = consoles.map(|(at, it)| End::new("console", at, &it.source, &it.info));
        let rngs = devices.rngs.iter().enumerate().filter_map(|(at, it)| match &it.backend {
            RngBackend::Egd(egd) => Some(End::new("rng", at, &egd.source, &it.info)),
            _ => None,
        });
        let redirdevs = devices.redirdevs.iter().enumerate();
        let redirdevs = redirdevs.map(|(at, it)| End::new("redirdev", at, &it.source, &it.info));
        cards.chain(serials).chain(parallels).chain(channels).chain(consoles).chain(rngs).chain(redirdevs)
    }

    pub(super) fn filled_chardevs(&self) -> Result<()> {
        self.chardev_ends().try_for_each(|end| match &end.source.backend {
            ChardevBackend::Dbus(channel) => {
                of(check_channel(channel.channel.as_deref()), || named(end.kind, end.at, end.info))
            }
            _ => Ok(()),
        })
    }

    pub(super) fn check_chardevs(&self, facts: &Facts<'_>) -> Result<()> {
        self.chardev_ends().try_for_each(|end| {
            let checked = end.source.validate(end.finds_socket, facts);
            of(checked, || named(end.kind, end.at, end.info))
        })
    }
}
