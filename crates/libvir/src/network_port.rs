//! Ports of virtual networks.

use vir_types::{
    NetworkPortCreateFlags, NetworkPortKey, NoFlags, Result, TypedParameterFlags, TypedParams, Uuid,
};

use crate::api::Api;
use crate::{Connect, Network};

const LIST_ALL_PORTS: Api = Api::read("virNetworkListAllPorts", "5.5.0");
const LOOKUP_BY_UUID: Api = Api::read("virNetworkPortLookupByUUID", "5.5.0");
const CREATE_XML: Api = Api::write("virNetworkPortCreateXML", "5.5.0");
const GET_XML_DESC: Api = Api::read("virNetworkPortGetXMLDesc", "5.5.0");
const GET_PARAMETERS: Api = Api::read("virNetworkPortGetParameters", "5.5.0");
const SET_PARAMETERS: Api = Api::write("virNetworkPortSetParameters", "5.5.0");
const DELETE: Api = Api::write("virNetworkPortDelete", "5.5.0");

/// A port of a virtual network: what one interface of a guest is plugged into. A light handle; making or cloning
/// one asks nobody.
///
/// C API: `virNetworkPortPtr`. Since: 5.5.0.
#[derive(Debug, Clone)]
pub struct NetworkPort {
    conn: Connect,
    pub(crate) key: NetworkPortKey,
}

impl NetworkPort {
    pub(crate) fn new(conn: Connect, key: NetworkPortKey) -> Self {
        Self { conn, key }
    }

    /// The connection that it was found on.
    #[must_use]
    pub fn connect(&self) -> &Connect {
        &self.conn
    }

    /// What names it.
    #[must_use]
    pub fn key(&self) -> &NetworkPortKey {
        &self.key
    }

    /// Its UUID. C API: `virNetworkPortGetUUID`, as text `virNetworkPortGetUUIDString`. Since: 5.5.0.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.key.uuid
    }

    /// The network that it belongs to. C API: `virNetworkPortGetNetwork`. Since: 5.5.0.
    #[must_use]
    pub fn network(&self) -> Network {
        self.conn.network(self.key.network.clone())
    }

    /// The port as a document. C API: `virNetworkPortGetXMLDesc`. Since: 5.5.0.
    ///
    /// # Errors
    /// `NoNetworkPort`: it is gone.
    pub async fn get_xml_desc(&self, flags: NoFlags) -> Result<String> {
        self.conn
            .call(&GET_XML_DESC, |drv| Ok(drv.network_ports()?.network_port_get_xml_desc(&self.key, flags)))
            .await
    }

    /// Its limits, named `inbound.average` and alike: averages and peaks in **KiB/s**, bursts in **KiB**.
    ///
    /// C API: `virNetworkPortGetParameters`. Since: 5.5.0.
    ///
    /// # Errors
    /// `NoNetworkPort`: it is gone. `NoSupport`: the driver cannot do it.
    pub async fn get_parameters(&self, flags: TypedParameterFlags) -> Result<TypedParams> {
        self.conn
            .call(&GET_PARAMETERS, |drv| {
                Ok(drv.network_ports()?.network_port_get_parameters(&self.key, flags))
            })
            .await
    }

    /// Sets its limits, in the units of [`get_parameters`](Self::get_parameters); what `params` does not name stays
    /// as it is.
    ///
    /// C API: `virNetworkPortSetParameters`. Since: 5.5.0.
    ///
    /// # Errors
    /// `NoNetworkPort`: it is gone. `InvalidArg`: there is no such limit. `OperationDenied`: the connection is
    /// read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_parameters(&self, params: &TypedParams, flags: NoFlags) -> Result<()> {
        self.conn
            .call(&SET_PARAMETERS, |drv| {
                Ok(drv.network_ports()?.network_port_set_parameters(&self.key, params, flags))
            })
            .await
    }

    /// Deletes it, and cuts off what uses it.
    ///
    /// C API: `virNetworkPortDelete`. Since: 5.5.0.
    ///
    /// # Errors
    /// `NoNetworkPort`: it is gone. `OperationDenied`: the connection is read-only.
    pub async fn delete(&self, flags: NoFlags) -> Result<()> {
        self.conn.call(&DELETE, |drv| Ok(drv.network_ports()?.network_port_delete(&self.key, flags))).await
    }
}

impl Network {
    /// Its ports.
    ///
    /// C API: `virNetworkListAllPorts`. Since: 5.5.0.
    ///
    /// # Errors
    /// `NoNetwork`: it is gone. `NoSupport`: the driver has no ports.
    pub async fn list_all_ports(&self, flags: NoFlags) -> Result<Vec<NetworkPort>> {
        let conn = self.connect();
        let keys = conn
            .call(&LIST_ALL_PORTS, |drv| Ok(drv.network_ports()?.network_list_all_ports(self.key(), flags)))
            .await?;
        Ok(keys.into_iter().map(|key| conn.network_port(key)).collect())
    }

    /// Its port with this UUID.
    ///
    /// C API: `virNetworkPortLookupByUUID`, `virNetworkPortLookupByUUIDString`. Since: 5.5.0.
    ///
    /// # Errors
    /// `NoNetworkPort`: there is none.
    pub async fn port_lookup_by_uuid(&self, uuid: Uuid) -> Result<NetworkPort> {
        let conn = self.connect();
        let key = conn
            .call(&LOOKUP_BY_UUID, |drv| {
                Ok(drv.network_ports()?.network_port_lookup_by_uuid(self.key(), uuid))
            })
            .await?;
        Ok(conn.network_port(key))
    }

    /// Makes a port from its XML. `RECLAIM` takes over what a guest uses already, `VALIDATE` checks the document
    /// against its schema.
    ///
    /// C API: `virNetworkPortCreateXML`. Since: 5.5.0.
    ///
    /// # Errors
    /// `XmlError` …: the document is wrong. `OperationInvalid`: the network does not run. `OperationDenied`: the
    /// connection is read-only.
    pub async fn port_create_xml(&self, xml: &str, flags: NetworkPortCreateFlags) -> Result<NetworkPort> {
        let conn = self.connect();
        let key = conn
            .call(&CREATE_XML, |drv| Ok(drv.network_ports()?.network_port_create_xml(self.key(), xml, flags)))
            .await?;
        Ok(conn.network_port(key))
    }
}
