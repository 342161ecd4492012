//! Jobs, migration, save and dump.

use super::{flags, words};

flags! {
    /// C: `virDomainAbortJobFlagsValues`.
    pub struct DomainAbortJobFlags: u32 {
        /// `VIR_DOMAIN_ABORT_JOB_POSTCOPY`, since 8.5.0.
        POSTCOPY = 1;
    }
}

words! {
    /// C: `virDomainCoreDumpFormat`.
    pub struct DomainCoreDumpFormat: i32 {
        /// `VIR_DOMAIN_CORE_DUMP_FORMAT_RAW`, since 1.2.3.
        RAW = 0;
        /// `VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB`, since 1.2.3.
        KDUMP_ZLIB = 1;
        /// `VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_LZO`, since 1.2.3.
        KDUMP_LZO = 2;
        /// `VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_SNAPPY`, since 1.2.3.
        KDUMP_SNAPPY = 3;
        /// `VIR_DOMAIN_CORE_DUMP_FORMAT_WIN_DMP`, since 7.4.0.
        WIN_DMP = 4;
    }
}

words! {
    /// C: `virDomainJobType`.
    pub struct DomainJobType: i32 {
        /// `VIR_DOMAIN_JOB_NONE`, since 0.7.7.
        NONE = 0;
        /// `VIR_DOMAIN_JOB_BOUNDED`, since 0.7.7.
        BOUNDED = 1;
        /// `VIR_DOMAIN_JOB_UNBOUNDED`, since 0.7.7.
        UNBOUNDED = 2;
        /// `VIR_DOMAIN_JOB_COMPLETED`, since 0.7.7.
        COMPLETED = 3;
        /// `VIR_DOMAIN_JOB_FAILED`, since 0.7.7.
        FAILED = 4;
        /// `VIR_DOMAIN_JOB_CANCELLED`, since 0.7.7.
        CANCELLED = 5;
    }
}

words! {
    /// C: `virDomainJobOperation`.
    pub struct DomainJobOperation: i32 {
        /// `VIR_DOMAIN_JOB_OPERATION_UNKNOWN`, since 3.3.0.
        UNKNOWN = 0;
        /// `VIR_DOMAIN_JOB_OPERATION_START`, since 3.3.0.
        START = 1;
        /// `VIR_DOMAIN_JOB_OPERATION_SAVE`, since 3.3.0.
        SAVE = 2;
        /// `VIR_DOMAIN_JOB_OPERATION_RESTORE`, since 3.3.0.
        RESTORE = 3;
        /// `VIR_DOMAIN_JOB_OPERATION_MIGRATION_IN`, since 3.3.0.
        MIGRATION_IN = 4;
        /// `VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT`, since 3.3.0.
        MIGRATION_OUT = 5;
        /// `VIR_DOMAIN_JOB_OPERATION_SNAPSHOT`, since 3.3.0.
        SNAPSHOT = 6;
        /// `VIR_DOMAIN_JOB_OPERATION_SNAPSHOT_REVERT`, since 3.3.0.
        SNAPSHOT_REVERT = 7;
        /// `VIR_DOMAIN_JOB_OPERATION_DUMP`, since 3.3.0.
        DUMP = 8;
        /// `VIR_DOMAIN_JOB_OPERATION_BACKUP`, since 6.0.0.
        BACKUP = 9;
        /// `VIR_DOMAIN_JOB_OPERATION_SNAPSHOT_DELETE`, since 9.0.0.
        SNAPSHOT_DELETE = 10;
    }
}

flags! {
    /// C: `virDomainGetJobStatsFlags`.
    pub struct DomainGetJobStatsFlags: u32 {
        /// `VIR_DOMAIN_JOB_STATS_COMPLETED`, since 1.2.9.
        COMPLETED = 1;
        /// `VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED`, since 6.0.0.
        KEEP_COMPLETED = 2;
    }
}

flags! {
    /// C: `virDomainMigrateMaxSpeedFlags`.
    pub struct DomainMigrateMaxSpeedFlags: u32 {
        /// `VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY`, since 5.1.0.
        POSTCOPY = 1;
    }
}

