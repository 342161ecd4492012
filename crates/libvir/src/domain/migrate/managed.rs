//! Migrations that the caller drives: which form of the protocol, and the first two forms.

use vir_types::feature::Feature;
use vir_types::names::job::{
    MIGRATE_PARAM_BANDWIDTH, MIGRATE_PARAM_DEST_NAME, MIGRATE_PARAM_DEST_XML, MIGRATE_PARAM_URI,
};
use vir_types::params::{MigrateFinish2Params, MigratePerformParams, MigratePrepare2Params};
use vir_types::{Code, DomainMigrateFlags, DomainState, DomainXmlFlags, Error, Result, TypedParams};

use super::v3::{Form, Version3};
use super::{NOT_TUNNELLED, Wishes, both, only, unmanaged, without};
use crate::{Connect, Domain};

/// With the newest form that both sides have. `params` are the wishes with whatever the older forms cannot carry.
pub(super) async fn migrate(
    source: &Domain,
    dest: &Connect,
    wishes: Wishes,
    params: Option<TypedParams>,
    mut flags: DomainMigrateFlags,
) -> Result<Domain> {
    let conn = &source.conn;
    if flags.contains(DomainMigrateFlags::CHANGE_PROTECTION) {
        if !conn.supports_feature(Feature::MIGRATE_CHANGE_PROTECTION).await? {
            return Err(Error::new(Code::ARGUMENT_UNSUPPORTED, "cannot enforce change protection"));
        }
        // The source gets it whenever it can; older destinations refuse it.
        flags = without(flags, DomainMigrateFlags::CHANGE_PROTECTION);
    }
    if flags.contains(DomainMigrateFlags::TUNNELLED) {
        return Err(Error::new(Code::OPERATION_INVALID, NOT_TUNNELLED));
    }
    if wishes.dname.as_deref() == Some("") {
        return Err(Error::invalid_arg("the domain's name at the destination must not be empty"));
    }
    if let Some(params) = params {
        if both(conn, dest, Feature::MIGRATION_PARAMS).await? {
            return Version3::new(source, dest, Form::Params(params), flags).run().await;
        }
        let known =
            [MIGRATE_PARAM_URI, MIGRATE_PARAM_DEST_NAME, MIGRATE_PARAM_DEST_XML, MIGRATE_PARAM_BANDWIDTH];
        let text =
            "Migration APIs with extensible parameters are not supported but extended parameters were passed";
        only(&params, &known, text)?;
    }
    if both(conn, dest, Feature::MIGRATION_V3).await? {
        return Version3::new(source, dest, Form::Fixed(wishes), flags).run().await;
    }
    let second = both(conn, dest, Feature::MIGRATION_V2).await?;
    if !second && !both(conn, dest, Feature::MIGRATION_V1).await? {
        return Err(Error::unsupported());
    }
    if wishes.dxml.is_some() {
        let text = "Unable to change target guest XML during migration";
        return Err(Error::new(Code::ARGUMENT_UNSUPPORTED, text));
    }
    if second {
        version2(source, dest, wishes, flags).await
    } else {
        version1(source, dest, wishes, flags).await
    }
}

/// The source's daemon talks to the destination's; the caller only looks for the domain there.
pub(super) async fn through_source(
    source: &Domain,
    dest: &Connect,
    dconnuri: String,
    wishes: Wishes,
    flags: DomainMigrateFlags,
) -> Result<Domain> {
    if !source.conn.supports_feature(Feature::MIGRATION_P2P).await? {
        return Err(Error::unsupported());
    }
    unmanaged::migrate(source, Some(&dconnuri), &wishes.to_params(), flags).await?;
    dest.domain_lookup_by_name(wishes.dname.as_deref().unwrap_or(source.name())).await
}

/// The flags with what the guest's state adds, and those of them that are for the destination.
pub(super) async fn sides(
    source: &Domain,
    flags: DomainMigrateFlags,
) -> (DomainMigrateFlags, DomainMigrateFlags) {
    let paused = source.get_info().await.is_ok_and(|info| info.state == DomainState::PAUSED);
    with_state(flags, paused)
}

