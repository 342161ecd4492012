//! Block jobs and other operations on disks.

use super::{flags, words};

flags! {
    /// Options for starting a backup.
    ///
    /// C: `virDomainBackupBeginFlags`.
    pub struct DomainBackupBeginFlags: u32 {
        /// Writes into target images that the caller has already created.
        /// `VIR_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL`, since 6.0.0.
        REUSE_EXTERNAL = 1;
    }
}

flags! {
    /// Options for merging disk images into their backing image.
    ///
    /// C: `virDomainBlockCommitFlags`.
    pub struct DomainBlockCommitFlags: u32 {
        /// Merges only into the image directly below. `VIR_DOMAIN_BLOCK_COMMIT_SHALLOW`, since 0.10.2.
        SHALLOW = 1;
        /// Deletes the images that are no longer needed after the merge.
        /// `VIR_DOMAIN_BLOCK_COMMIT_DELETE`, since 0.10.2.
        DELETE = 2;
        /// Allows merging the active image; the job then stays in sync until it is ended or pivoted.
        /// `VIR_DOMAIN_BLOCK_COMMIT_ACTIVE`, since 1.2.6.
        ACTIVE = 4;
        /// Keeps the paths between the backing images relative. `VIR_DOMAIN_BLOCK_COMMIT_RELATIVE`,
        /// since 1.2.7.
        RELATIVE = 8;
        /// Counts the bandwidth limit in bytes per second, not MiB per second.
        /// `VIR_DOMAIN_BLOCK_COMMIT_BANDWIDTH_BYTES`, since 1.2.9.
        BANDWIDTH_BYTES = 16;
    }
}

flags! {
    /// Options for copying a disk of a running domain.
    ///
    /// C: `virDomainBlockCopyFlags`.
    pub struct DomainBlockCopyFlags: u32 {
        /// Copies only the top image and keeps its backing chain. `VIR_DOMAIN_BLOCK_COPY_SHALLOW`,
        /// since 1.2.8.
        SHALLOW = 1;
        /// Uses a target image that the caller has already created. `VIR_DOMAIN_BLOCK_COPY_REUSE_EXT`,
        /// since 1.2.8.
        REUSE_EXT = 2;
        /// Allows the copy for a domain with a stored definition; the job is lost when the domain
        /// stops. `VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB`, since 3.5.0.
        TRANSIENT_JOB = 4;
        /// Makes each guest write wait until it has reached the copy too, so that the job is sure to
        /// catch up. `VIR_DOMAIN_BLOCK_COPY_SYNCHRONOUS_WRITES`, since 8.0.0.
        SYNCHRONOUS_WRITES = 8;
    }
}

flags! {
    /// Options for ending a block job.
    ///
    /// C: `virDomainBlockJobAbortFlags`.
    pub struct DomainBlockJobAbortFlags: u32 {
        /// Only requests the end of the job and does not wait for it.
        /// `VIR_DOMAIN_BLOCK_JOB_ABORT_ASYNC`, since 0.9.12.
        ASYNC = 1;
        /// Switches the disk over to the copied or merged image when ending the job.
        /// `VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT`, since 0.9.12.
        PIVOT = 2;
    }
}

flags! {
    /// Options for querying a block job.
    ///
    /// C: `virDomainBlockJobInfoFlags`.
    pub struct DomainBlockJobInfoFlags: u32 {
        /// Reports the bandwidth limit in bytes per second, not MiB per second.
        /// `VIR_DOMAIN_BLOCK_JOB_INFO_BANDWIDTH_BYTES`, since 1.2.9.
        BANDWIDTH_BYTES = 1;
    }
}

flags! {
    /// Options for setting the speed limit of a block job.
    ///
    /// C: `virDomainBlockJobSetSpeedFlags`.
    pub struct DomainBlockJobSetSpeedFlags: u32 {
        /// Counts the bandwidth limit in bytes per second, not MiB per second.
        /// `VIR_DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES`, since 1.2.9.
        BANDWIDTH_BYTES = 1;
    }
}

words! {
    /// Kind of a block job.
    ///
    /// C: `virDomainBlockJobType`.
    pub struct DomainBlockJobType: i32 {
        /// The kind of job is not known. `VIR_DOMAIN_BLOCK_JOB_TYPE_UNKNOWN`, since 0.9.4.
        UNKNOWN = 0;
        /// Pulls data from the backing images into the top image. `VIR_DOMAIN_BLOCK_JOB_TYPE_PULL`,
        /// since 0.9.4.
        PULL = 1;
        /// Copies the disk to another image. `VIR_DOMAIN_BLOCK_JOB_TYPE_COPY`, since 0.9.12.
        COPY = 2;
        /// Merges an inner image into its backing image. `VIR_DOMAIN_BLOCK_JOB_TYPE_COMMIT`, since
        /// 0.10.2.
        COMMIT = 3;
        /// Merges the active image into its backing image. `VIR_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT`,
        /// since 1.2.6.
        ACTIVE_COMMIT = 4;
        /// Copies the disk's content for a backup. `VIR_DOMAIN_BLOCK_JOB_TYPE_BACKUP`, since 6.0.0.
        BACKUP = 5;
    }
}

flags! {
    /// Options for pulling data from backing images into a disk.
    ///
    /// C: `virDomainBlockPullFlags`.
    pub struct DomainBlockPullFlags: u32 {
        /// Counts the bandwidth limit in bytes per second, not MiB per second.
        /// `VIR_DOMAIN_BLOCK_PULL_BANDWIDTH_BYTES`, since 1.2.9.
        BANDWIDTH_BYTES = 64;
    }
}

flags! {
    /// Options for rebasing or copying a disk.
    ///
    /// C: `virDomainBlockRebaseFlags`.
    pub struct DomainBlockRebaseFlags: u32 {
        /// Copies only the top image and keeps its backing chain. `VIR_DOMAIN_BLOCK_REBASE_SHALLOW`,
        /// since 0.9.12.
        SHALLOW = 1;
        /// Uses a target image that the caller has already created.
        /// `VIR_DOMAIN_BLOCK_REBASE_REUSE_EXT`, since 0.9.12.
        REUSE_EXT = 2;
        /// Makes the copy in raw format. `VIR_DOMAIN_BLOCK_REBASE_COPY_RAW`, since 0.9.12.
        COPY_RAW = 4;
        /// Starts a copy to the given image instead of a pull. `VIR_DOMAIN_BLOCK_REBASE_COPY`, since
        /// 0.9.12.
        COPY = 8;
        /// Keeps the paths between the backing images relative. `VIR_DOMAIN_BLOCK_REBASE_RELATIVE`,
        /// since 1.2.7.
        RELATIVE = 16;
        /// Says that the target of the copy is a block device. `VIR_DOMAIN_BLOCK_REBASE_COPY_DEV`,
        /// since 1.2.9.
        COPY_DEV = 32;
        /// Counts the bandwidth limit in bytes per second, not MiB per second.
        /// `VIR_DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES`, since 1.2.9.
        BANDWIDTH_BYTES = 64;
    }
}

flags! {
    /// Options for resizing a disk of a running domain.
    ///
    /// C: `virDomainBlockResizeFlags`.
    pub struct DomainBlockResizeFlags: u32 {
        /// Counts the new size in bytes, not KiB. `VIR_DOMAIN_BLOCK_RESIZE_BYTES`, since 0.9.11.
        BYTES = 1;
        /// Grows the disk to the full size of its source, such as the block device below it.
        /// `VIR_DOMAIN_BLOCK_RESIZE_CAPACITY`, since 10.0.0.
        CAPACITY = 2;
    }
}
