//! Numbers about running domains.

use crate::{DomainMemoryStatTags, TypedParams};

/// The statistics of one domain. C API: `virDomainStatsRecord`. Since: 1.2.8.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DomainStatsRecord {
    /// Which domain.
    pub dom: crate::DomainKey,
    /// Its numbers by name.
    pub params: TypedParams,
}

impl DomainStatsRecord {
    /// The record of a domain.
    #[must_use]
    pub fn new(dom: crate::DomainKey, params: TypedParams) -> Self {
        Self { dom, params }
    }
}

info! {
    /// One number about a domain's memory. C API: `virDomainMemoryStatStruct`. Since: 0.7.5.
    pub struct DomainMemoryStat {
        /// Which number.
        tag: DomainMemoryStatTags,
        /// The number, in KiB unless the tag says otherwise.
        val: u64,
    }

    /// What a network card has done since the domain started; -1 where it is not known.
    /// C API: `virDomainInterfaceStatsStruct`. Since: 0.3.2.
    pub struct DomainInterfaceStats {
        /// Bytes received.
        rx_bytes: i64,
        /// Packets received.
        rx_packets: i64,
        /// Errors while receiving.
        rx_errs: i64,
        /// Packets dropped while receiving.
        rx_drop: i64,
        /// Bytes sent.
        tx_bytes: i64,
        /// Packets sent.
        tx_packets: i64,
        /// Errors while sending.
        tx_errs: i64,
        /// Packets dropped while sending.
        tx_drop: i64,
    }

    /// CPU statistics of a domain. C API: `virDomainGetCPUStats`. Since: 0.9.10.
    pub struct DomainCpuStats {
        /// The numbers of the CPUs asked for, one CPU behind the other.
        params: TypedParams,
        /// How many numbers each CPU has; or how many CPUs there are, if that was the question.
        nparams: u32,
    }
}
