//! Snapshots and checkpoints.

use super::flags;

flags! {
    /// Options for creating a checkpoint.
    ///
    /// C: `virDomainCheckpointCreateFlags`.
    pub struct DomainCheckpointCreateFlags: u32 {
        /// Restores or changes the description of an existing checkpoint, without making a new one.
        /// `VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE`, since 5.6.0.
        REDEFINE = 1;
        /// Asks the guest agent to freeze the file systems while the checkpoint is made.
        /// `VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE`, since 5.6.0.
        QUIESCE = 2;
        /// Checks on redefining that the disks really hold the checkpoint's data.
        /// `VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE`, since 6.10.0.
        REDEFINE_VALIDATE = 4;
    }
}

flags! {
    /// Options for deleting a checkpoint.
    ///
    /// C: `virDomainCheckpointDeleteFlags`.
    pub struct DomainCheckpointDeleteFlags: u32 {
        /// Deletes the checkpoint together with everything descended from it.
        /// `VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN`, since 5.6.0.
        CHILDREN = 1;
        /// Forgets the checkpoint's description but leaves the data on the disks.
        /// `VIR_DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY`, since 5.6.0.
        METADATA_ONLY = 2;
        /// Deletes what is descended from the checkpoint but keeps the checkpoint itself.
        /// `VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY`, since 5.6.0.
        CHILDREN_ONLY = 4;
    }
}

flags! {
    /// Filters and order for listing checkpoints.
    ///
    /// C: `virDomainCheckpointListFlags`.
    pub struct DomainCheckpointListFlags: u32 {
        /// Lists all descendants, not only direct children, when starting from a checkpoint.
        /// `VIR_DOMAIN_CHECKPOINT_LIST_DESCENDANTS`, since 5.6.0.
        DESCENDANTS = 1;
        /// Lists checkpoints without a parent, when starting from a domain.
        /// `VIR_DOMAIN_CHECKPOINT_LIST_ROOTS`, since 5.6.0.
        ROOTS = 1;
        /// Sorts the list so that parents come before their children.
        /// `VIR_DOMAIN_CHECKPOINT_LIST_TOPOLOGICAL`, since 5.6.0.
        TOPOLOGICAL = 2;
        /// Lists checkpoints without children. `VIR_DOMAIN_CHECKPOINT_LIST_LEAVES`, since 5.6.0.
        LEAVES = 4;
        /// Lists checkpoints that have children. `VIR_DOMAIN_CHECKPOINT_LIST_NO_LEAVES`, since 5.6.0.
        NO_LEAVES = 8;
    }
}

flags! {
    /// What a checkpoint's XML description shows.
    ///
    /// C: `virDomainCheckpointXMLFlags`.
    pub struct DomainCheckpointXmlFlags: u32 {
        /// Includes sensitive data such as passwords. `VIR_DOMAIN_CHECKPOINT_XML_SECURE`, since 5.6.0.
        SECURE = 1;
        /// Leaves out the domain description. `VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN`, since 5.6.0.
        NO_DOMAIN = 2;
        /// Adds an estimate, in bytes, of the data changed on each disk.
        /// `VIR_DOMAIN_CHECKPOINT_XML_SIZE`, since 5.6.0.
        SIZE = 4;
    }
}

