//! Storage pools.

use vir_driver::EventStream;
use vir_types::info::StoragePoolInfo;
use vir_types::{
    NoFlags, Result, StoragePoolBuildFlags, StoragePoolCreateFlags, StoragePoolDefineFlags,
    StoragePoolDeleteFlags, StoragePoolEventId, StoragePoolKey, StorageXmlFlags, Uuid,
};

use crate::api::Api;
use crate::{Connect, StorageVol};

const CREATE_XML: Api = Api::write("virStoragePoolCreateXML", "0.4.1");
const DEFINE_XML: Api = Api::write("virStoragePoolDefineXML", "0.4.1");
const FIND_SOURCES: Api = Api::write("virConnectFindStoragePoolSources", "0.4.5");
const GET_CAPABILITIES: Api = Api::read("virConnectGetStoragePoolCapabilities", "5.2.0");
const EVENT_REGISTER_ANY: Api = Api::read("virConnectStoragePoolEventRegisterAny", "2.0.0");
const LOOKUP_BY_VOLUME: Api = Api::read("virStoragePoolLookupByVolume", "0.4.1");
const BUILD: Api = Api::write("virStoragePoolBuild", "0.4.1");
const CREATE: Api = Api::write("virStoragePoolCreate", "0.4.1");
const DESTROY: Api = Api::write("virStoragePoolDestroy", "0.4.1");
const DELETE: Api = Api::write("virStoragePoolDelete", "0.4.1");
const UNDEFINE: Api = Api::write("virStoragePoolUndefine", "0.4.1");
const REFRESH: Api = Api::write("virStoragePoolRefresh", "0.4.1");
const SET_AUTOSTART: Api = Api::write("virStoragePoolSetAutostart", "0.4.1");
const LIST_ALL_VOLUMES: Api = Api::read("virStoragePoolListAllVolumes", "0.10.2");
const NUM_OF_VOLUMES: Api = Api::read("virStoragePoolNumOfVolumes", "0.4.1");
const LIST_VOLUMES: Api = Api::read("virStoragePoolListVolumes", "0.4.1");

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
    pub(crate) key: StoragePoolKey,
}

impl StoragePool {
    pub(crate) fn new(conn: Connect, key: StoragePoolKey) -> Self {
        Self { conn, key }
    }

    /// The pool that a volume belongs to.
    ///
    /// C API: `virStoragePoolLookupByVolume`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStoragePool`: there is none any more.
    pub async fn lookup_by_volume(vol: &StorageVol) -> Result<Self> {
        let conn = vol.connect();
        let key = conn
            .call(&LOOKUP_BY_VOLUME, |drv| {
                Ok(drv.storage_pool_list()?.storage_pool_lookup_by_volume(vol.key()))
            })
            .await?;
        Ok(conn.storage_pool(key))
    }

