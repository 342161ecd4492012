//! The host: CPUs, memory, node devices, interfaces, secrets.

use super::{flags, words};

flags! {
    /// C: `virConnectBaselineCPUFlags`.
    pub struct ConnectBaselineCpuFlags: u32 {
        /// `VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES`, since 1.1.2.
        EXPAND_FEATURES = 1;
        /// `VIR_CONNECT_BASELINE_CPU_MIGRATABLE`, since 1.2.14.
        MIGRATABLE = 2;
    }
}

flags! {
    /// C: `virConnectCompareCPUFlags`.
    pub struct ConnectCompareCpuFlags: u32 {
        /// `VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE`, since 1.2.6.
        FAIL_INCOMPATIBLE = 1;
        /// `VIR_CONNECT_COMPARE_CPU_VALIDATE_XML`, since 6.9.0.
        VALIDATE_XML = 2;
    }
}

words! {
    /// C: `virCPUCompareResult`.
    pub struct CpuCompareResult: i32 {
        /// `VIR_CPU_COMPARE_ERROR`, since 0.7.5.
        ERROR = -1;
        /// `VIR_CPU_COMPARE_INCOMPATIBLE`, since 0.7.5.
        INCOMPATIBLE = 0;
        /// `VIR_CPU_COMPARE_IDENTICAL`, since 0.7.5.
        IDENTICAL = 1;
        /// `VIR_CPU_COMPARE_SUPERSET`, since 0.7.5.
        SUPERSET = 2;
    }
}

flags! {
    /// C: `virInterfaceDefineFlags`.
    pub struct InterfaceDefineFlags: u32 {
        /// `VIR_INTERFACE_DEFINE_VALIDATE`, since 7.7.0.
        VALIDATE = 1;
    }
}

flags! {
    /// C: `virInterfaceXMLFlags`.
    pub struct InterfaceXmlFlags: u32 {
        /// `VIR_INTERFACE_XML_INACTIVE`, since 0.7.3.
        INACTIVE = 1;
    }
}

flags! {
    /// C: `virNodeAllocPagesFlags`.
    pub struct NodeAllocPagesFlags: u32 {
        /// `VIR_NODE_ALLOC_PAGES_ADD`, since 1.2.9.
        ADD = 0;
        /// `VIR_NODE_ALLOC_PAGES_SET`, since 1.2.9.
        SET = 1;
    }
}

words! {
    /// C: `virNodeGetCPUStatsAllCPUs`.
    pub struct NodeGetCpuStatsAllCpus: i32 {
        /// `VIR_NODE_CPU_STATS_ALL_CPUS`, since 0.9.3.
        ALL_CPUS = -1;
    }
}

flags! {
    /// C: `virNodeDeviceCreateXMLFlags`.
    pub struct NodeDeviceCreateXmlFlags: u32 {
        /// `VIR_NODE_DEVICE_CREATE_XML_VALIDATE`, since 8.10.0.
        VALIDATE = 1;
    }
}

flags! {
    /// C: `virNodeDeviceDefineXMLFlags`.
    pub struct NodeDeviceDefineXmlFlags: u32 {
        /// `VIR_NODE_DEVICE_DEFINE_XML_VALIDATE`, since 8.10.0.
        VALIDATE = 1;
    }
}

words! {
    /// C: `virNodeDeviceEventLifecycleType`.
    pub struct NodeDeviceEventLifecycleType: i32 {
        /// `VIR_NODE_DEVICE_EVENT_CREATED`, since 2.2.0.
        CREATED = 0;
        /// `VIR_NODE_DEVICE_EVENT_DELETED`, since 2.2.0.
        DELETED = 1;
        /// `VIR_NODE_DEVICE_EVENT_DEFINED`, since 7.3.0.
        DEFINED = 2;
        /// `VIR_NODE_DEVICE_EVENT_UNDEFINED`, since 7.3.0.
        UNDEFINED = 3;
    }
}

words! {
    /// C: `virNodeDeviceEventID`.
    pub struct NodeDeviceEventId: i32 {
        /// `VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE`, since 2.2.0.
        LIFECYCLE = 0;
        /// `VIR_NODE_DEVICE_EVENT_ID_UPDATE`, since 2.2.0.
        UPDATE = 1;
    }
}

flags! {
    /// C: `virNodeDeviceUpdateFlags`.
    pub struct NodeDeviceUpdateFlags: u32 {
        /// `VIR_NODE_DEVICE_UPDATE_AFFECT_CURRENT`, since 10.1.0.
        CURRENT = 0;
        /// `VIR_NODE_DEVICE_UPDATE_AFFECT_LIVE`, since 10.1.0.
        LIVE = 1;
        /// `VIR_NODE_DEVICE_UPDATE_AFFECT_CONFIG`, since 10.1.0.
        CONFIG = 2;
    }
}

flags! {
    /// C: `virNodeDeviceXMLFlags`.
    pub struct NodeDeviceXmlFlags: u32 {
        /// `VIR_NODE_DEVICE_XML_INACTIVE`, since 10.1.0.
        INACTIVE = 1;
    }
}

words! {
    /// C: `virNodeGetMemoryStatsAllCells`.
    pub struct NodeGetMemoryStatsAllCells: i32 {
        /// `VIR_NODE_MEMORY_STATS_ALL_CELLS`, since 0.9.3.
        ALL_CELLS = -1;
    }
}

words! {
    /// C: `virNodeSuspendTarget`.
    pub struct NodeSuspendTarget: i32 {
        /// `VIR_NODE_SUSPEND_TARGET_MEM`, since 0.9.8.
        MEM = 0;
        /// `VIR_NODE_SUSPEND_TARGET_DISK`, since 0.9.8.
        DISK = 1;
        /// `VIR_NODE_SUSPEND_TARGET_HYBRID`, since 0.9.8.
        HYBRID = 2;
    }
}

flags! {
    /// C: `virSecretDefineFlags`.
    pub struct SecretDefineFlags: u32 {
        /// `VIR_SECRET_DEFINE_VALIDATE`, since 7.7.0.
        VALIDATE = 1;
    }
}

words! {
    /// C: `virSecretEventLifecycleType`.
    pub struct SecretEventLifecycleType: i32 {
        /// `VIR_SECRET_EVENT_DEFINED`, since 3.0.0.
        DEFINED = 0;
        /// `VIR_SECRET_EVENT_UNDEFINED`, since 3.0.0.
        UNDEFINED = 1;
    }
}

words! {
    /// C: `virSecretEventID`.
    pub struct SecretEventId: i32 {
        /// `VIR_SECRET_EVENT_ID_LIFECYCLE`, since 3.0.0.
        LIFECYCLE = 0;
        /// `VIR_SECRET_EVENT_ID_VALUE_CHANGED`, since 3.0.0.
        VALUE_CHANGED = 1;
    }
}

words! {
    /// C: `virSecretUsageType`.
    pub struct SecretUsageType: i32 {
        /// `VIR_SECRET_USAGE_TYPE_NONE`, since 0.7.1.
        NONE = 0;
        /// `VIR_SECRET_USAGE_TYPE_VOLUME`, since 0.7.1.
        VOLUME = 1;
        /// `VIR_SECRET_USAGE_TYPE_CEPH`, since 0.9.7.
        CEPH = 2;
        /// `VIR_SECRET_USAGE_TYPE_ISCSI`, since 1.0.4.
        ISCSI = 3;
        /// `VIR_SECRET_USAGE_TYPE_TLS`, since 2.3.0.
        TLS = 4;
        /// `VIR_SECRET_USAGE_TYPE_VTPM`, since 5.6.0.
        VTPM = 5;
    }
}
