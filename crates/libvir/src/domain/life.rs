//! The life of a domain.

use std::os::fd::OwnedFd;

use vir_types::{
    Affect, DomainCreateFlags, DomainDefineFlags, DomainDestroyFlags, DomainLifecycle, DomainLifecycleAction,
    DomainRebootFlags, DomainShutdownFlags, DomainUndefineFlags, NoFlags, Result,
};

use super::Domain;
use crate::Connect;
use crate::api::Api;

const CREATE_XML: Api = Api::write("virDomainCreateXML", "0.5.0");
const DEFINE_XML: Api = Api::write("virDomainDefineXML", "0.1.1");
const DEFINE_XML_FLAGS: Api = Api::write("virDomainDefineXMLFlags", "1.2.12");
const CREATE: Api = Api::write("virDomainCreate", "0.1.1");
const CREATE_WITH_FLAGS: Api = Api::write("virDomainCreateWithFlags", "0.8.2");
const UNDEFINE: Api = Api::write("virDomainUndefine", "0.1.1");
const UNDEFINE_FLAGS: Api = Api::write("virDomainUndefineFlags", "0.9.4");
const DESTROY: Api = Api::write("virDomainDestroy", "0.0.3");
const DESTROY_FLAGS: Api = Api::write("virDomainDestroyFlags", "0.9.4");
const SHUTDOWN: Api = Api::write("virDomainShutdown", "0.0.3");
const SHUTDOWN_FLAGS: Api = Api::write("virDomainShutdownFlags", "0.9.10");
const REBOOT: Api = Api::write("virDomainReboot", "0.1.0");
const RESET: Api = Api::write("virDomainReset", "0.9.7");
const SUSPEND: Api = Api::write("virDomainSuspend", "0.0.3");
const RESUME: Api = Api::write("virDomainResume", "0.0.3");
const CREATE_XML_WITH_FILES: Api = Api::write("virDomainCreateXMLWithFiles", "1.1.1");
const CREATE_WITH_FILES: Api = Api::write("virDomainCreateWithFiles", "1.1.1");
const SET_LIFECYCLE_ACTION: Api = Api::write("virDomainSetLifecycleAction", "3.9.0");

impl Connect {
    /// Starts a domain that is not defined: it is gone when it stops.
    ///
    /// `PAUSED` starts it without letting its CPUs run; `AUTODESTROY` ends it with this connection.
    ///
    /// C API: `virDomainCreateXML`, once `virDomainCreateLinux`. Since: 0.5.0.
    ///
    /// # Errors
    /// `XmlError` and its kin: the document is no domain. `OperationFailed`: it exists under another UUID
    /// or name, or runs already.
    pub async fn domain_create_xml(&self, xml: &str, flags: DomainCreateFlags) -> Result<Domain> {
        let key = self.call(&CREATE_XML, |drv| Ok(drv.lifecycle()?.domain_create_xml(xml, flags))).await?;
        Ok(self.domain(key))
    }

    /// Defines a domain, or changes the definition of the one with the same name and UUID. A running
    /// domain sees the change when it starts next.
    ///
    /// C API: `virDomainDefineXML`. Since: 0.1.1.
    ///
    /// # Errors
    /// As [`Connect::domain_define_xml_flags`].
    pub async fn domain_define_xml(&self, xml: &str) -> Result<Domain> {
        let key = self.call(&DEFINE_XML, |drv| Ok(drv.lifecycle()?.domain_define_xml(xml))).await?;
        Ok(self.domain(key))
    }

    /// The same with flags: `VALIDATE` holds the document against its schema first.
    ///
    /// C API: `virDomainDefineXMLFlags`. Since: 1.2.12.
    ///
    /// # Errors
    /// `XmlError` and its kin: the document is no domain; the text gives line and column.
    /// `OperationFailed`: name and UUID belong to different domains.
    pub async fn domain_define_xml_flags(&self, xml: &str, flags: DomainDefineFlags) -> Result<Domain> {
        let key = self
            .call(&DEFINE_XML_FLAGS, |drv| Ok(drv.lifecycle()?.domain_define_xml_flags(xml, flags)))
            .await?;
        Ok(self.domain(key))
    }

    /// Like `create_xml`, and hands open files to the guest's first process.
    ///
    /// C API: `virDomainCreateXMLWithFiles`. Since: 1.1.1.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn domain_create_xml_with_files(
        &self,
        xml: &str,
        files: Vec<OwnedFd>,
        flags: DomainCreateFlags,
    ) -> Result<Domain> {
        Ok(self.domain(
            self.call(&CREATE_XML_WITH_FILES, |drv| {
                Ok(drv.lifecycle()?.domain_create_xml_with_files(xml, files, flags))
            })
            .await?,
        ))
    }
}

impl Domain {
    /// Starts a defined domain.
    ///
    /// C API: `virDomainCreate`. Since: 0.1.1.
    ///
    /// # Errors
    /// `OperationInvalid`: it runs already.
    pub async fn create(&self) -> Result<()> {
        self.conn.call(&CREATE, |drv| Ok(drv.lifecycle()?.domain_create(&self.key))).await
    }

    /// Starts a defined domain; the handle returned has the number that it runs under.
    ///
    /// C API: `virDomainCreateWithFlags`. Since: 0.8.2.
    ///
    /// # Errors
    /// `OperationInvalid`: it runs already.
    pub async fn create_with_flags(&self, flags: DomainCreateFlags) -> Result<Self> {
        let key = self
            .conn
            .call(&CREATE_WITH_FLAGS, |drv| Ok(drv.lifecycle()?.domain_create_with_flags(&self.key, flags)))
            .await?;
        Ok(self.conn.domain(key))
    }

