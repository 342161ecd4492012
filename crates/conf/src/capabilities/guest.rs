//! `<guest>` of capabilities.

use serde::{Deserialize, Serialize};
use vir_xml::{Node, Writer, XmlElement, XmlEnum};

use crate::common::{CapsEnum, Switch};
use crate::domain::VirtType;

/// Guests of one architecture and kind of system.
#[derive(Debug, Clone, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct GuestCaps {
    /// The kind of system.
    #[xml(text = "os_type", required)]
    pub os_type: GuestOsType,
    /// The architecture.
    #[xml(child = "arch", required)]
    pub arch: GuestArch,
    /// What can be asked for.
    #[xml(child = "features")]
    pub features: Option<GuestFeatures>,
}

impl GuestCaps {
    /// Guests of which nothing else is known.
    #[must_use]
    pub fn new(os_type: GuestOsType, arch: GuestArch) -> Self {
        Self { os_type, arch, features: None }
    }
}

/// A kind of system that a guest runs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum GuestOsType {
    /// One for real hardware.
    Hvm,
    /// Xen's own, or Linux.
    Xen,
    /// Linux for Xen.
    Linux,
    /// A program.
    Exe,
    /// User-mode Linux.
    Uml,
    /// Xen's own, with help of the hardware.
    Xenpvh,
    /// One that is not known here.
    #[xml(other)]
    Other(String),
}

/// An architecture.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct GuestArch {
    /// Its name.
    #[xml(attr, required)]
    pub name: String,
    /// **Bits** of a word.
    #[xml(text = "wordsize")]
    pub word_size: u32,
    /// The program that runs guests.
    #[xml(text = "emulator")]
    pub emulator: Option<String>,
    /// The program that starts guests.
    #[xml(text = "loader")]
    pub loader: Option<String>,
    /// Machines.
    #[xml(child = "machine")]
    pub machines: Vec<GuestMachine>,
    /// Kinds of hypervisors.
    #[xml(child = "domain")]
    pub domains: Vec<GuestDomain>,
}

/// A kind of hypervisor, with what differs from others.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GuestDomain {
    /// The kind.
    #[xml(attr = "type", required)]
    pub virt_type: VirtType,
    /// The program that runs guests.
    #[xml(text = "emulator")]
    pub emulator: Option<String>,
    /// The program that starts guests.
    #[xml(text = "loader")]
    pub loader: Option<String>,
    /// Machines.
    #[xml(child = "machine")]
    pub machines: Vec<GuestMachine>,
}

/// A machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GuestMachine {
    /// What its name stands for at present.
    #[xml(attr)]
    pub canonical: Option<String>,
    /// How many virtual CPUs it can have; 0 is not known.
    #[xml(attr = "maxCpus", skip_default)]
    pub max_cpus: u32,
    /// Whether it will go.
    #[xml(attr, skip_default)]
    pub deprecated: bool,
    /// Its name.
    #[xml(text)]
    pub name: String,
}

/// What can be asked for in guests.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GuestFeatures {
    /// Long addresses.
    #[xml(flag = "pae")]
    pub pae: bool,
    /// No long addresses.
    #[xml(flag = "nonpae")]
    pub nonpae: bool,
    /// The larger end first on IA-64.
    #[xml(flag = "ia64_be")]
    pub ia64_be: bool,
    /// ACPI.
    #[xml(child = "acpi")]
    pub acpi: Option<GuestFeature>,
    /// APIC.
    #[xml(child = "apic")]
    pub apic: Option<GuestFeature>,
    /// Models of processors.
    #[xml(flag = "cpuselection")]
    pub cpu_selection: bool,
    /// An order of devices to boot from.
    #[xml(flag = "deviceboot")]
    pub device_boot: bool,
    /// Snapshots of disks.
    #[xml(child = "disksnapshot")]
    pub disk_snapshot: Option<GuestFeature>,
    /// Help of the hardware with pages.
    #[xml(child = "hap")]
    pub hap: Option<GuestFeature>,
    /// Snapshots beside the disks.
    #[xml(flag = "externalSnapshot")]
    pub external_snapshot: bool,
}

/// Something that can be asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GuestFeature {
    /// Whether it is there if it is not asked for.
    #[xml(attr)]
    pub default: Option<Switch>,
    /// Whether it can be asked for or away.
    #[xml(attr)]
    pub toggle: Option<bool>,
}

/// Kinds of storage pools.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StoragePoolTypes {
    /// The kinds.
    pub types: Vec<String>,
}

impl XmlElement for StoragePoolTypes {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let types = node.elements().filter(|child| child.key() == "enum").map(CapsEnum::read);
        let types: Vec<CapsEnum> = types.collect::<vir_xml::Result<_>>()?;
        let types = types.into_iter().filter(|list| list.name == "type");
        Ok(Self { types: types.flat_map(|list| list.values).collect() })
    }

    fn write_attrs(&self, _: &mut Writer) {}

    fn write_nodes(&self, w: &mut Writer) {
        w.start("enum");
        w.attr("name", "type");
        self.types.iter().for_each(|word| w.text_element("value", word));
        w.end();
    }

    fn write(&self, name: &str, w: &mut Writer) {
        if self.types.is_empty() {
            return;
        }
        w.start(name);
        self.write_nodes(w);
        w.end();
    }
}