flags! {
    /// Options for creating a snapshot.
    ///
    /// C: `virDomainSnapshotCreateFlags`.
    pub struct DomainSnapshotCreateFlags: u32 {
        /// Restores or changes the description of an existing snapshot, without taking a new one.
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE`, since 0.9.5.
        REDEFINE = 1;
        /// Makes the redefined snapshot the current one. `VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT`, since
        /// 0.9.5.
        CURRENT = 2;
        /// Takes the snapshot without keeping a record of it. `VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA`,
        /// since 0.9.5.
        NO_METADATA = 4;
        /// Stops the domain after the snapshot. `VIR_DOMAIN_SNAPSHOT_CREATE_HALT`, since 0.9.5.
        HALT = 8;
        /// Takes only the disks and leaves out the memory. `VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY`,
        /// since 0.9.5.
        DISK_ONLY = 16;
        /// Uses image files that the caller has already created.
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_REUSE_EXT`, since 0.9.10.
        REUSE_EXT = 32;
        /// Asks the guest agent to freeze the file systems while the snapshot is taken.
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE`, since 0.9.10.
        QUIESCE = 64;
        /// Takes the snapshot of all disks or of none, never of some.
        /// `VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC`, since 0.9.11.
        ATOMIC = 128;
        /// Keeps the guest running while its memory is saved. `VIR_DOMAIN_SNAPSHOT_CREATE_LIVE`, since
        /// 1.0.1.
        LIVE = 256;
        /// Checks the description against its schema. `VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE`, since
        /// 5.6.0.
        VALIDATE = 512;
    }
}

flags! {
    /// Options for deleting a snapshot.
    ///
    /// C: `virDomainSnapshotDeleteFlags`.
    pub struct DomainSnapshotDeleteFlags: u32 {
        /// Deletes the snapshot together with everything descended from it.
        /// `VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN`, since 0.8.0.
        CHILDREN = 1;
        /// Forgets the snapshot's description but leaves its data in place.
        /// `VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY`, since 0.9.5.
        METADATA_ONLY = 2;
        /// Deletes what is descended from the snapshot but keeps the snapshot itself.
        /// `VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY`, since 0.9.5.
        CHILDREN_ONLY = 4;
    }
}

flags! {
    /// Filters and order for listing snapshots.
    ///
    /// C: `virDomainSnapshotListFlags`.
    pub struct DomainSnapshotListFlags: u32 {
        /// Lists all descendants, not only direct children, when starting from a snapshot.
        /// `VIR_DOMAIN_SNAPSHOT_LIST_DESCENDANTS`, since 0.9.7.
        DESCENDANTS = 1;
        /// Lists snapshots without a parent, when starting from a domain.
        /// `VIR_DOMAIN_SNAPSHOT_LIST_ROOTS`, since 0.9.5.
        ROOTS = 1;
        /// Lists snapshots whose description is recorded on the host.
        /// `VIR_DOMAIN_SNAPSHOT_LIST_METADATA`, since 0.9.5.
        METADATA = 2;
        /// Lists snapshots without children. `VIR_DOMAIN_SNAPSHOT_LIST_LEAVES`, since 0.9.7.
        LEAVES = 4;
        /// Lists snapshots that have children. `VIR_DOMAIN_SNAPSHOT_LIST_NO_LEAVES`, since 0.9.13.
        NO_LEAVES = 8;
        /// Lists snapshots whose description is not recorded on the host.
        /// `VIR_DOMAIN_SNAPSHOT_LIST_NO_METADATA`, since 0.9.13.
        NO_METADATA = 16;
        /// Lists snapshots that were taken while the domain was off.
        /// `VIR_DOMAIN_SNAPSHOT_LIST_INACTIVE`, since 1.0.1.
        INACTIVE = 32;
        /// Lists snapshots that hold the state of a running or paused guest.
        /// `VIR_DOMAIN_SNAPSHOT_LIST_ACTIVE`, since 1.0.1.
        ACTIVE = 64;
        /// Lists snapshots of disks without memory. `VIR_DOMAIN_SNAPSHOT_LIST_DISK_ONLY`, since 1.0.1.
        DISK_ONLY = 128;
        /// Lists snapshots whose data lies inside the disk images. `VIR_DOMAIN_SNAPSHOT_LIST_INTERNAL`,
        /// since 1.0.1.
        INTERNAL = 256;
        /// Lists snapshots whose data lies in separate files. `VIR_DOMAIN_SNAPSHOT_LIST_EXTERNAL`,
        /// since 1.0.1.
        EXTERNAL = 512;
        /// Sorts the list so that parents come before their children.
        /// `VIR_DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL`, since 5.2.0.
        TOPOLOGICAL = 1024;
    }
}

flags! {
    /// Options for reverting a domain to a snapshot.
    ///
    /// C: `virDomainSnapshotRevertFlags`.
    pub struct DomainSnapshotRevertFlags: u32 {
        /// Leaves the domain running after the revert. `VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING`, since
        /// 0.9.5.
        RUNNING = 1;
        /// Leaves the domain paused after the revert. `VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED`, since 0.9.5.
        PAUSED = 2;
        /// Allows a revert that could lose state or needs a new hypervisor process.
        /// `VIR_DOMAIN_SNAPSHOT_REVERT_FORCE`, since 0.9.7.
        FORCE = 4;
        /// Resets the firmware variables to their template. `VIR_DOMAIN_SNAPSHOT_REVERT_RESET_NVRAM`,
        /// since 8.1.0.
        RESET_NVRAM = 8;
    }
}

flags! {
    /// What a snapshot's XML description shows.
    ///
    /// C: `virDomainSnapshotXMLFlags`.
    pub struct DomainSnapshotXmlFlags: u32 {
        /// Includes sensitive data such as passwords. `VIR_DOMAIN_SNAPSHOT_XML_SECURE`, since 5.1.0.
        SECURE = 1;
    }
}
