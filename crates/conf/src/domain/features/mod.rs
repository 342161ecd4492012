//! `<features>`: what the virtual hardware can do.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

use crate::common::Switch;

mod hyperv;
mod parts;

pub use hyperv::*;
pub use parts::*;

/// What the virtual hardware can do.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "DomainFeatures::refuse_unknown")]
#[non_exhaustive]
pub struct DomainFeatures {
    /// Power management by ACPI.
    #[xml(flag = "acpi")]
    pub acpi: bool,
    /// Programmable interrupt controllers.
    #[xml(child = "apic")]
    pub apic: Option<ApicFeature>,
    /// More than 4 GiB for 32-bit guests.
    #[xml(flag = "pae")]
    pub pae: bool,
    /// Nested page tables of the processor.
    #[xml(child = "hap")]
    pub hap: Option<FeatureState>,
    /// Viridian hypercalls.
    #[xml(flag = "viridian")]
    pub viridian: bool,
    /// A network namespace of its own, of containers.
    #[xml(flag = "privnet")]
    pub privnet: bool,
    /// What makes Windows fast.
    #[xml(child = "hyperv")]
    pub hyperv: Option<Box<HypervFeatures>>,
    /// What KVM offers.
    #[xml(child = "kvm")]
    pub kvm: Option<Box<KvmFeatures>>,
    /// Spin locks that know the hypervisor.
    #[xml(child = "pvspinlock")]
    pub pvspinlock: Option<FeatureState>,
    /// Rights of a container's processes.
    #[xml(child = "capabilities", skip_empty)]
    pub capabilities: Option<Box<CapabilityFeatures>>,
    /// Counters of the processor.
    #[xml(child = "pmu")]
    pub pmu: Option<FeatureState>,
    /// VMware's port.
    #[xml(child = "vmport")]
    pub vmport: Option<FeatureState>,
    /// Interrupt controller of ARM.
    #[xml(child = "gic")]
    pub gic: Option<GicFeature>,
    /// The processor's management mode.
    #[xml(child = "smm")]
    pub smm: Option<SmmFeature>,
    /// Who emulates the I/O interrupt controller.
    #[xml(attr = "ioapic/@driver")]
    pub ioapic: Option<IoapicDriver>,
    /// Page table of IBM Power.
    #[xml(child = "hpt", skip_empty)]
    pub hpt: Option<HptFeature>,
    /// A place for the guest to describe its crash dumps.
    #[xml(child = "vmcoreinfo")]
    pub vmcoreinfo: Option<FeatureState>,
    /// Transactional memory of IBM Power.
    #[xml(attr = "htm/@state")]
    pub htm: Option<Switch>,
    /// Guests inside the guest, on IBM Power.
    #[xml(attr = "nested-hv/@state")]
    pub nested_hv: Option<Switch>,
    /// What happens when an unknown register is used.
    #[xml(attr = "msrs/@unknown")]
    pub msrs_unknown: Option<UnknownMsrs>,
    /// Help against count cache attacks, on IBM Power.
    #[xml(attr = "ccf-assist/@state")]
    pub ccf_assist: Option<Switch>,
    /// What Xen offers.
    #[xml(child = "xen")]
    pub xen: Option<Box<XenFeatures>>,
    /// Cache flush on a change of privilege, on IBM Power.
    #[xml(attr = "cfpc/@value")]
    pub cfpc: Option<MitigationLevel>,
    /// Bounds checks for speculation, on IBM Power.
    #[xml(attr = "sbbc/@value")]
    pub sbbc: Option<MitigationLevel>,
    /// Speculation of indirect branches, on IBM Power.
    #[xml(attr = "ibs/@value")]
    pub ibs: Option<BranchSpeculation>,
    /// Memory for translated code, in KiB.
    #[xml(text = "tcg/tb-cache", unit = "KiB", skip_default)]
    pub tcg_cache_kib: u64,
    /// Whether memory is given back in the background.
    #[xml(child = "async-teardown")]
    pub async_teardown: Option<AsyncTeardown>,
    /// Errors of the host's memory are told to the guest, on ARM.
    #[xml(attr = "ras/@state")]
    pub ras: Option<Switch>,
    /// Whether there is a PS/2 controller.
    #[xml(attr = "ps2/@state")]
    pub ps2: Option<Switch>,
    /// Interrupt controller of RISC-V.
    #[xml(attr = "aia/@value")]
    pub aia: Option<AiaMode>,
}

/// Names of all features, in libvirt's order.
const KNOWN: &[&str] = &[
    "acpi",
    "apic",
    "pae",
    "hap",
    "viridian",
    "privnet",
    "hyperv",
    "kvm",
    "pvspinlock",
    "capabilities",
    "pmu",
    "vmport",
    "gic",
    "smm",
    "ioapic",
    "hpt",
    "vmcoreinfo",
    "htm",
    "nested-hv",
    "msrs",
    "ccf-assist",
    "xen",
    "cfpc",
    "sbbc",
    "ibs",
    "tcg",
    "async-teardown",
    "ras",
    "ps2",
    "aia",
];

impl DomainFeatures {
    /// A feature that nobody knows would be missed without anybody being told.
    fn refuse_unknown(_: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        for child in node.elements() {
            let name = child.key();
            if !name.is_empty() && !KNOWN.contains(&name) {
                return Err(unknown(child, "unexpected feature", KNOWN));
            }
            let needs_state = matches!(name, "htm" | "nested-hv" | "ccf-assist" | "ras" | "ps2");
            if needs_state && child.attr("state").is_none() {
                return Err(child.missing_attr("state"));
            }
            if name == "msrs" && child.attr("unknown").is_none() {
                return Err(child.missing_attr("unknown"));
            }
        }
        Ok(())
    }
}

/// The error of a name that is not in a list, with the one that was probably meant.
fn unknown(node: vir_xml::Node<'_>, words: &str, known: &[&str]) -> vir_xml::Error {
    let name = node.local_name();
    let meant = vir_xml::nearest(name, known.iter().copied());
    node.error(vir_xml::Kind::Unsupported, format!("{words} '{name}'"))
        .with_expected(&known.join(", "))
        .with_hint(meant.map(|meant| format!(" Did you mean '{meant}'?")).unwrap_or_default())
}
