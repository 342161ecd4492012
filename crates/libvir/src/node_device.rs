//! Devices of the host.

use vir_driver::EventStream;
use vir_types::{
    ConnectListAllNodeDeviceFlags, NoFlags, NodeDeviceCreateXmlFlags, NodeDeviceDefineXmlFlags,
    NodeDeviceEventId, NodeDeviceKey, NodeDeviceUpdateFlags, NodeDeviceXmlFlags, Result,
};

use crate::Connect;
use crate::api::Api;

const GET_XML_DESC: Api = Api::read("virNodeDeviceGetXMLDesc", "0.5.0");
const GET_PARENT: Api = Api::read("virNodeDeviceGetParent", "0.5.0");
const NUM_OF_CAPS: Api = Api::read("virNodeDeviceNumOfCaps", "0.5.0");
const LIST_CAPS: Api = Api::read("virNodeDeviceListCaps", "0.5.0");
const DETTACH: Api = Api::write("virNodeDeviceDettach", "0.6.1");
const DETACH_FLAGS: Api = Api::write("virNodeDeviceDetachFlags", "1.0.5");
const RE_ATTACH: Api = Api::write("virNodeDeviceReAttach", "0.6.1");
const RESET: Api = Api::write("virNodeDeviceReset", "0.6.1");
const CREATE: Api = Api::write("virNodeDeviceCreate", "7.3.0");
const DESTROY: Api = Api::write("virNodeDeviceDestroy", "0.6.3");
const UNDEFINE: Api = Api::write("virNodeDeviceUndefine", "7.3.0");
const UPDATE: Api = Api::write("virNodeDeviceUpdate", "10.1.0");
const IS_ACTIVE: Api = Api::read("virNodeDeviceIsActive", "7.8.0");
const IS_PERSISTENT: Api = Api::read("virNodeDeviceIsPersistent", "7.8.0");
const GET_AUTOSTART: Api = Api::read("virNodeDeviceGetAutostart", "7.8.0");
const SET_AUTOSTART: Api = Api::write("virNodeDeviceSetAutostart", "7.8.0");
const LIST_ALL_NODE_DEVICES: Api = Api::read("virConnectListAllNodeDevices", "0.10.2");
const NODE_NUM_OF_DEVICES: Api = Api::read("virNodeNumOfDevices", "0.5.0");
const NODE_LIST_DEVICES: Api = Api::read("virNodeListDevices", "0.5.0");
const NODE_DEVICE_LOOKUP_BY_NAME: Api = Api::read("virNodeDeviceLookupByName", "0.5.0");
const NODE_DEVICE_LOOKUP_SCSI_HOST_BY_WWN: Api = Api::read("virNodeDeviceLookupSCSIHostByWWN", "1.0.3");
const NODE_DEVICE_CREATE_XML: Api = Api::write("virNodeDeviceCreateXML", "0.6.3");
const NODE_DEVICE_DEFINE_XML: Api = Api::write("virNodeDeviceDefineXML", "7.3.0");
const EVENT_REGISTER_ANY: Api = Api::read("virConnectNodeDeviceEventRegisterAny", "2.2.0");

/// A device of the host: on its PCI bus, a USB device, a disk, a virtual one … A light handle; making or cloning
/// one asks nobody.
///
/// C API: `virNodeDevicePtr`. Since: 0.5.0.
#[derive(Debug, Clone)]
pub struct NodeDevice {
    conn: Connect,
    pub(crate) key: NodeDeviceKey,
}

impl NodeDevice {
    pub(crate) fn new(conn: Connect, key: NodeDeviceKey) -> Self {
        Self { conn, key }
    }

    /// The connection that it was found on.
    #[must_use]
    pub fn connect(&self) -> &Connect {
        &self.conn
    }

    /// What names it.
    #[must_use]
    pub fn key(&self) -> &NodeDeviceKey {
        &self.key
    }

