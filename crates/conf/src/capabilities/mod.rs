//! `<capabilities>`: what a host is, and which guests it can run.

mod cache;
mod guest;
mod host;
mod topology;

pub use cache::{
    CacheBank, CacheControl, CacheType, HostCache, MemoryBandwidth, MemoryBandwidthNode, ResctrlMonitor,
};
pub use guest::{
    GuestArch, GuestCaps, GuestDomain, GuestFeature, GuestFeatures, GuestMachine, GuestOsType,
    StoragePoolTypes,
};
pub use host::{
    BaseLabel, CpuSignature, HostCaps, HostCpu, HostCpuFeature, HostCpuTopology, HostPages,
    MigrationFeatures, NameList, PowerManagement, SecurityModel, TimeCounter,
};
pub use topology::{HostCell, HostCellCpu, HostCellPages, HostTopology};

use serde::{Deserialize, Serialize};
use vir_types::{Origin, Result};
use vir_xml::{ReadOptions, WriteOptions, XmlElement, to_string};

use crate::error::{DocumentKind, read};

const KIND: DocumentKind =
    DocumentKind { root: "capabilities", name: "(capabilities)", origin: Origin::CAPABILITIES };

/// What a host is, and which guests it can run.
///
/// Schema: `schemas/capability.rnc`, define `capabilities`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct Capabilities {
    /// The host.
    #[xml(child = "host")]
    pub host: Option<Box<HostCaps>>,
    /// Guests, one for each architecture and kind of system.
    #[xml(child = "guest")]
    pub guests: Vec<GuestCaps>,
    /// Kinds of storage pools.
    #[xml(child = "pool")]
    pub pool: Option<StoragePoolTypes>,
}

impl Capabilities {
    /// Reads the document.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`: a value that cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// The document. Its parts stand apart, as libvirt writes them.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let plain = to_string(KIND.root, self, WriteOptions::default());
        let mut out = String::with_capacity(plain.len().saturating_add(16));
        for line in plain.lines() {
            out.push_str(line);
            out.push('\n');
            if matches!(line, "<capabilities>" | "  </host>" | "  </guest>" | "  </pool>") {
                out.push('\n');
            }
        }
        out
    }
}
