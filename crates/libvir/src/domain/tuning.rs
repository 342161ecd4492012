//! How a domain shares the host.

use vir_types::info::DomainSchedulerType;
use vir_types::{Affect, Result, TypedParams};

use super::Domain;
use crate::api::Api;

const GET_SCHEDULER_TYPE: Api = Api::read("virDomainGetSchedulerType", "0.2.3");
const GET_SCHEDULER_PARAMETERS: Api = Api::read("virDomainGetSchedulerParameters", "0.2.3");
const GET_SCHEDULER_PARAMETERS_FLAGS: Api = Api::read("virDomainGetSchedulerParametersFlags", "0.9.2");
const SET_SCHEDULER_PARAMETERS: Api = Api::write("virDomainSetSchedulerParameters", "0.2.3");
const SET_SCHEDULER_PARAMETERS_FLAGS: Api = Api::write("virDomainSetSchedulerParametersFlags", "0.9.2");
const GET_BLKIO_PARAMETERS: Api = Api::read("virDomainGetBlkioParameters", "0.9.0");
const SET_BLKIO_PARAMETERS: Api = Api::write("virDomainSetBlkioParameters", "0.9.0");
const GET_NUMA_PARAMETERS: Api = Api::read("virDomainGetNumaParameters", "0.9.9");
const SET_NUMA_PARAMETERS: Api = Api::write("virDomainSetNumaParameters", "0.9.9");
const GET_PERF_EVENTS: Api = Api::read("virDomainGetPerfEvents", "1.3.3");
const SET_PERF_EVENTS: Api = Api::write("virDomainSetPerfEvents", "1.3.3");
const GET_INTERFACE_PARAMETERS: Api = Api::read("virDomainGetInterfaceParameters", "0.9.9");
const SET_INTERFACE_PARAMETERS: Api = Api::write("virDomainSetInterfaceParameters", "0.9.9");

impl Domain {
    /// How its CPU time is shared out, and by how many parameters.
    ///
    /// C API: `virDomainGetSchedulerType`. Since: 0.2.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_scheduler_type(&self) -> Result<DomainSchedulerType> {
        self.conn
            .call(&GET_SCHEDULER_TYPE, |drv| Ok(drv.tuning()?.domain_get_scheduler_type(&self.key)))
            .await
    }

    /// Its share of CPU time.
    ///
    /// C API: `virDomainGetSchedulerParameters`. Since: 0.2.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_scheduler_parameters(&self) -> Result<TypedParams> {
        self.conn
            .call(&GET_SCHEDULER_PARAMETERS, |drv| {
                Ok(drv.tuning()?.domain_get_scheduler_parameters(&self.key))
            })
            .await
    }

    /// Its share of CPU time: now (`LIVE`), as defined (`CONFIG`), or whichever is current. The flags may
    /// carry `TypedParameterFlags::STRING_OKAY`, here and in the other methods that get parameters.
    ///
    /// C API: `virDomainGetSchedulerParametersFlags`. Since: 0.9.2.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_scheduler_parameters_flags(&self, flags: Affect) -> Result<TypedParams> {
        self.conn
            .call(&GET_SCHEDULER_PARAMETERS_FLAGS, |drv| {
                Ok(drv.tuning()?.domain_get_scheduler_parameters_flags(&self.key, flags))
            })
            .await
    }

    /// Sets its share of CPU time.
    ///
    /// C API: `virDomainSetSchedulerParameters`. Since: 0.2.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_scheduler_parameters(&self, params: &TypedParams) -> Result<()> {
        self.conn
            .call(&SET_SCHEDULER_PARAMETERS, |drv| {
                Ok(drv.tuning()?.domain_set_scheduler_parameters(&self.key, params))
            })
            .await
    }

    /// Sets its share of CPU time: now (`LIVE`), in its definition (`CONFIG`), or both.
    ///
    /// C API: `virDomainSetSchedulerParametersFlags`. Since: 0.9.2.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_scheduler_parameters_flags(&self, params: &TypedParams, flags: Affect) -> Result<()> {
        self.conn
            .call(&SET_SCHEDULER_PARAMETERS_FLAGS, |drv| {
                Ok(drv.tuning()?.domain_set_scheduler_parameters_flags(&self.key, params, flags))
            })
            .await
    }

    /// Its share of the host's disks.
    ///
    /// C API: `virDomainGetBlkioParameters`. Since: 0.9.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_blkio_parameters(&self, flags: Affect) -> Result<TypedParams> {
        self.conn
            .call(&GET_BLKIO_PARAMETERS, |drv| {
                Ok(drv.tuning()?.domain_get_blkio_parameters(&self.key, flags))
            })
            .await
    }

    /// Sets its share of the host's disks.
    ///
    /// C API: `virDomainSetBlkioParameters`. Since: 0.9.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_blkio_parameters(&self, params: &TypedParams, flags: Affect) -> Result<()> {
        self.conn
            .call(&SET_BLKIO_PARAMETERS, |drv| {
                Ok(drv.tuning()?.domain_set_blkio_parameters(&self.key, params, flags))
            })
            .await
    }

    /// From which NUMA nodes it takes memory.
    ///
    /// C API: `virDomainGetNumaParameters`. Since: 0.9.9.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_numa_parameters(&self, flags: Affect) -> Result<TypedParams> {
        self.conn
            .call(&GET_NUMA_PARAMETERS, |drv| Ok(drv.tuning()?.domain_get_numa_parameters(&self.key, flags)))
            .await
    }

    /// Sets from which NUMA nodes it takes memory.
    ///
    /// C API: `virDomainSetNumaParameters`. Since: 0.9.9.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_numa_parameters(&self, params: &TypedParams, flags: Affect) -> Result<()> {
        self.conn
            .call(&SET_NUMA_PARAMETERS, |drv| {
                Ok(drv.tuning()?.domain_set_numa_parameters(&self.key, params, flags))
            })
            .await
    }

    /// Which hardware counters are counted for it.
    ///
    /// C API: `virDomainGetPerfEvents`. Since: 1.3.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_perf_events(&self, flags: Affect) -> Result<TypedParams> {
        self.conn
            .call(&GET_PERF_EVENTS, |drv| Ok(drv.tuning()?.domain_get_perf_events(&self.key, flags)))
            .await
    }

    /// Switches hardware counters on or off.
    ///
    /// C API: `virDomainSetPerfEvents`. Since: 1.3.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_perf_events(&self, params: &TypedParams, flags: Affect) -> Result<()> {
        self.conn
            .call(&SET_PERF_EVENTS, |drv| Ok(drv.tuning()?.domain_set_perf_events(&self.key, params, flags)))
            .await
    }

    /// The bandwidth limits of a network card, named by MAC address or by the host's interface; KiB/s and
    /// KiB.
    ///
    /// C API: `virDomainGetInterfaceParameters`. Since: 0.9.9.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_interface_parameters(&self, device: &str, flags: Affect) -> Result<TypedParams> {
        self.conn
            .call(&GET_INTERFACE_PARAMETERS, |drv| {
                Ok(drv.tuning()?.domain_get_interface_parameters(&self.key, device, flags))
            })
            .await
    }

    /// Sets the bandwidth limits of a network card; KiB/s and KiB.
    ///
    /// C API: `virDomainSetInterfaceParameters`. Since: 0.9.9.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_interface_parameters(
        &self,
        device: &str,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        self.conn
            .call(&SET_INTERFACE_PARAMETERS, |drv| {
                Ok(drv.tuning()?.domain_set_interface_parameters(&self.key, device, params, flags))
            })
            .await
    }
}