    /// Its name, such as `pci_0000_00_1f_2`. C API: `virNodeDeviceGetName`. Since: 0.5.0.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.key.name
    }

    /// The device as a document; with `INACTIVE` as it is defined.
    ///
    /// C API: `virNodeDeviceGetXMLDesc`. Since: 0.5.0.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone.
    pub async fn get_xml_desc(&self, flags: NodeDeviceXmlFlags) -> Result<String> {
        self.conn
            .call(&GET_XML_DESC, |drv| Ok(drv.node_devices()?.node_device_get_xml_desc(&self.key, flags)))
            .await
    }

    /// The name of the device that it hangs on, if it hangs on one.
    ///
    /// C API: `virNodeDeviceGetParent`. Since: 0.5.0.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone.
    pub async fn get_parent(&self) -> Result<Option<String>> {
        self.conn.call(&GET_PARENT, |drv| Ok(drv.node_devices()?.node_device_get_parent(&self.key))).await
    }

    /// How many capabilities it has.
    ///
    /// C API: `virNodeDeviceNumOfCaps`. Since: 0.5.0.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone.
    pub async fn num_of_caps(&self) -> Result<u32> {
        self.conn.call(&NUM_OF_CAPS, |drv| Ok(drv.node_devices()?.node_device_num_of_caps(&self.key))).await
    }

    /// The names of its capabilities (`pci`, `net` …), `max` at most.
    ///
    /// C API: `virNodeDeviceListCaps`. Since: 0.5.0.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone.
    pub async fn list_caps(&self, max: u32) -> Result<Vec<String>> {
        self.conn.call(&LIST_CAPS, |drv| Ok(drv.node_devices()?.node_device_list_caps(&self.key, max))).await
    }

    /// Takes the device from the host, so that a guest can have it. The name is spelled as the C function.
    ///
    /// C API: `virNodeDeviceDettach`. Since: 0.6.1.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone. `OperationInvalid`: a guest has it. `OperationDenied`: the connection is
    /// read-only.
    pub async fn dettach(&self) -> Result<()> {
        self.conn.call(&DETTACH, |drv| Ok(drv.host_devices()?.node_device_dettach(&self.key))).await
    }

    /// Takes the device from the host and gives it to the host's driver that hands it to guests: `vfio`, or with
    /// `None` the usual one.
    ///
    /// C API: `virNodeDeviceDetachFlags`. Since: 1.0.5.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone. `OperationInvalid`: a guest has it. `ConfigUnsupported`: the host lacks this
    /// driver. `OperationDenied`: the connection is read-only.
    pub async fn detach_flags(&self, driver_name: Option<&str>, flags: NoFlags) -> Result<()> {
        self.conn
            .call(&DETACH_FLAGS, |drv| {
                Ok(drv.host_devices()?.node_device_detach_flags(&self.key, driver_name, flags))
            })
            .await
    }

    /// Gives the device back to the host.
    ///
    /// C API: `virNodeDeviceReAttach`. Since: 0.6.1.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone. `OperationInvalid`: a guest has it. `OperationDenied`: the connection is
    /// read-only.
    pub async fn re_attach(&self) -> Result<()> {
        self.conn.call(&RE_ATTACH, |drv| Ok(drv.host_devices()?.node_device_re_attach(&self.key))).await
    }

    /// Puts the device into the state that it has after power-on. Nobody may use it.
    ///
    /// C API: `virNodeDeviceReset`. Since: 0.6.1.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone. `OperationInvalid`: a guest has it. `OperationDenied`: the connection is
    /// read-only.
    pub async fn reset(&self) -> Result<()> {
        self.conn.call(&RESET, |drv| Ok(drv.host_devices()?.node_device_reset(&self.key))).await
    }

    /// Makes a device that is defined.
    ///
    /// C API: `virNodeDeviceCreate`. Since: 7.3.0.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone. `OperationInvalid`: it is there already. `OperationDenied`: the connection is
    /// read-only.
    pub async fn create(&self, flags: NoFlags) -> Result<()> {
        self.conn.call(&CREATE, |drv| Ok(drv.node_devices()?.node_device_create(&self.key, flags))).await
    }

    /// Removes a virtual device from the host: a virtual adapter, a mediated device.
    ///
    /// C API: `virNodeDeviceDestroy`. Since: 0.6.3.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone. `OperationUnsupported`: it is not virtual. `OperationInvalid`: it is in use.
    /// `OperationDenied`: the connection is read-only.
    pub async fn destroy(&self) -> Result<()> {
        self.conn.call(&DESTROY, |drv| Ok(drv.node_devices()?.node_device_destroy(&self.key))).await
    }

    /// Forgets the device's definition.
    ///
    /// C API: `virNodeDeviceUndefine`. Since: 7.3.0.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone. `OperationInvalid`: it is not defined. `OperationDenied`: the connection is
    /// read-only.
    pub async fn undefine(&self, flags: NoFlags) -> Result<()> {
        self.conn.call(&UNDEFINE, |drv| Ok(drv.node_devices()?.node_device_undefine(&self.key, flags))).await
    }

    /// Changes a mediated device to what the XML says: now (`LIVE`), in its definition (`CONFIG`), in both, or with
    /// neither in whichever is current.
    ///
    /// C API: `virNodeDeviceUpdate`. Since: 10.1.0.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone. `OperationInvalid`: its state does not allow it. `XmlError` …: the document is
    /// wrong. `OperationDenied`: the connection is read-only.
    pub async fn update(&self, xml_desc: &str, flags: NodeDeviceUpdateFlags) -> Result<()> {
        self.conn
            .call(&UPDATE, |drv| Ok(drv.node_devices()?.node_device_update(&self.key, xml_desc, flags)))
            .await
    }

    /// Whether it is there now.
    ///
    /// C API: `virNodeDeviceIsActive`. Since: 7.8.0.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone.
    pub async fn is_active(&self) -> Result<bool> {
        self.conn.call(&IS_ACTIVE, |drv| Ok(drv.node_devices()?.node_device_is_active(&self.key))).await
    }

    /// Whether it is defined, and so comes back.
    ///
    /// C API: `virNodeDeviceIsPersistent`. Since: 7.8.0.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone.
    pub async fn is_persistent(&self) -> Result<bool> {
        self.conn
            .call(&IS_PERSISTENT, |drv| Ok(drv.node_devices()?.node_device_is_persistent(&self.key)))
            .await
    }

    /// Whether it is made when its host starts.
    ///
    /// C API: `virNodeDeviceGetAutostart`. Since: 7.8.0.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone.
    pub async fn get_autostart(&self) -> Result<bool> {
        self.conn
            .call(&GET_AUTOSTART, |drv| Ok(drv.node_devices()?.node_device_get_autostart(&self.key)))
            .await
    }

    /// Says whether it is made when its host starts.
    ///
    /// C API: `virNodeDeviceSetAutostart`. Since: 7.8.0.
    ///
    /// # Errors
    /// `NoNodeDevice`: it is gone. `OperationInvalid`: it is not defined. `OperationDenied`: the connection is
    /// read-only.
    pub async fn set_autostart(&self, autostart: bool) -> Result<()> {
        self.conn
            .call(&SET_AUTOSTART, |drv| {
                Ok(drv.node_devices()?.node_device_set_autostart(&self.key, autostart))
            })
            .await
    }
}

