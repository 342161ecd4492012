//! Network interfaces of the host.

use vir_types::{InterfaceKey, InterfaceXmlFlags, Result};

use crate::Connect;
use crate::api::Api;

const GET_XML_DESC: Api = Api::read("virInterfaceGetXMLDesc", "0.6.4");
const IS_ACTIVE: Api = Api::read("virInterfaceIsActive", "0.7.3");

/// A network interface of the host. A light handle; making or cloning one asks nobody.
///
/// C API: `virInterfacePtr`. Since: 0.6.4.
#[derive(Debug, Clone)]
pub struct Interface {
    conn: Connect,
    key: InterfaceKey,
}

impl Interface {
    pub(crate) fn new(conn: Connect, key: InterfaceKey) -> Self {
        Self { conn, key }
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
}
