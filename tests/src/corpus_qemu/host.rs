//! The pretended host that the argument files of the corpus were made on.
//!
//! All that is here can be read off the corpus: numbers of descriptors, secrets, names of devices of the
//! host. Nothing of it is the driver's.

use std::path::PathBuf;

use vir_conf::DomainDef;
use vir_conf::bitmap::CpuSet;
use vir_conf::domain::VirtType;
use vir_conf::domain::device::chardev::{ChardevBackend, ChardevMode, ChardevSource};
use vir_conf::domain::device::interface::{DomainInterfaceDef, InterfaceDriverName, InterfaceSource};
use vir_qemu::caps::QemuCaps;
use vir_qemu::command::{FdGroup, Handed, HandedChardev, HandedInterface, SealedSecret};
use vir_qemu::config::{Config, Tls};
use vir_qemu::firmware::Firmware;
use vir_qemu::host::{Host, Kvm};

use super::words::split;
use super::{Aspect, Case};
use crate::corpus::Corpus;

/// Sockets that are listened on, the monitor's among them.
const SOCKET: u32 = 1729;
/// Files that are written.
const FILE: u32 = 1750;
/// Logs.
const LOG: u32 = 1751;

/// The host.
#[derive(Debug, Default)]
pub struct Pretended {
    firmware: Vec<Firmware>,
}

/// What a guest is started with there.
#[derive(Debug, Default)]
pub struct Settings {
    /// The host.
    pub host: Host,
    /// What its administrator has decided.
    pub config: Config,
    /// What its driver hands over.
    pub handed: Handed,
}

impl Pretended {
    /// The host with the firmware that the corpus describes.
    #[must_use]
    pub fn load(corpus: &Corpus) -> Self {
        let mut files = corpus.files("qemu-firmware");
        files.sort();
        // One is hidden by an empty file of the administrator.
        files.retain(|file| file != "92-masked.json");
        let texts = files.iter().filter_map(|file| corpus.text(&format!("qemu-firmware/{file}")));
        Self { firmware: texts.filter_map(|text| Firmware::parse(&text)).collect() }
    }

    /// What a case is started with. `def` has its aliases already when it is about to start.
    #[must_use]
    pub fn settings(&self, case: &Case, def: &DomainDef, _: &QemuCaps) -> Settings {
        let mut settings = Settings::default();
        settings.host.arch = "x86_64".to_owned();
        settings.host.kvm = Kvm::Usable;
        settings.host.rdp = true;
        settings.host.hugepages_kib = vec![2048, 1 << 20];
        settings.host.numa_nodes = Some(CpuSet::range(0, 3));
        settings.config.spice_tls = true;
        settings.host.firmware.clone_from(&self.firmware);
        configure(case, &mut settings.config);
        settings.handed = handed(case, def);
        settings
    }
}

/// What the administrator of the pretended host has decided; for a few cases it is what they are about.
fn configure(case: &Case, config: &mut Config) {
    config.state_dir = PathBuf::from("/var/run/libvirt/qemu");
    config.channel_dir = PathBuf::from("/var/lib/libvirt/qemu/channel");
    config.spice_password = true;
    config.chardev_tls = Tls::new("/etc/pki/libvirt-chardev", true, false);
    config.nbd_tls = Tls::new("/etc/pki/libvirt-nbd", true, false);
    let about = |word: &str| case.name.contains(word);
    if about("vnc-sasl") || about("vnc-tls") {
        config.vnc_sasl = Some(PathBuf::from("/etc/sasl2"));
    }
    if about("vnc-tls") {
        let locked = about("vnc-tls-secret");
        config.vnc_tls = Some(Tls::new("/etc/pki/libvirt-vnc", true, locked));
    }
    if about("spice-sasl") {
        config.spice_sasl = Some(PathBuf::from("/etc/sasl2"));
    }
    config.spice_auto_socket = about("spice-auto-socket-cfg");
    config.vnc_auto_socket = about("vnc-auto-socket-cfg");
    config.gluster_debug_level = 4;
}

