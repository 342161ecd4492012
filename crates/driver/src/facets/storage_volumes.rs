//! The volumes of storage pools.

use async_trait::async_trait;
use vir_types::{
    Error, NoFlags, Result, StoragePoolKey, StorageVolCreateFlags, StorageVolDeleteFlags,
    StorageVolDownloadFlags, StorageVolInfoFlags, StorageVolKey, StorageVolResizeFlags,
    StorageVolUploadFlags, StorageVolWipeAlgorithm, info::StorageVolInfo,
};

use crate::Stream;

/// The volumes of storage pools.
#[async_trait]
pub trait StorageVolumes: Send + Sync {
    /// The volumes of a pool that runs.
    ///
    /// C API: `virStoragePoolListAllVolumes`. Since: 0.10.2.
    async fn storage_pool_list_all_volumes(
        &self,
        pool: &StoragePoolKey,
        flags: NoFlags,
    ) -> Result<Vec<StorageVolKey>> {
        Err(Error::unsupported())
    }

    /// How many volumes a pool has.
    ///
    /// C API: `virStoragePoolNumOfVolumes`. Since: 0.4.1.
    async fn storage_pool_num_of_volumes(&self, pool: &StoragePoolKey) -> Result<u32> {
        Ok(super::count(&self.storage_pool_list_all_volumes(pool, NoFlags::empty()).await?))
    }

    /// The names of at most `max` volumes of a pool.
    ///
    /// C API: `virStoragePoolListVolumes`. Since: 0.4.1.
    async fn storage_pool_list_volumes(&self, pool: &StoragePoolKey, max: u32) -> Result<Vec<String>> {
        let volumes = self.storage_pool_list_all_volumes(pool, NoFlags::empty()).await?;
        Ok(super::names(volumes.iter().map(|vol| &vol.name), max))
    }

    /// The pool's volume with this name.
    ///
    /// # Errors
    /// `NoStorageVol`: there is none.
    ///
    /// C API: `virStorageVolLookupByName`. Since: 0.4.1.
    async fn storage_vol_lookup_by_name(&self, pool: &StoragePoolKey, name: &str) -> Result<StorageVolKey> {
        Err(Error::unsupported())
    }

    /// The volume with this key, in any pool.
    ///
    /// # Errors
    /// `NoStorageVol`: there is none.
    ///
    /// C API: `virStorageVolLookupByKey`. Since: 0.4.1.
    async fn storage_vol_lookup_by_key(&self, key: &str) -> Result<StorageVolKey> {
        Err(Error::unsupported())
    }

    /// The volume at this path, in any pool.
    ///
    /// # Errors
    /// `NoStorageVol`: there is none.
    ///
    /// C API: `virStorageVolLookupByPath`. Since: 0.4.1.
    async fn storage_vol_lookup_by_path(&self, path: &str) -> Result<StorageVolKey> {
        Err(Error::unsupported())
    }

    /// Makes a volume. `PREALLOC_METADATA` reserves a format's tables, `VALIDATE` checks the XML against
    /// the schema.
    ///
    /// C API: `virStorageVolCreateXML`. Since: 0.4.1.
    async fn storage_vol_create_xml(
        &self,
        pool: &StoragePoolKey,
        xml: &str,
        flags: StorageVolCreateFlags,
    ) -> Result<StorageVolKey> {
        Err(Error::unsupported())
    }

    /// Makes a volume with the content of another. `REFLINK` shares blocks where the file system can; the
    /// other flags as in [`storage_vol_create_xml`](Self::storage_vol_create_xml).
    ///
    /// C API: `virStorageVolCreateXMLFrom`. Since: 0.6.4.
    async fn storage_vol_create_xml_from(
        &self,
        pool: &StoragePoolKey,
        xml: &str,
        clonevol: &StorageVolKey,
        flags: StorageVolCreateFlags,
    ) -> Result<StorageVolKey> {
        Err(Error::unsupported())
    }

    /// Deletes a volume. `ZEROED` wipes it, `WITH_SNAPSHOTS` deletes its snapshots too.
    ///
    /// C API: `virStorageVolDelete`. Since: 0.4.1.
    async fn storage_vol_delete(&self, vol: &StorageVolKey, flags: StorageVolDeleteFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Where it is on the host.
    ///
    /// C API: `virStorageVolGetPath`. Since: 0.4.1.
    async fn storage_vol_get_path(&self, vol: &StorageVolKey) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Its XML.
    ///
    /// C API: `virStorageVolGetXMLDesc`. Since: 0.4.1.
    async fn storage_vol_get_xml_desc(&self, vol: &StorageVolKey, flags: NoFlags) -> Result<String> {
        Err(Error::unsupported())
    }

    /// How large it is.
    ///
    /// C API: `virStorageVolGetInfo`. Since: 0.4.1.
    async fn storage_vol_get_info(&self, vol: &StorageVolKey) -> Result<StorageVolInfo> {
        self.storage_vol_get_info_flags(vol, StorageVolInfoFlags::empty()).await
    }

    /// How large it is; with `GET_PHYSICAL` its physical size stands for the allocation.
    ///
    /// C API: `virStorageVolGetInfoFlags`. Since: 3.0.0.
    async fn storage_vol_get_info_flags(
        &self,
        vol: &StorageVolKey,
        flags: StorageVolInfoFlags,
    ) -> Result<StorageVolInfo> {
        Err(Error::unsupported())
    }

    /// Gives it another size. `DELTA` adds to what it has, `SHRINK` allows less, `ALLOCATE` takes the space
    /// at once.
    ///
    /// C API: `virStorageVolResize`. Since: 0.9.10.
    async fn storage_vol_resize(
        &self,
        vol: &StorageVolKey,
        capacity_bytes: u64,
        flags: StorageVolResizeFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Its content from `offset_bytes` on, to be received; all of it if `length_bytes` is 0.
    /// `SPARSE_STREAM` sends holes as such.
    ///
    /// C API: `virStorageVolDownload`. Since: 0.9.0.
    async fn storage_vol_download(
        &self,
        vol: &StorageVolKey,
        offset_bytes: u64,
        length_bytes: u64,
        flags: StorageVolDownloadFlags,
    ) -> Result<Stream> {
        Err(Error::unsupported())
    }

    /// Takes what is sent as its content from `offset_bytes` on, at most `length_bytes` if that is not 0.
    /// `SPARSE_STREAM` takes holes as such.
    ///
    /// C API: `virStorageVolUpload`. Since: 0.9.0.
    async fn storage_vol_upload(
        &self,
        vol: &StorageVolKey,
        offset_bytes: u64,
        length_bytes: u64,
        flags: StorageVolUploadFlags,
    ) -> Result<Stream> {
        Err(Error::unsupported())
    }

    /// Overwrites its content with zeros.
    ///
    /// C API: `virStorageVolWipe`. Since: 0.8.0.
    async fn storage_vol_wipe(&self, vol: &StorageVolKey, flags: NoFlags) -> Result<()> {
        self.storage_vol_wipe_pattern(vol, StorageVolWipeAlgorithm::ZERO, flags).await
    }

    /// Overwrites its content in the way that `algorithm` names.
    ///
    /// C API: `virStorageVolWipePattern`. Since: 0.9.10.
    async fn storage_vol_wipe_pattern(
        &self,
        vol: &StorageVolKey,
        algorithm: StorageVolWipeAlgorithm,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
