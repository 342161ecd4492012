//! Long work on a domain: migration, saving, dumping, backup.

use crate::{DomainJobType, TypedParams};

info! {
    /// How a job stands. Sizes are bytes. C API: `virDomainJobInfo`. Since: 0.7.7.
    pub struct DomainJobInfo {
        /// Whether there is one, and whether its end can be foretold.
        kind: DomainJobType,
        /// For how long it has run, in milliseconds.
        time_elapsed_ms: u64,
        /// How much longer it will run, in milliseconds; known only of bounded jobs.
        time_remaining_ms: u64,
        /// All there is to move.
        data_total_bytes: u64,
        /// What was moved.
        data_processed_bytes: u64,
        /// What is left.
        data_remaining_bytes: u64,
        /// The memory of it: all.
        mem_total_bytes: u64,
        /// The memory of it: moved.
        mem_processed_bytes: u64,
        /// The memory of it: left.
        mem_remaining_bytes: u64,
        /// The disks of it: all.
        file_total_bytes: u64,
        /// The disks of it: moved.
        file_processed_bytes: u64,
        /// The disks of it: left.
        file_remaining_bytes: u64,
    }

    /// How a job stands, in as many words as it has. C API: `virDomainGetJobStats`. Since: 1.0.3.
    pub struct DomainJobStats {
        /// Whether there is one, and how it ended.
        kind: DomainJobType,
        /// Its numbers by name.
        params: TypedParams,
    }
}
