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
    /// Where files of guests stay across reboots, as libvirt's `/var/lib/libvirt/qemu`.
    pub lib_dir: PathBuf,
    /// Where files of running guests are, as libvirt's `/run/libvirt/qemu`.
    pub state_dir: PathBuf,
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
    /// Where screens listen unless the definition says otherwise.
    pub vnc_listen: String,
    /// The same for SPICE.
    pub spice_listen: String,
    /// Whether QEMU is kept from system calls that it does not need.
    pub seccomp_sandbox: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            lib_dir: PathBuf::from("/var/lib/libvirt/qemu"),
            state_dir: PathBuf::from("/run/libvirt/qemu"),
            security_model: "none".to_owned(),
            firmware: LISTED.iter().map(|(code, variables)| ((*code).into(), (*variables).into())).collect(),
            host_audio: None,
            vnc_host_audio: false,
            nographics_host_audio: false,
            vnc_listen: "127.0.0.1".to_owned(),
            spice_listen: "127.0.0.1".to_owned(),
            seccomp_sandbox: true,
        }
    }
}
