//! What a person at the machine would have: console, screen, keyboard.

use std::os::fd::OwnedFd;

use async_trait::async_trait;
use vir_types::{
    DomainChannelFlags, DomainConsoleFlags, DomainGraphicsReloadType, DomainKey, DomainOpenGraphicsFlags,
    Error, KeycodeSet, NoFlags, Result,
};

use crate::{Screenshot, Stream};

/// What a person at the machine would have: console, screen, keyboard.
#[async_trait]
pub trait DomainConsole: Send + Sync {
    /// A serial or virtual console, both directions; the first if `dev_name` is `None`. `FORCE` throws
    /// others out, `SAFE` makes sure that there are no others.
    ///
    /// C API: `virDomainOpenConsole`. Since: 0.8.6.
    async fn domain_open_console(
        &self,
        dom: &DomainKey,
        dev_name: Option<&str>,
        flags: DomainConsoleFlags,
    ) -> Result<Stream> {
        Err(Error::unsupported())
    }

    /// A channel to the guest, both directions, by alias or target name; the first if `name` is `None`.
    /// `FORCE` throws others out.
    ///
    /// C API: `virDomainOpenChannel`. Since: 1.0.2.
    async fn domain_open_channel(
        &self,
        dom: &DomainKey,
        name: Option<&str>,
        flags: DomainChannelFlags,
    ) -> Result<Stream> {
        Err(Error::unsupported())
    }

    /// Connects a socket to one of the guest's displays. `SKIPAUTH` spares its login.
    ///
    /// C API: `virDomainOpenGraphics`. Since: 0.9.7.
    async fn domain_open_graphics(
        &self,
        dom: &DomainKey,
        idx: u32,
        fd: OwnedFd,
        flags: DomainOpenGraphicsFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// A socket that is connected to one of the guest's displays. `SKIPAUTH` spares its login.
    ///
    /// C API: `virDomainOpenGraphicsFD`. Since: 1.2.8.
    async fn domain_open_graphics_fd(
        &self,
        dom: &DomainKey,
        idx: u32,
        flags: DomainOpenGraphicsFlags,
    ) -> Result<OwnedFd> {
        Err(Error::unsupported())
    }

    /// Makes a display read its certificates again.
    ///
    /// C API: `virDomainGraphicsReload`. Since: 10.2.0.
    async fn domain_graphics_reload(
        &self,
        dom: &DomainKey,
        kind: DomainGraphicsReloadType,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// A picture of one of the guest's screens, counted from 0.
    ///
    /// C API: `virDomainScreenshot`. Since: 0.9.2.
    async fn domain_screenshot(&self, dom: &DomainKey, screen: u32, flags: NoFlags) -> Result<Screenshot> {
        Err(Error::unsupported())
    }

    /// Presses these keys together, holds them for that many **milliseconds** and lets go. At most 16.
    ///
    /// C API: `virDomainSendKey`. Since: 0.9.3.
    async fn domain_send_key(
        &self,
        dom: &DomainKey,
        codeset: KeycodeSet,
        holdtime_ms: u32,
        keycodes: &[u32],
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Sends the guest a non-maskable interrupt.
    ///
    /// C API: `virDomainInjectNMI`. Since: 0.9.2.
    async fn domain_inject_nmi(&self, dom: &DomainKey, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }
}
