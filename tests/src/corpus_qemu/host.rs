//! The pretended host that the argument files of the corpus were made on.
//!
//! All that is here can be read off the corpus: numbers of descriptors, secrets, names of devices of the
//! host. Nothing of it is the driver's.

use std::path::PathBuf;

use vir_conf::common::SourceHost;
use vir_conf::common::StorageAuth;
use vir_conf::cpu::{CpuDef, CpuFeature, CpuFeaturePolicy, CpuMatch, CpuMode, CpuModelDef};
use vir_conf::domain::device::audio::AudioType;
use vir_conf::domain::device::disk::{
    BlockSource, DirSource, DiskProtocol, DiskSource, FileSource, NetworkSource, PoolMode,
};
use vir_conf::domain::device::graphics::{GraphicsDef, ListenType};
use vir_conf::domain::device::interface::{DomainInterfaceDef, InterfaceSource};
use vir_conf::{CpuSet, DomainDef};
use vir_qemu::caps::{Cap, QemuCaps, SevCaps};
use vir_qemu::command::{
    DeviceKind, FdGroup, Handed, HandedInterface, HelperKind, Needs, SealedSecret, rtc_base,
};
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

    /// What a case is started with, but for what is handed over.
    #[must_use]
    pub fn settings(&self, case: &Case, def: &DomainDef) -> Settings {
        let mut settings = Settings::default();
        settings.host.arch = "x86_64".to_owned();
        settings.host.kvm = Kvm::Usable;
        settings.host.rdp = true;
        settings.host.hugepages_kib = vec![2048, 1 << 20];
        settings.host.numa_nodes = Some(CpuSet::range(0, 3));
        settings.host.firmware.clone_from(&self.firmware);
        settings.host.cpu = Some(processor());
        configure(case, def, &mut settings.config);
        settings.handed = given(case);
        settings
    }
}

/// What the administrator of the pretended host has decided; for a few cases it is what they are about.
fn configure(case: &Case, def: &DomainDef, config: &mut Config) {
    config.state_dir = PathBuf::from("/var/run/libvirt/qemu");
    config.channel_dir = PathBuf::from("/var/lib/libvirt/qemu/channel");
    config.spice_password = true;
    config.chardev_tls = Tls::new("/etc/pki/libvirt-chardev", case.name.contains("-verify"), false);
    config.nbd_tls = Tls::new("/etc/pki/libvirt-nbd/dummy,path", true, true);
    config.nbd_tls_always = case.name.contains("tlsx509-nbd");
    let about = |word: &str| case.name.contains(word);
    if about("vnc-sasl") || about("vnc-tls") {
        config.vnc_sasl = Some(PathBuf::from("/etc/sasl2"));
    }
    if about("vnc-tls") {
        let locked = about("vnc-tls-secret");
        config.vnc_tls = Some(Tls::new("/etc/pki/libvirt-vnc", true, locked));
    }
    config.nbdkit = about("nbdkit") || about("disk-network-ssh");
    config.chardev_tls_always = about("serial-tcp-tlsx509");
    if about("serial-tcp-tlsx509-secret") {
        config.chardev_tls.locked = true;
    }
    if about("audio-default") {
        config.host_audio = Some(AudioType::Alsa);
        config.vnc_host_audio = about("-vnc");
        config.nographics_host_audio = about("-nographics");
    }
    if about("spice-sasl") {
        config.spice_sasl = Some(PathBuf::from("/etc/sasl2"));
    }
    let on_tls = |it: &GraphicsDef| matches!(it, GraphicsDef::Spice(spice) if spice.tls_port > 0);
    config.spice_tls = about("graphics-spice") || def.devices.graphics.iter().any(on_tls);
    config.spice_auto_socket = about("spice-auto-socket-cfg");
    config.vnc_auto_socket = about("vnc-auto-socket-cfg");
    config.gluster_debug_level = 4;
}

/// What does not depend on what a guest needs.
fn given(case: &Case) -> Handed {
    let mut handed = Handed::default();
    handed.monitor_fd = Some(SOCKET);
    // Where a migration comes from is not in the document: it is how the case was run.
    let expected = case.expected(Aspect::Args).map(split).unwrap_or_default().args;
    handed.incoming = expected.iter().skip_while(|word| *word != "-incoming").nth(1).cloned();
    handed.tpm_socket = Some("/dev/test".to_owned());
    handed.auto_nodes = Some(CpuSet::range(0, 3));
    // Groups of descriptors that a client has handed over, and whether the only one can be written to.
    for (name, fds, writable) in [
        ("testgroup2", vec![200, 205], false),
        ("testgroup5", vec![204], false),
        ("testgroup6", vec![247, 248], false),
        ("cdimage-ro", vec![207], false),
        ("cdimage-rw", vec![208], true),
        ("raw-rw-base", vec![209], true),
    ] {
        handed.fd_groups.insert(name.to_owned(), FdGroup::new(fds, writable));
    }
    handed
}

