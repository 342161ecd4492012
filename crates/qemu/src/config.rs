//! What the administrator decides about all guests (`qemu.conf`).

use std::path::PathBuf;

/// What holds for all guests of a driver.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// Where files of guests stay across reboots, as libvirt's `/var/lib/libvirt/qemu`.
    pub lib_dir: PathBuf,
    /// Where files of running guests are, as libvirt's `/run/libvirt/qemu`.
    pub state_dir: PathBuf,
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
            vnc_listen: "127.0.0.1".to_owned(),
            spice_listen: "127.0.0.1".to_owned(),
            seccomp_sandbox: true,
        }
    }
}
