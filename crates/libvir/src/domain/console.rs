//! A domain's console, screen and keyboard.

use std::os::fd::OwnedFd;

use vir_types::{
    DomainChannelFlags, DomainConsoleFlags, DomainGraphicsReloadType, DomainOpenGraphicsFlags, KeycodeSet,
    NoFlags, Result,
};

use super::Domain;
use crate::api::Api;
use crate::{Screenshot, Stream};

const OPEN_CONSOLE: Api = Api::write("virDomainOpenConsole", "0.8.6");
const OPEN_CHANNEL: Api = Api::write("virDomainOpenChannel", "1.0.2");
const SCREENSHOT: Api = Api::write("virDomainScreenshot", "0.9.2");
const SEND_KEY: Api = Api::write("virDomainSendKey", "0.9.3");
const INJECT_NMI: Api = Api::write("virDomainInjectNMI", "0.9.2");
const OPEN_GRAPHICS: Api = Api::write("virDomainOpenGraphics", "0.9.7");
const OPEN_GRAPHICS_FD: Api = Api::write("virDomainOpenGraphicsFD", "1.2.8");
const GRAPHICS_RELOAD: Api = Api::write("virDomainGraphicsReload", "10.2.0");

impl Domain {
    /// A serial or virtual console, both directions; the first if `dev_name` is `None`. `FORCE` throws
    /// others out, `SAFE` makes sure that there are no others.
    ///
    /// C API: `virDomainOpenConsole`. Since: 0.8.6.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn open_console(&self, dev_name: Option<&str>, flags: DomainConsoleFlags) -> Result<Stream> {
        Ok(Stream::new(
            self.conn
                .call(&OPEN_CONSOLE, |drv| Ok(drv.console()?.domain_open_console(&self.key, dev_name, flags)))
                .await?,
        ))
    }

    /// A channel to the guest, both directions, by alias or target name; the first if `name` is `None`.
    /// `FORCE` throws others out.
    ///
    /// C API: `virDomainOpenChannel`. Since: 1.0.2.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn open_channel(&self, name: Option<&str>, flags: DomainChannelFlags) -> Result<Stream> {
        Ok(Stream::new(
            self.conn
                .call(&OPEN_CHANNEL, |drv| Ok(drv.console()?.domain_open_channel(&self.key, name, flags)))
                .await?,
        ))
    }

    /// A picture of one of the guest's screens, counted from 0.
    ///
    /// C API: `virDomainScreenshot`. Since: 0.9.2.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn screenshot(&self, screen: u32, flags: NoFlags) -> Result<Screenshot> {
        Ok(Screenshot::new(
            self.conn
                .call(&SCREENSHOT, |drv| Ok(drv.console()?.domain_screenshot(&self.key, screen, flags)))
                .await?,
        ))
    }

    /// Presses these keys together, holds them for that many **milliseconds** and lets go. At most 16.
    ///
    /// C API: `virDomainSendKey`. Since: 0.9.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn send_key(
        &self,
        codeset: KeycodeSet,
        holdtime_ms: u32,
        keycodes: &[u32],
        flags: NoFlags,
    ) -> Result<()> {
        self.conn
            .call(&SEND_KEY, |drv| {
                Ok(drv.console()?.domain_send_key(&self.key, codeset, holdtime_ms, keycodes, flags))
            })
            .await
    }

    /// Sends the guest a non-maskable interrupt.
    ///
    /// C API: `virDomainInjectNMI`. Since: 0.9.2.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn inject_nmi(&self, flags: NoFlags) -> Result<()> {
        self.conn.call(&INJECT_NMI, |drv| Ok(drv.console()?.domain_inject_nmi(&self.key, flags))).await
    }

    /// Connects a socket to one of the guest's displays. `SKIPAUTH` spares its login.
    ///
    /// C API: `virDomainOpenGraphics`. Since: 0.9.7.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn open_graphics(&self, idx: u32, fd: OwnedFd, flags: DomainOpenGraphicsFlags) -> Result<()> {
        self.conn
            .call(&OPEN_GRAPHICS, |drv| Ok(drv.console()?.domain_open_graphics(&self.key, idx, fd, flags)))
            .await
    }

    /// A socket that is connected to one of the guest's displays. `SKIPAUTH` spares its login.
    ///
    /// C API: `virDomainOpenGraphicsFD`. Since: 1.2.8.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn open_graphics_fd(&self, idx: u32, flags: DomainOpenGraphicsFlags) -> Result<OwnedFd> {
        self.conn
            .call(&OPEN_GRAPHICS_FD, |drv| Ok(drv.console()?.domain_open_graphics_fd(&self.key, idx, flags)))
            .await
    }

    /// Makes a display read its certificates again.
    ///
    /// C API: `virDomainGraphicsReload`. Since: 10.2.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn graphics_reload(&self, kind: DomainGraphicsReloadType, flags: NoFlags) -> Result<()> {
        self.conn
            .call(&GRAPHICS_RELOAD, |drv| Ok(drv.console()?.domain_graphics_reload(&self.key, kind, flags)))
            .await
    }
}
