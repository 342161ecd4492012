//! What the administrator decides about all guests (`qemu.conf`).

use std::path::PathBuf;

use vir_conf::domain::device::audio::AudioType;

/// Firmware as distributions named it before there were descriptors.
const LISTED: &[(&str, &str)] = &[
    ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
    ("/usr/share/OVMF/OVMF_CODE.secboot.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
    ("/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd"),
    ("/usr/share/AAVMF/AAVMF32_CODE.fd", "/usr/share/AAVMF/AAVMF32_VARS.fd"),
];

/// What holds for all guests of a driver.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// Whether the driver runs as root, for all users of the host.
    pub privileged: bool,
    /// Where files of guests stay across reboots, as libvirt's `/var/lib/libvirt/qemu`.
    pub lib_dir: PathBuf,
    /// Where files of running guests are, as libvirt's `/run/libvirt/qemu`.
    pub state_dir: PathBuf,
    /// Whether SPICE screens can be encrypted.
    pub spice_tls: bool,
    /// The security driver that labels mean which name none.
    pub security_model: String,
    /// Firmware that has no descriptor: its code with the variables that new guests begin with.
    pub firmware: Vec<(String, String)>,
    /// Where the sound of guests goes that may use the host's; nowhere if unknown.
    pub host_audio: Option<AudioType>,
    /// Whether guests with a VNC screen may.
    pub vnc_host_audio: bool,
    /// Whether guests without screen may.
    pub nographics_host_audio: bool,
    /// Where the memory of guests is that have it in files, as libvirt's `/var/lib/libvirt/qemu/ram`.
    pub memory_dir: PathBuf,
    /// Where the state of emulated TPMs is, as libvirt's `/var/lib/libvirt/swtpm`.
    pub tpm_dir: PathBuf,
    /// Where their logs are.
    pub tpm_log_dir: PathBuf,
    /// Where sockets of channels are, as libvirt's `/run/libvirt/qemu/channel`.
    pub channel_dir: PathBuf,
    /// Where screens listen unless the definition says otherwise.
    pub vnc_listen: String,
    /// The same for SPICE.
    pub spice_listen: String,
    /// Screens get a socket of their own unless the definition says otherwise.
    pub vnc_auto_socket: bool,
    /// The same for SPICE.
    pub spice_auto_socket: bool,
    /// Whether there is a password for screens whose definition has none.
    pub vnc_password: bool,
    /// The same for SPICE.
    pub spice_password: bool,
    /// Screens ask who is there, with SASL, whose configuration is in this folder or where it is usual.
    pub vnc_sasl: Option<PathBuf>,
    /// The same for SPICE.
    pub spice_sasl: Option<PathBuf>,
    /// Screens are encrypted.
    pub vnc_tls: Option<Tls>,
    /// Where SPICE's certificates are.
    pub spice_tls_dir: PathBuf,
    /// Certificates of character devices over TCP; they are used where the definition wants them.
    pub chardev_tls: Tls,
    /// Character devices over TCP are encrypted unless the definition says otherwise.
    pub chardev_tls_always: bool,
    /// Certificates for block devices of NBD servers.
    pub nbd_tls: Tls,
    /// Block devices of NBD servers are encrypted unless the definition says otherwise.
    pub nbd_tls_always: bool,
    /// Images on web and SSH servers are read by `nbdkit`, not by the emulator.
    pub nbdkit: bool,
    /// The processes of guests are called after them.
    pub process_names: bool,
    /// Whether dumps of the emulator hold the guest's memory unless the definition says otherwise.
    pub dump_guest_core: bool,
    /// Whether QEMU is kept from system calls that it does not need.
    pub seccomp_sandbox: bool,
    /// What becomes of things that QEMU will give up: `none`, `omit`, `reject` or `crash`.
    pub deprecation: Option<String>,
    /// Whether messages of the emulator have a time.
    pub log_timestamp: bool,
    /// How much GlusterFS tells, from 0 to 9.
    pub gluster_debug_level: u32,
}

/// Certificates.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Tls {
    /// Their folder.
    pub dir: PathBuf,
    /// Whether clients must show theirs.
    pub verify: bool,
    /// Whether their key is locked with a secret.
    pub locked: bool,
}

impl Tls {
    /// The certificates in a folder.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>, verify: bool, locked: bool) -> Self {
        Self { dir: dir.into(), verify, locked }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            privileged: true,
            lib_dir: PathBuf::from("/var/lib/libvirt/qemu"),
            state_dir: PathBuf::from("/run/libvirt/qemu"),
            spice_tls: false,
            security_model: "none".to_owned(),
            firmware: LISTED.iter().map(|(code, variables)| ((*code).into(), (*variables).into())).collect(),
            host_audio: None,
            vnc_host_audio: false,
            nographics_host_audio: false,
            memory_dir: PathBuf::from("/var/lib/libvirt/qemu/ram"),
            tpm_dir: PathBuf::from("/var/lib/libvirt/swtpm"),
            tpm_log_dir: PathBuf::from("/var/log/swtpm/libvirt/qemu"),
            channel_dir: PathBuf::from("/run/libvirt/qemu/channel"),
            vnc_listen: "127.0.0.1".to_owned(),
            spice_listen: "127.0.0.1".to_owned(),
            vnc_auto_socket: false,
            spice_auto_socket: false,
            vnc_password: false,
            spice_password: false,
            vnc_sasl: None,
            spice_sasl: None,
            vnc_tls: None,
            spice_tls_dir: PathBuf::from("/etc/pki/libvirt-spice"),
            chardev_tls: Tls::new("/etc/pki/qemu", false, false),
            chardev_tls_always: false,
            nbd_tls: Tls::new("/etc/pki/qemu", false, false),
            nbd_tls_always: false,
            nbdkit: false,
            process_names: false,
            dump_guest_core: false,
            seccomp_sandbox: true,
            deprecation: None,
            log_timestamp: true,
            gluster_debug_level: 4,
        }
    }
}
