//! What only containers have.

use std::os::fd::OwnedFd;

use async_trait::async_trait;
use vir_types::{DomainKey, Error, NoFlags, Result};

/// What only containers have.
#[async_trait]
pub trait Lxc: Send + Sync {
    /// Open files for the namespaces of a running container, to enter them.
    ///
    /// C API: `virDomainLxcOpenNamespace`. Since: 1.0.2.
    async fn lxc_domain_open_namespace(&self, dom: &DomainKey, flags: NoFlags) -> Result<Vec<OwnedFd>> {
        Err(Error::unsupported())
    }
}
