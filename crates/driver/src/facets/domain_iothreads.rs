//! A domain's threads for disk work.

use async_trait::async_trait;
use vir_types::{Affect, DomainKey, Error, Result, TypedParams, info::DomainIothreadInfo};

/// A domain's threads for disk work.
#[async_trait]
pub trait DomainIothreads: Send + Sync {
    /// Adds a thread with this number.
    ///
    /// C API: `virDomainAddIOThread`. Since: 1.2.15.
    async fn domain_add_iothread(&self, dom: &DomainKey, iothread_id: u32, flags: Affect) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Removes the thread with this number; no disk may use it.
    ///
    /// C API: `virDomainDelIOThread`. Since: 1.2.15.
    async fn domain_del_iothread(&self, dom: &DomainKey, iothread_id: u32, flags: Affect) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Its threads, and the host CPUs that they may use.
    ///
    /// C API: `virDomainGetIOThreadInfo`. Since: 1.2.14.
    async fn domain_get_iothread_info(
        &self,
        dom: &DomainKey,
        flags: Affect,
    ) -> Result<Vec<DomainIothreadInfo>> {
        Err(Error::unsupported())
    }

    /// Says on which host CPUs a thread may run.
    ///
    /// C API: `virDomainPinIOThread`. Since: 1.2.14.
    async fn domain_pin_iothread(
        &self,
        dom: &DomainKey,
        iothread_id: u32,
        cpumap: &[u8],
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Sets how a thread polls and how many workers it has; what `params` does not name stays.
    ///
    /// C API: `virDomainSetIOThreadParams`. Since: 4.10.0.
    async fn domain_set_iothread_params(
        &self,
        dom: &DomainKey,
        iothread_id: u32,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
