//! Network interfaces of the host.

use vir_types::{InterfaceDefineFlags, InterfaceKey, InterfaceXmlFlags, NoFlags, Result};

use crate::Connect;
use crate::api::Api;

const UNDEFINE: Api = Api::write("virInterfaceUndefine", "0.6.4");
const CREATE: Api = Api::write("virInterfaceCreate", "0.6.4");
const DESTROY: Api = Api::write("virInterfaceDestroy", "0.6.4");
const INTERFACE_DEFINE_XML: Api = Api::write("virInterfaceDefineXML", "0.6.4");
const INTERFACE_CHANGE_BEGIN: Api = Api::write("virInterfaceChangeBegin", "0.9.2");
const INTERFACE_CHANGE_COMMIT: Api = Api::write("virInterfaceChangeCommit", "0.9.2");
const INTERFACE_CHANGE_ROLLBACK: Api = Api::write("virInterfaceChangeRollback", "0.9.2");
const GET_XML_DESC: Api = Api::read("virInterfaceGetXMLDesc", "0.6.4");
const IS_ACTIVE: Api = Api::read("virInterfaceIsActive", "0.7.3");

/// A network interface of the host. A light handle; making or cloning one asks nobody.
///
/// C API: `virInterfacePtr`. Since: 0.6.4.
#[derive(Debug, Clone)]
pub struct Interface {
    conn: Connect,
    pub(crate) key: InterfaceKey,
}

impl Interface {
    pub(crate) fn new(conn: Connect, key: InterfaceKey) -> Self {
        Self { conn, key }
    }

    /// The connection that it was found on. C API: `virInterfaceGetConnect`. Since: 0.6.4.
    #[must_use]
    pub fn connect(&self) -> &Connect {
        &self.conn
    }

    /// What names it.
    #[must_use]
    pub fn key(&self) -> &InterfaceKey {
        &self.key
    }

    /// Its name. C API: `virInterfaceGetName`. Since: 0.6.4.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.key.name
    }

    /// Its MAC address, or an empty text. C API: `virInterfaceGetMACString`. Since: 0.6.4.
    #[must_use]
    pub fn mac(&self) -> &str {
        &self.key.mac
    }

    /// The interface as a document. C API: `virInterfaceGetXMLDesc`. Since: 0.6.4.
    ///
    /// # Errors
    /// `NoInterface`: it is gone.
    pub async fn get_xml_desc(&self, flags: InterfaceXmlFlags) -> Result<String> {
        self.conn
            .call(&GET_XML_DESC, |drv| Ok(drv.interfaces()?.interface_get_xml_desc(&self.key, flags)))
            .await
    }

    /// Whether it is up. C API: `virInterfaceIsActive`. Since: 0.7.3.
    ///
    /// # Errors
    /// `NoInterface`: it is gone.
    pub async fn is_active(&self) -> Result<bool> {
        self.conn.call(&IS_ACTIVE, |drv| Ok(drv.interfaces()?.interface_is_active(&self.key))).await
    }

    /// Forgets the interface's definition.
    ///
    /// C API: `virInterfaceUndefine`. Since: 0.6.4.
    ///
    /// # Errors
    /// `NoInterface`: it is gone. `OperationDenied`: the connection is read-only.
    pub async fn undefine(&self) -> Result<()> {
        self.conn.call(&UNDEFINE, |drv| Ok(drv.interfaces()?.interface_undefine(&self.key))).await
    }

    /// Brings the interface up.
    ///
    /// C API: `virInterfaceCreate`. Since: 0.6.4.
    ///
    /// # Errors
    /// `NoInterface`: it is gone. `OperationInvalid`: it is up already. `OperationDenied`: the connection is
    /// read-only.
    pub async fn create(&self, flags: NoFlags) -> Result<()> {
        self.conn.call(&CREATE, |drv| Ok(drv.interfaces()?.interface_create(&self.key, flags))).await
    }

    /// Takes the interface down; who uses it is cut off.
    ///
    /// C API: `virInterfaceDestroy`. Since: 0.6.4.
    ///
    /// # Errors
    /// `NoInterface`: it is gone. `OperationInvalid`: it is not up. `OperationDenied`: the connection is read-only.
    pub async fn destroy(&self, flags: NoFlags) -> Result<()> {
        self.conn.call(&DESTROY, |drv| Ok(drv.interfaces()?.interface_destroy(&self.key, flags))).await
    }
}

impl Connect {
    /// Defines an interface, or gives one that is defined another definition, which counts when it comes up the
    /// next time. `VALIDATE` checks the document against its schema.
    ///
    /// C API: `virInterfaceDefineXML`. Since: 0.6.4.
    ///
    /// # Errors
    /// `XmlError` …: the document is wrong. `OperationDenied`: the connection is read-only.
    pub async fn interface_define_xml(&self, xml: &str, flags: InterfaceDefineFlags) -> Result<Interface> {
        let key = self
            .call(&INTERFACE_DEFINE_XML, |drv| Ok(drv.interfaces()?.interface_define_xml(xml, flags)))
            .await?;
        Ok(self.interface(key))
    }

    /// Remembers how the host's interfaces are defined, so that changes can be taken back: by
    /// [`interface_change_rollback`](Self::interface_change_rollback), or by the next start of the host.
    ///
    /// C API: `virInterfaceChangeBegin`. Since: 0.9.2.
    ///
    /// # Errors
    /// `OperationInvalid`: that was done before, and not ended yet. `OperationDenied`: the connection is read-only.
    pub async fn interface_change_begin(&self, flags: NoFlags) -> Result<()> {
        self.call(&INTERFACE_CHANGE_BEGIN, |drv| Ok(drv.interfaces()?.interface_change_begin(flags))).await
    }

    /// Forgets what was remembered: the changes stay.
    ///
    /// C API: `virInterfaceChangeCommit`. Since: 0.9.2.
    ///
    /// # Errors
    /// `OperationInvalid`: nothing was remembered. `OperationDenied`: the connection is read-only.
    pub async fn interface_change_commit(&self, flags: NoFlags) -> Result<()> {
        self.call(&INTERFACE_CHANGE_COMMIT, |drv| Ok(drv.interfaces()?.interface_change_commit(flags))).await
    }

    /// Takes all changes back that were made since [`interface_change_begin`](Self::interface_change_begin).
    ///
    /// C API: `virInterfaceChangeRollback`. Since: 0.9.2.
    ///
    /// # Errors
    /// `OperationInvalid`: nothing was remembered. `OperationDenied`: the connection is read-only.
    pub async fn interface_change_rollback(&self, flags: NoFlags) -> Result<()> {
        self.call(&INTERFACE_CHANGE_ROLLBACK, |drv| Ok(drv.interfaces()?.interface_change_rollback(flags)))
            .await
    }
}
