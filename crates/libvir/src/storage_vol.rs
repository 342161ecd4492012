//! Volumes of storage pools.

use vir_types::info::StorageVolInfo;
use vir_types::{
    NoFlags, Result, StorageVolCreateFlags, StorageVolDeleteFlags, StorageVolDownloadFlags,
    StorageVolInfoFlags, StorageVolKey, StorageVolResizeFlags, StorageVolUploadFlags,
    StorageVolWipeAlgorithm,
};

use crate::api::Api;
use crate::{Connect, StoragePool, Stream};

const LOOKUP_BY_NAME: Api = Api::read("virStorageVolLookupByName", "0.4.1");
const LOOKUP_BY_KEY: Api = Api::read("virStorageVolLookupByKey", "0.4.1");
const LOOKUP_BY_PATH: Api = Api::read("virStorageVolLookupByPath", "0.4.1");
const CREATE_XML: Api = Api::write("virStorageVolCreateXML", "0.4.1");
const CREATE_XML_FROM: Api = Api::write("virStorageVolCreateXMLFrom", "0.6.4");
const DELETE: Api = Api::write("virStorageVolDelete", "0.4.1");
const GET_PATH: Api = Api::read("virStorageVolGetPath", "0.4.1");
const GET_XML_DESC: Api = Api::read("virStorageVolGetXMLDesc", "0.4.1");
const GET_INFO: Api = Api::read("virStorageVolGetInfo", "0.4.1");
const GET_INFO_FLAGS: Api = Api::read("virStorageVolGetInfoFlags", "3.0.0");
const RESIZE: Api = Api::write("virStorageVolResize", "0.9.10");
const DOWNLOAD: Api = Api::write("virStorageVolDownload", "0.9.0");
const UPLOAD: Api = Api::write("virStorageVolUpload", "0.9.0");
const WIPE: Api = Api::write("virStorageVolWipe", "0.8.0");
const WIPE_PATTERN: Api = Api::write("virStorageVolWipePattern", "0.9.10");

/// A volume of a storage pool: a disk image, a partition … A light handle; making or cloning one asks nobody.
///
/// C API: `virStorageVolPtr`. Since: 0.4.1.
#[derive(Debug, Clone)]
pub struct StorageVol {
    conn: Connect,
    pub(crate) key: StorageVolKey,
}

impl StorageVol {
    pub(crate) fn new(conn: Connect, key: StorageVolKey) -> Self {
        Self { conn, key }
    }

    /// The volume of a pool with this name.
    ///
    /// C API: `virStorageVolLookupByName`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStorageVol`: there is none. `OperationInvalid`: the pool is not active.
    pub async fn lookup_by_name(pool: &StoragePool, name: &str) -> Result<Self> {
        let conn = pool.connect();
        let key = conn
            .call(&LOOKUP_BY_NAME, |drv| {
                Ok(drv.storage_volumes()?.storage_vol_lookup_by_name(pool.key(), name))
            })
            .await?;
        Ok(conn.storage_vol(key))
    }

    /// Makes a volume in a pool from its XML. `PREALLOC_METADATA` reserves the tables of its format at once,
    /// `VALIDATE` checks the document against its schema.
    ///
    /// C API: `virStorageVolCreateXML`. Since: 0.4.1.
    ///
    /// # Errors
    /// `XmlError`, `XmlInvalidSchema` …: the document is wrong. `StorageVolExist`: the pool has a volume of this
    /// name. `OperationInvalid`: the pool is not active. `OperationDenied`: the connection is read-only.
    pub async fn create_xml(pool: &StoragePool, xml: &str, flags: StorageVolCreateFlags) -> Result<Self> {
        let conn = pool.connect();
        let key = conn
            .call(&CREATE_XML, |drv| {
                Ok(drv.storage_volumes()?.storage_vol_create_xml(pool.key(), xml, flags))
            })
            .await?;
        Ok(conn.storage_vol(key))
    }

