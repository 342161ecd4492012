//! What a connection may be able to do beyond its operations.

use crate::macros::words;

words! {
    /// A capability that one end asks the other about before it relies on it.
    ///
    /// The numbers are part of the wire protocol; libvirt has them in no public header.
    pub struct Feature: i32 {
        /// Migration in its first form.
        MIGRATION_V1 = 1;
        /// The connection goes through a daemon.
        REMOTE = 2;
        /// Migration with a second round.
        MIGRATION_V2 = 3;
        /// The source drives a migration by itself.
        MIGRATION_P2P = 4;
        /// The hypervisor migrates without a daemon at the other end.
        MIGRATION_DIRECT = 5;
        /// Migration with a handshake.
        MIGRATION_V3 = 6;
        /// A migrating domain is protected from changes.
        MIGRATE_CHANGE_PROTECTION = 7;
        /// File descriptors travel with calls.
        FD_PASSING = 8;
        /// Typed parameters may be strings.
        TYPED_PARAM_STRING = 9;
        /// The other end answers keepalive messages.
        PROGRAM_KEEPALIVE = 10;
        /// XML can be asked for in a form that migrates.
        XML_MIGRATABLE = 11;
        /// A domain that does not run can be migrated.
        MIGRATION_OFFLINE = 12;
        /// Migration takes typed parameters.
        MIGRATION_PARAMS = 13;
        /// Events are registered one by one, with a number each.
        REMOTE_EVENT_CALLBACK = 14;
        /// The daemon tells when its own connection to the hypervisor is lost.
        REMOTE_CLOSE_CALLBACK = 15;
        /// The arguments of a network update come in the documented order.
        NETWORK_UPDATE_HAS_CORRECT_ORDER = 16;
    }
}
