//! Connections, streams and the event loop.

use super::{flags, words};

words! {
    /// Why a connection was closed.
    ///
    /// C: `virConnectCloseReason`.
    pub struct ConnectCloseReason: i32 {
        /// An I/O error broke the connection. `VIR_CONNECT_CLOSE_REASON_ERROR`, since 0.10.0.
        ERROR = 0;
        /// The other side closed the connection. `VIR_CONNECT_CLOSE_REASON_EOF`, since 0.10.0.
        EOF = 1;
        /// The other side no longer answered keepalive messages. `VIR_CONNECT_CLOSE_REASON_KEEPALIVE`,
        /// since 0.10.0.
        KEEPALIVE = 2;
        /// The client itself asked for the connection to be closed. `VIR_CONNECT_CLOSE_REASON_CLIENT`,
        /// since 0.10.0.
        CLIENT = 3;
    }
}

flags! {
    /// Options for the report of domain capabilities.
    ///
    /// C: `virConnectGetDomainCapabilitiesFlags`.
    pub struct ConnectGetDomainCapabilitiesFlags: u32 {
        /// Reports the host-model CPU with deprecated features switched off.
        /// `VIR_CONNECT_GET_DOMAIN_CAPABILITIES_DISABLE_DEPRECATED_FEATURES`, since 11.0.0.
        DISABLE_DEPRECATED_FEATURES = 1;
    }
}

flags! {
    /// Filters for listing domains.
    ///
    /// C: `virConnectListAllDomainsFlags`.
    pub struct ConnectListAllDomainsFlags: u32 {
        /// Lists domains that are running or paused. `VIR_CONNECT_LIST_DOMAINS_ACTIVE`, since 0.9.13.
        ACTIVE = 1;
        /// Lists domains that are defined but not running. `VIR_CONNECT_LIST_DOMAINS_INACTIVE`, since
        /// 0.9.13.
        INACTIVE = 2;
        /// Lists domains with a stored definition. `VIR_CONNECT_LIST_DOMAINS_PERSISTENT`, since 0.9.13.
        PERSISTENT = 4;
        /// Lists domains without a stored definition. `VIR_CONNECT_LIST_DOMAINS_TRANSIENT`, since
        /// 0.9.13.
        TRANSIENT = 8;
        /// Lists running domains. `VIR_CONNECT_LIST_DOMAINS_RUNNING`, since 0.9.13.
        RUNNING = 16;
        /// Lists paused domains. `VIR_CONNECT_LIST_DOMAINS_PAUSED`, since 0.9.13.
        PAUSED = 32;
        /// Lists domains that are off. `VIR_CONNECT_LIST_DOMAINS_SHUTOFF`, since 0.9.13.
        SHUTOFF = 64;
        /// Lists domains in any state other than running, paused or off.
        /// `VIR_CONNECT_LIST_DOMAINS_OTHER`, since 0.9.13.
        OTHER = 128;
        /// Lists domains that have a managed save image. `VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE`, since
        /// 0.9.13.
        MANAGEDSAVE = 256;
        /// Lists domains that have no managed save image. `VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE`,
        /// since 0.9.13.
        NO_MANAGEDSAVE = 512;
        /// Lists domains that start along with the host. `VIR_CONNECT_LIST_DOMAINS_AUTOSTART`, since
        /// 0.9.13.
        AUTOSTART = 1024;
        /// Lists domains that do not start along with the host.
        /// `VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART`, since 0.9.13.
        NO_AUTOSTART = 2048;
        /// Lists domains that have snapshots. `VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT`, since 0.9.13.
        HAS_SNAPSHOT = 4096;
        /// Lists domains that have no snapshot. `VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT`, since 0.9.13.
        NO_SNAPSHOT = 8192;
        /// Lists domains that have checkpoints. `VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT`, since 5.6.0.
        HAS_CHECKPOINT = 16384;
        /// Lists domains that have no checkpoint. `VIR_CONNECT_LIST_DOMAINS_NO_CHECKPOINT`, since
        /// 5.6.0.
        NO_CHECKPOINT = 32768;
    }
}

flags! {
    /// Filters for listing host interfaces.
    ///
    /// C: `virConnectListAllInterfacesFlags`.
    pub struct ConnectListAllInterfacesFlags: u32 {
        /// Lists host interfaces that are down. `VIR_CONNECT_LIST_INTERFACES_INACTIVE`, since 0.10.2.
        INACTIVE = 1;
        /// Lists host interfaces that are up. `VIR_CONNECT_LIST_INTERFACES_ACTIVE`, since 0.10.2.
        ACTIVE = 2;
    }
}

