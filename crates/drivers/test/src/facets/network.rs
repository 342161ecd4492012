//! Networks. They are there to be looked at.

use async_trait::async_trait;
use vir_conf::{NetworkDef, XmlFormat};
use vir_driver::facets::{NetworkDetails, Networks};
use vir_types::{Code, ConnectListAllNetworksFlags as Flags, NetworkKey, NetworkXmlFlags, Result, Uuid};

use crate::TestDriver;
use crate::node::error;

fn key(net: &NetworkDef) -> NetworkKey {
    NetworkKey::new(net.name.as_str(), net.uuid())
}

#[async_trait]
impl Networks for TestDriver {
    /// Since: 0.10.2.
    async fn connect_list_all_networks(&self, flags: Flags) -> Result<Vec<NetworkKey>> {
        flags.allow(
            Flags::ACTIVE
                | Flags::INACTIVE
                | Flags::PERSISTENT
                | Flags::TRANSIENT
                | Flags::AUTOSTART
                | Flags::NO_AUTOSTART,
        )?;
        // All of them are active, persistent, and not started with the host.
        let pairs = [
            (Flags::INACTIVE, Flags::ACTIVE),
            (Flags::TRANSIENT, Flags::PERSISTENT),
            (Flags::AUTOSTART, Flags::NO_AUTOSTART),
        ];
        if pairs.iter().any(|(other, own)| flags.contains(*other) && !flags.contains(*own)) {
            return Ok(Vec::new());
        }
        Ok(self.node.read().networks.iter().map(key).collect())
    }

    /// Since: 0.3.2.
    async fn network_lookup_by_name(&self, name: &str) -> Result<NetworkKey> {
        let found = self.node.read().networks.iter().find(|net| net.name == name).map(key);
        found.ok_or_else(|| error(Code::NO_NETWORK, format!("no network with matching name '{name}'")))
    }

    /// Since: 0.3.2.
    async fn network_lookup_by_uuid(&self, uuid: Uuid) -> Result<NetworkKey> {
        let found = self.node.read().networks.iter().find(|net| net.uuid() == uuid).map(key);
        found.ok_or_else(|| error(Code::NO_NETWORK, format!("no network with matching uuid '{uuid}'")))
    }

    /// Since: 0.3.2.
    async fn network_get_xml_desc(&self, net: &NetworkKey, flags: NetworkXmlFlags) -> Result<String> {
        flags.allow(NetworkXmlFlags::INACTIVE)?;
        let live = !flags.contains(NetworkXmlFlags::INACTIVE);
        Ok(self.node.read().network(net)?.to_xml_with(XmlFormat::new(live, false)))
    }

    /// Since: 0.7.3.
    async fn network_is_active(&self, net: &NetworkKey) -> Result<bool> {
        self.node.read().network(net).map(|_| true)
    }

    /// Since: 0.7.3.
    async fn network_is_persistent(&self, net: &NetworkKey) -> Result<bool> {
        self.node.read().network(net).map(|_| true)
    }

    /// Since: 0.3.2.
    async fn network_get_autostart(&self, net: &NetworkKey) -> Result<bool> {
        self.node.read().network(net).map(|_| false)
    }
}

#[async_trait]
impl NetworkDetails for TestDriver {
    /// Since: 0.3.2.
    async fn network_get_bridge_name(&self, net: &NetworkKey) -> Result<String> {
        let state = self.node.read();
        let found = state.network(net)?.bridge_name().map(str::to_owned);
        found.ok_or_else(|| {
            error(Code::INTERNAL_ERROR, format!("network '{}' does not have a bridge name.", net.name))
        })
    }
}
