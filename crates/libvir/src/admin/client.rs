//! A client of a daemon.

use vir_types::{AdminClientKey, ClientTransport, NoFlags, Result, TypedParams};

use super::{Admin, AdminServer};
use crate::api::Api;

const CLOSE: Api = Api::write("virAdmClientClose", "2.0.0");
const GET_INFO: Api = Api::read("virAdmClientGetInfo", "2.0.0");

/// A client of a daemon's server.
///
/// C API: `virAdmClientPtr`. Since: 2.0.0.
#[derive(Debug, Clone)]
pub struct AdminClient {
    admin: Admin,
    pub(crate) key: AdminClientKey,
}

impl AdminClient {
    pub(crate) fn new(admin: Admin, key: AdminClientKey) -> Self {
        Self { admin, key }
    }

    /// What names it.
    #[must_use]
    pub fn key(&self) -> &AdminClientKey {
        &self.key
    }

    /// The server that it is connected to.
    #[must_use]
    pub fn server(&self) -> AdminServer {
        self.admin.server(self.key.server.clone())
    }

    /// Its number, unique as long as the server lives.
    ///
    /// C API: `virAdmClientGetID`. Since: 2.0.0.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.key.id
    }

    /// When it connected, in **seconds** since 1970.
    ///
    /// C API: `virAdmClientGetTimestamp`. Since: 2.0.0.
    #[must_use]
    pub fn timestamp_s(&self) -> i64 {
        self.key.timestamp_s
    }

    /// How it is connected.
    ///
    /// C API: `virAdmClientGetTransport`. Since: 2.0.0.
    #[must_use]
    pub fn transport(&self) -> ClientTransport {
        self.key.transport
    }

    /// Who it is: [`CLIENT_INFO_READONLY`](crate::names::host::CLIENT_INFO_READONLY) and its kin; which of them depends
    /// on how it is connected.
    ///
    /// C API: `virAdmClientGetInfo`. Since: 2.0.0.
    ///
    /// # Errors
    /// `NoClient`: it is gone.
    pub async fn get_info(&self, flags: NoFlags) -> Result<TypedParams> {
        let connect = self.admin.connect();
        connect.call(&GET_INFO, |drv| Ok(drv.admin()?.admin_client_get_info(&self.key, flags))).await
    }

    /// Ends its connection. What it has begun to change is finished.
    ///
    /// C API: `virAdmClientClose`. Since: 2.0.0.
    ///
    /// # Errors
    /// `NoClient`: it is gone already.
    pub async fn close(&self, flags: NoFlags) -> Result<()> {
        let connect = self.admin.connect();
        connect.call(&CLOSE, |drv| Ok(drv.admin()?.admin_client_close(&self.key, flags))).await
    }
}
