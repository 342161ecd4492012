//! Autostart, and a domain's share of the host. What `params` does not name stays as it is.

use async_trait::async_trait;
use vir_types::{Affect, DomainKey, Error, Result, TypedParams, info::DomainSchedulerType};

/// Autostart, and a domain's share of the host. What `params` does not name stays as it is.
#[async_trait]
pub trait DomainTuning: Send + Sync {
    /// Whether it starts with the host.
    ///
    /// C API: `virDomainGetAutostart`. Since: 0.2.1.
    async fn domain_get_autostart(&self, dom: &DomainKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Says whether it starts with the host.
    ///
    /// # Errors
    /// `OperationInvalid`: it is not defined.
    ///
    /// C API: `virDomainSetAutostart`. Since: 0.2.1.
    async fn domain_set_autostart(&self, dom: &DomainKey, autostart: bool) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Whether it starts with the host the next time only.
    ///
    /// C API: `virDomainGetAutostartOnce`. Since: 11.2.0.
    async fn domain_get_autostart_once(&self, dom: &DomainKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Says whether it starts with the host the next time only.
    ///
    /// # Errors
    /// `OperationInvalid`: it is not defined.
    ///
    /// C API: `virDomainSetAutostartOnce`. Since: 11.2.0.
    async fn domain_set_autostart_once(&self, dom: &DomainKey, autostart: bool) -> Result<()> {
        Err(Error::unsupported())
    }

    /// How its CPU time is shared out, and by how many parameters.
    ///
    /// C API: `virDomainGetSchedulerType`. Since: 0.2.3.
    async fn domain_get_scheduler_type(&self, dom: &DomainKey) -> Result<DomainSchedulerType> {
        Err(Error::unsupported())
    }

    /// Its share of CPU time.
    ///
    /// C API: `virDomainGetSchedulerParameters`. Since: 0.2.3.
    async fn domain_get_scheduler_parameters(&self, dom: &DomainKey) -> Result<TypedParams> {
        self.domain_get_scheduler_parameters_flags(dom, Affect::CURRENT).await
    }

    /// Its share of CPU time: now (`LIVE`), as defined (`CONFIG`), or whichever is current. The flags may
    /// carry `TypedParameterFlags::STRING_OKAY`, here and in the other methods that get parameters.
    ///
    /// C API: `virDomainGetSchedulerParametersFlags`. Since: 0.9.2.
    async fn domain_get_scheduler_parameters_flags(
        &self,
        dom: &DomainKey,
        flags: Affect,
    ) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Sets its share of CPU time.
    ///
    /// C API: `virDomainSetSchedulerParameters`. Since: 0.2.3.
    async fn domain_set_scheduler_parameters(&self, dom: &DomainKey, params: &TypedParams) -> Result<()> {
        self.domain_set_scheduler_parameters_flags(dom, params, Affect::CURRENT).await
    }

    /// Sets its share of CPU time: now (`LIVE`), in its definition (`CONFIG`), or both.
    ///
    /// C API: `virDomainSetSchedulerParametersFlags`. Since: 0.9.2.
    async fn domain_set_scheduler_parameters_flags(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Its share of the host's disks.
    ///
    /// C API: `virDomainGetBlkioParameters`. Since: 0.9.0.
    async fn domain_get_blkio_parameters(&self, dom: &DomainKey, flags: Affect) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Sets its share of the host's disks.
    ///
    /// C API: `virDomainSetBlkioParameters`. Since: 0.9.0.
    async fn domain_set_blkio_parameters(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// From which NUMA nodes it takes memory.
    ///
    /// C API: `virDomainGetNumaParameters`. Since: 0.9.9.
    async fn domain_get_numa_parameters(&self, dom: &DomainKey, flags: Affect) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Sets from which NUMA nodes it takes memory.
    ///
    /// C API: `virDomainSetNumaParameters`. Since: 0.9.9.
    async fn domain_set_numa_parameters(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Which hardware counters are counted for it.
    ///
    /// C API: `virDomainGetPerfEvents`. Since: 1.3.3.
    async fn domain_get_perf_events(&self, dom: &DomainKey, flags: Affect) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Switches hardware counters on or off.
    ///
    /// C API: `virDomainSetPerfEvents`. Since: 1.3.3.
    async fn domain_set_perf_events(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// The bandwidth limits of a network card, named by MAC address or by the host's interface; KiB/s and
    /// KiB.
    ///
    /// C API: `virDomainGetInterfaceParameters`. Since: 0.9.9.
    async fn domain_get_interface_parameters(
        &self,
        dom: &DomainKey,
        device: &str,
        flags: Affect,
    ) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Sets the bandwidth limits of a network card; KiB/s and KiB.
    ///
    /// C API: `virDomainSetInterfaceParameters`. Since: 0.9.9.
    async fn domain_set_interface_parameters(
        &self,
        dom: &DomainKey,
        device: &str,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
