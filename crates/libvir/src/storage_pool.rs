//! Storage pools.

use vir_types::info::StoragePoolInfo;
use vir_types::{Result, StoragePoolKey, StorageXmlFlags, Uuid};

use crate::Connect;
use crate::api::Api;

const GET_XML_DESC: Api = Api::read("virStoragePoolGetXMLDesc", "0.4.1");
const GET_INFO: Api = Api::read("virStoragePoolGetInfo", "0.4.1");
const IS_ACTIVE: Api = Api::read("virStoragePoolIsActive", "0.7.3");
const IS_PERSISTENT: Api = Api::read("virStoragePoolIsPersistent", "0.7.3");
const GET_AUTOSTART: Api = Api::read("virStoragePoolGetAutostart", "0.4.1");

/// A storage pool. A light handle; making or cloning one asks nobody.
///
/// C API: `virStoragePoolPtr`. Since: 0.4.1.
#[derive(Debug, Clone)]
pub struct StoragePool {
    conn: Connect,
    key: StoragePoolKey,
}

impl StoragePool {
    pub(crate) fn new(conn: Connect, key: StoragePoolKey) -> Self {
        Self { conn, key }
    }

    /// What names it.
    #[must_use]
    pub fn key(&self) -> &StoragePoolKey {
        &self.key
    }

    /// Its name. C API: `virStoragePoolGetName`. Since: 0.4.1.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.key.name
    }

    /// Its UUID. C API: `virStoragePoolGetUUID`. Since: 0.4.1.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.key.uuid
    }

    /// The pool as a document. C API: `virStoragePoolGetXMLDesc`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone.
    pub async fn get_xml_desc(&self, flags: StorageXmlFlags) -> Result<String> {
        self.conn
            .call(&GET_XML_DESC, |drv| Ok(drv.storage_pools()?.storage_pool_get_xml_desc(&self.key, flags)))
            .await
    }

    /// State and sizes, in bytes. C API: `virStoragePoolGetInfo`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone.
    pub async fn get_info(&self) -> Result<StoragePoolInfo> {
        self.conn.call(&GET_INFO, |drv| Ok(drv.storage_pools()?.storage_pool_get_info(&self.key))).await
    }

    /// Whether it can be used. C API: `virStoragePoolIsActive`. Since: 0.7.3.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone.
    pub async fn is_active(&self) -> Result<bool> {
        self.conn.call(&IS_ACTIVE, |drv| Ok(drv.storage_pools()?.storage_pool_is_active(&self.key))).await
    }

    /// Whether it is defined, and so stays when it stops. C API: `virStoragePoolIsPersistent`. Since: 0.7.3.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone.
    pub async fn is_persistent(&self) -> Result<bool> {
        self.conn
            .call(&IS_PERSISTENT, |drv| Ok(drv.storage_pools()?.storage_pool_is_persistent(&self.key)))
            .await
    }

    /// Whether it starts when its host does. C API: `virStoragePoolGetAutostart`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone.
    pub async fn get_autostart(&self) -> Result<bool> {
        self.conn
            .call(&GET_AUTOSTART, |drv| Ok(drv.storage_pools()?.storage_pool_get_autostart(&self.key)))
            .await
    }
}
