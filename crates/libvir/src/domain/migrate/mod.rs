//! Moving a domain to another host.
//!
//! The caller may hold both connections and drive the migration itself (`migrate…`), or let the source's daemon
//! talk to the destination's (`PEER2PEER`, `migrate_to_uri…`), which `TUNNELLED` needs. Whoever drives goes through
//! the phases that the two sides have in common, the newest form first; whatever fails, one side runs the guest.

mod managed;
mod phases;
mod unmanaged;
mod v3;

use std::future::Future;

use tracing::Instrument as _;
use vir_types::feature::Feature;
use vir_types::names::job::{
    MIGRATE_PARAM_BANDWIDTH, MIGRATE_PARAM_DEST_NAME, MIGRATE_PARAM_DEST_XML, MIGRATE_PARAM_URI,
};
use vir_types::{Code, DomainMigrateFlags, Error, Result, TypedParams};

use super::Domain;
use crate::Connect;
use crate::api::Api;

const MIGRATE: Api = Api::write("virDomainMigrate", "0.3.2");
const MIGRATE2: Api = Api::write("virDomainMigrate2", "0.9.2");
const MIGRATE3: Api = Api::write("virDomainMigrate3", "1.1.0");
const MIGRATE_TO_URI: Api = Api::write("virDomainMigrateToURI", "0.7.2");
const MIGRATE_TO_URI2: Api = Api::write("virDomainMigrateToURI2", "0.9.2");
const MIGRATE_TO_URI3: Api = Api::write("virDomainMigrateToURI3", "1.1.0");

/// What every form of the protocol can be told.
#[derive(Debug, Default, Clone)]
struct Wishes {
    /// Where the guest's data is sent.
    uri: Option<String>,
    /// The domain's name at the destination.
    dname: Option<String>,
    /// Its document there.
    dxml: Option<String>,
    /// The limit in MiB/s, 0 is none.
    bandwidth_mibps: u64,
}

impl Wishes {
    /// Those among the parameters; others are left out.
    fn of(params: &TypedParams) -> Result<Self> {
        Ok(Self {
            uri: text(params, MIGRATE_PARAM_URI)?,
            dname: text(params, MIGRATE_PARAM_DEST_NAME)?,
            dxml: text(params, MIGRATE_PARAM_DEST_XML)?,
            bandwidth_mibps: params.get_ullong(MIGRATE_PARAM_BANDWIDTH)?.unwrap_or_default(),
        })
    }

    fn to_params(&self) -> TypedParams {
        TypedParams::new()
            .with_some(MIGRATE_PARAM_URI, self.uri.clone())
            .with_some(MIGRATE_PARAM_DEST_NAME, self.dname.clone())
            .with_some(MIGRATE_PARAM_DEST_XML, self.dxml.clone())
            .with(MIGRATE_PARAM_BANDWIDTH, self.bandwidth_mibps)
    }
}

impl Domain {
    /// Moves the domain to the host at the other end of `dconn`, and returns it there.
    ///
    /// `uri` is where the guest's data is sent, `dname` the domain's name there; without them the destination
    /// chooses and the name stays. The limit is in **MiB/s**, 0 is none. With `PEER2PEER` the source's daemon does it,
    /// and `uri` is the connection URI that it uses.
    ///
    /// Dropping the future does not stop the migration; [`abort_job`](Self::abort_job) does.
    ///
    /// C API: `virDomainMigrate`. Since: 0.3.2.
    ///
    /// # Errors
    /// `InvalidArg`, `ArgumentUnsupported`: flags that exclude each other, or that a side does not know.
    /// `OperationInvalid`: `TUNNELLED` without `PEER2PEER`. `OperationDenied`: a connection is read-only.
    /// `NoSupport`: the two sides have no form of the protocol in common. `OperationFailed`, `OperationAborted` …: it
    /// did not come to pass, and the domain goes on here.
    pub async fn migrate(
        &self,
        dconn: &Connect,
        flags: DomainMigrateFlags,
        dname: Option<&str>,
        uri: Option<&str>,
        bandwidth_mibps: u64,
    ) -> Result<Self> {
        let wishes = Wishes { uri: owned(uri), dname: owned(dname), dxml: None, bandwidth_mibps };
        self.driven(&MIGRATE, dconn, move |source, dest| async move {
            source.check_flags(flags, true)?;
            source.check_offline(Some(&dest), flags).await?;
            if flags.contains(DomainMigrateFlags::PEER2PEER) {
                let dconnuri = match &wishes.uri {
                    Some(uri) => uri.clone(),
                    None => dest.get_uri().await?,
                };
                return managed::through_source(
                    &source,
                    &dest,
                    dconnuri,
                    Wishes { uri: None, ..wishes },
                    flags,
                )
                .await;
            }
            managed::migrate(&source, &dest, wishes, None, flags).await
        })
        .await
    }

