//! Phases of a migration. Cookies are bytes that only drivers read; limits are MiB/s, 0 is none.

use crate::DomainMigrateFlags;

params! {
    /// Version 2, destination: get ready. C API: `virDomainMigrate2`. Since: 0.9.2.
    pub struct MigratePrepare2Params {
        /// Where the caller wants the guest sent.
        uri_in: Option<String>,
        /// How to migrate.
        flags: DomainMigrateFlags,
        /// The domain's name at the destination.
        dname: Option<String>,
        /// The limit in MiB/s.
        bandwidth_mibps: u64,
        /// The domain's XML.
        dom_xml: String,
    }

    /// Version 1 and 2, source: move the guest. C API: `virDomainMigrate`. Since: 0.3.2.
    pub struct MigratePerformParams {
        /// From the prepare phase.
        cookie: Vec<u8>,
        /// Where to send the guest.
        uri: String,
        /// How to migrate.
        flags: DomainMigrateFlags,
        /// The domain's name at the destination.
        dname: Option<String>,
        /// The limit in MiB/s.
        bandwidth_mibps: u64,
    }

    /// Version 2, destination: the guest is here. C API: `virDomainMigrate2`. Since: 0.9.2.
    pub struct MigrateFinish2Params {
        /// The domain's name here.
        dname: String,
        /// From the prepare phase.
        cookie: Vec<u8>,
        /// Where the guest was sent.
        uri: String,
        /// How to migrate.
        flags: DomainMigrateFlags,
        /// 0 if the perform phase succeeded; otherwise clean up.
        retcode: i32,
    }

    /// Version 3, destination: get ready. C API: `virDomainMigrate2`. Since: 0.9.2.
    pub struct MigratePrepare3Params {
        /// From the begin phase.
        cookie_in: Vec<u8>,
        /// Where the caller wants the guest sent.
        uri_in: Option<String>,
        /// How to migrate.
        flags: DomainMigrateFlags,
        /// The domain's name at the destination.
        dname: Option<String>,
        /// The limit in MiB/s.
        bandwidth_mibps: u64,
        /// The domain's XML.
        dom_xml: String,
    }

    /// Version 3, destination: get ready for a guest that comes through this connection.
    /// C API: `virDomainMigrateToURI2`. Since: 0.9.2.
    pub struct MigratePrepareTunnel3Params {
        /// From the begin phase.
        cookie_in: Vec<u8>,
        /// How to migrate.
        flags: DomainMigrateFlags,
        /// The domain's name at the destination.
        dname: Option<String>,
        /// The limit in MiB/s.
        bandwidth_mibps: u64,
        /// The domain's XML.
        dom_xml: String,
    }

    /// Version 3, source: move the guest. C API: `virDomainMigrate2`. Since: 0.9.2.
    pub struct MigratePerform3Params {
        /// The domain's XML for the destination, if it shall differ.
        xmlin: Option<String>,
        /// From the prepare phase.
        cookie_in: Vec<u8>,
        /// The destination's connection URI, when the source itself talks to it.
        dconnuri: Option<String>,
        /// Where to send the guest.
        uri: Option<String>,
        /// How to migrate.
        flags: DomainMigrateFlags,
        /// The domain's name at the destination.
        dname: Option<String>,
        /// The limit in MiB/s.
        bandwidth_mibps: u64,
    }

    /// Version 3, destination: the guest is here. C API: `virDomainMigrate2`. Since: 0.9.2.
    pub struct MigrateFinish3Params {
        /// The domain's name here.
        dname: String,
        /// From the perform phase.
        cookie_in: Vec<u8>,
        /// The destination's connection URI, when the source itself talks to it.
        dconnuri: Option<String>,
        /// Where the guest was sent.
        uri: Option<String>,
        /// How to migrate.
        flags: DomainMigrateFlags,
        /// Whether the perform phase failed: then clean up.
        cancelled: bool,
    }
}
