//! Features with settings of their own.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::unknown;
use crate::common::Switch;

/// A feature that is on or off; on, if it does not say.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeatureState {
    /// Whether it is on.
    pub on: bool,
}

impl XmlElement for FeatureState {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::XmlValue as _;
        let state = node.attr("state");
        let state = state.map(|attr| vir_xml::read_attr(node, &attr, "", Switch::from_text)).transpose()?;
        Ok(Self { on: state.is_none_or(Switch::is_on) })
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        w.attr("state", if self.on { "on" } else { "off" });
    }

    fn write_nodes(&self, _: &mut vir_xml::Writer) {}
}

/// Programmable interrupt controllers.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ApicFeature {
    /// Whether the guest acknowledges interrupts without leaving.
    #[xml(attr)]
    pub eoi: Option<Switch>,
}

/// Interrupt controller of ARM.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GicFeature {
    /// Its version.
    #[xml(attr)]
    pub version: Option<GicVersion>,
}

/// Version of ARM's interrupt controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum GicVersion {
    /// 2.
    #[xml(name = "2")]
    V2,
    /// 3.
    #[xml(name = "3")]
    V3,
    /// The host's.
    Host,
}

/// The processor's management mode.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SmmFeature {
    /// Whether it is on.
    pub on: bool,
    /// Memory that it has for itself, in bytes.
    pub tseg_bytes: Option<u64>,
}

impl XmlElement for SmmFeature {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::XmlValue as _;
        let FeatureState { on } = FeatureState::read(node)?;
        let mut smm = Self { on, tseg_bytes: None };
        let Some(tseg) = node.child("tseg").filter(|_| on) else { return Ok(smm) };
        let Some(size) = vir_xml::read_own_text(tseg, "", u64::from_text)? else { return Ok(smm) };
        let unit = tseg.attr("unit").map_or("", |unit| unit.value);
        let bytes = vir_xml::scale_integer(size, unit, 1 << 20, u64::MAX);
        let bytes = bytes.map_err(|error| tseg.error(vir_xml::Kind::Invalid, error.to_string()))?;
        smm.tseg_bytes = Some(bytes);
        Ok(smm)
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        w.attr("state", if self.on { "on" } else { "off" });
    }

    fn write_nodes(&self, w: &mut vir_xml::Writer) {
        if let Some(bytes) = self.tseg_bytes.filter(|_| self.on) {
            let (size, unit) = vir_xml::pretty_size(bytes);
            w.start("tseg");
            w.attr("unit", unit);
            w.text(&size.to_string());
            w.end();
        }
    }
}

/// Who emulates the I/O interrupt controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum IoapicDriver {
    /// `qemu`.
    Qemu,
    /// `kvm`.
    Kvm,
}

/// Page table of IBM Power.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HptFeature {
    /// Whether it can be resized.
    #[xml(attr)]
    pub resizing: Option<HptResizing>,
    /// Largest page, in KiB.
    #[xml(
        text = "maxpagesize",
        unit = "KiB",
        skip_default,
        invalid(Unsupported, "Unable to parse HPT maxpagesize setting")
    )]
    pub max_page_size_kib: u64,
}

/// Whether a page table can be resized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum HptResizing {
    /// `enabled`.
    Enabled,
    /// `disabled`.
    Disabled,
    /// `required`.
    Required,
}

/// What happens when an unknown register is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum UnknownMsrs {
    /// Nothing.
    Ignore,
    /// The guest is interrupted.
    Fault,
}

/// How far a weakness is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MitigationLevel {
    /// `broken`.
    Broken,
    /// `workaround`.
    Workaround,
    /// `fixed`.
    Fixed,
}

/// How far speculation of branches is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum BranchSpeculation {
    /// `broken`.
    Broken,
    /// `workaround`.
    Workaround,
    /// `fixed-ibs`.
    #[xml(name = "fixed-ibs")]
    FixedIbs,
    /// `fixed-ccd`.
    #[xml(name = "fixed-ccd")]
    FixedCcd,
    /// `fixed-na`.
    #[xml(name = "fixed-na")]
    FixedNa,
}

/// Whether memory is given back in the background; it is, if nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AsyncTeardown {
    /// Whether it is.
    pub enabled: bool,
}

impl XmlElement for AsyncTeardown {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::XmlValue as _;
        let enabled = node.attr("enabled");
        let enabled = enabled.map(|attr| vir_xml::read_attr(node, &attr, "", bool::from_text)).transpose()?;
        Ok(Self { enabled: enabled.unwrap_or(true) })
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        w.attr("enabled", if self.enabled { "yes" } else { "no" });
    }

    fn write_nodes(&self, _: &mut vir_xml::Writer) {}
}

/// Interrupt controller of RISC-V.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum AiaMode {
    /// `none`.
    None,
    /// `aplic`.
    Aplic,
    /// `aplic-imsic`.
    #[xml(name = "aplic-imsic")]
    AplicImsic,
}

/// What KVM offers.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "KvmFeatures::refuse_unknown")]
#[non_exhaustive]
pub struct KvmFeatures {
    /// The guest does not see that it is one.
    #[xml(attr = "hidden/@state")]
    pub hidden: Option<Switch>,
    /// The guest is told that its CPUs are its own.
    #[xml(attr = "hint-dedicated/@state")]
    pub hint_dedicated: Option<Switch>,
    /// The guest decides how long it polls.
    #[xml(attr = "poll-control/@state")]
    pub poll_control: Option<Switch>,
    /// Interrupts between CPUs by hypercall.
    #[xml(attr = "pv-ipi/@state")]
    pub pv_ipi: Option<Switch>,
    /// Changed memory is told by a ring.
    #[xml(child = "dirty-ring")]
    pub dirty_ring: Option<DirtyRing>,
}

