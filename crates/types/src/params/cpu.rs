//! CPU models and what a hypervisor can do with them.

params! {
    /// For the common subset of CPUs on a hypervisor. Fields that are `None` take the hypervisor's default.
    /// C API: `virConnectBaselineHypervisorCPU`. Since: 4.4.0.
    pub struct BaselineHypervisorCpuParams {
        /// The emulator's path.
        emulator: Option<String>,
        /// The guest's architecture.
        arch: Option<String>,
        /// The machine type.
        machine: Option<String>,
        /// The virtualization type, such as `kvm`.
        virttype: Option<String>,
        /// The CPUs as XML.
        xml_cpus: Vec<String>,
    }

    /// For comparing a CPU with what a hypervisor can offer. Fields that are `None` take the hypervisor's
    /// default. C API: `virConnectCompareHypervisorCPU`. Since: 4.4.0.
    pub struct CompareHypervisorCpuParams {
        /// The emulator's path.
        emulator: Option<String>,
        /// The guest's architecture.
        arch: Option<String>,
        /// The machine type.
        machine: Option<String>,
        /// The virtualization type, such as `kvm`.
        virttype: Option<String>,
        /// The CPU as XML.
        xml_cpu: String,
    }

    /// For what a domain can be given on a hypervisor. Fields that are `None` take the hypervisor's
    /// default. C API: `virConnectGetDomainCapabilities`. Since: 1.2.7.
    pub struct DomainCapabilitiesParams {
        /// The emulator's path.
        emulatorbin: Option<String>,
        /// The guest's architecture.
        arch: Option<String>,
        /// The machine type.
        machine: Option<String>,
        /// The virtualization type, such as `kvm`.
        virttype: Option<String>,
    }
}
