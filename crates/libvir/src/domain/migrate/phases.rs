//! The phases of a migration, one method each. Users call [`Domain::migrate3`](crate::Domain::migrate3) and its kin,
//! which make these calls in the right order; the daemon's table calls them one by one.

use vir_types::info::{MigrateBegin, MigrateFinish, MigratePrepare, MigratePrepare3};
use vir_types::params::{
    MigrateFinish2Params, MigrateFinish3Params, MigratePerform3Params, MigratePerformParams,
    MigratePrepare2Params, MigratePrepare3Params, MigratePrepareTunnel3Params,
};
use vir_types::{DomainMigrateFlags, Result, TypedParams};

use crate::api::Api;
use crate::stream::MigrateTunnel;
use crate::{Connect, Domain, Stream};

const PREPARE: Api = Api::write("virDomainMigratePrepare", "0.3.2");
const PERFORM: Api = Api::write("virDomainMigratePerform", "0.3.2");
const FINISH: Api = Api::write("virDomainMigrateFinish", "0.3.2");
const PREPARE2: Api = Api::write("virDomainMigratePrepare2", "0.5.0");
const FINISH2: Api = Api::write("virDomainMigrateFinish2", "0.5.0");
const PREPARE_TUNNEL: Api = Api::write("virDomainMigratePrepareTunnel", "0.7.2");
const BEGIN3: Api = Api::write("virDomainMigrateBegin3", "0.9.2");
const PREPARE3: Api = Api::write("virDomainMigratePrepare3", "0.9.2");
const PREPARE_TUNNEL3: Api = Api::write("virDomainMigratePrepareTunnel3", "0.9.2");
const PERFORM3: Api = Api::write("virDomainMigratePerform3", "0.9.2");
const FINISH3: Api = Api::write("virDomainMigrateFinish3", "0.9.2");
const CONFIRM3: Api = Api::write("virDomainMigrateConfirm3", "0.9.2");
const BEGIN3_PARAMS: Api = Api::write("virDomainMigrateBegin3Params", "1.1.0");
const PREPARE3_PARAMS: Api = Api::write("virDomainMigratePrepare3Params", "1.1.0");
const PREPARE_TUNNEL3_PARAMS: Api = Api::write("virDomainMigratePrepareTunnel3Params", "1.1.0");
const PERFORM3_PARAMS: Api = Api::write("virDomainMigratePerform3Params", "1.1.0");
const FINISH3_PARAMS: Api = Api::write("virDomainMigrateFinish3Params", "1.1.0");
const CONFIRM3_PARAMS: Api = Api::write("virDomainMigrateConfirm3Params", "1.1.0");

/// Phases at the source.
#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
impl Domain {
    pub async fn migrate_perform(&self, params: &MigratePerformParams) -> Result<()> {
        self.conn.call(&PERFORM, |drv| Ok(drv.migrate_v2()?.domain_migrate_perform(&self.key, params))).await
    }

    pub async fn migrate_begin3(
        &self,
        xmlin: Option<&str>,
        flags: DomainMigrateFlags,
        dname: Option<&str>,
        bandwidth_mibps: u64,
    ) -> Result<MigrateBegin> {
        self.conn
            .call(&BEGIN3, |drv| {
                let facet = drv.migrate_v3()?;
                Ok(facet.domain_migrate_begin3(&self.key, xmlin, flags, dname, bandwidth_mibps))
            })
            .await
    }

    pub async fn migrate_begin3_params(
        &self,
        params: &TypedParams,
        flags: DomainMigrateFlags,
    ) -> Result<MigrateBegin> {
        self.conn
            .call(&BEGIN3_PARAMS, |drv| {
                Ok(drv.migrate_v3()?.domain_migrate_begin3_params(&self.key, params, flags))
            })
            .await
    }

    pub async fn migrate_perform3(&self, params: &MigratePerform3Params) -> Result<Vec<u8>> {
        self.conn
            .call(&PERFORM3, |drv| Ok(drv.migrate_v3()?.domain_migrate_perform3(&self.key, params)))
            .await
    }

    pub async fn migrate_perform3_params(
        &self,
        dconnuri: Option<&str>,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: DomainMigrateFlags,
    ) -> Result<Vec<u8>> {
        self.conn
            .call(&PERFORM3_PARAMS, |drv| {
                let facet = drv.migrate_v3()?;
                Ok(facet.domain_migrate_perform3_params(&self.key, dconnuri, params, cookie_in, flags))
            })
            .await
    }