    /// Moves the domain as [`migrate`](Self::migrate) does, with `dxml` as its document at the destination, where
    /// what belongs to the host may differ. With `PEER2PEER` the URI of `dconn` is the one that the source's daemon
    /// uses, and `uri` is where the guest's data is sent.
    ///
    /// C API: `virDomainMigrate2`. Since: 0.9.2.
    ///
    /// # Errors
    /// As for [`migrate`](Self::migrate). `ArgumentUnsupported`: the sides cannot change the document.
    pub async fn migrate2(
        &self,
        dconn: &Connect,
        dxml: Option<&str>,
        flags: DomainMigrateFlags,
        dname: Option<&str>,
        uri: Option<&str>,
        bandwidth_mibps: u64,
    ) -> Result<Self> {
        let wishes = Wishes { uri: owned(uri), dname: owned(dname), dxml: owned(dxml), bandwidth_mibps };
        self.driven(&MIGRATE2, dconn, move |source, dest| async move {
            source.check_flags(flags, true)?;
            source.check_offline(Some(&dest), flags).await?;
            if flags.contains(DomainMigrateFlags::PEER2PEER) {
                let dconnuri = dest.get_uri().await?;
                return managed::through_source(&source, &dest, dconnuri, wishes, flags).await;
            }
            managed::migrate(&source, &dest, wishes, None, flags).await
        })
        .await
    }

    /// Moves the domain to the host at the other end of `dconn`, and returns it there. All wishes are parameters, by
    /// the names `MIGRATE_PARAM_…`: `migrate_uri`, `destination_name`, `destination_xml`, `bandwidth` …
    ///
    /// Dropping the future does not stop the migration; [`abort_job`](Self::abort_job) does.
    ///
    /// C API: `virDomainMigrate3`. Since: 1.1.0.
    ///
    /// # Errors
    /// As for [`migrate`](Self::migrate). `InvalidArg`: `PEER2PEER`, for which there is
    /// [`migrate_to_uri3`](Self::migrate_to_uri3). `ArgumentUnsupported`: a parameter that the sides do not know.
    pub async fn migrate3(
        &self,
        dconn: &Connect,
        params: &TypedParams,
        flags: DomainMigrateFlags,
    ) -> Result<Self> {
        let params = params.clone();
        self.driven(&MIGRATE3, dconn, move |source, dest| async move {
            source.check_flags(flags, false)?;
            if flags.contains(DomainMigrateFlags::PEER2PEER) {
                return Err(Error::invalid_arg("use migrate_to_uri3 for peer-to-peer migration"));
            }
            if flags.contains(DomainMigrateFlags::TUNNELLED) {
                return Err(Error::invalid_arg(NOT_TUNNELLED));
            }
            let wishes = Wishes::of(&params)?;
            source.check_offline(Some(&dest), flags).await?;
            managed::migrate(&source, &dest, wishes, Some(params), flags).await
        })
        .await
    }

