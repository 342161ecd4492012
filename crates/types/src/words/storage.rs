//! Storage pools and volumes.

use super::{flags, words};

words! {
    /// State of a storage pool.
    ///
    /// C: `virStoragePoolState`.
    pub struct StoragePoolState: i32 {
        /// The pool is not running. `VIR_STORAGE_POOL_INACTIVE`, since 0.4.1.
        INACTIVE = 0;
        /// The pool's storage is being built. `VIR_STORAGE_POOL_BUILDING`, since 0.4.1.
        BUILDING = 1;
        /// The pool is running normally. `VIR_STORAGE_POOL_RUNNING`, since 0.4.1.
        RUNNING = 2;
        /// The pool is running, but part of its storage is lost or failing.
        /// `VIR_STORAGE_POOL_DEGRADED`, since 0.4.1.
        DEGRADED = 3;
        /// The pool is running, but its storage cannot be reached. `VIR_STORAGE_POOL_INACCESSIBLE`,
        /// since 0.8.2.
        INACCESSIBLE = 4;
    }
}

flags! {
    /// Options for building a storage pool's underlying storage.
    ///
    /// C: `virStoragePoolBuildFlags`.
    pub struct StoragePoolBuildFlags: u32 {
        /// Builds the pool's storage from scratch in the default way. `VIR_STORAGE_POOL_BUILD_NEW`,
        /// since 0.4.1.
        NEW = 0;
        /// Repairs damaged storage. `VIR_STORAGE_POOL_BUILD_REPAIR`, since 0.4.1.
        REPAIR = 1;
        /// Extends existing storage. `VIR_STORAGE_POOL_BUILD_RESIZE`, since 0.4.1.
        RESIZE = 2;
        /// Builds only if the target holds no data yet. `VIR_STORAGE_POOL_BUILD_NO_OVERWRITE`, since
        /// 0.9.5.
        NO_OVERWRITE = 4;
        /// Builds even if the target's present data is lost. `VIR_STORAGE_POOL_BUILD_OVERWRITE`, since
        /// 0.9.5.
        OVERWRITE = 8;
    }
}

flags! {
    /// Options for starting a storage pool.
    ///
    /// C: `virStoragePoolCreateFlags`.
    pub struct StoragePoolCreateFlags: u32 {
        /// Starts the pool without building its storage. `VIR_STORAGE_POOL_CREATE_NORMAL`, since 1.3.1.
        NORMAL = 0;
        /// Builds the pool's storage in the default way before starting it.
        /// `VIR_STORAGE_POOL_CREATE_WITH_BUILD`, since 1.3.1.
        WITH_BUILD = 1;
        /// Builds before starting, even if the target's present data is lost.
        /// `VIR_STORAGE_POOL_CREATE_WITH_BUILD_OVERWRITE`, since 1.3.1.
        WITH_BUILD_OVERWRITE = 2;
        /// Builds before starting, but only if the target holds no data yet.
        /// `VIR_STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE`, since 1.3.1.
        WITH_BUILD_NO_OVERWRITE = 4;
    }
}

flags! {
    /// Options for defining a storage pool.
    ///
    /// C: `virStoragePoolDefineFlags`.
    pub struct StoragePoolDefineFlags: u32 {
        /// Checks the description against its schema. `VIR_STORAGE_POOL_DEFINE_VALIDATE`, since 7.7.0.
        VALIDATE = 1;
    }
}

flags! {
    /// Options for deleting a storage pool's underlying storage.
    ///
    /// C: `virStoragePoolDeleteFlags`.
    pub struct StoragePoolDeleteFlags: u32 {
        /// Deletes the storage without clearing its data, which is fast.
        /// `VIR_STORAGE_POOL_DELETE_NORMAL`, since 0.4.1.
        NORMAL = 0;
        /// Overwrites all data with zeroes before deleting, which is slow.
        /// `VIR_STORAGE_POOL_DELETE_ZEROED`, since 0.4.1.
        ZEROED = 1;
    }
}

