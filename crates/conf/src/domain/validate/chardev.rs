//! Character devices: serial and parallel ports, consoles, channels, and what else has such an end.

use vir_types::{Code, Result};

use super::super::DomainDef;
use super::super::device::chardev::{
    ChannelTarget, ChardevBackend, ChardevMode, ChardevSource, Reconnect,
};
use super::super::device::rng::RngBackend;
use super::super::device::smartcard::SmartcardKind;
use super::Facts;
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

impl DomainDef {
    /// The ends on the host of everything that has one, in the order in which libvirt looks at them;
    /// and of each whether the daemon finds a place for its socket.
    fn chardev_ends(&self) -> impl Iterator<Item = (&ChardevSource, bool)> {
        let devices = &self.devices;
        let cards = devices.smartcards.iter().filter_map(|card| match &card.kind {
            SmartcardKind::Passthrough(card) => Some(&card.source),
            _ => None,
        });
        let ports = devices.serials.iter().map(|port| &port.source);
        let ports = ports.chain(devices.parallels.iter().map(|port| &port.source));
        let channels = devices.channels.iter().map(|channel| {
            let finds = matches!(channel.target, ChannelTarget::Virtio(_) | ChannelTarget::Xen(_));
            (&channel.source, finds)
        });
        let rngs = devices.rngs.iter().filter_map(|rng| match &rng.backend {
            RngBackend::Egd(egd) => Some(&egd.source),
            _ => None,
        });
        let others = devices.consoles.iter().map(|console| &console.source).chain(rngs);
        let others = others.chain(devices.redirdevs.iter().map(|redirdev| &redirdev.source));
        let plain = |source| (source, false);
        cards.chain(ports).map(plain).chain(channels).chain(others.map(plain))
    }

    pub(super) fn filled_chardevs(&self) -> Result<()> {
        for (source, _) in self.chardev_ends() {
            if let ChardevBackend::Dbus(channel) = &source.backend {
                check_channel(channel.channel.as_deref())?;
            }
        }
        Ok(())
    }

    pub(super) fn check_chardevs(&self, facts: &Facts<'_>) -> Result<()> {
        self.chardev_ends().try_for_each(|(source, finds_socket)| source.validate(finds_socket, facts))
    }
}
