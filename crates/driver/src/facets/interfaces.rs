//! The host's own network interfaces.

use async_trait::async_trait;
use vir_types::{
    ConnectListAllInterfacesFlags, Error, InterfaceDefineFlags, InterfaceKey, InterfaceXmlFlags, NoFlags,
    Result,
};

/// The host's own network interfaces.
#[async_trait]
pub trait Interfaces: Send + Sync {
    /// All interfaces, or those that are up (`ACTIVE`) or down (`INACTIVE`).
    ///
    /// C API: `virConnectListAllInterfaces`. Since: 0.10.2.
    async fn connect_list_all_interfaces(
        &self,
        flags: ConnectListAllInterfacesFlags,
    ) -> Result<Vec<InterfaceKey>> {
        Err(Error::unsupported())
    }

    /// How many interfaces are up.
    ///
    /// C API: `virConnectNumOfInterfaces`. Since: 0.6.4.
    async fn connect_num_of_interfaces(&self) -> Result<u32> {
        Ok(super::count(&self.connect_list_all_interfaces(ConnectListAllInterfacesFlags::ACTIVE).await?))
    }

    /// The names of at most `max` interfaces that are up.
    ///
    /// C API: `virConnectListInterfaces`. Since: 0.6.4.
    async fn connect_list_interfaces(&self, max: u32) -> Result<Vec<String>> {
        let interfaces = self.connect_list_all_interfaces(ConnectListAllInterfacesFlags::ACTIVE).await?;
        Ok(super::names(interfaces.iter().map(|iface| &iface.name), max))
    }

    /// How many interfaces are defined and down.
    ///
    /// C API: `virConnectNumOfDefinedInterfaces`. Since: 0.7.0.
    async fn connect_num_of_defined_interfaces(&self) -> Result<u32> {
        Ok(super::count(&self.connect_list_all_interfaces(ConnectListAllInterfacesFlags::INACTIVE).await?))
    }

    /// The names of at most `max` interfaces that are defined and down.
    ///
    /// C API: `virConnectListDefinedInterfaces`. Since: 0.7.0.
    async fn connect_list_defined_interfaces(&self, max: u32) -> Result<Vec<String>> {
        let interfaces = self.connect_list_all_interfaces(ConnectListAllInterfacesFlags::INACTIVE).await?;
        Ok(super::names(interfaces.iter().map(|iface| &iface.name), max))
    }

    /// The interface with this name.
    ///
    /// # Errors
    /// `NoInterface`: there is none.
    ///
    /// C API: `virInterfaceLookupByName`. Since: 0.6.4.
    async fn interface_lookup_by_name(&self, name: &str) -> Result<InterfaceKey> {
        Err(Error::unsupported())
    }

    /// The interface with this MAC address.
    ///
    /// # Errors
    /// `NoInterface`: there is none. `MultipleInterfaces`: there are several.
    ///
    /// C API: `virInterfaceLookupByMACString`. Since: 0.6.4.
    async fn interface_lookup_by_mac_string(&self, mac: &str) -> Result<InterfaceKey> {
        Err(Error::unsupported())
    }

    /// Its XML; with `INACTIVE` as it is defined.
    ///
    /// C API: `virInterfaceGetXMLDesc`. Since: 0.6.4.
    async fn interface_get_xml_desc(&self, iface: &InterfaceKey, flags: InterfaceXmlFlags) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Whether it is up.
    ///
    /// C API: `virInterfaceIsActive`. Since: 0.7.3.
    async fn interface_is_active(&self, iface: &InterfaceKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Defines an interface, or changes its definition; `VALIDATE` checks the XML against the schema.
    ///
    /// C API: `virInterfaceDefineXML`. Since: 0.6.4.
    async fn interface_define_xml(&self, xml: &str, flags: InterfaceDefineFlags) -> Result<InterfaceKey> {
        Err(Error::unsupported())
    }

    /// Forgets an interface's definition.
    ///
    /// C API: `virInterfaceUndefine`. Since: 0.6.4.
    async fn interface_undefine(&self, iface: &InterfaceKey) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Brings an interface up.
    ///
    /// C API: `virInterfaceCreate`. Since: 0.6.4.
    async fn interface_create(&self, iface: &InterfaceKey, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Takes an interface down.
    ///
    /// C API: `virInterfaceDestroy`. Since: 0.6.4.
    async fn interface_destroy(&self, iface: &InterfaceKey, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Remembers how the host's interfaces are defined, to be able to go back.
    ///
    /// # Errors
    /// `OperationInvalid`: that was done already.
    ///
    /// C API: `virInterfaceChangeBegin`. Since: 0.9.2.
    async fn interface_change_begin(&self, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Forgets what was remembered: the changes stay.
    ///
    /// # Errors
    /// `OperationInvalid`: nothing was remembered.
    ///
    /// C API: `virInterfaceChangeCommit`. Since: 0.9.2.
    async fn interface_change_commit(&self, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Goes back to what was remembered.
    ///
    /// # Errors
    /// `OperationInvalid`: nothing was remembered.
    ///
    /// C API: `virInterfaceChangeRollback`. Since: 0.9.2.
    async fn interface_change_rollback(&self, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }
}
