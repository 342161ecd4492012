//! Smaller parts of what a daemon keeps of a running guest.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use crate::backup::BackupDef;

/// What keeps a guest from being supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, XmlEnum)]
#[non_exhaustive]
pub enum Taint {
    /// Arguments of the emulator were given.
    #[xml(name = "custom-argv")]
    CustomArgv,
    /// The emulator was talked to by hand.
    #[xml(name = "custom-monitor")]
    CustomMonitor,
    /// The emulator runs as root.
    #[xml(name = "high-privileges")]
    HighPrivileges,
    /// Programs set its network up.
    #[xml(name = "shell-scripts")]
    ShellScripts,
    /// Formats of images were guessed.
    #[xml(name = "disk-probing")]
    DiskProbing,
    /// Somebody else has started it.
    #[xml(name = "external-launch")]
    ExternalLaunch,
    /// It has the host's processor.
    #[xml(name = "host-cpu")]
    HostCpu,
    /// A hook may have changed its definition.
    #[xml(name = "hook-script")]
    HookScript,
    /// It has the host's optical drive.
    #[xml(name = "cdrom-passthrough")]
    CdromPassthrough,
    /// A device tree was given.
    #[xml(name = "custom-dtb")]
    CustomDtb,
    /// The agent was talked to by hand.
    #[xml(name = "custom-ga-command")]
    CustomGaCommand,
    /// What the emulator can do was overridden.
    #[xml(name = "custom-hypervisor-feature")]
    CustomHypervisorFeature,
    /// It uses what is old.
    #[xml(name = "deprecated-config")]
    DeprecatedConfig,
    /// Properties of devices were overridden.
    #[xml(name = "custom-device")]
    CustomDevice,
    /// A helper for a disk could not be started again.
    #[xml(name = "nbdkit-restart")]
    NbdkitRestart,
}

/// Namespaces that an emulator has for itself.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct EmulatorNamespaces {
    /// Of file systems.
    #[xml(flag = "mount")]
    pub mount: bool,
}

/// Threads of virtual CPUs.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct VcpuThreads {
    /// The threads.
    #[xml(child = "vcpu")]
    pub list: Vec<VcpuThread>,
}

/// The thread of a virtual CPU.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VcpuThread {
    /// Number of the CPU.
    #[xml(attr, required)]
    pub id: u32,
    /// Number of the thread.
    #[xml(attr, required)]
    pub pid: i64,
}

/// What an emulator can do.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct QemuCapFlags {
    /// Names, in the order of the document.
    #[xml(attr = "flag/@name", required)]
    pub flags: Vec<String>,
}

/// Aliases that an emulator knows.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct KnownDevices {
    /// The aliases.
    #[xml(attr = "device/@alias", required)]
    pub aliases: Vec<String>,
}

/// Helpers of networks.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct SlirpHelpers {
    /// The helpers.
    #[xml(child = "helper")]
    pub list: Vec<SlirpHelper>,
}

/// A helper of a network.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct SlirpHelper {
    /// Alias of the card.
    #[xml(attr, required)]
    pub alias: String,
    /// Number of its process.
    #[xml(attr, required)]
    pub pid: i64,
    /// What it can do.
    #[xml(attr = "feature/@name", required)]
    pub features: Vec<String>,
}

/// Backups that run.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BackupStatus {
    /// The backup.
    #[xml(child = "domainbackup")]
    pub backup: Option<Box<BackupDef>>,
}
