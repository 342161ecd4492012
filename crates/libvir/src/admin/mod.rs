//! The daemon itself: its servers, their clients, its logging.
//!
//! An [`Admin`] is a connection to a daemon's admin socket, which only the daemon's own user may use. A daemon
//! consists of [`AdminServer`]s; each has [`AdminClient`]s and limits.
//!
//! ```no_run
//! # async fn demo() -> libvir::Result<()> {
//! use libvir::NoFlags;
//! use libvir::admin::Admin;
//!
//! let admin = Admin::open("virshd:///system").await?;
//! for server in admin.list_servers(NoFlags::empty()).await? {
//!     let clients = server.list_clients(NoFlags::empty()).await?;
//!     println!("{}: {} clients", server.name(), clients.len());
//! }
//! # Ok(())
//! # }
//! ```

mod client;
mod server;

use std::fmt;
use std::time::Duration;

use vir_driver::{Caller, EventStream, Identity, OpenRequest};
use vir_types::info::{LoggingFilters, LoggingOutputs};
use vir_types::{AdmConnectDaemonShutdownFlags, AdminClientKey, AdminServerKey, ConnectUri, NoFlags, Result};
use vir_util::Environment;

use crate::api::Api;
use crate::{Connect, builtin};

pub use client::AdminClient;
pub use server::AdminServer;

const CLOSE: Api = Api::read("virAdmConnectClose", "2.0.0");
const DAEMON_SHUTDOWN: Api = Api::write("virAdmConnectDaemonShutdown", "11.2.0");
const GET_LIB_VERSION: Api = Api::read("virAdmConnectGetLibVersion", "2.0.0");
const GET_LOGGING_FILTERS: Api = Api::read("virAdmConnectGetLoggingFilters", "3.0.0");
const GET_LOGGING_OUTPUTS: Api = Api::read("virAdmConnectGetLoggingOutputs", "3.0.0");
const GET_URI: Api = Api::read("virAdmConnectGetURI", "2.0.0");
const IS_ALIVE: Api = Api::read("virAdmConnectIsAlive", "2.0.0");
const LIST_SERVERS: Api = Api::read("virAdmConnectListServers", "2.0.0");
const LOOKUP_SERVER: Api = Api::read("virAdmConnectLookupServer", "2.0.0");
const REGISTER_CLOSE_CALLBACK: Api = Api::read("virAdmConnectRegisterCloseCallback", "2.0.0");
const SET_DAEMON_TIMEOUT: Api = Api::write("virAdmConnectSetDaemonTimeout", "8.6.0");
const SET_LOGGING_FILTERS: Api = Api::write("virAdmConnectSetLoggingFilters", "3.0.0");
const SET_LOGGING_OUTPUTS: Api = Api::write("virAdmConnectSetLoggingOutputs", "3.0.0");

/// How long a daemon may take until the connection is ready.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The release of libvirt whose interface this library has: major × 1,000,000 + minor × 1,000 + release.
///
/// C API: `virAdmGetVersion`. Since: 2.0.0.
#[must_use]
pub fn get_version() -> u64 {
    vir_types::version::LIBVIRT
}

/// A connection to a daemon, to administer it. Clones are handles on the same connection.
///
/// C API: `virAdmConnectPtr`. Since: 2.0.0.
#[derive(Clone)]
pub struct Admin(Connect);

impl Admin {
    pub(crate) fn over(connect: Connect) -> Self {
        Self(connect)
    }

