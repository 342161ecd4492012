//! Which filter acts on which interface.

use async_trait::async_trait;
use vir_types::{Error, NoFlags, NwfilterBindingCreateFlags, NwfilterBindingKey, Result};

/// Which filter acts on which interface.
#[async_trait]
pub trait NwfilterBindings: Send + Sync {
    /// All bindings.
    ///
    /// C API: `virConnectListAllNWFilterBindings`. Since: 4.5.0.
    async fn connect_list_all_nwfilter_bindings(&self, flags: NoFlags) -> Result<Vec<NwfilterBindingKey>> {
        Err(Error::unsupported())
    }

    /// The binding of this interface.
    ///
    /// # Errors
    /// `NoNwfilterBinding`: there is none.
    ///
    /// C API: `virNWFilterBindingLookupByPortDev`. Since: 4.5.0.
    async fn nwfilter_binding_lookup_by_port_dev(&self, port_dev: &str) -> Result<NwfilterBindingKey> {
        Err(Error::unsupported())
    }

    /// Lets a filter act on an interface; `VALIDATE` checks the XML against the schema.
    ///
    /// C API: `virNWFilterBindingCreateXML`. Since: 4.5.0.
    async fn nwfilter_binding_create_xml(
        &self,
        xml: &str,
        flags: NwfilterBindingCreateFlags,
    ) -> Result<NwfilterBindingKey> {
        Err(Error::unsupported())
    }

    /// Takes the filter off the interface. Doing so to a running guest opens it.
    ///
    /// C API: `virNWFilterBindingDelete`. Since: 4.5.0.
    async fn nwfilter_binding_delete(&self, binding: &NwfilterBindingKey) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Its XML.
    ///
    /// C API: `virNWFilterBindingGetXMLDesc`. Since: 4.5.0.
    async fn nwfilter_binding_get_xml_desc(
        &self,
        binding: &NwfilterBindingKey,
        flags: NoFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }
}
