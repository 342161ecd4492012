//! The life of a domain: it is defined, starts, pauses, stops, is forgotten.

use std::os::fd::OwnedFd;

use async_trait::async_trait;
use vir_types::{
    Affect, DomainCreateFlags, DomainDefineFlags, DomainDestroyFlags, DomainKey, DomainLifecycle,
    DomainLifecycleAction, DomainRebootFlags, DomainShutdownFlags, DomainUndefineFlags, Error, NoFlags,
    Result,
};

/// The life of a domain: it is defined, starts, pauses, stops, is forgotten.
#[async_trait]
pub trait DomainLife: Send + Sync {
    /// Starts a domain from its XML; unless it is also defined, it is forgotten when it stops. `PAUSED`
    /// leaves its CPUs stopped, `AUTODESTROY` stops it when this connection closes, `VALIDATE` checks the
    /// XML against the schema, `RESET_NVRAM` starts with fresh firmware variables.
    ///
    /// # Errors
    /// `OperationFailed`: the name or UUID belongs to another domain, or it runs already.
    ///
    /// C API: `virDomainCreateXML`. Since: 0.5.0.
    async fn domain_create_xml(&self, xml: &str, flags: DomainCreateFlags) -> Result<DomainKey> {
        Err(Error::unsupported())
    }

    /// Like [`domain_create_xml`](Self::domain_create_xml), and hands open files to the guest's first
    /// process.
    ///
    /// C API: `virDomainCreateXMLWithFiles`. Since: 1.1.1.
    async fn domain_create_xml_with_files(
        &self,
        xml: &str,
        files: Vec<OwnedFd>,
        flags: DomainCreateFlags,
    ) -> Result<DomainKey> {
        Err(Error::unsupported())
    }

    /// Defines a domain, or changes its definition; a running guest keeps what it has until it stops.
    ///
    /// C API: `virDomainDefineXML`. Since: 0.1.1.
    async fn domain_define_xml(&self, xml: &str) -> Result<DomainKey> {
        self.domain_define_xml_flags(xml, DomainDefineFlags::empty()).await
    }

    /// Like [`domain_define_xml`](Self::domain_define_xml); `VALIDATE` checks the XML against the schema.
    ///
    /// # Errors
    /// `OperationFailed`: name and UUID belong to different domains.
    ///
    /// C API: `virDomainDefineXMLFlags`. Since: 1.2.12.
    async fn domain_define_xml_flags(&self, xml: &str, flags: DomainDefineFlags) -> Result<DomainKey> {
        Err(Error::unsupported())
    }

    /// Starts a defined domain.
    ///
    /// C API: `virDomainCreate`. Since: 0.1.1.
    async fn domain_create(&self, dom: &DomainKey) -> Result<()> {
        self.domain_create_with_flags(dom, DomainCreateFlags::empty()).await.map(drop)
    }

    /// Starts a defined domain, from its managed save image if there is one. The key comes back with its
    /// number. `BYPASS_CACHE` reads that image around the host's cache, `FORCE_BOOT` throws it away; the
    /// other flags as in [`domain_create_xml`](Self::domain_create_xml).
    ///
    /// # Errors
    /// `OperationInvalid`: it runs already.
    ///
    /// C API: `virDomainCreateWithFlags`. Since: 0.8.2.
    async fn domain_create_with_flags(&self, dom: &DomainKey, flags: DomainCreateFlags) -> Result<DomainKey> {
        Err(Error::unsupported())
    }

    /// Like [`domain_create_with_flags`](Self::domain_create_with_flags), and hands open files to the
    /// guest's first process.
    ///
    /// C API: `virDomainCreateWithFiles`. Since: 1.1.1.
    async fn domain_create_with_files(
        &self,
        dom: &DomainKey,
        files: Vec<OwnedFd>,
        flags: DomainCreateFlags,
    ) -> Result<DomainKey> {
        Err(Error::unsupported())
    }

    /// Forgets a domain's definition. One that runs goes on and is forgotten when it stops.
    ///
    /// C API: `virDomainUndefine`. Since: 0.1.1.
    async fn domain_undefine(&self, dom: &DomainKey) -> Result<()> {
        self.domain_undefine_flags(dom, DomainUndefineFlags::empty()).await
    }

    /// Like [`domain_undefine`](Self::domain_undefine). The flags say what to do with what hangs on the
    /// definition: managed save image, snapshots, checkpoints, firmware variables, TPM state; what no flag
    /// covers makes the call fail.
    ///
    /// # Errors
    /// `OperationInvalid`: something hangs on it and no flag covers it, or it was never defined.
    ///
    /// C API: `virDomainUndefineFlags`. Since: 0.9.4.
    async fn domain_undefine_flags(&self, dom: &DomainKey, flags: DomainUndefineFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Stops a domain at once, as if its power were cut.
    ///
    /// C API: `virDomainDestroy`. Since: 0.0.3.
    async fn domain_destroy(&self, dom: &DomainKey) -> Result<()> {
        self.domain_destroy_flags(dom, DomainDestroyFlags::empty()).await
    }

    /// Like [`domain_destroy`](Self::domain_destroy). `GRACEFUL` fails rather than killing a process that
    /// does not end; `REMOVE_LOGS` deletes its logs.
    ///
    /// # Errors
    /// `OperationInvalid`: it does not run.
    ///
    /// C API: `virDomainDestroyFlags`. Since: 0.9.4.
    async fn domain_destroy_flags(&self, dom: &DomainKey, flags: DomainDestroyFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Asks the guest to shut down; it may take its time or not listen.
    ///
    /// C API: `virDomainShutdown`. Since: 0.0.3.
    async fn domain_shutdown(&self, dom: &DomainKey) -> Result<()> {
        self.domain_shutdown_flags(dom, DomainShutdownFlags::empty()).await
    }

    /// Like [`domain_shutdown`](Self::domain_shutdown); the flags say by which ways it may be asked.
    ///
    /// C API: `virDomainShutdownFlags`. Since: 0.9.10.
    async fn domain_shutdown_flags(&self, dom: &DomainKey, flags: DomainShutdownFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Asks the guest to reboot; the flags say by which ways it may be asked.
    ///
    /// C API: `virDomainReboot`. Since: 0.1.0.
    async fn domain_reboot(&self, dom: &DomainKey, flags: DomainRebootFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Restarts the guest at once, as with the reset button.
    ///
    /// C API: `virDomainReset`. Since: 0.9.7.
    async fn domain_reset(&self, dom: &DomainKey, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Stops a running guest's CPUs; its memory stays.
    ///
    /// # Errors
    /// `OperationInvalid`: it does not run.
    ///
    /// C API: `virDomainSuspend`. Since: 0.0.3.
    async fn domain_suspend(&self, dom: &DomainKey) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Lets a paused guest go on.
    ///
    /// # Errors
    /// `OperationInvalid`: it does not run.
    ///
    /// C API: `virDomainResume`. Since: 0.0.3.
    async fn domain_resume(&self, dom: &DomainKey) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Sets what happens when the guest powers off, reboots or crashes.
    ///
    /// C API: `virDomainSetLifecycleAction`. Since: 3.9.0.
    async fn domain_set_lifecycle_action(
        &self,
        dom: &DomainKey,
        kind: DomainLifecycle,
        action: DomainLifecycleAction,
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
