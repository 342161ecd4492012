//! `<domain>`: a guest.

mod boot;
mod builder;
mod clock;
mod complete;
pub mod device;
mod features;
mod lifecycle;
mod os;
mod parse;
mod validate;

use serde::{Deserialize, Serialize};
use vir_types::Uuid;
use vir_xml::{RawXml, Rest, XmlElement, XmlEnum};

pub use builder::DomainBuilder;
pub use clock::{ClockDef, ClockOffset};
pub use device::{Device, DevicesDef};
pub use features::DomainFeatures;
pub use lifecycle::LifecycleAction;
pub use os::{BootDef, BootDevice, LoaderDef, OsDef, OsType};

/// A guest.
///
/// Sizes are KiB. A size of 0 stands for one that is not given.
/// Schema: `schemas/domain.rnc`, define `domain`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct DomainDef {
    /// The kind of hypervisor.
    #[xml(
        attr = "type",
        missing(Internal, "missing domain type attribute"),
        invalid(Unsupported, "invalid domain type {value}")
    )]
    pub virt_type: VirtType,
    /// Number of the running guest; only in live documents.
    #[xml(attr, live, with = "vir_xml::natural")]
    pub id: Option<u32>,
    /// Name, unique on its host.
    #[xml(text = "name")]
    pub name: String,
    /// Identity; always there after [`complete`](DomainDef::complete).
    #[xml(text = "uuid", with = "crate::uuid_text", invalid(Internal, "malformed uuid element"))]
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<Uuid>,
    /// One line for people.
    #[xml(text = "title")]
    pub title: Option<String>,
    /// More text for people.
    #[xml(text = "description")]
    pub description: Option<String>,
    /// What applications have left here, byte for byte.
    #[xml(raw = "metadata")]
    pub metadata: Option<RawXml>,
    /// Slots for memory that is added later.
    #[xml(attr = "maxMemory/@slots", skip_default, invalid(Invalid, "Failed to parse memory slot count"))]
    pub memory_slots: u32,
    /// Bound of all memory, added memory included, in KiB.
    #[xml(
        text = "maxMemory",
        unit = "KiB",
        skip_default,
        invalid(Invalid, "Invalid value '{value}' for element or attribute './maxMemory[1]'")
    )]
    pub max_memory_kib: u64,
    /// Memory at boot, in KiB.
    #[xml(
        text = "memory",
        unit = "KiB",
        skip_default,
        invalid(Invalid, "Invalid value '{value}' for element or attribute './memory[1]'")
    )]
    pub memory_kib: u64,
    /// Memory that the balloon leaves to the guest, in KiB.
    #[xml(
        text = "currentMemory",
        unit = "KiB",
        skip_default,
        invalid(Invalid, "Invalid value '{value}' for element or attribute './currentMemory[1]'")
    )]
    pub current_memory_kib: u64,
    /// The most virtual CPUs that it can have; [`vcpus_max()`](DomainDef::vcpus_max) knows the default.
    #[xml(text = "vcpu", invalid(Invalid, "maximum vcpus count must be an integer"))]
    pub vcpus: Option<u32>,
    /// Who decides where the virtual CPUs run.
    #[xml(attr = "vcpu/@placement", invalid(Unsupported, "Unsupported CPU placement mode '{value}'"))]
    pub vcpu_placement: Option<VcpuPlacement>,
    /// Virtual CPUs at boot, if fewer than the most; [`vcpus()`](DomainDef::vcpus) knows the default.
    #[xml(attr = "vcpu/@current")]
    pub vcpus_current: Option<u32>,
    /// What is booted, and how.
    #[xml(child = "os")]
    pub os: OsDef,
    /// What the virtual hardware can do.
    #[xml(child = "features")]
    pub features: Option<Box<DomainFeatures>>,
    /// The clock.
    #[xml(child = "clock")]
    pub clock: Option<ClockDef>,
    /// What happens when the guest powers off.
    #[xml(text = "on_poweroff", invalid(Unsupported, "unknown on_poweroff action: {value}"))]
    pub on_poweroff: Option<LifecycleAction>,
    /// What happens when the guest reboots.
    #[xml(text = "on_reboot", invalid(Unsupported, "unknown on_reboot action: {value}"))]
    pub on_reboot: Option<LifecycleAction>,
    /// What happens when the guest crashes.
    #[xml(text = "on_crash", invalid(Unsupported, "unknown on_crash action: {value}"))]
    pub on_crash: Option<LifecycleAction>,
    /// The devices.
    #[xml(child = "devices")]
    pub devices: DevicesDef,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}

impl DomainDef {
    /// Virtual CPUs: at boot in a definition, now in a live document.
    #[must_use]
    pub fn vcpus(&self) -> u32 {
        self.vcpus_current.unwrap_or(self.vcpus_max())
    }

    /// The most virtual CPUs that it can have without starting anew.
    #[must_use]
    pub fn vcpus_max(&self) -> u32 {
        self.vcpus.unwrap_or(1)
    }

    /// Sets how many virtual CPUs there are, of the most that there can be.
    pub fn set_vcpus(&mut self, vcpus: u32) {
        self.vcpus_current = (vcpus != self.vcpus_max()).then_some(vcpus);
    }

    /// Sets the most virtual CPUs; there are never more than that.
    pub fn set_vcpus_max(&mut self, max: u32) {
        let vcpus = self.vcpus().min(max);
        self.vcpus = Some(max);
        self.set_vcpus(vcpus);
    }

    /// The identity, all zeros before [`complete`](DomainDef::complete).
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.uuid.unwrap_or_default()
    }
}

/// Who decides on which CPUs of the host the virtual ones run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VcpuPlacement {
    /// The document does, or leaves it to the host's scheduler.
    #[default]
    Static,
    /// A service of the host that knows its load.
    Auto,
}

/// A kind of hypervisor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VirtType {
    /// None; what a document without type would be.
    #[default]
    None,
    /// QEMU in software.
    Qemu,
    /// QEMU with the old kernel module.
    Kqemu,
    /// QEMU with KVM.
    Kvm,
    /// Xen.
    Xen,
    /// Linux containers.
    Lxc,
    /// User-mode Linux.
    Uml,
    /// OpenVZ containers.
    Openvz,
    /// The test driver.
    Test,
    /// VMware.
    Vmware,
    /// Hyper-V.
    Hyperv,
    /// VirtualBox.
    Vbox,
    /// IBM Power.
    Phyp,
    /// Parallels.
    Parallels,
    /// FreeBSD's hypervisor.
    Bhyve,
    /// Virtuozzo.
    Vz,
    /// macOS's hypervisor framework.
    Hvf,
}
