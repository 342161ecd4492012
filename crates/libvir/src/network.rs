//! Virtual networks.

use vir_driver::EventStream;
use vir_types::info::NetworkDhcpLease;
use vir_types::params::{NetworkSetMetadataParams, NetworkUpdateParams};
use vir_types::{
    NetworkCreateFlags, NetworkDefineFlags, NetworkEventId, NetworkKey, NetworkMetadataType,
    NetworkUpdateFlags, NetworkXmlFlags, NoFlags, Result, Uuid,
};

use crate::Connect;
use crate::api::Api;

const CREATE_XML: Api = Api::write("virNetworkCreateXML", "0.2.0");
const CREATE_XML_FLAGS: Api = Api::write("virNetworkCreateXMLFlags", "7.8.0");
const DEFINE_XML: Api = Api::write("virNetworkDefineXML", "0.2.0");
const DEFINE_XML_FLAGS: Api = Api::write("virNetworkDefineXMLFlags", "7.7.0");
const EVENT_REGISTER_ANY: Api = Api::read("virConnectNetworkEventRegisterAny", "1.2.1");
const CREATE: Api = Api::write("virNetworkCreate", "0.2.0");
const DESTROY: Api = Api::write("virNetworkDestroy", "0.2.0");
const UNDEFINE: Api = Api::write("virNetworkUndefine", "0.2.0");
const UPDATE: Api = Api::write("virNetworkUpdate", "0.10.2");
const SET_AUTOSTART: Api = Api::write("virNetworkSetAutostart", "0.2.1");
const GET_DHCP_LEASES: Api = Api::read("virNetworkGetDHCPLeases", "1.2.6");
const GET_METADATA: Api = Api::read("virNetworkGetMetadata", "9.7.0");
const SET_METADATA: Api = Api::write("virNetworkSetMetadata", "9.7.0");

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
    pub(crate) key: NetworkKey,
}

impl Network {
    pub(crate) fn new(conn: Connect, key: NetworkKey) -> Self {
        Self { conn, key }
    }

    /// The connection that it was found on. C API: `virNetworkGetConnect`. Since: 0.3.0.
    #[must_use]
    pub fn connect(&self) -> &Connect {
        &self.conn
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

    /// Its UUID. C API: `virNetworkGetUUID`, as text `virNetworkGetUUIDString`. Since: 0.2.0.
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

    /// Says whether it starts when its host does. C API: `virNetworkSetAutostart`. Since: 0.2.1.
    ///
    /// # Errors
    /// `NoNetwork`: it is gone. `OperationInvalid`: it is not defined. `OperationDenied`: the connection is
    /// read-only.
    pub async fn set_autostart(&self, autostart: bool) -> Result<()> {
        self.conn
            .call(&SET_AUTOSTART, |drv| Ok(drv.networks()?.network_set_autostart(&self.key, autostart)))
            .await
    }

    /// Starts a defined network.
    ///
    /// C API: `virNetworkCreate`. Since: 0.2.0.
    ///
    /// # Errors
    /// `NoNetwork`: it is gone. `OperationInvalid`: it runs already. `OperationDenied`: the connection is read-only.
    pub async fn create(&self) -> Result<()> {
        self.conn.call(&CREATE, |drv| Ok(drv.networks()?.network_create(&self.key))).await
    }

    /// Stops the network, and cuts off who is on it. One that is not defined is forgotten.
    ///
    /// C API: `virNetworkDestroy`. Since: 0.2.0.
    ///
    /// # Errors
    /// `NoNetwork`: it is gone. `OperationInvalid`: it does not run. `OperationDenied`: the connection is read-only.
    pub async fn destroy(&self) -> Result<()> {
        self.conn.call(&DESTROY, |drv| Ok(drv.networks()?.network_destroy(&self.key))).await
    }

    /// Forgets the network's definition; one that runs goes on until it stops.
    ///
    /// C API: `virNetworkUndefine`. Since: 0.2.0.
    ///
    /// # Errors
    /// `NoNetwork`: it is gone. `OperationInvalid`: it is not defined. `OperationDenied`: the connection is
    /// read-only.
    pub async fn undefine(&self) -> Result<()> {
        self.conn.call(&UNDEFINE, |drv| Ok(drv.networks()?.network_undefine(&self.key))).await
    }

    /// Adds, changes or removes one part of the network: now (`LIVE`), in its definition (`CONFIG`), in both, or
    /// with neither in whichever is current.
    ///
    /// C API: `virNetworkUpdate`. Since: 0.10.2.
    ///
    /// # Errors
    /// `NoNetwork`: it is gone. `OperationInvalid`: there is no such part, there is one already, or the network's
    /// state does not allow it. `XmlError`: the part's document is wrong. `OperationUnsupported`: parts of this
    /// kind cannot be changed. `OperationDenied`: the connection is read-only.
    pub async fn update(&self, params: &NetworkUpdateParams, flags: NetworkUpdateFlags) -> Result<()> {
        self.conn.call(&UPDATE, |drv| Ok(drv.networks()?.network_update(&self.key, params, flags))).await
    }

    /// The addresses that the network has lent to guests: all, or those of one MAC address.
    ///
    /// C API: `virNetworkGetDHCPLeases`. Since: 1.2.6.
    ///
    /// # Errors
    /// `NoNetwork`: it is gone. `InvalidMac`: `mac` is no MAC address. `OperationInvalid`: it does not run.
    pub async fn get_dhcp_leases(&self, mac: Option<&str>, flags: NoFlags) -> Result<Vec<NetworkDhcpLease>> {
        self.conn
            .call(&GET_DHCP_LEASES, |drv| {
                Ok(drv.network_details()?.network_get_dhcp_leases(&self.key, mac, flags))
            })
            .await
    }

    /// Its title, its description, or the metadata element of the namespace `uri`.
    ///
    /// C API: `virNetworkGetMetadata`. Since: 9.7.0.
    ///
    /// # Errors
    /// `NoNetworkMetadata`: it has none. `NoNetwork`: it is gone.
    pub async fn get_metadata(
        &self,
        kind: NetworkMetadataType,
        uri: Option<&str>,
        flags: NetworkUpdateFlags,
    ) -> Result<String> {
        self.conn
            .call(&GET_METADATA, |drv| {
                Ok(drv.network_details()?.network_get_metadata(&self.key, kind, uri, flags))
            })
            .await
    }

    /// Sets or removes its title, its description, or the metadata element of a namespace.
    ///
    /// C API: `virNetworkSetMetadata`. Since: 9.7.0.
    ///
    /// # Errors
    /// `NoNetwork`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the connection
    /// is read-only.
    pub async fn set_metadata(
        &self,
        params: &NetworkSetMetadataParams,
        flags: NetworkUpdateFlags,
    ) -> Result<()> {
        self.conn
            .call(&SET_METADATA, |drv| {
                Ok(drv.network_details()?.network_set_metadata(&self.key, params, flags))
            })
            .await
    }
}

impl Connect {
    /// Starts a network from its XML; it is forgotten when it stops.
    ///
    /// C API: `virNetworkCreateXML`. Since: 0.2.0.
    ///
    /// # Errors
    /// `XmlError` …: the document is wrong. `OperationFailed`: there is a network with this name or UUID.
    /// `OperationDenied`: the connection is read-only.
    pub async fn network_create_xml(&self, xml: &str) -> Result<Network> {
        let key = self.call(&CREATE_XML, |drv| Ok(drv.networks()?.network_create_xml(xml))).await?;
        Ok(self.network(key))
    }

