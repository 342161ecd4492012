//! The host: CPUs, memory, node devices, interfaces, secrets.

use super::{flags, words};

flags! {
    /// Options for computing the CPU that several hosts have in common.
    ///
    /// C: `virConnectBaselineCPUFlags`.
    pub struct ConnectBaselineCpuFlags: u32 {
        /// Lists every feature of the resulting CPU, also those its model already implies.
        /// `VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES`, since 1.1.2.
        EXPAND_FEATURES = 1;
        /// Leaves out features that would stand in the way of migration.
        /// `VIR_CONNECT_BASELINE_CPU_MIGRATABLE`, since 1.2.14.
        MIGRATABLE = 2;
    }
}

flags! {
    /// Options for comparing a CPU description with the host's processor.
    ///
    /// C: `virConnectCompareCPUFlags`.
    pub struct ConnectCompareCpuFlags: u32 {
        /// Turns an incompatible CPU into an error that tells what is missing.
        /// `VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE`, since 1.2.6.
        FAIL_INCOMPATIBLE = 1;
        /// Checks the CPU description against its schema first. `VIR_CONNECT_COMPARE_CPU_VALIDATE_XML`,
        /// since 6.9.0.
        VALIDATE_XML = 2;
    }
}

words! {
    /// How a CPU description relates to the host's processor.
    ///
    /// C: `virCPUCompareResult`.
    pub struct CpuCompareResult: i32 {
        /// The comparison failed. `VIR_CPU_COMPARE_ERROR`, since 0.7.5.
        ERROR = -1;
        /// The host cannot provide the described CPU. `VIR_CPU_COMPARE_INCOMPATIBLE`, since 0.7.5.
        INCOMPATIBLE = 0;
        /// The described CPU equals the host's. `VIR_CPU_COMPARE_IDENTICAL`, since 0.7.5.
        IDENTICAL = 1;
        /// The host offers everything the described CPU needs, and more. `VIR_CPU_COMPARE_SUPERSET`,
        /// since 0.7.5.
        SUPERSET = 2;
    }
}

flags! {
    /// Options for defining a host interface.
    ///
    /// C: `virInterfaceDefineFlags`.
    pub struct InterfaceDefineFlags: u32 {
        /// Checks the description against its schema. `VIR_INTERFACE_DEFINE_VALIDATE`, since 7.7.0.
        VALIDATE = 1;
    }
}

flags! {
    /// What a host interface's XML description shows.
    ///
    /// C: `virInterfaceXMLFlags`.
    pub struct InterfaceXmlFlags: u32 {
        /// Shows the stored configuration instead of the live state. `VIR_INTERFACE_XML_INACTIVE`,
        /// since 0.7.3.
        INACTIVE = 1;
    }
}

flags! {
    /// How a page count is applied to the host's page pool.
    ///
    /// C: `virNodeAllocPagesFlags`.
    pub struct NodeAllocPagesFlags: u32 {
        /// Adds the given number of pages to the pool. `VIR_NODE_ALLOC_PAGES_ADD`, since 1.2.9.
        ADD = 0;
        /// Sets the pool to exactly the given number of pages. `VIR_NODE_ALLOC_PAGES_SET`, since 1.2.9.
        SET = 1;
    }
}

words! {
    /// Special CPU number for host CPU statistics.
    ///
    /// C: `virNodeGetCPUStatsAllCPUs`.
    pub struct NodeGetCpuStatsAllCpus: i32 {
        /// Stands for the sum over all host CPUs. `VIR_NODE_CPU_STATS_ALL_CPUS`, since 0.9.3.
        ALL_CPUS = -1;
    }
}

flags! {
    /// Options for creating a host device.
    ///
    /// C: `virNodeDeviceCreateXMLFlags`.
    pub struct NodeDeviceCreateXmlFlags: u32 {
        /// Checks the description against its schema. `VIR_NODE_DEVICE_CREATE_XML_VALIDATE`, since
        /// 8.10.0.
        VALIDATE = 1;
    }
}

flags! {
    /// Options for defining a host device.
    ///
    /// C: `virNodeDeviceDefineXMLFlags`.
    pub struct NodeDeviceDefineXmlFlags: u32 {
        /// Checks the description against its schema. `VIR_NODE_DEVICE_DEFINE_XML_VALIDATE`, since
        /// 8.10.0.
        VALIDATE = 1;
    }
}

words! {
    /// Kind of a host device lifecycle event.
    ///
    /// C: `virNodeDeviceEventLifecycleType`.
    pub struct NodeDeviceEventLifecycleType: i32 {
        /// A host device appeared. `VIR_NODE_DEVICE_EVENT_CREATED`, since 2.2.0.
        CREATED = 0;
        /// A host device disappeared. `VIR_NODE_DEVICE_EVENT_DELETED`, since 2.2.0.
        DELETED = 1;
        /// A stored definition was added. `VIR_NODE_DEVICE_EVENT_DEFINED`, since 7.3.0.
        DEFINED = 2;
        /// A stored definition was removed. `VIR_NODE_DEVICE_EVENT_UNDEFINED`, since 7.3.0.
        UNDEFINED = 3;
    }
}

