//! What can be set while a guest moves.

use async_trait::async_trait;
use vir_types::{DomainKey, DomainMigrateMaxSpeedFlags, Error, NoFlags, Result};

/// What can be set while a guest moves.
#[async_trait]
pub trait DomainMigrateControl: Send + Sync {
    /// How long the guest may stand still at the end, in **milliseconds**.
    ///
    /// C API: `virDomainMigrateGetMaxDowntime`. Since: 3.7.0.
    async fn domain_migrate_get_max_downtime(&self, dom: &DomainKey, flags: NoFlags) -> Result<u64> {
        Err(Error::unsupported())
    }

    /// Sets how long the guest may stand still at the end.
    ///
    /// C API: `virDomainMigrateSetMaxDowntime`. Since: 0.8.0.
    async fn domain_migrate_set_max_downtime(
        &self,
        dom: &DomainKey,
        downtime_ms: u64,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// The limit on migration, in **MiB/s**; with `POSTCOPY` that after the guest has changed sides.
    ///
    /// C API: `virDomainMigrateGetMaxSpeed`. Since: 0.9.5.
    async fn domain_migrate_get_max_speed(
        &self,
        dom: &DomainKey,
        flags: DomainMigrateMaxSpeedFlags,
    ) -> Result<u64> {
        Err(Error::unsupported())
    }

    /// Limits migration; with `POSTCOPY` after the guest has changed sides.
    ///
    /// C API: `virDomainMigrateSetMaxSpeed`. Since: 0.9.0.
    async fn domain_migrate_set_max_speed(
        &self,
        dom: &DomainKey,
        bandwidth_mibps: u64,
        flags: DomainMigrateMaxSpeedFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// The size of the cache for pages that change again and again, in **bytes**.
    ///
    /// C API: `virDomainMigrateGetCompressionCache`. Since: 1.0.3.
    async fn domain_migrate_get_compression_cache(&self, dom: &DomainKey, flags: NoFlags) -> Result<u64> {
        Err(Error::unsupported())
    }

    /// Sets the size of the cache for pages that change again and again.
    ///
    /// C API: `virDomainMigrateSetCompressionCache`. Since: 1.0.3.
    async fn domain_migrate_set_compression_cache(
        &self,
        dom: &DomainKey,
        cache_size_bytes: u64,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Lets the guest change sides now; the rest of its memory follows when it is needed.
    ///
    /// # Errors
    /// `OperationInvalid`: it does not move, or not with `POSTCOPY`.
    ///
    /// C API: `virDomainMigrateStartPostCopy`. Since: 1.3.3.
    async fn domain_migrate_start_post_copy(&self, dom: &DomainKey, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }
}
