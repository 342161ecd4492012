//! Operations whose object stands in an image, in typed parameters, or beside another one.

use vir_driver::{MigrateTunnel, Stream};
use vir_protocol::Procedure;
use vir_types::info::{DomainStatsRecord, MigrateFinish, MigratePrepare, MigratePrepare3};
use vir_types::names::job::{
    DOMAIN_SAVE_PARAM_DXML, DOMAIN_SAVE_PARAM_FILE, MIGRATE_PARAM_DEST_NAME, MIGRATE_PARAM_DEST_XML,
};
use vir_types::params::{
    MigrateFinish2Params, MigrateFinish3Params, MigratePrepare2Params, MigratePrepare3Params,
    MigratePrepareTunnel3Params,
};
use vir_types::{
    ConnectGetAllDomainStatsFlags, DomainKey, DomainMigrateFlags, DomainSaveImageXmlFlags,
    DomainSaveRestoreFlags, DomainStatsTypes, NetworkKey, NetworkPortCreateFlags, NetworkPortKey, NoFlags,
    Result, StoragePoolKey, StorageVolCreateFlags, StorageVolKey, TypedParams, TypedValue, Uuid,
};

use crate::{Guarded, Object, documents};

type Need = &'static Procedure;

/// A text among typed parameters.
fn text<'a>(params: &'a TypedParams, name: &str) -> Option<&'a str> {
    match params.get(name)? {
        TypedValue::String(text) => Some(text),
        _ => None,
    }
}

pub(crate) async fn connect_get_all_domain_stats(
    guard: &Guarded,
    need: Need,
    doms: &[DomainKey],
    stats: DomainStatsTypes,
    flags: ConnectGetAllDomainStatsFlags,
) -> Result<Vec<DomainStatsRecord>> {
    guard.require(need, flags.bits(), &Object::Connect).await?;
    let records = guard.inner.stats()?.connect_get_all_domain_stats(doms, stats, flags).await?;
    guard.visible_by(need, records, |record| Object::from(&record.dom)).await
}

// Saved guests.

/// The domain that an image holds.
async fn of_image(guard: &Guarded, file: &str) -> Result<Object> {
    let save = guard.inner.save()?;
    documents::domain(&save.domain_save_image_get_xml_desc(file, DomainSaveImageXmlFlags::empty()).await?)
}

/// Requires what is needed for the domain of an image, and for the one that a document makes of it.
async fn require_image(guard: &Guarded, need: Need, flags: u32, file: &str, xml: Option<&str>) -> Result<()> {
    guard.require(need, flags, &of_image(guard, file).await?).await?;
    match xml {
        Some(xml) => guard.require(need, flags, &documents::domain(xml)?).await,
        None => Ok(()),
    }
}

pub(crate) async fn domain_restore(guard: &Guarded, need: Need, from: &str) -> Result<()> {
    require_image(guard, need, 0, from, None).await?;
    guard.inner.save()?.domain_restore(from).await
}

pub(crate) async fn domain_restore_flags(
    guard: &Guarded,
    need: Need,
    from: &str,
    dxml: Option<&str>,
    flags: DomainSaveRestoreFlags,
) -> Result<()> {
    require_image(guard, need, flags.bits(), from, dxml).await?;
    guard.inner.save()?.domain_restore_flags(from, dxml, flags).await
}

pub(crate) async fn domain_restore_params(
    guard: &Guarded,
    need: Need,
    params: &TypedParams,
    flags: DomainSaveRestoreFlags,
) -> Result<()> {
    let text = |name| text(params, name);
    let file = text(DOMAIN_SAVE_PARAM_FILE).unwrap_or_default();
    require_image(guard, need, flags.bits(), file, text(DOMAIN_SAVE_PARAM_DXML)).await?;
    guard.inner.save()?.domain_restore_params(params, flags).await
}

pub(crate) async fn domain_save_image_get_xml_desc(
    guard: &Guarded,
    need: Need,
    file: &str,
    flags: DomainSaveImageXmlFlags,
) -> Result<String> {
    require_image(guard, need, flags.bits(), file, None).await?;
    guard.inner.save()?.domain_save_image_get_xml_desc(file, flags).await
}

