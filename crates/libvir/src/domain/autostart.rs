//! Whether a domain starts with its host.

use vir_types::Result;

use super::Domain;
use crate::api::Api;

const GET_AUTOSTART: Api = Api::read("virDomainGetAutostart", "0.2.1");
const SET_AUTOSTART: Api = Api::write("virDomainSetAutostart", "0.2.1");
const GET_AUTOSTART_ONCE: Api = Api::read("virDomainGetAutostartOnce", "11.2.0");
const SET_AUTOSTART_ONCE: Api = Api::write("virDomainSetAutostartOnce", "11.2.0");

impl Domain {
    /// Whether the domain starts when its host does.
    ///
    /// C API: `virDomainGetAutostart`. Since: 0.2.1.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn get_autostart(&self) -> Result<bool> {
        self.conn.call(&GET_AUTOSTART, |drv| Ok(drv.tuning()?.domain_get_autostart(&self.key))).await
    }

    /// Sets whether the domain starts when its host does.
    ///
    /// C API: `virDomainSetAutostart`. Since: 0.2.1.
    ///
    /// # Errors
    /// `OperationInvalid`: it has no definition that could be started.
    pub async fn set_autostart(&self, autostart: bool) -> Result<()> {
        self.conn
            .call(&SET_AUTOSTART, |drv| Ok(drv.tuning()?.domain_set_autostart(&self.key, autostart)))
            .await
    }

    /// Whether it starts with the host the next time only.
    ///
    /// C API: `virDomainGetAutostartOnce`. Since: 11.2.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_autostart_once(&self) -> Result<bool> {
        self.conn
            .call(&GET_AUTOSTART_ONCE, |drv| Ok(drv.tuning()?.domain_get_autostart_once(&self.key)))
            .await
    }

    /// Says whether it starts with the host the next time only.
    ///
    /// C API: `virDomainSetAutostartOnce`. Since: 11.2.0.
    ///
    /// # Errors
    /// `OperationInvalid`: it is not defined. `OperationDenied`: the connection is read-only.
    pub async fn set_autostart_once(&self, autostart: bool) -> Result<()> {
        self.conn
            .call(&SET_AUTOSTART_ONCE, |drv| {
                Ok(drv.tuning()?.domain_set_autostart_once(&self.key, autostart))
            })
            .await
    }
}
