//! What people and programs write on a domain.

use async_trait::async_trait;
use vir_types::{
    Affect, DomainKey, DomainMetadataType, Error, NoFlags, Result, params::DomainSetMetadataParams,
};

/// What people and programs write on a domain.
#[async_trait]
pub trait DomainMetadata: Send + Sync {
    /// Its title, its description, or the metadata element of the namespace `uri`.
    ///
    /// # Errors
    /// `NoDomainMetadata`: it has none.
    ///
    /// C API: `virDomainGetMetadata`. Since: 0.9.10.
    async fn domain_get_metadata(
        &self,
        dom: &DomainKey,
        kind: DomainMetadataType,
        uri: Option<&str>,
        flags: Affect,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Sets or removes its title, its description, or the metadata element of a namespace.
    ///
    /// C API: `virDomainSetMetadata`. Since: 0.9.10.
    async fn domain_set_metadata(
        &self,
        dom: &DomainKey,
        params: &DomainSetMetadataParams,
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Gives a domain that does not run another name. Answers 0.
    ///
    /// # Errors
    /// `OperationInvalid`: it runs, or the name is taken.
    ///
    /// C API: `virDomainRename`. Since: 1.2.19.
    async fn domain_rename(&self, dom: &DomainKey, new_name: Option<&str>, flags: NoFlags) -> Result<i32> {
        Err(Error::unsupported())
    }
}