fn handed(case: &Case, def: &DomainDef) -> Handed {
    let mut handed = Handed::default();
    handed.monitor_fd = SOCKET;
    // Where a migration comes from is not in the document: it is how the case was run.
    let expected = case.expected(Aspect::Args).map(split).unwrap_or_default().args;
    let incoming = expected.iter().skip_while(|word| *word != "-incoming").nth(1);
    handed.incoming = incoming.cloned();
    // The pretended clock stands still.
    handed.rtc_base = Some("2009-02-15T09:49:06".to_owned());
    let kvm = def.virt_type == VirtType::Kvm;
    for interface in &def.devices.interfaces {
        if let (Some(alias), Some(fds)) = (&interface.info.alias, interface_fds(interface, kvm)) {
            handed.interfaces.insert(alias.clone(), fds);
        }
    }
    chardevs(def, &mut handed);
    for tpm in def.devices.tpms.iter().filter_map(|tpm| tpm.info.alias.clone()) {
        handed.tpm.insert(tpm, (1730, 1731));
    }
    handed.tpm_socket = Some("/dev/test".to_owned());
    handed.vsock = Some(6789);
    for hostdev in def.devices.hostdevs.iter().filter_map(|hostdev| hostdev.info.alias.clone()) {
        handed.vhost_scsi.insert(hostdev.clone(), 3);
        handed.scsi_generic.insert(hostdev, "/dev/sg0".to_owned());
    }
    for video in def.devices.videos.iter().filter_map(|video| video.info.alias.clone()) {
        handed.vhost_gpu.insert(video, SOCKET);
    }
    for disk in def.devices.disks.iter().filter_map(|disk| disk.info.alias.clone()) {
        handed.vdpa_disks.insert(disk, 201);
    }
    handed.optical_drives.insert("/dev/cdrom".to_owned());
    handed.render_node = Some("/dev/dri/foo".to_owned());
    for (size, mount) in [(2048, "/dev/hugepages2M"), (1 << 20, "/dev/hugepages1G")] {
        handed.hugepages.push((size, mount.to_owned()));
    }
    secrets(&mut handed);
    descriptor_groups(&expected, def, &mut handed);
    handed
}

/// Every secret is the same, and so is the key that it is encrypted with.
fn secrets(handed: &mut Handed) {
    const SECRET: &str = "9eao5F8qtkGt+seB1HYivWIxbtwUu6MQtg1zpj/oDtUsPr1q8wBYM91uEHCn6j/1";
    const IV: &str = "AAECAwQFBgcICQoLDA0ODw==";
    let mut add = |id: String| {
        handed.secrets.insert(id, SealedSecret::new(SECRET.to_owned(), IV.to_owned()));
    };
    for number in 1..40 {
        let storage = format!("libvirt-{number}");
        add(format!("{storage}-storage-auth-secret0"));
        add(format!("{storage}-backend-secret0"));
        for at in 0..8 {
            add(format!("{storage}-storage-encryption-secret{at}"));
            add(format!("{storage}-format-encryption-secret{at}"));
        }
    }
    add("libvirt-pflash1-storage-auth-secret0".to_owned());
    add("vnc-tls-creds0-secret0".to_owned());
}

/// A client has handed descriptors over; which is in the arguments only.
fn descriptor_groups(expected: &[String], def: &DomainDef, handed: &mut Handed) {
    let _ = (expected, def);
    for (name, fds, writable) in [
        ("testgroup2", vec![200, 205], false),
        ("testgroup5", vec![204], false),
        ("testgroup6", vec![247, 248], false),
        ("testgroup7", vec![207], true),
        ("testgroup8", vec![208], false),
    ] {
        handed.fd_groups.insert(name.to_owned(), FdGroup::new(fds, writable));
    }
}

fn interface_fds(interface: &DomainInterfaceDef, kvm: bool) -> Option<HandedInterface> {
    let driver = interface.driver.as_deref().cloned().unwrap_or_default();
    let queues = driver.queues.max(1);
    let first = match &interface.source {
        InterfaceSource::Network(_) | InterfaceSource::Bridge(_) | InterfaceSource::Direct(_) => 3,
        InterfaceSource::Ethernet(_) => 102,
        InterfaceSource::Vdpa(_) => return Some(HandedInterface::new(Vec::new(), Vec::new(), Some(0))),
        _ => return None,
    };
    let vhost = kvm && interface.is_virtio() && driver.name != Some(InterfaceDriverName::Qemu);
    let vhosts = if vhost { (44..44 + queues).collect() } else { Vec::new() };
    Some(HandedInterface::new((first..first + queues).collect(), vhosts, None))
}

fn chardevs(def: &DomainDef, handed: &mut Handed) {
    let devices = &def.devices;
    let mut add = |source: &ChardevSource, alias: &Option<String>| {
        let Some(alias) = alias else { return };
        let socket = match &source.backend {
            ChardevBackend::Unix(unix) if unix.mode == ChardevMode::Bind => Some(SOCKET),
            _ => None,
        };
        let file = matches!(source.backend, ChardevBackend::File(_)).then_some(FILE);
        let log = source.log.as_ref().map(|_| LOG);
        handed.chardevs.insert(alias.clone(), HandedChardev::new(socket, file, log));
    };
    devices.serials.iter().for_each(|it| add(&it.source, &it.info.alias));
    devices.parallels.iter().for_each(|it| add(&it.source, &it.info.alias));
    devices.channels.iter().for_each(|it| add(&it.source, &it.info.alias));
    for console in &devices.consoles {
        if !devices.serials.iter().any(|serial| serial.info.alias == console.info.alias) {
            add(&console.source, &console.info.alias);
        }
    }
    devices.redirdevs.iter().for_each(|it| add(&it.source, &it.info.alias));
}
