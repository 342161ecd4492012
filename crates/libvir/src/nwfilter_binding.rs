//! Bindings: which filter acts on which device.

use vir_types::{NoFlags, NwfilterBindingCreateFlags, NwfilterBindingKey, Result};

use crate::Connect;
use crate::api::Api;

const GET_XML_DESC: Api = Api::read("virNWFilterBindingGetXMLDesc", "4.5.0");
const DELETE: Api = Api::write("virNWFilterBindingDelete", "4.5.0");
const LIST_ALL_NWFILTER_BINDINGS: Api = Api::read("virConnectListAllNWFilterBindings", "4.5.0");
const NWFILTER_BINDING_LOOKUP_BY_PORT_DEV: Api = Api::read("virNWFilterBindingLookupByPortDev", "4.5.0");
const NWFILTER_BINDING_CREATE_XML: Api = Api::write("virNWFilterBindingCreateXML", "4.5.0");

/// A binding: a filter that acts on a device of the host. A light handle; making or cloning one asks nobody.
///
/// C API: `virNWFilterBindingPtr`. Since: 4.5.0.
#[derive(Debug, Clone)]
pub struct NwfilterBinding {
    conn: Connect,
    pub(crate) key: NwfilterBindingKey,
}

impl NwfilterBinding {
    pub(crate) fn new(conn: Connect, key: NwfilterBindingKey) -> Self {
        Self { conn, key }
    }

    /// The connection that it was found on.
    #[must_use]
    pub fn connect(&self) -> &Connect {
        &self.conn
    }

    /// What names it.
    #[must_use]
    pub fn key(&self) -> &NwfilterBindingKey {
        &self.key
    }

    /// The device. C API: `virNWFilterBindingGetPortDev`. Since: 4.5.0.
    #[must_use]
    pub fn port_dev(&self) -> &str {
        &self.key.port_dev
    }

    /// The name of the filter. C API: `virNWFilterBindingGetFilterName`. Since: 4.5.0.
    #[must_use]
    pub fn filter_name(&self) -> &str {
        &self.key.filter_name
    }

    /// The binding as a document.
    ///
    /// C API: `virNWFilterBindingGetXMLDesc`. Since: 4.5.0.
    ///
    /// # Errors
    /// `NoNwfilterBinding`: it is gone.
    pub async fn get_xml_desc(&self, flags: NoFlags) -> Result<String> {
        self.conn
            .call(&GET_XML_DESC, |drv| {
                Ok(drv.nwfilter_bindings()?.nwfilter_binding_get_xml_desc(&self.key, flags))
            })
            .await
    }

    /// Takes the filter off its device, whose packets then pass freely.
    ///
    /// C API: `virNWFilterBindingDelete`. Since: 4.5.0.
    ///
    /// # Errors
    /// `NoNwfilterBinding`: it is gone. `OperationDenied`: the connection is read-only.
    pub async fn delete(&self) -> Result<()> {
        self.conn.call(&DELETE, |drv| Ok(drv.nwfilter_bindings()?.nwfilter_binding_delete(&self.key))).await
    }
}

impl Connect {
    /// All bindings.
    ///
    /// C API: `virConnectListAllNWFilterBindings`. Since: 4.5.0.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no filters.
    pub async fn list_all_nwfilter_bindings(&self, flags: NoFlags) -> Result<Vec<NwfilterBinding>> {
        let keys = self
            .call(&LIST_ALL_NWFILTER_BINDINGS, |drv| {
                Ok(drv.nwfilter_bindings()?.connect_list_all_nwfilter_bindings(flags))
            })
            .await?;
        Ok(keys.into_iter().map(|key| self.nwfilter_binding(key)).collect())
    }

    /// The binding to this device of the host.
    ///
    /// C API: `virNWFilterBindingLookupByPortDev`. Since: 4.5.0.
    ///
    /// # Errors
    /// `NoNwfilterBinding`: there is none.
    pub async fn nwfilter_binding_lookup_by_port_dev(&self, port_dev: &str) -> Result<NwfilterBinding> {
        let key = self
            .call(&NWFILTER_BINDING_LOOKUP_BY_PORT_DEV, |drv| {
                Ok(drv.nwfilter_bindings()?.nwfilter_binding_lookup_by_port_dev(port_dev))
            })
            .await?;
        Ok(self.nwfilter_binding(key))
    }

    /// Binds a filter to a device of the host, as the XML says. `VALIDATE` checks the document against its schema.
    ///
    /// C API: `virNWFilterBindingCreateXML`. Since: 4.5.0.
    ///
    /// # Errors
    /// `XmlError` …: the document is wrong. `OperationFailed`: the device has a filter already. `OperationDenied`:
    /// the connection is read-only.
    pub async fn nwfilter_binding_create_xml(
        &self,
        xml: &str,
        flags: NwfilterBindingCreateFlags,
    ) -> Result<NwfilterBinding> {
        let key = self
            .call(&NWFILTER_BINDING_CREATE_XML, |drv| {
                Ok(drv.nwfilter_bindings()?.nwfilter_binding_create_xml(xml, flags))
            })
            .await?;
        Ok(self.nwfilter_binding(key))
    }
}
