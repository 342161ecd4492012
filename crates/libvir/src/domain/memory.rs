//! A domain's memory, in KiB.

use vir_types::info::DomainMemoryStat;
use vir_types::{Affect, DomainMemoryFlags, DomainMemoryModFlags, NoFlags, Result, TypedParams};

use super::Domain;
use crate::api::Api;

const GET_MAX_MEMORY: Api = Api::read("virDomainGetMaxMemory", "0.0.3");
const SET_MAX_MEMORY: Api = Api::write("virDomainSetMaxMemory", "0.0.3");
const SET_MEMORY: Api = Api::write("virDomainSetMemory", "0.1.1");
const SET_MEMORY_FLAGS: Api = Api::write("virDomainSetMemoryFlags", "0.9.0");
const SET_MEMORY_STATS_PERIOD: Api = Api::write("virDomainSetMemoryStatsPeriod", "1.1.1");
const MEMORY_STATS: Api = Api::read("virDomainMemoryStats", "0.7.5");
const GET_MEMORY_PARAMETERS: Api = Api::read("virDomainGetMemoryParameters", "0.8.5");
const SET_MEMORY_PARAMETERS: Api = Api::write("virDomainSetMemoryParameters", "0.8.5");
const MEMORY_PEEK: Api = Api::write("virDomainMemoryPeek", "0.4.2");

impl Domain {
    /// The most memory that the domain may have, in KiB.
    ///
    /// C API: `virDomainGetMaxMemory`. Since: 0.0.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn get_max_memory(&self) -> Result<u64> {
        self.conn.call(&GET_MAX_MEMORY, |drv| Ok(drv.memory()?.domain_get_max_memory(&self.key))).await
    }

    /// Sets the most memory that the domain may have, in KiB.
    ///
    /// C API: `virDomainSetMaxMemory`. Since: 0.0.3.
    ///
    /// # Errors
    /// `InvalidArg`: zero. `OperationInvalid`: the hypervisor cannot change it while the domain runs.
    pub async fn set_max_memory(&self, memory_kib: u64) -> Result<()> {
        self.conn
            .call(&SET_MAX_MEMORY, |drv| Ok(drv.memory()?.domain_set_max_memory(&self.key, memory_kib)))
            .await
    }

    /// Sets the memory that a running domain has now, in KiB.
    ///
    /// C API: `virDomainSetMemory`. Since: 0.1.1.
    ///
    /// # Errors
    /// `InvalidArg`: zero, or more than its maximum. `OperationInvalid`: it does not run.
    pub async fn set_memory(&self, memory_kib: u64) -> Result<()> {
        self.conn.call(&SET_MEMORY, |drv| Ok(drv.memory()?.domain_set_memory(&self.key, memory_kib))).await
    }

    /// Sets the memory of the domain, in KiB: `LIVE` what it has now, `CONFIG` what it starts with next;
    /// neither means whichever the domain is. `MAXIMUM` sets the most that it may have instead.
    ///
    /// C API: `virDomainSetMemoryFlags`. Since: 0.9.0.
    ///
    /// # Errors
    /// `InvalidArg`: zero, or more than its maximum. `OperationInvalid`: `LIVE` and it does not run, or
    /// `CONFIG` and it has no definition.
    pub async fn set_memory_flags(&self, memory_kib: u64, flags: DomainMemoryModFlags) -> Result<()> {
        self.conn
            .call(&SET_MEMORY_FLAGS, |drv| {
                Ok(drv.memory()?.domain_set_memory_flags(&self.key, memory_kib, flags))
            })
            .await
    }

    /// Sets how often the balloon collects statistics, in **seconds**; 0 stops it.
    ///
    /// C API: `virDomainSetMemoryStatsPeriod`. Since: 1.1.1.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_memory_stats_period(&self, period_s: i32, flags: DomainMemoryModFlags) -> Result<()> {
        self.conn
            .call(&SET_MEMORY_STATS_PERIOD, |drv| {
                Ok(drv.memory()?.domain_set_memory_stats_period(&self.key, period_s, flags))
            })
            .await
    }

    /// At most `max` numbers about the memory of a running guest.
    ///
    /// C API: `virDomainMemoryStats`. Since: 0.7.5.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn memory_stats(&self, max: u32, flags: NoFlags) -> Result<Vec<DomainMemoryStat>> {
        self.conn
            .call(&MEMORY_STATS, |drv| Ok(drv.memory()?.domain_memory_stats(&self.key, max, flags)))
            .await
    }

    /// The limits on what it takes from the host, in KiB. The flags may carry
    /// `TypedParameterFlags::STRING_OKAY`.
    ///
    /// C API: `virDomainGetMemoryParameters`. Since: 0.8.5.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_memory_parameters(&self, flags: Affect) -> Result<TypedParams> {
        self.conn
            .call(&GET_MEMORY_PARAMETERS, |drv| {
                Ok(drv.memory()?.domain_get_memory_parameters(&self.key, flags))
            })
            .await
    }

    /// Sets limits on what it takes from the host, in KiB; what `params` does not name stays.
    ///
    /// C API: `virDomainSetMemoryParameters`. Since: 0.8.5.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_memory_parameters(&self, params: &TypedParams, flags: Affect) -> Result<()> {
        self.conn
            .call(&SET_MEMORY_PARAMETERS, |drv| {
                Ok(drv.memory()?.domain_set_memory_parameters(&self.key, params, flags))
            })
            .await
    }

    /// Reads `size` bytes of the guest's memory at a virtual (`VIRTUAL`) or physical (`PHYSICAL`) address.
    ///
    /// C API: `virDomainMemoryPeek`. Since: 0.4.2.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn memory_peek(&self, offset: u64, size: u32, flags: DomainMemoryFlags) -> Result<Vec<u8>> {
        self.conn
            .call(&MEMORY_PEEK, |drv| Ok(drv.memory()?.domain_memory_peek(&self.key, offset, size, flags)))
            .await
    }
}
