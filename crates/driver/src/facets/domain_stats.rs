//! Numbers about domains.

use async_trait::async_trait;
use vir_types::{
    ConnectGetAllDomainStatsFlags, DomainDirtyRateCalcFlags, DomainKey, DomainStatsTypes, Error, Result,
    TypedParameterFlags,
    info::{DomainCpuStats, DomainInterfaceStats, DomainStatsRecord},
};

/// Numbers about domains.
#[async_trait]
pub trait DomainStats: Send + Sync {
    /// The statistics of these domains, or of all that fit `flags` if the list is empty. No bit in `stats`
    /// is every group; `ENFORCE_STATS` makes an unknown group an error, `NOWAIT` leaves out what would have
    /// to wait.
    ///
    /// C API: `virConnectGetAllDomainStats`. Since: 1.2.8.
    async fn connect_get_all_domain_stats(
        &self,
        doms: &[DomainKey],
        stats: DomainStatsTypes,
        flags: ConnectGetAllDomainStatsFlags,
    ) -> Result<Vec<DomainStatsRecord>> {
        Err(Error::unsupported())
    }

    /// The CPU time that it used: on `ncpus` host CPUs from `start_cpu` on, with `nparams` numbers each; on
    /// all together if `start_cpu` is -1 and `ncpus` 1. `nparams` 0 asks how many numbers there are,
    /// `ncpus` 0 too how many CPUs.
    ///
    /// C API: `virDomainGetCPUStats`. Since: 0.9.10.
    async fn domain_get_cpu_stats(
        &self,
        dom: &DomainKey,
        nparams: u32,
        start_cpu: i32,
        ncpus: u32,
        flags: TypedParameterFlags,
    ) -> Result<DomainCpuStats> {
        Err(Error::unsupported())
    }

    /// What a network card of a running domain has done, named by MAC address or by the host's interface.
    ///
    /// C API: `virDomainInterfaceStats`. Since: 0.3.2.
    async fn domain_interface_stats(&self, dom: &DomainKey, device: &str) -> Result<DomainInterfaceStats> {
        Err(Error::unsupported())
    }

    /// Starts to measure for 1 to 60 seconds how fast the guest writes its memory; the answer is in its
    /// statistics.
    ///
    /// C API: `virDomainStartDirtyRateCalc`. Since: 7.2.0.
    async fn domain_start_dirty_rate_calc(
        &self,
        dom: &DomainKey,
        seconds: i32,
        flags: DomainDirtyRateCalcFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
