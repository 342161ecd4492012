//! What must be opened, made, asked for and started before a guest can start.
//!
//! It is found by the same names and rules that write the command line, so that what is handed over is what
//! is named there.

mod helpers;

use vir_conf::common::{SecretLookup, Switch};
use vir_conf::domain::clock::ClockOffset;
use vir_conf::domain::device::chardev::{
    ChannelDef, ChannelTarget, ChardevBackend, ChardevMode, ChardevSource,
};
use vir_conf::domain::device::disk::{DiskDevice, DiskSource, StartupPolicy};
use vir_conf::domain::device::graphics::GraphicsDef;
use vir_conf::domain::device::hostdev::{HostdevSource, ScsiHostAddress, ScsiProtocol};
use vir_conf::domain::device::interface::{InterfaceDriverName, InterfaceSource};
use vir_conf::domain::device::rng::RngBackend;
use vir_conf::domain::device::smartcard::SmartcardKind;
use vir_conf::domain::device::tpm::TpmBackend;
use vir_types::Result;

use super::Launch;
use super::context::{Context, alias};
use super::image::{Image, actual};
use super::{chardev, network, remote, secret};

pub use helpers::{Helper, HelperKind};

/// What a guest needs before it starts.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Needs {
    /// Folders of the guest's own, of mode 0700.
    pub folders: Vec<String>,
    /// Sockets that are listened on, by device: [`Handed::chardevs`](super::Handed::chardevs).
    pub sockets: Vec<SocketNeed>,
    /// Files that are written, by device.
    pub files: Vec<FileNeed>,
    /// Tap devices and what speeds them up: [`Handed::interfaces`](super::Handed::interfaces).
    pub interfaces: Vec<InterfaceNeed>,
    /// Devices of the host that are opened.
    pub devices: Vec<DeviceNeed>,
    /// Secrets, to be encrypted with the guest's key: [`Handed::secrets`](super::Handed::secrets).
    pub secrets: Vec<SecretNeed>,
    /// Programs that run beside the emulator.
    pub helpers: Vec<Helper>,
    /// SCSI devices of the host: [`Handed::scsi_generic`](super::Handed::scsi_generic).
    pub scsi: Vec<ScsiNeed>,
    /// Paths that may be optical drives: [`Handed::optical_drives`](super::Handed::optical_drives).
    pub maybe_optical: Vec<String>,
    /// Groups of descriptors that a client must have handed over: [`Handed::fd_groups`](super::Handed::fd_groups).
    pub fd_groups: Vec<String>,
    /// Images that need not be there, by disk.
    pub optional_images: Vec<String>,
    /// Whether a GPU of the host is drawn with that the definition does not name.
    pub render_node: bool,
    /// Whether the clock's time at start must be worked out: [`Handed::rtc_base`](super::Handed::rtc_base).
    pub rtc_base: bool,
    /// Whether memory comes in large pages: [`Handed::hugepages`](super::Handed::hugepages).
    pub hugepages: bool,
}

/// A socket that is listened on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SocketNeed {
    /// The device.
    pub alias: String,
    /// Its path.
    pub path: String,
}

/// A file that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileNeed {
    /// The device.
    pub alias: String,
    /// Its path.
    pub path: String,
    /// Whether what is in it stays.
    pub append: bool,
    /// It is the log of the device, not where the device writes to.
    pub is_log: bool,
}

/// A network interface that the host gives a device to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InterfaceNeed {
    /// The interface.
    pub alias: String,
    /// How many queues it has: so many descriptors are opened.
    pub queues: u32,
    /// Whether the host's kernel moves its packets if it can.
    pub vhost: bool,
    /// Whether it must, because the definition says so.
    pub vhost_required: bool,
}

/// What a device of the host is that is opened, and so where its descriptor goes in
/// [`Handed`](super::Handed).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeviceKind {
    /// Sockets between guest and host; the guest's number is to be set on it.
    Vsock,
    /// SCSI in the host's kernel.
    VhostScsi,
    /// A TPM; what cancels its commands is opened too.
    Tpm,
    /// A disk in hardware.
    DiskVdpa,
    /// A network card in hardware.
    NetVdpa,
}