words! {
    /// Kind of a storage pool lifecycle event.
    ///
    /// C: `virStoragePoolEventLifecycleType`.
    pub struct StoragePoolEventLifecycleType: i32 {
        /// A stored definition was added or changed. `VIR_STORAGE_POOL_EVENT_DEFINED`, since 2.0.0.
        DEFINED = 0;
        /// A stored definition was removed. `VIR_STORAGE_POOL_EVENT_UNDEFINED`, since 2.0.0.
        UNDEFINED = 1;
        /// A pool was started. `VIR_STORAGE_POOL_EVENT_STARTED`, since 2.0.0.
        STARTED = 2;
        /// A pool was stopped. `VIR_STORAGE_POOL_EVENT_STOPPED`, since 2.0.0.
        STOPPED = 3;
        /// A pool's storage was built. `VIR_STORAGE_POOL_EVENT_CREATED`, since 3.8.0.
        CREATED = 4;
        /// A pool's storage was deleted. `VIR_STORAGE_POOL_EVENT_DELETED`, since 3.8.0.
        DELETED = 5;
    }
}

words! {
    /// Which storage pool event to subscribe to.
    ///
    /// C: `virStoragePoolEventID`.
    pub struct StoragePoolEventId: i32 {
        /// Fires when a pool is defined, undefined, started, stopped, built or deleted.
        /// `VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE`, since 2.0.0.
        LIFECYCLE = 0;
        /// Fires when a pool's list of volumes was read anew. `VIR_STORAGE_POOL_EVENT_ID_REFRESH`,
        /// since 2.0.0.
        REFRESH = 1;
    }
}

words! {
    /// Kind of a storage volume.
    ///
    /// C: `virStorageVolType`.
    pub struct StorageVolType: i32 {
        /// A regular file. `VIR_STORAGE_VOL_FILE`, since 0.4.1.
        FILE = 0;
        /// A block device. `VIR_STORAGE_VOL_BLOCK`, since 0.4.1.
        BLOCK = 1;
        /// A directory. `VIR_STORAGE_VOL_DIR`, since 0.9.5.
        DIR = 2;
        /// A volume reached over the network, such as Ceph or iSCSI. `VIR_STORAGE_VOL_NETWORK`, since
        /// 0.9.13.
        NETWORK = 3;
        /// A directory on network storage. `VIR_STORAGE_VOL_NETDIR`, since 1.2.0.
        NETDIR = 4;
        /// A directory that holds a ploop image. `VIR_STORAGE_VOL_PLOOP`, since 1.3.4.
        PLOOP = 5;
    }
}

flags! {
    /// Options for creating a storage volume.
    ///
    /// C: `virStorageVolCreateFlags`.
    pub struct StorageVolCreateFlags: u32 {
        /// Allocates the image's metadata in advance, which speeds up later writes.
        /// `VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA`, since 1.0.1.
        PREALLOC_METADATA = 1;
        /// Clones by sharing data blocks with the source until they are changed.
        /// `VIR_STORAGE_VOL_CREATE_REFLINK`, since 1.2.13.
        REFLINK = 2;
        /// Checks the description against its schema. `VIR_STORAGE_VOL_CREATE_VALIDATE`, since 8.10.0.
        VALIDATE = 4;
    }
}

flags! {
    /// Options for deleting a storage volume.
    ///
    /// C: `virStorageVolDeleteFlags`.
    pub struct StorageVolDeleteFlags: u32 {
        /// Deletes the volume without clearing its data, which is fast.
        /// `VIR_STORAGE_VOL_DELETE_NORMAL`, since 0.4.1.
        NORMAL = 0;
        /// Overwrites all data with zeroes before deleting, which is slow.
        /// `VIR_STORAGE_VOL_DELETE_ZEROED`, since 0.4.1.
        ZEROED = 1;
        /// Deletes the volume's snapshots too. `VIR_STORAGE_VOL_DELETE_WITH_SNAPSHOTS`, since 1.2.21.
        WITH_SNAPSHOTS = 2;
    }
}

flags! {
    /// Options for downloading a storage volume.
    ///
    /// C: `virStorageVolDownloadFlags`.
    pub struct StorageVolDownloadFlags: u32 {
        /// Skips holes in the data instead of sending zeroes. `VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM`,
        /// since 3.4.0.
        SPARSE_STREAM = 1;
    }
}

