//! Snapshots and checkpoints.

use super::flags;

flags! {
    /// C: `virDomainCheckpointCreateFlags`.
    pub struct DomainCheckpointCreateFlags: u32 {
        /// `VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE`, since 5.6.0.
        REDEFINE = 1;
        /// `VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE`, since 5.6.0.
        QUIESCE = 2;
        /// `VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE`, since 6.10.0.
        REDEFINE_VALIDATE = 4;
    }
}

flags! {
    /// C: `virDomainCheckpointDeleteFlags`.
    pub struct DomainCheckpointDeleteFlags: u32 {
        /// `VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN`, since 5.6.0.
        CHILDREN = 1;
        /// `VIR_DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY`, since 5.6.0.
        METADATA_ONLY = 2;
        /// `VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY`, since 5.6.0.
        CHILDREN_ONLY = 4;
    }
}

flags! {
    /// C: `virDomainCheckpointListFlags`.
    pub struct DomainCheckpointListFlags: u32 {
        /// `VIR_DOMAIN_CHECKPOINT_LIST_DESCENDANTS`, since 5.6.0.
        DESCENDANTS = 1;
        /// `VIR_DOMAIN_CHECKPOINT_LIST_ROOTS`, since 5.6.0.
        ROOTS = 1;
        /// `VIR_DOMAIN_CHECKPOINT_LIST_TOPOLOGICAL`, since 5.6.0.
        TOPOLOGICAL = 2;
        /// `VIR_DOMAIN_CHECKPOINT_LIST_LEAVES`, since 5.6.0.
        LEAVES = 4;
        /// `VIR_DOMAIN_CHECKPOINT_LIST_NO_LEAVES`, since 5.6.0.
        NO_LEAVES = 8;
    }
}

flags! {
    /// C: `virDomainCheckpointXMLFlags`.
    pub struct DomainCheckpointXmlFlags: u32 {
        /// `VIR_DOMAIN_CHECKPOINT_XML_SECURE`, since 5.6.0.
        SECURE = 1;
        /// `VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN`, since 5.6.0.
        NO_DOMAIN = 2;
        /// `VIR_DOMAIN_CHECKPOINT_XML_SIZE`, since 5.6.0.
        SIZE = 4;
    }
}

flags! {
    /// C: `virDomainSnapshotCreateFlags`.
    pub struct DomainSnapshotCreateFlags: u32 {
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE`, since 0.9.5.
        REDEFINE = 1;
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT`, since 0.9.5.
        CURRENT = 2;
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA`, since 0.9.5.
        NO_METADATA = 4;
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_HALT`, since 0.9.5.
        HALT = 8;
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY`, since 0.9.5.
        DISK_ONLY = 16;
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_REUSE_EXT`, since 0.9.10.
        REUSE_EXT = 32;
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE`, since 0.9.10.
        QUIESCE = 64;
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC`, since 0.9.11.
        ATOMIC = 128;
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_LIVE`, since 1.0.1.
        LIVE = 256;
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE`, since 5.6.0.
        VALIDATE = 512;
    }
}

flags! {
    /// C: `virDomainSnapshotDeleteFlags`.
    pub struct DomainSnapshotDeleteFlags: u32 {
        /// `VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN`, since 0.8.0.
        CHILDREN = 1;
        /// `VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY`, since 0.9.5.
        METADATA_ONLY = 2;
        /// `VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY`, since 0.9.5.
        CHILDREN_ONLY = 4;
    }
}

flags! {
    /// C: `virDomainSnapshotListFlags`.
    pub struct DomainSnapshotListFlags: u32 {
        /// `VIR_DOMAIN_SNAPSHOT_LIST_DESCENDANTS`, since 0.9.7.
        DESCENDANTS = 1;
        /// `VIR_DOMAIN_SNAPSHOT_LIST_ROOTS`, since 0.9.5.
        ROOTS = 1;
        /// `VIR_DOMAIN_SNAPSHOT_LIST_METADATA`, since 0.9.5.
        METADATA = 2;
        /// `VIR_DOMAIN_SNAPSHOT_LIST_LEAVES`, since 0.9.7.
        LEAVES = 4;
        /// `VIR_DOMAIN_SNAPSHOT_LIST_NO_LEAVES`, since 0.9.13.
        NO_LEAVES = 8;
        /// `VIR_DOMAIN_SNAPSHOT_LIST_NO_METADATA`, since 0.9.13.
        NO_METADATA = 16;
        /// `VIR_DOMAIN_SNAPSHOT_LIST_INACTIVE`, since 1.0.1.
        INACTIVE = 32;
        /// `VIR_DOMAIN_SNAPSHOT_LIST_ACTIVE`, since 1.0.1.
        ACTIVE = 64;
        /// `VIR_DOMAIN_SNAPSHOT_LIST_DISK_ONLY`, since 1.0.1.
        DISK_ONLY = 128;
        /// `VIR_DOMAIN_SNAPSHOT_LIST_INTERNAL`, since 1.0.1.
        INTERNAL = 256;
        /// `VIR_DOMAIN_SNAPSHOT_LIST_EXTERNAL`, since 1.0.1.
        EXTERNAL = 512;
        /// `VIR_DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL`, since 5.2.0.
        TOPOLOGICAL = 1024;
    }
}

flags! {
    /// C: `virDomainSnapshotRevertFlags`.
    pub struct DomainSnapshotRevertFlags: u32 {
        /// `VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING`, since 0.9.5.
        RUNNING = 1;
        /// `VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED`, since 0.9.5.
        PAUSED = 2;
        /// `VIR_DOMAIN_SNAPSHOT_REVERT_FORCE`, since 0.9.7.
        FORCE = 4;
        /// `VIR_DOMAIN_SNAPSHOT_REVERT_RESET_NVRAM`, since 8.1.0.
        RESET_NVRAM = 8;
    }
}

flags! {
    /// C: `virDomainSnapshotXMLFlags`.
    pub struct DomainSnapshotXmlFlags: u32 {
        /// `VIR_DOMAIN_SNAPSHOT_XML_SECURE`, since 5.1.0.
        SECURE = 1;
    }
}