impl Connect {
    /// All devices of the host, or those that the flags choose by capability and state.
    ///
    /// C API: `virConnectListAllNodeDevices`. Since: 0.10.2.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no devices.
    pub async fn list_all_node_devices(
        &self,
        flags: ConnectListAllNodeDeviceFlags,
    ) -> Result<Vec<NodeDevice>> {
        let keys = self
            .call(&LIST_ALL_NODE_DEVICES, |drv| Ok(drv.node_devices()?.connect_list_all_node_devices(flags)))
            .await?;
        Ok(keys.into_iter().map(|key| self.node_device(key)).collect())
    }

    /// How many devices have this capability (`pci`, `net` …), or with `None` how many there are.
    ///
    /// C API: `virNodeNumOfDevices`. Since: 0.5.0.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no devices.
    pub async fn node_num_of_devices(&self, cap: Option<&str>, flags: NoFlags) -> Result<u32> {
        self.call(&NODE_NUM_OF_DEVICES, |drv| Ok(drv.node_devices()?.node_num_of_devices(cap, flags))).await
    }

    /// The names of the devices with this capability, or with `None` of all, `max` at most.
    ///
    /// C API: `virNodeListDevices`. Since: 0.5.0.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no devices.
    pub async fn node_list_devices(
        &self,
        cap: Option<&str>,
        max: u32,
        flags: NoFlags,
    ) -> Result<Vec<String>> {
        self.call(&NODE_LIST_DEVICES, |drv| Ok(drv.node_devices()?.node_list_devices(cap, max, flags))).await
    }

