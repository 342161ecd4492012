//! How connections are opened.

use std::time::Duration;

use vir_driver::{Caller, Identity, OpenRequest};
use vir_types::{ConnectUri, Result};
use vir_util::Environment;

use crate::{Connect, builtin, server};

/// What a connection is opened with.
///
/// ```no_run
/// # async fn demo() -> libvir::Result<()> {
/// use std::time::Duration;
/// let conn = libvir::Connect::options()
///     .read_only(true)
///     .connect_timeout(Duration::from_secs(3))
///     .open("qemu:///system")
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct ConnectOptions {
    read_only: bool,
    connect_timeout: Duration,
    environment: Option<Environment>,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self { read_only: false, connect_timeout: Duration::from_secs(30), environment: None }
    }
}

impl ConnectOptions {
    /// Whether the connection may only look. The other end refuses changes as well.
    #[must_use]
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }

    /// How long the other end may take until the connection is ready; 30 seconds unless set.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Environment variables other than the process's own.
    #[doc(hidden)]
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// Opens a connection. An empty URI means `$LIBVIRT_DEFAULT_URI`, else `qemu:///system` for root and
    /// `qemu:///session` for everybody else.
    ///
    /// C API: `virConnectOpen`, `virConnectOpenReadOnly`, `virConnectOpenAuth`. Since: 0.0.3.
    ///
    /// # Errors
    /// `NoConnect`: no driver has such a URI. `SystemError`: nothing listens where the URI points; the
    /// text names every place that was tried. `OperationTimeout`: nobody answered in time.
    pub async fn open(&self, uri: &str) -> Result<Connect> {
        let environment = self.environment.clone().unwrap_or_else(Environment::of_process);
        let default = if vir_util::is_root() { "qemu:///system" } else { "qemu:///session" };
        let uri =
            if uri.is_empty() { environment.get("LIBVIRT_DEFAULT_URI").unwrap_or(default) } else { uri };
        let mut identity = Identity::new();
        identity.read_only = self.read_only;
        identity.pid = Some(std::process::id());
        identity.uid = Some(vir_util::uid());
        let mut request = OpenRequest::new(ConnectUri::parse(uri)?, Caller::client(identity));
        request.read_only = self.read_only;
        request.connect_timeout = Some(self.connect_timeout);
        server::open(&builtin::factories(), &request).await
    }
}

impl Connect {
    /// Opens a connection; see [`ConnectOptions::open`].
    ///
    /// C API: `virConnectOpen`. Since: 0.0.3.
    ///
    /// # Errors
    /// See [`ConnectOptions::open`].
    pub async fn open(uri: &str) -> Result<Self> {
        ConnectOptions::default().open(uri).await
    }

    /// Opens a connection that may only look.
    ///
    /// C API: `virConnectOpenReadOnly`. Since: 0.0.3.
    ///
    /// # Errors
    /// See [`ConnectOptions::open`].
    pub async fn open_read_only(uri: &str) -> Result<Self> {
        ConnectOptions::default().read_only(true).open(uri).await
    }

    /// What a connection can be opened with.
    #[must_use]
    pub fn options() -> ConnectOptions {
        ConnectOptions::default()
    }
}
