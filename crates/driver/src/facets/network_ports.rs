//! What is plugged into networks.

use async_trait::async_trait;
use vir_types::{
    Error, NetworkKey, NetworkPortCreateFlags, NetworkPortKey, NoFlags, Result, TypedParameterFlags,
    TypedParams, Uuid,
};

/// What is plugged into networks.
#[async_trait]
pub trait NetworkPorts: Send + Sync {
    /// The ports of a network.
    ///
    /// C API: `virNetworkListAllPorts`. Since: 5.5.0.
    async fn network_list_all_ports(&self, net: &NetworkKey, flags: NoFlags) -> Result<Vec<NetworkPortKey>> {
        Err(Error::unsupported())
    }

    /// The network's port with this UUID.
    ///
    /// # Errors
    /// `NoNetworkPort`: there is none.
    ///
    /// C API: `virNetworkPortLookupByUUID`. Since: 5.5.0.
    async fn network_port_lookup_by_uuid(&self, net: &NetworkKey, uuid: Uuid) -> Result<NetworkPortKey> {
        Err(Error::unsupported())
    }

    /// Makes a port. `RECLAIM` takes the place of one that a guest has already, `VALIDATE` checks the XML
    /// against the schema.
    ///
    /// C API: `virNetworkPortCreateXML`. Since: 5.5.0.
    async fn network_port_create_xml(
        &self,
        net: &NetworkKey,
        xml: &str,
        flags: NetworkPortCreateFlags,
    ) -> Result<NetworkPortKey> {
        Err(Error::unsupported())
    }

    /// Its XML.
    ///
    /// C API: `virNetworkPortGetXMLDesc`. Since: 5.5.0.
    async fn network_port_get_xml_desc(&self, port: &NetworkPortKey, flags: NoFlags) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Its bandwidth limits, in KiB/s and KiB.
    ///
    /// C API: `virNetworkPortGetParameters`. Since: 5.5.0.
    async fn network_port_get_parameters(
        &self,
        port: &NetworkPortKey,
        flags: TypedParameterFlags,
    ) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Sets its bandwidth limits, in KiB/s and KiB; what `params` does not name stays.
    ///
    /// C API: `virNetworkPortSetParameters`. Since: 5.5.0.
    async fn network_port_set_parameters(
        &self,
        port: &NetworkPortKey,
        params: &TypedParams,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Deletes a port; what used it is cut off.
    ///
    /// C API: `virNetworkPortDelete`. Since: 5.5.0.
    async fn network_port_delete(&self, port: &NetworkPortKey, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }
}
