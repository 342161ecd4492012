//! The connection itself: what is at its other end and what that can do.

use async_trait::async_trait;
use vir_types::{
    ConnectGetDomainCapabilitiesFlags, Error, NoFlags, Result, TypedParams, feature::Feature,
    params::DomainCapabilitiesParams,
};

use crate::{EventStream, SubscriptionId};

/// The connection itself: what is at its other end and what that can do.
#[async_trait]
pub trait Connection: Send + Sync {
    /// Says goodbye. What the connection registered or holds is given back; dropping the driver does the
    /// same.
    ///
    /// C API: `virConnectClose`. Since: 0.0.3.
    async fn connect_close(&self) -> Result<()> {
        Ok(())
    }

    /// The hypervisor's name as programs compare it, such as `QEMU` or `Test`.
    ///
    /// C API: `virConnectGetType`. Since: 0.0.3.
    async fn connect_get_type(&self) -> Result<String> {
        Err(Error::unsupported())
    }

    /// The hypervisor's version: major × 1,000,000 + minor × 1,000 + release; 0 if it has none.
    ///
    /// C API: `virConnectGetVersion`. Since: 0.0.3.
    async fn connect_get_version(&self) -> Result<u64> {
        Err(Error::unsupported())
    }

    /// The interface level of the other end, counted as in
    /// [`connect_get_version`](Self::connect_get_version).
    ///
    /// C API: `virConnectGetLibVersion`. Since: 0.7.3.
    async fn connect_get_lib_version(&self) -> Result<u64> {
        Err(Error::unsupported())
    }

    /// The name of the host on which the hypervisor runs.
    ///
    /// C API: `virConnectGetHostname`. Since: 0.3.0.
    async fn connect_get_hostname(&self) -> Result<String> {
        Err(Error::unsupported())
    }

    /// The URI that leads to the same hypervisor from the host where it runs.
    ///
    /// C API: `virConnectGetURI`. Since: 0.3.0.
    async fn connect_get_uri(&self) -> Result<String> {
        Err(Error::unsupported())
    }

    /// The most virtual CPUs that a domain of this kind (`kvm`, `qemu` …) can have; `None` is the usual
    /// kind.
    ///
    /// C API: `virConnectGetMaxVcpus`. Since: 0.2.1.
    async fn connect_get_max_vcpus(&self, kind: Option<&str>) -> Result<u32> {
        Err(Error::unsupported())
    }

    /// The host's SMBIOS tables as XML.
    ///
    /// C API: `virConnectGetSysinfo`. Since: 0.8.8.
    async fn connect_get_sysinfo(&self, flags: NoFlags) -> Result<String> {
        Err(Error::unsupported())
    }

    /// What host and hypervisor can do, as XML.
    ///
    /// C API: `virConnectGetCapabilities`. Since: 0.2.1.
    async fn connect_get_capabilities(&self) -> Result<String> {
        Err(Error::unsupported())
    }

    /// What a domain can be given with this emulator, architecture, machine and kind, as XML.
    /// `DISABLE_DEPRECATED_FEATURES` leaves out CPU features that the hypervisor discourages.
    ///
    /// C API: `virConnectGetDomainCapabilities`. Since: 1.2.7.
    async fn connect_get_domain_capabilities(
        &self,
        params: &DomainCapabilitiesParams,
        flags: ConnectGetDomainCapabilitiesFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Whether the connection still works. Asks nobody: it is what is known already.
    ///
    /// C API: `virConnectIsAlive`. Since: 0.9.8.
    async fn connect_is_alive(&self) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Whether what travels on the connection is encrypted.
    ///
    /// C API: `virConnectIsEncrypted`. Since: 0.7.3.
    async fn connect_is_encrypted(&self) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Whether nobody can listen: it is encrypted or does not leave the host.
    ///
    /// C API: `virConnectIsSecure`. Since: 0.7.3.
    async fn connect_is_secure(&self) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Whether the other end has a feature that drivers rely on between each other.
    ///
    /// C API: none, used between drivers. Since: 0.3.2.
    async fn connect_supports_feature(&self, feature: Feature) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Makes the connection act for somebody else, whom `params` describes; only a trusted caller may.
    ///
    /// # Errors
    /// `AuthFailed`, `AccessDenied`: the caller may not speak for others.
    ///
    /// C API: `virConnectSetIdentity`. Since: 5.8.0.
    async fn connect_set_identity(&self, params: &TypedParams, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Asks the other end for a sign of life after `interval_s` idle **seconds** and gives up after `count`
    /// that stay unanswered; 0 or less stops asking. The answer tells whether the other end takes part.
    ///
    /// C API: `virConnectSetKeepAlive`. Since: 0.9.8.
    async fn connect_set_keep_alive(&self, interval_s: i32, count: u32) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Tells when the connection breaks: one [`EventPayload::Closed`](crate::EventPayload::Closed).
    ///
    /// C API: `virConnectRegisterCloseCallback`. Since: 0.10.0.
    async fn connect_register_close_callback(&self) -> Result<EventStream> {
        Err(Error::unsupported())
    }

    /// Ends that subscription. Dropping the stream does the same.
    ///
    /// C API: `virConnectUnregisterCloseCallback`. Since: 0.10.0.
    async fn connect_unregister_close_callback(&self, id: SubscriptionId) -> Result<()> {
        Ok(())
    }
}
