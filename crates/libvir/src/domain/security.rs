//! What confines a domain.

use vir_types::info::{SecurityLabel, SecurityModel};
use vir_types::{NoFlags, Result, TypedParameterFlags, TypedParams};

use super::Domain;
use crate::Connect;
use crate::api::Api;

const NODE_GET_SECURITY_MODEL: Api = Api::read("virNodeGetSecurityModel", "0.6.1");
const GET_SECURITY_LABEL: Api = Api::read("virDomainGetSecurityLabel", "0.6.1");
const GET_SECURITY_LABEL_LIST: Api = Api::read("virDomainGetSecurityLabelList", "0.10.0");
const GET_LAUNCH_SECURITY_INFO: Api = Api::read("virDomainGetLaunchSecurityInfo", "4.5.0");
const SET_LAUNCH_SECURITY_STATE: Api = Api::write("virDomainSetLaunchSecurityState", "8.0.0");

impl Connect {
    /// The host's main security model; an empty name if it has none.
    ///
    /// C API: `virNodeGetSecurityModel`. Since: 0.6.1.
    ///
    /// # Errors
    /// `NoSupport`: the driver confines nothing.
    pub async fn node_get_security_model(&self) -> Result<SecurityModel> {
        self.call(&NODE_GET_SECURITY_MODEL, |drv| Ok(drv.host()?.node_get_security_model())).await
    }
}

impl Domain {
    /// The label that a running domain is confined with.
    ///
    /// C API: `virDomainGetSecurityLabel`. Since: 0.6.1.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn get_security_label(&self) -> Result<SecurityLabel> {
        self.conn
            .call(&GET_SECURITY_LABEL, |drv| Ok(drv.security()?.domain_get_security_label(&self.key)))
            .await
    }

    /// The labels of its process, one per security model.
    ///
    /// C API: `virDomainGetSecurityLabelList`. Since: 0.10.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_security_label_list(&self) -> Result<Vec<SecurityLabel>> {
        self.conn
            .call(&GET_SECURITY_LABEL_LIST, |drv| {
                Ok(drv.security()?.domain_get_security_label_list(&self.key))
            })
            .await
    }

    /// The measurement of a guest whose memory is encrypted.
    ///
    /// C API: `virDomainGetLaunchSecurityInfo`. Since: 4.5.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_launch_security_info(&self, flags: TypedParameterFlags) -> Result<TypedParams> {
        self.conn
            .call(&GET_LAUNCH_SECURITY_INFO, |drv| {
                Ok(drv.security()?.domain_get_launch_security_info(&self.key, flags))
            })
            .await
    }

    /// Puts a secret into the memory of such a guest while it is paused before its first instruction.
    ///
    /// C API: `virDomainSetLaunchSecurityState`. Since: 8.0.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_launch_security_state(&self, params: &TypedParams, flags: NoFlags) -> Result<()> {
        self.conn
            .call(&SET_LAUNCH_SECURITY_STATE, |drv| {
                Ok(drv.security()?.domain_set_launch_security_state(&self.key, params, flags))
            })
            .await
    }
}
