//! Error numbers and levels.

use super::words;

words! {
    /// C: `virErrorNumber`.
    pub struct Code: i32 {
        /// `VIR_ERR_OK`, since 0.1.0.
        OK = 0;
        /// `VIR_ERR_INTERNAL_ERROR`, since 0.1.0.
        INTERNAL_ERROR = 1;
        /// `VIR_ERR_NO_MEMORY`, since 0.1.0.
        NO_MEMORY = 2;
        /// `VIR_ERR_NO_SUPPORT`, since 0.1.0.
        NO_SUPPORT = 3;
        /// `VIR_ERR_UNKNOWN_HOST`, since 0.1.0.
        UNKNOWN_HOST = 4;
        /// `VIR_ERR_NO_CONNECT`, since 0.1.0.
        NO_CONNECT = 5;
        /// `VIR_ERR_INVALID_CONN`, since 0.1.0.
        INVALID_CONN = 6;
        /// `VIR_ERR_INVALID_DOMAIN`, since 0.1.0.
        INVALID_DOMAIN = 7;
        /// `VIR_ERR_INVALID_ARG`, since 0.1.0.
        INVALID_ARG = 8;
        /// `VIR_ERR_OPERATION_FAILED`, since 0.1.0.
        OPERATION_FAILED = 9;
        /// `VIR_ERR_GET_FAILED`, since 0.1.0.
        GET_FAILED = 10;
        /// `VIR_ERR_POST_FAILED`, since 0.1.0.
        POST_FAILED = 11;
        /// `VIR_ERR_HTTP_ERROR`, since 0.1.0.
        HTTP_ERROR = 12;
        /// `VIR_ERR_SEXPR_SERIAL`, since 0.1.0.
        SEXPR_SERIAL = 13;
        /// `VIR_ERR_NO_XEN`, since 0.1.0.
        NO_XEN = 14;
        /// `VIR_ERR_XEN_CALL`, since 0.1.0.
        XEN_CALL = 15;
        /// `VIR_ERR_OS_TYPE`, since 0.1.0.
        OS_TYPE = 16;
        /// `VIR_ERR_NO_KERNEL`, since 0.1.0.
        NO_KERNEL = 17;
        /// `VIR_ERR_NO_ROOT`, since 0.1.0.
        NO_ROOT = 18;
        /// `VIR_ERR_NO_SOURCE`, since 0.1.0.
        NO_SOURCE = 19;
        /// `VIR_ERR_NO_TARGET`, since 0.1.0.
        NO_TARGET = 20;
        /// `VIR_ERR_NO_NAME`, since 0.1.0.
        NO_NAME = 21;
        /// `VIR_ERR_NO_OS`, since 0.1.0.
        NO_OS = 22;
        /// `VIR_ERR_NO_DEVICE`, since 0.1.0.
        NO_DEVICE = 23;
        /// `VIR_ERR_NO_XENSTORE`, since 0.1.0.
        NO_XENSTORE = 24;
        /// `VIR_ERR_DRIVER_FULL`, since 0.1.0.
        DRIVER_FULL = 25;
        /// `VIR_ERR_CALL_FAILED`, since 0.1.0.
        CALL_FAILED = 26;
        /// `VIR_ERR_XML_ERROR`, since 0.1.1.
        XML_ERROR = 27;
        /// `VIR_ERR_DOM_EXIST`, since 0.1.1.
        DOM_EXIST = 28;
        /// `VIR_ERR_OPERATION_DENIED`, since 0.1.4.
        OPERATION_DENIED = 29;
        /// `VIR_ERR_OPEN_FAILED`, since 0.1.6.
        OPEN_FAILED = 30;
        /// `VIR_ERR_READ_FAILED`, since 0.1.6.
        READ_FAILED = 31;
        /// `VIR_ERR_PARSE_FAILED`, since 0.1.6.
        PARSE_FAILED = 32;
        /// `VIR_ERR_CONF_SYNTAX`, since 0.1.6.
        CONF_SYNTAX = 33;
        /// `VIR_ERR_WRITE_FAILED`, since 0.1.6.
        WRITE_FAILED = 34;
        /// `VIR_ERR_XML_DETAIL`, since 0.1.9.
        XML_DETAIL = 35;
        /// `VIR_ERR_INVALID_NETWORK`, since 0.2.0.
        INVALID_NETWORK = 36;
        /// `VIR_ERR_NETWORK_EXIST`, since 0.2.0.
        NETWORK_EXIST = 37;
        /// `VIR_ERR_SYSTEM_ERROR`, since 0.2.1.
        SYSTEM_ERROR = 38;
        /// `VIR_ERR_RPC`, since 0.2.3.
        RPC = 39;
        /// `VIR_ERR_GNUTLS_ERROR`, since 0.2.3.
        GNUTLS_ERROR = 40;
        /// `VIR_WAR_NO_NETWORK`, since 0.2.3.
        WAR_NO_NETWORK = 41;
        /// `VIR_ERR_NO_DOMAIN`, since 0.3.0.
        NO_DOMAIN = 42;
        /// `VIR_ERR_NO_NETWORK`, since 0.3.0.
        NO_NETWORK = 43;
        /// `VIR_ERR_INVALID_MAC`, since 0.3.1.
        INVALID_MAC = 44;
        /// `VIR_ERR_AUTH_FAILED`, since 0.4.1.
        AUTH_FAILED = 45;
        /// `VIR_ERR_INVALID_STORAGE_POOL`, since 0.4.1.
        INVALID_STORAGE_POOL = 46;
        /// `VIR_ERR_INVALID_STORAGE_VOL`, since 0.4.1.
        INVALID_STORAGE_VOL = 47;
        /// `VIR_WAR_NO_STORAGE`, since 0.4.1.
        WAR_NO_STORAGE = 48;
        /// `VIR_ERR_NO_STORAGE_POOL`, since 0.4.1.
        NO_STORAGE_POOL = 49;
        /// `VIR_ERR_NO_STORAGE_VOL`, since 0.4.1.
        NO_STORAGE_VOL = 50;
        /// `VIR_WAR_NO_NODE`, since 0.5.0.
        WAR_NO_NODE = 51;
        /// `VIR_ERR_INVALID_NODE_DEVICE`, since 0.5.0.
        INVALID_NODE_DEVICE = 52;
        /// `VIR_ERR_NO_NODE_DEVICE`, since 0.5.0.
        NO_NODE_DEVICE = 53;
        /// `VIR_ERR_NO_SECURITY_MODEL`, since 0.6.1.
        NO_SECURITY_MODEL = 54;
        /// `VIR_ERR_OPERATION_INVALID`, since 0.6.4.
        OPERATION_INVALID = 55;
        /// `VIR_WAR_NO_INTERFACE`, since 0.6.4.
        WAR_NO_INTERFACE = 56;
        /// `VIR_ERR_NO_INTERFACE`, since 0.6.4.
        NO_INTERFACE = 57;
        /// `VIR_ERR_INVALID_INTERFACE`, since 0.6.4.
        INVALID_INTERFACE = 58;
        /// `VIR_ERR_MULTIPLE_INTERFACES`, since 0.7.0.
        MULTIPLE_INTERFACES = 59;
        /// `VIR_WAR_NO_NWFILTER`, since 0.8.0.
        WAR_NO_NWFILTER = 60;
        /// `VIR_ERR_INVALID_NWFILTER`, since 0.8.0.
        INVALID_NWFILTER = 61;
        /// `VIR_ERR_NO_NWFILTER`, since 0.8.0.
        NO_NWFILTER = 62;
        /// `VIR_ERR_BUILD_FIREWALL`, since 0.8.0.
        BUILD_FIREWALL = 63;
        /// `VIR_WAR_NO_SECRET`, since 0.7.1.
        WAR_NO_SECRET = 64;
        /// `VIR_ERR_INVALID_SECRET`, since 0.7.1.
        INVALID_SECRET = 65;
        /// `VIR_ERR_NO_SECRET`, since 0.7.1.
        NO_SECRET = 66;
        /// `VIR_ERR_CONFIG_UNSUPPORTED`, since 0.7.3.
        CONFIG_UNSUPPORTED = 67;
        /// `VIR_ERR_OPERATION_TIMEOUT`, since 0.7.3.
        OPERATION_TIMEOUT = 68;
        /// `VIR_ERR_MIGRATE_PERSIST_FAILED`, since 0.7.3.
        MIGRATE_PERSIST_FAILED = 69;
        /// `VIR_ERR_HOOK_SCRIPT_FAILED`, since 0.8.0.
        HOOK_SCRIPT_FAILED = 70;
        /// `VIR_ERR_INVALID_DOMAIN_SNAPSHOT`, since 0.8.0.
        INVALID_DOMAIN_SNAPSHOT = 71;
        /// `VIR_ERR_NO_DOMAIN_SNAPSHOT`, since 0.8.0.
        NO_DOMAIN_SNAPSHOT = 72;
        /// `VIR_ERR_INVALID_STREAM`, since 0.9.0.
        INVALID_STREAM = 73;
        /// `VIR_ERR_ARGUMENT_UNSUPPORTED`, since 0.9.4.
        ARGUMENT_UNSUPPORTED = 74;
        /// `VIR_ERR_STORAGE_PROBE_FAILED`, since 0.9.5.
        STORAGE_PROBE_FAILED = 75;
        /// `VIR_ERR_STORAGE_POOL_BUILT`, since 0.9.5.
        STORAGE_POOL_BUILT = 76;
        /// `VIR_ERR_SNAPSHOT_REVERT_RISKY`, since 0.9.7.
        SNAPSHOT_REVERT_RISKY = 77;
        /// `VIR_ERR_OPERATION_ABORTED`, since 0.9.9.
        OPERATION_ABORTED = 78;
        /// `VIR_ERR_AUTH_CANCELLED`, since 0.9.10.
        AUTH_CANCELLED = 79;
        /// `VIR_ERR_NO_DOMAIN_METADATA`, since 0.9.10.
        NO_DOMAIN_METADATA = 80;
        /// `VIR_ERR_MIGRATE_UNSAFE`, since 0.9.11.
        MIGRATE_UNSAFE = 81;
        /// `VIR_ERR_OVERFLOW`, since 0.9.11.
        OVERFLOW = 82;
        /// `VIR_ERR_BLOCK_COPY_ACTIVE`, since 0.9.12.
        BLOCK_COPY_ACTIVE = 83;
        /// `VIR_ERR_OPERATION_UNSUPPORTED`, since 0.10.0.
        OPERATION_UNSUPPORTED = 84;
        /// `VIR_ERR_SSH`, since 0.10.0.
        SSH = 85;
        /// `VIR_ERR_AGENT_UNRESPONSIVE`, since 0.10.0.
        AGENT_UNRESPONSIVE = 86;
        /// `VIR_ERR_RESOURCE_BUSY`, since 1.0.0.
        RESOURCE_BUSY = 87;
        /// `VIR_ERR_ACCESS_DENIED`, since 1.1.0.
        ACCESS_DENIED = 88;
        /// `VIR_ERR_DBUS_SERVICE`, since 1.1.1.
        DBUS_SERVICE = 89;
        /// `VIR_ERR_STORAGE_VOL_EXIST`, since 1.1.4.
        STORAGE_VOL_EXIST = 90;
        /// `VIR_ERR_CPU_INCOMPATIBLE`, since 1.2.6.
        CPU_INCOMPATIBLE = 91;
        /// `VIR_ERR_XML_INVALID_SCHEMA`, since 1.2.12.
        XML_INVALID_SCHEMA = 92;
        /// `VIR_ERR_MIGRATE_FINISH_OK`, since 1.2.18.
        MIGRATE_FINISH_OK = 93;
        /// `VIR_ERR_AUTH_UNAVAILABLE`, since 1.3.3.
        AUTH_UNAVAILABLE = 94;
        /// `VIR_ERR_NO_SERVER`, since 1.3.3.
        NO_SERVER = 95;
        /// `VIR_ERR_NO_CLIENT`, since 1.3.5.
        NO_CLIENT = 96;
        /// `VIR_ERR_AGENT_UNSYNCED`, since 2.3.0.
        AGENT_UNSYNCED = 97;
        /// `VIR_ERR_LIBSSH`, since 2.5.0.
        LIBSSH = 98;
        /// `VIR_ERR_DEVICE_MISSING`, since 4.1.0.
        DEVICE_MISSING = 99;
        /// `VIR_ERR_INVALID_NWFILTER_BINDING`, since 4.5.0.
        INVALID_NWFILTER_BINDING = 100;
        /// `VIR_ERR_NO_NWFILTER_BINDING`, since 4.5.0.
        NO_NWFILTER_BINDING = 101;
        /// `VIR_ERR_INVALID_DOMAIN_CHECKPOINT`, since 5.2.0.
        INVALID_DOMAIN_CHECKPOINT = 102;
        /// `VIR_ERR_NO_DOMAIN_CHECKPOINT`, since 5.2.0.
        NO_DOMAIN_CHECKPOINT = 103;
        /// `VIR_ERR_NO_DOMAIN_BACKUP`, since 5.2.0.
        NO_DOMAIN_BACKUP = 104;
        /// `VIR_ERR_INVALID_NETWORK_PORT`, since 5.5.0.
        INVALID_NETWORK_PORT = 105;
        /// `VIR_ERR_NETWORK_PORT_EXIST`, since 5.5.0.
        NETWORK_PORT_EXIST = 106;
        /// `VIR_ERR_NO_NETWORK_PORT`, since 5.5.0.
        NO_NETWORK_PORT = 107;
        /// `VIR_ERR_NO_HOSTNAME`, since 6.1.0.
        NO_HOSTNAME = 108;
        /// `VIR_ERR_CHECKPOINT_INCONSISTENT`, since 6.10.0.
        CHECKPOINT_INCONSISTENT = 109;
        /// `VIR_ERR_MULTIPLE_DOMAINS`, since 7.1.0.
        MULTIPLE_DOMAINS = 110;
        /// `VIR_ERR_NO_NETWORK_METADATA`, since 9.7.0.
        NO_NETWORK_METADATA = 111;
        /// `VIR_ERR_AGENT_COMMAND_TIMEOUT`, since 11.2.0.
        AGENT_COMMAND_TIMEOUT = 112;
        /// `VIR_ERR_AGENT_COMMAND_FAILED`, since 11.2.0.
        AGENT_COMMAND_FAILED = 113;
    }
}

words! {
    /// C: `virErrorLevel`.
    pub struct ErrorLevel: i32 {
        /// `VIR_ERR_NONE`, since 0.1.0.
        NONE = 0;
        /// `VIR_ERR_WARNING`, since 0.1.0.
        WARNING = 1;
        /// `VIR_ERR_ERROR`, since 0.1.0.
        ERROR = 2;
    }
}
