//! A domain's virtual CPUs and where they run. CPU maps: the lowest bit of the first byte is CPU 0.

use async_trait::async_trait;
use vir_types::{
    Affect, DomainKey, DomainVcpuFlags, Error, NoFlags, Result, TypedParams,
    info::{DomainPinInfo, DomainVcpus},
};

/// A domain's virtual CPUs and where they run. CPU maps: the lowest bit of the first byte is CPU 0.
#[async_trait]
pub trait DomainVcpu: Send + Sync {
    /// The most virtual CPUs that it can have: as defined while it does not run, as started while it does.
    ///
    /// C API: `virDomainGetMaxVcpus`. Since: 0.2.1.
    async fn domain_get_max_vcpus(&self, dom: &DomainKey) -> Result<u32> {
        self.domain_get_vcpus_flags(dom, DomainVcpuFlags::MAXIMUM).await
    }

    /// Sets how many virtual CPUs a running domain has.
    ///
    /// C API: `virDomainSetVcpus`. Since: 0.1.4.
    async fn domain_set_vcpus(&self, dom: &DomainKey, nvcpus: u32) -> Result<()> {
        self.domain_set_vcpus_flags(dom, nvcpus, DomainVcpuFlags::LIVE).await
    }

    /// Sets how many virtual CPUs a domain has.
    ///
    /// `LIVE` means the running domain, `CONFIG` its definition; neither means whichever it is now. `MAXIMUM`
    /// sets the most that it may have, which only its definition can change. `GUEST` asks the guest's agent to
    /// take CPUs on or off line; `HOTPLUGGABLE` makes CPUs that are added removable.
    ///
    /// C API: `virDomainSetVcpusFlags`. Since: 0.8.5.
    async fn domain_set_vcpus_flags(
        &self,
        dom: &DomainKey,
        nvcpus: u32,
        flags: DomainVcpuFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// How many virtual CPUs a domain has, or, with `MAXIMUM`, may have; flags as in
    /// [`domain_set_vcpus_flags`](Self::domain_set_vcpus_flags).
    ///
    /// C API: `virDomainGetVcpusFlags`. Since: 0.8.5.
    async fn domain_get_vcpus_flags(&self, dom: &DomainKey, flags: DomainVcpuFlags) -> Result<u32> {
        Err(Error::unsupported())
    }

    /// What at most `maxinfo` virtual CPUs of a running domain do, and the CPU maps of `maplen` bytes each
    /// of where they may run; no maps if `maplen` is 0.
    ///
    /// C API: `virDomainGetVcpus`. Since: 0.1.4.
    async fn domain_get_vcpus(&self, dom: &DomainKey, maxinfo: u32, maplen: u32) -> Result<DomainVcpus> {
        Err(Error::unsupported())
    }

    /// Says on which host CPUs a virtual CPU of a running domain may run.
    ///
    /// C API: `virDomainPinVcpu`. Since: 0.1.4.
    async fn domain_pin_vcpu(&self, dom: &DomainKey, vcpu: u32, cpumap: &[u8]) -> Result<()> {
        self.domain_pin_vcpu_flags(dom, vcpu, cpumap, Affect::LIVE).await
    }

    /// Says on which host CPUs a virtual CPU may run.
    ///
    /// C API: `virDomainPinVcpuFlags`. Since: 0.9.3.
    async fn domain_pin_vcpu_flags(
        &self,
        dom: &DomainKey,
        vcpu: u32,
        cpumap: &[u8],
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Where at most `ncpumaps` virtual CPUs may run, in maps of `maplen` bytes each.
    ///
    /// C API: `virDomainGetVcpuPinInfo`. Since: 0.9.3.
    async fn domain_get_vcpu_pin_info(
        &self,
        dom: &DomainKey,
        ncpumaps: u32,
        maplen: u32,
        flags: Affect,
    ) -> Result<DomainPinInfo> {
        Err(Error::unsupported())
    }

    /// Says on which host CPUs the emulator's own threads may run.
    ///
    /// C API: `virDomainPinEmulator`. Since: 0.10.0.
    async fn domain_pin_emulator(&self, dom: &DomainKey, cpumap: &[u8], flags: Affect) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Where the emulator's own threads may run, in one map of `maplen` bytes.
    ///
    /// C API: `virDomainGetEmulatorPinInfo`. Since: 0.10.0.
    async fn domain_get_emulator_pin_info(
        &self,
        dom: &DomainKey,
        maplen: u32,
        flags: Affect,
    ) -> Result<DomainPinInfo> {
        Err(Error::unsupported())
    }

    /// Plugs in (`true`) or out the virtual CPUs of a list such as `2-3,6`.
    ///
    /// C API: `virDomainSetVcpu`. Since: 3.1.0.
    async fn domain_set_vcpu(
        &self,
        dom: &DomainKey,
        vcpumap: &str,
        state: bool,
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// The virtual CPUs as the guest's agent sees them.
    ///
    /// C API: `virDomainGetGuestVcpus`. Since: 2.0.0.
    async fn domain_get_guest_vcpus(&self, dom: &DomainKey, flags: NoFlags) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Lets the guest's agent use (`true`) or leave alone the virtual CPUs of a list such as `2-3,6`.
    ///
    /// C API: `virDomainSetGuestVcpus`. Since: 2.0.0.
    async fn domain_set_guest_vcpus(
        &self,
        dom: &DomainKey,
        cpumap: &str,
        state: bool,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
