//! Which domains there are.

use async_trait::async_trait;
use vir_types::{ConnectListAllDomainsFlags, DomainKey, Error, Result, Uuid};

/// Which domains there are.
#[async_trait]
pub trait DomainList: Send + Sync {
    /// All domains, or those that fit `flags`: bits of one group (active or not, persistent or not …) are
    /// alternatives, and every group that has a bit must fit.
    ///
    /// C API: `virConnectListAllDomains`. Since: 0.9.13.
    async fn connect_list_all_domains(&self, flags: ConnectListAllDomainsFlags) -> Result<Vec<DomainKey>> {
        Err(Error::unsupported())
    }

    /// How many domains run.
    ///
    /// C API: `virConnectNumOfDomains`. Since: 0.0.3.
    async fn connect_num_of_domains(&self) -> Result<u32> {
        Ok(super::count(&self.connect_list_all_domains(ConnectListAllDomainsFlags::ACTIVE).await?))
    }

    /// The numbers of at most `max` running domains.
    ///
    /// C API: `virConnectListDomains`. Since: 0.0.3.
    async fn connect_list_domains(&self, max: u32) -> Result<Vec<u32>> {
        let domains = self.connect_list_all_domains(ConnectListAllDomainsFlags::ACTIVE).await?;
        Ok(domains.iter().filter_map(|dom| dom.id).take(super::limit(max)).collect())
    }

    /// How many domains are defined and do not run.
    ///
    /// C API: `virConnectNumOfDefinedDomains`. Since: 0.1.5.
    async fn connect_num_of_defined_domains(&self) -> Result<u32> {
        Ok(super::count(&self.connect_list_all_domains(ConnectListAllDomainsFlags::INACTIVE).await?))
    }

    /// The names of at most `max` domains that are defined and do not run.
    ///
    /// C API: `virConnectListDefinedDomains`. Since: 0.1.1.
    async fn connect_list_defined_domains(&self, max: u32) -> Result<Vec<String>> {
        let domains = self.connect_list_all_domains(ConnectListAllDomainsFlags::INACTIVE).await?;
        Ok(super::names(domains.iter().map(|dom| &dom.name), max))
    }

    /// The running domain with this number.
    ///
    /// # Errors
    /// `NoDomain`: there is none.
    ///
    /// C API: `virDomainLookupByID`. Since: 0.0.3.
    async fn domain_lookup_by_id(&self, id: u32) -> Result<DomainKey> {
        Err(Error::unsupported())
    }

    /// The domain with this UUID.
    ///
    /// # Errors
    /// `NoDomain`: there is none.
    ///
    /// C API: `virDomainLookupByUUID`. Since: 0.0.5.
    async fn domain_lookup_by_uuid(&self, uuid: Uuid) -> Result<DomainKey> {
        Err(Error::unsupported())
    }

    /// The domain with this name.
    ///
    /// # Errors
    /// `NoDomain`: there is none.
    ///
    /// C API: `virDomainLookupByName`. Since: 0.0.3.
    async fn domain_lookup_by_name(&self, name: &str) -> Result<DomainKey> {
        Err(Error::unsupported())
    }
}
