//! Storage pools and their lives.

use async_trait::async_trait;
use vir_types::{
    Error, NoFlags, Result, StoragePoolBuildFlags, StoragePoolCreateFlags, StoragePoolDefineFlags,
    StoragePoolDeleteFlags, StoragePoolKey, StorageXmlFlags, info::StoragePoolInfo,
};

/// Storage pools and their lives.
#[async_trait]
pub trait StoragePools: Send + Sync {
    /// Starts a pool from its XML; it is forgotten when it stops. `WITH_BUILD` builds it first, with
    /// `…_OVERWRITE` over what is there, with `…_NO_OVERWRITE` only over nothing.
    ///
    /// C API: `virStoragePoolCreateXML`. Since: 0.4.1.
    async fn storage_pool_create_xml(
        &self,
        xml: &str,
        flags: StoragePoolCreateFlags,
    ) -> Result<StoragePoolKey> {
        Err(Error::unsupported())
    }

    /// Defines a pool, or changes its definition; `VALIDATE` checks the XML against the schema.
    ///
    /// C API: `virStoragePoolDefineXML`. Since: 0.4.1.
    async fn storage_pool_define_xml(
        &self,
        xml: &str,
        flags: StoragePoolDefineFlags,
    ) -> Result<StoragePoolKey> {
        Err(Error::unsupported())
    }

    /// Makes what a pool needs below it: a folder, a file system, a volume group. `OVERWRITE` and
    /// `NO_OVERWRITE` say what to do if there is something already.
    ///
    /// C API: `virStoragePoolBuild`. Since: 0.4.1.
    async fn storage_pool_build(&self, pool: &StoragePoolKey, flags: StoragePoolBuildFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Starts a defined pool; flags as in [`storage_pool_create_xml`](Self::storage_pool_create_xml).
    ///
    /// C API: `virStoragePoolCreate`. Since: 0.4.1.
    async fn storage_pool_create(&self, pool: &StoragePoolKey, flags: StoragePoolCreateFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Stops a pool; its volumes stay.
    ///
    /// C API: `virStoragePoolDestroy`. Since: 0.4.1.
    async fn storage_pool_destroy(&self, pool: &StoragePoolKey) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Deletes what a pool is made of, for ever. `ZEROED` wipes it as well.
    ///
    /// C API: `virStoragePoolDelete`. Since: 0.4.1.
    async fn storage_pool_delete(&self, pool: &StoragePoolKey, flags: StoragePoolDeleteFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Forgets the definition of a pool that does not run.
    ///
    /// C API: `virStoragePoolUndefine`. Since: 0.4.1.
    async fn storage_pool_undefine(&self, pool: &StoragePoolKey) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Looks again which volumes a pool has.
    ///
    /// C API: `virStoragePoolRefresh`. Since: 0.4.1.
    async fn storage_pool_refresh(&self, pool: &StoragePoolKey, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// How full it is.
    ///
    /// C API: `virStoragePoolGetInfo`. Since: 0.4.1.
    async fn storage_pool_get_info(&self, pool: &StoragePoolKey) -> Result<StoragePoolInfo> {
        Err(Error::unsupported())
    }

    /// Its XML; with `INACTIVE` as it is defined.
    ///
    /// C API: `virStoragePoolGetXMLDesc`. Since: 0.4.1.
    async fn storage_pool_get_xml_desc(
        &self,
        pool: &StoragePoolKey,
        flags: StorageXmlFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Whether it runs.
    ///
    /// C API: `virStoragePoolIsActive`. Since: 0.7.3.
    async fn storage_pool_is_active(&self, pool: &StoragePoolKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Whether it is defined, and so outlives its stop.
    ///
    /// C API: `virStoragePoolIsPersistent`. Since: 0.7.3.
    async fn storage_pool_is_persistent(&self, pool: &StoragePoolKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Whether it starts with the host.
    ///
    /// C API: `virStoragePoolGetAutostart`. Since: 0.4.1.
    async fn storage_pool_get_autostart(&self, pool: &StoragePoolKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Says whether it starts with the host.
    ///
    /// C API: `virStoragePoolSetAutostart`. Since: 0.4.1.
    async fn storage_pool_set_autostart(&self, pool: &StoragePoolKey, autostart: bool) -> Result<()> {
        Err(Error::unsupported())
    }
}
