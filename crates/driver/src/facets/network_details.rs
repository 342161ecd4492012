//! What there is to know about a network besides its definition.

use async_trait::async_trait;
use vir_types::{
    Error, NetworkKey, NetworkMetadataType, NetworkUpdateFlags, NoFlags, Result, info::NetworkDhcpLease,
    params::NetworkSetMetadataParams,
};

/// What there is to know about a network besides its definition.
#[async_trait]
pub trait NetworkDetails: Send + Sync {
    /// The host's bridge of a network that runs.
    ///
    /// C API: `virNetworkGetBridgeName`. Since: 0.2.0.
    async fn network_get_bridge_name(&self, net: &NetworkKey) -> Result<String> {
        Err(Error::unsupported())
    }

    /// The addresses that it lent: all, or those of one MAC address.
    ///
    /// C API: `virNetworkGetDHCPLeases`. Since: 1.2.6.
    async fn network_get_dhcp_leases(
        &self,
        net: &NetworkKey,
        mac: Option<&str>,
        flags: NoFlags,
    ) -> Result<Vec<NetworkDhcpLease>> {
        Err(Error::unsupported())
    }

    /// Its title, its description, or the metadata element of the namespace `uri`.
    ///
    /// # Errors
    /// `NoNetworkMetadata`: it has none.
    ///
    /// C API: `virNetworkGetMetadata`. Since: 9.7.0.
    async fn network_get_metadata(
        &self,
        net: &NetworkKey,
        kind: NetworkMetadataType,
        uri: Option<&str>,
        flags: NetworkUpdateFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Sets or removes its title, its description, or the metadata element of a namespace.
    ///
    /// C API: `virNetworkSetMetadata`. Since: 9.7.0.
    async fn network_set_metadata(
        &self,
        net: &NetworkKey,
        params: &NetworkSetMetadataParams,
        flags: NetworkUpdateFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