flags! {
    /// C: `virDomainSaveRestoreFlags`.
    pub struct DomainSaveRestoreFlags: u32 {
        /// `VIR_DOMAIN_SAVE_BYPASS_CACHE`, since 0.9.4.
        BYPASS_CACHE = 1;
        /// `VIR_DOMAIN_SAVE_RUNNING`, since 0.9.5.
        RUNNING = 2;
        /// `VIR_DOMAIN_SAVE_PAUSED`, since 0.9.5.
        PAUSED = 4;
        /// `VIR_DOMAIN_SAVE_RESET_NVRAM`, since 8.1.0.
        RESET_NVRAM = 8;
    }
}

flags! {
    /// C: `virDomainSaveImageXMLFlags`.
    pub struct DomainSaveImageXmlFlags: u32 {
        /// `VIR_DOMAIN_SAVE_IMAGE_XML_SECURE`, since 5.1.0.
        SECURE = 1;
    }
}

flags! {
    /// C: `virDomainCoreDumpFlags`.
    pub struct DomainCoreDumpFlags: u32 {
        /// `VIR_DUMP_CRASH`, since 0.7.5.
        CRASH = 1;
        /// `VIR_DUMP_LIVE`, since 0.7.5.
        LIVE = 2;
        /// `VIR_DUMP_BYPASS_CACHE`, since 0.9.4.
        BYPASS_CACHE = 4;
        /// `VIR_DUMP_RESET`, since 0.9.7.
        RESET = 8;
        /// `VIR_DUMP_MEMORY_ONLY`, since 0.9.13.
        MEMORY_ONLY = 16;
    }
}

flags! {
    /// C: `virDomainMigrateFlags`.
    pub struct DomainMigrateFlags: u32 {
        /// `VIR_MIGRATE_LIVE`, since 0.3.2.
        LIVE = 1;
        /// `VIR_MIGRATE_PEER2PEER`, since 0.7.2.
        PEER2PEER = 2;
        /// `VIR_MIGRATE_TUNNELLED`, since 0.7.2.
        TUNNELLED = 4;
        /// `VIR_MIGRATE_PERSIST_DEST`, since 0.7.3.
        PERSIST_DEST = 8;
        /// `VIR_MIGRATE_UNDEFINE_SOURCE`, since 0.7.3.
        UNDEFINE_SOURCE = 16;
        /// `VIR_MIGRATE_PAUSED`, since 0.7.5.
        PAUSED = 32;
        /// `VIR_MIGRATE_NON_SHARED_DISK`, since 0.8.2.
        NON_SHARED_DISK = 64;
        /// `VIR_MIGRATE_NON_SHARED_INC`, since 0.8.2.
        NON_SHARED_INC = 128;
        /// `VIR_MIGRATE_CHANGE_PROTECTION`, since 0.9.4.
        CHANGE_PROTECTION = 256;
        /// `VIR_MIGRATE_UNSAFE`, since 0.9.11.
        UNSAFE = 512;
        /// `VIR_MIGRATE_OFFLINE`, since 1.0.1.
        OFFLINE = 1024;
        /// `VIR_MIGRATE_COMPRESSED`, since 1.0.3.
        COMPRESSED = 2048;
        /// `VIR_MIGRATE_ABORT_ON_ERROR`, since 1.1.0.
        ABORT_ON_ERROR = 4096;
        /// `VIR_MIGRATE_AUTO_CONVERGE`, since 1.2.3.
        AUTO_CONVERGE = 8192;
        /// `VIR_MIGRATE_RDMA_PIN_ALL`, since 1.2.9.
        RDMA_PIN_ALL = 16384;
        /// `VIR_MIGRATE_POSTCOPY`, since 1.3.3.
        POSTCOPY = 32768;
        /// `VIR_MIGRATE_TLS`, since 3.2.0.
        TLS = 0x10000;
        /// `VIR_MIGRATE_PARALLEL`, since 5.2.0.
        PARALLEL = 0x20000;
        /// `VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES`, since 8.0.0.
        NON_SHARED_SYNCHRONOUS_WRITES = 0x40000;
        /// `VIR_MIGRATE_POSTCOPY_RESUME`, since 8.5.0.
        POSTCOPY_RESUME = 0x80000;
        /// `VIR_MIGRATE_ZEROCOPY`, since 8.5.0.
        ZEROCOPY = 0x100000;
    }
}