    /// Forgets the definition. A running domain goes on and is gone when it stops.
    ///
    /// C API: `virDomainUndefine`. Since: 0.1.1.
    ///
    /// # Errors
    /// `OperationInvalid`: it has no definition, or something that would be lost (managed save image,
    /// snapshots, firmware variables).
    pub async fn undefine(&self) -> Result<()> {
        self.conn.call(&UNDEFINE, |drv| Ok(drv.lifecycle()?.domain_undefine(&self.key))).await
    }

    /// The same, with flags for what goes with the definition.
    ///
    /// C API: `virDomainUndefineFlags`. Since: 0.9.4.
    ///
    /// # Errors
    /// `OperationInvalid`: it has no definition, or something would be lost that no flag names.
    pub async fn undefine_flags(&self, flags: DomainUndefineFlags) -> Result<()> {
        self.conn
            .call(&UNDEFINE_FLAGS, |drv| Ok(drv.lifecycle()?.domain_undefine_flags(&self.key, flags)))
            .await
    }

    /// Ends the domain at once, as pulling the plug would.
    ///
    /// C API: `virDomainDestroy`. Since: 0.0.3.
    ///
    /// # Errors
    /// `OperationInvalid`: it does not run.
    pub async fn destroy(&self) -> Result<()> {
        self.conn.call(&DESTROY, |drv| Ok(drv.lifecycle()?.domain_destroy(&self.key))).await
    }

    /// The same; `GRACEFUL` never kills a process that does not end by itself.
    ///
    /// C API: `virDomainDestroyFlags`. Since: 0.9.4.
    ///
    /// # Errors
    /// `OperationInvalid`: it does not run. `OperationFailed`: it did not end gracefully.
    pub async fn destroy_flags(&self, flags: DomainDestroyFlags) -> Result<()> {
        self.conn
            .call(&DESTROY_FLAGS, |drv| Ok(drv.lifecycle()?.domain_destroy_flags(&self.key, flags)))
            .await
    }

    /// Asks the guest to shut down; it may take its time, or refuse.
    ///
    /// C API: `virDomainShutdown`. Since: 0.0.3.
    ///
    /// # Errors
    /// `OperationInvalid`: it does not run.
    pub async fn shutdown(&self) -> Result<()> {
        self.conn.call(&SHUTDOWN, |drv| Ok(drv.lifecycle()?.domain_shutdown(&self.key))).await
    }

    /// The same; the flags choose how the guest is asked, none leaves it to the hypervisor.
    ///
    /// C API: `virDomainShutdownFlags`. Since: 0.9.10.
    ///
    /// # Errors
    /// `OperationInvalid`: it does not run. `ArgumentUnsupported`: the guest cannot be asked that way.
    pub async fn shutdown_flags(&self, flags: DomainShutdownFlags) -> Result<()> {
        self.conn
            .call(&SHUTDOWN_FLAGS, |drv| Ok(drv.lifecycle()?.domain_shutdown_flags(&self.key, flags)))
            .await
    }

    /// Asks the guest to restart.
    ///
    /// C API: `virDomainReboot`. Since: 0.1.0.
    ///
    /// # Errors
    /// `OperationInvalid`: it does not run.
    pub async fn reboot(&self, flags: DomainRebootFlags) -> Result<()> {
        self.conn.call(&REBOOT, |drv| Ok(drv.lifecycle()?.domain_reboot(&self.key, flags))).await
    }

    /// Restarts the machine at once, as its reset button would.
    ///
    /// C API: `virDomainReset`. Since: 0.9.7.
    ///
    /// # Errors
    /// `OperationInvalid`: it does not run.
    pub async fn reset(&self, flags: NoFlags) -> Result<()> {
        self.conn.call(&RESET, |drv| Ok(drv.lifecycle()?.domain_reset(&self.key, flags))).await
    }

    /// Stops the guest's CPUs; memory and devices stay.
    ///
    /// C API: `virDomainSuspend`. Since: 0.0.3.
    ///
    /// # Errors
    /// `OperationInvalid`: it does not run.
    pub async fn suspend(&self) -> Result<()> {
        self.conn.call(&SUSPEND, |drv| Ok(drv.lifecycle()?.domain_suspend(&self.key))).await
    }

    /// Lets the guest's CPUs run again.
    ///
    /// C API: `virDomainResume`. Since: 0.0.3.
    ///
    /// # Errors
    /// `OperationInvalid`: it is not paused.
    pub async fn resume(&self) -> Result<()> {
        self.conn.call(&RESUME, |drv| Ok(drv.lifecycle()?.domain_resume(&self.key))).await
    }

    /// Like [`create_with_flags`](Self::create_with_flags), and hands open files to the guest's first
    /// process.
    ///
    /// C API: `virDomainCreateWithFiles`. Since: 1.1.1.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn create_with_files(&self, files: Vec<OwnedFd>, flags: DomainCreateFlags) -> Result<Domain> {
        Ok(self.conn.domain(
            self.conn
                .call(&CREATE_WITH_FILES, |drv| {
                    Ok(drv.lifecycle()?.domain_create_with_files(&self.key, files, flags))
                })
                .await?,
        ))
    }

    /// Sets what happens when the guest powers off, reboots or crashes.
    ///
    /// C API: `virDomainSetLifecycleAction`. Since: 3.9.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_lifecycle_action(
        &self,
        kind: DomainLifecycle,
        action: DomainLifecycleAction,
        flags: Affect,
    ) -> Result<()> {
        self.conn
            .call(&SET_LIFECYCLE_ACTION, |drv| {
                Ok(drv.lifecycle()?.domain_set_lifecycle_action(&self.key, kind, action, flags))
            })
            .await
    }
}
