//! Jobs, migration, save and dump.

use super::{flags, words};

flags! {
    /// Options for aborting a domain job.
    ///
    /// C: `virDomainAbortJobFlagsValues`.
    pub struct DomainAbortJobFlags: u32 {
        /// Also interrupts a migration in its post-copy phase; it must be resumed later.
        /// `VIR_DOMAIN_ABORT_JOB_POSTCOPY`, since 8.5.0.
        POSTCOPY = 1;
    }
}

words! {
    /// File format of a memory dump.
    ///
    /// C: `virDomainCoreDumpFormat`.
    pub struct DomainCoreDumpFormat: i32 {
        /// An uncompressed dump in the hypervisor's usual format. `VIR_DOMAIN_CORE_DUMP_FORMAT_RAW`,
        /// since 1.2.3.
        RAW = 0;
        /// A kdump file compressed with zlib. `VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB`, since 1.2.3.
        KDUMP_ZLIB = 1;
        /// A kdump file compressed with LZO. `VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_LZO`, since 1.2.3.
        KDUMP_LZO = 2;
        /// A kdump file compressed with Snappy. `VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_SNAPPY`, since
        /// 1.2.3.
        KDUMP_SNAPPY = 3;
        /// A Windows full crash dump, for Windows guests. `VIR_DOMAIN_CORE_DUMP_FORMAT_WIN_DMP`, since
        /// 7.4.0.
        WIN_DMP = 4;
    }
}

words! {
    /// State of a domain job.
    ///
    /// C: `virDomainJobType`.
    pub struct DomainJobType: i32 {
        /// No job is running. `VIR_DOMAIN_JOB_NONE`, since 0.7.7.
        NONE = 0;
        /// A job is running whose total work is known. `VIR_DOMAIN_JOB_BOUNDED`, since 0.7.7.
        BOUNDED = 1;
        /// A job is running whose total work is not known. `VIR_DOMAIN_JOB_UNBOUNDED`, since 0.7.7.
        UNBOUNDED = 2;
        /// The job has finished, but its results are not cleaned up yet. `VIR_DOMAIN_JOB_COMPLETED`,
        /// since 0.7.7.
        COMPLETED = 3;
        /// The job ended with an error. `VIR_DOMAIN_JOB_FAILED`, since 0.7.7.
        FAILED = 4;
        /// The job was cancelled. `VIR_DOMAIN_JOB_CANCELLED`, since 0.7.7.
        CANCELLED = 5;
    }
}

words! {
    /// Which operation a domain job carries out.
    ///
    /// C: `virDomainJobOperation`.
    pub struct DomainJobOperation: i32 {
        /// The operation is not known. `VIR_DOMAIN_JOB_OPERATION_UNKNOWN`, since 3.3.0.
        UNKNOWN = 0;
        /// The job starts the domain. `VIR_DOMAIN_JOB_OPERATION_START`, since 3.3.0.
        START = 1;
        /// The job saves the domain's state. `VIR_DOMAIN_JOB_OPERATION_SAVE`, since 3.3.0.
        SAVE = 2;
        /// The job restores the domain from a saved state. `VIR_DOMAIN_JOB_OPERATION_RESTORE`, since
        /// 3.3.0.
        RESTORE = 3;
        /// The job receives the domain by migration. `VIR_DOMAIN_JOB_OPERATION_MIGRATION_IN`, since
        /// 3.3.0.
        MIGRATION_IN = 4;
        /// The job migrates the domain away. `VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT`, since 3.3.0.
        MIGRATION_OUT = 5;
        /// The job takes a snapshot. `VIR_DOMAIN_JOB_OPERATION_SNAPSHOT`, since 3.3.0.
        SNAPSHOT = 6;
        /// The job reverts the domain to a snapshot. `VIR_DOMAIN_JOB_OPERATION_SNAPSHOT_REVERT`, since
        /// 3.3.0.
        SNAPSHOT_REVERT = 7;
        /// The job dumps the domain's memory. `VIR_DOMAIN_JOB_OPERATION_DUMP`, since 3.3.0.
        DUMP = 8;
        /// The job makes a backup of disks. `VIR_DOMAIN_JOB_OPERATION_BACKUP`, since 6.0.0.
        BACKUP = 9;
        /// The job deletes a snapshot. `VIR_DOMAIN_JOB_OPERATION_SNAPSHOT_DELETE`, since 9.0.0.
        SNAPSHOT_DELETE = 10;
    }
}

flags! {
    /// Options for reading job statistics.
    ///
    /// C: `virDomainGetJobStatsFlags`.
    pub struct DomainGetJobStatsFlags: u32 {
        /// Reports the most recent finished job instead of a running one.
        /// `VIR_DOMAIN_JOB_STATS_COMPLETED`, since 1.2.9.
        COMPLETED = 1;
        /// Keeps the statistics of the finished job for later calls.
        /// `VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED`, since 6.0.0.
        KEEP_COMPLETED = 2;
    }
}

flags! {
    /// Which migration speed limit is meant.
    ///
    /// C: `virDomainMigrateMaxSpeedFlags`.
    pub struct DomainMigrateMaxSpeedFlags: u32 {
        /// Concerns the speed limit of the post-copy phase. `VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY`,
        /// since 5.1.0.
        POSTCOPY = 1;
    }
}

