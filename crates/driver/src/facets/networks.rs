//! Virtual networks and their lives.

use async_trait::async_trait;
use vir_types::{
    ConnectListAllNetworksFlags, Error, NetworkCreateFlags, NetworkDefineFlags, NetworkKey,
    NetworkUpdateFlags, NetworkXmlFlags, Result, Uuid, params::NetworkUpdateParams,
};

/// Virtual networks and their lives.
#[async_trait]
pub trait Networks: Send + Sync {
    /// All networks, or those that fit `flags`: bits of one group are alternatives, and every group that
    /// has a bit must fit.
    ///
    /// C API: `virConnectListAllNetworks`. Since: 0.10.2.
    async fn connect_list_all_networks(&self, flags: ConnectListAllNetworksFlags) -> Result<Vec<NetworkKey>> {
        Err(Error::unsupported())
    }

    /// How many networks run.
    ///
    /// C API: `virConnectNumOfNetworks`. Since: 0.2.0.
    async fn connect_num_of_networks(&self) -> Result<u32> {
        Ok(super::count(&self.connect_list_all_networks(ConnectListAllNetworksFlags::ACTIVE).await?))
    }

    /// The names of at most `max` networks that run.
    ///
    /// C API: `virConnectListNetworks`. Since: 0.2.0.
    async fn connect_list_networks(&self, max: u32) -> Result<Vec<String>> {
        let networks = self.connect_list_all_networks(ConnectListAllNetworksFlags::ACTIVE).await?;
        Ok(super::names(networks.iter().map(|net| &net.name), max))
    }

    /// How many networks are defined and do not run.
    ///
    /// C API: `virConnectNumOfDefinedNetworks`. Since: 0.2.0.
    async fn connect_num_of_defined_networks(&self) -> Result<u32> {
        Ok(super::count(&self.connect_list_all_networks(ConnectListAllNetworksFlags::INACTIVE).await?))
    }

    /// The names of at most `max` networks that are defined and do not run.
    ///
    /// C API: `virConnectListDefinedNetworks`. Since: 0.2.0.
    async fn connect_list_defined_networks(&self, max: u32) -> Result<Vec<String>> {
        let networks = self.connect_list_all_networks(ConnectListAllNetworksFlags::INACTIVE).await?;
        Ok(super::names(networks.iter().map(|net| &net.name), max))
    }

    /// The network with this name.
    ///
    /// # Errors
    /// `NoNetwork`: there is none.
    ///
    /// C API: `virNetworkLookupByName`. Since: 0.2.0.
    async fn network_lookup_by_name(&self, name: &str) -> Result<NetworkKey> {
        Err(Error::unsupported())
    }

    /// The network with this UUID.
    ///
    /// # Errors
    /// `NoNetwork`: there is none.
    ///
    /// C API: `virNetworkLookupByUUID`. Since: 0.2.0.
    async fn network_lookup_by_uuid(&self, uuid: Uuid) -> Result<NetworkKey> {
        Err(Error::unsupported())
    }

    /// Starts a network from its XML; it is forgotten when it stops.
    ///
    /// C API: `virNetworkCreateXML`. Since: 0.2.0.
    async fn network_create_xml(&self, xml: &str) -> Result<NetworkKey> {
        self.network_create_xml_flags(xml, NetworkCreateFlags::empty()).await
    }

    /// Like [`network_create_xml`](Self::network_create_xml); `VALIDATE` checks the XML against the schema.
    ///
    /// C API: `virNetworkCreateXMLFlags`. Since: 7.8.0.
    async fn network_create_xml_flags(&self, xml: &str, flags: NetworkCreateFlags) -> Result<NetworkKey> {
        Err(Error::unsupported())
    }

    /// Defines a network, or changes its definition.
    ///
    /// C API: `virNetworkDefineXML`. Since: 0.2.0.
    async fn network_define_xml(&self, xml: &str) -> Result<NetworkKey> {
        self.network_define_xml_flags(xml, NetworkDefineFlags::empty()).await
    }

    /// Like [`network_define_xml`](Self::network_define_xml); `VALIDATE` checks the XML against the schema.
    ///
    /// C API: `virNetworkDefineXMLFlags`. Since: 7.7.0.
    async fn network_define_xml_flags(&self, xml: &str, flags: NetworkDefineFlags) -> Result<NetworkKey> {
        Err(Error::unsupported())
    }

    /// Starts a defined network.
    ///
    /// C API: `virNetworkCreate`. Since: 0.2.0.
    async fn network_create(&self, net: &NetworkKey) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Stops a network; guests on it are cut off.
    ///
    /// C API: `virNetworkDestroy`. Since: 0.2.0.
    async fn network_destroy(&self, net: &NetworkKey) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Forgets a network's definition.
    ///
    /// C API: `virNetworkUndefine`. Since: 0.2.0.
    async fn network_undefine(&self, net: &NetworkKey) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Its XML; with `INACTIVE` as it is defined, without what running added.
    ///
    /// C API: `virNetworkGetXMLDesc`. Since: 0.2.0.
    async fn network_get_xml_desc(&self, net: &NetworkKey, flags: NetworkXmlFlags) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Whether it runs.
    ///
    /// C API: `virNetworkIsActive`. Since: 0.7.3.
    async fn network_is_active(&self, net: &NetworkKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Whether it is defined, and so outlives its stop.
    ///
    /// C API: `virNetworkIsPersistent`. Since: 0.7.3.
    async fn network_is_persistent(&self, net: &NetworkKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Whether it starts with the host.
    ///
    /// C API: `virNetworkGetAutostart`. Since: 0.2.1.
    async fn network_get_autostart(&self, net: &NetworkKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Says whether it starts with the host.
    ///
    /// C API: `virNetworkSetAutostart`. Since: 0.2.1.
    async fn network_set_autostart(&self, net: &NetworkKey, autostart: bool) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Adds, changes or removes one part: now (`LIVE`), in the definition (`CONFIG`), or whichever is
    /// current. Older clients send `command` and `section` exchanged; the feature by which one tells is
    /// asked of [`connect_supports_feature`](crate::facets::Connection::connect_supports_feature).
    ///
    /// C API: `virNetworkUpdate`. Since: 0.10.2.
    async fn network_update(
        &self,
        net: &NetworkKey,
        params: &NetworkUpdateParams,
        flags: NetworkUpdateFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