/// A ring that tells changed memory.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "DirtyRing::check")]
#[non_exhaustive]
pub struct DirtyRing {
    /// Whether it is on.
    #[xml(attr)]
    pub state: Option<Switch>,
    /// Entries of the ring, a power of two from 1024 to 65536.
    #[xml(attr, skip_default, with = "crate::common::any_base")]
    pub size: u32,
}

impl KvmFeatures {
    fn refuse_unknown(_: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        const KNOWN: &[&str] = &["hidden", "hint-dedicated", "poll-control", "pv-ipi", "dirty-ring"];
        for child in node.elements() {
            if !KNOWN.contains(&child.key()) {
                return Err(unknown(child, "unsupported KVM feature:", KNOWN));
            }
            if child.attr("state").is_none() {
                return Err(child.missing_attr("state"));
            }
        }
        Ok(())
    }
}

impl DirtyRing {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        if def.state != Some(Switch::On) {
            def.size = 0;
            return Ok(());
        }
        if node.attr("size").is_none() {
            return Err(node.missing_attr("size"));
        }
        if !def.size.is_power_of_two() || !(1024..=65536).contains(&def.size) {
            let text = "dirty ring must be power of 2 and ranges [1024, 65536]";
            return Err(node.error(vir_xml::Kind::Invalid, text));
        }
        Ok(())
    }
}

/// What Xen offers.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "XenFeatures::refuse_unknown")]
#[non_exhaustive]
pub struct XenFeatures {
    /// The guest sees the host's map of memory.
    #[xml(attr = "e820_host/@state")]
    pub e820_host: Option<Switch>,
    /// Devices of the host may be handed over.
    #[xml(child = "passthrough")]
    pub passthrough: Option<XenPassthrough>,
}

/// Devices of the host may be handed over.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct XenPassthrough {
    /// Whether they may.
    #[xml(attr)]
    pub state: Option<Switch>,
    /// How page tables are kept.
    #[xml(attr)]
    pub mode: Option<XenPassthroughMode>,
}

/// How page tables for devices are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum XenPassthroughMode {
    /// `sync_pt`.
    #[xml(name = "sync_pt")]
    SyncPt,
    /// `share_pt`.
    #[xml(name = "share_pt")]
    SharePt,
}

impl XenFeatures {
    fn refuse_unknown(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        const KNOWN: &[&str] = &["e820_host", "passthrough"];
        for child in node.elements() {
            if !KNOWN.contains(&child.key()) {
                return Err(unknown(child, "unsupported Xen feature:", KNOWN));
            }
            if child.attr("state").is_none() {
                return Err(child.missing_attr("state"));
            }
        }
        if let Some(passthrough) = def.passthrough.as_mut().filter(|it| it.state != Some(Switch::On)) {
            passthrough.mode = None;
        }
        Ok(())
    }
}

/// Rights of a container's processes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CapabilityFeatures {
    /// What holds for rights that are not named.
    pub policy: Option<CapabilityPolicy>,
    /// Rights by name, and whether they are given.
    pub list: Vec<(String, bool)>,
}

/// Names of the rights, in libvirt's order.
const CAPABILITIES: &[&str] = &[
    "audit_control",
    "audit_write",
    "block_suspend",
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "ipc_lock",
    "ipc_owner",
    "kill",
    "lease",
    "linux_immutable",
    "mac_admin",
    "mac_override",
    "mknod",
    "net_admin",
    "net_bind_service",
    "net_broadcast",
    "net_raw",
    "setgid",
    "setfcap",
    "setpcap",
    "setuid",
    "sys_admin",
    "sys_boot",
    "sys_chroot",
    "sys_module",
    "sys_nice",
    "sys_pacct",
    "sys_ptrace",
    "sys_rawio",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "syslog",
    "wake_alarm",
];

impl XmlElement for CapabilityFeatures {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::XmlValue as _;
        let policy = node.attr("policy");
        let policy = policy
            .map(|attr| vir_xml::read_attr(node, &attr, "", CapabilityPolicy::from_text))
            .transpose()?;
        let mut def = Self { policy, list: Vec::new() };
        for child in node.elements() {
            let name = child.key();
            if !CAPABILITIES.contains(&name) {
                return Err(unknown(child, "unexpected capability feature", CAPABILITIES));
            }
            let FeatureState { on } = FeatureState::read(child)?;
            def.list.retain(|(known, _)| known != name);
            def.list.push((name.into(), on));
        }
        let place = |name: &str| CAPABILITIES.iter().position(|known| *known == name);
        def.list.sort_by_key(|(name, _)| place(name));
        if def.list.is_empty() {
            def.policy = def.policy.filter(|policy| *policy != CapabilityPolicy::Default);
        } else {
            def.policy.get_or_insert(CapabilityPolicy::Default);
        }
        Ok(def)
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        if let Some(policy) = self.policy {
            w.attr("policy", policy.as_str());
        }
    }

    fn write_nodes(&self, w: &mut vir_xml::Writer) {
        for (name, on) in &self.list {
            w.start(name);
            w.attr("state", if *on { "on" } else { "off" });
            w.end();
        }
    }
}

/// What holds for rights that are not named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CapabilityPolicy {
    /// As the hypervisor does it.
    Default,
    /// They are given.
    Allow,
    /// They are not.
    Deny,
}