    /// Has the source move the domain by itself: with `PEER2PEER` to the daemon at the connection URI `duri`,
    /// otherwise, for the hypervisors that can, straight to `duri`. The limit is in **MiB/s**, 0 is none.
    ///
    /// C API: `virDomainMigrateToURI`. Since: 0.7.2.
    ///
    /// # Errors
    /// `ArgumentUnsupported`: the source cannot do it in this way. `InvalidArg`: flags that exclude each other, or
    /// `duri` is this host. `OperationDenied`: the connection is read-only. `OperationFailed`, `OperationAborted` …:
    /// it did not come to pass, and the domain goes on here.
    pub async fn migrate_to_uri(
        &self,
        duri: &str,
        flags: DomainMigrateFlags,
        dname: Option<&str>,
        bandwidth_mibps: u64,
    ) -> Result<()> {
        let mut wishes = Wishes { dname: owned(dname), bandwidth_mibps, ..Wishes::default() };
        let mut dconnuri = None;
        if flags.contains(DomainMigrateFlags::PEER2PEER) {
            dconnuri = Some(duri.to_owned());
        } else {
            wishes.uri = Some(duri.to_owned());
        }
        self.by_source(&MIGRATE_TO_URI, dconnuri, wishes.to_params(), flags).await
    }

    /// Has the source move the domain by itself as [`migrate_to_uri`](Self::migrate_to_uri) does. `dconnuri` is the
    /// connection URI of the destination's daemon, for `PEER2PEER`; `miguri` is where the guest's data is sent; `dxml`
    /// is the domain's document at the destination.
    ///
    /// C API: `virDomainMigrateToURI2`. Since: 0.9.2.
    ///
    /// # Errors
    /// As for [`migrate_to_uri`](Self::migrate_to_uri). `InvalidArg`: `PEER2PEER` without `dconnuri`.
    pub async fn migrate_to_uri2(
        &self,
        dconnuri: Option<&str>,
        miguri: Option<&str>,
        dxml: Option<&str>,
        flags: DomainMigrateFlags,
        dname: Option<&str>,
        bandwidth_mibps: u64,
    ) -> Result<()> {
        let wishes = Wishes { uri: owned(miguri), dname: owned(dname), dxml: owned(dxml), bandwidth_mibps };
        self.by_source(&MIGRATE_TO_URI2, owned(dconnuri), wishes.to_params(), flags).await
    }

    /// Has the source move the domain by itself. `dconnuri` is the connection URI of the destination's daemon, for
    /// `PEER2PEER`; the other wishes are parameters as for [`migrate3`](Self::migrate3).
    ///
    /// C API: `virDomainMigrateToURI3`. Since: 1.1.0.
    ///
    /// # Errors
    /// As for [`migrate_to_uri2`](Self::migrate_to_uri2). `ArgumentUnsupported`: a parameter that the source does not
    /// know.
    pub async fn migrate_to_uri3(
        &self,
        dconnuri: Option<&str>,
        params: &TypedParams,
        flags: DomainMigrateFlags,
    ) -> Result<()> {
        self.by_source(&MIGRATE_TO_URI3, owned(dconnuri), params.clone(), flags).await
    }

    /// Guards both ends, and runs what the caller drives to its end.
    async fn driven<F>(
        &self,
        api: &'static Api,
        dconn: &Connect,
        work: impl FnOnce(Self, Connect) -> F,
    ) -> Result<Self>
    where
        F: Future<Output = Result<Self>> + Send + 'static,
    {
        self.conn.guard(api)?;
        dconn.guard(api)?;
        let span = tracing::debug_span!(target: "api", "call", api = api.name, since = api.since);
        to_its_end(work(self.clone(), dconn.clone()).instrument(span))
            .await
            .map_err(|error| api.name_error(error))
    }

    /// Guards the source, and lets it do everything.
    async fn by_source(
        &self,
        api: &'static Api,
        dconnuri: Option<String>,
        params: TypedParams,
        flags: DomainMigrateFlags,
    ) -> Result<()> {
        self.conn.guard(api)?;
        let span = tracing::debug_span!(target: "api", "call", api = api.name, since = api.since);
        let work = async {
            self.check_flags(flags, true)?;
            self.check_offline(None, flags).await?;
            let peer = flags.contains(DomainMigrateFlags::PEER2PEER);
            let (feature, way) =
                if peer { (Feature::MIGRATION_P2P, "p2p") } else { (Feature::MIGRATION_DIRECT, "direct") };
            if !self.conn.supports_feature(feature).await? {
                let text = format!("{way} migration is not supported by the source host");
                return Err(Error::new(Code::ARGUMENT_UNSUPPORTED, text));
            }
            if peer && dconnuri.is_none() {
                return Err(Error::invalid_arg("dconnuri must be given for peer-to-peer migration"));
            }
            let dconnuri = dconnuri.as_deref().filter(|_| peer);
            unmanaged::migrate(self, dconnuri, &params, flags).await
        };
        work.instrument(span).await.map_err(|error| api.name_error(error))
    }

