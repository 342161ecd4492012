//! A domain's virtual CPUs.

use vir_types::{DomainVcpuFlags, Result};

use super::Domain;
use crate::api::Api;

const GET_MAX_VCPUS: Api = Api::read("virDomainGetMaxVcpus", "0.2.1");
const SET_VCPUS: Api = Api::write("virDomainSetVcpus", "0.1.4");
const SET_VCPUS_FLAGS: Api = Api::write("virDomainSetVcpusFlags", "0.8.5");
const GET_VCPUS_FLAGS: Api = Api::read("virDomainGetVcpusFlags", "0.8.5");

impl Domain {
    /// The most virtual CPUs that the domain may have: while it runs, what it was started with.
    ///
    /// C API: `virDomainGetMaxVcpus`. Since: 0.2.1.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn get_max_vcpus(&self) -> Result<u32> {
        self.conn.call(&GET_MAX_VCPUS, |drv| Ok(drv.vcpu()?.domain_get_max_vcpus(&self.key))).await
    }

    /// Sets how many virtual CPUs a running domain has.
    ///
    /// C API: `virDomainSetVcpus`. Since: 0.1.4.
    ///
    /// # Errors
    /// `InvalidArg`: zero, or more than its maximum. `OperationInvalid`: it does not run.
    pub async fn set_vcpus(&self, nvcpus: u32) -> Result<()> {
        self.conn.call(&SET_VCPUS, |drv| Ok(drv.vcpu()?.domain_set_vcpus(&self.key, nvcpus))).await
    }

    /// Sets how many virtual CPUs the domain has.
    ///
    /// `LIVE` means the running domain, `CONFIG` its definition; neither means whichever it is now, both
    /// mean both. `MAXIMUM` sets the most that it may have: only the definition can change that.
    /// `GUEST` asks the guest's agent to take CPUs on or off line, `HOTPLUGGABLE` makes the CPUs that are
    /// added removable.
    ///
    /// C API: `virDomainSetVcpusFlags`. Since: 0.8.5.
    ///
    /// # Errors
    /// `InvalidArg`: zero, more than its maximum, or flags that exclude each other. `OperationInvalid`:
    /// `LIVE` and it does not run, or `CONFIG` and it has no definition.
    pub async fn set_vcpus_flags(&self, nvcpus: u32, flags: DomainVcpuFlags) -> Result<()> {
        self.conn
            .call(&SET_VCPUS_FLAGS, |drv| Ok(drv.vcpu()?.domain_set_vcpus_flags(&self.key, nvcpus, flags)))
            .await
    }

    /// How many virtual CPUs the domain has, or, with `MAXIMUM`, may have; the other flags as in
    /// [`set_vcpus_flags`](Self::set_vcpus_flags), of which `LIVE` and `CONFIG` exclude each other here.
    ///
    /// C API: `virDomainGetVcpusFlags`. Since: 0.8.5.
    ///
    /// # Errors
    /// `InvalidArg`: flags that exclude each other. `OperationInvalid`: `LIVE` and it does not run, or
    /// `CONFIG` and it has no definition.
    pub async fn get_vcpus_flags(&self, flags: DomainVcpuFlags) -> Result<u32> {
        self.conn.call(&GET_VCPUS_FLAGS, |drv| Ok(drv.vcpu()?.domain_get_vcpus_flags(&self.key, flags))).await
    }
}
