//! What confines a domain.

use vir_types::Result;
use vir_types::info::{SecurityLabel, SecurityModel};

use super::Domain;
use crate::Connect;
use crate::api::Api;

const NODE_GET_SECURITY_MODEL: Api = Api::read("virNodeGetSecurityModel", "0.6.1");
const GET_SECURITY_LABEL: Api = Api::read("virDomainGetSecurityLabel", "0.6.1");

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
}
