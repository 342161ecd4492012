//! Storage pools and volumes.

use crate::{StoragePoolState, StorageVolType};

info! {
    /// How full a pool is. C API: `virStoragePoolInfo`. Since: 0.4.1.
    pub struct StoragePoolInfo {
        /// Whether it runs.
        state: StoragePoolState,
        /// What it can hold, in bytes.
        capacity_bytes: u64,
        /// What is taken, in bytes.
        allocation_bytes: u64,
        /// What is free, in bytes.
        available_bytes: u64,
    }

    /// How large a volume is. C API: `virStorageVolInfo`. Since: 0.4.1.
    pub struct StorageVolInfo {
        /// What it is: a file, a block device …
        kind: StorageVolType,
        /// What its user sees, in bytes.
        capacity_bytes: u64,
        /// What it takes in its pool, in bytes; its physical size where the call's flag asks for that.
        allocation_bytes: u64,
    }
}
