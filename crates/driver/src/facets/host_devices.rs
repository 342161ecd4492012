//! Host devices that guests use directly, seen from the hypervisor.

use async_trait::async_trait;
use vir_types::{Error, NoFlags, NodeDeviceKey, Result};

/// Host devices that guests use directly, seen from the hypervisor.
#[async_trait]
pub trait HostDevices: Send + Sync {
    /// Takes a device from the host, so that a guest can have it.
    ///
    /// C API: `virNodeDeviceDettach`. Since: 0.6.1.
    async fn node_device_dettach(&self, dev: &NodeDeviceKey) -> Result<()> {
        self.node_device_detach_flags(dev, None, NoFlags::empty()).await
    }

    /// Takes a device from the host and gives it to the driver that hands it to guests, such as `vfio`.
    ///
    /// C API: `virNodeDeviceDetachFlags`. Since: 1.0.5.
    async fn node_device_detach_flags(
        &self,
        dev: &NodeDeviceKey,
        driver_name: Option<&str>,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Gives a device back to the host.
    ///
    /// C API: `virNodeDeviceReAttach`. Since: 0.6.1.
    async fn node_device_re_attach(&self, dev: &NodeDeviceKey) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Brings a device into the state that it has after power-on. It must not be in use.
    ///
    /// C API: `virNodeDeviceReset`. Since: 0.6.1.
    async fn node_device_reset(&self, dev: &NodeDeviceKey) -> Result<()> {
        Err(Error::unsupported())
    }
}
