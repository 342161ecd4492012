//! `<domstatus>`: a running guest, as a daemon keeps it on disk.

use serde::{Deserialize, Serialize};
use vir_types::Result;
use vir_xml::{ReadOptions, XmlElement, XmlEnum, to_string};

use crate::bitmap::CpuSet;
use crate::cpu::CpuDef;
use crate::domain::DomainDef;
use crate::domain::device::audio::{AudioDef, AudioType};
use crate::domain::device::graphics::GraphicsDef;
use crate::error::{DocumentKind, read};
use crate::format::XmlFormat;

mod block_jobs;
mod job;
mod parts;

pub use block_jobs::*;
pub use job::*;
pub use parts::*;

const KIND: DocumentKind =
    DocumentKind { root: "domstatus", name: "(domain_status)", origin: vir_types::Origin::DOMAIN };

/// Letters of a guest's name in the names of its folders.
const SHORT_NAME: usize = 20;

/// A running guest, as a daemon keeps it on disk.
///
/// What stands between the taints and the guest belongs to the QEMU driver. Schema:
/// `schemas/domainstatus.rnc`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "DomainStatus::check")]
#[non_exhaustive]
pub struct DomainStatus {
    /// What the guest does.
    #[xml(attr, required)]
    pub state: RunState,
    /// Why.
    #[xml(attr)]
    pub reason: Option<String>,
    /// Number of its process.
    #[xml(attr, required)]
    pub pid: i64,
    /// What keeps it from being supported, in canonical order.
    #[xml(attr = "taint/@flag")]
    pub taints: Vec<Taint>,
    /// Old things that it uses.
    #[xml(text = "deprecation")]
    pub deprecations: Vec<String>,
    /// How the emulator is talked to.
    #[xml(child = "monitor")]
    pub monitor: Option<MonitorDef>,
    /// A D-Bus daemon of its own runs.
    #[xml(flag = "dbusDaemon")]
    pub dbus_daemon: bool,
    /// Helpers keep their state by D-Bus.
    #[xml(flag = "dbusVMState")]
    pub dbus_vm_state: bool,
    /// Namespaces that the emulator has for itself.
    #[xml(child = "namespaces")]
    pub namespaces: Option<EmulatorNamespaces>,
    /// Threads of the virtual CPUs.
    #[xml(child = "vcpus")]
    pub vcpus: VcpuThreads,
    /// What the emulator can do.
    #[xml(child = "qemuCaps")]
    pub qemu_caps: Option<QemuCapFlags>,
    /// State of its locks.
    #[xml(text = "lockstate")]
    pub lockstate: Option<String>,
    /// What is being done to it.
    #[xml(child = "job")]
    pub job: Option<Box<JobDef>>,
    /// It starts anew when it shuts down.
    #[xml(flag = "fakereboot")]
    pub fakereboot: bool,
    /// Aliases that the emulator knows.
    #[xml(child = "devices", skip_empty)]
    pub known_devices: Option<KnownDevices>,
    /// Where a service of the host has put it.
    #[xml(child = "numad", skip_empty)]
    pub numad: Option<NumadAdvice>,
    /// Its folder.
    #[xml(attr = "libDir/@path")]
    pub lib_dir: Option<String>,
    /// Folder of its channels.
    #[xml(attr = "channelTargetDir/@path")]
    pub channel_dir: Option<String>,
    /// Folder of its memory files.
    #[xml(attr = "memoryBackingDir/@path")]
    pub memory_dir: Option<String>,
    /// The processor as it was asked for.
    #[xml(child = "cpu", skip_empty)]
    pub original_cpu: Option<Box<CpuDef>>,
    /// Output goes through the log daemon.
    #[xml(flag = "chardevStdioLogd")]
    pub chardev_stdio_logd: bool,
    /// Owners of files are put back.
    #[xml(flag = "rememberOwner")]
    pub remember_owner: bool,
    /// Whether the guest may start itself anew.
    #[xml(attr = "allowReboot/@value")]
    pub allow_reboot: Option<bool>,
    /// A helper for SCSI reservations runs.
    #[xml(flag = "prDaemon")]
    pub pr_daemon: bool,
    /// Last number that was given to a node of the block graph.
    #[xml(attr = "nodename/@index")]
    pub nodename_index: u64,
    /// Last number that was given to a set of descriptors.
    #[xml(attr = "fdset/@index")]
    pub fdset_index: u32,
    /// Memory was taken at the start.
    #[xml(flag = "memPrealloc")]
    pub mem_prealloc: bool,
    /// Jobs on its disks.
    #[xml(child = "blockjobs")]
    pub block_jobs: BlockJobs,
    /// Helpers of its networks.
    #[xml(child = "slirp")]
    pub slirp: Option<SlirpHelpers>,
    /// **Seconds** to wait for the agent in the guest; -2 for no end.
    #[xml(text = "agentTimeout")]
    pub agent_timeout_s: Option<i32>,
    /// Backups that run.
    #[xml(child = "backups", skip_empty)]
    pub backups: Option<BackupStatus>,
    /// **Bytes** that could be locked before.
    #[xml(text = "originalMemlock", skip_default)]
    pub original_memlock: u64,
    /// **Bytes** that could be locked before it moved.
    #[xml(text = "preMigrationMemlock", skip_default)]
    pub migration_memlock: u64,
    /// The guest.
    #[xml(child = "domain", missing(Internal, "no domain config"))]
    pub domain: Box<DomainDef>,
}

