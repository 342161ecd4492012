//! `<domain>`: a guest.

use serde::{Deserialize, Serialize};
use vir_types::Uuid;
use vir_xml::{RawXml, XmlElement};

use crate::bitmap::CpuSet;
use crate::common::Switch;
use crate::cpu::CpuDef;
use blkiotune::BlkiotuneDef;
use clock::ClockDef;
use cputune::CputuneDef;
use features::DomainFeatures;
use idmap::IdmapDef;
use iothread::{DefaultIothreadDef, IothreadIdsDef};
use launch_security::{KeywrapDef, LaunchSecurityDef};
use memory_backing::MemoryBackingDef;
use memtune::MemtuneDef;
use namespace::Namespaces;
use numatune::NumatuneDef;
use os::OsDef;
use power::{PerfDef, PowerDef};
use resource::ResourceDef;
use seclabel::SeclabelDef;
use sysinfo::SysinfoDef;
use throttle::ThrottleGroupsDef;
use vcpus::VcpusDef;

pub mod blkiotune;
mod boot;
mod builder;
pub(crate) mod check;
pub mod clock;
mod complete;
pub mod cputune;
pub mod device;
pub mod features;
pub mod idmap;
pub mod iothread;
pub mod launch_security;
mod lifecycle;
pub mod loader;
pub mod memory_backing;
pub mod memtune;
mod metadata;
pub mod namespace;
pub mod numatune;
pub mod os;
mod parse;
pub mod power;
pub mod resctrl;
pub mod resource;
pub mod seclabel;
pub mod sysinfo;
pub mod throttle;
mod validate;
pub mod vcpus;
mod virt_type;

pub use builder::DomainBuilder;
pub use device::DevicesDef;
pub use lifecycle::{LifecycleAction, LockFailureAction};
pub use virt_type::{VcpuPlacement, VirtType};