/// A device of the host that is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceNeed {
    /// What it is.
    pub kind: DeviceKind,
    /// The device of the guest.
    pub alias: String,
    /// The path on the host.
    pub path: String,
}

/// A secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SecretNeed {
    /// The name of its object.
    pub id: String,
    /// Where it comes from.
    pub from: SecretFrom,
}

/// Where a secret comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretFrom {
    /// It is stored: how it is found, and what it must be for.
    Stored(SecretLookup, &'static str),
    /// It is in the definition.
    Text(String),
    /// It unlocks certificates of the host.
    Certificates,
}

/// A SCSI device of the host.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ScsiNeed {
    /// The device of the guest.
    pub alias: String,
    /// The host's adapter.
    pub adapter: String,
    /// Where the device is on it.
    pub address: ScsiHostAddress,
}

impl Launch<'_> {
    /// Where a channel listens that has no path.
    #[must_use]
    pub fn channel_socket(&self, channel: &ChannelDef) -> String {
        use vir_conf::domain::device::address::Address;
        let folder = format!("{}/{}", self.config.channel_dir.display(), self.short_name());
        let name = match &channel.target {
            ChannelTarget::Virtio(target) => target.name.as_deref(),
            _ => None,
        };
        match (name, &channel.info.address) {
            (Some(name), _) => format!("{folder}/{name}"),
            (None, Some(Address::VirtioSerial(it))) => {
                format!("{folder}/vioser-{:02}-{:02}-{:02}.sock", it.controller, it.bus, it.port)
            }
            (None, _) => format!("{folder}/{}.sock", channel.info.alias.as_deref().unwrap_or("channel")),
        }
    }
}

/// What a guest needs before it starts; what is handed over already does not matter but for groups of
/// descriptors that clients give.
///
/// # Errors
/// As of [`build`](super::build).
pub fn needs(launch: &Launch<'_>) -> Result<Needs> {
    let cx = &Context::new(*launch)?;
    let mut needs = Needs { folders: vec![launch.own_folder()], ..Needs::default() };
    chardevs(cx, &mut needs)?;
    interfaces(cx, &mut needs)?;
    disks(cx, &mut needs)?;
    hostdevs(cx, &mut needs)?;
    devices(cx, &mut needs)?;
    helpers::helpers(cx, &mut needs)?;
    needs.render_node = helpers::draws(cx);
    needs.rtc_base = cx.def.clock.as_ref().is_some_and(|clock| clock.offset == ClockOffset::Variable);
    let backing = cx.def.memory_backing.as_ref();
    needs.hugepages = backing.is_some_and(|backing| backing.hugepages.is_some())
        || cx.def.devices.memories.iter().any(|it| it.source.as_ref().is_some_and(|it| it.pagesize_kib > 0));
    Ok(needs)
}

