//! Storage pools and volumes.

use super::{flags, words};

words! {
    /// C: `virStoragePoolState`.
    pub struct StoragePoolState: i32 {
        /// `VIR_STORAGE_POOL_INACTIVE`, since 0.4.1.
        INACTIVE = 0;
        /// `VIR_STORAGE_POOL_BUILDING`, since 0.4.1.
        BUILDING = 1;
        /// `VIR_STORAGE_POOL_RUNNING`, since 0.4.1.
        RUNNING = 2;
        /// `VIR_STORAGE_POOL_DEGRADED`, since 0.4.1.
        DEGRADED = 3;
        /// `VIR_STORAGE_POOL_INACCESSIBLE`, since 0.8.2.
        INACCESSIBLE = 4;
    }
}

flags! {
    /// C: `virStoragePoolBuildFlags`.
    pub struct StoragePoolBuildFlags: u32 {
        /// `VIR_STORAGE_POOL_BUILD_NEW`, since 0.4.1.
        NEW = 0;
        /// `VIR_STORAGE_POOL_BUILD_REPAIR`, since 0.4.1.
        REPAIR = 1;
        /// `VIR_STORAGE_POOL_BUILD_RESIZE`, since 0.4.1.
        RESIZE = 2;
        /// `VIR_STORAGE_POOL_BUILD_NO_OVERWRITE`, since 0.9.5.
        NO_OVERWRITE = 4;
        /// `VIR_STORAGE_POOL_BUILD_OVERWRITE`, since 0.9.5.
        OVERWRITE = 8;
    }
}

flags! {
    /// C: `virStoragePoolCreateFlags`.
    pub struct StoragePoolCreateFlags: u32 {
        /// `VIR_STORAGE_POOL_CREATE_NORMAL`, since 1.3.1.
        NORMAL = 0;
        /// `VIR_STORAGE_POOL_CREATE_WITH_BUILD`, since 1.3.1.
        WITH_BUILD = 1;
        /// `VIR_STORAGE_POOL_CREATE_WITH_BUILD_OVERWRITE`, since 1.3.1.
        WITH_BUILD_OVERWRITE = 2;
        /// `VIR_STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE`, since 1.3.1.
        WITH_BUILD_NO_OVERWRITE = 4;
    }
}

flags! {
    /// C: `virStoragePoolDefineFlags`.
    pub struct StoragePoolDefineFlags: u32 {
        /// `VIR_STORAGE_POOL_DEFINE_VALIDATE`, since 7.7.0.
        VALIDATE = 1;
    }
}

flags! {
    /// C: `virStoragePoolDeleteFlags`.
    pub struct StoragePoolDeleteFlags: u32 {
        /// `VIR_STORAGE_POOL_DELETE_NORMAL`, since 0.4.1.
        NORMAL = 0;
        /// `VIR_STORAGE_POOL_DELETE_ZEROED`, since 0.4.1.
        ZEROED = 1;
    }
}

words! {
    /// C: `virStoragePoolEventLifecycleType`.
    pub struct StoragePoolEventLifecycleType: i32 {
        /// `VIR_STORAGE_POOL_EVENT_DEFINED`, since 2.0.0.
        DEFINED = 0;
        /// `VIR_STORAGE_POOL_EVENT_UNDEFINED`, since 2.0.0.
        UNDEFINED = 1;
        /// `VIR_STORAGE_POOL_EVENT_STARTED`, since 2.0.0.
        STARTED = 2;
        /// `VIR_STORAGE_POOL_EVENT_STOPPED`, since 2.0.0.
        STOPPED = 3;
        /// `VIR_STORAGE_POOL_EVENT_CREATED`, since 3.8.0.
        CREATED = 4;
        /// `VIR_STORAGE_POOL_EVENT_DELETED`, since 3.8.0.
        DELETED = 5;
    }
}

words! {
    /// C: `virStoragePoolEventID`.
    pub struct StoragePoolEventId: i32 {
        /// `VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE`, since 2.0.0.
        LIFECYCLE = 0;
        /// `VIR_STORAGE_POOL_EVENT_ID_REFRESH`, since 2.0.0.
        REFRESH = 1;
    }
}

