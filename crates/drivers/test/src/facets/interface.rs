//! Interfaces of the host. They are there to be looked at.

use async_trait::async_trait;
use vir_conf::{InterfaceDef, XmlFormat};
use vir_driver::facets::Interfaces;
use vir_types::{Code, ConnectListAllInterfacesFlags as Flags, InterfaceKey, InterfaceXmlFlags, Result};

use crate::TestDriver;
use crate::node::error;

fn key(iface: &InterfaceDef) -> InterfaceKey {
    InterfaceKey {
        name: iface.name.as_deref().unwrap_or_default().into(),
        mac: iface.mac.as_deref().unwrap_or_default().into(),
    }
}

#[async_trait]
impl Interfaces for TestDriver {
    /// Since: 0.10.2.
    async fn connect_list_all_interfaces(&self, flags: Flags) -> Result<Vec<InterfaceKey>> {
        flags.allow(Flags::ACTIVE | Flags::INACTIVE)?;
        if flags.contains(Flags::INACTIVE) && !flags.contains(Flags::ACTIVE) {
            return Ok(Vec::new());
        }
        Ok(self.node.read().interfaces.iter().map(key).collect())
    }

    /// Since: 0.7.0.
    async fn interface_lookup_by_name(&self, name: &str) -> Result<InterfaceKey> {
        let found =
            self.node.read().interfaces.iter().find(|iface| iface.name.as_deref() == Some(name)).map(key);
        found.ok_or_else(|| error(Code::NO_INTERFACE, format!("no interface with matching name '{name}'")))
    }

    /// Since: 0.7.0.
    async fn interface_lookup_by_mac_string(&self, mac: &str) -> Result<InterfaceKey> {
        let matches =
            |iface: &&InterfaceDef| iface.mac.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(mac));
        let found = self.node.read().interfaces.iter().find(matches).map(key);
        found.ok_or_else(|| {
            error(Code::NO_INTERFACE, format!("no interface with matching MAC address '{mac}'"))
        })
    }

    /// Since: 0.7.0.
    async fn interface_get_xml_desc(&self, iface: &InterfaceKey, flags: InterfaceXmlFlags) -> Result<String> {
        flags.allow(InterfaceXmlFlags::INACTIVE)?;
        Ok(self.node.read().interface(iface)?.to_xml_with(XmlFormat::new(true, false)))
    }

    /// Since: 0.7.3.
    async fn interface_is_active(&self, iface: &InterfaceKey) -> Result<bool> {
        self.node.read().interface(iface).map(|_| true)
    }
}