/// A guest that stands still stays so at the destination.
pub(super) fn with_state(
    mut flags: DomainMigrateFlags,
    paused: bool,
) -> (DomainMigrateFlags, DomainMigrateFlags) {
    if paused {
        flags |= DomainMigrateFlags::PAUSED;
    }
    let of_source = DomainMigrateFlags::ABORT_ON_ERROR | DomainMigrateFlags::AUTO_CONVERGE;
    (flags, without(flags, of_source))
}

/// The destination has left open where to send the guest, and so has the caller.
pub(super) fn no_uri(phase: &str) -> Error {
    Error::internal(format!("{phase} did not set uri"))
}

/// Prepare, perform, finish; the destination is told how it went.
async fn version2(
    source: &Domain,
    dest: &Connect,
    wishes: Wishes,
    flags: DomainMigrateFlags,
) -> Result<Domain> {
    let migratable = source.conn.supports_feature(Feature::XML_MIGRATABLE).await?;
    let xml_flags = if migratable {
        DomainXmlFlags::MIGRATABLE
    } else {
        DomainXmlFlags::SECURE | DomainXmlFlags::UPDATE_CPU
    };
    let dom_xml = source.get_xml_desc(xml_flags).await?;
    let (flags, dest_flags) = sides(source, flags).await;
    let mut prepare = MigratePrepare2Params::new();
    prepare.uri_in = wishes.uri.clone();
    prepare.flags = dest_flags;
    prepare.dname = wishes.dname.clone();
    prepare.bandwidth_mibps = wishes.bandwidth_mibps;
    prepare.dom_xml = dom_xml;
    let prepared = dest.domain_migrate_prepare2(&prepare).await?;
    let uri = prepared.uri_out.or(wishes.uri);
    let performed = match &uri {
        None => Err(no_uri("domainMigratePrepare2")),
        Some(uri) => {
            let mut perform = MigratePerformParams::new();
            perform.cookie = prepared.cookie.clone();
            perform.uri = uri.clone();
            perform.flags = flags;
            perform.dname = wishes.dname.clone();
            perform.bandwidth_mibps = wishes.bandwidth_mibps;
            source.migrate_perform(&perform).await
        }
    };
    let mut finish = MigrateFinish2Params::new();
    finish.dname = wishes.dname.unwrap_or_else(|| source.name().to_owned());
    finish.cookie = prepared.cookie;
    finish.uri = uri.unwrap_or_default();
    finish.flags = dest_flags;
    finish.retcode = i32::from(performed.is_err());
    let finished = dest.domain_migrate_finish2(&finish).await;
    if let Err(error) = performed {
        if finished.is_ok() {
            tracing::error!(target: "api", "the destination ignored that the migration was cancelled");
        }
        return Err(error);
    }
    finished
}

/// The first form: nobody is told when it fails.
async fn version1(
    source: &Domain,
    dest: &Connect,
    wishes: Wishes,
    flags: DomainMigrateFlags,
) -> Result<Domain> {
    let (flags, dest_flags) = sides(source, flags).await;
    let (wanted, dname) = (wishes.uri.as_deref(), wishes.dname.as_deref());
    let prepared = dest.domain_migrate_prepare(wanted, dest_flags, dname, wishes.bandwidth_mibps).await?;
    let uri = prepared.uri_out.or(wishes.uri).ok_or_else(|| no_uri("domainMigratePrepare"))?;
    let mut perform = MigratePerformParams::new();
    perform.cookie = prepared.cookie.clone();
    perform.uri = uri.clone();
    perform.flags = flags;
    perform.dname = wishes.dname.clone();
    perform.bandwidth_mibps = wishes.bandwidth_mibps;
    source.migrate_perform(&perform).await?;
    let dname = wishes.dname.as_deref().unwrap_or(source.name());
    match dest.domain_migrate_finish(dname, &prepared.cookie, &uri, dest_flags).await {
        // Some destinations have nothing left to do.
        Err(error) if error.code() == Code::NO_SUPPORT => dest.domain_lookup_by_name(dname).await,
        finished => finished,
    }
}
