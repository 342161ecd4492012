//! The third form of the protocol: begin, prepare, perform, finish, confirm.

use vir_types::feature::Feature;
use vir_types::info::{MigrateBegin, MigrateFinish, MigratePrepare3};
use vir_types::names::job::{MIGRATE_PARAM_DEST_NAME, MIGRATE_PARAM_DEST_XML, MIGRATE_PARAM_URI};
use vir_types::params::{MigrateFinish3Params, MigratePerform3Params, MigratePrepare3Params};
use vir_types::{Code, DomainMigrateFlags, DomainState, Error, NoFlags, Origin, Result, TypedParams};

use super::managed::{no_uri, with_state};
use super::{Wishes, replaced, text};
use crate::{Connect, Domain};

/// How the wishes travel.
pub(super) enum Form {
    /// As arguments of their own.
    Fixed(Wishes),
    /// As parameters, which may be more.
    Params(TypedParams),
}

/// A migration on its way.
pub(super) struct Version3 {
    source: Domain,
    dest: Connect,
    form: Form,
    flags: DomainMigrateFlags,
    /// Those for the destination.
    dest_flags: DomainMigrateFlags,
    /// What the source is told besides: that nobody may change the domain meanwhile, if it knows that.
    protection: DomainMigrateFlags,
}

impl Version3 {
    pub(super) fn new(source: &Domain, dest: &Connect, form: Form, flags: DomainMigrateFlags) -> Self {
        let (source, dest) = (source.clone(), dest.clone());
        let protection = DomainMigrateFlags::empty();
        Self { source, dest, form, flags, dest_flags: flags, protection }
    }

    pub(super) async fn run(mut self) -> Result<Domain> {
        if self.source.conn.supports_feature(Feature::MIGRATE_CHANGE_PROTECTION).await? {
            self.protection = DomainMigrateFlags::CHANGE_PROTECTION;
        }
        let begun = self.begin().await?;
        let paused = self.paused().await && !self.flags.contains(DomainMigrateFlags::POSTCOPY_RESUME);
        (self.flags, self.dest_flags) = with_state(self.flags, paused);
        let prepared = match self.prepare(begun).await {
            Ok(prepared) => prepared,
            Err(error) => {
                // A source that guards against changes waits for an end since it began.
                if !self.protection.is_empty() {
                    self.confirm(&[], true).await;
                }
                return Err(error);
            }
        };
        // From here on the destination has something to clean up.
        let mut source_knows = false;
        let performed = match self.found(prepared.uri_out) {
            Err(error) => Err(error),
            Ok(_) if self.flags.contains(DomainMigrateFlags::OFFLINE) => Ok(Vec::new()),
            Ok(uri) => {
                let performed = self.perform(uri, prepared.cookie_out).await;
                source_knows = performed.is_err();
                performed
            }
        };
        let (error, cookie) = match performed {
            Ok(cookie) => (None, cookie),
            Err(error) => (Some(error), Vec::new()),
        };
        let finished = self.finish(&cookie, error.is_some()).await;
        let (outcome, cookie) = match (error, finished) {
            (None, Ok(finished)) => (Ok(finished.dom), finished.cookie_out),
            (None, Err(error)) => (Err(error), Vec::new()),
            (Some(error), Ok(finished)) => {
                tracing::error!(target: "api", "the destination ignored that the migration was cancelled");
                (Err(error), finished.cookie_out)
            }
            (Some(error), Err(other)) => (Err(told_by_both(error, &other)), Vec::new()),
        };
        // The source that failed to perform has gone on already. Otherwise the guest goes on there unless it runs at
        // the destination.
        if !source_knows {
            self.confirm(&cookie, outcome.is_err()).await;
        }
        Ok(self.dest.domain(outcome?))
    }

    async fn begin(&self) -> Result<MigrateBegin> {
        let flags = self.flags | self.protection;
        match &self.form {
            Form::Params(params) => self.source.migrate_begin3_params(params, flags).await,
            Form::Fixed(wishes) => {
                let (xml, dname) = (wishes.dxml.as_deref(), wishes.dname.as_deref());
                self.source.migrate_begin3(xml, flags, dname, wishes.bandwidth_mibps).await
            }
        }
    }

    /// Whether the guest stands still. A source that cannot tell does not stop the migration.
    async fn paused(&self) -> bool {
        let state = match self.form {
            Form::Params(_) => self.source.get_state(NoFlags::empty()).await.map(|info| info.state),
            Form::Fixed(_) => self.source.get_info().await.map(|info| info.state),
        };
        state.is_ok_and(|state| state == DomainState::PAUSED)
    }

