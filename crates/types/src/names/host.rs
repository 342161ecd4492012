//! Names for the host, its networks, connections and the admin interface.

/// Name of the operating-system group the client runs under; string. `VIR_CONNECT_IDENTITY_GROUP_NAME`,
/// since 5.8.0.
pub const CONNECT_IDENTITY_GROUP_NAME: &str = "group-name";
/// Process number of the client; signed 64-bit. `VIR_CONNECT_IDENTITY_PROCESS_ID`, since 5.8.0.
pub const CONNECT_IDENTITY_PROCESS_ID: &str = "process-id";
/// Start time of the client's process, which tells it from a later process of the same number; unsigned
/// 64-bit. `VIR_CONNECT_IDENTITY_PROCESS_TIME`, since 5.8.0.
pub const CONNECT_IDENTITY_PROCESS_TIME: &str = "process-time";
/// User name the client proved through SASL; string. `VIR_CONNECT_IDENTITY_SASL_USER_NAME`, since
/// 5.8.0.
pub const CONNECT_IDENTITY_SASL_USER_NAME: &str = "sasl-user-name";
/// SELinux context of the client's process; string. `VIR_CONNECT_IDENTITY_SELINUX_CONTEXT`, since
/// 5.8.0.
pub const CONNECT_IDENTITY_SELINUX_CONTEXT: &str = "selinux-context";
/// Numeric group ID the client runs under; unsigned 64-bit. `VIR_CONNECT_IDENTITY_UNIX_GROUP_ID`, since
/// 5.8.0.
pub const CONNECT_IDENTITY_UNIX_GROUP_ID: &str = "unix-group-id";
/// Numeric user ID the client runs under; unsigned 64-bit. `VIR_CONNECT_IDENTITY_UNIX_USER_ID`, since
/// 5.8.0.
pub const CONNECT_IDENTITY_UNIX_USER_ID: &str = "unix-user-id";
/// Name of the operating-system user the client runs as; string. `VIR_CONNECT_IDENTITY_USER_NAME`,
/// since 5.8.0.
pub const CONNECT_IDENTITY_USER_NAME: &str = "user-name";
/// Distinguished name from the client's TLS certificate; string.
/// `VIR_CONNECT_IDENTITY_X509_DISTINGUISHED_NAME`, since 5.8.0.
pub const CONNECT_IDENTITY_X509_DISTINGUISHED_NAME: &str = "x509-distinguished-name";
/// Older name of the key number set used by VNC and QEMU. `VIR_KEYCODE_SET_RFB`, since 0.9.5.
pub const KEYCODE_SET_RFB: &str = "VIR_KEYCODE_SET_QNUM";
/// Average rate of traffic into the port; unsigned 32-bit, kilobytes/s.
/// `VIR_NETWORK_PORT_BANDWIDTH_IN_AVERAGE`, since 5.5.0.
pub const NETWORK_PORT_BANDWIDTH_IN_AVERAGE: &str = "inbound.average";
/// Amount of incoming data at the port that may pass at peak speed; unsigned 32-bit, KiB.
/// `VIR_NETWORK_PORT_BANDWIDTH_IN_BURST`, since 5.5.0.
pub const NETWORK_PORT_BANDWIDTH_IN_BURST: &str = "inbound.burst";
/// Rate of incoming traffic that is guaranteed to the port at least; unsigned 32-bit, kilobytes/s.
/// `VIR_NETWORK_PORT_BANDWIDTH_IN_FLOOR`, since 5.5.0.
pub const NETWORK_PORT_BANDWIDTH_IN_FLOOR: &str = "inbound.floor";
/// Highest rate of traffic into the port; unsigned 32-bit, kilobytes/s.
/// `VIR_NETWORK_PORT_BANDWIDTH_IN_PEAK`, since 5.5.0.
pub const NETWORK_PORT_BANDWIDTH_IN_PEAK: &str = "inbound.peak";
/// Average rate of traffic out of the port; unsigned 32-bit, kilobytes/s.
/// `VIR_NETWORK_PORT_BANDWIDTH_OUT_AVERAGE`, since 5.5.0.
pub const NETWORK_PORT_BANDWIDTH_OUT_AVERAGE: &str = "outbound.average";
/// Amount of outgoing data at the port that may pass at peak speed; unsigned 32-bit, KiB.
/// `VIR_NETWORK_PORT_BANDWIDTH_OUT_BURST`, since 5.5.0.
pub const NETWORK_PORT_BANDWIDTH_OUT_BURST: &str = "outbound.burst";
/// Highest rate of traffic out of the port; unsigned 32-bit, kilobytes/s.
/// `VIR_NETWORK_PORT_BANDWIDTH_OUT_PEAK`, since 5.5.0.
pub const NETWORK_PORT_BANDWIDTH_OUT_PEAK: &str = "outbound.peak";
/// Room for the name of a host CPU statistic, in bytes with the closing zero byte.
/// `VIR_NODE_CPU_STATS_FIELD_LENGTH`, since 0.9.3.
pub const NODE_CPU_STATS_FIELD_LENGTH: usize = 80;
/// Time the host CPU was idle; unsigned 64-bit, ns. `VIR_NODE_CPU_STATS_IDLE`, since 0.9.3.
pub const NODE_CPU_STATS_IDLE: &str = "idle";
/// Time the host CPU spent on interrupts; unsigned 64-bit, ns. `VIR_NODE_CPU_STATS_INTR`, since 1.2.2.
pub const NODE_CPU_STATS_INTR: &str = "intr";
/// Time the host CPU waited for I/O; unsigned 64-bit, ns. `VIR_NODE_CPU_STATS_IOWAIT`, since 0.9.3.
pub const NODE_CPU_STATS_IOWAIT: &str = "iowait";
/// Time the host CPU spent in the kernel; unsigned 64-bit, ns. `VIR_NODE_CPU_STATS_KERNEL`, since
/// 0.9.3.
pub const NODE_CPU_STATS_KERNEL: &str = "kernel";
/// Time the host CPU spent in user space; unsigned 64-bit, ns. `VIR_NODE_CPU_STATS_USER`, since 0.9.3.
pub const NODE_CPU_STATS_USER: &str = "user";
/// Share of time the host CPU is busy; unsigned 64-bit, percent. `VIR_NODE_CPU_STATS_UTILIZATION`,
/// since 0.9.3.
pub const NODE_CPU_STATS_UTILIZATION: &str = "utilization";
/// How often all shareable memory was searched for equal pages; unsigned 64-bit.
/// `VIR_NODE_MEMORY_SHARED_FULL_SCANS`, since 0.10.2.
pub const NODE_MEMORY_SHARED_FULL_SCANS: &str = "shm_full_scans";
/// Whether equal pages of different NUMA nodes may be merged, 0 or 1; unsigned 32-bit.
/// `VIR_NODE_MEMORY_SHARED_MERGE_ACROSS_NODES`, since 1.0.0.
pub const NODE_MEMORY_SHARED_MERGE_ACROSS_NODES: &str = "shm_merge_across_nodes";
/// Number of merged pages in use; unsigned 64-bit. `VIR_NODE_MEMORY_SHARED_PAGES_SHARED`, since 0.10.2.
pub const NODE_MEMORY_SHARED_PAGES_SHARED: &str = "shm_pages_shared";
/// Number of places that use merged pages, which tells the saving; unsigned 64-bit.
/// `VIR_NODE_MEMORY_SHARED_PAGES_SHARING`, since 0.10.2.
pub const NODE_MEMORY_SHARED_PAGES_SHARING: &str = "shm_pages_sharing";
/// Number of pages searched before the service sleeps; unsigned 32-bit.
/// `VIR_NODE_MEMORY_SHARED_PAGES_TO_SCAN`, since 0.10.2.
pub const NODE_MEMORY_SHARED_PAGES_TO_SCAN: &str = "shm_pages_to_scan";
/// Number of pages checked again and again but found unique; unsigned 64-bit.
/// `VIR_NODE_MEMORY_SHARED_PAGES_UNSHARED`, since 0.10.2.
pub const NODE_MEMORY_SHARED_PAGES_UNSHARED: &str = "shm_pages_unshared";
/// Number of pages that change too quickly to be merged; unsigned 64-bit.
/// `VIR_NODE_MEMORY_SHARED_PAGES_VOLATILE`, since 0.10.2.
pub const NODE_MEMORY_SHARED_PAGES_VOLATILE: &str = "shm_pages_volatile";
/// Time the service sleeps between two searches; unsigned 32-bit, ms.
/// `VIR_NODE_MEMORY_SHARED_SLEEP_MILLISECS`, since 0.10.2.
pub const NODE_MEMORY_SHARED_SLEEP_MILLISECS: &str = "shm_sleep_millisecs";
/// Host memory used for buffers, given for the whole host only; unsigned 64-bit, KiB.
/// `VIR_NODE_MEMORY_STATS_BUFFERS`, since 0.9.3.
pub const NODE_MEMORY_STATS_BUFFERS: &str = "buffers";
/// Host memory used as cache, given for the whole host only; unsigned 64-bit, KiB.
/// `VIR_NODE_MEMORY_STATS_CACHED`, since 0.9.3.
pub const NODE_MEMORY_STATS_CACHED: &str = "cached";
/// Room for the name of a host memory statistic, in bytes with the closing zero byte.
/// `VIR_NODE_MEMORY_STATS_FIELD_LENGTH`, since 0.9.3.
pub const NODE_MEMORY_STATS_FIELD_LENGTH: usize = 80;
/// Free memory of the host or cell; unsigned 64-bit, KiB. `VIR_NODE_MEMORY_STATS_FREE`, since 0.9.3.
pub const NODE_MEMORY_STATS_FREE: &str = "free";
/// All memory of the host or cell; unsigned 64-bit, KiB. `VIR_NODE_MEMORY_STATS_TOTAL`, since 0.9.3.
pub const NODE_MEMORY_STATS_TOTAL: &str = "total";
/// Position of the address bit that marks encrypted memory; unsigned 32-bit. `VIR_NODE_SEV_CBITPOS`,
/// since 4.5.0.
pub const NODE_SEV_CBITPOS: &str = "cbitpos";
/// Chain of the platform's SEV certificates; string. `VIR_NODE_SEV_CERT_CHAIN`, since 4.5.0.
pub const NODE_SEV_CERT_CHAIN: &str = "cert-chain";
/// Unique ID of the first processor, for asking AMD for its signed key; string. `VIR_NODE_SEV_CPU0_ID`,
/// since 8.4.0.
pub const NODE_SEV_CPU0_ID: &str = "cpu0-id";
/// Largest number of SEV-ES guests the host can run; unsigned 32-bit. `VIR_NODE_SEV_MAX_ES_GUESTS`,
/// since 8.0.0.
pub const NODE_SEV_MAX_ES_GUESTS: &str = "max-es-guests";
/// Largest number of SEV guests the host can run; unsigned 32-bit. `VIR_NODE_SEV_MAX_GUESTS`, since
/// 8.0.0.
pub const NODE_SEV_MAX_GUESTS: &str = "max-guests";
/// Platform's Diffie-Hellman key for SEV; string. `VIR_NODE_SEV_PDH`, since 4.5.0.
pub const NODE_SEV_PDH: &str = "pdh";
/// Number of physical address bits that SEV takes away; unsigned 32-bit.
/// `VIR_NODE_SEV_REDUCED_PHYS_BITS`, since 4.5.0.
pub const NODE_SEV_REDUCED_PHYS_BITS: &str = "reduced-phys-bits";
/// Size of a buffer for a security domain of interpretation, in bytes with the closing zero byte.
/// `VIR_SECURITY_DOI_BUFLEN`, since 0.6.1.
pub const SECURITY_DOI_BUFLEN: usize = 257;
/// Size of a buffer for a security label, in bytes with the closing zero byte.
/// `VIR_SECURITY_LABEL_BUFLEN`, since 0.6.1.
pub const SECURITY_LABEL_BUFLEN: usize = 4097;
/// Size of a buffer for the name of a security model, in bytes with the closing zero byte.
/// `VIR_SECURITY_MODEL_BUFLEN`, since 0.6.1.
pub const SECURITY_MODEL_BUFLEN: usize = 257;
/// Room for the name of a typed parameter, in bytes with the closing zero byte.
/// `VIR_TYPED_PARAM_FIELD_LENGTH`, since 0.9.2.
pub const TYPED_PARAM_FIELD_LENGTH: usize = 80;
/// Length of a binary UUID, in bytes. `VIR_UUID_BUFLEN`, since 0.2.0.
pub const UUID_BUFLEN: usize = 16;
/// Size of a buffer for a UUID as text, in bytes with the closing zero byte. `VIR_UUID_STRING_BUFLEN`,
/// since 0.2.0.
pub const UUID_STRING_BUFLEN: usize = 37;
/// Whether the client is connected read-only; boolean. `VIR_CLIENT_INFO_READONLY`, since 2.0.0.
pub const CLIENT_INFO_READONLY: &str = "readonly";
/// User name the client proved through SASL; string. `VIR_CLIENT_INFO_SASL_USER_NAME`, since 2.0.0.
pub const CLIENT_INFO_SASL_USER_NAME: &str = "sasl_user_name";
/// SELinux context of the client's process; string. `VIR_CLIENT_INFO_SELINUX_CONTEXT`, since 2.0.0.
pub const CLIENT_INFO_SELINUX_CONTEXT: &str = "selinux_context";
/// Network address and port of the client; string. `VIR_CLIENT_INFO_SOCKET_ADDR`, since 2.0.0.
pub const CLIENT_INFO_SOCKET_ADDR: &str = "sock_addr";
/// Numeric group ID of the client's process; signed 32-bit. `VIR_CLIENT_INFO_UNIX_GROUP_ID`, since
/// 2.0.0.
pub const CLIENT_INFO_UNIX_GROUP_ID: &str = "unix_group_id";
/// Group name of the client's process; string. `VIR_CLIENT_INFO_UNIX_GROUP_NAME`, since 2.0.0.
pub const CLIENT_INFO_UNIX_GROUP_NAME: &str = "unix_group_name";
/// Process number of the client; signed 32-bit. `VIR_CLIENT_INFO_UNIX_PROCESS_ID`, since 2.0.0.
pub const CLIENT_INFO_UNIX_PROCESS_ID: &str = "unix_process_id";
/// Numeric user ID of the client's process; signed 32-bit. `VIR_CLIENT_INFO_UNIX_USER_ID`, since 2.0.0.
pub const CLIENT_INFO_UNIX_USER_ID: &str = "unix_user_id";
/// User name of the client's process; string. `VIR_CLIENT_INFO_UNIX_USER_NAME`, since 2.0.0.
pub const CLIENT_INFO_UNIX_USER_NAME: &str = "unix_user_name";
/// Distinguished name from the client's TLS certificate; string.
/// `VIR_CLIENT_INFO_X509_DISTINGUISHED_NAME`, since 2.0.0.
pub const CLIENT_INFO_X509_DISTINGUISHED_NAME: &str = "tls_x509_dname";
/// How many clients the server has at present; unsigned 32-bit. `VIR_SERVER_CLIENTS_CURRENT`, since
/// 2.0.0.
pub const SERVER_CLIENTS_CURRENT: &str = "nclients";
/// Largest number of clients the server accepts; unsigned 32-bit. `VIR_SERVER_CLIENTS_MAX`, since
/// 2.0.0.
pub const SERVER_CLIENTS_MAX: &str = "nclients_max";
/// Number of connected clients that are not yet authenticated; unsigned 32-bit.
/// `VIR_SERVER_CLIENTS_UNAUTH_CURRENT`, since 2.0.0.
pub const SERVER_CLIENTS_UNAUTH_CURRENT: &str = "nclients_unauth";
/// Largest number of clients that may wait for authentication; unsigned 32-bit.
/// `VIR_SERVER_CLIENTS_UNAUTH_MAX`, since 2.0.0.
pub const SERVER_CLIENTS_UNAUTH_MAX: &str = "nclients_unauth_max";
/// Number of jobs waiting for a worker thread; unsigned 32-bit. `VIR_THREADPOOL_JOB_QUEUE_DEPTH`, since
/// 2.0.0.
pub const THREADPOOL_JOB_QUEUE_DEPTH: &str = "jobQueueDepth";
/// Number of ordinary worker threads now; unsigned 32-bit. `VIR_THREADPOOL_WORKERS_CURRENT`, since
/// 2.0.0.
pub const THREADPOOL_WORKERS_CURRENT: &str = "nWorkers";
/// Number of worker threads without work; unsigned 32-bit. `VIR_THREADPOOL_WORKERS_FREE`, since 2.0.0.
pub const THREADPOOL_WORKERS_FREE: &str = "freeWorkers";
/// Largest number of worker threads; unsigned 32-bit. `VIR_THREADPOOL_WORKERS_MAX`, since 2.0.0.
pub const THREADPOOL_WORKERS_MAX: &str = "maxWorkers";
/// Smallest number of worker threads; unsigned 32-bit. `VIR_THREADPOOL_WORKERS_MIN`, since 2.0.0.
pub const THREADPOOL_WORKERS_MIN: &str = "minWorkers";
/// Number of threads kept for high-priority jobs; unsigned 32-bit. `VIR_THREADPOOL_WORKERS_PRIORITY`,
/// since 2.0.0.
pub const THREADPOOL_WORKERS_PRIORITY: &str = "prioWorkers";
