//! Migration as versions 1 and 2 of its protocol have it: prepare, perform, finish.

use async_trait::async_trait;
use vir_types::{
    DomainKey, DomainMigrateFlags, Error, Result,
    info::MigratePrepare,
    params::{MigrateFinish2Params, MigratePerformParams, MigratePrepare2Params},
};

use crate::Stream;

/// Migration as versions 1 and 2 of its protocol have it: prepare, perform, finish.
#[async_trait]
pub trait DomainMigrateV2: Send + Sync {
    /// Version 1, destination: gets ready for a guest. Limit in MiB/s, 0 is none.
    ///
    /// C API: `virDomainMigrate`. Since: 0.3.2.
    async fn domain_migrate_prepare(
        &self,
        uri_in: Option<&str>,
        flags: DomainMigrateFlags,
        dname: Option<&str>,
        bandwidth_mibps: u64,
    ) -> Result<MigratePrepare> {
        Err(Error::unsupported())
    }

    /// Source: moves the guest.
    ///
    /// C API: `virDomainMigrate`. Since: 0.3.2.
    async fn domain_migrate_perform(&self, dom: &DomainKey, params: &MigratePerformParams) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Version 1, destination: the guest is here and goes on.
    ///
    /// C API: `virDomainMigrate`. Since: 0.3.2.
    async fn domain_migrate_finish(
        &self,
        dname: &str,
        cookie: &[u8],
        uri: &str,
        flags: DomainMigrateFlags,
    ) -> Result<DomainKey> {
        Err(Error::unsupported())
    }

    /// Version 2, destination: gets ready for a guest.
    ///
    /// C API: `virDomainMigrate`. Since: 0.5.0.
    async fn domain_migrate_prepare2(&self, params: &MigratePrepare2Params) -> Result<MigratePrepare> {
        Err(Error::unsupported())
    }

    /// Version 2, destination: the guest is here and goes on, or has failed to come and is cleaned up.
    ///
    /// C API: `virDomainMigrate`. Since: 0.5.0.
    async fn domain_migrate_finish2(&self, params: &MigrateFinish2Params) -> Result<DomainKey> {
        Err(Error::unsupported())
    }

    /// Version 2, destination: gets ready for a guest that comes through the stream. Limit in MiB/s, 0 is
    /// none.
    ///
    /// C API: `virDomainMigrateToURI`. Since: 0.7.2.
    async fn domain_migrate_prepare_tunnel(
        &self,
        flags: DomainMigrateFlags,
        dname: Option<&str>,
        bandwidth_mibps: u64,
        dom_xml: &str,
    ) -> Result<Stream> {
        Err(Error::unsupported())
    }
}
