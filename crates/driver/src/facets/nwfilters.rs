//! Rules for the packets of guests.

use async_trait::async_trait;
use vir_types::{Error, NoFlags, NwfilterDefineFlags, NwfilterKey, Result, Uuid};

/// Rules for the packets of guests.
#[async_trait]
pub trait Nwfilters: Send + Sync {
    /// All filters.
    ///
    /// C API: `virConnectListAllNWFilters`. Since: 0.10.2.
    async fn connect_list_all_nwfilters(&self, flags: NoFlags) -> Result<Vec<NwfilterKey>> {
        Err(Error::unsupported())
    }

    /// How many filters there are.
    ///
    /// C API: `virConnectNumOfNWFilters`. Since: 0.8.0.
    async fn connect_num_of_nwfilters(&self) -> Result<u32> {
        Ok(super::count(&self.connect_list_all_nwfilters(NoFlags::empty()).await?))
    }

    /// The names of at most `max` filters.
    ///
    /// C API: `virConnectListNWFilters`. Since: 0.8.0.
    async fn connect_list_nwfilters(&self, max: u32) -> Result<Vec<String>> {
        let filters = self.connect_list_all_nwfilters(NoFlags::empty()).await?;
        Ok(super::names(filters.iter().map(|filter| &filter.name), max))
    }

    /// The filter with this name.
    ///
    /// # Errors
    /// `NoNwfilter`: there is none.
    ///
    /// C API: `virNWFilterLookupByName`. Since: 0.8.0.
    async fn nwfilter_lookup_by_name(&self, name: &str) -> Result<NwfilterKey> {
        Err(Error::unsupported())
    }

    /// The filter with this UUID.
    ///
    /// # Errors
    /// `NoNwfilter`: there is none.
    ///
    /// C API: `virNWFilterLookupByUUID`. Since: 0.8.0.
    async fn nwfilter_lookup_by_uuid(&self, uuid: Uuid) -> Result<NwfilterKey> {
        Err(Error::unsupported())
    }

    /// Defines a filter, or changes it; guests that use it notice at once.
    ///
    /// C API: `virNWFilterDefineXML`. Since: 0.8.0.
    async fn nwfilter_define_xml(&self, xml: &str) -> Result<NwfilterKey> {
        self.nwfilter_define_xml_flags(xml, NwfilterDefineFlags::empty()).await
    }

    /// Like [`nwfilter_define_xml`](Self::nwfilter_define_xml); `VALIDATE` checks the XML against the
    /// schema.
    ///
    /// C API: `virNWFilterDefineXMLFlags`. Since: 7.7.0.
    async fn nwfilter_define_xml_flags(&self, xml: &str, flags: NwfilterDefineFlags) -> Result<NwfilterKey> {
        Err(Error::unsupported())
    }

    /// Forgets a filter that nothing uses.
    ///
    /// # Errors
    /// `OperationInvalid`: something uses it.
    ///
    /// C API: `virNWFilterUndefine`. Since: 0.8.0.
    async fn nwfilter_undefine(&self, nwfilter: &NwfilterKey) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Its XML.
    ///
    /// C API: `virNWFilterGetXMLDesc`. Since: 0.8.0.
    async fn nwfilter_get_xml_desc(&self, nwfilter: &NwfilterKey, flags: NoFlags) -> Result<String> {
        Err(Error::unsupported())
    }
}