flags! {
    /// Filters for listing virtual networks.
    ///
    /// C: `virConnectListAllNetworksFlags`.
    pub struct ConnectListAllNetworksFlags: u32 {
        /// Lists networks that are not running. `VIR_CONNECT_LIST_NETWORKS_INACTIVE`, since 0.10.2.
        INACTIVE = 1;
        /// Lists networks that are running. `VIR_CONNECT_LIST_NETWORKS_ACTIVE`, since 0.10.2.
        ACTIVE = 2;
        /// Lists networks with a stored definition. `VIR_CONNECT_LIST_NETWORKS_PERSISTENT`, since
        /// 0.10.2.
        PERSISTENT = 4;
        /// Lists networks without a stored definition. `VIR_CONNECT_LIST_NETWORKS_TRANSIENT`, since
        /// 0.10.2.
        TRANSIENT = 8;
        /// Lists networks that start along with the host. `VIR_CONNECT_LIST_NETWORKS_AUTOSTART`, since
        /// 0.10.2.
        AUTOSTART = 16;
        /// Lists networks that do not start along with the host.
        /// `VIR_CONNECT_LIST_NETWORKS_NO_AUTOSTART`, since 0.10.2.
        NO_AUTOSTART = 32;
    }
}

flags! {
    /// Filters for listing host devices.
    ///
    /// C: `virConnectListAllNodeDeviceFlags`.
    pub struct ConnectListAllNodeDeviceFlags: u32 {
        /// Lists the device that stands for the computer as a whole.
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_SYSTEM`, since 0.10.2.
        CAP_SYSTEM = 1;
        /// Lists PCI devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV`, since 0.10.2.
        CAP_PCI_DEV = 2;
        /// Lists USB devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_DEV`, since 0.10.2.
        CAP_USB_DEV = 4;
        /// Lists interfaces of USB devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_INTERFACE`, since
        /// 0.10.2.
        CAP_USB_INTERFACE = 8;
        /// Lists network devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET`, since 0.10.2.
        CAP_NET = 16;
        /// Lists SCSI host adapters. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_HOST`, since 0.10.2.
        CAP_SCSI_HOST = 32;
        /// Lists SCSI targets. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_TARGET`, since 0.10.2.
        CAP_SCSI_TARGET = 64;
        /// Lists SCSI devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI`, since 0.10.2.
        CAP_SCSI = 128;
        /// Lists storage devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_STORAGE`, since 0.10.2.
        CAP_STORAGE = 256;
        /// Lists host adapters for Fibre Channel. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_FC_HOST`, since
        /// 1.0.4.
        CAP_FC_HOST = 512;
        /// Lists host adapters on which virtual ports can be created.
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPORTS`, since 1.0.4.
        CAP_VPORTS = 1024;
        /// Lists SCSI generic devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_GENERIC`, since 1.1.0.
        CAP_SCSI_GENERIC = 2048;
        /// Lists graphics (DRM) devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_DRM`, since 3.1.0.
        CAP_DRM = 4096;
        /// Lists devices on which mediated devices can be created.
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV_TYPES`, since 3.4.0.
        CAP_MDEV_TYPES = 8192;
        /// Lists mediated devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV`, since 3.4.0.
        CAP_MDEV = 16384;
        /// Lists s390 channel devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCW_DEV`, since 3.4.0.
        CAP_CCW_DEV = 32768;
        /// Lists s390 channel subsystem devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_CSS_DEV`, since
        /// 6.8.0.
        CAP_CSS_DEV = 0x10000;
        /// Lists vDPA devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_VDPA`, since 6.9.0.
        CAP_VDPA = 0x20000;
        /// Lists s390 crypto adapter cards. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_CARD`, since 7.0.0.
        CAP_AP_CARD = 0x40000;
        /// Lists s390 crypto adapter queues. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_QUEUE`, since 7.0.0.
        CAP_AP_QUEUE = 0x80000;
        /// Lists s390 crypto adapter matrix devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_MATRIX`,
        /// since 7.0.0.
        CAP_AP_MATRIX = 0x100000;
        /// Lists devices that carry PCI vital product data. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPD`,
        /// since 7.9.0.
        CAP_VPD = 0x200000;
        /// Lists s390 channel group devices. `VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCWGROUP_DEV`, since
        /// 11.1.0.
        CAP_CCWGROUP_DEV = 0x400000;
        /// Lists s390 channel devices that belong to a group device.
        /// `VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCWGROUP_MEMBER`, since 11.1.0.
        CAP_CCWGROUP_MEMBER = 0x800000;
        /// Lists host devices with a stored definition. `VIR_CONNECT_LIST_NODE_DEVICES_PERSISTENT`,
        /// since 10.1.0.
        PERSISTENT = 0x10000000;
        /// Lists host devices without a stored definition. `VIR_CONNECT_LIST_NODE_DEVICES_TRANSIENT`,
        /// since 10.1.0.
        TRANSIENT = 0x20000000;
        /// Lists host devices that are defined but do not exist now.
        /// `VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE`, since 7.3.0.
        INACTIVE = 0x40000000;
        /// Lists host devices that exist now. `VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE`, since 7.3.0.
        ACTIVE = 0x80000000;
    }
}

