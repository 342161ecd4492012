//! Migration as version 3 of its protocol has it: begin, prepare, perform, finish, confirm.

use async_trait::async_trait;
use vir_types::{
    DomainKey, DomainMigrateFlags, Error, Result, TypedParams,
    info::{MigrateBegin, MigrateFinish, MigratePrepare3},
    params::{
        MigrateFinish3Params, MigratePerform3Params, MigratePrepare3Params, MigratePrepareTunnel3Params,
    },
};

use crate::MigrateTunnel;

/// Migration as version 3 of its protocol has it: begin, prepare, perform, finish, confirm.
#[async_trait]
pub trait DomainMigrateV3: Send + Sync {
    /// Source: says what will move. `xmlin` is the XML that the destination shall use. Limit in MiB/s, 0 is
    /// none.
    ///
    /// C API: `virDomainMigrate2`. Since: 0.9.2.
    async fn domain_migrate_begin3(
        &self,
        dom: &DomainKey,
        xmlin: Option<&str>,
        flags: DomainMigrateFlags,
        dname: Option<&str>,
        bandwidth_mibps: u64,
    ) -> Result<MigrateBegin> {
        Err(Error::unsupported())
    }

    /// Source: says what will move; everything else is named in `params`.
    ///
    /// C API: `virDomainMigrate3`. Since: 1.1.0.
    async fn domain_migrate_begin3_params(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: DomainMigrateFlags,
    ) -> Result<MigrateBegin> {
        Err(Error::unsupported())
    }

    /// Destination: gets ready for a guest.
    ///
    /// C API: `virDomainMigrate2`. Since: 0.9.2.
    async fn domain_migrate_prepare3(&self, params: &MigratePrepare3Params) -> Result<MigratePrepare3> {
        Err(Error::unsupported())
    }

    /// Destination: gets ready for a guest; everything else is named in `params`.
    ///
    /// C API: `virDomainMigrate3`. Since: 1.1.0.
    async fn domain_migrate_prepare3_params(
        &self,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: DomainMigrateFlags,
    ) -> Result<MigratePrepare3> {
        Err(Error::unsupported())
    }

    /// Destination: gets ready for a guest that comes through the stream.
    ///
    /// C API: `virDomainMigrateToURI2`. Since: 0.9.2.
    async fn domain_migrate_prepare_tunnel3(
        &self,
        params: &MigratePrepareTunnel3Params,
    ) -> Result<MigrateTunnel> {
        Err(Error::unsupported())
    }

    /// Destination: gets ready for a guest that comes through the stream; everything else is named in
    /// `params`.
    ///
    /// C API: `virDomainMigrateToURI3`. Since: 1.1.0.
    async fn domain_migrate_prepare_tunnel3_params(
        &self,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: DomainMigrateFlags,
    ) -> Result<MigrateTunnel> {
        Err(Error::unsupported())
    }

    /// Source: moves the guest. The answer is a cookie for the finish phase.
    ///
    /// C API: `virDomainMigrate2`. Since: 0.9.2.
    async fn domain_migrate_perform3(
        &self,
        dom: &DomainKey,
        params: &MigratePerform3Params,
    ) -> Result<Vec<u8>> {
        Err(Error::unsupported())
    }

    /// Source: moves the guest, and with `PEER2PEER` drives the destination at `dconnuri` itself. The
    /// answer is a cookie for the finish phase.
    ///
    /// C API: `virDomainMigrate3`. Since: 1.1.0.
    async fn domain_migrate_perform3_params(
        &self,
        dom: &DomainKey,
        dconnuri: Option<&str>,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: DomainMigrateFlags,
    ) -> Result<Vec<u8>> {
        Err(Error::unsupported())
    }

    /// Destination: the guest is here and goes on, or has failed to come and is cleaned up.
    ///
    /// C API: `virDomainMigrate2`. Since: 0.9.2.
    async fn domain_migrate_finish3(&self, params: &MigrateFinish3Params) -> Result<MigrateFinish> {
        Err(Error::unsupported())
    }

    /// Destination: the guest is here and goes on, or (`cancelled`) has failed to come and is cleaned up.
    ///
    /// C API: `virDomainMigrate3`. Since: 1.1.0.
    async fn domain_migrate_finish3_params(
        &self,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: DomainMigrateFlags,
        cancelled: bool,
    ) -> Result<MigrateFinish> {
        Err(Error::unsupported())
    }

    /// Source: the guest is gone and forgotten, or (`cancelled`) stays and goes on.
    ///
    /// C API: `virDomainMigrate2`. Since: 0.9.2.
    async fn domain_migrate_confirm3(
        &self,
        dom: &DomainKey,
        cookie_in: &[u8],
        flags: DomainMigrateFlags,
        cancelled: bool,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Source: the guest is gone and forgotten, or (`cancelled`) stays and goes on.
    ///
    /// C API: `virDomainMigrate3`. Since: 1.1.0.
    async fn domain_migrate_confirm3_params(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: DomainMigrateFlags,
        cancelled: bool,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
