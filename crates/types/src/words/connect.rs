//! Connections, streams and the event loop.

use super::{flags, words};

words! {
    /// C: `virConnectCloseReason`.
    pub struct ConnectCloseReason: i32 {
        /// `VIR_CONNECT_CLOSE_REASON_ERROR`, since 0.10.0.
        ERROR = 0;
        /// `VIR_CONNECT_CLOSE_REASON_EOF`, since 0.10.0.
        EOF = 1;
        /// `VIR_CONNECT_CLOSE_REASON_KEEPALIVE`, since 0.10.0.
        KEEPALIVE = 2;
        /// `VIR_CONNECT_CLOSE_REASON_CLIENT`, since 0.10.0.
        CLIENT = 3;
    }
}

flags! {
    /// C: `virConnectGetDomainCapabilitiesFlags`.
    pub struct ConnectGetDomainCapabilitiesFlags: u32 {
        /// `VIR_CONNECT_GET_DOMAIN_CAPABILITIES_DISABLE_DEPRECATED_FEATURES`, since 11.0.0.
        DISABLE_DEPRECATED_FEATURES = 1;
    }
}

flags! {
    /// C: `virConnectListAllDomainsFlags`.
    pub struct ConnectListAllDomainsFlags: u32 {
        /// `VIR_CONNECT_LIST_DOMAINS_ACTIVE`, since 0.9.13.
        ACTIVE = 1;
        /// `VIR_CONNECT_LIST_DOMAINS_INACTIVE`, since 0.9.13.
        INACTIVE = 2;
        /// `VIR_CONNECT_LIST_DOMAINS_PERSISTENT`, since 0.9.13.
        PERSISTENT = 4;
        /// `VIR_CONNECT_LIST_DOMAINS_TRANSIENT`, since 0.9.13.
        TRANSIENT = 8;
        /// `VIR_CONNECT_LIST_DOMAINS_RUNNING`, since 0.9.13.
        RUNNING = 16;
        /// `VIR_CONNECT_LIST_DOMAINS_PAUSED`, since 0.9.13.
        PAUSED = 32;
        /// `VIR_CONNECT_LIST_DOMAINS_SHUTOFF`, since 0.9.13.
        SHUTOFF = 64;
        /// `VIR_CONNECT_LIST_DOMAINS_OTHER`, since 0.9.13.
        OTHER = 128;
        /// `VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE`, since 0.9.13.
        MANAGEDSAVE = 256;
        /// `VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE`, since 0.9.13.
        NO_MANAGEDSAVE = 512;
        /// `VIR_CONNECT_LIST_DOMAINS_AUTOSTART`, since 0.9.13.
        AUTOSTART = 1024;
        /// `VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART`, since 0.9.13.
        NO_AUTOSTART = 2048;
        /// `VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT`, since 0.9.13.
        HAS_SNAPSHOT = 4096;
        /// `VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT`, since 0.9.13.
        NO_SNAPSHOT = 8192;
        /// `VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT`, since 5.6.0.
        HAS_CHECKPOINT = 16384;
        /// `VIR_CONNECT_LIST_DOMAINS_NO_CHECKPOINT`, since 5.6.0.
        NO_CHECKPOINT = 32768;
    }
}

flags! {
    /// C: `virConnectListAllInterfacesFlags`.
    pub struct ConnectListAllInterfacesFlags: u32 {
        /// `VIR_CONNECT_LIST_INTERFACES_INACTIVE`, since 0.10.2.
        INACTIVE = 1;
        /// `VIR_CONNECT_LIST_INTERFACES_ACTIVE`, since 0.10.2.
        ACTIVE = 2;
    }
}

flags! {
    /// C: `virConnectListAllNetworksFlags`.
    pub struct ConnectListAllNetworksFlags: u32 {
        /// `VIR_CONNECT_LIST_NETWORKS_INACTIVE`, since 0.10.2.
        INACTIVE = 1;
        /// `VIR_CONNECT_LIST_NETWORKS_ACTIVE`, since 0.10.2.
        ACTIVE = 2;
        /// `VIR_CONNECT_LIST_NETWORKS_PERSISTENT`, since 0.10.2.
        PERSISTENT = 4;
        /// `VIR_CONNECT_LIST_NETWORKS_TRANSIENT`, since 0.10.2.
        TRANSIENT = 8;
        /// `VIR_CONNECT_LIST_NETWORKS_AUTOSTART`, since 0.10.2.
        AUTOSTART = 16;
        /// `VIR_CONNECT_LIST_NETWORKS_NO_AUTOSTART`, since 0.10.2.
        NO_AUTOSTART = 32;
    }
}

