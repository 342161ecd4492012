//! `<hyperv>`: what makes Windows fast.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::unknown;
use crate::common::Switch;

/// What makes Windows fast.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "HypervFeatures::check")]
#[non_exhaustive]
pub struct HypervFeatures {
    /// Who chooses.
    #[xml(attr)]
    pub mode: HypervMode,
    /// Timers are not taken too seriously.
    #[xml(attr = "relaxed/@state")]
    pub relaxed: Option<Switch>,
    /// A virtual interrupt controller.
    #[xml(attr = "vapic/@state")]
    pub vapic: Option<Switch>,
    /// Spin locks that know the hypervisor.
    #[xml(child = "spinlocks")]
    pub spinlocks: Option<HypervSpinlocks>,
    /// Numbers of virtual CPUs.
    #[xml(attr = "vpindex/@state")]
    pub vpindex: Option<Switch>,
    /// Time that a virtual CPU has run.
    #[xml(attr = "runtime/@state")]
    pub runtime: Option<Switch>,
    /// A synthetic interrupt controller.
    #[xml(attr = "synic/@state")]
    pub synic: Option<Switch>,
    /// Synthetic timers.
    #[xml(child = "stimer")]
    pub stimer: Option<HypervStimer>,
    /// Reset by hypercall.
    #[xml(attr = "reset/@state")]
    pub reset: Option<Switch>,
    /// Name of the hypervisor's maker.
    #[xml(child = "vendor_id")]
    pub vendor_id: Option<HypervVendor>,
    /// Registers with frequencies.
    #[xml(attr = "frequencies/@state")]
    pub frequencies: Option<Switch>,
    /// The guest is told when its frequencies change.
    #[xml(attr = "reenlightenment/@state")]
    pub reenlightenment: Option<Switch>,
    /// Address translations are dropped by hypercall.
    #[xml(child = "tlbflush")]
    pub tlbflush: Option<HypervTlbFlush>,
    /// Interrupts between CPUs by hypercall.
    #[xml(attr = "ipi/@state")]
    pub ipi: Option<Switch>,
    /// Enlightened control structures.
    #[xml(attr = "evmcs/@state")]
    pub evmcs: Option<Switch>,
    /// Hardware's interrupt controller together with the synthetic one.
    #[xml(attr = "avic/@state")]
    pub avic: Option<Switch>,
    /// Enlightened bitmap of registers.
    #[xml(attr = "emsr_bitmap/@state")]
    pub emsr_bitmap: Option<Switch>,
    /// Hypercalls with fast arguments.
    #[xml(attr = "xmm_input/@state")]
    pub xmm_input: Option<Switch>,
}

/// Who chooses what makes Windows fast.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum HypervMode {
    /// Nobody: there is nothing.
    None,
    /// The document.
    #[default]
    Custom,
    /// The host: all that it has.
    Passthrough,
}

/// Spin locks that know the hypervisor.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HypervSpinlocks {
    /// Whether it is on.
    #[xml(attr, required)]
    pub state: Switch,
    /// Tries before the hypervisor is told, from 4095.
    #[xml(attr, skip_default, with = "crate::common::any_base")]
    pub retries: u32,
}

/// Synthetic timers.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HypervStimer {
    /// Whether it is on.
    #[xml(attr, required)]
    pub state: Switch,
    /// Whether they interrupt directly.
    #[xml(child = "direct")]
    pub direct: Option<HypervDirect>,
}

/// Whether something is done directly.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HypervDirect {
    /// Whether it is.
    #[xml(attr, required)]
    pub state: Switch,
}

/// Name of the hypervisor's maker.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HypervVendor {
    /// Whether it is on.
    #[xml(attr, required)]
    pub state: Switch,
    /// The name, at most 12 characters.
    #[xml(attr)]
    pub value: Option<String>,
}