    /// The device with this name.
    ///
    /// C API: `virNodeDeviceLookupByName`. Since: 0.5.0.
    ///
    /// # Errors
    /// `NoNodeDevice`: there is none.
    pub async fn node_device_lookup_by_name(&self, name: &str) -> Result<NodeDevice> {
        let key = self
            .call(&NODE_DEVICE_LOOKUP_BY_NAME, |drv| Ok(drv.node_devices()?.node_device_lookup_by_name(name)))
            .await?;
        Ok(self.node_device(key))
    }

    /// The SCSI host adapter with these world-wide names of node and port.
    ///
    /// C API: `virNodeDeviceLookupSCSIHostByWWN`. Since: 1.0.3.
    ///
    /// # Errors
    /// `NoNodeDevice`: there is none.
    pub async fn node_device_lookup_scsi_host_by_wwn(
        &self,
        wwnn: &str,
        wwpn: &str,
        flags: NoFlags,
    ) -> Result<NodeDevice> {
        let key = self
            .call(&NODE_DEVICE_LOOKUP_SCSI_HOST_BY_WWN, |drv| {
                Ok(drv.node_devices()?.node_device_lookup_scsi_host_by_wwn(wwnn, wwpn, flags))
            })
            .await?;
        Ok(self.node_device(key))
    }

    /// Makes a virtual device from its XML: a virtual adapter, a mediated device. It lives until it is destroyed or
    /// the host stops. `VALIDATE` checks the document against its schema.
    ///
    /// C API: `virNodeDeviceCreateXML`. Since: 0.6.3.
    ///
    /// # Errors
    /// `XmlError` …: the document is wrong. `NoSupport`: devices of this kind cannot be made. `OperationDenied`:
    /// the connection is read-only.
    pub async fn node_device_create_xml(
        &self,
        xml_desc: &str,
        flags: NodeDeviceCreateXmlFlags,
    ) -> Result<NodeDevice> {
        let key = self
            .call(&NODE_DEVICE_CREATE_XML, |drv| {
                Ok(drv.node_devices()?.node_device_create_xml(xml_desc, flags))
            })
            .await?;
        Ok(self.node_device(key))
    }

    /// Defines a mediated device, or gives one that is defined another definition. `VALIDATE` checks the document
    /// against its schema.
    ///
    /// C API: `virNodeDeviceDefineXML`. Since: 7.3.0.
    ///
    /// # Errors
    /// `XmlError` …: the document is wrong. `NoSupport`: devices of this kind cannot be defined. `OperationDenied`:
    /// the connection is read-only.
    pub async fn node_device_define_xml(
        &self,
        xml_desc: &str,
        flags: NodeDeviceDefineXmlFlags,
    ) -> Result<NodeDevice> {
        let key = self
            .call(&NODE_DEVICE_DEFINE_XML, |drv| {
                Ok(drv.node_devices()?.node_device_define_xml(xml_desc, flags))
            })
            .await?;
        Ok(self.node_device(key))
    }

    /// The events of one kind, of one device or of all, from now on. Dropping the stream ends the registration.
    ///
    /// The stream is bounded: one that is not read ends, and says that it overflowed.
    ///
    /// C API: `virConnectNodeDeviceEventRegisterAny`, `virConnectNodeDeviceEventDeregisterAny`. Since: 2.2.0.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no events. `InvalidArg`: there is no such kind.
    pub async fn node_device_event_register_any(
        &self,
        device: Option<&NodeDevice>,
        event: NodeDeviceEventId,
    ) -> Result<EventStream> {
        let key = device.map(NodeDevice::key);
        self.call(&EVENT_REGISTER_ANY, |drv| {
            Ok(drv.node_device_events()?.connect_node_device_event_register_any(key, event))
        })
        .await
    }
}