words! {
    /// C: `virStorageVolType`.
    pub struct StorageVolType: i32 {
        /// `VIR_STORAGE_VOL_FILE`, since 0.4.1.
        FILE = 0;
        /// `VIR_STORAGE_VOL_BLOCK`, since 0.4.1.
        BLOCK = 1;
        /// `VIR_STORAGE_VOL_DIR`, since 0.9.5.
        DIR = 2;
        /// `VIR_STORAGE_VOL_NETWORK`, since 0.9.13.
        NETWORK = 3;
        /// `VIR_STORAGE_VOL_NETDIR`, since 1.2.0.
        NETDIR = 4;
        /// `VIR_STORAGE_VOL_PLOOP`, since 1.3.4.
        PLOOP = 5;
    }
}

flags! {
    /// C: `virStorageVolCreateFlags`.
    pub struct StorageVolCreateFlags: u32 {
        /// `VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA`, since 1.0.1.
        PREALLOC_METADATA = 1;
        /// `VIR_STORAGE_VOL_CREATE_REFLINK`, since 1.2.13.
        REFLINK = 2;
        /// `VIR_STORAGE_VOL_CREATE_VALIDATE`, since 8.10.0.
        VALIDATE = 4;
    }
}

flags! {
    /// C: `virStorageVolDeleteFlags`.
    pub struct StorageVolDeleteFlags: u32 {
        /// `VIR_STORAGE_VOL_DELETE_NORMAL`, since 0.4.1.
        NORMAL = 0;
        /// `VIR_STORAGE_VOL_DELETE_ZEROED`, since 0.4.1.
        ZEROED = 1;
        /// `VIR_STORAGE_VOL_DELETE_WITH_SNAPSHOTS`, since 1.2.21.
        WITH_SNAPSHOTS = 2;
    }
}

flags! {
    /// C: `virStorageVolDownloadFlags`.
    pub struct StorageVolDownloadFlags: u32 {
        /// `VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM`, since 3.4.0.
        SPARSE_STREAM = 1;
    }
}

flags! {
    /// C: `virStorageVolInfoFlags`.
    pub struct StorageVolInfoFlags: u32 {
        /// `VIR_STORAGE_VOL_USE_ALLOCATION`, since 3.0.0.
        USE_ALLOCATION = 0;
        /// `VIR_STORAGE_VOL_GET_PHYSICAL`, since 3.0.0.
        GET_PHYSICAL = 1;
    }
}

flags! {
    /// C: `virStorageVolResizeFlags`.
    pub struct StorageVolResizeFlags: u32 {
        /// `VIR_STORAGE_VOL_RESIZE_ALLOCATE`, since 0.9.10.
        ALLOCATE = 1;
        /// `VIR_STORAGE_VOL_RESIZE_DELTA`, since 0.9.10.
        DELTA = 2;
        /// `VIR_STORAGE_VOL_RESIZE_SHRINK`, since 0.9.10.
        SHRINK = 4;
    }
}

flags! {
    /// C: `virStorageVolUploadFlags`.
    pub struct StorageVolUploadFlags: u32 {
        /// `VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM`, since 3.4.0.
        SPARSE_STREAM = 1;
    }
}

words! {
    /// C: `virStorageVolWipeAlgorithm`.
    pub struct StorageVolWipeAlgorithm: i32 {
        /// `VIR_STORAGE_VOL_WIPE_ALG_ZERO`, since 0.9.10.
        ZERO = 0;
        /// `VIR_STORAGE_VOL_WIPE_ALG_NNSA`, since 0.9.10.
        NNSA = 1;
        /// `VIR_STORAGE_VOL_WIPE_ALG_DOD`, since 0.9.10.
        DOD = 2;
        /// `VIR_STORAGE_VOL_WIPE_ALG_BSI`, since 0.9.10.
        BSI = 3;
        /// `VIR_STORAGE_VOL_WIPE_ALG_GUTMANN`, since 0.9.10.
        GUTMANN = 4;
        /// `VIR_STORAGE_VOL_WIPE_ALG_SCHNEIER`, since 0.9.10.
        SCHNEIER = 5;
        /// `VIR_STORAGE_VOL_WIPE_ALG_PFITZNER7`, since 0.9.10.
        PFITZNER7 = 6;
        /// `VIR_STORAGE_VOL_WIPE_ALG_PFITZNER33`, since 0.9.10.
        PFITZNER33 = 7;
        /// `VIR_STORAGE_VOL_WIPE_ALG_RANDOM`, since 0.9.10.
        RANDOM = 8;
        /// `VIR_STORAGE_VOL_WIPE_ALG_TRIM`, since 1.3.2.
        TRIM = 9;
    }
}

flags! {
    /// C: `virStorageXMLFlags`.
    pub struct StorageXmlFlags: u32 {
        /// `VIR_STORAGE_XML_INACTIVE`, since 0.9.13.
        INACTIVE = 1;
    }
}