/// Opens and makes what a guest needs.
pub fn hand_over(case: &Case, def: &DomainDef, needs: &Needs, handed: &mut Handed) {
    for socket in &needs.sockets {
        handed.chardevs.entry(socket.alias.clone()).or_default().socket = Some(SOCKET);
    }
    for file in &needs.files {
        let own = handed.chardevs.entry(file.alias.clone()).or_default();
        if file.is_log {
            own.log = Some(LOG);
        } else {
            own.file = Some(FILE);
        }
    }
    for need in &needs.interfaces {
        let is = |it: &&DomainInterfaceDef| it.info.alias.as_deref() == Some(&need.alias);
        let source = def.devices.interfaces.iter().find(is).map(|it| &it.source);
        let bridged = matches!(source, Some(InterfaceSource::Network(_) | InterfaceSource::Bridge(_)));
        let first = if bridged { 102 } else { 3 };
        let vhosts = if need.vhost { (44..44 + need.queues).collect() } else { Vec::new() };
        let own = HandedInterface::new((first..first + need.queues).collect(), vhosts, None);
        handed.interfaces.insert(need.alias.clone(), own);
    }
    for device in &needs.devices {
        let alias = device.alias.clone();
        match device.kind {
            DeviceKind::Vsock => handed.vsock = Some(6789),
            DeviceKind::VhostScsi => drop(handed.vhost_scsi.insert(alias, 3)),
            DeviceKind::Tpm => drop(handed.tpm.insert(alias, (1730, 1731))),
            DeviceKind::DiskVdpa => drop(handed.vdpa_disks.insert(alias, 201)),
            DeviceKind::NetVdpa => handed.interfaces.entry(alias).or_default().vdpa = Some(1732),
            _ => {}
        }
    }
    for scsi in &needs.scsi {
        handed.scsi_generic.insert(scsi.alias.clone(), "/dev/sg0".to_owned());
    }
    for helper in needs.helpers.iter().filter(|helper| helper.kind == HelperKind::Gpu) {
        handed.vhost_gpu.insert(helper.alias.clone(), SOCKET);
    }
    handed.optical_drives.extend(needs.maybe_optical.iter().filter(|path| *path == "/dev/cdrom").cloned());
    handed.render_node = needs.render_node.then(|| "/dev/dri/foo".to_owned());
    if needs.hugepages {
        for (size, mount) in [(2048, "/dev/hugepages2M"), (1 << 20, "/dev/hugepages1G")] {
            handed.hugepages.push((size, mount.to_owned()));
        }
    }
    if needs.rtc_base {
        // The pretended clock stands still.
        const NOW: i64 = 1_234_567_890;
        let adjustment = def.clock.as_ref().map(|clock| clock.adjustment_s).unwrap_or_default();
        handed.rtc_base = u64::try_from(NOW + adjustment).ok().map(rtc_base);
    }
    let expected = case.expected(Aspect::Args).map(split).unwrap_or_default().args;
    secrets(&expected, needs, handed);
}

/// Secrets as they come out of the encryption with the pretended key: it is not the command line's.
fn secrets(expected: &[String], needs: &Needs, handed: &mut Handed) {
    let objects = expected.iter().filter(|word| word.starts_with("{\"qom-type\":\"secret\""));
    for object in objects.filter_map(|word| serde_json::from_str::<serde_json::Value>(word).ok()) {
        let text = |name: &str| object.get(name).and_then(|it| it.as_str()).map(str::to_owned);
        if let (Some(id), Some(data), Some(iv)) = (text("id"), text("data"), text("iv"))
            && needs.secrets.iter().any(|need| need.id == id)
        {
            handed.secrets.insert(id, SealedSecret::new(data, iv));
        }
    }
}

