//! Names in the statistics of domains.

/// Memory the guest's operating system sees in total; unsigned 64-bit, KiB.
/// `VIR_DOMAIN_STATS_BALLOON_AVAILABLE`, since 11.2.0.
pub const DOMAIN_STATS_BALLOON_AVAILABLE: &str = "balloon.available";
/// Memory the balloon currently leaves to the guest; unsigned 64-bit, KiB.
/// `VIR_DOMAIN_STATS_BALLOON_CURRENT`, since 11.2.0.
pub const DOMAIN_STATS_BALLOON_CURRENT: &str = "balloon.current";
/// Memory the guest uses to cache disk data and can give back quickly; unsigned 64-bit, KiB.
/// `VIR_DOMAIN_STATS_BALLOON_DISK_CACHES`, since 11.2.0.
pub const DOMAIN_STATS_BALLOON_DISK_CACHES: &str = "balloon.disk_caches";
/// How often the guest got a huge page it asked for; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_BALLOON_HUGETLB_PGALLOC`, since 11.2.0.
pub const DOMAIN_STATS_BALLOON_HUGETLB_PGALLOC: &str = "balloon.hugetlb_pgalloc";
/// How often the guest could not get a huge page it asked for; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_BALLOON_HUGETLB_PGFAIL`, since 11.2.0.
pub const DOMAIN_STATS_BALLOON_HUGETLB_PGFAIL: &str = "balloon.hugetlb_pgfail";
/// Time at which the guest last refreshed these values; unsigned 64-bit, seconds of the UNIX epoch.
/// `VIR_DOMAIN_STATS_BALLOON_LAST_UPDATE`, since 11.2.0.
pub const DOMAIN_STATS_BALLOON_LAST_UPDATE: &str = "balloon.last-update";
/// Number of page faults in the guest that needed disk access; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_BALLOON_MAJOR_FAULT`, since 11.2.0.
pub const DOMAIN_STATS_BALLOON_MAJOR_FAULT: &str = "balloon.major_fault";
/// Most memory the guest may have; unsigned 64-bit, KiB. `VIR_DOMAIN_STATS_BALLOON_MAXIMUM`, since
/// 11.2.0.
pub const DOMAIN_STATS_BALLOON_MAXIMUM: &str = "balloon.maximum";
/// Number of page faults in the guest that needed no disk access; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_BALLOON_MINOR_FAULT`, since 11.2.0.
pub const DOMAIN_STATS_BALLOON_MINOR_FAULT: &str = "balloon.minor_fault";
/// Resident memory of the domain's process on the host; unsigned 64-bit, KiB.
/// `VIR_DOMAIN_STATS_BALLOON_RSS`, since 11.2.0.
pub const DOMAIN_STATS_BALLOON_RSS: &str = "balloon.rss";
/// Data the guest has read from swap space; unsigned 64-bit, KiB. `VIR_DOMAIN_STATS_BALLOON_SWAP_IN`,
/// since 11.2.0.
pub const DOMAIN_STATS_BALLOON_SWAP_IN: &str = "balloon.swap_in";
/// Data the guest has written to swap space; unsigned 64-bit, KiB. `VIR_DOMAIN_STATS_BALLOON_SWAP_OUT`,
/// since 11.2.0.
pub const DOMAIN_STATS_BALLOON_SWAP_OUT: &str = "balloon.swap_out";
/// Memory the guest leaves entirely unused; unsigned 64-bit, KiB. `VIR_DOMAIN_STATS_BALLOON_UNUSED`,
/// since 11.2.0.
pub const DOMAIN_STATS_BALLOON_UNUSED: &str = "balloon.unused";
/// Memory the guest could give away without swapping; unsigned 64-bit, KiB.
/// `VIR_DOMAIN_STATS_BALLOON_USABLE`, since 11.2.0.
pub const DOMAIN_STATS_BALLOON_USABLE: &str = "balloon.usable";
/// Number of disks or images in the list; unsigned 32-bit. `VIR_DOMAIN_STATS_BLOCK_COUNT`, since
/// 11.2.0.
pub const DOMAIN_STATS_BLOCK_COUNT: &str = "block.count";
/// Start of the names of all statistics of one disk; the disk's index and a suffix follow.
/// `VIR_DOMAIN_STATS_BLOCK_PREFIX`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_PREFIX: &str = "block.";
/// End of the name for how far an image has been written; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_ALLOCATION`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_ALLOCATION: &str = ".allocation";
/// End of the name for an image's position in the backing chain; unsigned 32-bit.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_BACKINGINDEX`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_BACKINGINDEX: &str = ".backingIndex";
/// End of the name for the size the guest sees; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_CAPACITY`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_CAPACITY: &str = ".capacity";
/// End of the name for the count of requests that found no room, on Xen only; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_ERRORS`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_ERRORS: &str = ".errors";
/// End of the name for the number of flush requests; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_FL_REQS`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_FL_REQS: &str = ".fl.reqs";
/// End of the name for the time spent on flushes; unsigned 64-bit, ns.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_FL_TIMES`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_FL_TIMES: &str = ".fl.times";
/// End of the name for a disk's target in the guest, such as `vda`; string.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_NAME`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_NAME: &str = ".name";
/// End of the name for the path of an image's source on the host; string.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_PATH`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_PATH: &str = ".path";
/// End of the name for the size of the file or device that holds an image; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_PHYSICAL`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_PHYSICAL: &str = ".physical";
/// End of the name for the data read; unsigned 64-bit, bytes. `VIR_DOMAIN_STATS_BLOCK_SUFFIX_RD_BYTES`,
/// since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_RD_BYTES: &str = ".rd.bytes";
/// End of the name for the number of read requests; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_RD_REQS`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_RD_REQS: &str = ".rd.reqs";
/// End of the name for the time spent on reads; unsigned 64-bit, ns.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_RD_TIMES`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_RD_TIMES: &str = ".rd.times";
/// End of the name for the write position at which an event is sent; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_THRESHOLD`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_THRESHOLD: &str = ".threshold";
/// End of the name for the data written; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_WR_BYTES`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_WR_BYTES: &str = ".wr.bytes";
/// End of the name for the number of write requests; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_WR_REQS`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_WR_REQS: &str = ".wr.reqs";
/// End of the name for the time spent on writes; unsigned 64-bit, ns.
/// `VIR_DOMAIN_STATS_BLOCK_SUFFIX_WR_TIMES`, since 11.2.0.
pub const DOMAIN_STATS_BLOCK_SUFFIX_WR_TIMES: &str = ".wr.times";
/// Number of cache monitors in the list; unsigned 32-bit. `VIR_DOMAIN_STATS_CPU_CACHE_MONITOR_COUNT`,
/// since 11.2.0.
pub const DOMAIN_STATS_CPU_CACHE_MONITOR_COUNT: &str = "cpu.cache.monitor.count";
/// Start of the names of all values of one cache monitor; its index and a suffix follow.
/// `VIR_DOMAIN_STATS_CPU_CACHE_MONITOR_PREFIX`, since 11.2.0.
pub const DOMAIN_STATS_CPU_CACHE_MONITOR_PREFIX: &str = "cpu.cache.monitor.";
/// End of the name for a monitor's number of cache banks; unsigned 32-bit.
/// `VIR_DOMAIN_STATS_CPU_CACHE_MONITOR_SUFFIX_BANK_COUNT`, since 11.2.0.
pub const DOMAIN_STATS_CPU_CACHE_MONITOR_SUFFIX_BANK_COUNT: &str = ".bank.count";
/// Middle of the names about one cache bank; the bank's index and a suffix follow.
/// `VIR_DOMAIN_STATS_CPU_CACHE_MONITOR_SUFFIX_BANK_PREFIX`, since 11.2.0.
pub const DOMAIN_STATS_CPU_CACHE_MONITOR_SUFFIX_BANK_PREFIX: &str = ".bank.";
/// End of the name for the cache used in a bank; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_STATS_CPU_CACHE_MONITOR_SUFFIX_BANK_SUFFIX_BYTES`, since 11.2.0.
pub const DOMAIN_STATS_CPU_CACHE_MONITOR_SUFFIX_BANK_SUFFIX_BYTES: &str = ".bytes";
/// End of the name for the number the host gives a cache bank; unsigned 32-bit.
/// `VIR_DOMAIN_STATS_CPU_CACHE_MONITOR_SUFFIX_BANK_SUFFIX_ID`, since 11.2.0.
pub const DOMAIN_STATS_CPU_CACHE_MONITOR_SUFFIX_BANK_SUFFIX_ID: &str = ".id";
/// End of the name for a cache monitor's name; string.
/// `VIR_DOMAIN_STATS_CPU_CACHE_MONITOR_SUFFIX_NAME`, since 11.2.0.
pub const DOMAIN_STATS_CPU_CACHE_MONITOR_SUFFIX_NAME: &str = ".name";
/// End of the name for the virtual CPUs a cache monitor covers, as a list; string.
/// `VIR_DOMAIN_STATS_CPU_CACHE_MONITOR_SUFFIX_VCPUS`, since 11.2.0.
pub const DOMAIN_STATS_CPU_CACHE_MONITOR_SUFFIX_VCPUS: &str = ".vcpus";
/// Time spent polling before a halt without getting work; unsigned 64-bit, ns.
/// `VIR_DOMAIN_STATS_CPU_HALTPOLL_FAIL_TIME`, since 11.2.0.
pub const DOMAIN_STATS_CPU_HALTPOLL_FAIL_TIME: &str = "cpu.haltpoll.fail.time";
/// Time spent polling before a halt that did bring work; unsigned 64-bit, ns.
/// `VIR_DOMAIN_STATS_CPU_HALTPOLL_SUCCESS_TIME`, since 11.2.0.
pub const DOMAIN_STATS_CPU_HALTPOLL_SUCCESS_TIME: &str = "cpu.haltpoll.success.time";
/// CPU time used in the host's kernel; unsigned 64-bit, ns. `VIR_DOMAIN_STATS_CPU_SYSTEM`, since
/// 11.2.0.
pub const DOMAIN_STATS_CPU_SYSTEM: &str = "cpu.system";
/// All CPU time the domain has used; unsigned 64-bit, ns. `VIR_DOMAIN_STATS_CPU_TIME`, since 11.2.0.
pub const DOMAIN_STATS_CPU_TIME: &str = "cpu.time";
/// CPU time used in the host's user space; unsigned 64-bit, ns. `VIR_DOMAIN_STATS_CPU_USER`, since
/// 11.2.0.
pub const DOMAIN_STATS_CPU_USER: &str = "cpu.user";
/// End of the name of a hypervisor-specific statistic that gives a present value.
/// `VIR_DOMAIN_STATS_CUSTOM_SUFFIX_TYPE_CUR`, since 11.2.0.
pub const DOMAIN_STATS_CUSTOM_SUFFIX_TYPE_CUR: &str = ".cur";
/// End of the name of a hypervisor-specific statistic that gives the highest value seen.
/// `VIR_DOMAIN_STATS_CUSTOM_SUFFIX_TYPE_MAX`, since 11.2.0.
pub const DOMAIN_STATS_CUSTOM_SUFFIX_TYPE_MAX: &str = ".max";
/// End of the name of a hypervisor-specific statistic that adds up over time.
/// `VIR_DOMAIN_STATS_CUSTOM_SUFFIX_TYPE_SUM`, since 11.2.0.
pub const DOMAIN_STATS_CUSTOM_SUFFIX_TYPE_SUM: &str = ".sum";
/// How the memory write rate was measured; string. `VIR_DOMAIN_STATS_DIRTYRATE_CALC_MODE`, since
/// 11.2.0.
pub const DOMAIN_STATS_DIRTYRATE_CALC_MODE: &str = "dirtyrate.calc_mode";
/// Length of the measurement of the memory write rate; signed 32-bit, seconds.
/// `VIR_DOMAIN_STATS_DIRTYRATE_CALC_PERIOD`, since 11.2.0.
pub const DOMAIN_STATS_DIRTYRATE_CALC_PERIOD: &str = "dirtyrate.calc_period";
/// When the measurement of the memory write rate began; signed 64-bit, seconds.
/// `VIR_DOMAIN_STATS_DIRTYRATE_CALC_START_TIME`, since 11.2.0.
pub const DOMAIN_STATS_DIRTYRATE_CALC_START_TIME: &str = "dirtyrate.calc_start_time";
/// Progress of the measurement of the memory write rate, as a status number; signed 32-bit.
/// `VIR_DOMAIN_STATS_DIRTYRATE_CALC_STATUS`, since 11.2.0.
pub const DOMAIN_STATS_DIRTYRATE_CALC_STATUS: &str = "dirtyrate.calc_status";
/// Measured memory write rate of the domain; signed 64-bit, MiB/s.
/// `VIR_DOMAIN_STATS_DIRTYRATE_MEGABYTES_PER_SECOND`, since 11.2.0.
pub const DOMAIN_STATS_DIRTYRATE_MEGABYTES_PER_SECOND: &str = "dirtyrate.megabytes_per_second";
/// Start of the names about one virtual CPU's memory write rate; its number and a suffix follow.
/// `VIR_DOMAIN_STATS_DIRTYRATE_VCPU_PREFIX`, since 11.2.0.
pub const DOMAIN_STATS_DIRTYRATE_VCPU_PREFIX: &str = "dirtyrate.vcpu.";
/// End of the name for one virtual CPU's memory write rate; unsigned 64-bit, MiB/s.
/// `VIR_DOMAIN_STATS_DIRTYRATE_VCPU_SUFFIX_MEGABYTES_PER_SECOND`, since 11.2.0.
pub const DOMAIN_STATS_DIRTYRATE_VCPU_SUFFIX_MEGABYTES_PER_SECOND: &str = ".megabytes_per_second";
/// Number of I/O threads in the list; unsigned 32-bit. `VIR_DOMAIN_STATS_IOTHREAD_COUNT`, since 11.2.0.
pub const DOMAIN_STATS_IOTHREAD_COUNT: &str = "iothread.count";
/// Start of the names of all values of one I/O thread; its number and a suffix follow.
/// `VIR_DOMAIN_STATS_IOTHREAD_PREFIX`, since 11.2.0.
pub const DOMAIN_STATS_IOTHREAD_PREFIX: &str = "iothread.";
/// End of the name for the factor by which polling time grows; unsigned 32-bit, or 64-bit if large.
/// `VIR_DOMAIN_STATS_IOTHREAD_SUFFIX_POLL_GROW`, since 11.2.0.
pub const DOMAIN_STATS_IOTHREAD_SUFFIX_POLL_GROW: &str = ".poll-grow";
/// End of the name for the longest polling time; unsigned 64-bit, ns.
/// `VIR_DOMAIN_STATS_IOTHREAD_SUFFIX_POLL_MAX_NS`, since 11.2.0.
pub const DOMAIN_STATS_IOTHREAD_SUFFIX_POLL_MAX_NS: &str = ".poll-max-ns";
/// End of the name for the factor by which polling time shrinks; unsigned 32-bit, or 64-bit if large.
/// `VIR_DOMAIN_STATS_IOTHREAD_SUFFIX_POLL_SHRINK`, since 11.2.0.
pub const DOMAIN_STATS_IOTHREAD_SUFFIX_POLL_SHRINK: &str = ".poll-shrink";
/// Number of memory bandwidth monitors in the list; unsigned 32-bit.
/// `VIR_DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_COUNT`, since 11.2.0.
pub const DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_COUNT: &str = "memory.bandwidth.monitor.count";
/// Start of the names of all values of one memory bandwidth monitor; its index and a suffix follow.
/// `VIR_DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_PREFIX`, since 11.2.0.
pub const DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_PREFIX: &str = "memory.bandwidth.monitor.";
/// End of the name for a memory bandwidth monitor's name; string.
/// `VIR_DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NAME`, since 11.2.0.
pub const DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NAME: &str = ".name";
/// End of the name for a monitor's number of memory controllers; unsigned 32-bit.
/// `VIR_DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_COUNT`, since 11.2.0.
pub const DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_COUNT: &str = ".node.count";
/// Middle of the names about one memory controller; its index and a suffix follow.
/// `VIR_DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_PREFIX`, since 11.2.0.
pub const DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_PREFIX: &str = ".node.";
/// End of the name for traffic that stayed on the CPU's own memory controller; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_SUFFIX_BYTES_LOCAL`, since 11.2.0.
pub const DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_SUFFIX_BYTES_LOCAL: &str = ".bytes.local";
/// End of the name for traffic to all memory controllers; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_SUFFIX_BYTES_TOTAL`, since 11.2.0.
pub const DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_SUFFIX_BYTES_TOTAL: &str = ".bytes.total";
/// End of the name for the number the host gives a memory controller; unsigned 32-bit.
/// `VIR_DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_SUFFIX_ID`, since 11.2.0.
pub const DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_SUFFIX_ID: &str = ".id";
/// End of the name for the virtual CPUs a monitor covers, as a list; string.
/// `VIR_DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_VCPUS`, since 11.2.0.
pub const DOMAIN_STATS_MEMORY_BANDWIDTH_MONITOR_SUFFIX_VCPUS: &str = ".vcpus";
/// Number of network interfaces in the list; unsigned 32-bit. `VIR_DOMAIN_STATS_NET_COUNT`, since
/// 11.2.0.
pub const DOMAIN_STATS_NET_COUNT: &str = "net.count";
/// Start of the names of all statistics of one network interface; its index and a suffix follow.
/// `VIR_DOMAIN_STATS_NET_PREFIX`, since 11.2.0.
pub const DOMAIN_STATS_NET_PREFIX: &str = "net.";
/// End of the name for an interface's name on the host; string. `VIR_DOMAIN_STATS_NET_SUFFIX_NAME`,
/// since 11.2.0.
pub const DOMAIN_STATS_NET_SUFFIX_NAME: &str = ".name";
/// End of the name for the data received; unsigned 64-bit, bytes.
/// `VIR_DOMAIN_STATS_NET_SUFFIX_RX_BYTES`, since 11.2.0.
pub const DOMAIN_STATS_NET_SUFFIX_RX_BYTES: &str = ".rx.bytes";
/// End of the name for the number of incoming packets dropped; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_NET_SUFFIX_RX_DROP`, since 11.2.0.
pub const DOMAIN_STATS_NET_SUFFIX_RX_DROP: &str = ".rx.drop";
/// End of the name for the number of receive errors; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_NET_SUFFIX_RX_ERRS`, since 11.2.0.
pub const DOMAIN_STATS_NET_SUFFIX_RX_ERRS: &str = ".rx.errs";
/// End of the name for the number of packets received; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_NET_SUFFIX_RX_PKTS`, since 11.2.0.
pub const DOMAIN_STATS_NET_SUFFIX_RX_PKTS: &str = ".rx.pkts";
/// End of the name for the data sent; unsigned 64-bit, bytes. `VIR_DOMAIN_STATS_NET_SUFFIX_TX_BYTES`,
/// since 11.2.0.
pub const DOMAIN_STATS_NET_SUFFIX_TX_BYTES: &str = ".tx.bytes";
/// End of the name for the number of outgoing packets dropped; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_NET_SUFFIX_TX_DROP`, since 11.2.0.
pub const DOMAIN_STATS_NET_SUFFIX_TX_DROP: &str = ".tx.drop";
/// End of the name for the number of send errors; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_NET_SUFFIX_TX_ERRS`, since 11.2.0.
pub const DOMAIN_STATS_NET_SUFFIX_TX_ERRS: &str = ".tx.errs";
/// End of the name for the number of packets sent; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_NET_SUFFIX_TX_PKTS`, since 11.2.0.
pub const DOMAIN_STATS_NET_SUFFIX_TX_PKTS: &str = ".tx.pkts";
/// Number of memory accesses the kernel had to correct for bad alignment; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_PERF_ALIGNMENT_FAULTS`, since 11.2.0.
pub const DOMAIN_STATS_PERF_ALIGNMENT_FAULTS: &str = "perf.alignment_faults";
/// Number of branch instructions executed; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_PERF_BRANCH_INSTRUCTIONS`, since 11.2.0.
pub const DOMAIN_STATS_PERF_BRANCH_INSTRUCTIONS: &str = "perf.branch_instructions";
/// Number of mispredicted branches; unsigned 64-bit. `VIR_DOMAIN_STATS_PERF_BRANCH_MISSES`, since
/// 11.2.0.
pub const DOMAIN_STATS_PERF_BRANCH_MISSES: &str = "perf.branch_misses";
/// Number of bus cycles; unsigned 64-bit. `VIR_DOMAIN_STATS_PERF_BUS_CYCLES`, since 11.2.0.
pub const DOMAIN_STATS_PERF_BUS_CYCLES: &str = "perf.bus_cycles";
/// Number of cache misses; unsigned 64-bit. `VIR_DOMAIN_STATS_PERF_CACHE_MISSES`, since 11.2.0.
pub const DOMAIN_STATS_PERF_CACHE_MISSES: &str = "perf.cache_misses";
/// Number of cache accesses; unsigned 64-bit. `VIR_DOMAIN_STATS_PERF_CACHE_REFERENCES`, since 11.2.0.
pub const DOMAIN_STATS_PERF_CACHE_REFERENCES: &str = "perf.cache_references";
/// Cache space the domain occupies; unsigned 64-bit, bytes. `VIR_DOMAIN_STATS_PERF_CMT`, since 11.2.0.
pub const DOMAIN_STATS_PERF_CMT: &str = "perf.cmt";
/// Number of context switches; unsigned 64-bit. `VIR_DOMAIN_STATS_PERF_CONTEXT_SWITCHES`, since 11.2.0.
pub const DOMAIN_STATS_PERF_CONTEXT_SWITCHES: &str = "perf.context_switches";
/// Time on the CPU clock counter; unsigned 64-bit, ns. `VIR_DOMAIN_STATS_PERF_CPU_CLOCK`, since 11.2.0.
pub const DOMAIN_STATS_PERF_CPU_CLOCK: &str = "perf.cpu_clock";
/// Number of CPU cycles, which vary with the clock speed; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_PERF_CPU_CYCLES`, since 11.2.0.
pub const DOMAIN_STATS_PERF_CPU_CYCLES: &str = "perf.cpu_cycles";
/// Number of moves of the process from one host CPU to another; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_PERF_CPU_MIGRATIONS`, since 11.2.0.
pub const DOMAIN_STATS_PERF_CPU_MIGRATIONS: &str = "perf.cpu_migrations";
/// Number of instructions the kernel had to emulate; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_PERF_EMULATION_FAULTS`, since 11.2.0.
pub const DOMAIN_STATS_PERF_EMULATION_FAULTS: &str = "perf.emulation_faults";
/// Number of instructions executed; unsigned 64-bit. `VIR_DOMAIN_STATS_PERF_INSTRUCTIONS`, since
/// 11.2.0.
pub const DOMAIN_STATS_PERF_INSTRUCTIONS: &str = "perf.instructions";
/// Memory traffic through the memory controller of the own socket; unsigned 64-bit, bytes/s.
/// `VIR_DOMAIN_STATS_PERF_MBML`, since 11.2.0.
pub const DOMAIN_STATS_PERF_MBML: &str = "perf.mbml";
/// Total memory traffic between one cache level and the next; unsigned 64-bit, bytes/s.
/// `VIR_DOMAIN_STATS_PERF_MBMT`, since 11.2.0.
pub const DOMAIN_STATS_PERF_MBMT: &str = "perf.mbmt";
/// Number of page faults of both kinds; unsigned 64-bit. `VIR_DOMAIN_STATS_PERF_PAGE_FAULTS`, since
/// 11.2.0.
pub const DOMAIN_STATS_PERF_PAGE_FAULTS: &str = "perf.page_faults";
/// Number of page faults that needed disk access; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_PERF_PAGE_FAULTS_MAJ`, since 11.2.0.
pub const DOMAIN_STATS_PERF_PAGE_FAULTS_MAJ: &str = "perf.page_faults_maj";
/// Number of page faults that needed no disk access; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_PERF_PAGE_FAULTS_MIN`, since 11.2.0.
pub const DOMAIN_STATS_PERF_PAGE_FAULTS_MIN: &str = "perf.page_faults_min";
/// Number of CPU cycles at the fixed reference clock; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_PERF_REF_CPU_CYCLES`, since 11.2.0.
pub const DOMAIN_STATS_PERF_REF_CPU_CYCLES: &str = "perf.ref_cpu_cycles";
/// Number of CPU cycles in which the back end of the pipeline stood still; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_PERF_STALLED_CYCLES_BACKEND`, since 11.2.0.
pub const DOMAIN_STATS_PERF_STALLED_CYCLES_BACKEND: &str = "perf.stalled_cycles_backend";
/// Number of CPU cycles in which the front end of the pipeline stood still; unsigned 64-bit.
/// `VIR_DOMAIN_STATS_PERF_STALLED_CYCLES_FRONTEND`, since 11.2.0.
pub const DOMAIN_STATS_PERF_STALLED_CYCLES_FRONTEND: &str = "perf.stalled_cycles_frontend";
/// Time on the clock counter of the domain's own tasks; unsigned 64-bit, ns.
/// `VIR_DOMAIN_STATS_PERF_TASK_CLOCK`, since 11.2.0.
pub const DOMAIN_STATS_PERF_TASK_CLOCK: &str = "perf.task_clock";
/// Why the domain is in its state, as a reason number of that state; signed 32-bit.
/// `VIR_DOMAIN_STATS_STATE_REASON`, since 11.2.0.
pub const DOMAIN_STATS_STATE_REASON: &str = "state.reason";
/// State of the domain, as a state number; signed 32-bit. `VIR_DOMAIN_STATS_STATE_STATE`, since 11.2.0.
pub const DOMAIN_STATS_STATE_STATE: &str = "state.state";
/// Number of virtual CPUs that are online; unsigned 32-bit. `VIR_DOMAIN_STATS_VCPU_CURRENT`, since
/// 11.2.0.
pub const DOMAIN_STATS_VCPU_CURRENT: &str = "vcpu.current";
/// Largest number of virtual CPUs the domain can have; unsigned 32-bit.
/// `VIR_DOMAIN_STATS_VCPU_MAXIMUM`, since 11.2.0.
pub const DOMAIN_STATS_VCPU_MAXIMUM: &str = "vcpu.maximum";
/// Start of the names of all statistics of one virtual CPU; its number and a suffix follow.
/// `VIR_DOMAIN_STATS_VCPU_PREFIX`, since 11.2.0.
pub const DOMAIN_STATS_VCPU_PREFIX: &str = "vcpu.";
/// End of the name for the time a virtual CPU sat ready in the host's run queue; unsigned 64-bit, ns.
/// `VIR_DOMAIN_STATS_VCPU_SUFFIX_DELAY`, since 11.2.0.
pub const DOMAIN_STATS_VCPU_SUFFIX_DELAY: &str = ".delay";
/// End of the name for whether a virtual CPU is halted; boolean. `VIR_DOMAIN_STATS_VCPU_SUFFIX_HALTED`,
/// since 11.2.0.
pub const DOMAIN_STATS_VCPU_SUFFIX_HALTED: &str = ".halted";
/// End of the name for the state of a virtual CPU, as a state number; signed 32-bit.
/// `VIR_DOMAIN_STATS_VCPU_SUFFIX_STATE`, since 11.2.0.
pub const DOMAIN_STATS_VCPU_SUFFIX_STATE: &str = ".state";
/// End of the name for the CPU time a virtual CPU has used; unsigned 64-bit, ns.
/// `VIR_DOMAIN_STATS_VCPU_SUFFIX_TIME`, since 11.2.0.
pub const DOMAIN_STATS_VCPU_SUFFIX_TIME: &str = ".time";
/// End of the name for the time a virtual CPU wanted to run but was held back by the host; unsigned
/// 64-bit, ns. `VIR_DOMAIN_STATS_VCPU_SUFFIX_WAIT`, since 11.2.0.
pub const DOMAIN_STATS_VCPU_SUFFIX_WAIT: &str = ".wait";
/// Start of the names of hypervisor-specific statistics of the whole domain.
/// `VIR_DOMAIN_STATS_VM_PREFIX`, since 11.2.0.
pub const DOMAIN_STATS_VM_PREFIX: &str = "vm.";
