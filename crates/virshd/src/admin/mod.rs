//! The daemon itself, as those who administer it see it. Not a driver of guests: it answers on the admin socket alone.

mod clients;

use std::sync::Arc;

use async_trait::async_trait;
use vir_driver::{Driver, facets};
use vir_types::info::{LoggingFilters, LoggingOutputs};
use vir_types::names::host::{
    SERVER_CLIENTS_CURRENT, SERVER_CLIENTS_MAX, SERVER_CLIENTS_UNAUTH_CURRENT, SERVER_CLIENTS_UNAUTH_MAX,
    THREADPOOL_WORKERS_CURRENT, THREADPOOL_WORKERS_MAX, THREADPOOL_WORKERS_MIN, THREADPOOL_WORKERS_PRIORITY,
};
use vir_types::{
    AdmConnectDaemonShutdownFlags, AdminClientKey, AdminServerKey, Code, Error, NoFlags, Origin, Result,
    TypedParameterType, TypedParams,
};

use crate::daemon::Shared;
use crate::server::Server;

/// Answers for the daemon.
struct Daemon(Arc<Shared>);

impl Shared {
    /// What answers for the daemon.
    pub(crate) fn admin_driver(self: Arc<Self>) -> Arc<dyn Driver> {
        #[cfg(test)]
        if let Some(stand_in) = &self.stand_in {
            return stand_in.clone();
        }
        Arc::new(Daemon(self))
    }
}

impl Driver for Daemon {
    fn name(&self) -> &'static str {
        "daemon"
    }

    fn admin(&self) -> Result<&dyn facets::Admin> {
        Ok(self)
    }
}

impl Daemon {
    fn servers(&self) -> [&Server; 2] {
        [&self.0.server, &self.0.admin]
    }

    fn server(&self, name: &str) -> Result<&Server> {
        let found = self.servers().into_iter().find(|server| server.name == name);
        found.ok_or_else(|| {
            Error::new(Code::NO_SERVER, format!("No server named '{name}'")).or_origin(Origin::RPC)
        })
    }
}

fn none(flags: NoFlags) -> Result<()> {
    flags.allow(NoFlags::empty())
}

fn unsupported(text: &str) -> Error {
    Error::new(Code::OPERATION_UNSUPPORTED, text).or_origin(Origin::ADMIN)
}

#[async_trait]
impl facets::Admin for Daemon {
    async fn admin_connect_get_lib_version(&self) -> Result<u64> {
        Ok(vir_types::version::LIBVIRT)
    }

    async fn admin_connect_list_servers(&self, flags: NoFlags) -> Result<Vec<AdminServerKey>> {
        none(flags)?;
        Ok(self.servers().map(|server| AdminServerKey { name: server.name.into() }).into())
    }

    async fn admin_connect_lookup_server(&self, name: &str, flags: NoFlags) -> Result<AdminServerKey> {
        none(flags)?;
        Ok(AdminServerKey { name: self.server(name)?.name.into() })
    }

    /// The runtime's threads, whose number does not change. None is kept for anybody, and a call that waits takes none.
    async fn admin_server_get_threadpool_parameters(
        &self,
        srv: &AdminServerKey,
        flags: NoFlags,
    ) -> Result<TypedParams> {
        none(flags)?;
        self.server(&srv.name)?;
        let threads = tokio::runtime::Handle::current().metrics().num_workers();
        let threads = u32::try_from(threads).unwrap_or(u32::MAX);
        Ok(TypedParams::new()
            .with(THREADPOOL_WORKERS_MIN, threads)
            .with(THREADPOOL_WORKERS_MAX, threads)
            .with(THREADPOOL_WORKERS_CURRENT, threads)
            .with(THREADPOOL_WORKERS_PRIORITY, 0u32))
    }

    async fn admin_server_set_threadpool_parameters(
        &self,
        srv: &AdminServerKey,
        params: &TypedParams,
        flags: NoFlags,
    ) -> Result<()> {
        none(flags)?;
        self.server(&srv.name)?;
        params.allow(&[
            (THREADPOOL_WORKERS_MIN, TypedParameterType::UINT),
            (THREADPOOL_WORKERS_MAX, TypedParameterType::UINT),
            (THREADPOOL_WORKERS_PRIORITY, TypedParameterType::UINT),
        ])?;
        Err(unsupported("this daemon has no pool of workers that calls wait for, so there is none to set"))
    }

