//! Virtual CPUs and threads of a domain, and the host CPUs that they may use.
//!
//! A CPU map is a row of bytes in which the lowest bit of the first byte is host CPU 0.

use crate::VcpuState;

info! {
    /// One virtual CPU. C API: `virVcpuInfo`. Since: 0.1.4.
    pub struct VcpuInfo {
        /// Its number.
        number: u32,
        /// What it does.
        state: VcpuState,
        /// The host CPU time that it used, in nanoseconds.
        cpu_time_ns: u64,
        /// The host CPU that it runs on, or a negative `VcpuHostCpuState`.
        cpu: i32,
    }

    /// The virtual CPUs of a running domain. C API: `virDomainGetVcpus`. Since: 0.1.4.
    pub struct DomainVcpus {
        /// One entry per virtual CPU.
        info: Vec<VcpuInfo>,
        /// As many CPU maps, one behind the other; empty if none were asked for.
        cpumaps: Vec<u8>,
    }

    /// Where virtual CPUs or the emulator may run.
    /// C API: `virDomainGetVcpuPinInfo`, `virDomainGetEmulatorPinInfo`. Since: 0.9.3.
    pub struct DomainPinInfo {
        /// CPU maps of equal length, one behind the other.
        cpumaps: Vec<u8>,
        /// How many maps there are.
        num: u32,
    }

    /// One I/O thread. C API: `virDomainIOThreadInfo`. Since: 1.2.14.
    pub struct DomainIothreadInfo {
        /// Its number.
        iothread_id: u32,
        /// The CPU map of the host CPUs that it may use.
        cpumap: Vec<u8>,
    }
}
