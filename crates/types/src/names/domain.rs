//! Names for the tuning of domains.

/// Average rate of traffic into the guest interface; unsigned 32-bit, kilobytes/s.
/// `VIR_DOMAIN_BANDWIDTH_IN_AVERAGE`, since 0.9.9.
pub const DOMAIN_BANDWIDTH_IN_AVERAGE: &str = "inbound.average";
/// Amount of incoming data that may pass at peak speed; unsigned 32-bit, KiB.
/// `VIR_DOMAIN_BANDWIDTH_IN_BURST`, since 0.9.9.
pub const DOMAIN_BANDWIDTH_IN_BURST: &str = "inbound.burst";
/// Rate of incoming traffic that is guaranteed at least; unsigned 32-bit, kilobytes/s.
/// `VIR_DOMAIN_BANDWIDTH_IN_FLOOR`, since 1.2.19.
pub const DOMAIN_BANDWIDTH_IN_FLOOR: &str = "inbound.floor";
/// Highest rate of traffic into the guest interface; unsigned 32-bit, kilobytes/s.
/// `VIR_DOMAIN_BANDWIDTH_IN_PEAK`, since 0.9.9.
pub const DOMAIN_BANDWIDTH_IN_PEAK: &str = "inbound.peak";
/// Average rate of traffic out of the guest interface; unsigned 32-bit, kilobytes/s.
/// `VIR_DOMAIN_BANDWIDTH_OUT_AVERAGE`, since 0.9.9.
pub const DOMAIN_BANDWIDTH_OUT_AVERAGE: &str = "outbound.average";
/// Amount of outgoing data that may pass at peak speed; unsigned 32-bit, KiB.
/// `VIR_DOMAIN_BANDWIDTH_OUT_BURST`, since 0.9.9.
pub const DOMAIN_BANDWIDTH_OUT_BURST: &str = "outbound.burst";
/// Highest rate of traffic out of the guest interface; unsigned 32-bit, kilobytes/s.
/// `VIR_DOMAIN_BANDWIDTH_OUT_PEAK`, since 0.9.9.
pub const DOMAIN_BANDWIDTH_OUT_PEAK: &str = "outbound.peak";
/// CPU time the domain has used, with the hypervisor's share; unsigned 64-bit, ns.
/// `VIR_DOMAIN_CPU_STATS_CPUTIME`, since 0.9.10.
pub const DOMAIN_CPU_STATS_CPUTIME: &str = "cpu_time";
/// CPU time the domain has used in the host's kernel; unsigned 64-bit, ns.
/// `VIR_DOMAIN_CPU_STATS_SYSTEMTIME`, since 0.9.11.
pub const DOMAIN_CPU_STATS_SYSTEMTIME: &str = "system_time";
/// CPU time the domain has used in the host's user space; unsigned 64-bit, ns.
/// `VIR_DOMAIN_CPU_STATS_USERTIME`, since 0.9.11.
pub const DOMAIN_CPU_STATS_USERTIME: &str = "user_time";
/// CPU time the virtual CPUs have used, without the hypervisor's share; unsigned 64-bit, ns.
/// `VIR_DOMAIN_CPU_STATS_VCPUTIME`, since 0.9.13.
pub const DOMAIN_CPU_STATS_VCPUTIME: &str = "vcpu_time";
/// Factor by which the polling time grows; unsigned 32-bit or 64-bit. Zero leaves the choice to the
/// hypervisor. `VIR_DOMAIN_IOTHREAD_POLL_GROW`, since 4.10.0.
pub const DOMAIN_IOTHREAD_POLL_GROW: &str = "poll_grow";
/// Longest polling time of an I/O thread; unsigned 64-bit, ns. Zero turns polling off.
/// `VIR_DOMAIN_IOTHREAD_POLL_MAX_NS`, since 4.10.0.
pub const DOMAIN_IOTHREAD_POLL_MAX_NS: &str = "poll_max_ns";
/// Factor by which the polling time shrinks; unsigned 32-bit or 64-bit. Zero leaves the choice to the
/// hypervisor. `VIR_DOMAIN_IOTHREAD_POLL_SHRINK`, since 4.10.0.
pub const DOMAIN_IOTHREAD_POLL_SHRINK: &str = "poll_shrink";
/// Largest number of worker threads of an I/O thread; signed 32-bit. Minus one means the default.
/// `VIR_DOMAIN_IOTHREAD_THREAD_POOL_MAX`, since 8.5.0.
pub const DOMAIN_IOTHREAD_THREAD_POOL_MAX: &str = "thread_pool_max";
/// Smallest number of worker threads of an I/O thread; signed 32-bit. Minus one means the default.
/// `VIR_DOMAIN_IOTHREAD_THREAD_POOL_MIN`, since 8.5.0.
pub const DOMAIN_IOTHREAD_THREAD_POOL_MIN: &str = "thread_pool_min";
/// Major version of the SEV firmware's interface; unsigned 32-bit.
/// `VIR_DOMAIN_LAUNCH_SECURITY_SEV_API_MAJOR`, since 8.0.0.
pub const DOMAIN_LAUNCH_SECURITY_SEV_API_MAJOR: &str = "sev-api-major";
/// Minor version of the SEV firmware's interface; unsigned 32-bit.
/// `VIR_DOMAIN_LAUNCH_SECURITY_SEV_API_MINOR`, since 8.0.0.
pub const DOMAIN_LAUNCH_SECURITY_SEV_API_MINOR: &str = "sev-api-minor";
/// Build number of the SEV firmware; unsigned 32-bit. `VIR_DOMAIN_LAUNCH_SECURITY_SEV_BUILD_ID`, since
/// 8.0.0.
pub const DOMAIN_LAUNCH_SECURITY_SEV_BUILD_ID: &str = "sev-build-id";
/// Measurement of the guest's memory at launch, base64-encoded; string.
/// `VIR_DOMAIN_LAUNCH_SECURITY_SEV_MEASUREMENT`, since 4.5.0.
pub const DOMAIN_LAUNCH_SECURITY_SEV_MEASUREMENT: &str = "sev-measurement";
/// SEV policy bits of the guest; unsigned 32-bit. `VIR_DOMAIN_LAUNCH_SECURITY_SEV_POLICY`, since 8.0.0.
pub const DOMAIN_LAUNCH_SECURITY_SEV_POLICY: &str = "sev-policy";
/// Encrypted secret to be injected at launch, base64-encoded; string.
/// `VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET`, since 8.0.0.
pub const DOMAIN_LAUNCH_SECURITY_SEV_SECRET: &str = "sev-secret";
/// Header that belongs to the launch secret, base64-encoded; string.
/// `VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET_HEADER`, since 8.0.0.
pub const DOMAIN_LAUNCH_SECURITY_SEV_SECRET_HEADER: &str = "sev-secret-header";
/// Guest memory address where the launch secret is placed; unsigned 64-bit.
/// `VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET_SET_ADDRESS`, since 8.0.0.
pub const DOMAIN_LAUNCH_SECURITY_SEV_SECRET_SET_ADDRESS: &str = "sev-secret-set-address";
/// SEV-SNP policy bits of the guest; unsigned 64-bit. `VIR_DOMAIN_LAUNCH_SECURITY_SEV_SNP_POLICY`,
/// since 10.5.0.
pub const DOMAIN_LAUNCH_SECURITY_SEV_SNP_POLICY: &str = "sev-snp-policy";
/// Room for the name of a memory parameter, in bytes with the closing zero byte.
/// `VIR_DOMAIN_MEMORY_FIELD_LENGTH`, since 0.8.5.
pub const DOMAIN_MEMORY_FIELD_LENGTH: usize = 80;
/// Most host memory the domain may use; unsigned 64-bit, KiB. `VIR_DOMAIN_MEMORY_HARD_LIMIT`, since
/// 0.8.5.
pub const DOMAIN_MEMORY_HARD_LIMIT: &str = "hard_limit";
/// Memory that is guaranteed to the domain; unsigned 64-bit, KiB. `VIR_DOMAIN_MEMORY_MIN_GUARANTEE`,
/// since 0.8.5.
pub const DOMAIN_MEMORY_MIN_GUARANTEE: &str = "min_guarantee";
/// Value of a memory limit, in KiB, that stands for no limit. `VIR_DOMAIN_MEMORY_PARAM_UNLIMITED`,
/// since 0.8.8.
pub const DOMAIN_MEMORY_PARAM_UNLIMITED: i64 = 9007199254740991;
/// Memory limit that is enforced only when memory is scarce; unsigned 64-bit, KiB.
/// `VIR_DOMAIN_MEMORY_SOFT_LIMIT`, since 0.8.5.
pub const DOMAIN_MEMORY_SOFT_LIMIT: &str = "soft_limit";
/// Most memory and swap space together that the domain may use; unsigned 64-bit, KiB.
/// `VIR_DOMAIN_MEMORY_SWAP_HARD_LIMIT`, since 0.8.5.
pub const DOMAIN_MEMORY_SWAP_HARD_LIMIT: &str = "swap_hard_limit";
/// How memory is placed on NUMA nodes, as a placement mode number; signed 32-bit.
/// `VIR_DOMAIN_NUMA_MODE`, since 0.9.9.
pub const DOMAIN_NUMA_MODE: &str = "numa_mode";
/// Which host NUMA nodes memory is taken from, as a list of numbers and ranges; string.
/// `VIR_DOMAIN_NUMA_NODESET`, since 0.9.9.
pub const DOMAIN_NUMA_NODESET: &str = "numa_nodeset";
/// Highest share of CPU time under Xen's credit scheduler, in percent of one CPU, zero for no cap;
/// unsigned 32-bit. `VIR_DOMAIN_SCHEDULER_CAP`, since 0.9.7.
pub const DOMAIN_SCHEDULER_CAP: &str = "cap";
/// Share of CPU time relative to other domains; unsigned 64-bit. `VIR_DOMAIN_SCHEDULER_CPU_SHARES`,
/// since 0.9.7.
pub const DOMAIN_SCHEDULER_CPU_SHARES: &str = "cpu_shares";
/// Period over which the emulator's quota is enforced; unsigned 64-bit, microseconds.
/// `VIR_DOMAIN_SCHEDULER_EMULATOR_PERIOD`, since 0.10.0.
pub const DOMAIN_SCHEDULER_EMULATOR_PERIOD: &str = "emulator_period";
/// CPU time the emulator may use in each period; signed 64-bit, microseconds.
/// `VIR_DOMAIN_SCHEDULER_EMULATOR_QUOTA`, since 0.10.0.
pub const DOMAIN_SCHEDULER_EMULATOR_QUOTA: &str = "emulator_quota";
/// Period over which the whole domain's quota is enforced; unsigned 64-bit, microseconds.
/// `VIR_DOMAIN_SCHEDULER_GLOBAL_PERIOD`, since 1.3.3.
pub const DOMAIN_SCHEDULER_GLOBAL_PERIOD: &str = "global_period";
/// CPU time the whole domain may use in each period; signed 64-bit, microseconds.
/// `VIR_DOMAIN_SCHEDULER_GLOBAL_QUOTA`, since 1.3.3.
pub const DOMAIN_SCHEDULER_GLOBAL_QUOTA: &str = "global_quota";
/// Period over which the I/O threads' quota is enforced; unsigned 64-bit, microseconds.
/// `VIR_DOMAIN_SCHEDULER_IOTHREAD_PERIOD`, since 2.2.0.
pub const DOMAIN_SCHEDULER_IOTHREAD_PERIOD: &str = "iothread_period";
/// CPU time the I/O threads may use in each period; signed 64-bit, microseconds.
/// `VIR_DOMAIN_SCHEDULER_IOTHREAD_QUOTA`, since 2.2.0.
pub const DOMAIN_SCHEDULER_IOTHREAD_QUOTA: &str = "iothread_quota";
/// Upper limit of CPU speed for the domain on VMware; signed 64-bit, MHz. `VIR_DOMAIN_SCHEDULER_LIMIT`,
/// since 0.9.7.
pub const DOMAIN_SCHEDULER_LIMIT: &str = "limit";
/// CPU speed reserved for the domain on VMware; signed 64-bit, MHz. `VIR_DOMAIN_SCHEDULER_RESERVATION`,
/// since 0.9.7.
pub const DOMAIN_SCHEDULER_RESERVATION: &str = "reservation";
/// Share of CPU speed relative to other domains on VMware; signed 32-bit.
/// `VIR_DOMAIN_SCHEDULER_SHARES`, since 0.9.7.
pub const DOMAIN_SCHEDULER_SHARES: &str = "shares";
/// Period over which each virtual CPU's quota is enforced; unsigned 64-bit, microseconds.
/// `VIR_DOMAIN_SCHEDULER_VCPU_PERIOD`, since 0.9.7.
pub const DOMAIN_SCHEDULER_VCPU_PERIOD: &str = "vcpu_period";
/// CPU time each virtual CPU may use in each period; signed 64-bit, microseconds.
/// `VIR_DOMAIN_SCHEDULER_VCPU_QUOTA`, since 0.9.7.
pub const DOMAIN_SCHEDULER_VCPU_QUOTA: &str = "vcpu_quota";
/// Share of CPU time relative to other domains under Xen's credit scheduler; unsigned 32-bit.
/// `VIR_DOMAIN_SCHEDULER_WEIGHT`, since 0.9.7.
pub const DOMAIN_SCHEDULER_WEIGHT: &str = "weight";
/// Room for the name of a scheduler parameter, in bytes with the closing zero byte.
/// `VIR_DOMAIN_SCHED_FIELD_LENGTH`, since 0.2.3.
pub const DOMAIN_SCHED_FIELD_LENGTH: usize = 80;
/// Largest number of keys that can be sent to a guest in one call. `VIR_DOMAIN_SEND_KEY_MAX_KEYS`,
/// since 0.9.3.
pub const DOMAIN_SEND_KEY_MAX_KEYS: usize = 16;
