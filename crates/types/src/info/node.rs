//! The host.

info! {
    /// The short facts of a host. C API: `virNodeInfo`. Since: 0.1.0.
    pub struct NodeInfo {
        /// The CPU's architecture, such as `x86_64`; at most 31 bytes.
        model: String,
        /// Its memory, in KiB.
        memory_kib: u64,
        /// How many CPUs are online.
        cpus: u32,
        /// Their clock, in MHz; 0 if not known.
        mhz: u32,
        /// How many NUMA nodes; 1 if it has no such or an uneven topology.
        nodes: u32,
        /// Sockets per node.
        sockets: u32,
        /// Cores per socket.
        cores: u32,
        /// Threads per core.
        threads: u32,
    }

    /// Which CPUs a host has. C API: `virNodeGetCPUMap`. Since: 1.0.0.
    pub struct NodeCpuMap {
        /// A bit per CPU, lowest first: whether it is online. Empty if not asked for.
        cpumap: Vec<u8>,
        /// How many are online; 0 if not asked for.
        online: u32,
        /// How many CPUs the host has, online or not.
        cpus: u32,
    }

    /// A CPU time of the host. C API: `virNodeCPUStats`. Since: 0.9.3.
    pub struct NodeCpuStat {
        /// Which: `kernel`, `user`, `idle`, `iowait`, `intr` or `utilization`.
        field: String,
        /// Nanoseconds, or per cent for `utilization`.
        value: u64,
    }

    /// A size of the host's memory. C API: `virNodeMemoryStats`. Since: 0.9.3.
    pub struct NodeMemoryStat {
        /// Which: `total`, `free`, `buffers` or `cached`.
        field: String,
        /// KiB.
        value: u64,
    }
}
