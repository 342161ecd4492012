//! A domain's memory in a file.

use vir_types::{
    DomainCoreDumpFlags, DomainCoreDumpFormat, DomainSaveImageXmlFlags, DomainSaveRestoreFlags, NoFlags,
    Result, TypedParams,
};

use super::Domain;
use crate::Connect;
use crate::api::Api;

const HAS_MANAGED_SAVE_IMAGE: Api = Api::read("virDomainHasManagedSaveImage", "0.8.0");
const SAVE: Api = Api::write("virDomainSave", "0.0.3");
const SAVE_FLAGS: Api = Api::write("virDomainSaveFlags", "0.9.4");
const SAVE_PARAMS: Api = Api::write("virDomainSaveParams", "8.4.0");
const RESTORE: Api = Api::write("virDomainRestore", "0.0.3");
const RESTORE_FLAGS: Api = Api::write("virDomainRestoreFlags", "0.9.4");
const RESTORE_PARAMS: Api = Api::write("virDomainRestoreParams", "8.4.0");
const SAVE_IMAGE_GET_XML_DESC: Api = Api::write("virDomainSaveImageGetXMLDesc", "0.9.4");
const SAVE_IMAGE_DEFINE_XML: Api = Api::write("virDomainSaveImageDefineXML", "0.9.4");
const MANAGED_SAVE: Api = Api::write("virDomainManagedSave", "0.8.0");
const MANAGED_SAVE_REMOVE: Api = Api::write("virDomainManagedSaveRemove", "0.8.0");
const MANAGED_SAVE_GET_XML_DESC: Api =
    Api::read("virDomainManagedSaveGetXMLDesc", "3.7.0").write_if(DomainSaveImageXmlFlags::SECURE.bits());
const MANAGED_SAVE_DEFINE_XML: Api = Api::write("virDomainManagedSaveDefineXML", "3.7.0");
const CORE_DUMP: Api = Api::write("virDomainCoreDump", "0.1.9");
const CORE_DUMP_WITH_FORMAT: Api = Api::write("virDomainCoreDumpWithFormat", "1.2.3");

impl Domain {
    /// Whether the hypervisor keeps an image of the domain's memory from which it will start next.
    ///
    /// C API: `virDomainHasManagedSaveImage`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn has_managed_save_image(&self, flags: NoFlags) -> Result<bool> {
        self.conn
            .call(&HAS_MANAGED_SAVE_IMAGE, |drv| {
                Ok(drv.save()?.domain_has_managed_save_image(&self.key, flags))
            })
            .await
    }

    /// Stops a guest and writes its memory to a file of the host.
    ///
    /// C API: `virDomainSave`. Since: 0.0.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn save(&self, to: &str) -> Result<()> {
        self.conn.call(&SAVE, |drv| Ok(drv.save()?.domain_save(&self.key, to))).await
    }

    /// Like [`save`](Self::save), and stores `dxml` as its XML. `RUNNING` and `PAUSED` say how it is to be
    /// restored, `BYPASS_CACHE` writes around the host's cache.
    ///
    /// C API: `virDomainSaveFlags`. Since: 0.9.4.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn save_flags(
        &self,
        to: &str,
        dxml: Option<&str>,
        flags: DomainSaveRestoreFlags,
    ) -> Result<()> {
        self.conn.call(&SAVE_FLAGS, |drv| Ok(drv.save()?.domain_save_flags(&self.key, to, dxml, flags))).await
    }

    /// Like [`save_flags`](Self::save_flags); file, XML and more are named in `params`.
    ///
    /// C API: `virDomainSaveParams`. Since: 8.4.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn save_params(&self, params: &TypedParams, flags: DomainSaveRestoreFlags) -> Result<()> {
        self.conn.call(&SAVE_PARAMS, |drv| Ok(drv.save()?.domain_save_params(&self.key, params, flags))).await
    }

    /// Stops a guest and keeps its memory; the next start goes on from there.
    ///
    /// C API: `virDomainManagedSave`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn managed_save(&self, flags: DomainSaveRestoreFlags) -> Result<()> {
        self.conn.call(&MANAGED_SAVE, |drv| Ok(drv.save()?.domain_managed_save(&self.key, flags))).await
    }

    /// Throws the kept memory away.
    ///
    /// C API: `virDomainManagedSaveRemove`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn managed_save_remove(&self, flags: NoFlags) -> Result<()> {
        self.conn
            .call(&MANAGED_SAVE_REMOVE, |drv| Ok(drv.save()?.domain_managed_save_remove(&self.key, flags)))
            .await
    }

    /// The XML that is kept with it. `SECURE` includes secrets.
    ///
    /// C API: `virDomainManagedSaveGetXMLDesc`. Since: 3.7.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationDenied`: secrets are wanted and the connection is read-only.
    /// `NoSupport`: the driver cannot tell.
    pub async fn managed_save_get_xml_desc(&self, flags: DomainSaveImageXmlFlags) -> Result<String> {
        self.conn
            .call_with(&MANAGED_SAVE_GET_XML_DESC, flags.bits(), |drv| {
                Ok(drv.save()?.domain_managed_save_get_xml_desc(&self.key, flags))
            })
            .await
    }

    /// Changes the XML that is kept with it, and with `RUNNING` or `PAUSED` how it is to be restored.
    ///
    /// C API: `virDomainManagedSaveDefineXML`. Since: 3.7.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn managed_save_define_xml(
        &self,
        dxml: Option<&str>,
        flags: DomainSaveRestoreFlags,
    ) -> Result<()> {
        self.conn
            .call(&MANAGED_SAVE_DEFINE_XML, |drv| {
                Ok(drv.save()?.domain_managed_save_define_xml(&self.key, dxml, flags))
            })
            .await
    }

    /// Writes a guest's memory to a file of the host, for a debugger.
    ///
    /// C API: `virDomainCoreDump`. Since: 0.1.9.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn core_dump(&self, to: &str, flags: DomainCoreDumpFlags) -> Result<()> {
        self.conn.call(&CORE_DUMP, |drv| Ok(drv.save()?.domain_core_dump(&self.key, to, flags))).await
    }

    /// Like [`core_dump`](Self::core_dump) in another format. `CRASH` kills the guest then, `LIVE` lets it
    /// run meanwhile, `RESET` resets it then, `MEMORY_ONLY` leaves out devices, `BYPASS_CACHE` writes
    /// around the host's cache.
    ///
    /// C API: `virDomainCoreDumpWithFormat`. Since: 1.2.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn core_dump_with_format(
        &self,
        to: &str,
        dumpformat: DomainCoreDumpFormat,
        flags: DomainCoreDumpFlags,
    ) -> Result<()> {
        self.conn
            .call(&CORE_DUMP_WITH_FORMAT, |drv| {
                Ok(drv.save()?.domain_core_dump_with_format(&self.key, to, dumpformat, flags))
            })
            .await
    }
}