    async fn admin_server_list_clients(
        &self,
        srv: &AdminServerKey,
        flags: NoFlags,
    ) -> Result<Vec<AdminClientKey>> {
        none(flags)?;
        Ok(clients::list(self.server(&srv.name)?))
    }

    async fn admin_server_lookup_client(
        &self,
        srv: &AdminServerKey,
        id: u64,
        flags: NoFlags,
    ) -> Result<AdminClientKey> {
        none(flags)?;
        let server = self.server(&srv.name)?;
        let client = clients::find(server, id).map_err(|error| error.or_origin(Origin::RPC))?;
        Ok(clients::key(server, &client))
    }

    async fn admin_client_get_info(&self, clnt: &AdminClientKey, flags: NoFlags) -> Result<TypedParams> {
        none(flags)?;
        let client = clients::find(self.server(&clnt.server.name)?, clnt.id)?;
        Ok(clients::info(&client.identity))
    }

    async fn admin_client_close(&self, clnt: &AdminClientKey, flags: NoFlags) -> Result<()> {
        none(flags)?;
        clients::find(self.server(&clnt.server.name)?, clnt.id)?.turn_out();
        Ok(())
    }

    async fn admin_server_get_client_limits(
        &self,
        srv: &AdminServerKey,
        flags: NoFlags,
    ) -> Result<TypedParams> {
        none(flags)?;
        let counts = self.server(&srv.name)?.counts();
        Ok(TypedParams::new()
            .with(SERVER_CLIENTS_MAX, counts.max_clients)
            .with(SERVER_CLIENTS_CURRENT, counts.clients)
            .with(SERVER_CLIENTS_UNAUTH_MAX, counts.max_anonymous)
            .with(SERVER_CLIENTS_UNAUTH_CURRENT, counts.anonymous))
    }

    async fn admin_server_set_client_limits(
        &self,
        srv: &AdminServerKey,
        params: &TypedParams,
        flags: NoFlags,
    ) -> Result<()> {
        none(flags)?;
        let server = self.server(&srv.name)?;
        params.allow(&[
            (SERVER_CLIENTS_MAX, TypedParameterType::UINT),
            (SERVER_CLIENTS_UNAUTH_MAX, TypedParameterType::UINT),
        ])?;
        server.limit(params.get_uint(SERVER_CLIENTS_MAX)?, params.get_uint(SERVER_CLIENTS_UNAUTH_MAX)?)
    }

    async fn admin_connect_get_logging_outputs(&self, flags: NoFlags) -> Result<LoggingOutputs> {
        none(flags)?;
        let (outputs, count) = self.0.log.outputs();
        Ok(LoggingOutputs::new(outputs, count))
    }

    async fn admin_connect_get_logging_filters(&self, flags: NoFlags) -> Result<LoggingFilters> {
        none(flags)?;
        let (filters, count) = self.0.log.filters();
        Ok(LoggingFilters::new((count > 0).then_some(filters), count))
    }

    async fn admin_connect_set_logging_outputs(&self, outputs: Option<&str>, flags: NoFlags) -> Result<()> {
        none(flags)?;
        self.0.log.set_outputs(outputs.unwrap_or_default())
    }

    async fn admin_connect_set_logging_filters(&self, filters: Option<&str>, flags: NoFlags) -> Result<()> {
        none(flags)?;
        self.0.log.set_filters(filters.unwrap_or_default())
    }

    async fn admin_server_update_tls_files(&self, srv: &AdminServerKey, flags: NoFlags) -> Result<()> {
        none(flags)?;
        self.server(&srv.name)?;
        Err(Error::internal("no tls service found, unable to update tls files").or_origin(Origin::RPC))
    }

    async fn admin_connect_set_daemon_timeout(&self, timeout_s: u32, flags: NoFlags) -> Result<()> {
        none(flags)?;
        self.0.timeout_s.send_replace(timeout_s);
        Ok(())
    }

    async fn admin_connect_daemon_shutdown(&self, flags: AdmConnectDaemonShutdownFlags) -> Result<()> {
        flags.allow(AdmConnectDaemonShutdownFlags::PRESERVE)?;
        if flags.contains(AdmConnectDaemonShutdownFlags::PRESERVE) {
            return Err(unsupported("this daemon cannot save its guests before it ends"));
        }
        tracing::info!(target: "virshd", "asked to end over the admin socket");
        self.0.stop.cancel();
        Ok(())
    }
}
