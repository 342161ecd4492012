//! A domain's name, title, description and foreign metadata.

use vir_types::params::DomainSetMetadataParams;
use vir_types::{Affect, DomainMetadataType, NoFlags, Result};

use super::Domain;
use crate::api::Api;

const GET_METADATA: Api = Api::read("virDomainGetMetadata", "0.9.10");
const SET_METADATA: Api = Api::write("virDomainSetMetadata", "0.9.10");
const RENAME: Api = Api::write("virDomainRename", "1.2.19");

impl Domain {
    /// Its title, its description, or the metadata element of the namespace `uri`.
    ///
    /// C API: `virDomainGetMetadata`. Since: 0.9.10.
    ///
    /// # Errors
    /// `NoDomainMetadata`: it has none.
    pub async fn get_metadata(
        &self,
        kind: DomainMetadataType,
        uri: Option<&str>,
        flags: Affect,
    ) -> Result<String> {
        self.conn
            .call(&GET_METADATA, |drv| Ok(drv.metadata()?.domain_get_metadata(&self.key, kind, uri, flags)))
            .await
    }

    /// Sets or removes its title, its description, or the metadata element of a namespace.
    ///
    /// C API: `virDomainSetMetadata`. Since: 0.9.10.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_metadata(&self, params: &DomainSetMetadataParams, flags: Affect) -> Result<()> {
        self.conn
            .call(&SET_METADATA, |drv| Ok(drv.metadata()?.domain_set_metadata(&self.key, params, flags)))
            .await
    }

    /// Gives a domain that does not run another name. Answers 0.
    ///
    /// C API: `virDomainRename`. Since: 1.2.19.
    ///
    /// # Errors
    /// `OperationInvalid`: it runs, or the name is taken. `OperationDenied`: the connection is read-only.
    pub async fn rename(&self, new_name: Option<&str>, flags: NoFlags) -> Result<i32> {
        self.conn.call(&RENAME, |drv| Ok(drv.metadata()?.domain_rename(&self.key, new_name, flags))).await
    }
}