flags! {
    /// Filters for listing secrets.
    ///
    /// C: `virConnectListAllSecretsFlags`.
    pub struct ConnectListAllSecretsFlags: u32 {
        /// Lists secrets kept in memory only. `VIR_CONNECT_LIST_SECRETS_EPHEMERAL`, since 0.10.2.
        EPHEMERAL = 1;
        /// Lists secrets that are stored on disk. `VIR_CONNECT_LIST_SECRETS_NO_EPHEMERAL`, since
        /// 0.10.2.
        NO_EPHEMERAL = 2;
        /// Lists secrets whose value may not be read back. `VIR_CONNECT_LIST_SECRETS_PRIVATE`, since
        /// 0.10.2.
        PRIVATE = 4;
        /// Lists secrets whose value may be read back. `VIR_CONNECT_LIST_SECRETS_NO_PRIVATE`, since
        /// 0.10.2.
        NO_PRIVATE = 8;
    }
}

flags! {
    /// Filters for listing storage pools.
    ///
    /// C: `virConnectListAllStoragePoolsFlags`.
    pub struct ConnectListAllStoragePoolsFlags: u32 {
        /// Lists storage pools that are not running. `VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE`, since
        /// 0.10.2.
        INACTIVE = 1;
        /// Lists storage pools that are running. `VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE`, since 0.10.2.
        ACTIVE = 2;
        /// Lists storage pools with a stored definition. `VIR_CONNECT_LIST_STORAGE_POOLS_PERSISTENT`,
        /// since 0.10.2.
        PERSISTENT = 4;
        /// Lists storage pools without a stored definition. `VIR_CONNECT_LIST_STORAGE_POOLS_TRANSIENT`,
        /// since 0.10.2.
        TRANSIENT = 8;
        /// Lists storage pools that start along with the host.
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_AUTOSTART`, since 0.10.2.
        AUTOSTART = 16;
        /// Lists storage pools that do not start along with the host.
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_NO_AUTOSTART`, since 0.10.2.
        NO_AUTOSTART = 32;
        /// Lists pools made of a directory. `VIR_CONNECT_LIST_STORAGE_POOLS_DIR`, since 0.10.2.
        DIR = 64;
        /// Lists pools made of a mounted file system. `VIR_CONNECT_LIST_STORAGE_POOLS_FS`, since
        /// 0.10.2.
        FS = 128;
        /// Lists pools made of a network file system. `VIR_CONNECT_LIST_STORAGE_POOLS_NETFS`, since
        /// 0.10.2.
        NETFS = 256;
        /// Lists pools made of an LVM volume group. `VIR_CONNECT_LIST_STORAGE_POOLS_LOGICAL`, since
        /// 0.10.2.
        LOGICAL = 512;
        /// Lists pools made of a partitioned disk. `VIR_CONNECT_LIST_STORAGE_POOLS_DISK`, since 0.10.2.
        DISK = 1024;
        /// Lists pools on an iSCSI target attached to the host. `VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI`,
        /// since 0.10.2.
        ISCSI = 2048;
        /// Lists pools made of a SCSI host adapter's devices. `VIR_CONNECT_LIST_STORAGE_POOLS_SCSI`,
        /// since 0.10.2.
        SCSI = 4096;
        /// Lists pools made of the host's multipath devices. `VIR_CONNECT_LIST_STORAGE_POOLS_MPATH`,
        /// since 0.10.2.
        MPATH = 8192;
        /// Lists pools on Ceph block devices (RBD). `VIR_CONNECT_LIST_STORAGE_POOLS_RBD`, since 0.10.2.
        RBD = 16384;
        /// Lists pools on a Sheepdog cluster. `VIR_CONNECT_LIST_STORAGE_POOLS_SHEEPDOG`, since 0.10.2.
        SHEEPDOG = 32768;
        /// Lists pools on a Gluster volume. `VIR_CONNECT_LIST_STORAGE_POOLS_GLUSTER`, since 1.2.1.
        GLUSTER = 0x10000;
        /// Lists pools made of a ZFS pool. `VIR_CONNECT_LIST_STORAGE_POOLS_ZFS`, since 1.2.8.
        ZFS = 0x20000;
        /// Lists pools on Virtuozzo Storage. `VIR_CONNECT_LIST_STORAGE_POOLS_VSTORAGE`, since 3.1.0.
        VSTORAGE = 0x40000;
        /// Lists pools on an iSCSI target that is reached without attaching it to the host.
        /// `VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI_DIRECT`, since 5.6.0.
        ISCSI_DIRECT = 0x80000;
    }
}

