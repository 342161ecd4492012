//! A domain's virtual CPUs.

use vir_types::Result;

use super::Domain;
use crate::api::Api;

const GET_MAX_VCPUS: Api = Api::read("virDomainGetMaxVcpus", "0.2.1");
const SET_VCPUS: Api = Api::write("virDomainSetVcpus", "0.1.4");

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
}
