//! A domain's memory, in KiB.

use vir_types::{DomainMemoryModFlags, Result};

use super::Domain;
use crate::api::Api;

const GET_MAX_MEMORY: Api = Api::read("virDomainGetMaxMemory", "0.0.3");
const SET_MAX_MEMORY: Api = Api::write("virDomainSetMaxMemory", "0.0.3");
const SET_MEMORY: Api = Api::write("virDomainSetMemory", "0.1.1");
const SET_MEMORY_FLAGS: Api = Api::write("virDomainSetMemoryFlags", "0.9.0");

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
}
