//! What can be set while a guest moves to another host.

use vir_types::{DomainMigrateMaxSpeedFlags, NoFlags, Result};

use super::Domain;
use crate::api::Api;

const MIGRATE_GET_MAX_DOWNTIME: Api = Api::read("virDomainMigrateGetMaxDowntime", "3.7.0");
const MIGRATE_SET_MAX_DOWNTIME: Api = Api::write("virDomainMigrateSetMaxDowntime", "0.8.0");
const MIGRATE_GET_MAX_SPEED: Api = Api::write("virDomainMigrateGetMaxSpeed", "0.9.5");
const MIGRATE_SET_MAX_SPEED: Api = Api::write("virDomainMigrateSetMaxSpeed", "0.9.0");
const MIGRATE_GET_COMPRESSION_CACHE: Api = Api::read("virDomainMigrateGetCompressionCache", "1.0.3");
const MIGRATE_SET_COMPRESSION_CACHE: Api = Api::write("virDomainMigrateSetCompressionCache", "1.0.3");
const MIGRATE_START_POST_COPY: Api = Api::write("virDomainMigrateStartPostCopy", "1.3.3");

impl Domain {
    /// How long the guest may stand still at the end of a migration, in **milliseconds**.
    ///
    /// C API: `virDomainMigrateGetMaxDowntime`. Since: 3.7.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: it does not run. `NoSupport`: the driver cannot tell.
    pub async fn migrate_get_max_downtime(&self, flags: NoFlags) -> Result<u64> {
        self.conn
            .call(&MIGRATE_GET_MAX_DOWNTIME, |drv| {
                Ok(drv.migrate_control()?.domain_migrate_get_max_downtime(&self.key, flags))
            })
            .await
    }

    /// Sets how long the guest may stand still at the end of a migration, in **milliseconds**.
    ///
    /// C API: `virDomainMigrateSetMaxDowntime`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: it does not run. `OperationDenied`: the connection is
    /// read-only. `NoSupport`: the driver cannot do it.
    pub async fn migrate_set_max_downtime(&self, downtime_ms: u64, flags: NoFlags) -> Result<()> {
        self.conn
            .call(&MIGRATE_SET_MAX_DOWNTIME, |drv| {
                Ok(drv.migrate_control()?.domain_migrate_set_max_downtime(&self.key, downtime_ms, flags))
            })
            .await
    }

    /// How fast a migration may send, in **MiB/s**; with `POSTCOPY` after the guest has changed sides.
    ///
    /// C API: `virDomainMigrateGetMaxSpeed`. Since: 0.9.5.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot
    /// tell.
    pub async fn migrate_get_max_speed(&self, flags: DomainMigrateMaxSpeedFlags) -> Result<u64> {
        self.conn
            .call(&MIGRATE_GET_MAX_SPEED, |drv| {
                Ok(drv.migrate_control()?.domain_migrate_get_max_speed(&self.key, flags))
            })
            .await
    }

    /// Limits how fast a migration sends, in **MiB/s**, for one on its way and those to come; with `POSTCOPY`
    /// after the guest has changed sides.
    ///
    /// C API: `virDomainMigrateSetMaxSpeed`. Since: 0.9.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `InvalidArg`: more than the driver can count. `OperationDenied`: the connection is
    /// read-only. `NoSupport`: the driver cannot do it.
    pub async fn migrate_set_max_speed(
        &self,
        bandwidth_mibps: u64,
        flags: DomainMigrateMaxSpeedFlags,
    ) -> Result<()> {
        self.conn
            .call(&MIGRATE_SET_MAX_SPEED, |drv| {
                Ok(drv.migrate_control()?.domain_migrate_set_max_speed(&self.key, bandwidth_mibps, flags))
            })
            .await
    }

    /// The size of the cache for pages that change again and again, in **bytes**.
    ///
    /// C API: `virDomainMigrateGetCompressionCache`. Since: 1.0.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: it does not run. `NoSupport`: the driver cannot tell.
    pub async fn migrate_get_compression_cache(&self, flags: NoFlags) -> Result<u64> {
        self.conn
            .call(&MIGRATE_GET_COMPRESSION_CACHE, |drv| {
                Ok(drv.migrate_control()?.domain_migrate_get_compression_cache(&self.key, flags))
            })
            .await
    }

    /// Sets the size of the cache for pages that change again and again, in **bytes**; the hypervisor may round it.
    ///
    /// C API: `virDomainMigrateSetCompressionCache`. Since: 1.0.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: it does not run. `OperationDenied`: the connection is
    /// read-only. `NoSupport`: the driver cannot do it.
    pub async fn migrate_set_compression_cache(&self, cache_size_bytes: u64, flags: NoFlags) -> Result<()> {
        self.conn
            .call(&MIGRATE_SET_COMPRESSION_CACHE, |drv| {
                let control = drv.migrate_control()?;
                Ok(control.domain_migrate_set_compression_cache(&self.key, cache_size_bytes, flags))
            })
            .await
    }

    /// Lets the guest change sides now; the rest of its memory follows when it is needed.
    ///
    /// C API: `virDomainMigrateStartPostCopy`. Since: 1.3.3.
    ///
    /// # Errors
    /// `OperationInvalid`: it does not move, or not with `POSTCOPY`. `OperationDenied`: the connection is
    /// read-only. `NoSupport`: the driver cannot do it.
    pub async fn migrate_start_post_copy(&self, flags: NoFlags) -> Result<()> {
        self.conn
            .call(&MIGRATE_START_POST_COPY, |drv| {
                Ok(drv.migrate_control()?.domain_migrate_start_post_copy(&self.key, flags))
            })
            .await
    }
}
