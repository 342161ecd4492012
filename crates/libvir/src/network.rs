//! Virtual networks.

use vir_types::{NetworkKey, NetworkXmlFlags, Result, Uuid};

use crate::Connect;
use crate::api::Api;

const GET_XML_DESC: Api = Api::read("virNetworkGetXMLDesc", "0.2.0");
const IS_ACTIVE: Api = Api::read("virNetworkIsActive", "0.7.3");
const IS_PERSISTENT: Api = Api::read("virNetworkIsPersistent", "0.7.3");
const GET_AUTOSTART: Api = Api::read("virNetworkGetAutostart", "0.2.1");
const GET_BRIDGE_NAME: Api = Api::read("virNetworkGetBridgeName", "0.2.0");

/// A virtual network. A light handle; making or cloning one asks nobody.
///
/// C API: `virNetworkPtr`. Since: 0.2.0.
#[derive(Debug, Clone)]
pub struct Network {
    conn: Connect,
    key: NetworkKey,
}

impl Network {
    pub(crate) fn new(conn: Connect, key: NetworkKey) -> Self {
        Self { conn, key }
    }

    /// What names it.
    #[must_use]
    pub fn key(&self) -> &NetworkKey {
        &self.key
    }

    /// Its name. C API: `virNetworkGetName`. Since: 0.2.0.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.key.name
    }

    /// Its UUID. C API: `virNetworkGetUUID`. Since: 0.2.0.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.key.uuid
    }

    /// The network as a document: as it runs, or with `INACTIVE` as it is defined.
    ///
    /// C API: `virNetworkGetXMLDesc`. Since: 0.2.0.
    ///
    /// # Errors
    /// `NoNetwork`: it is gone.
    pub async fn get_xml_desc(&self, flags: NetworkXmlFlags) -> Result<String> {
        self.conn.call(&GET_XML_DESC, |drv| Ok(drv.networks()?.network_get_xml_desc(&self.key, flags))).await
    }

    /// Whether it runs. C API: `virNetworkIsActive`. Since: 0.7.3.
    ///
    /// # Errors
    /// `NoNetwork`: it is gone.
    pub async fn is_active(&self) -> Result<bool> {
        self.conn.call(&IS_ACTIVE, |drv| Ok(drv.networks()?.network_is_active(&self.key))).await
    }

    /// Whether it is defined, and so stays when it stops. C API: `virNetworkIsPersistent`. Since: 0.7.3.
    ///
    /// # Errors
    /// `NoNetwork`: it is gone.
    pub async fn is_persistent(&self) -> Result<bool> {
        self.conn.call(&IS_PERSISTENT, |drv| Ok(drv.networks()?.network_is_persistent(&self.key))).await
    }

    /// Whether it starts when its host does. C API: `virNetworkGetAutostart`. Since: 0.2.1.
    ///
    /// # Errors
    /// `NoNetwork`: it is gone.
    pub async fn get_autostart(&self) -> Result<bool> {
        self.conn.call(&GET_AUTOSTART, |drv| Ok(drv.networks()?.network_get_autostart(&self.key))).await
    }

    /// The name of the bridge on the host. C API: `virNetworkGetBridgeName`. Since: 0.2.0.
    ///
    /// # Errors
    /// `InternalError`: it has no bridge.
    pub async fn get_bridge_name(&self) -> Result<String> {
        self.conn
            .call(&GET_BRIDGE_NAME, |drv| Ok(drv.network_details()?.network_get_bridge_name(&self.key)))
            .await
    }
}
