//! Programs that nobody here wrote, against which the tests run.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Peer {
    /// libvirt's shell.
    Virsh,
    /// libvirt's shell for those who administer daemons.
    VirtAdmin,
    /// libvirt's daemon.
    Libvirtd,
    /// libvirt's Python binding, with the system's own Python.
    PythonLibvirt,
    /// The maker of guests on a command line.
    VirtInstall,
    /// The authority that decides who may do what.
    Polkit,
    /// A message bus.
    Dbus,
}

impl Peer {
    /// What it is called, and the Debian package that has it.
    #[must_use]
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Virsh => ("virsh", "libvirt-clients"),
            Self::VirtAdmin => ("virt-admin", "libvirt-clients"),
            Self::Libvirtd => ("libvirtd", "libvirt-daemon"),
            Self::PythonLibvirt => ("libvirt-python", "python3-libvirt"),
            Self::VirtInstall => ("virt-install", "virtinst"),
            Self::Polkit => ("polkitd", "polkitd"),
            Self::Dbus => ("dbus-daemon", "dbus-daemon"),
        }
    }

    /// The program, if it is installed.
    #[must_use]
    pub fn program(self) -> Option<PathBuf> {
        match self {
            Self::Virsh => find("virsh"),
            Self::VirtAdmin => find("virt-admin"),
            Self::Libvirtd => find("libvirtd"),
            Self::VirtInstall => find("virt-install"),
            Self::Polkit => Some(PathBuf::from("/usr/lib/polkit-1/polkitd")).filter(|path| path.is_file()),
            Self::Dbus => find("dbus-daemon"),
            Self::PythonLibvirt => {
                let python = Path::new("/usr/bin/python3");
                let found = std::process::Command::new(python)
                    .args(["-c", "import libvirt"])
                    .stderr(std::process::Stdio::null())
                    .status();
                found.is_ok_and(|status| status.success()).then(|| python.to_path_buf())
            }
        }
    }
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin"), PathBuf::from("/usr/bin")]);
    folders.map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// The peer's program; `None`, with a line that names it, if it is not installed. With
/// `VIR_REQUIRE_PEERS=1` a missing peer is a failure.
#[must_use]
pub fn require(peer: Peer) -> Option<PathBuf> {
    let found = peer.program();
    if found.is_none() {
        let (name, package) = peer.name();
        assert!(
            std::env::var_os("VIR_REQUIRE_PEERS").is_none_or(|value| value != "1"),
            "the peer {name} is required, but not installed: apt-get install {package}"
        );
        // Past the capture of the test harness: a peer that is left out is always told.
        let _ = writeln!(std::io::stderr(), "skipped: {name} is not installed (apt-get install {package})");
    }
    found
}
