//! The host's devices.

use async_trait::async_trait;
use vir_types::{
    ConnectListAllNodeDeviceFlags, Error, NoFlags, NodeDeviceCreateXmlFlags, NodeDeviceDefineXmlFlags,
    NodeDeviceKey, NodeDeviceUpdateFlags, NodeDeviceXmlFlags, Result,
};

/// The host's devices.
#[async_trait]
pub trait NodeDevices: Send + Sync {
    /// All devices, or those that fit `flags`: one of the capabilities, and the states.
    ///
    /// C API: `virConnectListAllNodeDevices`. Since: 0.10.2.
    async fn connect_list_all_node_devices(
        &self,
        flags: ConnectListAllNodeDeviceFlags,
    ) -> Result<Vec<NodeDeviceKey>> {
        Err(Error::unsupported())
    }

    /// How many devices have this capability (`pci`, `net` …); all of them if it is `None`.
    ///
    /// C API: `virNodeNumOfDevices`. Since: 0.5.0.
    async fn node_num_of_devices(&self, cap: Option<&str>, flags: NoFlags) -> Result<u32> {
        Ok(super::count(&list_devices(self, cap).await?))
    }

    /// The names of at most `max` devices with this capability; of all if it is `None`.
    ///
    /// C API: `virNodeListDevices`. Since: 0.5.0.
    async fn node_list_devices(&self, cap: Option<&str>, max: u32, flags: NoFlags) -> Result<Vec<String>> {
        let devices = list_devices(self, cap).await?;
        Ok(super::names(devices.iter().map(|dev| &dev.name), max))
    }

    /// The device with this name.
    ///
    /// # Errors
    /// `NoNodeDevice`: there is none.
    ///
    /// C API: `virNodeDeviceLookupByName`. Since: 0.5.0.
    async fn node_device_lookup_by_name(&self, name: &str) -> Result<NodeDeviceKey> {
        Err(Error::unsupported())
    }

    /// The host bus adapter with these world-wide names.
    ///
    /// # Errors
    /// `NoNodeDevice`: there is none.
    ///
    /// C API: `virNodeDeviceLookupSCSIHostByWWN`. Since: 1.0.3.
    async fn node_device_lookup_scsi_host_by_wwn(
        &self,
        wwnn: &str,
        wwpn: &str,
        flags: NoFlags,
    ) -> Result<NodeDeviceKey> {
        Err(Error::unsupported())
    }