/// What the driver asks others for before a guest starts.
pub fn look_up(def: &mut DomainDef) {
    for graphics in &mut def.devices.graphics {
        let listens = match graphics {
            GraphicsDef::Vnc(vnc) => &mut vnc.listens,
            GraphicsDef::Spice(spice) => &mut spice.listens,
            _ => continue,
        };
        for listen in listens.iter_mut().filter(|listen| listen.kind == ListenType::Network) {
            listen.address.get_or_insert_with(|| "192.168.122.1".to_owned());
        }
    }
    if let Some(vsock) = def.devices.vsock.as_deref_mut().filter(|vsock| vsock.auto_cid == Some(true)) {
        vsock.cid = 42;
    }
    // A pool that is not there has no volumes, and a disk that need not be there is left out.
    def.devices
        .disks
        .retain(|disk| !matches!(&disk.source, DiskSource::Volume(Some(it)) if it.pool == "inactive"));
    for disk in &mut def.devices.disks {
        if let DiskSource::Volume(Some(volume)) = &mut disk.source {
            volume.actual.0 = volume_source(&volume.pool, &volume.volume, volume.mode, disk.auth.take());
        }
    }
}

/// What a volume is: those of iSCSI are units, others say it in their names.
fn volume_source(
    pool: &str,
    volume: &str,
    mode: Option<PoolMode>,
    _: Option<Box<StorageAuth>>,
) -> Option<Box<DiskSource>> {
    let mut block = BlockSource::default();
    if pool.starts_with("pool-iscsi") {
        if mode == Some(PoolMode::Direct) {
            let mut source = NetworkSource::default();
            source.protocol = DiskProtocol::Iscsi;
            let unit = volume.rsplit(':').next()?;
            source.name = Some(format!("demo-target/{unit}"));
            let mut host = SourceHost::default();
            host.name = Some("iscsi.example.com".to_owned());
            host.port = 3260;
            source.hosts.push(host);
            return Some(Box::new(DiskSource::Network(Some(Box::new(source)))));
        }
        block.dev = Some(format!("/some/block/device/{volume}"));
        return Some(Box::new(DiskSource::Block(Some(Box::new(block)))));
    }
    let (kind, name) = volume.split_once('+')?;
    let path = format!("/some/{kind}/device/{name}");
    Some(Box::new(match kind {
        "block" => {
            block.dev = Some(path);
            DiskSource::Block(Some(Box::new(block)))
        }
        "dir" => {
            let mut dir = DirSource::default();
            dir.dir = Some(path);
            DiskSource::Dir(Some(Box::new(dir)))
        }
        _ => {
            let mut file = FileSource::default();
            file.file = Some(path);
            DiskSource::File(Some(Box::new(file)))
        }
    }))
}

/// The emulator of a case: some have a processor with encrypted memory.
#[must_use]
pub fn variant(case: &Case, caps: &QemuCaps) -> QemuCaps {
    let mut caps = caps.clone();
    if case.variant.contains("amdsev") {
        let mut sev = SevCaps::default();
        (sev.cbitpos, sev.reduced_phys_bits) = (51, 1);
        caps.sev = Some(sev);
        caps.flags.extend([Cap::SEV_GUEST, Cap::SEV_SNP_GUEST, Cap::SEV_GUEST_KERNEL_HASHES]);
    }
    caps
}

/// The emulator as it is on the pretended host: what it says of the host's processor counts only for cases
/// that are about it.
#[must_use]
pub fn emulator(case: &Case, def: &DomainDef, caps: &QemuCaps) -> QemuCaps {
    let mut caps = caps.clone();
    let relative = def.cpu.as_ref().is_some_and(|cpu| {
        cpu.mode() == CpuMode::HostModel
            || cpu.matching == Some(CpuMatch::Minimum)
            || cpu.features.iter().any(|feature| feature.policy == CpuFeaturePolicy::Optional)
    });
    if relative && !case.name.starts_with("cpu-host-model") {
        let hosts = caps.kvm.iter_mut().filter_map(|accel| accel.host_cpu.as_mut());
        hosts.for_each(|host| host.properties.clear());
    }
    caps
}

/// The processor of the pretended host.
fn processor() -> CpuDef {
    const FEATURES: &str = "vme ds acpi ss ht tm pbe dtes64 monitor ds_cpl vmx smx est tm2 xtpr pdcm osxsave f16c \
        rdrand pdpe1gb abm lahf_lm";
    let mut model = CpuModelDef::default();
    model.name = Some("Haswell".to_owned());
    let mut cpu = CpuDef::default();
    cpu.model = Some(model);
    cpu.vendor = Some("Intel".to_owned());
    for name in FEATURES.split_whitespace() {
        let mut feature = CpuFeature::default();
        feature.name = name.to_owned();
        feature.policy = CpuFeaturePolicy::Require;
        cpu.features.push(feature);
    }
    cpu
}