flags! {
    /// Options for saving and restoring a domain.
    ///
    /// C: `virDomainSaveRestoreFlags`.
    pub struct DomainSaveRestoreFlags: u32 {
        /// Keeps the state file out of the host's file system cache. `VIR_DOMAIN_SAVE_BYPASS_CACHE`,
        /// since 0.9.4.
        BYPASS_CACHE = 1;
        /// Makes the restored domain start running, whatever its state when saved.
        /// `VIR_DOMAIN_SAVE_RUNNING`, since 0.9.5.
        RUNNING = 2;
        /// Makes the restored domain start paused, whatever its state when saved.
        /// `VIR_DOMAIN_SAVE_PAUSED`, since 0.9.5.
        PAUSED = 4;
        /// Resets the firmware variables to their template on restoring. `VIR_DOMAIN_SAVE_RESET_NVRAM`,
        /// since 8.1.0.
        RESET_NVRAM = 8;
    }
}

flags! {
    /// What the XML description from a saved image shows.
    ///
    /// C: `virDomainSaveImageXMLFlags`.
    pub struct DomainSaveImageXmlFlags: u32 {
        /// Includes sensitive data such as passwords. `VIR_DOMAIN_SAVE_IMAGE_XML_SECURE`, since 5.1.0.
        SECURE = 1;
    }
}

flags! {
    /// Options for dumping a domain's memory.
    ///
    /// C: `virDomainCoreDumpFlags`.
    pub struct DomainCoreDumpFlags: u32 {
        /// Stops the domain as crashed after the dump. `VIR_DUMP_CRASH`, since 0.7.5.
        CRASH = 1;
        /// Keeps the guest running during the dump. `VIR_DUMP_LIVE`, since 0.7.5.
        LIVE = 2;
        /// Keeps the dump file out of the host's file system cache. `VIR_DUMP_BYPASS_CACHE`, since
        /// 0.9.4.
        BYPASS_CACHE = 4;
        /// Resets the guest after the dump. `VIR_DUMP_RESET`, since 0.9.7.
        RESET = 8;
        /// Dumps only memory and CPU registers, in a format that common crash tools can read.
        /// `VIR_DUMP_MEMORY_ONLY`, since 0.9.13.
        MEMORY_ONLY = 16;
    }
}

flags! {
    /// Options for migrating a domain.
    ///
    /// C: `virDomainMigrateFlags`.
    pub struct DomainMigrateFlags: u32 {
        /// Keeps the guest running during the migration. `VIR_MIGRATE_LIVE`, since 0.3.2.
        LIVE = 1;
        /// Lets the source daemon talk to the destination daemon directly. `VIR_MIGRATE_PEER2PEER`,
        /// since 0.7.2.
        PEER2PEER = 2;
        /// Sends the migration data through the connection between the daemons.
        /// `VIR_MIGRATE_TUNNELLED`, since 0.7.2.
        TUNNELLED = 4;
        /// Stores the domain's definition at the destination. `VIR_MIGRATE_PERSIST_DEST`, since 0.7.3.
        PERSIST_DEST = 8;
        /// Removes the domain's definition from the source on success. `VIR_MIGRATE_UNDEFINE_SOURCE`,
        /// since 0.7.3.
        UNDEFINE_SOURCE = 16;
        /// Leaves the domain paused at the destination. `VIR_MIGRATE_PAUSED`, since 0.7.5.
        PAUSED = 32;
        /// Copies the disks in full to storage that the hosts do not share.
        /// `VIR_MIGRATE_NON_SHARED_DISK`, since 0.8.2.
        NON_SHARED_DISK = 64;
        /// Copies only the top disk images; the backing images must be present at the destination.
        /// `VIR_MIGRATE_NON_SHARED_INC`, since 0.8.2.
        NON_SHARED_INC = 128;
        /// Forbids configuration changes to the domain while it migrates.
        /// `VIR_MIGRATE_CHANGE_PROTECTION`, since 0.9.4.
        CHANGE_PROTECTION = 256;
        /// Migrates even where it is thought to be unsafe. `VIR_MIGRATE_UNSAFE`, since 0.9.11.
        UNSAFE = 512;
        /// Moves only the definition of a domain that is not running. `VIR_MIGRATE_OFFLINE`, since
        /// 1.0.1.
        OFFLINE = 1024;
        /// Compresses the memory data that is sent. `VIR_MIGRATE_COMPRESSED`, since 1.0.3.
        COMPRESSED = 2048;
        /// Gives the migration up when a disk I/O error occurs. `VIR_MIGRATE_ABORT_ON_ERROR`, since
        /// 1.1.0.
        ABORT_ON_ERROR = 4096;
        /// Slows the guest down when its memory changes faster than it can be sent.
        /// `VIR_MIGRATE_AUTO_CONVERGE`, since 1.2.3.
        AUTO_CONVERGE = 8192;
        /// Pins all guest memory at the start when migrating over RDMA. `VIR_MIGRATE_RDMA_PIN_ALL`,
        /// since 1.2.9.
        RDMA_PIN_ALL = 16384;
        /// Allows a later switch to post-copy, in which the guest runs before all memory has arrived.
        /// `VIR_MIGRATE_POSTCOPY`, since 1.3.3.
        POSTCOPY = 32768;
        /// Encrypts the migration data with TLS. `VIR_MIGRATE_TLS`, since 3.2.0.
        TLS = 0x10000;
        /// Sends memory over several connections at once. `VIR_MIGRATE_PARALLEL`, since 5.2.0.
        PARALLEL = 0x20000;
        /// Makes each guest write wait until it has reached the copied disk too.
        /// `VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES`, since 8.0.0.
        NON_SHARED_SYNCHRONOUS_WRITES = 0x40000;
        /// Goes on with a post-copy migration that was interrupted. `VIR_MIGRATE_POSTCOPY_RESUME`,
        /// since 8.5.0.
        POSTCOPY_RESUME = 0x80000;
        /// Sends memory pages without copying them first; works with parallel migration only.
        /// `VIR_MIGRATE_ZEROCOPY`, since 8.5.0.
        ZEROCOPY = 0x100000;
    }
}
