//! How a domain stands.

use async_trait::async_trait;
use vir_types::{
    DomainKey, DomainMessageType, DomainXmlFlags, Error, NoFlags, Result,
    info::{DomainControlInfo, DomainInfo, DomainStartTime, DomainStateInfo},
};

/// How a domain stands.
#[async_trait]
pub trait DomainStatus: Send + Sync {
    /// Its state, memory, virtual CPUs and used CPU time at once.
    ///
    /// C API: `virDomainGetInfo`. Since: 0.0.3.
    async fn domain_get_info(&self, dom: &DomainKey) -> Result<DomainInfo> {
        Err(Error::unsupported())
    }

    /// Whether it runs, and why.
    ///
    /// C API: `virDomainGetState`. Since: 0.9.2.
    async fn domain_get_state(&self, dom: &DomainKey, flags: NoFlags) -> Result<DomainStateInfo> {
        Err(Error::unsupported())
    }

    /// Whether its hypervisor answers or is busy, and for how long.
    ///
    /// C API: `virDomainGetControlInfo`. Since: 0.9.3.
    async fn domain_get_control_info(&self, dom: &DomainKey, flags: NoFlags) -> Result<DomainControlInfo> {
        Err(Error::unsupported())
    }

    /// Its XML: as it runs, or as it is defined. `INACTIVE` is the definition in any case, `SECURE`
    /// includes secrets, `UPDATE_CPU` writes out what the CPU means on this host, `MIGRATABLE` keeps to
    /// what older hosts read.
    ///
    /// C API: `virDomainGetXMLDesc`. Since: 0.0.3.
    async fn domain_get_xml_desc(&self, dom: &DomainKey, flags: DomainXmlFlags) -> Result<String> {
        Err(Error::unsupported())
    }

    /// What kind of guest it is: `hvm`, `linux`, `exe` …
    ///
    /// C API: `virDomainGetOSType`. Since: 0.0.3.
    async fn domain_get_os_type(&self, dom: &DomainKey) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Whether it runs or is paused.
    ///
    /// C API: `virDomainIsActive`. Since: 0.7.3.
    async fn domain_is_active(&self, dom: &DomainKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Whether it is defined, and so outlives its stop.
    ///
    /// C API: `virDomainIsPersistent`. Since: 0.7.3.
    async fn domain_is_persistent(&self, dom: &DomainKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Whether it was changed since it started; only some hypervisors notice.
    ///
    /// C API: `virDomainIsUpdated`. Since: 0.8.6.
    async fn domain_is_updated(&self, dom: &DomainKey) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Warnings about it, such as a use of something deprecated; of all kinds without a flag.
    ///
    /// C API: `virDomainGetMessages`. Since: 7.1.0.
    async fn domain_get_messages(&self, dom: &DomainKey, flags: DomainMessageType) -> Result<Vec<String>> {
        Err(Error::unsupported())
    }

    /// The domain XML for a configuration in the hypervisor's own format.
    ///
    /// C API: `virConnectDomainXMLFromNative`. Since: 0.6.4.
    async fn connect_domain_xml_from_native(
        &self,
        native_format: &str,
        native_config: &str,
        flags: NoFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// The hypervisor's own configuration, or command line, for a domain XML. Nothing is started.
    ///
    /// C API: `virConnectDomainXMLToNative`. Since: 0.6.4.
    async fn connect_domain_xml_to_native(
        &self,
        native_format: &str,
        domain_xml: &str,
        flags: NoFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// When a running domain was started, and for how long it has been running since.
    ///
    /// C API: `virshdDomainGetStartTime`. Since: 0.1.0.
    async fn virshd_domain_get_start_time(&self, dom: &DomainKey) -> Result<DomainStartTime> {
        Err(Error::unsupported())
    }
}