    /// The connection that it was found on. C API: `virStoragePoolGetConnect`. Since: 0.4.1.
    #[must_use]
    pub fn connect(&self) -> &Connect {
        &self.conn
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

    /// Its UUID. C API: `virStoragePoolGetUUID`, as text `virStoragePoolGetUUIDString`. Since: 0.4.1.
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

    /// Says whether it starts when its host does. C API: `virStoragePoolSetAutostart`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone. `OperationInvalid`: it is not defined. `OperationDenied`: the connection is
    /// read-only.
    pub async fn set_autostart(&self, autostart: bool) -> Result<()> {
        self.conn
            .call(&SET_AUTOSTART, |drv| {
                Ok(drv.storage_pools()?.storage_pool_set_autostart(&self.key, autostart))
            })
            .await
    }

    /// Makes what the pool needs below it: a folder, a file system, a volume group. `NO_OVERWRITE` does it only
    /// where nothing is yet, `OVERWRITE` over whatever is there; the two exclude each other.
    ///
    /// C API: `virStoragePoolBuild`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone. `OperationInvalid`: it is active. `StoragePoolBuilt` or `OperationInvalid`:
    /// something is there that may not be overwritten. `OperationDenied`: the connection is read-only.
    /// `NoSupport`: pools of this kind cannot be built.
    pub async fn build(&self, flags: StoragePoolBuildFlags) -> Result<()> {
        self.conn.call(&BUILD, |drv| Ok(drv.storage_pools()?.storage_pool_build(&self.key, flags))).await
    }

    /// Starts a defined pool. `WITH_BUILD` builds it first, with `WITH_BUILD_OVERWRITE` over what is there, with
    /// `WITH_BUILD_NO_OVERWRITE` only where nothing is.
    ///
    /// C API: `virStoragePoolCreate`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone. `OperationInvalid`: it is active already. `OperationDenied`: the connection
    /// is read-only.
    pub async fn create(&self, flags: StoragePoolCreateFlags) -> Result<()> {
        self.conn.call(&CREATE, |drv| Ok(drv.storage_pools()?.storage_pool_create(&self.key, flags))).await
    }

    /// Stops the pool. What it holds stays; a pool that is not defined is forgotten.
    ///
    /// C API: `virStoragePoolDestroy`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone. `OperationInvalid`: it is not active. `OperationDenied`: the connection is
    /// read-only.
    pub async fn destroy(&self) -> Result<()> {
        self.conn.call(&DESTROY, |drv| Ok(drv.storage_pools()?.storage_pool_destroy(&self.key))).await
    }

    /// Deletes what the pool is made of, for ever; its definition stays. `ZEROED` overwrites the data first.
    ///
    /// C API: `virStoragePoolDelete`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone. `OperationInvalid`: it is active. `OperationDenied`: the connection is
    /// read-only. `NoSupport`: pools of this kind cannot be deleted.
    pub async fn delete(&self, flags: StoragePoolDeleteFlags) -> Result<()> {
        self.conn.call(&DELETE, |drv| Ok(drv.storage_pools()?.storage_pool_delete(&self.key, flags))).await
    }

    /// Forgets the definition of a pool that is not active.
    ///
    /// C API: `virStoragePoolUndefine`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone. `OperationInvalid`: it is active. `OperationDenied`: the connection is
    /// read-only.
    pub async fn undefine(&self) -> Result<()> {
        self.conn.call(&UNDEFINE, |drv| Ok(drv.storage_pools()?.storage_pool_undefine(&self.key))).await
    }

    /// Looks again at which volumes the pool has and how full it is.
    ///
    /// C API: `virStoragePoolRefresh`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone. `OperationInvalid`: it is not active. `OperationDenied`: the connection is
    /// read-only.
    pub async fn refresh(&self, flags: NoFlags) -> Result<()> {
        self.conn.call(&REFRESH, |drv| Ok(drv.storage_pools()?.storage_pool_refresh(&self.key, flags))).await
    }

    /// Its volumes.
    ///
    /// C API: `virStoragePoolListAllVolumes`. Since: 0.10.2.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone. `OperationInvalid`: it is not active.
    pub async fn list_all_volumes(&self, flags: NoFlags) -> Result<Vec<StorageVol>> {
        let keys = self
            .conn
            .call(&LIST_ALL_VOLUMES, |drv| {
                Ok(drv.storage_volumes()?.storage_pool_list_all_volumes(&self.key, flags))
            })
            .await?;
        Ok(keys.into_iter().map(|key| self.conn.storage_vol(key)).collect())
    }

    /// How many volumes it has.
    ///
    /// C API: `virStoragePoolNumOfVolumes`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone. `OperationInvalid`: it is not active.
    pub async fn num_of_volumes(&self) -> Result<u32> {
        self.conn
            .call(&NUM_OF_VOLUMES, |drv| Ok(drv.storage_volumes()?.storage_pool_num_of_volumes(&self.key)))
            .await
    }

    /// The names of its volumes, `max` at most.
    ///
    /// C API: `virStoragePoolListVolumes`. Since: 0.4.1.
    ///
    /// # Errors
    /// `NoStoragePool`: it is gone. `OperationInvalid`: it is not active.
    pub async fn list_volumes(&self, max: u32) -> Result<Vec<String>> {
        self.conn
            .call(&LIST_VOLUMES, |drv| Ok(drv.storage_volumes()?.storage_pool_list_volumes(&self.key, max)))
            .await
    }
}

impl Connect {
    /// Starts a pool from its XML; it is forgotten when it stops. Flags as for [`StoragePool::create`].
    ///
    /// C API: `virStoragePoolCreateXML`. Since: 0.4.1.
    ///
    /// # Errors
    /// `XmlError`, `XmlInvalidSchema` …: the document is wrong. `OperationFailed`: there is a pool with this name
    /// or UUID, or one on the same source. `OperationDenied`: the connection is read-only.
    pub async fn storage_pool_create_xml(
        &self,
        xml: &str,
        flags: StoragePoolCreateFlags,
    ) -> Result<StoragePool> {
        let key = self
            .call(&CREATE_XML, |drv| Ok(drv.storage_pools()?.storage_pool_create_xml(xml, flags)))
            .await?;
        Ok(self.storage_pool(key))
    }

