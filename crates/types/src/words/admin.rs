//! The admin interface.

use super::{flags, words};

words! {
    /// C: `virClientTransport`.
    pub struct ClientTransport: i32 {
        /// `VIR_CLIENT_TRANS_UNIX`, since 2.0.0.
        UNIX = 0;
        /// `VIR_CLIENT_TRANS_TCP`, since 2.0.0.
        TCP = 1;
        /// `VIR_CLIENT_TRANS_TLS`, since 2.0.0.
        TLS = 2;
    }
}

flags! {
    /// C: `virAdmConnectDaemonShutdownFlags`.
    pub struct AdmConnectDaemonShutdownFlags: u32 {
        /// `VIR_DAEMON_SHUTDOWN_PRESERVE`, since 11.2.0.
        PRESERVE = 1;
    }
}