flags! {
    /// C: `virConnectListAllNodeDeviceFlags`.
    pub struct ConnectListAllNodeDeviceFlags: u32 {
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_SYSTEM`, since 0.10.2.
        CAP_SYSTEM = 1;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV`, since 0.10.2.
        CAP_PCI_DEV = 2;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_DEV`, since 0.10.2.
        CAP_USB_DEV = 4;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_INTERFACE`, since 0.10.2.
        CAP_USB_INTERFACE = 8;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET`, since 0.10.2.
        CAP_NET = 16;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_HOST`, since 0.10.2.
        CAP_SCSI_HOST = 32;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_TARGET`, since 0.10.2.
        CAP_SCSI_TARGET = 64;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI`, since 0.10.2.
        CAP_SCSI = 128;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_STORAGE`, since 0.10.2.
        CAP_STORAGE = 256;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_FC_HOST`, since 1.0.4.
        CAP_FC_HOST = 512;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPORTS`, since 1.0.4.
        CAP_VPORTS = 1024;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_GENERIC`, since 1.1.0.
        CAP_SCSI_GENERIC = 2048;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_DRM`, since 3.1.0.
        CAP_DRM = 4096;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV_TYPES`, since 3.4.0.
        CAP_MDEV_TYPES = 8192;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV`, since 3.4.0.
        CAP_MDEV = 16384;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCW_DEV`, since 3.4.0.
        CAP_CCW_DEV = 32768;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_CSS_DEV`, since 6.8.0.
        CAP_CSS_DEV = 0x10000;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_VDPA`, since 6.9.0.
        CAP_VDPA = 0x20000;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_CARD`, since 7.0.0.
        CAP_AP_CARD = 0x40000;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_QUEUE`, since 7.0.0.
        CAP_AP_QUEUE = 0x80000;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_MATRIX`, since 7.0.0.
        CAP_AP_MATRIX = 0x100000;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPD`, since 7.9.0.
        CAP_VPD = 0x200000;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCWGROUP_DEV`, since 11.1.0.
        CAP_CCWGROUP_DEV = 0x400000;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCWGROUP_MEMBER`, since 11.1.0.
        CAP_CCWGROUP_MEMBER = 0x800000;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_PERSISTENT`, since 10.1.0.
        PERSISTENT = 0x10000000;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_TRANSIENT`, since 10.1.0.
        TRANSIENT = 0x20000000;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE`, since 7.3.0.
        INACTIVE = 0x40000000;
        /// `VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE`, since 7.3.0.
        ACTIVE = 0x80000000;
    }
}

flags! {
    /// C: `virConnectListAllSecretsFlags`.
    pub struct ConnectListAllSecretsFlags: u32 {
        /// `VIR_CONNECT_LIST_SECRETS_EPHEMERAL`, since 0.10.2.
        EPHEMERAL = 1;
        /// `VIR_CONNECT_LIST_SECRETS_NO_EPHEMERAL`, since 0.10.2.
        NO_EPHEMERAL = 2;
        /// `VIR_CONNECT_LIST_SECRETS_PRIVATE`, since 0.10.2.
        PRIVATE = 4;
        /// `VIR_CONNECT_LIST_SECRETS_NO_PRIVATE`, since 0.10.2.
        NO_PRIVATE = 8;
    }
}

flags! {
    /// C: `virConnectListAllStoragePoolsFlags`.
    pub struct ConnectListAllStoragePoolsFlags: u32 {
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE`, since 0.10.2.
        INACTIVE = 1;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE`, since 0.10.2.
        ACTIVE = 2;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_PERSISTENT`, since 0.10.2.
        PERSISTENT = 4;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_TRANSIENT`, since 0.10.2.
        TRANSIENT = 8;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_AUTOSTART`, since 0.10.2.
        AUTOSTART = 16;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_NO_AUTOSTART`, since 0.10.2.
        NO_AUTOSTART = 32;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_DIR`, since 0.10.2.
        DIR = 64;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_FS`, since 0.10.2.
        FS = 128;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_NETFS`, since 0.10.2.
        NETFS = 256;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_LOGICAL`, since 0.10.2.
        LOGICAL = 512;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_DISK`, since 0.10.2.
        DISK = 1024;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI`, since 0.10.2.
        ISCSI = 2048;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_SCSI`, since 0.10.2.
        SCSI = 4096;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_MPATH`, since 0.10.2.
        MPATH = 8192;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_RBD`, since 0.10.2.
        RBD = 16384;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_SHEEPDOG`, since 0.10.2.
        SHEEPDOG = 32768;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_GLUSTER`, since 1.2.1.
        GLUSTER = 0x10000;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_ZFS`, since 1.2.8.
        ZFS = 0x20000;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_VSTORAGE`, since 3.1.0.
        VSTORAGE = 0x40000;
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI_DIRECT`, since 5.6.0.
        ISCSI_DIRECT = 0x80000;
    }
}

flags! {
    /// C: `virConnectFlags`.
    pub struct ConnectFlags: u32 {
        /// `VIR_CONNECT_RO`, since 0.4.1.
        RO = 1;
        /// `VIR_CONNECT_NO_ALIASES`, since 0.9.7.
        NO_ALIASES = 2;
    }
}

words! {
    /// C: `virConnectCredentialType`.
    pub struct ConnectCredentialType: i32 {
        /// `VIR_CRED_USERNAME`, since 0.4.1.
        USERNAME = 1;
        /// `VIR_CRED_AUTHNAME`, since 0.4.1.
        AUTHNAME = 2;
        /// `VIR_CRED_LANGUAGE`, since 0.4.1.
        LANGUAGE = 3;
        /// `VIR_CRED_CNONCE`, since 0.4.1.
        CNONCE = 4;
        /// `VIR_CRED_PASSPHRASE`, since 0.4.1.
        PASSPHRASE = 5;
        /// `VIR_CRED_ECHOPROMPT`, since 0.4.1.
        ECHOPROMPT = 6;
        /// `VIR_CRED_NOECHOPROMPT`, since 0.4.1.
        NOECHOPROMPT = 7;
        /// `VIR_CRED_REALM`, since 0.4.1.
        REALM = 8;
        /// `VIR_CRED_EXTERNAL`, since 0.4.1.
        EXTERNAL = 9;
    }
}

flags! {
    /// C: `virEventHandleType`.
    pub struct EventHandleType: u32 {
        /// `VIR_EVENT_HANDLE_READABLE`, since 0.5.0.
        READABLE = 1;
        /// `VIR_EVENT_HANDLE_WRITABLE`, since 0.5.0.
        WRITABLE = 2;
        /// `VIR_EVENT_HANDLE_ERROR`, since 0.5.0.
        ERROR = 4;
        /// `VIR_EVENT_HANDLE_HANGUP`, since 0.5.0.
        HANGUP = 8;
    }
}

flags! {
    /// C: `virStreamEventType`.
    pub struct StreamEventType: u32 {
        /// `VIR_STREAM_EVENT_READABLE`, since 0.7.2.
        READABLE = 1;
        /// `VIR_STREAM_EVENT_WRITABLE`, since 0.7.2.
        WRITABLE = 2;
        /// `VIR_STREAM_EVENT_ERROR`, since 0.7.2.
        ERROR = 4;
        /// `VIR_STREAM_EVENT_HANGUP`, since 0.7.2.
        HANGUP = 8;
    }
}

flags! {
    /// C: `virStreamFlags`.
    pub struct StreamFlags: u32 {
        /// `VIR_STREAM_NONBLOCK`, since 0.7.2.
        NONBLOCK = 1;
    }
}

flags! {
    /// C: `virStreamRecvFlagsValues`.
    pub struct StreamRecvFlags: u32 {
        /// `VIR_STREAM_RECV_STOP_AT_HOLE`, since 3.4.0.
        STOP_AT_HOLE = 1;
    }
}

flags! {
    /// C: `virConnectDomainQemuMonitorEventRegisterFlags`.
    pub struct ConnectDomainQemuMonitorEventRegisterFlags: u32 {
        /// `VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX`, since 1.2.3.
        REGEX = 1;
        /// `VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE`, since 1.2.3.
        NOCASE = 2;
    }
}
