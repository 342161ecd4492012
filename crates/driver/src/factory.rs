//! How a driver is opened.

use std::fmt;
use std::sync::{Arc, Weak};
use std::time::Duration;

use async_trait::async_trait;
use vir_types::{ConnectUri, Result};

use crate::{Caller, Driver, Peers};

/// What a driver is told when it is opened.
#[derive(Clone)]
#[non_exhaustive]
pub struct OpenRequest {
    /// What to open.
    pub uri: ConnectUri,
    /// For whom.
    pub caller: Caller,
    /// Whether the connection is for looking only. The public API refuses writes; a remote driver asks the
    /// other end to do so as well.
    pub read_only: bool,
    /// Whether the daemon itself is meant, on its admin socket, and not a driver of it.
    pub admin: bool,
    /// How long a driver may wait for another end to answer; `None` leaves it to the driver.
    pub connect_timeout: Option<Duration>,
    /// Where the driver finds other drivers; dangling if there are none.
    pub peers: Weak<dyn Peers>,
}

impl OpenRequest {
    /// A request to open `uri` for `caller`, for reading and writing, with the driver's own timeout and
    /// without peers.
    #[must_use]
    pub fn new(uri: ConnectUri, caller: Caller) -> Self {
        Self {
            uri,
            caller,
            read_only: false,
            admin: false,
            connect_timeout: None,
            peers: Weak::<crate::peers::NoPeers>::new(),
        }
    }
}

impl fmt::Debug for OpenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenRequest")
            .field("uri", &self.uri)
            .field("caller", &self.caller)
            .field("read_only", &self.read_only)
            .field("admin", &self.admin)
            .field("connect_timeout", &self.connect_timeout)
            .finish_non_exhaustive()
    }
}

/// Opens connections of one kind.
#[async_trait]
pub trait DriverFactory: Send + Sync {
    /// The driver's name, as it stands in logs.
    fn name(&self) -> &'static str;

    /// Whether this URI is this factory's. The first factory that accepts is the one that opens: an error
    /// from [`open`](Self::open) is final.
    fn accepts(&self, uri: &ConnectUri) -> bool;

    /// Opens a connection: a light handle of the state that all connections share, and the caller.
    ///
    /// # Errors
    /// Whatever keeps the connection from being of use; `NoConnect` if it does not exist.
    ///
    /// C API: `virConnectOpenAuth`. Since: 0.4.0.
    async fn open(&self, request: &OpenRequest) -> Result<Arc<dyn Driver>>;
}
