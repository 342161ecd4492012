//! Devices that come and go.

use std::os::fd::OwnedFd;

use async_trait::async_trait;
use vir_types::{DomainDeviceModifyFlags, DomainFdAssociateFlags, DomainKey, Error, Result};

/// Devices that come and go.
#[async_trait]
pub trait DomainDevices: Send + Sync {
    /// Plugs a device into a running guest.
    ///
    /// C API: `virDomainAttachDevice`. Since: 0.1.9.
    async fn domain_attach_device(&self, dom: &DomainKey, xml: &str) -> Result<()> {
        self.domain_attach_device_flags(dom, xml, DomainDeviceModifyFlags::LIVE).await
    }

    /// Adds a device to the running guest (`LIVE`), the definition (`CONFIG`), or whichever is current.
    ///
    /// C API: `virDomainAttachDeviceFlags`. Since: 0.7.7.
    async fn domain_attach_device_flags(
        &self,
        dom: &DomainKey,
        xml: &str,
        flags: DomainDeviceModifyFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Unplugs a device from a running guest, which may take its time or refuse.
    ///
    /// C API: `virDomainDetachDevice`. Since: 0.1.9.
    async fn domain_detach_device(&self, dom: &DomainKey, xml: &str) -> Result<()> {
        self.domain_detach_device_flags(dom, xml, DomainDeviceModifyFlags::LIVE).await
    }

    /// Removes the device that `xml` describes from the running guest, the definition, or whichever is
    /// current. The guest may take its time: an event tells when the device is gone.
    ///
    /// # Errors
    /// `DeviceMissing`: there is no such device.
    ///
    /// C API: `virDomainDetachDeviceFlags`. Since: 0.7.7.
    async fn domain_detach_device_flags(
        &self,
        dom: &DomainKey,
        xml: &str,
        flags: DomainDeviceModifyFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Asks the guest to give back the device with this alias, and does not wait for it.
    ///
    /// # Errors
    /// `DeviceMissing`: there is no such device.
    ///
    /// C API: `virDomainDetachDeviceAlias`. Since: 4.4.0.
    async fn domain_detach_device_alias(
        &self,
        dom: &DomainKey,
        alias: &str,
        flags: DomainDeviceModifyFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Changes a device: swaps a medium, sets a link up or down … `FORCE` opens a drive that the guest
    /// locked.
    ///
    /// C API: `virDomainUpdateDeviceFlags`. Since: 0.8.0.
    async fn domain_update_device_flags(
        &self,
        dom: &DomainKey,
        xml: &str,
        flags: DomainDeviceModifyFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Gives open files a name under which the domain's XML can use them. They last as long as the
    /// connection.
    ///
    /// C API: `virDomainFDAssociate`. Since: 9.0.0.
    async fn domain_fd_associate(
        &self,
        dom: &DomainKey,
        name: &str,
        fds: Vec<OwnedFd>,
        flags: DomainFdAssociateFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
