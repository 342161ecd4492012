//! `<host>` of capabilities.

use serde::{Deserialize, Serialize};
use vir_types::Uuid;
use vir_xml::{Node, Writer, XmlElement};

use super::{HostCache, HostTopology, MemoryBandwidth};
use crate::cpu::{CpuCache, CpuPhysAddr};

/// A host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct HostCaps {
    /// Its identity.
    #[xml(text = "uuid", with = "crate::uuid_text")]
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<Uuid>,
    /// Its processor.
    #[xml(child = "cpu")]
    pub cpu: HostCpu,
    /// How it can sleep.
    #[xml(child = "power_management")]
    pub power_management: Option<PowerManagement>,
    /// Whether devices can be kept apart when they are handed to guests.
    #[xml(attr = "iommu/@support")]
    pub iommu: Option<bool>,
    /// How guests can move.
    #[xml(child = "migration_features")]
    pub migration: Option<MigrationFeatures>,
    /// Names of guests' network devices begin so.
    #[xml(text = "netprefix")]
    pub net_prefix: Option<String>,
    /// Its memory cells.
    #[xml(child = "topology")]
    pub topology: Option<HostTopology>,
    /// Its caches.
    #[xml(child = "cache")]
    pub cache: Option<HostCache>,
    /// How its memory can be shared out.
    #[xml(child = "memory_bandwidth")]
    pub memory_bandwidth: Option<MemoryBandwidth>,
    /// How guests are kept apart.
    #[xml(child = "secmodel")]
    pub security_models: Vec<SecurityModel>,
}

/// The processor of a host.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct HostCpu {
    /// Its architecture.
    #[xml(text = "arch")]
    pub arch: Option<String>,
    /// What it has, in words of a hypervisor's own.
    #[xml(child = "features")]
    pub hypervisor_features: Option<NameList>,
    /// Its model.
    #[xml(text = "model")]
    pub model: Option<String>,
    /// Its maker.
    #[xml(text = "vendor")]
    pub vendor: Option<String>,
    /// Version of its microcode.
    #[xml(attr = "microcode/@version")]
    pub microcode: Option<u32>,
    /// Its number among the models of its maker.
    #[xml(child = "signature")]
    pub signature: Option<CpuSignature>,
    /// Its counter of time.
    #[xml(child = "counter")]
    pub counter: Option<TimeCounter>,
    /// Sockets, cores and threads of a memory cell.
    #[xml(child = "topology")]
    pub topology: Option<HostCpuTopology>,
    /// Its cache.
    #[xml(child = "cache")]
    pub cache: Option<CpuCache>,
    /// Bits of its addresses.
    #[xml(child = "maxphysaddr")]
    pub maxphysaddr: Option<CpuPhysAddr>,
    /// What it has beyond its model.
    #[xml(child = "feature")]
    pub features: Vec<HostCpuFeature>,
    /// Sizes of its pages.
    #[xml(child = "pages")]
    pub pages: Vec<HostPages>,
}

/// Elements that are only names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NameList(pub Vec<String>);

impl XmlElement for NameList {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        Ok(Self(node.elements().map(|child| child.local_name().to_owned()).collect()))
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.long_form();
    }

    fn write_nodes(&self, w: &mut Writer) {
        for name in &self.0 {
            w.start(name);
            w.end();
        }
    }
}

/// A processor's number among the models of its maker.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CpuSignature {
    /// Family.
    #[xml(attr, required)]
    pub family: u32,
    /// Model.
    #[xml(attr, required)]
    pub model: u32,
    /// Stepping.
    #[xml(attr, required)]
    pub stepping: u32,
}

/// A processor's counter of time.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TimeCounter {
    /// Its name: `tsc`.
    #[xml(attr, required)]
    pub name: String,
    /// **Hz**.
    #[xml(attr, required)]
    pub frequency: u64,
    /// Whether a guest can be given another frequency.
    #[xml(attr)]
    pub scaling: Option<bool>,
}

/// Sockets, cores and threads of a memory cell of a host.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostCpuTopology {
    /// Sockets.
    #[xml(attr, required)]
    pub sockets: u32,
    /// Dies of a socket; older libvirt does not say.
    #[xml(attr)]
    pub dies: Option<u32>,
    /// Clusters of a die; older libvirt does not say.
    #[xml(attr)]
    pub clusters: Option<u32>,
    /// Cores of a cluster.
    #[xml(attr, required)]
    pub cores: u32,
    /// Threads of a core.
    #[xml(attr, required)]
    pub threads: u32,
}

/// Something that a processor has.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostCpuFeature {
    /// Its name.
    #[xml(attr, required)]
    pub name: String,
}

/// A size of pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HostPages {
    /// **KiB**.
    pub size_kib: u64,
}

impl XmlElement for HostPages {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let size = vir_xml::read_scaled_attr(node, "size", "unit", vir_xml::Scale::Kib)?;
        Ok(Self { size_kib: size.ok_or_else(|| node.missing_attr("size"))? })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("unit", "KiB");
        w.attr("size", &self.size_kib.to_string());
    }

    fn write_nodes(&self, _: &mut Writer) {}
}

/// How a host can sleep.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PowerManagement {
    /// With its memory powered.
    #[xml(flag = "suspend_mem")]
    pub suspend_mem: bool,
    /// With its memory on disk.
    #[xml(flag = "suspend_disk")]
    pub suspend_disk: bool,
    /// With both.
    #[xml(flag = "suspend_hybrid")]
    pub suspend_hybrid: bool,
}

/// How guests can move to and from a host.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct MigrationFeatures {
    /// While they run.
    #[xml(flag = "live")]
    pub live: bool,
    /// By these protocols.
    #[xml(text = "uri_transports/uri_transport")]
    pub transports: Vec<String>,
}

/// A way to keep guests apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SecurityModel {
    /// Its name, such as `selinux`.
    pub model: String,
    /// The domain in which its labels mean something.
    pub doi: String,
    /// What labels are made from.
    pub base_labels: Vec<BaseLabel>,
}

impl XmlElement for SecurityModel {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let text = |name| node.child(name).map(|child| child.text().into_owned()).unwrap_or_default();
        let labels = node.elements().filter(|child| child.key() == "baselabel");
        Ok(Self {
            model: text("model"),
            doi: text("doi"),
            base_labels: labels.map(BaseLabel::read).collect::<vir_xml::Result<_>>()?,
        })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.long_form();
    }

    fn write_nodes(&self, w: &mut Writer) {
        for (name, text) in [("model", &self.model), ("doi", &self.doi)] {
            // Libvirt never writes a short form of these.
            if text.is_empty() {
                w.raw(&format!("<{name}></{name}>"));
            } else {
                w.text_element(name, text);
            }
        }
        self.base_labels.iter().for_each(|label| label.write("baselabel", w));
    }
}

/// What labels of a kind of guest are made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BaseLabel {
    /// The kind of guest, such as `kvm`.
    #[xml(attr = "type", required)]
    pub virt_type: String,
    /// The label.
    #[xml(text)]
    pub label: String,
}
