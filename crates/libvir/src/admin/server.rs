//! One of the servers that a daemon consists of.

use vir_types::{AdminServerKey, NoFlags, Result, TypedParams};

use super::{Admin, AdminClient};
use crate::api::Api;

const GET_CLIENT_LIMITS: Api = Api::read("virAdmServerGetClientLimits", "2.0.0");
const GET_THREADPOOL_PARAMETERS: Api = Api::read("virAdmServerGetThreadPoolParameters", "2.0.0");
const LIST_CLIENTS: Api = Api::read("virAdmServerListClients", "2.0.0");
const LOOKUP_CLIENT: Api = Api::read("virAdmServerLookupClient", "2.0.0");
const SET_CLIENT_LIMITS: Api = Api::write("virAdmServerSetClientLimits", "2.0.0");
const SET_THREADPOOL_PARAMETERS: Api = Api::write("virAdmServerSetThreadPoolParameters", "2.0.0");
const UPDATE_TLS_FILES: Api = Api::write("virAdmServerUpdateTlsFiles", "2.0.0");

/// One of the servers that a daemon consists of, each with sockets, clients and limits of its own.
///
/// C API: `virAdmServerPtr`. Since: 2.0.0.
#[derive(Debug, Clone)]
pub struct AdminServer {
    admin: Admin,
    pub(crate) key: AdminServerKey,
}

impl AdminServer {
    pub(crate) fn new(admin: Admin, key: AdminServerKey) -> Self {
        Self { admin, key }
    }

    /// The connection that this was reached over.
    #[must_use]
    pub fn admin(&self) -> &Admin {
        &self.admin
    }

    /// What names it.
    #[must_use]
    pub fn key(&self) -> &AdminServerKey {
        &self.key
    }

    /// Its name, unique in the daemon.
    ///
    /// C API: `virAdmServerGetName`. Since: 2.0.0.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.key.name
    }

    /// How many threads work for the server: [`THREADPOOL_WORKERS_MAX`](crate::names::host::THREADPOOL_WORKERS_MAX)
    /// and its kin, all unsigned.
    ///
    /// C API: `virAdmServerGetThreadPoolParameters`. Since: 2.0.0.
    ///
    /// # Errors
    /// `NoServer`: there is none of that name.
    pub async fn get_threadpool_parameters(&self, flags: NoFlags) -> Result<TypedParams> {
        let connect = self.admin.connect();
        connect
            .call(&GET_THREADPOOL_PARAMETERS, |drv| {
                Ok(drv.admin()?.admin_server_get_threadpool_parameters(&self.key, flags))
            })
            .await
    }

    /// Sets how many threads work for the server:
    /// [`THREADPOOL_WORKERS_MIN`](crate::names::host::THREADPOOL_WORKERS_MIN), `…_MAX` and `…_PRIORITY`.
    ///
    /// C API: `virAdmServerSetThreadPoolParameters`. Since: 2.0.0.
    ///
    /// # Errors
    /// `InvalidArg`: the least would be more than the most. `OperationUnsupported`: the daemon has no pool of threads
    /// that calls wait for, as virshd has not.
    pub async fn set_threadpool_parameters(&self, params: &TypedParams, flags: NoFlags) -> Result<()> {
        let connect = self.admin.connect();
        connect
            .call(&SET_THREADPOOL_PARAMETERS, |drv| {
                Ok(drv.admin()?.admin_server_set_threadpool_parameters(&self.key, params, flags))
            })
            .await
    }

    /// The clients that are connected now, those of this connection among them.
    ///
    /// C API: `virAdmServerListClients`. Since: 2.0.0.
    ///
    /// # Errors
    /// `NoServer`: there is none of that name.
    pub async fn list_clients(&self, flags: NoFlags) -> Result<Vec<AdminClient>> {
        let connect = self.admin.connect();
        let keys = connect
            .call(&LIST_CLIENTS, |drv| Ok(drv.admin()?.admin_server_list_clients(&self.key, flags)))
            .await?;
        Ok(keys.into_iter().map(|key| self.admin.client(key)).collect())
    }

    /// The client with this number.
    ///
    /// C API: `virAdmServerLookupClient`. Since: 2.0.0.
    ///
    /// # Errors
    /// `NoClient`: there is none.
    pub async fn lookup_client(&self, id: u64, flags: NoFlags) -> Result<AdminClient> {
        let connect = self.admin.connect();
        let key = connect
            .call(&LOOKUP_CLIENT, |drv| Ok(drv.admin()?.admin_server_lookup_client(&self.key, id, flags)))
            .await?;
        Ok(self.admin.client(key))
    }

    /// How many clients the server has and may have:
    /// [`SERVER_CLIENTS_MAX`](crate::names::host::SERVER_CLIENTS_MAX) and its kin, all unsigned.
    ///
    /// C API: `virAdmServerGetClientLimits`. Since: 2.0.0.
    ///
    /// # Errors
    /// `NoServer`: there is none of that name.
    pub async fn get_client_limits(&self, flags: NoFlags) -> Result<TypedParams> {
        let connect = self.admin.connect();
        connect
            .call(&GET_CLIENT_LIMITS, |drv| Ok(drv.admin()?.admin_server_get_client_limits(&self.key, flags)))
            .await
    }

    /// Sets how many clients the server may have, from now on; nobody who is there is turned out. What `params` does
    /// not name stays as it is.
    ///
    /// C API: `virAdmServerSetClientLimits`. Since: 2.0.0.
    ///
    /// # Errors
    /// `InvalidArg`: more may wait for authentication than there may be clients, or a parameter is unknown.
    pub async fn set_client_limits(&self, params: &TypedParams, flags: NoFlags) -> Result<()> {
        let connect = self.admin.connect();
        connect
            .call(&SET_CLIENT_LIMITS, |drv| {
                Ok(drv.admin()?.admin_server_set_client_limits(&self.key, params, flags))
            })
            .await
    }

    /// Reads the server's certificates and keys again. Connections that exist keep theirs.
    ///
    /// C API: `virAdmServerUpdateTlsFiles`. Since: 2.0.0.
    ///
    /// # Errors
    /// The server has no TLS, or the files cannot be used.
    pub async fn update_tls_files(&self, flags: NoFlags) -> Result<()> {
        let connect = self.admin.connect();
        connect
            .call(&UPDATE_TLS_FILES, |drv| Ok(drv.admin()?.admin_server_update_tls_files(&self.key, flags)))
            .await
    }
}