impl DomainStatus {
    fn check(def: &mut Self, _: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        def.taints.sort();
        def.taints.dedup();
        def.agent_timeout_s.get_or_insert(-2);
        Ok(())
    }

    /// Reads what a daemon has kept.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`, `InternalError`: a value that cannot be.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::status(), Self::read)
    }

    /// Adds what daemons of old did not keep but meant: the folder of memory files, which is one for each
    /// guest inside `ram_dir`, and that sound goes the way of a SPICE screen. This is for guests of QEMU.
    pub fn complete(&mut self, ram_dir: &str) {
        let id = self.domain.id.unwrap_or_default();
        let name = &self.domain.name;
        self.memory_dir.get_or_insert_with(|| {
            let short: String = name.chars().take(SHORT_NAME).collect();
            format!("{ram_dir}/{id}-{short}")
        });
        let devices = &mut self.domain.devices;
        // The last screen that has to do with sound decides.
        let sounds = |screen: &&GraphicsDef| {
            matches!(screen, GraphicsDef::Sdl(_) | GraphicsDef::Vnc(_) | GraphicsDef::Spice(_))
        };
        let last = devices.graphics.iter().rfind(sounds);
        if devices.audios.is_empty() && matches!(last, Some(GraphicsDef::Spice(_))) {
            devices.audios.push(AudioDef { id: 1, kind: AudioType::Spice, ..AudioDef::default() });
        }
    }

    /// The document to keep.
    #[must_use]
    pub fn to_xml(&self) -> String {
        to_string(KIND.root, self, XmlFormat::status().into())
    }
}

/// What a guest does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum RunState {
    /// `nostate`.
    #[default]
    Nostate,
    /// `running`.
    Running,
    /// `blocked`.
    Blocked,
    /// `paused`.
    Paused,
    /// `shutdown`.
    Shutdown,
    /// `shutoff`.
    Shutoff,
    /// `crashed`.
    Crashed,
    /// `pmsuspended`.
    Pmsuspended,
}

/// How the emulator is talked to.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MonitorDef {
    /// Path of the socket.
    #[xml(attr)]
    pub path: Option<String>,
    /// Kind of socket.
    #[xml(attr = "type")]
    pub kind: Option<String>,
}

/// Where a service of the host has put a guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NumadAdvice {
    /// Memory nodes.
    #[xml(attr)]
    pub nodeset: Option<CpuSet>,
    /// CPUs.
    #[xml(attr)]
    pub cpuset: Option<CpuSet>,
}