flags! {
    /// Which size a volume query reports.
    ///
    /// C: `virStorageVolInfoFlags`.
    pub struct StorageVolInfoFlags: u32 {
        /// Reports the allocated space in bytes, as usual. `VIR_STORAGE_VOL_USE_ALLOCATION`, since
        /// 3.0.0.
        USE_ALLOCATION = 0;
        /// Reports the physical size, in bytes, in place of the allocation.
        /// `VIR_STORAGE_VOL_GET_PHYSICAL`, since 3.0.0.
        GET_PHYSICAL = 1;
    }
}

flags! {
    /// Options for resizing a storage volume.
    ///
    /// C: `virStorageVolResizeFlags`.
    pub struct StorageVolResizeFlags: u32 {
        /// Allocates the added space at once. `VIR_STORAGE_VOL_RESIZE_ALLOCATE`, since 0.9.10.
        ALLOCATE = 1;
        /// Takes the given size as a difference from the present one. `VIR_STORAGE_VOL_RESIZE_DELTA`,
        /// since 0.9.10.
        DELTA = 2;
        /// Allows the volume to become smaller. `VIR_STORAGE_VOL_RESIZE_SHRINK`, since 0.9.10.
        SHRINK = 4;
    }
}

flags! {
    /// Options for uploading into a storage volume.
    ///
    /// C: `virStorageVolUploadFlags`.
    pub struct StorageVolUploadFlags: u32 {
        /// Expects holes in the data and recreates them in the volume.
        /// `VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM`, since 3.4.0.
        SPARSE_STREAM = 1;
    }
}

words! {
    /// How a storage volume is overwritten when it is wiped.
    ///
    /// C: `virStorageVolWipeAlgorithm`.
    pub struct StorageVolWipeAlgorithm: i32 {
        /// One pass of zeroes. `VIR_STORAGE_VOL_WIPE_ALG_ZERO`, since 0.9.10.
        ZERO = 0;
        /// Four passes after the US NNSA policy NAP-14.1-C. `VIR_STORAGE_VOL_WIPE_ALG_NNSA`, since
        /// 0.9.10.
        NNSA = 1;
        /// Four passes after the US standard DoD 5220.22-M. `VIR_STORAGE_VOL_WIPE_ALG_DOD`, since
        /// 0.9.10.
        DOD = 2;
        /// Nine passes recommended by the German BSI. `VIR_STORAGE_VOL_WIPE_ALG_BSI`, since 0.9.10.
        BSI = 3;
        /// Thirty-five passes after Peter Gutmann. `VIR_STORAGE_VOL_WIPE_ALG_GUTMANN`, since 0.9.10.
        GUTMANN = 4;
        /// Seven passes after Bruce Schneier. `VIR_STORAGE_VOL_WIPE_ALG_SCHNEIER`, since 0.9.10.
        SCHNEIER = 5;
        /// Seven random passes after Roy Pfitzner. `VIR_STORAGE_VOL_WIPE_ALG_PFITZNER7`, since 0.9.10.
        PFITZNER7 = 6;
        /// Thirty-three random passes after Roy Pfitzner. `VIR_STORAGE_VOL_WIPE_ALG_PFITZNER33`, since
        /// 0.9.10.
        PFITZNER33 = 7;
        /// One pass of random data. `VIR_STORAGE_VOL_WIPE_ALG_RANDOM`, since 0.9.10.
        RANDOM = 8;
        /// Discards the blocks instead of overwriting them. `VIR_STORAGE_VOL_WIPE_ALG_TRIM`, since
        /// 1.3.2.
        TRIM = 9;
    }
}

flags! {
    /// What a storage pool's XML description shows.
    ///
    /// C: `virStorageXMLFlags`.
    pub struct StorageXmlFlags: u32 {
        /// Shows the stored definition even if the pool is running. `VIR_STORAGE_XML_INACTIVE`, since
        /// 0.9.13.
        INACTIVE = 1;
    }
}
