//! Which storage pools there are, and which there could be.

use async_trait::async_trait;
use vir_types::{
    ConnectListAllStoragePoolsFlags, Error, NoFlags, Result, StoragePoolKey, StorageVolKey, Uuid,
};

/// Which storage pools there are, and which there could be.
#[async_trait]
pub trait StoragePoolList: Send + Sync {
    /// All pools, or those that fit `flags`: bits of one group are alternatives, and every group that has a
    /// bit must fit.
    ///
    /// C API: `virConnectListAllStoragePools`. Since: 0.10.2.
    async fn connect_list_all_storage_pools(
        &self,
        flags: ConnectListAllStoragePoolsFlags,
    ) -> Result<Vec<StoragePoolKey>> {
        Err(Error::unsupported())
    }

    /// How many pools run.
    ///
    /// C API: `virConnectNumOfStoragePools`. Since: 0.4.1.
    async fn connect_num_of_storage_pools(&self) -> Result<u32> {
        Ok(super::count(&self.connect_list_all_storage_pools(ConnectListAllStoragePoolsFlags::ACTIVE).await?))
    }

    /// The names of at most `max` pools that run.
    ///
    /// C API: `virConnectListStoragePools`. Since: 0.4.1.
    async fn connect_list_storage_pools(&self, max: u32) -> Result<Vec<String>> {
        let pools = self.connect_list_all_storage_pools(ConnectListAllStoragePoolsFlags::ACTIVE).await?;
        Ok(super::names(pools.iter().map(|pool| &pool.name), max))
    }

    /// How many pools are defined and do not run.
    ///
    /// C API: `virConnectNumOfDefinedStoragePools`. Since: 0.4.1.
    async fn connect_num_of_defined_storage_pools(&self) -> Result<u32> {
        Ok(super::count(
            &self.connect_list_all_storage_pools(ConnectListAllStoragePoolsFlags::INACTIVE).await?,
        ))
    }

    /// The names of at most `max` pools that are defined and do not run.
    ///
    /// C API: `virConnectListDefinedStoragePools`. Since: 0.4.1.
    async fn connect_list_defined_storage_pools(&self, max: u32) -> Result<Vec<String>> {
        let pools = self.connect_list_all_storage_pools(ConnectListAllStoragePoolsFlags::INACTIVE).await?;
        Ok(super::names(pools.iter().map(|pool| &pool.name), max))
    }

    /// The pool with this name.
    ///
    /// # Errors
    /// `NoStoragePool`: there is none.
    ///
    /// C API: `virStoragePoolLookupByName`. Since: 0.4.1.
    async fn storage_pool_lookup_by_name(&self, name: &str) -> Result<StoragePoolKey> {
        Err(Error::unsupported())
    }

    /// The pool with this UUID.
    ///
    /// # Errors
    /// `NoStoragePool`: there is none.
    ///
    /// C API: `virStoragePoolLookupByUUID`. Since: 0.4.1.
    async fn storage_pool_lookup_by_uuid(&self, uuid: Uuid) -> Result<StoragePoolKey> {
        Err(Error::unsupported())
    }

    /// The pool that shows its volumes in this folder.
    ///
    /// # Errors
    /// `NoStoragePool`: there is none.
    ///
    /// C API: `virStoragePoolLookupByTargetPath`. Since: 4.1.0.
    async fn storage_pool_lookup_by_target_path(&self, path: &str) -> Result<StoragePoolKey> {
        Err(Error::unsupported())
    }

    /// The pool that a volume belongs to.
    ///
    /// # Errors
    /// `NoStoragePool`: there is none.
    ///
    /// C API: `virStoragePoolLookupByVolume`. Since: 0.4.1.
    async fn storage_pool_lookup_by_volume(&self, vol: &StorageVolKey) -> Result<StoragePoolKey> {
        Err(Error::unsupported())
    }

    /// What pools of this kind (`netfs`, `logical` …) could be made of, as XML; `src_spec` is XML that says
    /// where to look.
    ///
    /// C API: `virConnectFindStoragePoolSources`. Since: 0.4.5.
    async fn connect_find_storage_pool_sources(
        &self,
        kind: &str,
        src_spec: Option<&str>,
        flags: NoFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Which kinds of pools there can be, as XML.
    ///
    /// C API: `virConnectGetStoragePoolCapabilities`. Since: 5.2.0.
    async fn connect_get_storage_pool_capabilities(&self, flags: NoFlags) -> Result<String> {
        Err(Error::unsupported())
    }
}
