//! I/O threads of a domain.

use vir_types::info::DomainIothreadInfo;
use vir_types::{Affect, Result, TypedParams};

use super::Domain;
use crate::api::Api;

const ADD_IOTHREAD: Api = Api::write("virDomainAddIOThread", "1.2.15");
const DEL_IOTHREAD: Api = Api::write("virDomainDelIOThread", "1.2.15");
const GET_IOTHREAD_INFO: Api = Api::read("virDomainGetIOThreadInfo", "1.2.14");
const PIN_IOTHREAD: Api = Api::write("virDomainPinIOThread", "1.2.14");
const SET_IOTHREAD_PARAMS: Api = Api::write("virDomainSetIOThreadParams", "4.10.0");

impl Domain {
    /// Adds a thread with this number.
    ///
    /// C API: `virDomainAddIOThread`. Since: 1.2.15.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn add_iothread(&self, iothread_id: u32, flags: Affect) -> Result<()> {
        self.conn
            .call(&ADD_IOTHREAD, |drv| {
                Ok(drv.iothreads()?.domain_add_iothread(&self.key, iothread_id, flags))
            })
            .await
    }

    /// Removes the thread with this number; no disk may use it.
    ///
    /// C API: `virDomainDelIOThread`. Since: 1.2.15.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn del_iothread(&self, iothread_id: u32, flags: Affect) -> Result<()> {
        self.conn
            .call(&DEL_IOTHREAD, |drv| {
                Ok(drv.iothreads()?.domain_del_iothread(&self.key, iothread_id, flags))
            })
            .await
    }

    /// Its threads, and the host CPUs that they may use.
    ///
    /// C API: `virDomainGetIOThreadInfo`. Since: 1.2.14.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_iothread_info(&self, flags: Affect) -> Result<Vec<DomainIothreadInfo>> {
        self.conn
            .call(&GET_IOTHREAD_INFO, |drv| Ok(drv.iothreads()?.domain_get_iothread_info(&self.key, flags)))
            .await
    }

    /// Says on which host CPUs a thread may run.
    ///
    /// C API: `virDomainPinIOThread`. Since: 1.2.14.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn pin_iothread(&self, iothread_id: u32, cpumap: &[u8], flags: Affect) -> Result<()> {
        self.conn
            .call(&PIN_IOTHREAD, |drv| {
                Ok(drv.iothreads()?.domain_pin_iothread(&self.key, iothread_id, cpumap, flags))
            })
            .await
    }

    /// Sets how a thread polls and how many workers it has; what `params` does not name stays.
    ///
    /// C API: `virDomainSetIOThreadParams`. Since: 4.10.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_iothread_params(
        &self,
        iothread_id: u32,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        self.conn
            .call(&SET_IOTHREAD_PARAMS, |drv| {
                Ok(drv.iothreads()?.domain_set_iothread_params(&self.key, iothread_id, params, flags))
            })
            .await
    }
}