/// A guest.
///
/// Sizes are KiB. A size of 0 stands for one that is not given.
/// Schema: `schemas/domain.rnc`, define `domain`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "DomainDef::finish")]
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
    /// Identity of this course of the guest's life, which a snapshot changes.
    #[xml(child = "genid")]
    pub genid: Option<GenidDef>,
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
    /// Whether memory is part of a core dump of the emulator.
    #[xml(attr = "memory/@dumpCore")]
    pub dump_core: Option<Switch>,
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
    /// Shares and limits of disk input and output.
    #[xml(child = "blkiotune", skip_empty)]
    pub blkiotune: Option<Box<BlkiotuneDef>>,
    /// Limits of memory on the host.
    #[xml(child = "memtune", skip_empty)]
    pub memtune: Option<Box<MemtuneDef>>,
    /// What the memory is made of.
    #[xml(child = "memoryBacking", skip_empty)]
    pub memory_backing: Option<Box<MemoryBackingDef>>,
    /// Who decides where the virtual CPUs run.
    #[xml(attr = "vcpu/@placement", invalid(Unsupported, "Unsupported CPU placement mode '{value}'"))]
    pub vcpu_placement: Option<VcpuPlacement>,
    /// CPUs of the host where they may run.
    #[xml(attr = "vcpu/@cpuset", invalid(Argument, "Failed to parse bitmap '{value}'"))]
    pub vcpu_cpuset: Option<CpuSet>,
    /// Virtual CPUs at boot, if fewer than the most; [`vcpus()`](DomainDef::vcpus) knows the default.
    #[xml(attr = "vcpu/@current")]
    pub vcpus_current: Option<u32>,
    /// The most virtual CPUs that it can have; [`vcpus_max()`](DomainDef::vcpus_max) knows the default.
    #[xml(text = "vcpu", invalid(Invalid, "maximum vcpus count must be an integer"))]
    pub vcpus: Option<u32>,
    /// Virtual CPUs one by one.
    #[xml(child = "vcpus", skip_empty)]
    pub individual_vcpus: Option<Box<VcpusDef>>,
    /// Threads for the input and output of devices.
    #[xml(text = "iothreads", skip_default, invalid(Invalid, "invalid iothreads count '{value}'"))]
    pub iothreads: u32,
    /// These threads by number.
    #[xml(child = "iothreadids", skip_empty)]
    pub iothread_ids: Option<Box<IothreadIdsDef>>,
    /// The emulator's own thread.
    #[xml(child = "defaultiothread", skip_empty)]
    pub default_iothread: Option<DefaultIothreadDef>,
    /// Limits that disks refer to by name.
    #[xml(child = "throttlegroups", skip_empty)]
    pub throttle_groups: Option<Box<ThrottleGroupsDef>>,
    /// Where threads run, and for how long.
    #[xml(child = "cputune", skip_empty)]
    pub cputune: Option<Box<CputuneDef>>,
    /// Memory nodes of the host.
    #[xml(child = "numatune", skip_empty)]
    pub numatune: Option<Box<NumatuneDef>>,
    /// Where it stands among the host's control groups.
    #[xml(child = "resource", skip_empty)]
    pub resource: Option<Box<ResourceDef>>,
    /// What the firmware tells the guest.
    #[xml(child = "sysinfo")]
    pub sysinfo: Vec<SysinfoDef>,
    /// Program that finds the kernel, of Xen.
    #[xml(text = "bootloader")]
    pub bootloader: Option<String>,
    /// Its arguments.
    #[xml(text = "bootloader_args", write_if = "has_bootloader")]
    pub bootloader_args: Option<String>,
    /// What is booted, and how.
    #[xml(child = "os")]
    pub os: OsDef,
    /// Which users of the host a container's are.
    #[xml(child = "idmap", skip_empty)]
    pub idmap: Option<Box<IdmapDef>>,
    /// What the virtual hardware can do.
    #[xml(child = "features", skip_empty)]
    pub features: Option<Box<DomainFeatures>>,
    /// The processor.
    #[xml(child = "cpu")]
    pub cpu: Option<Box<CpuDef>>,
    /// The clock.
    #[xml(child = "clock")]
    pub clock: Option<Box<ClockDef>>,
    /// What happens when the guest powers off.
    #[xml(text = "on_poweroff", invalid(Unsupported, "unknown on_poweroff action: {value}"))]
    pub on_poweroff: Option<LifecycleAction>,
    /// What happens when the guest reboots.
    #[xml(text = "on_reboot", invalid(Unsupported, "unknown on_reboot action: {value}"))]
    pub on_reboot: Option<LifecycleAction>,
    /// What happens when the guest crashes.
    #[xml(text = "on_crash", invalid(Unsupported, "unknown on_crash action: {value}"))]
    pub on_crash: Option<LifecycleAction>,
    /// What happens when a lock is lost.
    #[xml(text = "on_lockfailure", invalid(Unsupported, "unknown on_lockfailure action: {value}"))]
    pub on_lockfailure: Option<LockFailureAction>,
    /// States of rest that the firmware offers.
    #[xml(child = "pm", skip_empty)]
    pub power: Option<PowerDef>,
    /// Counters of the host's CPUs.
    #[xml(child = "perf", skip_empty)]
    pub perf: Option<Box<PerfDef>>,
    /// The devices.
    #[xml(child = "devices")]
    pub devices: Box<DevicesDef>,
    /// What security drivers let it do.
    #[xml(child = "seclabel")]
    pub seclabels: Vec<SeclabelDef>,
    /// Keys that the machine wraps.
    #[xml(child = "keywrap", skip_empty)]
    pub keywrap: Option<KeywrapDef>,
    /// How the memory is kept from the host.
    #[xml(child = "launchSecurity")]
    pub launch_security: Option<Box<LaunchSecurityDef>>,
    /// What only one hypervisor understands.
    #[xml(flatten)]
    pub namespaces: Box<Namespaces>,
}

/// Identity of one course of a guest's life.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GenidDef {
    /// The identity; always there after completion.
    #[xml(text, with = "crate::uuid_text", invalid(Internal, "malformed genid element"))]
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<Uuid>,
}

fn has_bootloader(def: &DomainDef, _: vir_xml::WriteOptions) -> bool {
    def.bootloader.is_some()
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

    fn finish(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        if let Some(second) = node.elements().filter(|child| child.key() == "genid").nth(1) {
            let text = "element 'genid' can only appear once";
            return Err(second.error(vir_xml::Kind::Invalid, text));
        }
        if let Some(second) = node.elements().filter(|child| child.key() == "resource").nth(1) {
            let text = "only one resource element is supported";
            return Err(second.error(vir_xml::Kind::Invalid, text));
        }
        check::at_most_one(node, "numatune", "only one numatune is supported")?;
        if let Some(vcpu) = node.child("vcpu") {
            check::some_numbers(vcpu, "cpuset")?;
            if vcpu.text().is_empty() {
                return Err(vcpu.error(vir_xml::Kind::Invalid, "maximum vcpus count must be an integer"));
            }
        }
        // Without a name it is never written, so a daemon that starts anew would not know it either.
        if let Some(cpu) = &mut def.cpu
            && cpu.model.as_ref().is_some_and(|model| model.name.is_none() && model.vendor_id.is_none())
        {
            cpu.model = None;
        }
        // Applications that have nothing to say leave an empty element behind.
        if node.child("metadata").is_some_and(|metadata| metadata.elements().next().is_none()) {
            def.metadata = None;
        }
        Ok(())
    }
}