    async fn prepare(&mut self, begun: MigrateBegin) -> Result<MigratePrepare3> {
        match &mut self.form {
            Form::Params(params) => {
                *params = replaced(params, MIGRATE_PARAM_DEST_XML, &begun.xml);
                self.dest.domain_migrate_prepare3_params(params, &begun.cookie_out, self.dest_flags).await
            }
            Form::Fixed(wishes) => {
                let mut prepare = MigratePrepare3Params::new();
                prepare.cookie_in = begun.cookie_out;
                prepare.uri_in = wishes.uri.clone();
                prepare.flags = self.dest_flags;
                prepare.dname = wishes.dname.clone();
                prepare.bandwidth_mibps = wishes.bandwidth_mibps;
                prepare.dom_xml = begun.xml;
                self.dest.domain_migrate_prepare3(&prepare).await
            }
        }
    }

    /// Where to send the guest: the destination's word before the caller's.
    fn found(&mut self, uri_out: Option<String>) -> Result<String> {
        match &mut self.form {
            Form::Params(params) => {
                if let Some(uri) = uri_out {
                    *params = replaced(params, MIGRATE_PARAM_URI, &uri);
                    return Ok(uri);
                }
                text(params, MIGRATE_PARAM_URI)?.ok_or_else(|| no_uri("domainMigratePrepare3"))
            }
            Form::Fixed(wishes) => {
                wishes.uri = uri_out.or(wishes.uri.take());
                wishes.uri.clone().ok_or_else(|| no_uri("domainMigratePrepare3"))
            }
        }
    }

    async fn perform(&self, uri: String, cookie: Vec<u8>) -> Result<Vec<u8>> {
        let flags = self.flags | self.protection;
        match &self.form {
            Form::Params(params) => self.source.migrate_perform3_params(None, params, &cookie, flags).await,
            Form::Fixed(wishes) => {
                let mut perform = MigratePerform3Params::new();
                perform.cookie_in = cookie;
                perform.uri = Some(uri);
                perform.flags = flags;
                perform.dname = wishes.dname.clone();
                perform.bandwidth_mibps = wishes.bandwidth_mibps;
                self.source.migrate_perform3(&perform).await
            }
        }
    }

    async fn finish(&self, cookie: &[u8], cancelled: bool) -> Result<MigrateFinish> {
        match &self.form {
            Form::Params(params) => {
                let named = params.get(MIGRATE_PARAM_DEST_NAME).is_some();
                let params = if named {
                    params.clone()
                } else {
                    replaced(params, MIGRATE_PARAM_DEST_NAME, self.source.name())
                };
                self.dest.domain_migrate_finish3_params(&params, cookie, self.dest_flags, cancelled).await
            }
            Form::Fixed(wishes) => {
                let mut finish = MigrateFinish3Params::new();
                finish.dname = wishes.dname.clone().unwrap_or_else(|| self.source.name().to_owned());
                finish.cookie_in = cookie.to_vec();
                finish.uri = wishes.uri.clone();
                finish.flags = self.dest_flags;
                finish.cancelled = cancelled;
                self.dest.domain_migrate_finish3(&finish).await
            }
        }
    }

    /// Nothing can be done about a failure: at worst the guest stands still at the source.
    async fn confirm(&self, cookie: &[u8], cancelled: bool) {
        let flags = self.flags | self.protection;
        let confirmed = match &self.form {
            Form::Params(params) => {
                self.source.migrate_confirm3_params(params, cookie, flags, cancelled).await
            }
            Form::Fixed(_) => self.source.migrate_confirm3(cookie, flags, cancelled).await,
        };
        if let Err(error) = confirmed {
            let guest = self.source.name();
            tracing::warn!(target: "api", %error, guest, "the guest is probably left paused at the source");
        }
    }
}

/// Two sides of QEMU that both failed: nobody knows which was the cause, so that both are told.
fn told_by_both(source: Error, dest: &Error) -> Error {
    let failed = source.origin() == Origin::QEMU && source.code() == Code::OPERATION_FAILED;
    if !failed || dest.origin() != Origin::QEMU || dest.code() == Code::MIGRATE_FINISH_OK {
        return source;
    }
    let text = format!(
        "migration failed. Message from the source host: {}. Message from the destination host: {}",
        source.message(),
        dest.message()
    );
    Error::new(Code::OPERATION_FAILED, text)
}
