//! What the phases of a migration hand to each other. Cookies are bytes that only drivers read.

info! {
    /// What the source tells before anything moves. C API: `virDomainMigrate3`. Since: 1.1.0.
    pub struct MigrateBegin {
        /// For the destination's prepare phase.
        cookie_out: Vec<u8>,
        /// The domain's XML as the destination shall read it.
        xml: String,
    }

    /// What the destination tells when it is ready, protocol versions 1 and 2.
    /// C API: `virDomainMigrate`. Since: 0.3.2.
    pub struct MigratePrepare {
        /// For the source's perform phase.
        cookie: Vec<u8>,
        /// Where to send the guest, if the caller left it open.
        uri_out: Option<String>,
    }

    /// What the destination tells when it is ready, protocol version 3.
    /// C API: `virDomainMigrate3`. Since: 1.1.0.
    pub struct MigratePrepare3 {
        /// For the source's perform phase.
        cookie_out: Vec<u8>,
        /// Where to send the guest, if the caller left it open.
        uri_out: Option<String>,
    }
}

/// What the destination tells when the guest has arrived, protocol version 3.
///
/// C API: `virDomainMigrate3`. Since: 1.1.0.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MigrateFinish {
    /// The domain at its new place.
    pub dom: crate::DomainKey,
    /// For the source's confirm phase.
    pub cookie_out: Vec<u8>,
}

impl MigrateFinish {
    /// All fields, in their order.
    #[must_use]
    pub fn new(dom: crate::DomainKey, cookie_out: Vec<u8>) -> Self {
        Self { dom, cookie_out }
    }
}