    /// Connects to a daemon's admin socket: `virshd:///system`, `virshd:///session`, `libvirtd:///system`,
    /// `virtqemud:///system` …; `?socket=PATH` names another socket. An empty URI means
    /// `$LIBVIRT_ADMIN_DEFAULT_URI`, else virshd's: the system's for root and the session's for everybody else.
    ///
    /// C API: `virAdmConnectOpen`. Since: 2.0.0.
    ///
    /// # Errors
    /// `InvalidArg`: the URI names no daemon. `SystemError`: nothing listens there, or the caller may not connect.
    /// `OperationTimeout`: nobody answered in time. `NoConnect`: this library was built without the feature
    /// `remote`.
    pub async fn open(uri: &str) -> Result<Self> {
        let environment = Environment::of_process();
        let default = if vir_util::is_root() { "virshd:///system" } else { "virshd:///session" };
        let uri = if uri.is_empty() {
            environment.get("LIBVIRT_ADMIN_DEFAULT_URI").unwrap_or(default)
        } else {
            uri
        };
        let mut identity = Identity::new();
        identity.pid = Some(std::process::id());
        identity.uid = Some(vir_util::uid());
        let mut request = OpenRequest::new(ConnectUri::parse(uri)?, Caller::client(identity));
        request.admin = true;
        request.connect_timeout = Some(TIMEOUT);
        // A driver inside this process has no daemon.
        let factories: Vec<_> =
            builtin::factories().into_iter().filter(|factory| factory.name() == "remote").collect();
        Ok(Self(crate::server::open(&factories, &request).await?))
    }

    pub(crate) fn connect(&self) -> &Connect {
        &self.0
    }

    /// Ends the connection, for all clones of this handle; every later call fails. Ending twice is no error.
    ///
    /// C API: `virAdmConnectClose`. Since: 2.0.0.
    pub async fn close(&self) {
        self.0.close_as(&CLOSE).await;
    }

    /// Whether the daemon still answers, as far as is known without asking.
    ///
    /// C API: `virAdmConnectIsAlive`. Since: 2.0.0.
    ///
    /// # Errors
    /// This end has been closed.
    pub async fn is_alive(&self) -> Result<bool> {
        self.0.call(&IS_ALIVE, |drv| Ok(drv.connection()?.connect_is_alive())).await
    }

    /// The URI that reaches the same daemon again.
    ///
    /// C API: `virAdmConnectGetURI`. Since: 2.0.0.
    ///
    /// # Errors
    /// The connection is closed.
    pub async fn get_uri(&self) -> Result<String> {
        self.0.call(&GET_URI, |drv| Ok(drv.connection()?.connect_get_uri())).await
    }

    /// A stream whose one event is the end of the connection, with its reason. Dropping the stream ends the
    /// registration.
    ///
    /// C API: `virAdmConnectRegisterCloseCallback`, `virAdmConnectUnregisterCloseCallback`. Since: 2.0.0.
    ///
    /// # Errors
    /// The connection is closed.
    pub async fn register_close_callback(&self) -> Result<EventStream> {
        self.0
            .call(&REGISTER_CLOSE_CALLBACK, |drv| Ok(drv.connection()?.connect_register_close_callback()))
            .await
    }

    /// The release of libvirt whose interface the daemon has: major × 1,000,000 + minor × 1,000 + release.
    ///
    /// C API: `virAdmConnectGetLibVersion`. Since: 2.0.0.
    ///
    /// # Errors
    /// The connection is closed.
    pub async fn get_lib_version(&self) -> Result<u64> {
        self.0.call(&GET_LIB_VERSION, |drv| Ok(drv.admin()?.admin_connect_get_lib_version())).await
    }

    /// The servers that the daemon consists of: one for clients, one for those who administer it.
    ///
    /// C API: `virAdmConnectListServers`. Since: 2.0.0.
    ///
    /// # Errors
    /// `InvalidArg`: flags are set.
    pub async fn list_servers(&self, flags: NoFlags) -> Result<Vec<AdminServer>> {
        let keys =
            self.0.call(&LIST_SERVERS, |drv| Ok(drv.admin()?.admin_connect_list_servers(flags))).await?;
        Ok(keys.into_iter().map(|key| self.server(key)).collect())
    }

    /// The server with this name.
    ///
    /// C API: `virAdmConnectLookupServer`. Since: 2.0.0.
    ///
    /// # Errors
    /// `NoServer`: there is none.
    pub async fn lookup_server(&self, name: &str, flags: NoFlags) -> Result<AdminServer> {
        let key = self
            .0
            .call(&LOOKUP_SERVER, |drv| Ok(drv.admin()?.admin_connect_lookup_server(name, flags)))
            .await?;
        Ok(self.server(key))
    }