    pub async fn migrate_confirm3(
        &self,
        cookie_in: &[u8],
        flags: DomainMigrateFlags,
        cancelled: bool,
    ) -> Result<()> {
        self.conn
            .call(&CONFIRM3, |drv| {
                Ok(drv.migrate_v3()?.domain_migrate_confirm3(&self.key, cookie_in, flags, cancelled))
            })
            .await
    }

    pub async fn migrate_confirm3_params(
        &self,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: DomainMigrateFlags,
        cancelled: bool,
    ) -> Result<()> {
        self.conn
            .call(&CONFIRM3_PARAMS, |drv| {
                let facet = drv.migrate_v3()?;
                Ok(facet.domain_migrate_confirm3_params(&self.key, params, cookie_in, flags, cancelled))
            })
            .await
    }
}

/// Phases at the destination.
#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
impl Connect {
    pub async fn domain_migrate_prepare(
        &self,
        uri_in: Option<&str>,
        flags: DomainMigrateFlags,
        dname: Option<&str>,
        bandwidth_mibps: u64,
    ) -> Result<MigratePrepare> {
        self.call(&PREPARE, |drv| {
            Ok(drv.migrate_v2()?.domain_migrate_prepare(uri_in, flags, dname, bandwidth_mibps))
        })
        .await
    }

    pub async fn domain_migrate_finish(
        &self,
        dname: &str,
        cookie: &[u8],
        uri: &str,
        flags: DomainMigrateFlags,
    ) -> Result<Domain> {
        let key = self
            .call(&FINISH, |drv| Ok(drv.migrate_v2()?.domain_migrate_finish(dname, cookie, uri, flags)))
            .await?;
        Ok(self.domain(key))
    }

    pub async fn domain_migrate_prepare2(&self, params: &MigratePrepare2Params) -> Result<MigratePrepare> {
        self.call(&PREPARE2, |drv| Ok(drv.migrate_v2()?.domain_migrate_prepare2(params))).await
    }

    pub async fn domain_migrate_finish2(&self, params: &MigrateFinish2Params) -> Result<Domain> {
        let key = self.call(&FINISH2, |drv| Ok(drv.migrate_v2()?.domain_migrate_finish2(params))).await?;
        Ok(self.domain(key))
    }

    pub async fn domain_migrate_prepare_tunnel(
        &self,
        flags: DomainMigrateFlags,
        dname: Option<&str>,
        bandwidth_mibps: u64,
        dom_xml: &str,
    ) -> Result<Stream> {
        let stream = self.call(&PREPARE_TUNNEL, |drv| {
            Ok(drv.migrate_v2()?.domain_migrate_prepare_tunnel(flags, dname, bandwidth_mibps, dom_xml))
        });
        Ok(Stream::new(stream.await?))
    }

    pub async fn domain_migrate_prepare3(&self, params: &MigratePrepare3Params) -> Result<MigratePrepare3> {
        self.call(&PREPARE3, |drv| Ok(drv.migrate_v3()?.domain_migrate_prepare3(params))).await
    }

    pub async fn domain_migrate_prepare3_params(
        &self,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: DomainMigrateFlags,
    ) -> Result<MigratePrepare3> {
        self.call(&PREPARE3_PARAMS, |drv| {
            Ok(drv.migrate_v3()?.domain_migrate_prepare3_params(params, cookie_in, flags))
        })
        .await
    }

    pub async fn domain_migrate_prepare_tunnel3(
        &self,
        params: &MigratePrepareTunnel3Params,
    ) -> Result<MigrateTunnel> {
        let tunnel =
            self.call(&PREPARE_TUNNEL3, |drv| Ok(drv.migrate_v3()?.domain_migrate_prepare_tunnel3(params)));
        Ok(MigrateTunnel::new(tunnel.await?))
    }

    pub async fn domain_migrate_prepare_tunnel3_params(
        &self,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: DomainMigrateFlags,
    ) -> Result<MigrateTunnel> {
        let tunnel = self.call(&PREPARE_TUNNEL3_PARAMS, |drv| {
            Ok(drv.migrate_v3()?.domain_migrate_prepare_tunnel3_params(params, cookie_in, flags))
        });
        Ok(MigrateTunnel::new(tunnel.await?))
    }

    pub async fn domain_migrate_finish3(&self, params: &MigrateFinish3Params) -> Result<MigrateFinish> {
        self.call(&FINISH3, |drv| Ok(drv.migrate_v3()?.domain_migrate_finish3(params))).await
    }

    pub async fn domain_migrate_finish3_params(
        &self,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: DomainMigrateFlags,
        cancelled: bool,
    ) -> Result<MigrateFinish> {
        self.call(&FINISH3_PARAMS, |drv| {
            Ok(drv.migrate_v3()?.domain_migrate_finish3_params(params, cookie_in, flags, cancelled))
        })
        .await
    }
}
