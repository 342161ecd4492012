//! How a domain stands.

use vir_types::info::{DomainControlInfo, DomainInfo, DomainStartTime, DomainStateInfo};
use vir_types::{DomainMessageType, DomainXmlFlags, NoFlags, Result};

use super::Domain;
use crate::api::Api;

const GET_INFO: Api = Api::read("virDomainGetInfo", "0.0.3");
const GET_STATE: Api = Api::read("virDomainGetState", "0.9.2");
/// What these flags show is not for everybody.
const GET_XML_DESC: Api = Api::read("virDomainGetXMLDesc", "0.0.3")
    .write_if(DomainXmlFlags::SECURE.bits() | DomainXmlFlags::MIGRATABLE.bits());
const GET_OS_TYPE: Api = Api::read("virDomainGetOSType", "0.0.3");
const IS_ACTIVE: Api = Api::read("virDomainIsActive", "0.7.3");
const IS_PERSISTENT: Api = Api::read("virDomainIsPersistent", "0.7.3");
const IS_UPDATED: Api = Api::read("virDomainIsUpdated", "0.8.6");
const GET_CONTROL_INFO: Api = Api::read("virDomainGetControlInfo", "0.9.3");
const GET_MESSAGES: Api = Api::read("virDomainGetMessages", "7.1.0");
const VIRSHD_GET_START_TIME: Api = Api::read("virshdDomainGetStartTime", "0.1.0");

impl Domain {
    /// State, memory (KiB), number of virtual CPUs and CPU time used (ns).
    ///
    /// C API: `virDomainGetInfo`. Since: 0.0.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn get_info(&self) -> Result<DomainInfo> {
        self.conn.call(&GET_INFO, |drv| Ok(drv.status()?.domain_get_info(&self.key))).await
    }

    /// The state, and why the domain is in it.
    ///
    /// C API: `virDomainGetState`. Since: 0.9.2.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn get_state(&self, flags: NoFlags) -> Result<DomainStateInfo> {
        self.conn.call(&GET_STATE, |drv| Ok(drv.status()?.domain_get_state(&self.key, flags))).await
    }

    /// The domain as a document: as it runs, or, with `INACTIVE` or when it does not run, as it will
    /// start next. `SECURE` includes passwords, which a read-only connection does not get.
    ///
    /// C API: `virDomainGetXMLDesc`. Since: 0.0.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationDenied`: a flag that a read-only connection may not give.
    pub async fn get_xml_desc(&self, flags: DomainXmlFlags) -> Result<String> {
        self.conn
            .call_with(&GET_XML_DESC, flags.bits(), |drv| {
                Ok(drv.status()?.domain_get_xml_desc(&self.key, flags))
            })
            .await
    }

    /// What the guest's virtualization is: `hvm`, `linux`, `exe` …
    ///
    /// C API: `virDomainGetOSType`. Since: 0.0.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn get_os_type(&self) -> Result<String> {
        self.conn.call(&GET_OS_TYPE, |drv| Ok(drv.status()?.domain_get_os_type(&self.key))).await
    }

    /// Whether it runs, paused or not.
    ///
    /// C API: `virDomainIsActive`. Since: 0.7.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn is_active(&self) -> Result<bool> {
        self.conn.call(&IS_ACTIVE, |drv| Ok(drv.status()?.domain_is_active(&self.key))).await
    }

    /// Whether it has a definition, and so stays when it stops.
    ///
    /// C API: `virDomainIsPersistent`. Since: 0.7.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn is_persistent(&self) -> Result<bool> {
        self.conn.call(&IS_PERSISTENT, |drv| Ok(drv.status()?.domain_is_persistent(&self.key))).await
    }

    /// Whether its definition was changed since it started.
    ///
    /// C API: `virDomainIsUpdated`. Since: 0.8.6.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn is_updated(&self) -> Result<bool> {
        self.conn.call(&IS_UPDATED, |drv| Ok(drv.status()?.domain_is_updated(&self.key))).await
    }

    /// Whether its hypervisor answers or is busy, and for how long.
    ///
    /// C API: `virDomainGetControlInfo`. Since: 0.9.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_control_info(&self, flags: NoFlags) -> Result<DomainControlInfo> {
        self.conn
            .call(&GET_CONTROL_INFO, |drv| Ok(drv.status()?.domain_get_control_info(&self.key, flags)))
            .await
    }

    /// Warnings about it, such as a use of something deprecated; of all kinds without a flag.
    ///
    /// C API: `virDomainGetMessages`. Since: 7.1.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_messages(&self, flags: DomainMessageType) -> Result<Vec<String>> {
        self.conn.call(&GET_MESSAGES, |drv| Ok(drv.status()?.domain_get_messages(&self.key, flags))).await
    }

    /// When a running domain was started, and for how long it has been running since.
    ///
    /// C API: `virshdDomainGetStartTime`. Since: 0.1.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: it does not run. `NoSupport`: the driver, or the peer, has it not.
    pub async fn virshd_get_start_time(&self) -> Result<DomainStartTime> {
        self.conn
            .call(&VIRSHD_GET_START_TIME, |drv| Ok(drv.status()?.virshd_domain_get_start_time(&self.key)))
            .await
    }
}
