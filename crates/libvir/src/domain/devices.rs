//! Devices that come and go.

use std::os::fd::OwnedFd;

use vir_types::{DomainDeviceModifyFlags, DomainFdAssociateFlags, Result};

use super::Domain;
use crate::api::Api;

const ATTACH_DEVICE: Api = Api::write("virDomainAttachDevice", "0.1.9");
const ATTACH_DEVICE_FLAGS: Api = Api::write("virDomainAttachDeviceFlags", "0.7.7");
const DETACH_DEVICE: Api = Api::write("virDomainDetachDevice", "0.1.9");
const DETACH_DEVICE_FLAGS: Api = Api::write("virDomainDetachDeviceFlags", "0.7.7");
const DETACH_DEVICE_ALIAS: Api = Api::write("virDomainDetachDeviceAlias", "4.4.0");
const UPDATE_DEVICE_FLAGS: Api = Api::write("virDomainUpdateDeviceFlags", "0.8.0");
const FD_ASSOCIATE: Api = Api::write("virDomainFDAssociate", "9.0.0");

impl Domain {
    /// Plugs a device into a running guest.
    ///
    /// C API: `virDomainAttachDevice`. Since: 0.1.9.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn attach_device(&self, xml: &str) -> Result<()> {
        self.conn.call(&ATTACH_DEVICE, |drv| Ok(drv.devices()?.domain_attach_device(&self.key, xml))).await
    }

    /// Adds a device to the running guest (`LIVE`), the definition (`CONFIG`), or whichever is current.
    ///
    /// C API: `virDomainAttachDeviceFlags`. Since: 0.7.7.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn attach_device_flags(&self, xml: &str, flags: DomainDeviceModifyFlags) -> Result<()> {
        self.conn
            .call(&ATTACH_DEVICE_FLAGS, |drv| {
                Ok(drv.devices()?.domain_attach_device_flags(&self.key, xml, flags))
            })
            .await
    }

    /// Unplugs a device from a running guest, which may take its time or refuse.
    ///
    /// C API: `virDomainDetachDevice`. Since: 0.1.9.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn detach_device(&self, xml: &str) -> Result<()> {
        self.conn.call(&DETACH_DEVICE, |drv| Ok(drv.devices()?.domain_detach_device(&self.key, xml))).await
    }

    /// Removes the device that `xml` describes from the running guest, the definition, or whichever is
    /// current. The guest may take its time: an event tells when the device is gone.
    ///
    /// C API: `virDomainDetachDeviceFlags`. Since: 0.7.7.
    ///
    /// # Errors
    /// `DeviceMissing`: there is no such device. `OperationDenied`: the connection is read-only.
    pub async fn detach_device_flags(&self, xml: &str, flags: DomainDeviceModifyFlags) -> Result<()> {
        self.conn
            .call(&DETACH_DEVICE_FLAGS, |drv| {
                Ok(drv.devices()?.domain_detach_device_flags(&self.key, xml, flags))
            })
            .await
    }

    /// Asks the guest to give back the device with this alias, and does not wait for it.
    ///
    /// C API: `virDomainDetachDeviceAlias`. Since: 4.4.0.
    ///
    /// # Errors
    /// `DeviceMissing`: there is no such device. `OperationDenied`: the connection is read-only.
    pub async fn detach_device_alias(&self, alias: &str, flags: DomainDeviceModifyFlags) -> Result<()> {
        self.conn
            .call(&DETACH_DEVICE_ALIAS, |drv| {
                Ok(drv.devices()?.domain_detach_device_alias(&self.key, alias, flags))
            })
            .await
    }

    /// Changes a device: swaps a medium, sets a link up or down … `FORCE` opens a drive that the guest
    /// locked.
    ///
    /// C API: `virDomainUpdateDeviceFlags`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn update_device_flags(&self, xml: &str, flags: DomainDeviceModifyFlags) -> Result<()> {
        self.conn
            .call(&UPDATE_DEVICE_FLAGS, |drv| {
                Ok(drv.devices()?.domain_update_device_flags(&self.key, xml, flags))
            })
            .await
    }

    /// Gives open files a name under which the domain's XML can use them. They last as long as the
    /// connection.
    ///
    /// C API: `virDomainFDAssociate`. Since: 9.0.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn fd_associate(
        &self,
        name: &str,
        fds: Vec<OwnedFd>,
        flags: DomainFdAssociateFlags,
    ) -> Result<()> {
        self.conn
            .call(&FD_ASSOCIATE, |drv| Ok(drv.devices()?.domain_fd_associate(&self.key, name, fds, flags)))
            .await
    }
}
