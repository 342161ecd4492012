//! `<domainCapabilities>`: what guests of one kind can have.

mod cpu;
mod features;
mod section;

pub use cpu::{CpuCaps, CpuModelCaps, CpuUsable};
pub use features::{DomainFeatureCaps, SevCaps, SgxCaps, SgxSection};
pub use section::*;

use serde::{Deserialize, Serialize};
use vir_types::{Origin, Result};
use vir_xml::{ReadOptions, WriteOptions, XmlElement, to_string};

use crate::domain::VirtType;
use crate::error::{DocumentKind, read};

const KIND: DocumentKind =
    DocumentKind { root: "domainCapabilities", name: "(domain_capabilities)", origin: Origin::CAPABILITIES };

/// What guests of one kind can have.
///
/// Schema: `schemas/domaincaps.rnc`, define `domainCapabilities`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct DomainCaps {
    /// The program that runs them.
    #[xml(text = "path")]
    pub path: Option<String>,
    /// The kind of hypervisor.
    #[xml(text = "domain", required)]
    pub virt_type: VirtType,
    /// The machine.
    #[xml(text = "machine")]
    pub machine: Option<String>,
    /// The architecture.
    #[xml(text = "arch", required)]
    pub arch: String,
    /// How many virtual CPUs there can be; 0 is not known.
    #[xml(attr = "vcpu/@max", skip_default)]
    pub max_vcpus: u32,
    /// Threads for disks.
    #[xml(attr = "iothreads/@supported")]
    pub iothreads: Option<bool>,
    /// What they boot from.
    #[xml(child = "os")]
    pub os: Option<OsCaps>,
    /// Their processors.
    #[xml(child = "cpu")]
    pub cpu: Option<Box<CpuCaps>>,
    /// Their memory.
    #[xml(child = "memoryBacking")]
    pub memory_backing: Option<MemoryBackingCaps>,
    /// Their devices.
    #[xml(child = "devices")]
    pub devices: Option<Box<DeviceCaps>>,
    /// What else they can have.
    #[xml(child = "features")]
    pub features: Option<DomainFeatureCaps>,
}

/// Devices of guests.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct DeviceCaps {
    /// Disks.
    #[xml(child = "disk")]
    pub disk: Option<DiskCaps>,
    /// Graphics.
    #[xml(child = "graphics")]
    pub graphics: Option<GraphicsCaps>,
    /// Video cards.
    #[xml(child = "video")]
    pub video: Option<VideoCaps>,
    /// Devices of the host.
    #[xml(child = "hostdev")]
    pub hostdev: Option<HostdevCaps>,
    /// Sources of chance.
    #[xml(child = "rng")]
    pub rng: Option<RngCaps>,
    /// Folders of the host.
    #[xml(child = "filesystem")]
    pub filesystem: Option<FilesystemCaps>,
    /// TPMs.
    #[xml(child = "tpm")]
    pub tpm: Option<TpmCaps>,
    /// Redirected devices.
    #[xml(child = "redirdev")]
    pub redirdev: Option<RedirdevCaps>,
    /// Channels.
    #[xml(child = "channel")]
    pub channel: Option<ChannelCaps>,
    /// Cryptographic devices.
    #[xml(child = "crypto")]
    pub crypto: Option<CryptoCaps>,
    /// Network devices.
    #[xml(child = "interface")]
    pub interface: Option<InterfaceCaps>,
    /// Devices that tell of a panic.
    #[xml(child = "panic")]
    pub panic: Option<PanicCaps>,
}

impl DomainCaps {
    /// Reads the document.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`: a value that cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// The document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        to_string(KIND.root, self, WriteOptions::default())
    }
}
