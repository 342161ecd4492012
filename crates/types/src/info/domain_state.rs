//! How a domain stands.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

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

    /// When a domain was started. C API: `virshdDomainGetStartTime`. Since: 0.1.0.
    pub struct DomainStartTime {
        /// When it was started, since 1970.
        started_s: i64,
        /// For how long it has been running since, pauses included.
        elapsed_ms: u64,
    }
}

impl DomainStartTime {
    /// What is to be told of one that was started so long before now.
    #[must_use]
    pub fn ago(now: SystemTime, elapsed: Duration) -> Self {
        let seconds = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        let started = now.checked_sub(elapsed).unwrap_or(UNIX_EPOCH);
        let started_s = match started.duration_since(UNIX_EPOCH) {
            Ok(after) => seconds(after),
            Err(before) => seconds(before.duration()).saturating_neg(),
        };
        Self { started_s, elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX) }
    }
}
