//! Names of performance events.

/// Switches the counting of memory accesses the kernel had to correct for bad alignment on or off;
/// boolean. `VIR_PERF_PARAM_ALIGNMENT_FAULTS`, since 3.2.0.
pub const PERF_PARAM_ALIGNMENT_FAULTS: &str = "alignment_faults";
/// Switches the counting of branch instructions executed on or off; boolean.
/// `VIR_PERF_PARAM_BRANCH_INSTRUCTIONS`, since 3.0.0.
pub const PERF_PARAM_BRANCH_INSTRUCTIONS: &str = "branch_instructions";
/// Switches the counting of mispredicted branches on or off; boolean. `VIR_PERF_PARAM_BRANCH_MISSES`,
/// since 3.0.0.
pub const PERF_PARAM_BRANCH_MISSES: &str = "branch_misses";
/// Switches the counting of bus cycles on or off; boolean. `VIR_PERF_PARAM_BUS_CYCLES`, since 3.0.0.
pub const PERF_PARAM_BUS_CYCLES: &str = "bus_cycles";
/// Switches the counting of cache misses on or off; boolean. `VIR_PERF_PARAM_CACHE_MISSES`, since
/// 2.3.0.
pub const PERF_PARAM_CACHE_MISSES: &str = "cache_misses";
/// Switches the counting of cache accesses on or off; boolean. `VIR_PERF_PARAM_CACHE_REFERENCES`, since
/// 2.3.0.
pub const PERF_PARAM_CACHE_REFERENCES: &str = "cache_references";
/// Switches the monitoring of occupied cache space, in bytes, on or off; boolean. `VIR_PERF_PARAM_CMT`,
/// since 1.3.3.
pub const PERF_PARAM_CMT: &str = "cmt";
/// Switches the counting of context switches on or off; boolean. `VIR_PERF_PARAM_CONTEXT_SWITCHES`,
/// since 3.2.0.
pub const PERF_PARAM_CONTEXT_SWITCHES: &str = "context_switches";
/// Switches the CPU clock counter on or off; boolean. `VIR_PERF_PARAM_CPU_CLOCK`, since 3.2.0.
pub const PERF_PARAM_CPU_CLOCK: &str = "cpu_clock";
/// Switches the counting of CPU cycles on or off; boolean. `VIR_PERF_PARAM_CPU_CYCLES`, since 2.3.0.
pub const PERF_PARAM_CPU_CYCLES: &str = "cpu_cycles";
/// Switches the counting of moves of the process from one host CPU to another on or off; boolean.
/// `VIR_PERF_PARAM_CPU_MIGRATIONS`, since 3.2.0.
pub const PERF_PARAM_CPU_MIGRATIONS: &str = "cpu_migrations";
/// Switches the counting of instructions the kernel had to emulate on or off; boolean.
/// `VIR_PERF_PARAM_EMULATION_FAULTS`, since 3.2.0.
pub const PERF_PARAM_EMULATION_FAULTS: &str = "emulation_faults";
/// Switches the counting of instructions executed on or off; boolean. `VIR_PERF_PARAM_INSTRUCTIONS`,
/// since 2.3.0.
pub const PERF_PARAM_INSTRUCTIONS: &str = "instructions";
/// Switches the monitoring of traffic through the own memory controller, in bytes/s, on or off;
/// boolean. `VIR_PERF_PARAM_MBML`, since 1.3.5.
pub const PERF_PARAM_MBML: &str = "mbml";
/// Switches the monitoring of total memory traffic between cache levels, in bytes/s, on or off;
/// boolean. `VIR_PERF_PARAM_MBMT`, since 1.3.5.
pub const PERF_PARAM_MBMT: &str = "mbmt";
/// Switches the counting of page faults of both kinds on or off; boolean. `VIR_PERF_PARAM_PAGE_FAULTS`,
/// since 3.2.0.
pub const PERF_PARAM_PAGE_FAULTS: &str = "page_faults";
/// Switches the counting of page faults that needed disk access on or off; boolean.
/// `VIR_PERF_PARAM_PAGE_FAULTS_MAJ`, since 3.2.0.
pub const PERF_PARAM_PAGE_FAULTS_MAJ: &str = "page_faults_maj";
/// Switches the counting of page faults that needed no disk access on or off; boolean.
/// `VIR_PERF_PARAM_PAGE_FAULTS_MIN`, since 3.2.0.
pub const PERF_PARAM_PAGE_FAULTS_MIN: &str = "page_faults_min";
/// Switches the counting of CPU cycles at the fixed reference clock on or off; boolean.
/// `VIR_PERF_PARAM_REF_CPU_CYCLES`, since 3.0.0.
pub const PERF_PARAM_REF_CPU_CYCLES: &str = "ref_cpu_cycles";
/// Switches the counting of CPU cycles in which the back end of the pipeline stood still on or off;
/// boolean. `VIR_PERF_PARAM_STALLED_CYCLES_BACKEND`, since 3.0.0.
pub const PERF_PARAM_STALLED_CYCLES_BACKEND: &str = "stalled_cycles_backend";
/// Switches the counting of CPU cycles in which the front end of the pipeline stood still on or off;
/// boolean. `VIR_PERF_PARAM_STALLED_CYCLES_FRONTEND`, since 3.0.0.
pub const PERF_PARAM_STALLED_CYCLES_FRONTEND: &str = "stalled_cycles_frontend";
/// Switches the clock counter of the domain's own tasks on or off; boolean.
/// `VIR_PERF_PARAM_TASK_CLOCK`, since 3.2.0.
pub const PERF_PARAM_TASK_CLOCK: &str = "task_clock";