flags! {
    /// Options for opening a connection.
    ///
    /// C: `virConnectFlags`.
    pub struct ConnectFlags: u32 {
        /// Opens a read-only connection. `VIR_CONNECT_RO`, since 0.4.1.
        RO = 1;
        /// Takes the URI as it is and does not look it up among the configured aliases.
        /// `VIR_CONNECT_NO_ALIASES`, since 0.9.7.
        NO_ALIASES = 2;
    }
}

words! {
    /// Which kind of answer is asked of the user during authentication.
    ///
    /// C: `virConnectCredentialType`.
    pub struct ConnectCredentialType: i32 {
        /// Asks for the name of the identity to act as. `VIR_CRED_USERNAME`, since 0.4.1.
        USERNAME = 1;
        /// Asks for the name of the account to log in with. `VIR_CRED_AUTHNAME`, since 0.4.1.
        AUTHNAME = 2;
        /// Asks for the preferred languages, separated by commas. `VIR_CRED_LANGUAGE`, since 0.4.1.
        LANGUAGE = 3;
        /// Asks the client to provide a random value (nonce). `VIR_CRED_CNONCE`, since 0.4.1.
        CNONCE = 4;
        /// Asks for a passphrase. `VIR_CRED_PASSPHRASE`, since 0.4.1.
        PASSPHRASE = 5;
        /// Asks a question whose answer may be shown while it is typed. `VIR_CRED_ECHOPROMPT`, since
        /// 0.4.1.
        ECHOPROMPT = 6;
        /// Asks a question whose answer must stay hidden while it is typed. `VIR_CRED_NOECHOPROMPT`,
        /// since 0.4.1.
        NOECHOPROMPT = 7;
        /// Asks for the authentication realm. `VIR_CRED_REALM`, since 0.4.1.
        REALM = 8;
        /// Asks the client to fetch a credential by means of its own. `VIR_CRED_EXTERNAL`, since 0.4.1.
        EXTERNAL = 9;
    }
}

flags! {
    /// What to watch a file handle for, or what happened on it.
    ///
    /// C: `virEventHandleType`.
    pub struct EventHandleType: u32 {
        /// The file handle has data to read. `VIR_EVENT_HANDLE_READABLE`, since 0.5.0.
        READABLE = 1;
        /// The file handle can take data. `VIR_EVENT_HANDLE_WRITABLE`, since 0.5.0.
        WRITABLE = 2;
        /// An error has occurred on the file handle. `VIR_EVENT_HANDLE_ERROR`, since 0.5.0.
        ERROR = 4;
        /// The other side has closed the file handle. `VIR_EVENT_HANDLE_HANGUP`, since 0.5.0.
        HANGUP = 8;
    }
}

flags! {
    /// What to watch a stream for, or what happened on it.
    ///
    /// C: `virStreamEventType`.
    pub struct StreamEventType: u32 {
        /// The stream has data to receive. `VIR_STREAM_EVENT_READABLE`, since 0.7.2.
        READABLE = 1;
        /// The stream can take data. `VIR_STREAM_EVENT_WRITABLE`, since 0.7.2.
        WRITABLE = 2;
        /// An error has occurred on the stream. `VIR_STREAM_EVENT_ERROR`, since 0.7.2.
        ERROR = 4;
        /// The other side has closed the stream. `VIR_STREAM_EVENT_HANGUP`, since 0.7.2.
        HANGUP = 8;
    }
}

flags! {
    /// Options for creating a stream.
    ///
    /// C: `virStreamFlags`.
    pub struct StreamFlags: u32 {
        /// Makes the stream return at once instead of waiting. `VIR_STREAM_NONBLOCK`, since 0.7.2.
        NONBLOCK = 1;
    }
}

flags! {
    /// Options for receiving data from a stream.
    ///
    /// C: `virStreamRecvFlagsValues`.
    pub struct StreamRecvFlags: u32 {
        /// Stops receiving when a hole begins, so that the caller can handle it.
        /// `VIR_STREAM_RECV_STOP_AT_HOLE`, since 3.4.0.
        STOP_AT_HOLE = 1;
    }
}

flags! {
    /// How the event name is matched when registering for QEMU monitor events.
    ///
    /// C: `virConnectDomainQemuMonitorEventRegisterFlags`.
    pub struct ConnectDomainQemuMonitorEventRegisterFlags: u32 {
        /// Treats the event name as a regular expression.
        /// `VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX`, since 1.2.3.
        REGEX = 1;
        /// Ignores upper and lower case when matching event names.
        /// `VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE`, since 1.2.3.
        NOCASE = 2;
    }
}
