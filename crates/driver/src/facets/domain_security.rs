//! What confines a domain and what keeps its memory secret.

use async_trait::async_trait;
use vir_types::{DomainKey, Error, NoFlags, Result, TypedParameterFlags, TypedParams, info::SecurityLabel};

/// What confines a domain and what keeps its memory secret.
#[async_trait]
pub trait DomainSecurity: Send + Sync {
    /// The label of its process, from the host's first security model.
    ///
    /// C API: `virDomainGetSecurityLabel`. Since: 0.6.1.
    async fn domain_get_security_label(&self, dom: &DomainKey) -> Result<SecurityLabel> {
        Err(Error::unsupported())
    }

    /// The labels of its process, one per security model.
    ///
    /// C API: `virDomainGetSecurityLabelList`. Since: 0.10.0.
    async fn domain_get_security_label_list(&self, dom: &DomainKey) -> Result<Vec<SecurityLabel>> {
        Err(Error::unsupported())
    }

    /// The measurement of a guest whose memory is encrypted.
    ///
    /// C API: `virDomainGetLaunchSecurityInfo`. Since: 4.5.0.
    async fn domain_get_launch_security_info(
        &self,
        dom: &DomainKey,
        flags: TypedParameterFlags,
    ) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Puts a secret into the memory of such a guest while it is paused before its first instruction.
    ///
    /// C API: `virDomainSetLaunchSecurityState`. Since: 8.0.0.
    async fn domain_set_launch_security_state(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
