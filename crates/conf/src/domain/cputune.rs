//! `<cputune>`: where the guest's threads run, and for how long.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, XmlElement, XmlEnum};

use super::check::{at_most_one, children, some_numbers};
use super::resctrl::{CachetuneDef, MemorytuneDef};
use crate::bitmap::CpuSet;

/// Where the guest's threads run, and for how long.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "CputuneDef::check")]
pub struct CputuneDef {
    /// Weight against other guests.
    #[xml(text = "shares", invalid(Invalid, "can't parse cputune shares value"))]
    pub shares: Option<u64>,
    /// **Microseconds** of a period of each virtual CPU.
    #[xml(text = "period", skip_default, invalid(Invalid, "can't parse cputune period value"))]
    pub period_us: u64,
    /// **Microseconds** that each virtual CPU may run in a period; below 0: no limit.
    #[xml(text = "quota", skip_default, invalid(Invalid, "can't parse cputune quota value"))]
    pub quota_us: i64,
    /// **Microseconds** of a period of the whole guest.
    #[xml(text = "global_period", skip_default, invalid(Invalid, "can't parse cputune global period value"))]
    pub global_period_us: u64,
    /// **Microseconds** that the whole guest may run in a period.
    #[xml(text = "global_quota", skip_default, invalid(Invalid, "can't parse cputune global quota value"))]
    pub global_quota_us: i64,
    /// **Microseconds** of a period of the emulator.
    #[xml(
        text = "emulator_period",
        skip_default,
        invalid(Invalid, "can't parse cputune emulator period value")
    )]
    pub emulator_period_us: u64,
    /// **Microseconds** that the emulator may run in a period.
    #[xml(
        text = "emulator_quota",
        skip_default,
        invalid(Invalid, "can't parse cputune emulator quota value")
    )]
    pub emulator_quota_us: i64,
    /// **Microseconds** of a period of each I/O thread.
    #[xml(
        text = "iothread_period",
        skip_default,
        invalid(Invalid, "can't parse cputune iothread period value")
    )]
    pub iothread_period_us: u64,
    /// **Microseconds** that each I/O thread may run in a period.
    #[xml(
        text = "iothread_quota",
        skip_default,
        invalid(Invalid, "can't parse cputune iothread quota value")
    )]
    pub iothread_quota_us: i64,
    /// CPUs of the host for virtual CPUs.
    #[xml(child = "vcpupin")]
    pub vcpu_pins: Vec<VcpuPinDef>,
    /// CPUs of the host for the emulator.
    #[xml(attr = "emulatorpin/@cpuset", invalid(Argument, "Failed to parse bitmap '{value}'"))]
    pub emulator_pin: Option<CpuSet>,
    /// CPUs of the host for I/O threads.
    #[xml(child = "iothreadpin")]
    pub iothread_pins: Vec<IothreadPinDef>,
    /// How the emulator is scheduled.
    #[xml(child = "emulatorsched")]
    pub emulator_sched: Option<SchedDef>,
    /// How virtual CPUs are scheduled.
    #[xml(child = "vcpusched")]
    pub vcpu_scheds: Vec<VcpuSchedDef>,
    /// How I/O threads are scheduled.
    #[xml(child = "iothreadsched")]
    pub iothread_scheds: Vec<IothreadSchedDef>,
    /// Shares of the host's caches.
    #[xml(child = "cachetune")]
    pub cachetunes: Vec<CachetuneDef>,
    /// Shares of the host's memory bandwidth.
    #[xml(child = "memorytune")]
    pub memorytunes: Vec<MemorytuneDef>,
}

/// CPUs of the host for a virtual CPU.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VcpuPinDef {
    /// Number of the virtual CPU.
    #[xml(attr, required)]
    pub vcpu: u32,
    /// CPUs of the host.
    #[xml(
        attr,
        missing(Internal, "missing cpuset for vcpupin"),
        invalid(Argument, "Failed to parse bitmap '{value}'")
    )]
    pub cpuset: CpuSet,
}

/// CPUs of the host for an I/O thread.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IothreadPinDef {
    /// Number of the thread.
    #[xml(attr, required, with = "crate::domain::check::nonzero")]
    pub iothread: u32,
    /// CPUs of the host.
    #[xml(
        attr,
        missing(Internal, "missing cpuset for iothreadpin"),
        invalid(Argument, "Failed to parse bitmap '{value}'")
    )]
    pub cpuset: CpuSet,
}

/// How a thread is scheduled.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "SchedDef::check")]
pub struct SchedDef {
    /// The policy.
    #[xml(attr)]
    pub scheduler: Option<SchedPolicy>,
    /// Priority of the real-time policies.
    #[xml(attr)]
    pub priority: Option<i32>,
}

/// How virtual CPUs are scheduled.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VcpuSchedDef {
    /// Numbers of the virtual CPUs.
    #[xml(
        attr,
        missing(Missing, "Missing attribute 'vcpus' in element 'vcpusched'"),
        invalid(Argument, "Failed to parse bitmap '{value}'")
    )]
    pub vcpus: CpuSet,
    /// The policy.
    #[xml(flatten)]
    pub sched: SchedDef,
}

/// How I/O threads are scheduled.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IothreadSchedDef {
    /// Numbers of the threads.
    #[xml(
        attr,
        missing(Missing, "Missing attribute 'iothreads' in element 'iothreadsched'"),
        invalid(Argument, "Failed to parse bitmap '{value}'")
    )]
    pub iothreads: CpuSet,
    /// The policy.
    #[xml(flatten)]
    pub sched: SchedDef,
}

/// A policy of the host's scheduler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SchedPolicy {
    /// For work that never waits for anybody.
    Batch,
    /// Only when nothing else runs.
    Idle,
    /// Real time, until it gives up the CPU.
    Fifo,
    /// Real time, in turns.
    Rr,
}

impl CputuneDef {
    fn check(_: &mut Self, node: Node<'_>) -> vir_xml::Result<()> {
        for name in ["emulatorpin", "emulatorsched"] {
            at_most_one(node, name, &format!("only one {name} is supported"))?;
        }
        for name in ["vcpupin", "iothreadpin", "emulatorpin"] {
            children(node, name).try_for_each(|pin| some_numbers(pin, "cpuset"))?;
        }
        for (name, attr) in [("vcpusched", "vcpus"), ("iothreadsched", "iothreads")] {
            for sched in children(node, name) {
                let Some(attr) = sched.attr(attr) else { continue };
                let set = <CpuSet as vir_xml::XmlValue>::from_text(attr.value);
                if set.is_ok_and(|set| set.is_empty()) {
                    let text = format!("'{}' scheduler bitmap '{}' is empty", attr.name, attr.value);
                    return Err(sched.attr_error(&attr, Kind::Unsupported, text));
                }
            }
        }
        match node.child("emulatorpin").filter(|pin| pin.attr("cpuset").is_none()) {
            Some(pin) => Err(pin.error(Kind::Internal, "missing cpuset for emulatorpin")),
            None => Ok(()),
        }
    }
}

impl SchedDef {
    fn check(def: &mut Self, node: Node<'_>) -> vir_xml::Result<()> {
        match def.scheduler {
            None => Err(node.missing_attr("scheduler")),
            Some(SchedPolicy::Fifo | SchedPolicy::Rr) if def.priority.is_none() => {
                Err(node.missing_attr("priority"))
            }
            Some(_) => Ok(()),
        }
    }
}