pub(crate) async fn domain_save_image_define_xml(
    guard: &Guarded,
    need: Need,
    file: &str,
    dxml: &str,
    flags: DomainSaveRestoreFlags,
) -> Result<()> {
    require_image(guard, need, flags.bits(), file, Some(dxml)).await?;
    guard.inner.save()?.domain_save_image_define_xml(file, dxml, flags).await
}

// Guests that come from elsewhere.

/// The domain that a document describes, under its name here.
fn arriving(xml: &str, dname: Option<&str>) -> Result<Object> {
    match (documents::domain(xml)?, dname) {
        (Object::Domain(mut key), Some(name)) => {
            key.name = name.into();
            Ok(Object::Domain(key))
        }
        (object, _) => Ok(object),
    }
}

/// A domain of which only the name is known.
fn named(name: &str) -> Object {
    Object::Domain(DomainKey::new(name, Uuid::default(), None))
}

/// The domain that has arrived.
async fn arrived(guard: &Guarded, name: &str) -> Result<Object> {
    Ok(Object::from(&guard.inner.domain_list()?.domain_lookup_by_name(name).await?))
}

/// The domain's document and its name here, from typed parameters.
fn of_params(params: &TypedParams) -> Result<Object> {
    let text = |name| text(params, name);
    arriving(text(MIGRATE_PARAM_DEST_XML).unwrap_or_default(), text(MIGRATE_PARAM_DEST_NAME))
}

pub(crate) async fn domain_migrate_prepare(
    guard: &Guarded,
    need: Need,
    uri_in: Option<&str>,
    flags: DomainMigrateFlags,
    dname: Option<&str>,
    bandwidth_mibps: u64,
) -> Result<MigratePrepare> {
    guard.require(need, flags.bits(), &named(dname.unwrap_or_default())).await?;
    guard.inner.migrate_v2()?.domain_migrate_prepare(uri_in, flags, dname, bandwidth_mibps).await
}

pub(crate) async fn domain_migrate_prepare2(
    guard: &Guarded,
    need: Need,
    params: &MigratePrepare2Params,
) -> Result<MigratePrepare> {
    let object = arriving(&params.dom_xml, params.dname.as_deref())?;
    guard.require(need, params.flags.bits(), &object).await?;
    guard.inner.migrate_v2()?.domain_migrate_prepare2(params).await
}

pub(crate) async fn domain_migrate_prepare_tunnel(
    guard: &Guarded,
    need: Need,
    flags: DomainMigrateFlags,
    dname: Option<&str>,
    bandwidth_mibps: u64,
    dom_xml: &str,
) -> Result<Stream> {
    guard.require(need, flags.bits(), &arriving(dom_xml, dname)?).await?;
    let inner = guard.inner.migrate_v2()?;
    inner.domain_migrate_prepare_tunnel(flags, dname, bandwidth_mibps, dom_xml).await
}

pub(crate) async fn domain_migrate_prepare3(
    guard: &Guarded,
    need: Need,
    params: &MigratePrepare3Params,
) -> Result<MigratePrepare3> {
    let object = arriving(&params.dom_xml, params.dname.as_deref())?;
    guard.require(need, params.flags.bits(), &object).await?;
    guard.inner.migrate_v3()?.domain_migrate_prepare3(params).await
}

pub(crate) async fn domain_migrate_prepare3_params(
    guard: &Guarded,
    need: Need,
    params: &TypedParams,
    cookie_in: &[u8],
    flags: DomainMigrateFlags,
) -> Result<MigratePrepare3> {
    guard.require(need, flags.bits(), &of_params(params)?).await?;
    guard.inner.migrate_v3()?.domain_migrate_prepare3_params(params, cookie_in, flags).await
}

pub(crate) async fn domain_migrate_prepare_tunnel3(
    guard: &Guarded,
    need: Need,
    params: &MigratePrepareTunnel3Params,
) -> Result<MigrateTunnel> {
    let object = arriving(&params.dom_xml, params.dname.as_deref())?;
    guard.require(need, params.flags.bits(), &object).await?;
    guard.inner.migrate_v3()?.domain_migrate_prepare_tunnel3(params).await
}

