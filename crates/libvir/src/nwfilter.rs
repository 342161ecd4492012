//! Filters: rules for the packets of guests.

use vir_types::{NoFlags, NwfilterDefineFlags, NwfilterKey, Result, Uuid};

use crate::Connect;
use crate::api::Api;

const GET_XML_DESC: Api = Api::read("virNWFilterGetXMLDesc", "0.8.0");
const UNDEFINE: Api = Api::write("virNWFilterUndefine", "0.8.0");
const LIST_ALL_NWFILTERS: Api = Api::read("virConnectListAllNWFilters", "0.10.2");
const NUM_OF_NWFILTERS: Api = Api::read("virConnectNumOfNWFilters", "0.8.0");
const LIST_NWFILTERS: Api = Api::read("virConnectListNWFilters", "0.8.0");
const NWFILTER_LOOKUP_BY_NAME: Api = Api::read("virNWFilterLookupByName", "0.8.0");
const NWFILTER_LOOKUP_BY_UUID: Api = Api::read("virNWFilterLookupByUUID", "0.8.0");
const NWFILTER_DEFINE_XML: Api = Api::write("virNWFilterDefineXML", "0.8.0");
const NWFILTER_DEFINE_XML_FLAGS: Api = Api::write("virNWFilterDefineXMLFlags", "7.7.0");

/// A filter: rules for the packets of guests. A light handle; making or cloning one asks nobody.
///
/// C API: `virNWFilterPtr`. Since: 0.8.0.
#[derive(Debug, Clone)]
pub struct Nwfilter {
    conn: Connect,
    pub(crate) key: NwfilterKey,
}

impl Nwfilter {
    pub(crate) fn new(conn: Connect, key: NwfilterKey) -> Self {
        Self { conn, key }
    }

    /// The connection that it was found on.
    #[must_use]
    pub fn connect(&self) -> &Connect {
        &self.conn
    }

    /// What names it.
    #[must_use]
    pub fn key(&self) -> &NwfilterKey {
        &self.key
    }

    /// Its name. C API: `virNWFilterGetName`. Since: 0.8.0.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.key.name
    }

    /// Its UUID. C API: `virNWFilterGetUUID`, as text `virNWFilterGetUUIDString`. Since: 0.8.0.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.key.uuid
    }

    /// The filter as a document.
    ///
    /// C API: `virNWFilterGetXMLDesc`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoNwfilter`: it is gone.
    pub async fn get_xml_desc(&self, flags: NoFlags) -> Result<String> {
        self.conn
            .call(&GET_XML_DESC, |drv| Ok(drv.nwfilters()?.nwfilter_get_xml_desc(&self.key, flags)))
            .await
    }

    /// Forgets the filter.
    ///
    /// C API: `virNWFilterUndefine`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoNwfilter`: it is gone. `OperationInvalid`: an interface of a guest or another filter uses it.
    /// `OperationDenied`: the connection is read-only.
    pub async fn undefine(&self) -> Result<()> {
        self.conn.call(&UNDEFINE, |drv| Ok(drv.nwfilters()?.nwfilter_undefine(&self.key))).await
    }
}

impl Connect {
    /// All filters.
    ///
    /// C API: `virConnectListAllNWFilters`. Since: 0.10.2.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no filters.
    pub async fn list_all_nwfilters(&self, flags: NoFlags) -> Result<Vec<Nwfilter>> {
        let keys = self
            .call(&LIST_ALL_NWFILTERS, |drv| Ok(drv.nwfilters()?.connect_list_all_nwfilters(flags)))
            .await?;
        Ok(keys.into_iter().map(|key| self.nwfilter(key)).collect())
    }

    /// How many filters there are.
    ///
    /// C API: `virConnectNumOfNWFilters`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no filters.
    pub async fn num_of_nwfilters(&self) -> Result<u32> {
        self.call(&NUM_OF_NWFILTERS, |drv| Ok(drv.nwfilters()?.connect_num_of_nwfilters())).await
    }

    /// The names of the filters, `max` at most.
    ///
    /// C API: `virConnectListNWFilters`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoSupport`: the driver has no filters.
    pub async fn list_nwfilters(&self, max: u32) -> Result<Vec<String>> {
        self.call(&LIST_NWFILTERS, |drv| Ok(drv.nwfilters()?.connect_list_nwfilters(max))).await
    }

    /// The filter with this name.
    ///
    /// C API: `virNWFilterLookupByName`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoNwfilter`: there is none.
    pub async fn nwfilter_lookup_by_name(&self, name: &str) -> Result<Nwfilter> {
        let key = self
            .call(&NWFILTER_LOOKUP_BY_NAME, |drv| Ok(drv.nwfilters()?.nwfilter_lookup_by_name(name)))
            .await?;
        Ok(self.nwfilter(key))
    }

    /// The filter with this UUID.
    ///
    /// C API: `virNWFilterLookupByUUID`, `virNWFilterLookupByUUIDString`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoNwfilter`: there is none.
    pub async fn nwfilter_lookup_by_uuid(&self, uuid: Uuid) -> Result<Nwfilter> {
        let key = self
            .call(&NWFILTER_LOOKUP_BY_UUID, |drv| Ok(drv.nwfilters()?.nwfilter_lookup_by_uuid(uuid)))
            .await?;
        Ok(self.nwfilter(key))
    }

    /// Defines a filter, or gives one that is defined other rules, which count at once.
    ///
    /// C API: `virNWFilterDefineXML`. Since: 0.8.0.
    ///
    /// # Errors
    /// `XmlError` …: the document is wrong. `OperationFailed`: another filter has this name or UUID, or filters
    /// would contain each other. `OperationDenied`: the connection is read-only.
    pub async fn nwfilter_define_xml(&self, xml: &str) -> Result<Nwfilter> {
        let key =
            self.call(&NWFILTER_DEFINE_XML, |drv| Ok(drv.nwfilters()?.nwfilter_define_xml(xml))).await?;
        Ok(self.nwfilter(key))
    }

    /// The same; `VALIDATE` checks the document against its schema.
    ///
    /// C API: `virNWFilterDefineXMLFlags`. Since: 7.7.0.
    ///
    /// # Errors
    /// As for [`nwfilter_define_xml`](Self::nwfilter_define_xml). `XmlInvalidSchema`: the schema does not allow it.
    /// `OperationDenied`: the connection is read-only.
    pub async fn nwfilter_define_xml_flags(&self, xml: &str, flags: NwfilterDefineFlags) -> Result<Nwfilter> {
        let key = self
            .call(&NWFILTER_DEFINE_XML_FLAGS, |drv| {
                Ok(drv.nwfilters()?.nwfilter_define_xml_flags(xml, flags))
            })
            .await?;
        Ok(self.nwfilter(key))
    }
}