    /// Its XML; with `INACTIVE` as it is defined.
    ///
    /// C API: `virNodeDeviceGetXMLDesc`. Since: 0.5.0.
    async fn node_device_get_xml_desc(
        &self,
        dev: &NodeDeviceKey,
        flags: NodeDeviceXmlFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// The name of the device that it hangs on.
    ///
    /// C API: `virNodeDeviceGetParent`. Since: 0.5.0.
    async fn node_device_get_parent(&self, dev: &NodeDeviceKey) -> Result<Option<String>> {
        Err(Error::unsupported())
    }

    /// How many capabilities it has.
    ///
    /// C API: `virNodeDeviceNumOfCaps`. Since: 0.5.0.
    async fn node_device_num_of_caps(&self, dev: &NodeDeviceKey) -> Result<u32> {
        Err(Error::unsupported())
    }

    /// The names of at most `max` of its capabilities.
    ///
    /// C API: `virNodeDeviceListCaps`. Since: 0.5.0.
    async fn node_device_list_caps(&self, dev: &NodeDeviceKey, max: u32) -> Result<Vec<String>> {
        Err(Error::unsupported())
    }

    /// Makes a device that lives until it is destroyed or the host stops: a virtual adapter, a mediated
    /// device.
    ///
    /// C API: `virNodeDeviceCreateXML`. Since: 0.6.3.
    async fn node_device_create_xml(
        &self,
        xml_desc: &str,
        flags: NodeDeviceCreateXmlFlags,
    ) -> Result<NodeDeviceKey> {
        Err(Error::unsupported())
    }

    /// Defines a mediated device, or changes its definition.
    ///
    /// C API: `virNodeDeviceDefineXML`. Since: 7.3.0.
    async fn node_device_define_xml(
        &self,
        xml_desc: &str,
        flags: NodeDeviceDefineXmlFlags,
    ) -> Result<NodeDeviceKey> {
        Err(Error::unsupported())
    }

    /// Starts a defined device.
    ///
    /// C API: `virNodeDeviceCreate`. Since: 7.3.0.
    async fn node_device_create(&self, dev: &NodeDeviceKey, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Removes a virtual device from the host.
    ///
    /// C API: `virNodeDeviceDestroy`. Since: 0.6.3.
    async fn node_device_destroy(&self, dev: &NodeDeviceKey) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Forgets a device's definition.
    ///
    /// C API: `virNodeDeviceUndefine`. Since: 7.3.0.
    async fn node_device_undefine(&self, dev: &NodeDeviceKey, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Changes a device: now (`LIVE`), in its definition (`CONFIG`), or whichever is current.
    ///
    /// C API: `virNodeDeviceUpdate`. Since: 10.1.0.
    async fn node_device_update(
        &self,
        dev: &NodeDeviceKey,
        xml_desc: &str,
        flags: NodeDeviceUpdateFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Whether it is there now.
    ///
    /// C API: `virNodeDeviceIsActive`. Since: 7.8.0.
    async fn node_device_is_active(&self, dev: &NodeDeviceKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Whether it is defined, and so outlives the host's stop.
    ///
    /// C API: `virNodeDeviceIsPersistent`. Since: 7.8.0.
    async fn node_device_is_persistent(&self, dev: &NodeDeviceKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Whether it starts with the host.
    ///
    /// C API: `virNodeDeviceGetAutostart`. Since: 7.8.0.
    async fn node_device_get_autostart(&self, dev: &NodeDeviceKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Says whether it starts with the host.
    ///
    /// C API: `virNodeDeviceSetAutostart`. Since: 7.8.0.
    async fn node_device_set_autostart(&self, dev: &NodeDeviceKey, autostart: bool) -> Result<()> {
        Err(Error::unsupported())
    }
}

/// The devices with a capability, or all of them.
async fn list_devices<D: NodeDevices + ?Sized>(driver: &D, cap: Option<&str>) -> Result<Vec<NodeDeviceKey>> {
    let known = |cap: &str| CAPABILITIES.iter().find(|(name, _)| *name == cap).map(|(_, flags)| *flags);
    let flags = cap.map_or(Some(ConnectListAllNodeDeviceFlags::empty()), known);
    let devices = driver.connect_list_all_node_devices(flags.unwrap_or_default()).await?;
    // No device has a capability that is not known; who may not ask is told so all the same.
    Ok(if flags.is_some() { devices } else { Vec::new() })
}

/// Capabilities as the old lists name them, and the flags of the new one.
const CAPABILITIES: &[(&str, ConnectListAllNodeDeviceFlags)] = &[
    ("system", ConnectListAllNodeDeviceFlags::CAP_SYSTEM),
    ("pci", ConnectListAllNodeDeviceFlags::CAP_PCI_DEV),
    ("usb_device", ConnectListAllNodeDeviceFlags::CAP_USB_DEV),
    ("usb", ConnectListAllNodeDeviceFlags::CAP_USB_INTERFACE),
    ("net", ConnectListAllNodeDeviceFlags::CAP_NET),
    ("scsi_host", ConnectListAllNodeDeviceFlags::CAP_SCSI_HOST),
    ("scsi_target", ConnectListAllNodeDeviceFlags::CAP_SCSI_TARGET),
    ("scsi", ConnectListAllNodeDeviceFlags::CAP_SCSI),
    ("storage", ConnectListAllNodeDeviceFlags::CAP_STORAGE),
    ("fc_host", ConnectListAllNodeDeviceFlags::CAP_FC_HOST),
    ("vports", ConnectListAllNodeDeviceFlags::CAP_VPORTS),
    ("scsi_generic", ConnectListAllNodeDeviceFlags::CAP_SCSI_GENERIC),
    ("drm", ConnectListAllNodeDeviceFlags::CAP_DRM),
    ("mdev_types", ConnectListAllNodeDeviceFlags::CAP_MDEV_TYPES),
    ("mdev", ConnectListAllNodeDeviceFlags::CAP_MDEV),
    ("ccw", ConnectListAllNodeDeviceFlags::CAP_CCW_DEV),
    ("css", ConnectListAllNodeDeviceFlags::CAP_CSS_DEV),
    ("vdpa", ConnectListAllNodeDeviceFlags::CAP_VDPA),
    ("ap_card", ConnectListAllNodeDeviceFlags::CAP_AP_CARD),
    ("ap_queue", ConnectListAllNodeDeviceFlags::CAP_AP_QUEUE),
    ("ap_matrix", ConnectListAllNodeDeviceFlags::CAP_AP_MATRIX),
    ("vpd", ConnectListAllNodeDeviceFlags::CAP_VPD),
    ("ccwgroup", ConnectListAllNodeDeviceFlags::CAP_CCWGROUP_DEV),
    ("ccwgroup_member", ConnectListAllNodeDeviceFlags::CAP_CCWGROUP_MEMBER),
];