    /// Flags that exclude or need each other.
    fn check_flags(&self, flags: DomainMigrateFlags, tunnels: bool) -> Result<()> {
        type Flags = DomainMigrateFlags;
        let copies = Flags::NON_SHARED_DISK | Flags::NON_SHARED_INC;
        if flags.contains(copies) {
            let text =
                "flags 'VIR_MIGRATE_NON_SHARED_DISK' and 'VIR_MIGRATE_NON_SHARED_INC' are mutually exclusive";
            return Err(Error::invalid_arg(text));
        }
        if tunnels && flags.contains(Flags::TUNNELLED | Flags::PARALLEL) {
            let text = "flags 'VIR_MIGRATE_TUNNELLED' and 'VIR_MIGRATE_PARALLEL' are mutually exclusive";
            return Err(Error::invalid_arg(text));
        }
        if flags.contains(Flags::NON_SHARED_SYNCHRONOUS_WRITES) && !flags.intersects(copies) {
            let text = "flag 'VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES' requires flag 'VIR_MIGRATE_NON_SHARED_DISK' \
                        or 'VIR_MIGRATE_NON_SHARED_INC'";
            return Err(Error::invalid_arg(text));
        }
        Ok(())
    }

    /// Whether the sides can move a domain that does not run, where that is asked for.
    async fn check_offline(&self, dest: Option<&Connect>, flags: DomainMigrateFlags) -> Result<()> {
        if !flags.contains(DomainMigrateFlags::OFFLINE) {
            return Ok(());
        }
        for (conn, side) in [(Some(&self.conn), "source"), (dest, "destination")] {
            let Some(conn) = conn else { continue };
            if !conn.supports_feature(Feature::MIGRATION_OFFLINE).await? {
                let text = format!("offline migration is not supported by the {side} host");
                return Err(Error::new(Code::ARGUMENT_UNSUPPORTED, text));
            }
        }
        Ok(())
    }
}

const NOT_TUNNELLED: &str = "cannot perform tunnelled migration without using peer2peer flag";

/// Whether both sides have it.
async fn both(source: &Connect, dest: &Connect, feature: Feature) -> Result<bool> {
    Ok(source.supports_feature(feature).await? && dest.supports_feature(feature).await?)
}

/// Refuses parameters that an older form of the protocol cannot carry.
fn only(params: &TypedParams, known: &[&str], text: &str) -> Result<()> {
    if params.iter().all(|param| known.contains(&&*param.name)) {
        return Ok(());
    }
    Err(Error::new(Code::ARGUMENT_UNSUPPORTED, text))
}

/// The parameters with this text in the place of the one by that name.
fn replaced(params: &TypedParams, name: &'static str, value: &str) -> TypedParams {
    let mut out = TypedParams::new();
    for param in params.iter().filter(|param| &*param.name != name) {
        out.push(param.name.clone(), param.value.clone());
    }
    out.with(name, value)
}

fn text(params: &TypedParams, name: &str) -> Result<Option<String>> {
    Ok(params.get_string(name)?.map(|text| text.to_string()))
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(ToOwned::to_owned)
}

fn without(flags: DomainMigrateFlags, bits: DomainMigrateFlags) -> DomainMigrateFlags {
    DomainMigrateFlags::from_bits(flags.bits() & !bits.bits())
}

/// Runs to its end even when nobody waits any more: a guest between two hosts must not be left there.
async fn to_its_end<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => match runtime.spawn(work).await {
            Ok(result) => result,
            Err(error) => Err(Error::internal(format!("the migration has ended: {error}"))),
        },
        Err(_) => work.await,
    }
}