impl Connect {
    /// Starts the domain that a file of the host holds.
    ///
    /// C API: `virDomainRestore`. Since: 0.0.3.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn domain_restore(&self, from: &str) -> Result<()> {
        self.call(&RESTORE, |drv| Ok(drv.save()?.domain_restore(from))).await
    }

    /// Like `restore`, with `dxml` instead of the stored XML; flags as in `save_flags`, `RESET_NVRAM`
    /// starts with fresh firmware variables.
    ///
    /// C API: `virDomainRestoreFlags`. Since: 0.9.4.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn domain_restore_flags(
        &self,
        from: &str,
        dxml: Option<&str>,
        flags: DomainSaveRestoreFlags,
    ) -> Result<()> {
        self.call(&RESTORE_FLAGS, |drv| Ok(drv.save()?.domain_restore_flags(from, dxml, flags))).await
    }

    /// Like `restore_flags`; file, XML and more are named in `params`.
    ///
    /// C API: `virDomainRestoreParams`. Since: 8.4.0.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn domain_restore_params(
        &self,
        params: &TypedParams,
        flags: DomainSaveRestoreFlags,
    ) -> Result<()> {
        self.call(&RESTORE_PARAMS, |drv| Ok(drv.save()?.domain_restore_params(params, flags))).await
    }

    /// The XML in such a file. `SECURE` includes secrets.
    ///
    /// C API: `virDomainSaveImageGetXMLDesc`. Since: 0.9.4.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn domain_save_image_get_xml_desc(
        &self,
        file: &str,
        flags: DomainSaveImageXmlFlags,
    ) -> Result<String> {
        self.call(&SAVE_IMAGE_GET_XML_DESC, |drv| Ok(drv.save()?.domain_save_image_get_xml_desc(file, flags)))
            .await
    }

    /// Changes the XML in such a file, and with `RUNNING` or `PAUSED` how it is to be restored.
    ///
    /// C API: `virDomainSaveImageDefineXML`. Since: 0.9.4.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn domain_save_image_define_xml(
        &self,
        file: &str,
        dxml: &str,
        flags: DomainSaveRestoreFlags,
    ) -> Result<()> {
        self.call(&SAVE_IMAGE_DEFINE_XML, |drv| {
            Ok(drv.save()?.domain_save_image_define_xml(file, dxml, flags))
        })
        .await
    }
}