pub(crate) async fn domain_migrate_prepare_tunnel3_params(
    guard: &Guarded,
    need: Need,
    params: &TypedParams,
    cookie_in: &[u8],
    flags: DomainMigrateFlags,
) -> Result<MigrateTunnel> {
    guard.require(need, flags.bits(), &of_params(params)?).await?;
    guard.inner.migrate_v3()?.domain_migrate_prepare_tunnel3_params(params, cookie_in, flags).await
}

pub(crate) async fn domain_migrate_finish(
    guard: &Guarded,
    need: Need,
    dname: &str,
    cookie: &[u8],
    uri: &str,
    flags: DomainMigrateFlags,
) -> Result<DomainKey> {
    guard.require(need, flags.bits(), &arrived(guard, dname).await?).await?;
    guard.inner.migrate_v2()?.domain_migrate_finish(dname, cookie, uri, flags).await
}

pub(crate) async fn domain_migrate_finish2(
    guard: &Guarded,
    need: Need,
    params: &MigrateFinish2Params,
) -> Result<DomainKey> {
    guard.require(need, params.flags.bits(), &arrived(guard, &params.dname).await?).await?;
    guard.inner.migrate_v2()?.domain_migrate_finish2(params).await
}

pub(crate) async fn domain_migrate_finish3(
    guard: &Guarded,
    need: Need,
    params: &MigrateFinish3Params,
) -> Result<MigrateFinish> {
    guard.require(need, params.flags.bits(), &arrived(guard, &params.dname).await?).await?;
    guard.inner.migrate_v3()?.domain_migrate_finish3(params).await
}

pub(crate) async fn domain_migrate_finish3_params(
    guard: &Guarded,
    need: Need,
    params: &TypedParams,
    cookie_in: &[u8],
    flags: DomainMigrateFlags,
    cancelled: bool,
) -> Result<MigrateFinish> {
    let name = text(params, MIGRATE_PARAM_DEST_NAME).unwrap_or_default();
    guard.require(need, flags.bits(), &arrived(guard, name).await?).await?;
    guard.inner.migrate_v3()?.domain_migrate_finish3_params(params, cookie_in, flags, cancelled).await
}

pub(crate) async fn qemu_domain_attach(
    guard: &Guarded,
    need: Need,
    pid_value: u32,
    flags: NoFlags,
) -> Result<DomainKey> {
    // A process has no name yet: only who may start any domain may take one up.
    guard.require(need, flags.bits(), &named("")).await?;
    guard.inner.qemu()?.qemu_domain_attach(pid_value, flags).await
}

// What is made inside another object.

pub(crate) async fn network_port_create_xml(
    guard: &Guarded,
    need: Need,
    net: &NetworkKey,
    xml: &str,
    flags: NetworkPortCreateFlags,
) -> Result<NetworkPortKey> {
    let net = guard.network(net).await?;
    guard.require(need, flags.bits(), &documents::network_port(&net, xml)?).await?;
    guard.inner.network_ports()?.network_port_create_xml(&net, xml, flags).await
}

pub(crate) async fn storage_vol_create_xml(
    guard: &Guarded,
    need: Need,
    pool: &StoragePoolKey,
    xml: &str,
    flags: StorageVolCreateFlags,
) -> Result<StorageVolKey> {
    let pool = guard.storage_pool(pool).await?;
    guard.require(need, flags.bits(), &documents::storage_vol(&pool, xml)?).await?;
    guard.inner.storage_volumes()?.storage_vol_create_xml(&pool, xml, flags).await
}

pub(crate) async fn storage_vol_create_xml_from(
    guard: &Guarded,
    need: Need,
    pool: &StoragePoolKey,
    xml: &str,
    clone_vol: &StorageVolKey,
    flags: StorageVolCreateFlags,
) -> Result<StorageVolKey> {
    let pool = guard.storage_pool(pool).await?;
    guard.require(need, flags.bits(), &documents::storage_vol(&pool, xml)?).await?;
    let original = guard.storage_vol(clone_vol).await?;
    guard.inner.storage_volumes()?.storage_vol_create_xml_from(&pool, xml, &original, flags).await
}
