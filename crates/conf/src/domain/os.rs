//! `<os>`: what is booted.

use serde::{Deserialize, Serialize};
use vir_xml::{Rest, XmlElement, XmlEnum};

/// What is booted, and how.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct OsDef {
    /// Architecture of the CPU, such as `x86_64`.
    #[xml(attr = "type/@arch")]
    pub arch: Option<String>,
    /// Type of the machine, such as `q35`.
    #[xml(attr = "type/@machine")]
    pub machine: Option<String>,
    /// How the guest meets its hypervisor.
    #[xml(text = "type", invalid(Unsupported, "unknown OS type '{value}'"))]
    pub os_type: Option<OsType>,
    /// First program of a container.
    #[xml(text = "init")]
    pub init: Option<String>,
    /// The firmware's code.
    #[xml(child = "loader")]
    pub loader: Option<Box<LoaderDef>>,
    /// Path of a kernel to boot directly.
    #[xml(text = "kernel")]
    pub kernel: Option<String>,
    /// Path of its initial RAM disk.
    #[xml(text = "initrd")]
    pub initrd: Option<String>,
    /// Its command line.
    #[xml(text = "cmdline")]
    pub cmdline: Option<String>,
    /// Kinds of devices to boot from, first choice first.
    #[xml(child = "boot")]
    pub boot: Vec<BootDef>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// How a guest meets its hypervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum OsType {
    /// As real hardware.
    Hvm,
    /// As Xen's own interface.
    Xen,
    /// An old word for [`OsType::Xen`].
    Linux,
    /// As a program in a container.
    Exe,
    /// As user-mode Linux.
    Uml,
    /// As Xen's own interface inside a hardware container.
    Xenpvh,
}

/// The firmware's code.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LoaderDef {
    /// Path of the image.
    #[xml(text)]
    pub path: Option<String>,
    /// How it is mapped, and everything else.
    #[xml(rest)]
    pub rest: Rest,
}

/// One kind of device to boot from.
#[derive(Debug, Clone, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BootDef {
    /// The kind.
    #[xml(attr, required)]
    pub dev: BootDevice,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

impl BootDef {
    /// Boot from this kind.
    #[must_use]
    pub fn new(dev: BootDevice) -> Self {
        Self { dev, rest: Rest::default() }
    }
}

/// A kind of device to boot from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum BootDevice {
    /// Floppy disk.
    Fd,
    /// Optical disc.
    Cdrom,
    /// Hard disk.
    Hd,
    /// Network.
    Network,
}
