//! Block jobs and other operations on disks.

use super::{flags, words};

flags! {
    /// C: `virDomainBackupBeginFlags`.
    pub struct DomainBackupBeginFlags: u32 {
        /// `VIR_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL`, since 6.0.0.
        REUSE_EXTERNAL = 1;
    }
}

flags! {
    /// C: `virDomainBlockCommitFlags`.
    pub struct DomainBlockCommitFlags: u32 {
        /// `VIR_DOMAIN_BLOCK_COMMIT_SHALLOW`, since 0.10.2.
        SHALLOW = 1;
        /// `VIR_DOMAIN_BLOCK_COMMIT_DELETE`, since 0.10.2.
        DELETE = 2;
        /// `VIR_DOMAIN_BLOCK_COMMIT_ACTIVE`, since 1.2.6.
        ACTIVE = 4;
        /// `VIR_DOMAIN_BLOCK_COMMIT_RELATIVE`, since 1.2.7.
        RELATIVE = 8;
        /// `VIR_DOMAIN_BLOCK_COMMIT_BANDWIDTH_BYTES`, since 1.2.9.
        BANDWIDTH_BYTES = 16;
    }
}

flags! {
    /// C: `virDomainBlockCopyFlags`.
    pub struct DomainBlockCopyFlags: u32 {
        /// `VIR_DOMAIN_BLOCK_COPY_SHALLOW`, since 1.2.8.
        SHALLOW = 1;
        /// `VIR_DOMAIN_BLOCK_COPY_REUSE_EXT`, since 1.2.8.
        REUSE_EXT = 2;
        /// `VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB`, since 3.5.0.
        TRANSIENT_JOB = 4;
        /// `VIR_DOMAIN_BLOCK_COPY_SYNCHRONOUS_WRITES`, since 8.0.0.
        SYNCHRONOUS_WRITES = 8;
    }
}

flags! {
    /// C: `virDomainBlockJobAbortFlags`.
    pub struct DomainBlockJobAbortFlags: u32 {
        /// `VIR_DOMAIN_BLOCK_JOB_ABORT_ASYNC`, since 0.9.12.
        ASYNC = 1;
        /// `VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT`, since 0.9.12.
        PIVOT = 2;
    }
}

flags! {
    /// C: `virDomainBlockJobInfoFlags`.
    pub struct DomainBlockJobInfoFlags: u32 {
        /// `VIR_DOMAIN_BLOCK_JOB_INFO_BANDWIDTH_BYTES`, since 1.2.9.
        BANDWIDTH_BYTES = 1;
    }
}

flags! {
    /// C: `virDomainBlockJobSetSpeedFlags`.
    pub struct DomainBlockJobSetSpeedFlags: u32 {
        /// `VIR_DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES`, since 1.2.9.
        BANDWIDTH_BYTES = 1;
    }
}

words! {
    /// C: `virDomainBlockJobType`.
    pub struct DomainBlockJobType: i32 {
        /// `VIR_DOMAIN_BLOCK_JOB_TYPE_UNKNOWN`, since 0.9.4.
        UNKNOWN = 0;
        /// `VIR_DOMAIN_BLOCK_JOB_TYPE_PULL`, since 0.9.4.
        PULL = 1;
        /// `VIR_DOMAIN_BLOCK_JOB_TYPE_COPY`, since 0.9.12.
        COPY = 2;
        /// `VIR_DOMAIN_BLOCK_JOB_TYPE_COMMIT`, since 0.10.2.
        COMMIT = 3;
        /// `VIR_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT`, since 1.2.6.
        ACTIVE_COMMIT = 4;
        /// `VIR_DOMAIN_BLOCK_JOB_TYPE_BACKUP`, since 6.0.0.
        BACKUP = 5;
    }
}

flags! {
    /// C: `virDomainBlockPullFlags`.
    pub struct DomainBlockPullFlags: u32 {
        /// `VIR_DOMAIN_BLOCK_PULL_BANDWIDTH_BYTES`, since 1.2.9.
        BANDWIDTH_BYTES = 64;
    }
}

flags! {
    /// C: `virDomainBlockRebaseFlags`.
    pub struct DomainBlockRebaseFlags: u32 {
        /// `VIR_DOMAIN_BLOCK_REBASE_SHALLOW`, since 0.9.12.
        SHALLOW = 1;
        /// `VIR_DOMAIN_BLOCK_REBASE_REUSE_EXT`, since 0.9.12.
        REUSE_EXT = 2;
        /// `VIR_DOMAIN_BLOCK_REBASE_COPY_RAW`, since 0.9.12.
        COPY_RAW = 4;
        /// `VIR_DOMAIN_BLOCK_REBASE_COPY`, since 0.9.12.
        COPY = 8;
        /// `VIR_DOMAIN_BLOCK_REBASE_RELATIVE`, since 1.2.7.
        RELATIVE = 16;
        /// `VIR_DOMAIN_BLOCK_REBASE_COPY_DEV`, since 1.2.9.
        COPY_DEV = 32;
        /// `VIR_DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES`, since 1.2.9.
        BANDWIDTH_BYTES = 64;
    }
}

flags! {
    /// C: `virDomainBlockResizeFlags`.
    pub struct DomainBlockResizeFlags: u32 {
        /// `VIR_DOMAIN_BLOCK_RESIZE_BYTES`, since 0.9.11.
        BYTES = 1;
        /// `VIR_DOMAIN_BLOCK_RESIZE_CAPACITY`, since 10.0.0.
        CAPACITY = 2;
    }
}
