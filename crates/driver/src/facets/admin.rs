//! The daemon itself: its servers, their clients, its logging.

use async_trait::async_trait;
use vir_types::info::{LoggingFilters, LoggingOutputs};
use vir_types::{
    AdmConnectDaemonShutdownFlags, AdminClientKey, AdminServerKey, Error, NoFlags, Result, TypedParams,
};

/// The daemon itself: its servers, their clients, its logging.
#[async_trait]
pub trait Admin: Send + Sync {
    /// The release of the daemon's library: major × 1,000,000 + minor × 1,000 + release.
    ///
    /// C API: `virAdmConnectGetLibVersion`. Since: 2.0.0.
    async fn admin_connect_get_lib_version(&self) -> Result<u64> {
        Err(Error::unsupported())
    }

    /// The servers that the daemon consists of.
    ///
    /// C API: `virAdmConnectListServers`. Since: 2.0.0.
    async fn admin_connect_list_servers(&self, flags: NoFlags) -> Result<Vec<AdminServerKey>> {
        Err(Error::unsupported())
    }

    /// The server with this name.
    ///
    /// C API: `virAdmConnectLookupServer`. Since: 2.0.0.
    async fn admin_connect_lookup_server(&self, name: &str, flags: NoFlags) -> Result<AdminServerKey> {
        Err(Error::unsupported())
    }

    /// How many threads work for a server: `names::host::THREADPOOL_*`.
    ///
    /// C API: `virAdmServerGetThreadPoolParameters`. Since: 2.0.0.
    async fn admin_server_get_threadpool_parameters(
        &self,
        srv: &AdminServerKey,
        flags: NoFlags,
    ) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Sets how many threads work for a server.
    ///
    /// C API: `virAdmServerSetThreadPoolParameters`. Since: 2.0.0.
    async fn admin_server_set_threadpool_parameters(
        &self,
        srv: &AdminServerKey,
        params: &TypedParams,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// The clients that are connected to a server.
    ///
    /// C API: `virAdmServerListClients`. Since: 2.0.0.
    async fn admin_server_list_clients(
        &self,
        srv: &AdminServerKey,
        flags: NoFlags,
    ) -> Result<Vec<AdminClientKey>> {
        Err(Error::unsupported())
    }

    /// The client of a server with this number.
    ///
    /// C API: `virAdmServerLookupClient`. Since: 2.0.0.
    async fn admin_server_lookup_client(
        &self,
        srv: &AdminServerKey,
        id: u64,
        flags: NoFlags,
    ) -> Result<AdminClientKey> {
        Err(Error::unsupported())
    }

    /// Who a client is: `names::host::CLIENT_INFO_*`.
    ///
    /// C API: `virAdmClientGetInfo`. Since: 2.0.0.
    async fn admin_client_get_info(&self, clnt: &AdminClientKey, flags: NoFlags) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Ends a client's connection.
    ///
    /// C API: `virAdmClientClose`. Since: 2.0.0.
    async fn admin_client_close(&self, clnt: &AdminClientKey, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// How many clients a server has and may have: `names::host::SERVER_CLIENTS_*`.
    ///
    /// C API: `virAdmServerGetClientLimits`. Since: 2.0.0.
    async fn admin_server_get_client_limits(
        &self,
        srv: &AdminServerKey,
        flags: NoFlags,
    ) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Sets how many clients a server may have. What `params` does not name stays as it is.
    ///
    /// C API: `virAdmServerSetClientLimits`. Since: 2.0.0.
    async fn admin_server_set_client_limits(
        &self,
        srv: &AdminServerKey,
        params: &TypedParams,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Where the daemon logs to.
    ///
    /// C API: `virAdmConnectGetLoggingOutputs`. Since: 3.0.0.
    async fn admin_connect_get_logging_outputs(&self, flags: NoFlags) -> Result<LoggingOutputs> {
        Err(Error::unsupported())
    }

    /// What the daemon's parts log.
    ///
    /// C API: `virAdmConnectGetLoggingFilters`. Since: 3.0.0.
    async fn admin_connect_get_logging_filters(&self, flags: NoFlags) -> Result<LoggingFilters> {
        Err(Error::unsupported())
    }

    /// Sets where the daemon logs to; `None` stands for where it does by itself.
    ///
    /// C API: `virAdmConnectSetLoggingOutputs`. Since: 3.0.0.
    async fn admin_connect_set_logging_outputs(&self, outputs: Option<&str>, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Sets what the daemon's parts log; `None` takes all filters away.
    ///
    /// C API: `virAdmConnectSetLoggingFilters`. Since: 3.0.0.
    async fn admin_connect_set_logging_filters(&self, filters: Option<&str>, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Reads a server's certificates and keys again.
    ///
    /// C API: `virAdmServerUpdateTlsFiles`. Since: 2.0.0.
    async fn admin_server_update_tls_files(&self, srv: &AdminServerKey, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Sets after how many **seconds** without work the daemon ends; 0 for never.
    ///
    /// C API: `virAdmConnectSetDaemonTimeout`. Since: 8.6.0.
    async fn admin_connect_set_daemon_timeout(&self, timeout_s: u32, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Ends the daemon.
    ///
    /// C API: `virAdmConnectDaemonShutdown`. Since: 11.2.0.
    async fn admin_connect_daemon_shutdown(&self, flags: AdmConnectDaemonShutdownFlags) -> Result<()> {
        Err(Error::unsupported())
    }
}
