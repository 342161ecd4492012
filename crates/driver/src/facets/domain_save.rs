//! A domain's memory in a file.

use async_trait::async_trait;
use vir_types::{
    DomainCoreDumpFlags, DomainCoreDumpFormat, DomainKey, DomainSaveImageXmlFlags, DomainSaveRestoreFlags,
    Error, NoFlags, Result, TypedParams,
};

/// A domain's memory in a file.
#[async_trait]
pub trait DomainSave: Send + Sync {
    /// Stops a guest and writes its memory to a file of the host.
    ///
    /// C API: `virDomainSave`. Since: 0.0.3.
    async fn domain_save(&self, dom: &DomainKey, to: &str) -> Result<()> {
        self.domain_save_flags(dom, to, None, DomainSaveRestoreFlags::empty()).await
    }

    /// Like [`domain_save`](Self::domain_save), and stores `dxml` as its XML. `RUNNING` and `PAUSED` say
    /// how it is to be restored, `BYPASS_CACHE` writes around the host's cache.
    ///
    /// C API: `virDomainSaveFlags`. Since: 0.9.4.
    async fn domain_save_flags(
        &self,
        dom: &DomainKey,
        to: &str,
        dxml: Option<&str>,
        flags: DomainSaveRestoreFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Like [`domain_save_flags`](Self::domain_save_flags); file, XML and more are named in `params`.
    ///
    /// C API: `virDomainSaveParams`. Since: 8.4.0.
    async fn domain_save_params(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: DomainSaveRestoreFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Starts the domain that a file of the host holds.
    ///
    /// C API: `virDomainRestore`. Since: 0.0.3.
    async fn domain_restore(&self, from: &str) -> Result<()> {
        self.domain_restore_flags(from, None, DomainSaveRestoreFlags::empty()).await
    }

    /// Like [`domain_restore`](Self::domain_restore), with `dxml` instead of the stored XML; flags as in
    /// [`domain_save_flags`](Self::domain_save_flags), `RESET_NVRAM` starts with fresh firmware variables.
    ///
    /// C API: `virDomainRestoreFlags`. Since: 0.9.4.
    async fn domain_restore_flags(
        &self,
        from: &str,
        dxml: Option<&str>,
        flags: DomainSaveRestoreFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Like [`domain_restore_flags`](Self::domain_restore_flags); file, XML and more are named in `params`.
    ///
    /// C API: `virDomainRestoreParams`. Since: 8.4.0.
    async fn domain_restore_params(&self, params: &TypedParams, flags: DomainSaveRestoreFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// The XML in such a file. `SECURE` includes secrets.
    ///
    /// C API: `virDomainSaveImageGetXMLDesc`. Since: 0.9.4.
    async fn domain_save_image_get_xml_desc(
        &self,
        file: &str,
        flags: DomainSaveImageXmlFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Changes the XML in such a file, and with `RUNNING` or `PAUSED` how it is to be restored.
    ///
    /// C API: `virDomainSaveImageDefineXML`. Since: 0.9.4.
    async fn domain_save_image_define_xml(
        &self,
        file: &str,
        dxml: &str,
        flags: DomainSaveRestoreFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Stops a guest and keeps its memory; the next start goes on from there.
    ///
    /// C API: `virDomainManagedSave`. Since: 0.8.0.
    async fn domain_managed_save(&self, dom: &DomainKey, flags: DomainSaveRestoreFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Throws the kept memory away.
    ///
    /// C API: `virDomainManagedSaveRemove`. Since: 0.8.0.
    async fn domain_managed_save_remove(&self, dom: &DomainKey, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// The XML that is kept with it. `SECURE` includes secrets.
    ///
    /// C API: `virDomainManagedSaveGetXMLDesc`. Since: 3.7.0.
    async fn domain_managed_save_get_xml_desc(
        &self,
        dom: &DomainKey,
        flags: DomainSaveImageXmlFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Changes the XML that is kept with it, and with `RUNNING` or `PAUSED` how it is to be restored.
    ///
    /// C API: `virDomainManagedSaveDefineXML`. Since: 3.7.0.
    async fn domain_managed_save_define_xml(
        &self,
        dom: &DomainKey,
        dxml: Option<&str>,
        flags: DomainSaveRestoreFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Whether there is such memory.
    ///
    /// C API: `virDomainHasManagedSaveImage`. Since: 0.8.0.
    async fn domain_has_managed_save_image(&self, dom: &DomainKey, flags: NoFlags) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Writes a guest's memory to a file of the host, for a debugger.
    ///
    /// C API: `virDomainCoreDump`. Since: 0.1.9.
    async fn domain_core_dump(&self, dom: &DomainKey, to: &str, flags: DomainCoreDumpFlags) -> Result<()> {
        self.domain_core_dump_with_format(dom, to, DomainCoreDumpFormat::RAW, flags).await
    }

    /// Like [`domain_core_dump`](Self::domain_core_dump) in another format. `CRASH` kills the guest then,
    /// `LIVE` lets it run meanwhile, `RESET` resets it then, `MEMORY_ONLY` leaves out devices,
    /// `BYPASS_CACHE` writes around the host's cache.
    ///
    /// C API: `virDomainCoreDumpWithFormat`. Since: 1.2.3.
    async fn domain_core_dump_with_format(
        &self,
        dom: &DomainKey,
        to: &str,
        dumpformat: DomainCoreDumpFormat,
        flags: DomainCoreDumpFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
