//! Migrations that the source does by itself: one call.

use vir_types::feature::Feature;
use vir_types::names::job::{
    MIGRATE_PARAM_BANDWIDTH, MIGRATE_PARAM_DEST_NAME, MIGRATE_PARAM_DEST_XML, MIGRATE_PARAM_URI,
};
use vir_types::params::{MigratePerform3Params, MigratePerformParams};
use vir_types::{ConnectUri, DomainMigrateFlags, Error, Result, TypedParams};

use super::{Wishes, only};
use crate::Domain;

/// Through the source's daemon to the one at `dconnuri`, or without a URI straight to the address in the parameters.
pub(super) async fn migrate(
    source: &Domain,
    dconnuri: Option<&str>,
    params: &TypedParams,
    flags: DomainMigrateFlags,
) -> Result<()> {
    if let Some(dconnuri) = dconnuri {
        not_here(dconnuri)?;
        if source.conn.supports_feature(Feature::MIGRATION_PARAMS).await? {
            source.migrate_perform3_params(Some(dconnuri), params, &[], flags).await?;
            return Ok(());
        }
    }
    if source.conn.supports_feature(Feature::MIGRATION_V3).await? {
        return version3(source, dconnuri, params, flags).await;
    }
    version2(source, dconnuri, params, flags).await
}

async fn version3(
    source: &Domain,
    dconnuri: Option<&str>,
    params: &TypedParams,
    flags: DomainMigrateFlags,
) -> Result<()> {
    let known = [MIGRATE_PARAM_URI, MIGRATE_PARAM_DEST_NAME, MIGRATE_PARAM_DEST_XML, MIGRATE_PARAM_BANDWIDTH];
    only(params, &known, "Some parameters are not supported by migration protocol 3")?;
    let wishes = Wishes::of(params)?;
    let mut perform = MigratePerform3Params::new();
    perform.xmlin = wishes.dxml;
    perform.dconnuri = dconnuri.map(ToOwned::to_owned);
    perform.uri = wishes.uri;
    perform.flags = flags;
    perform.dname = wishes.dname;
    perform.bandwidth_mibps = wishes.bandwidth_mibps;
    source.migrate_perform3(&perform).await?;
    Ok(())
}

async fn version2(
    source: &Domain,
    dconnuri: Option<&str>,
    params: &TypedParams,
    flags: DomainMigrateFlags,
) -> Result<()> {
    let known = [MIGRATE_PARAM_DEST_NAME, MIGRATE_PARAM_BANDWIDTH, MIGRATE_PARAM_URI];
    only(params, &known, "Some parameters are not supported by migration protocol 2")?;
    let wishes = Wishes::of(params)?;
    let uri = match (dconnuri, wishes.uri) {
        (Some(_), Some(_)) => return Err(Error::internal("Unable to override peer2peer migration URI")),
        (Some(dconnuri), None) => dconnuri.to_owned(),
        (None, Some(uri)) => uri,
        (None, None) => return Err(Error::invalid_arg("migrate_uri must be given for direct migration")),
    };
    let mut perform = MigratePerformParams::new();
    perform.uri = uri;
    perform.flags = flags;
    perform.dname = wishes.dname;
    perform.bandwidth_mibps = wishes.bandwidth_mibps;
    source.migrate_perform(&perform).await
}

/// The source would be its own destination. A socket that the URI names is taken as meant.
fn not_here(dconnuri: &str) -> Result<()> {
    let uri = ConnectUri::parse(dconnuri)?;
    let here = match &uri.host {
        Some(host) => host.starts_with("localhost"),
        None => uri.transport.as_deref() != Some("unix") || uri.param("socket").is_none(),
    };
    if here {
        return Err(Error::invalid_arg("Attempt to migrate guest to the same host"));
    }
    Ok(())
}
