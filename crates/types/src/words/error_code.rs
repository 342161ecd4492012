//! Error numbers and levels.

use super::words;

words! {
    /// What kind of error was reported.
    ///
    /// C: `virErrorNumber`.
    pub struct Code: i32 {
        /// Success; no error is recorded. `VIR_ERR_OK`, since 0.1.0.
        OK = 0;
        /// Reported for a fault that has no better code, often a bug or an unexpected reply from a
        /// helper. `VIR_ERR_INTERNAL_ERROR`, since 0.1.0.
        INTERNAL_ERROR = 1;
        /// Reported when memory could not be allocated. `VIR_ERR_NO_MEMORY`, since 0.1.0.
        NO_MEMORY = 2;
        /// Reported when the driver in use does not implement the called function.
        /// `VIR_ERR_NO_SUPPORT`, since 0.1.0.
        NO_SUPPORT = 3;
        /// Reported when a host name could not be resolved. `VIR_ERR_UNKNOWN_HOST`, since 0.1.0.
        UNKNOWN_HOST = 4;
        /// Reported when no driver can be reached for the requested hypervisor. `VIR_ERR_NO_CONNECT`,
        /// since 0.1.0.
        NO_CONNECT = 5;
        /// Reported when the handle passed as a connection is not a valid, open connection.
        /// `VIR_ERR_INVALID_CONN`, since 0.1.0.
        INVALID_CONN = 6;
        /// Reported when the handle passed as a domain is not valid. `VIR_ERR_INVALID_DOMAIN`, since
        /// 0.1.0.
        INVALID_DOMAIN = 7;
        /// Reported when an argument is missing, out of range or contradicts another one.
        /// `VIR_ERR_INVALID_ARG`, since 0.1.0.
        INVALID_ARG = 8;
        /// Reported when a valid request was carried out but did not succeed.
        /// `VIR_ERR_OPERATION_FAILED`, since 0.1.0.
        OPERATION_FAILED = 9;
        /// Reported when an HTTP GET request to the old Xen daemon failed. `VIR_ERR_GET_FAILED`, since
        /// 0.1.0.
        GET_FAILED = 10;
        /// Reported when an HTTP POST request to the old Xen daemon failed. `VIR_ERR_POST_FAILED`,
        /// since 0.1.0.
        POST_FAILED = 11;
        /// Reported when an HTTP request returned an unexpected status code. `VIR_ERR_HTTP_ERROR`,
        /// since 0.1.0.
        HTTP_ERROR = 12;
        /// Reported when an S-expression for Xen could not be written out. `VIR_ERR_SEXPR_SERIAL`,
        /// since 0.1.0.
        SEXPR_SERIAL = 13;
        /// Reported when the Xen hypervisor's control interface could not be opened. `VIR_ERR_NO_XEN`,
        /// since 0.1.0.
        NO_XEN = 14;
        /// Reported when a Xen hypercall failed. `VIR_ERR_XEN_CALL`, since 0.1.0.
        XEN_CALL = 15;
        /// Reported when the operating-system type in a description is missing or unknown.
        /// `VIR_ERR_OS_TYPE`, since 0.1.0.
        OS_TYPE = 16;
        /// Reported when a description for direct boot does not name a kernel. `VIR_ERR_NO_KERNEL`,
        /// since 0.1.0.
        NO_KERNEL = 17;
        /// Reported when a description lacks the root device. `VIR_ERR_NO_ROOT`, since 0.1.0.
        NO_ROOT = 18;
        /// Reported when a device description lacks its source on the host. `VIR_ERR_NO_SOURCE`, since
        /// 0.1.0.
        NO_SOURCE = 19;
        /// Reported when a device description lacks its target in the guest. `VIR_ERR_NO_TARGET`, since
        /// 0.1.0.
        NO_TARGET = 20;
        /// Reported when a description has no name, or an empty one. `VIR_ERR_NO_NAME`, since 0.1.0.
        NO_NAME = 21;
        /// Reported when a domain description says nothing about the operating system to boot.
        /// `VIR_ERR_NO_OS`, since 0.1.0.
        NO_OS = 22;
        /// Reported when a domain description lacks the required device. `VIR_ERR_NO_DEVICE`, since
        /// 0.1.0.
        NO_DEVICE = 23;
        /// Reported when XenStore could not be opened. `VIR_ERR_NO_XENSTORE`, since 0.1.0.
        NO_XENSTORE = 24;
        /// Reported when no further driver can be registered because the driver table is full.
        /// `VIR_ERR_DRIVER_FULL`, since 0.1.0.
        DRIVER_FULL = 25;
        /// Reported when a call into a lower layer came back unsuccessful. `VIR_ERR_CALL_FAILED`, since
        /// 0.1.0.
        CALL_FAILED = 26;
        /// Reported when a description is missing something it needs or holds a wrong value.
        /// `VIR_ERR_XML_ERROR`, since 0.1.1.
        XML_ERROR = 27;
        /// Reported when another domain already uses the given name or UUID. `VIR_ERR_DOM_EXIST`, since
        /// 0.1.1.
        DOM_EXIST = 28;
        /// Reported when the call is forbidden on this connection, usually because it is read-only.
        /// `VIR_ERR_OPERATION_DENIED`, since 0.1.4.
        OPERATION_DENIED = 29;
        /// Reported when a file could not be opened. `VIR_ERR_OPEN_FAILED`, since 0.1.6.
        OPEN_FAILED = 30;
        /// Reported when a configuration file could not be read. `VIR_ERR_READ_FAILED`, since 0.1.6.
        READ_FAILED = 31;
        /// Reported when a configuration file could not be parsed. `VIR_ERR_PARSE_FAILED`, since 0.1.6.
        PARSE_FAILED = 32;
        /// Reported when a configuration file is not written in the expected syntax.
        /// `VIR_ERR_CONF_SYNTAX`, since 0.1.6.
        CONF_SYNTAX = 33;
        /// Reported when a configuration file could not be written. `VIR_ERR_WRITE_FAILED`, since
        /// 0.1.6.
        WRITE_FAILED = 34;
        /// Reported when a description breaks a detailed rule, with the offending place in the message.
        /// `VIR_ERR_XML_DETAIL`, since 0.1.9.
        XML_DETAIL = 35;
        /// Reported when the handle passed as a virtual network is not valid.
        /// `VIR_ERR_INVALID_NETWORK`, since 0.2.0.
        INVALID_NETWORK = 36;
        /// Reported when another virtual network already uses the given name or UUID.
        /// `VIR_ERR_NETWORK_EXIST`, since 0.2.0.
        NETWORK_EXIST = 37;
        /// Reported when a system call failed; the first integer of the error usually holds errno.
        /// `VIR_ERR_SYSTEM_ERROR`, since 0.2.1.
        SYSTEM_ERROR = 38;
        /// Reported when the exchange of messages with the daemon failed. `VIR_ERR_RPC`, since 0.2.3.
        RPC = 39;
        /// Reported when the TLS library signalled a failure, for example in a handshake or certificate
        /// check. `VIR_ERR_GNUTLS_ERROR`, since 0.2.3.
        GNUTLS_ERROR = 40;
        /// Reported when the virtual-network part of the connection could not be started.
        /// `VIR_WAR_NO_NETWORK`, since 0.2.3.
        WAR_NO_NETWORK = 41;
        /// Reported when no domain matches the given name, UUID or number. `VIR_ERR_NO_DOMAIN`, since
        /// 0.3.0.
        NO_DOMAIN = 42;
        /// Reported when no virtual network matches the given name or UUID. `VIR_ERR_NO_NETWORK`, since
        /// 0.3.0.
        NO_NETWORK = 43;
        /// Reported when a MAC address cannot be parsed. `VIR_ERR_INVALID_MAC`, since 0.3.1.
        INVALID_MAC = 44;
        /// Reported when the server rejected the credentials or the login exchange broke down.
        /// `VIR_ERR_AUTH_FAILED`, since 0.4.1.
        AUTH_FAILED = 45;
        /// Reported when the handle passed as a storage pool is not valid.
        /// `VIR_ERR_INVALID_STORAGE_POOL`, since 0.4.1.
        INVALID_STORAGE_POOL = 46;
        /// Reported when the handle passed as a storage volume is not valid.
        /// `VIR_ERR_INVALID_STORAGE_VOL`, since 0.4.1.
        INVALID_STORAGE_VOL = 47;
        /// Reported when the storage part of the connection could not be started. `VIR_WAR_NO_STORAGE`,
        /// since 0.4.1.
        WAR_NO_STORAGE = 48;
        /// Reported when no storage pool matches the given name, UUID or path.
        /// `VIR_ERR_NO_STORAGE_POOL`, since 0.4.1.
        NO_STORAGE_POOL = 49;
        /// Reported when no storage volume matches the given name, key or path.
        /// `VIR_ERR_NO_STORAGE_VOL`, since 0.4.1.
        NO_STORAGE_VOL = 50;
        /// Reported when the host-device part of the connection could not be started.
        /// `VIR_WAR_NO_NODE`, since 0.5.0.
        WAR_NO_NODE = 51;
        /// Reported when the handle passed as a host device is not valid.
        /// `VIR_ERR_INVALID_NODE_DEVICE`, since 0.5.0.
        INVALID_NODE_DEVICE = 52;
        /// Reported when the host has no device of the given name. `VIR_ERR_NO_NODE_DEVICE`, since
        /// 0.5.0.
        NO_NODE_DEVICE = 53;
        /// Reported when the security model asked for is not active on the host.
        /// `VIR_ERR_NO_SECURITY_MODEL`, since 0.6.1.
        NO_SECURITY_MODEL = 54;
        /// Reported when the object's present state rules out the request, such as stopping a domain
        /// that is off. `VIR_ERR_OPERATION_INVALID`, since 0.6.4.
        OPERATION_INVALID = 55;
        /// Reported when the host-interface part of the connection could not be started.
        /// `VIR_WAR_NO_INTERFACE`, since 0.6.4.
        WAR_NO_INTERFACE = 56;
        /// Reported when the host has no interface of the given name or MAC address.
        /// `VIR_ERR_NO_INTERFACE`, since 0.6.4.
        NO_INTERFACE = 57;
        /// Reported when the handle passed as a host interface is not valid.
        /// `VIR_ERR_INVALID_INTERFACE`, since 0.6.4.
        INVALID_INTERFACE = 58;
        /// Reported when a lookup by MAC address matches more than one host interface.
        /// `VIR_ERR_MULTIPLE_INTERFACES`, since 0.7.0.
        MULTIPLE_INTERFACES = 59;
        /// Reported when the network-filter part of the connection could not be started.
        /// `VIR_WAR_NO_NWFILTER`, since 0.8.0.
        WAR_NO_NWFILTER = 60;
        /// Reported when the handle passed as a network filter is not valid.
        /// `VIR_ERR_INVALID_NWFILTER`, since 0.8.0.
        INVALID_NWFILTER = 61;
        /// Reported when no network filter matches the given name or UUID. `VIR_ERR_NO_NWFILTER`, since
        /// 0.8.0.
        NO_NWFILTER = 62;
        /// Reported when the firewall rules for a guest interface or network could not be built.
        /// `VIR_ERR_BUILD_FIREWALL`, since 0.8.0.
        BUILD_FIREWALL = 63;
        /// Reported when the secret-store part of the connection could not be started.
        /// `VIR_WAR_NO_SECRET`, since 0.7.1.
        WAR_NO_SECRET = 64;
        /// Reported when the handle passed as a secret is not valid, or the secret itself cannot be
        /// used. `VIR_ERR_INVALID_SECRET`, since 0.7.1.
        INVALID_SECRET = 65;
        /// Reported when no secret matches, or a matching secret has no value. `VIR_ERR_NO_SECRET`,
        /// since 0.7.1.
        NO_SECRET = 66;
        /// Reported when a well-formed configuration asks for something the driver or hypervisor cannot
        /// provide. `VIR_ERR_CONFIG_UNSUPPORTED`, since 0.7.3.
        CONFIG_UNSUPPORTED = 67;
        /// Reported when an operation or the wait for a lock took too long.
        /// `VIR_ERR_OPERATION_TIMEOUT`, since 0.7.3.
        OPERATION_TIMEOUT = 68;
        /// Reported when a migrated guest runs at the destination but its definition could not be saved
        /// there. `VIR_ERR_MIGRATE_PERSIST_FAILED`, since 0.7.3.
        MIGRATE_PERSIST_FAILED = 69;
        /// Reported when a host-side hook script exited with a failure, which vetoes the operation.
        /// `VIR_ERR_HOOK_SCRIPT_FAILED`, since 0.8.0.
        HOOK_SCRIPT_FAILED = 70;
        /// Reported when the handle passed as a domain snapshot is not valid.
        /// `VIR_ERR_INVALID_DOMAIN_SNAPSHOT`, since 0.8.0.
        INVALID_DOMAIN_SNAPSHOT = 71;
        /// Reported when the domain has no snapshot of the given name. `VIR_ERR_NO_DOMAIN_SNAPSHOT`,
        /// since 0.8.0.
        NO_DOMAIN_SNAPSHOT = 72;
        /// Reported when the handle passed as a stream is not valid. `VIR_ERR_INVALID_STREAM`, since
        /// 0.9.0.
        INVALID_STREAM = 73;
        /// Reported when an argument is valid in general but this driver cannot handle it.
        /// `VIR_ERR_ARGUMENT_UNSUPPORTED`, since 0.9.4.
        ARGUMENT_UNSUPPORTED = 74;
        /// Reported when examining a storage source for its format or content failed.
        /// `VIR_ERR_STORAGE_PROBE_FAILED`, since 0.9.5.
        STORAGE_PROBE_FAILED = 75;
        /// Reported when building a storage pool is refused because its target already holds one.
        /// `VIR_ERR_STORAGE_POOL_BUILT`, since 0.9.5.
        STORAGE_POOL_BUILT = 76;
        /// Reported when reverting a snapshot could lose state; repeat with the force flag to go ahead.
        /// `VIR_ERR_SNAPSHOT_REVERT_RISKY`, since 0.9.7.
        SNAPSHOT_REVERT_RISKY = 77;
        /// Reported when a running operation was stopped on request before it finished.
        /// `VIR_ERR_OPERATION_ABORTED`, since 0.9.9.
        OPERATION_ABORTED = 78;
        /// Reported when the user or the credential callback gave up during authentication.
        /// `VIR_ERR_AUTH_CANCELLED`, since 0.9.10.
        AUTH_CANCELLED = 79;
        /// Reported when the requested piece of metadata is not set on the domain.
        /// `VIR_ERR_NO_DOMAIN_METADATA`, since 0.9.10.
        NO_DOMAIN_METADATA = 80;
        /// Reported when migration is refused because it could corrupt data, for example with a cached
        /// disk. `VIR_ERR_MIGRATE_UNSAFE`, since 0.9.11.
        MIGRATE_UNSAFE = 81;
        /// Reported when a result or request is too large for the integer type or message that carries
        /// it. `VIR_ERR_OVERFLOW`, since 0.9.11.
        OVERFLOW = 82;
        /// Reported when an operation is refused because a disk of the domain is still being copied.
        /// `VIR_ERR_BLOCK_COPY_ACTIVE`, since 0.9.12.
        BLOCK_COPY_ACTIVE = 83;
        /// Reported when the function exists but the present setup cannot perform it.
        /// `VIR_ERR_OPERATION_UNSUPPORTED`, since 0.10.0.
        OPERATION_UNSUPPORTED = 84;
        /// Reported when the SSH transport failed. `VIR_ERR_SSH`, since 0.10.0.
        SSH = 85;
        /// Reported when the guest agent is not configured, not connected or not answering at all.
        /// `VIR_ERR_AGENT_UNRESPONSIVE`, since 0.10.0.
        AGENT_UNRESPONSIVE = 86;
        /// Reported when a needed resource is held by somebody else. `VIR_ERR_RESOURCE_BUSY`, since
        /// 1.0.0.
        RESOURCE_BUSY = 87;
        /// Reported when the access-control policy refuses the call to this client.
        /// `VIR_ERR_ACCESS_DENIED`, since 1.1.0.
        ACCESS_DENIED = 88;
        /// Reported when talking to a service over D-Bus failed. `VIR_ERR_DBUS_SERVICE`, since 1.1.1.
        DBUS_SERVICE = 89;
        /// Reported when the pool already contains a volume of the given name.
        /// `VIR_ERR_STORAGE_VOL_EXIST`, since 1.1.4.
        STORAGE_VOL_EXIST = 90;
        /// Reported when the requested CPU cannot run on the host's processor.
        /// `VIR_ERR_CPU_INCOMPATIBLE`, since 1.2.6.
        CPU_INCOMPATIBLE = 91;
        /// Reported when a description was checked against its schema and did not match.
        /// `VIR_ERR_XML_INVALID_SCHEMA`, since 1.2.12.
        XML_INVALID_SCHEMA = 92;
        /// Used inside migration to mark that the destination finished well although the source saw a
        /// failure. `VIR_ERR_MIGRATE_FINISH_OK`, since 1.2.18.
        MIGRATE_FINISH_OK = 93;
        /// Reported when no authentication mechanism or agent could be reached to ask for credentials.
        /// `VIR_ERR_AUTH_UNAVAILABLE`, since 1.3.3.
        AUTH_UNAVAILABLE = 94;
        /// Reported when the daemon has no server of the given name. `VIR_ERR_NO_SERVER`, since 1.3.3.
        NO_SERVER = 95;
        /// Reported when the daemon has no client with the given number. `VIR_ERR_NO_CLIENT`, since
        /// 1.3.5.
        NO_CLIENT = 96;
        /// Reported when the synchronisation handshake with the guest agent failed, so replies could
        /// not be matched to requests. `VIR_ERR_AGENT_UNSYNCED`, since 2.3.0.
        AGENT_UNSYNCED = 97;
        /// Reported when the libssh transport failed. `VIR_ERR_LIBSSH`, since 2.5.0.
        LIBSSH = 98;
        /// Reported when the named device does not exist in the domain. `VIR_ERR_DEVICE_MISSING`, since
        /// 4.1.0.
        DEVICE_MISSING = 99;
        /// Reported when the handle passed as a network filter binding is not valid.
        /// `VIR_ERR_INVALID_NWFILTER_BINDING`, since 4.5.0.
        INVALID_NWFILTER_BINDING = 100;
        /// Reported when no filter binding exists for the given interface.
        /// `VIR_ERR_NO_NWFILTER_BINDING`, since 4.5.0.
        NO_NWFILTER_BINDING = 101;
        /// Reported when the handle passed as a domain checkpoint is not valid.
        /// `VIR_ERR_INVALID_DOMAIN_CHECKPOINT`, since 5.2.0.
        INVALID_DOMAIN_CHECKPOINT = 102;
        /// Reported when the domain has no checkpoint of the given name.
        /// `VIR_ERR_NO_DOMAIN_CHECKPOINT`, since 5.2.0.
        NO_DOMAIN_CHECKPOINT = 103;
        /// Reported when the domain has no backup job running. `VIR_ERR_NO_DOMAIN_BACKUP`, since 5.2.0.
        NO_DOMAIN_BACKUP = 104;
        /// Reported when the handle passed as a network port is not valid.
        /// `VIR_ERR_INVALID_NETWORK_PORT`, since 5.5.0.
        INVALID_NETWORK_PORT = 105;
        /// Reported when another port of the network already uses the given UUID.
        /// `VIR_ERR_NETWORK_PORT_EXIST`, since 5.5.0.
        NETWORK_PORT_EXIST = 106;
        /// Reported when the virtual network has no port with the given UUID.
        /// `VIR_ERR_NO_NETWORK_PORT`, since 5.5.0.
        NO_NETWORK_PORT = 107;
        /// Reported when the guest's host name could not be found out. `VIR_ERR_NO_HOSTNAME`, since
        /// 6.1.0.
        NO_HOSTNAME = 108;
        /// Reported when a checkpoint's bitmaps are missing, damaged or do not match its description.
        /// `VIR_ERR_CHECKPOINT_INCONSISTENT`, since 6.10.0.
        CHECKPOINT_INCONSISTENT = 109;
        /// Reported when a lookup that must give one domain matches several.
        /// `VIR_ERR_MULTIPLE_DOMAINS`, since 7.1.0.
        MULTIPLE_DOMAINS = 110;
        /// Reported when the requested piece of metadata is not set on the virtual network.
        /// `VIR_ERR_NO_NETWORK_METADATA`, since 9.7.0.
        NO_NETWORK_METADATA = 111;
        /// Reported when the guest agent accepted a command but did not answer within the allowed time.
        /// `VIR_ERR_AGENT_COMMAND_TIMEOUT`, since 11.2.0.
        AGENT_COMMAND_TIMEOUT = 112;
        /// Reported when the agent inside the guest answered a command with a failure.
        /// `VIR_ERR_AGENT_COMMAND_FAILED`, since 11.2.0.
        AGENT_COMMAND_FAILED = 113;
    }
}

words! {
    /// How serious an error is.
    ///
    /// C: `virErrorLevel`.
    pub struct ErrorLevel: i32 {
        /// There is nothing wrong to report. `VIR_ERR_NONE`, since 0.1.0.
        NONE = 0;
        /// Something odd happened, but the call did not fail outright. `VIR_ERR_WARNING`, since 0.1.0.
        WARNING = 1;
        /// The call failed; this is a real error. `VIR_ERR_ERROR`, since 0.1.0.
        ERROR = 2;
    }
}
