//! A domain's memory.

use async_trait::async_trait;
use vir_types::{
    Affect, DomainKey, DomainMemoryFlags, DomainMemoryModFlags, Error, NoFlags, Result, TypedParams,
    info::DomainMemoryStat,
};

/// A domain's memory.
#[async_trait]
pub trait DomainMemory: Send + Sync {
    /// The most memory that it may have, in **KiB**.
    ///
    /// C API: `virDomainGetMaxMemory`. Since: 0.0.3.
    async fn domain_get_max_memory(&self, dom: &DomainKey) -> Result<u64> {
        Err(Error::unsupported())
    }

    /// Sets the most memory that it may have.
    ///
    /// C API: `virDomainSetMaxMemory`. Since: 0.0.3.
    async fn domain_set_max_memory(&self, dom: &DomainKey, memory_kib: u64) -> Result<()> {
        self.domain_set_memory_flags(dom, memory_kib, DomainMemoryModFlags::MAXIMUM).await
    }

    /// Sets the memory that a running guest has; its balloon takes or gives the difference.
    ///
    /// C API: `virDomainSetMemory`. Since: 0.1.1.
    async fn domain_set_memory(&self, dom: &DomainKey, memory_kib: u64) -> Result<()> {
        self.domain_set_memory_flags(dom, memory_kib, DomainMemoryModFlags::LIVE).await
    }

    /// Sets its memory; with `MAXIMUM` the most that it may have. `LIVE` is the running guest, `CONFIG` the
    /// definition, neither is whichever is current.
    ///
    /// # Errors
    /// `InvalidArg`: more than the maximum. `OperationInvalid`: `LIVE` and it does not run, or `MAXIMUM`
    /// and it does.
    ///
    /// C API: `virDomainSetMemoryFlags`. Since: 0.9.0.
    async fn domain_set_memory_flags(
        &self,
        dom: &DomainKey,
        memory_kib: u64,
        flags: DomainMemoryModFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Sets how often the balloon collects statistics, in **seconds**; 0 stops it.
    ///
    /// C API: `virDomainSetMemoryStatsPeriod`. Since: 1.1.1.
    async fn domain_set_memory_stats_period(
        &self,
        dom: &DomainKey,
        period_s: i32,
        flags: DomainMemoryModFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// At most `max` numbers about the memory of a running guest.
    ///
    /// C API: `virDomainMemoryStats`. Since: 0.7.5.
    async fn domain_memory_stats(
        &self,
        dom: &DomainKey,
        max: u32,
        flags: NoFlags,
    ) -> Result<Vec<DomainMemoryStat>> {
        Err(Error::unsupported())
    }

    /// The limits on what it takes from the host, in KiB. The flags may carry
    /// `TypedParameterFlags::STRING_OKAY`.
    ///
    /// C API: `virDomainGetMemoryParameters`. Since: 0.8.5.
    async fn domain_get_memory_parameters(&self, dom: &DomainKey, flags: Affect) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Sets limits on what it takes from the host, in KiB; what `params` does not name stays.
    ///
    /// C API: `virDomainSetMemoryParameters`. Since: 0.8.5.
    async fn domain_set_memory_parameters(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Reads `size` bytes of the guest's memory at a virtual (`VIRTUAL`) or physical (`PHYSICAL`) address.
    ///
    /// C API: `virDomainMemoryPeek`. Since: 0.4.2.
    async fn domain_memory_peek(
        &self,
        dom: &DomainKey,
        offset: u64,
        size: u32,
        flags: DomainMemoryFlags,
    ) -> Result<Vec<u8>> {
        Err(Error::unsupported())
    }
}