fn chardevs(cx: &Context<'_>, needs: &mut Needs) -> Result<()> {
    let devices = &cx.def.devices;
    let mut all: Vec<(&ChardevSource, &str, Option<String>)> = Vec::new();
    for it in &devices.serials {
        all.push((&it.source, alias(&it.info)?, None));
    }
    for it in &devices.parallels {
        all.push((&it.source, alias(&it.info)?, None));
    }
    for it in &devices.channels {
        all.push((&it.source, alias(&it.info)?, Some(cx.launch.channel_socket(it))));
    }
    for it in &devices.consoles {
        // The first console is a serial port seen twice.
        if !devices.serials.iter().any(|serial| serial.info.alias == it.info.alias) {
            all.push((&it.source, alias(&it.info)?, None));
        }
    }
    for it in &devices.redirdevs {
        all.push((&it.source, alias(&it.info)?, None));
    }
    for it in &devices.smartcards {
        if let SmartcardKind::Passthrough(card) = &it.kind {
            all.push((&card.source, alias(&it.info)?, None));
        }
    }
    for it in &devices.rngs {
        if let RngBackend::Egd(egd) = &it.backend {
            all.push((&egd.source, alias(&it.info)?, None));
        }
    }
    for (source, owner, usual) in all {
        let own = |path: &Option<String>| path.clone().or(usual.clone()).unwrap_or_default();
        match &source.backend {
            ChardevBackend::Unix(unix) if unix.mode == ChardevMode::Bind => {
                needs.sockets.push(SocketNeed { alias: owner.to_owned(), path: own(&unix.path) });
            }
            ChardevBackend::File(file) => needs.files.push(FileNeed {
                alias: owner.to_owned(),
                path: own(&file.path),
                append: file.append == Some(Switch::On),
                is_log: false,
            }),
            _ => {}
        }
        if let Some(log) = &source.log {
            needs.files.push(FileNeed {
                alias: owner.to_owned(),
                path: log.file.clone().unwrap_or_default(),
                append: log.append == Some(Switch::On),
                is_log: true,
            });
        }
        let id = format!("char{owner}");
        if cx.launch.config.chardev_tls.locked && chardev::is_encrypted(cx, source) {
            needs.secrets.push(SecretNeed { id: secret::plain_id(&id), from: SecretFrom::Certificates });
        }
    }
    Ok(())
}

fn interfaces(cx: &Context<'_>, needs: &mut Needs) -> Result<()> {
    for interface in cx.def.devices.interfaces.iter().filter(|it| !network::is_hostdev(it)) {
        let owner = alias(&interface.info)?;
        match &interface.source {
            InterfaceSource::Network(_)
            | InterfaceSource::Bridge(_)
            | InterfaceSource::Direct(_)
            | InterfaceSource::Ethernet(_) => {}
            InterfaceSource::Vdpa(source) => {
                let (alias, path) = (owner.to_owned(), source.dev.clone());
                needs.devices.push(DeviceNeed { kind: DeviceKind::NetVdpa, alias, path });
                continue;
            }
            _ => continue,
        }
        let driver = interface.driver.as_deref();
        let name = driver.and_then(|driver| driver.name);
        needs.interfaces.push(InterfaceNeed {
            alias: owner.to_owned(),
            queues: driver.map(|driver| driver.queues).unwrap_or_default().max(1),
            vhost: interface.is_virtio() && name != Some(InterfaceDriverName::Qemu),
            vhost_required: name == Some(InterfaceDriverName::Vhost),
        });
    }
    Ok(())
}

fn disks(cx: &Context<'_>, needs: &mut Needs) -> Result<()> {
    for (at, nodes) in &cx.nodes.disks {
        let Some(disk) = cx.def.devices.disks.get(*at) else { continue };
        let owner = disk.info.alias.clone().unwrap_or_default();
        for image in &nodes.images {
            self::image(cx, image, needs);
            image.data.iter().for_each(|data| self::image(cx, data, needs));
        }
        match actual(&disk.source) {
            DiskSource::Block(Some(source)) if disk.device == DiskDevice::Cdrom => {
                needs.maybe_optical.extend(source.dev.clone());
            }
            DiskSource::VhostVdpa(Some(source)) => {
                let (alias, path) = (owner.clone(), source.dev.clone());
                needs.devices.push(DeviceNeed { kind: DeviceKind::DiskVdpa, alias, path });
            }
            _ => {}
        }
        let policy = disk.source.common().and_then(|common| common.startup_policy);
        if matches!(policy, Some(StartupPolicy::Optional | StartupPolicy::Requisite)) {
            needs.optional_images.push(owner);
        }
    }
    super::flash::see_variables(cx, &mut |image| self::image(cx, image, needs))
}