words! {
    /// Which host device event to subscribe to.
    ///
    /// C: `virNodeDeviceEventID`.
    pub struct NodeDeviceEventId: i32 {
        /// Fires when a host device appears, disappears, is defined or undefined.
        /// `VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE`, since 2.2.0.
        LIFECYCLE = 0;
        /// Fires when the description of a host device changes. `VIR_NODE_DEVICE_EVENT_ID_UPDATE`,
        /// since 2.2.0.
        UPDATE = 1;
    }
}

flags! {
    /// Whether an update concerns the live host device, its stored definition or both.
    ///
    /// C: `virNodeDeviceUpdateFlags`.
    pub struct NodeDeviceUpdateFlags: u32 {
        /// Acts on the device if it is active, otherwise on its stored definition.
        /// `VIR_NODE_DEVICE_UPDATE_AFFECT_CURRENT`, since 10.1.0.
        CURRENT = 0;
        /// Acts on the active device. `VIR_NODE_DEVICE_UPDATE_AFFECT_LIVE`, since 10.1.0.
        LIVE = 1;
        /// Acts on the stored definition, which takes effect at the next start.
        /// `VIR_NODE_DEVICE_UPDATE_AFFECT_CONFIG`, since 10.1.0.
        CONFIG = 2;
    }
}

flags! {
    /// What a host device's XML description shows.
    ///
    /// C: `virNodeDeviceXMLFlags`.
    pub struct NodeDeviceXmlFlags: u32 {
        /// Shows the stored definition even if the device is active. `VIR_NODE_DEVICE_XML_INACTIVE`,
        /// since 10.1.0.
        INACTIVE = 1;
    }
}

words! {
    /// Special cell number for host memory statistics.
    ///
    /// C: `virNodeGetMemoryStatsAllCells`.
    pub struct NodeGetMemoryStatsAllCells: i32 {
        /// Stands for the sum over all NUMA cells. `VIR_NODE_MEMORY_STATS_ALL_CELLS`, since 0.9.3.
        ALL_CELLS = -1;
    }
}

words! {
    /// How deeply a host or guest sleeps.
    ///
    /// C: `virNodeSuspendTarget`.
    pub struct NodeSuspendTarget: i32 {
        /// Suspends to memory (S3). `VIR_NODE_SUSPEND_TARGET_MEM`, since 0.9.8.
        MEM = 0;
        /// Suspends to disk (hibernation, S4). `VIR_NODE_SUSPEND_TARGET_DISK`, since 0.9.8.
        DISK = 1;
        /// Suspends to memory and also saves the state to disk, in case power is lost.
        /// `VIR_NODE_SUSPEND_TARGET_HYBRID`, since 0.9.8.
        HYBRID = 2;
    }
}

flags! {
    /// Options for defining a secret.
    ///
    /// C: `virSecretDefineFlags`.
    pub struct SecretDefineFlags: u32 {
        /// Checks the description against its schema. `VIR_SECRET_DEFINE_VALIDATE`, since 7.7.0.
        VALIDATE = 1;
    }
}

words! {
    /// Kind of a secret lifecycle event.
    ///
    /// C: `virSecretEventLifecycleType`.
    pub struct SecretEventLifecycleType: i32 {
        /// A secret was defined or its definition changed. `VIR_SECRET_EVENT_DEFINED`, since 3.0.0.
        DEFINED = 0;
        /// A secret was removed. `VIR_SECRET_EVENT_UNDEFINED`, since 3.0.0.
        UNDEFINED = 1;
    }
}

words! {
    /// Which secret event to subscribe to.
    ///
    /// C: `virSecretEventID`.
    pub struct SecretEventId: i32 {
        /// Fires when a secret is defined or undefined. `VIR_SECRET_EVENT_ID_LIFECYCLE`, since 3.0.0.
        LIFECYCLE = 0;
        /// Fires when a secret gets a new value. `VIR_SECRET_EVENT_ID_VALUE_CHANGED`, since 3.0.0.
        VALUE_CHANGED = 1;
    }
}

words! {
    /// What a secret is used for.
    ///
    /// C: `virSecretUsageType`.
    pub struct SecretUsageType: i32 {
        /// The secret has no stated use. `VIR_SECRET_USAGE_TYPE_NONE`, since 0.7.1.
        NONE = 0;
        /// The secret unlocks an encrypted storage volume. `VIR_SECRET_USAGE_TYPE_VOLUME`, since 0.7.1.
        VOLUME = 1;
        /// The secret is the key of a Ceph user. `VIR_SECRET_USAGE_TYPE_CEPH`, since 0.9.7.
        CEPH = 2;
        /// The secret is the password for an iSCSI target. `VIR_SECRET_USAGE_TYPE_ISCSI`, since 1.0.4.
        ISCSI = 3;
        /// The secret unlocks a private key for TLS. `VIR_SECRET_USAGE_TYPE_TLS`, since 2.3.0.
        TLS = 4;
        /// The secret encrypts the state of an emulated TPM. `VIR_SECRET_USAGE_TYPE_VTPM`, since 5.6.0.
        VTPM = 5;
    }
}
