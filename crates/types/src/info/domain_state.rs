//! How a domain stands.

use crate::{DomainControlState, DomainState};

info! {
    /// The short facts of a domain. C API: `virDomainInfo`. Since: 0.0.3.
    pub struct DomainInfo {
        /// Whether it runs.
        state: DomainState,
        /// The most memory that it may have, in KiB.
        max_memory_kib: u64,
        /// The memory that it has, in KiB.
        memory_kib: u64,
        /// How many virtual CPUs it has.
        vcpus: u16,
        /// The host CPU time that it used, in nanoseconds.
        cpu_time_ns: u64,
    }

    /// Whether a domain runs, and why. C API: `virDomainGetState`. Since: 0.9.2.
    pub struct DomainStateInfo {
        /// Whether it runs.
        state: DomainState,
        /// Why; one of the `Domain…Reason` words of `state`.
        reason: i32,
    }

    /// Whether a domain's hypervisor answers. C API: `virDomainControlInfo`. Since: 0.9.3.
    pub struct DomainControlInfo {
        /// Whether it answers.
        state: DomainControlState,
        /// With `ERROR`, a `DomainControlErrorReason`; else 0.
        details: u32,
        /// For how long it has been so, in milliseconds.
        state_time_ms: u64,
    }

    /// How a domain's CPU time is shared out. C API: `virDomainGetSchedulerType`. Since: 0.2.3.
    pub struct DomainSchedulerType {
        /// The scheduler's name, such as `posix`.
        kind: String,
        /// How many parameters it has.
        nparams: u32,
    }
}