/// Secrets and descriptors of an image.
fn image(cx: &Context<'_>, image: &Image<'_>, needs: &mut Needs) {
    if let DiskSource::File(Some(file)) = image.source {
        needs.fd_groups.extend(file.fdgroup.clone());
    }
    let source = match image.source {
        DiskSource::Network(Some(source)) => Some(source.as_ref()),
        _ => None,
    };
    let served = source.is_some_and(|source| remote::is_served(cx, source));
    if let Some(auth) = image.auth.filter(|_| !served) {
        let usage = match source.map(|source| source.protocol) {
            Some(vir_conf::domain::device::disk::DiskProtocol::Rbd) => "ceph",
            _ => "iscsi",
        };
        let from = SecretFrom::Stored(auth.secret.lookup.clone(), usage);
        needs.secrets.push(SecretNeed { id: secret::auth_id(&image.storage), from });
    }
    if let Some(source) = source.filter(|source| !served && remote::has_cookies(source)) {
        let from = SecretFrom::Text(remote::cookies(source));
        needs.secrets.push(SecretNeed { id: secret::cookie_id(&image.storage), from });
    }
    if source.is_some_and(|source| remote::is_encrypted(cx, source)) && cx.launch.config.nbd_tls.locked {
        let id = secret::plain_id(&remote::tls_id(image));
        needs.secrets.push(SecretNeed { id, from: SecretFrom::Certificates });
    }
    let secrets = image.encryption.map(|encryption| encryption.secrets.as_slice()).unwrap_or_default();
    for (at, stored) in secrets.iter().enumerate() {
        let id = secret::encryption_id(image.encrypted_node(), at);
        needs.secrets.push(SecretNeed { id, from: SecretFrom::Stored(stored.lookup.clone(), "volume") });
    }
}

fn hostdevs(cx: &Context<'_>, needs: &mut Needs) -> Result<()> {
    for hostdev in &cx.def.devices.hostdevs {
        match &hostdev.source {
            HostdevSource::ScsiHost(_) => {
                let (alias, path) = (alias(&hostdev.info)?.to_owned(), "/dev/vhost-scsi".to_owned());
                needs.devices.push(DeviceNeed { kind: DeviceKind::VhostScsi, alias, path });
            }
            HostdevSource::Scsi(scsi) if scsi.protocol == Some(ScsiProtocol::Iscsi) => {
                let owner = alias(&hostdev.info)?;
                if let (Some(auth), Some(image)) = (&scsi.auth, cx.nodes.hostdevs.get(owner)) {
                    let from = SecretFrom::Stored(auth.secret.lookup.clone(), "iscsi");
                    needs.secrets.push(SecretNeed { id: secret::plain_id(&image.storage), from });
                }
            }
            HostdevSource::Scsi(scsi) => needs.scsi.push(ScsiNeed {
                alias: alias(&hostdev.info)?.to_owned(),
                adapter: scsi.adapter.clone().unwrap_or_default(),
                address: scsi.address.clone().unwrap_or_default(),
            }),
            _ => {}
        }
    }
    Ok(())
}

fn devices(cx: &Context<'_>, needs: &mut Needs) -> Result<()> {
    if let Some(vsock) = cx.def.devices.vsock.as_deref() {
        let (alias, path) = (alias(&vsock.info)?.to_owned(), "/dev/vhost-vsock".to_owned());
        needs.devices.push(DeviceNeed { kind: DeviceKind::Vsock, alias, path });
    }
    for tpm in &cx.def.devices.tpms {
        if let TpmBackend::Passthrough(source) = &tpm.backend {
            let path = source.path.clone().unwrap_or_default();
            let alias = alias(&tpm.info)?.to_owned();
            needs.devices.push(DeviceNeed { kind: DeviceKind::Tpm, alias, path });
        }
    }
    let vnc = cx.def.devices.graphics.iter().any(|it| matches!(it, GraphicsDef::Vnc(_)));
    if cx.launch.config.vnc_tls.as_ref().is_some_and(|tls| tls.locked && vnc) {
        let id = secret::plain_id("vnc-tls-creds0");
        needs.secrets.push(SecretNeed { id, from: SecretFrom::Certificates });
    }
    Ok(())
}
