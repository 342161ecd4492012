//! The daemon at the other end of a connection.

info! {
    /// Which program answers a connection. C API: none. Since: 0.1.0 of virshd.
    pub struct DaemonInfo {
        /// Its name: `virshd`.
        name: String,
        /// Its own version: major × 1,000,000 + minor × 1,000 + release.
        version: u64,
    }
}