    /// Defines a pool, or gives one that is defined another definition. `VALIDATE` checks the document against
    /// its schema.
    ///
    /// C API: `virStoragePoolDefineXML`. Since: 0.4.1.
    ///
    /// # Errors
    /// `XmlError`, `XmlInvalidSchema` …: the document is wrong. `OperationFailed`: another pool has this name,
    /// this UUID or this source. `OperationDenied`: the connection is read-only.
    pub async fn storage_pool_define_xml(
        &self,
        xml: &str,
        flags: StoragePoolDefineFlags,
    ) -> Result<StoragePool> {
        let key = self
            .call(&DEFINE_XML, |drv| Ok(drv.storage_pools()?.storage_pool_define_xml(xml, flags)))
            .await?;
        Ok(self.storage_pool(key))
    }

    /// What pools of this kind (`netfs`, `logical` …) could be made of, as a `<sources>` document. `src_spec` is
    /// a `<source>` element that says where to look; some kinds need one.
    ///
    /// C API: `virConnectFindStoragePoolSources`. Since: 0.4.5.
    ///
    /// # Errors
    /// `NoSupport`: sources of this kind cannot be found. `OperationDenied`: the connection is read-only.
    pub async fn find_storage_pool_sources(
        &self,
        kind: &str,
        src_spec: Option<&str>,
        flags: NoFlags,
    ) -> Result<String> {
        self.call(&FIND_SOURCES, |drv| {
            Ok(drv.storage_pool_list()?.connect_find_storage_pool_sources(kind, src_spec, flags))
        })
        .await
    }

    /// Which kinds of pools there can be, as a `<storagepoolCapabilities>` document.
    ///
    /// C API: `virConnectGetStoragePoolCapabilities`. Since: 5.2.0.
    ///
    /// # Errors
    /// `NoSupport`: the driver does not tell.
    pub async fn get_storage_pool_capabilities(&self, flags: NoFlags) -> Result<String> {
        self.call(&GET_CAPABILITIES, |drv| {
            Ok(drv.storage_pool_list()?.connect_get_storage_pool_capabilities(flags))
        })
        .await
    }

    /// The events of one kind, of one pool or of all, from now on. Dropping the stream ends the registration.
    ///
    /// The stream is bounded: one that is not read ends, and says that it overflowed.
    ///
    /// C API: `virConnectStoragePoolEventRegisterAny`, `virConnectStoragePoolEventDeregisterAny`. Since: 2.0.0.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no events. `InvalidArg`: there is no such kind.
    pub async fn storage_pool_event_register_any(
        &self,
        pool: Option<&StoragePool>,
        event: StoragePoolEventId,
    ) -> Result<EventStream> {
        let key = pool.map(StoragePool::key);
        self.call(&EVENT_REGISTER_ANY, |drv| {
            Ok(drv.storage_pool_events()?.connect_storage_pool_event_register_any(key, event))
        })
        .await
    }
}
