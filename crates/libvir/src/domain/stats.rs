//! Numbers about running domains.

use vir_types::info::{DomainCpuStats, DomainInterfaceStats, DomainStatsRecord};
use vir_types::{
    ConnectGetAllDomainStatsFlags, DomainDirtyRateCalcFlags, DomainKey, DomainStatsTypes, Error, Result,
    TypedParameterFlags,
};

use super::Domain;
use crate::Connect;
use crate::api::Api;

const GET_CPU_STATS: Api = Api::read("virDomainGetCPUStats", "0.9.10");
const INTERFACE_STATS: Api = Api::read("virDomainInterfaceStats", "0.3.2");
const START_DIRTY_RATE_CALC: Api = Api::write("virDomainStartDirtyRateCalc", "7.2.0");
const GET_ALL_DOMAIN_STATS: Api = Api::read("virConnectGetAllDomainStats", "1.2.8");
const DOMAIN_LIST_GET_STATS: Api = Api::read("virDomainListGetStats", "1.2.8");

impl Connect {
    /// Statistics of all domains, or of those that the flags choose: of every group that the driver has if `stats`
    /// is empty. `NOWAIT` leaves out what would have to wait for a busy guest, `ENFORCE_STATS` makes a group that the
    /// driver has not an error.
    ///
    /// C API: `virConnectGetAllDomainStats`. Since: 1.2.8.
    ///
    /// # Errors
    /// `ArgumentUnsupported`: with `ENFORCE_STATS`, a group that the driver has not. `NoSupport`: it has none.
    pub async fn get_all_domain_stats(
        &self,
        stats: DomainStatsTypes,
        flags: ConnectGetAllDomainStatsFlags,
    ) -> Result<Vec<DomainStatsRecord>> {
        self.call(&GET_ALL_DOMAIN_STATS, |drv| {
            Ok(drv.stats()?.connect_get_all_domain_stats(&[], stats, flags))
        })
        .await
    }

    /// The same of these domains, of which there must be one at least; one that is gone is left out.
    ///
    /// C API: `virDomainListGetStats`. Since: 1.2.8.
    ///
    /// # Errors
    /// `InvalidArg`: no domain is named. Else as for [`get_all_domain_stats`](Self::get_all_domain_stats).
    pub async fn domain_list_get_stats(
        &self,
        domains: &[Domain],
        stats: DomainStatsTypes,
        flags: ConnectGetAllDomainStatsFlags,
    ) -> Result<Vec<DomainStatsRecord>> {
        let keys: Vec<DomainKey> = domains.iter().map(|domain| domain.key.clone()).collect();
        self.call(&DOMAIN_LIST_GET_STATS, |drv| {
            let stats_of = drv.stats()?;
            if keys.is_empty() {
                return Err(Error::invalid_arg(
                    "doms array in virDomainListGetStats must contain at least one domain",
                ));
            }
            Ok(stats_of.connect_get_all_domain_stats(&keys, stats, flags))
        })
        .await
    }
}

impl Domain {
    /// The CPU time that it used: on `ncpus` host CPUs from `start_cpu` on, with `nparams` numbers each; on
    /// all together if `start_cpu` is -1 and `ncpus` 1. `nparams` 0 asks how many numbers there are,
    /// `ncpus` 0 too how many CPUs.
    ///
    /// C API: `virDomainGetCPUStats`. Since: 0.9.10.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_cpu_stats(
        &self,
        nparams: u32,
        start_cpu: i32,
        ncpus: u32,
        flags: TypedParameterFlags,
    ) -> Result<DomainCpuStats> {
        self.conn
            .call(&GET_CPU_STATS, |drv| {
                Ok(drv.stats()?.domain_get_cpu_stats(&self.key, nparams, start_cpu, ncpus, flags))
            })
            .await
    }

    /// What a network card of a running domain has done, named by MAC address or by the host's interface.
    ///
    /// C API: `virDomainInterfaceStats`. Since: 0.3.2.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn interface_stats(&self, device: &str) -> Result<DomainInterfaceStats> {
        self.conn
            .call(&INTERFACE_STATS, |drv| Ok(drv.stats()?.domain_interface_stats(&self.key, device)))
            .await
    }

    /// Starts to measure for 1 to 60 seconds how fast the guest writes its memory; the answer is in its
    /// statistics.
    ///
    /// C API: `virDomainStartDirtyRateCalc`. Since: 7.2.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn start_dirty_rate_calc(&self, seconds: i32, flags: DomainDirtyRateCalcFlags) -> Result<()> {
        self.conn
            .call(&START_DIRTY_RATE_CALC, |drv| {
                Ok(drv.stats()?.domain_start_dirty_rate_calc(&self.key, seconds, flags))
            })
            .await
    }
}
