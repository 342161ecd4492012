//! The admin interface.

use super::{flags, words};

words! {
    /// How a client is connected to the daemon.
    ///
    /// C: `virClientTransport`.
    pub struct ClientTransport: i32 {
        /// The client is connected over a UNIX socket. `VIR_CLIENT_TRANS_UNIX`, since 2.0.0.
        UNIX = 0;
        /// The client is connected over plain TCP. `VIR_CLIENT_TRANS_TCP`, since 2.0.0.
        TCP = 1;
        /// The client is connected over TCP with TLS. `VIR_CLIENT_TRANS_TLS`, since 2.0.0.
        TLS = 2;
    }
}

flags! {
    /// How the daemon is to shut down.
    ///
    /// C: `virAdmConnectDaemonShutdownFlags`.
    pub struct AdmConnectDaemonShutdownFlags: u32 {
        /// Preserves the state of running objects, such as domains, before the daemon stops.
        /// `VIR_DAEMON_SHUTDOWN_PRESERVE`, since 11.2.0.
        PRESERVE = 1;
    }
}