    /// The same; `VALIDATE` checks the document against its schema.
    ///
    /// C API: `virNetworkCreateXMLFlags`. Since: 7.8.0.
    ///
    /// # Errors
    /// As for [`network_create_xml`](Self::network_create_xml). `XmlInvalidSchema`: the schema does not allow it.
    pub async fn network_create_xml_flags(&self, xml: &str, flags: NetworkCreateFlags) -> Result<Network> {
        let key = self
            .call(&CREATE_XML_FLAGS, |drv| Ok(drv.networks()?.network_create_xml_flags(xml, flags)))
            .await?;
        Ok(self.network(key))
    }

    /// Defines a network, or gives one that is defined another definition.
    ///
    /// C API: `virNetworkDefineXML`. Since: 0.2.0.
    ///
    /// # Errors
    /// `XmlError` …: the document is wrong. `OperationFailed`: another network has this name or UUID.
    /// `OperationDenied`: the connection is read-only.
    pub async fn network_define_xml(&self, xml: &str) -> Result<Network> {
        let key = self.call(&DEFINE_XML, |drv| Ok(drv.networks()?.network_define_xml(xml))).await?;
        Ok(self.network(key))
    }

    /// The same; `VALIDATE` checks the document against its schema.
    ///
    /// C API: `virNetworkDefineXMLFlags`. Since: 7.7.0.
    ///
    /// # Errors
    /// As for [`network_define_xml`](Self::network_define_xml). `XmlInvalidSchema`: the schema does not allow it.
    pub async fn network_define_xml_flags(&self, xml: &str, flags: NetworkDefineFlags) -> Result<Network> {
        let key = self
            .call(&DEFINE_XML_FLAGS, |drv| Ok(drv.networks()?.network_define_xml_flags(xml, flags)))
            .await?;
        Ok(self.network(key))
    }

    /// The events of one kind, of one network or of all, from now on. Dropping the stream ends the registration.
    ///
    /// The stream is bounded: one that is not read ends, and says that it overflowed.
    ///
    /// C API: `virConnectNetworkEventRegisterAny`, `virConnectNetworkEventDeregisterAny`. Since: 1.2.1.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no events. `InvalidArg`: there is no such kind.
    pub async fn network_event_register_any(
        &self,
        network: Option<&Network>,
        event: NetworkEventId,
    ) -> Result<EventStream> {
        let key = network.map(Network::key);
        self.call(&EVENT_REGISTER_ANY, |drv| {
            Ok(drv.network_events()?.connect_network_event_register_any(key, event))
        })
        .await
    }
}