    /// Makes a volume in a pool with the content of another volume, which may be in another pool. `REFLINK` shares
    /// the blocks where the file system can; the other flags as for [`create_xml`](Self::create_xml).
    ///
    /// C API: `virStorageVolCreateXMLFrom`. Since: 0.6.4.
    ///
    /// # Errors
    /// As for [`create_xml`](Self::create_xml). `NoStorageVol`: the other volume is gone.
    pub async fn create_xml_from(
        pool: &StoragePool,
        xml: &str,
        clonevol: &Self,
        flags: StorageVolCreateFlags,
    ) -> Result<Self> {
        let conn = pool.connect();
        let key = conn
            .call(&CREATE_XML_FROM, |drv| {
                let volumes = drv.storage_volumes()?;
                Ok(volumes.storage_vol_create_xml_from(pool.key(), xml, clonevol.key(), flags))
            })
            .await?;
        Ok(conn.storage_vol(key))
    }

    /// The connection that it was found on. C API: `virStorageVolGetConnect`. Since: 0.4.1.
    #[must_use]
    pub fn connect(&self) -> &Connect {
        &self.conn
    }

    /// What names it: its pool, its name, its key.
    #[must_use]
    pub fn key(&self) -> &StorageVolKey {
        &self.key
    }

    /// Its name, unique in its pool. C API: `virStorageVolGetName`. Since: 0.4.1.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.key.name
    }

    /// Its key, unique everywhere; often a path. C API: `virStorageVolGetKey`. Since: 0.4.1.
    #[must_use]
    pub fn get_key(&self) -> &str {
        &self.key.key
    }

    /// The name of its pool; the pool itself is asked for with [`StoragePool::lookup_by_volume`].
    #[must_use]
    pub fn pool_name(&self) -> &str {
        &self.key.pool
    }

    /// Where it is on the host. C API: `virStorageVolGetPath`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStorageVol`: it is gone.
    pub async fn get_path(&self) -> Result<String> {
        self.conn.call(&GET_PATH, |drv| Ok(drv.storage_volumes()?.storage_vol_get_path(&self.key))).await
    }

    /// The volume as a document. C API: `virStorageVolGetXMLDesc`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStorageVol`: it is gone.
    pub async fn get_xml_desc(&self, flags: NoFlags) -> Result<String> {
        self.conn
            .call(&GET_XML_DESC, |drv| Ok(drv.storage_volumes()?.storage_vol_get_xml_desc(&self.key, flags)))
            .await
    }

    /// Its kind and sizes, in bytes. C API: `virStorageVolGetInfo`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStorageVol`: it is gone.
    pub async fn get_info(&self) -> Result<StorageVolInfo> {
        self.conn.call(&GET_INFO, |drv| Ok(drv.storage_volumes()?.storage_vol_get_info(&self.key))).await
    }

    /// Its kind and sizes, in bytes; with `GET_PHYSICAL` the size that its file or device has stands for the
    /// allocation.
    ///
    /// C API: `virStorageVolGetInfoFlags`. Since: 3.0.0.
    ///
    /// # Errors
    /// `NoStorageVol`: it is gone.
    pub async fn get_info_flags(&self, flags: StorageVolInfoFlags) -> Result<StorageVolInfo> {
        self.conn
            .call(&GET_INFO_FLAGS, |drv| {
                Ok(drv.storage_volumes()?.storage_vol_get_info_flags(&self.key, flags))
            })
            .await
    }

    /// Gives it another capacity, in **bytes**. `DELTA` takes the number as a difference, `SHRINK` allows a
    /// smaller one, and with `DELTA` makes the difference one to be taken away, `ALLOCATE` takes the space at once.
    ///
    /// C API: `virStorageVolResize`. Since: 0.9.10.
    ///
    /// # Errors
    /// `NoStorageVol`: it is gone. `InvalidArg`: it would become smaller, or smaller than it may be, or not fit
    /// into its pool. `OperationDenied`: the connection is read-only. `NoSupport`: its pool cannot do it.
    pub async fn resize(&self, capacity_bytes: u64, flags: StorageVolResizeFlags) -> Result<()> {
        self.conn
            .call(&RESIZE, |drv| {
                Ok(drv.storage_volumes()?.storage_vol_resize(&self.key, capacity_bytes, flags))
            })
            .await
    }

    /// Its content from `offset_bytes` on, `length_bytes` of it or, with 0, all. `SPARSE_STREAM` gives holes as
    /// such; without, they are zeros.
    ///
    /// C API: `virStorageVolDownload`. Since: 0.9.0.
    ///
    /// # Errors
    /// `NoStorageVol`: it is gone. `OperationInvalid`: it is being written. `OperationDenied`: the connection is
    /// read-only. `NoSupport`: its pool cannot do it.
    pub async fn download(
        &self,
        offset_bytes: u64,
        length_bytes: u64,
        flags: StorageVolDownloadFlags,
    ) -> Result<Stream> {
        let stream = self.conn.call(&DOWNLOAD, |drv| {
            Ok(drv.storage_volumes()?.storage_vol_download(&self.key, offset_bytes, length_bytes, flags))
        });
        Ok(Stream::new(stream.await?))
    }

    /// A stream whose data becomes its content from `offset_bytes` on, `length_bytes` of it or, with 0, as much
    /// as comes. `SPARSE_STREAM` takes holes as such. The content is there when [`Stream::finish`] has answered.
    ///
    /// C API: `virStorageVolUpload`. Since: 0.9.0.
    ///
    /// # Errors
    /// `NoStorageVol`: it is gone. `OperationInvalid`: it is in use. `OperationDenied`: the connection is
    /// read-only. `NoSupport`: its pool cannot do it.
    pub async fn upload(
        &self,
        offset_bytes: u64,
        length_bytes: u64,
        flags: StorageVolUploadFlags,
    ) -> Result<Stream> {
        let stream = self.conn.call(&UPLOAD, |drv| {
            Ok(drv.storage_volumes()?.storage_vol_upload(&self.key, offset_bytes, length_bytes, flags))
        });
        Ok(Stream::new(stream.await?))
    }

    /// Deletes it. `ZEROED` overwrites its content first, `WITH_SNAPSHOTS` deletes its snapshots as well.
    ///
    /// C API: `virStorageVolDelete`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStorageVol`: it is gone. `OperationInvalid`: it is in use. `OperationDenied`: the connection is
    /// read-only. `NoSupport`: its pool cannot do it.
    pub async fn delete(&self, flags: StorageVolDeleteFlags) -> Result<()> {
        self.conn.call(&DELETE, |drv| Ok(drv.storage_volumes()?.storage_vol_delete(&self.key, flags))).await
    }

    /// Overwrites its content with zeros.
    ///
    /// C API: `virStorageVolWipe`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoStorageVol`: it is gone. `OperationInvalid`: it is in use. `OperationDenied`: the connection is
    /// read-only. `NoSupport`: its pool cannot do it.
    pub async fn wipe(&self, flags: NoFlags) -> Result<()> {
        self.conn.call(&WIPE, |drv| Ok(drv.storage_volumes()?.storage_vol_wipe(&self.key, flags))).await
    }

    /// Overwrites its content in the way that `algorithm` names.
    ///
    /// C API: `virStorageVolWipePattern`. Since: 0.9.10.
    ///
    /// # Errors
    /// As for [`wipe`](Self::wipe). `NoSupport`: the host lacks this way.
    pub async fn wipe_pattern(&self, algorithm: StorageVolWipeAlgorithm, flags: NoFlags) -> Result<()> {
        self.conn
            .call(&WIPE_PATTERN, |drv| {
                Ok(drv.storage_volumes()?.storage_vol_wipe_pattern(&self.key, algorithm, flags))
            })
            .await
    }
}

impl Connect {
    /// The volume with this key, in any active pool.
    ///
    /// C API: `virStorageVolLookupByKey`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStorageVol`: there is none.
    pub async fn storage_vol_lookup_by_key(&self, key: &str) -> Result<StorageVol> {
        let key = self
            .call(&LOOKUP_BY_KEY, |drv| Ok(drv.storage_volumes()?.storage_vol_lookup_by_key(key)))
            .await?;
        Ok(self.storage_vol(key))
    }

    /// The volume at this path of the host, in any active pool.
    ///
    /// C API: `virStorageVolLookupByPath`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStorageVol`: there is none.
    pub async fn storage_vol_lookup_by_path(&self, path: &str) -> Result<StorageVol> {
        let key = self
            .call(&LOOKUP_BY_PATH, |drv| Ok(drv.storage_volumes()?.storage_vol_lookup_by_path(path)))
            .await?;
        Ok(self.storage_vol(key))
    }
}
