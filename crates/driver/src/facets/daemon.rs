//! The daemon that answers a connection, as its clients see it.

use async_trait::async_trait;
use vir_types::{Error, Result, info::DaemonInfo};

/// The daemon that answers a connection, as its clients see it.
#[async_trait]
pub trait Daemon: Send + Sync {
    /// The name and the version of the daemon itself. Where no daemon is in between, nobody has it.
    ///
    /// C API: `virshdConnectGetDaemonInfo`. Since: 0.1.0.
    async fn virshd_connect_get_daemon_info(&self) -> Result<DaemonInfo> {
        Err(Error::unsupported())
    }
}