    /// Where the daemon logs to.
    ///
    /// C API: `virAdmConnectGetLoggingOutputs`. Since: 3.0.0.
    ///
    /// # Errors
    /// `InvalidArg`: flags are set.
    pub async fn get_logging_outputs(&self, flags: NoFlags) -> Result<LoggingOutputs> {
        self.0
            .call(&GET_LOGGING_OUTPUTS, |drv| Ok(drv.admin()?.admin_connect_get_logging_outputs(flags)))
            .await
    }

    /// What the daemon's parts log.
    ///
    /// C API: `virAdmConnectGetLoggingFilters`. Since: 3.0.0.
    ///
    /// # Errors
    /// `InvalidArg`: flags are set.
    pub async fn get_logging_filters(&self, flags: NoFlags) -> Result<LoggingFilters> {
        self.0
            .call(&GET_LOGGING_FILTERS, |drv| Ok(drv.admin()?.admin_connect_get_logging_filters(flags)))
            .await
    }

    /// Sets where the daemon logs to, as `LEVEL:stderr`, `LEVEL:file:PATH`, `LEVEL:syslog:NAME` or `LEVEL:journald`,
    /// separated by spaces; levels go from 1, everything, to 4, errors alone. `None` or an empty text is the
    /// daemon's default. Acts until the daemon ends.
    ///
    /// C API: `virAdmConnectSetLoggingOutputs`. Since: 3.0.0.
    ///
    /// # Errors
    /// `InvalidArg`: the text is malformed. `SystemError`: a file cannot be opened.
    pub async fn set_logging_outputs(&self, outputs: Option<&str>, flags: NoFlags) -> Result<()> {
        self.0
            .call(&SET_LOGGING_OUTPUTS, |drv| {
                Ok(drv.admin()?.admin_connect_set_logging_outputs(outputs, flags))
            })
            .await
    }

    /// Sets what the daemon's parts log, as `LEVEL:PATTERN`, separated by spaces. `None` or an empty text takes all
    /// filters away. Acts until the daemon ends.
    ///
    /// C API: `virAdmConnectSetLoggingFilters`. Since: 3.0.0.
    ///
    /// # Errors
    /// `InvalidArg`: the text is malformed.
    pub async fn set_logging_filters(&self, filters: Option<&str>, flags: NoFlags) -> Result<()> {
        self.0
            .call(&SET_LOGGING_FILTERS, |drv| {
                Ok(drv.admin()?.admin_connect_set_logging_filters(filters, flags))
            })
            .await
    }

    /// Sets after how many **seconds** without clients and running guests the daemon ends by itself; 0 for never.
    ///
    /// C API: `virAdmConnectSetDaemonTimeout`. Since: 8.6.0.
    ///
    /// # Errors
    /// `InvalidArg`: flags are set.
    pub async fn set_daemon_timeout(&self, timeout_s: u32, flags: NoFlags) -> Result<()> {
        self.0
            .call(&SET_DAEMON_TIMEOUT, |drv| {
                Ok(drv.admin()?.admin_connect_set_daemon_timeout(timeout_s, flags))
            })
            .await
    }

    /// Ends the daemon, as a signal does: calls in progress are finished, guests go on running.
    ///
    /// C API: `virAdmConnectDaemonShutdown`. Since: 11.2.0.
    ///
    /// # Errors
    /// `ArgumentUnsupported`: the daemon cannot do what the flags ask for.
    pub async fn daemon_shutdown(&self, flags: AdmConnectDaemonShutdownFlags) -> Result<()> {
        self.0.call(&DAEMON_SHUTDOWN, |drv| Ok(drv.admin()?.admin_connect_daemon_shutdown(flags))).await
    }

    /// The server with this key; nothing is asked or checked.
    #[must_use]
    pub fn server(&self, key: AdminServerKey) -> AdminServer {
        AdminServer::new(self.clone(), key)
    }

    /// The client with this key; nothing is asked or checked.
    #[must_use]
    pub fn client(&self, key: AdminClientKey) -> AdminClient {
        AdminClient::new(self.clone(), key)
    }
}

impl fmt::Debug for Admin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Admin").field(&self.0).finish()
    }
}