/// Address translations are dropped by hypercall.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HypervTlbFlush {
    /// Whether it is on.
    #[xml(attr, required)]
    pub state: Switch,
    /// Directly by a guest's guest.
    #[xml(child = "direct")]
    pub direct: Option<HypervDirect>,
    /// By ranges of addresses.
    #[xml(child = "extended")]
    pub extended: Option<HypervDirect>,
}

impl HypervFeatures {
    const KNOWN: &'static [&'static str] = &[
        "relaxed",
        "vapic",
        "spinlocks",
        "vpindex",
        "runtime",
        "synic",
        "stimer",
        "reset",
        "vendor_id",
        "frequencies",
        "reenlightenment",
        "tlbflush",
        "ipi",
        "evmcs",
        "avic",
        "emsr_bitmap",
        "xmm_input",
    ];

    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        use vir_xml::Kind;
        if node.attr("mode").is_some_and(|mode| mode.value == "none") {
            let text = "Invalid value for attribute 'mode' in element 'hyperv': 'none'.";
            return Err(node.error(Kind::Invalid, text));
        }
        if def.mode == HypervMode::Passthrough {
            *def = Self { mode: HypervMode::Passthrough, ..Self::default() };
            return Ok(());
        }
        for child in node.elements() {
            if !Self::KNOWN.contains(&child.key()) {
                return Err(unknown(child, "unsupported HyperV Enlightenment feature:", Self::KNOWN));
            }
            if child.attr("state").is_none() {
                return Err(child.missing_attr("state"));
            }
        }
        def.check_spinlocks(node)?;
        def.check_vendor(node)?;
        for (name, known) in [("stimer", &["direct"][..]), ("tlbflush", &["direct", "extended"])] {
            let Some(feature) = node.child(name) else { continue };
            let on = feature.attr("state").is_some_and(|state| state.value == "on");
            let odd = feature.elements().find(|child| !known.contains(&child.key()));
            if let Some(odd) = odd.filter(|_| on) {
                return Err(unknown(odd, &format!("unsupported Hyper-V {name} feature:"), known));
            }
        }
        // What is off says nothing more, and what is not on is not said at all.
        let on = |part: HypervDirect| Some(part).filter(|part| part.state == Switch::On);
        if let Some(stimer) = &mut def.stimer {
            stimer.direct = stimer.direct.take().filter(|_| stimer.state == Switch::On).and_then(on);
        }
        if let Some(flush) = &mut def.tlbflush {
            let state = flush.state;
            flush.direct = flush.direct.take().filter(|_| state == Switch::On).and_then(on);
            flush.extended = flush.extended.take().filter(|_| state == Switch::On).and_then(on);
        }
        Ok(())
    }

    fn check_spinlocks(&mut self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        let (Some(spinlocks), Some(element)) = (&mut self.spinlocks, node.child("spinlocks")) else {
            return Ok(());
        };
        if spinlocks.state != Switch::On {
            spinlocks.retries = 0;
        } else if element.attr("retries").is_none() {
            return Err(element.missing_attr("retries"));
        } else if spinlocks.retries < 0xfff {
            let text = "HyperV spinlock retry count must be at least 4095";
            return Err(element.error(vir_xml::Kind::Invalid, text));
        }
        Ok(())
    }

    fn check_vendor(&mut self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        let (Some(vendor), Some(element)) = (&mut self.vendor_id, node.child("vendor_id")) else {
            return Ok(());
        };
        let refuse = |text: &str| Err(element.error(vir_xml::Kind::Invalid, text));
        if vendor.state != Switch::On {
            vendor.value = None;
            return Ok(());
        }
        match &vendor.value {
            None => refuse("missing 'value' attribute for HyperV feature 'vendor_id'"),
            Some(value) if value.len() > 12 => {
                refuse("HyperV vendor_id value must not be more than 12 characters.")
            }
            Some(value) if value.contains(',') => refuse("HyperV vendor_id value is invalid"),
            Some(_) => Ok(()),
        }
    }
}
