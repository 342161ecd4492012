//! A domain's virtual CPUs.

use vir_types::info::{DomainPinInfo, DomainVcpus};
use vir_types::{Affect, DomainVcpuFlags, NoFlags, Result, TypedParams};

use super::Domain;
use crate::api::Api;

const GET_MAX_VCPUS: Api = Api::read("virDomainGetMaxVcpus", "0.2.1");
const SET_VCPUS: Api = Api::write("virDomainSetVcpus", "0.1.4");
const SET_VCPUS_FLAGS: Api = Api::write("virDomainSetVcpusFlags", "0.8.5");
const GET_VCPUS_FLAGS: Api =
    Api::read("virDomainGetVcpusFlags", "0.8.5").write_if(DomainVcpuFlags::GUEST.bits());
const GET_VCPUS: Api = Api::read("virDomainGetVcpus", "0.1.4");
const PIN_VCPU: Api = Api::write("virDomainPinVcpu", "0.1.4");
const PIN_VCPU_FLAGS: Api = Api::write("virDomainPinVcpuFlags", "0.9.3");
const GET_VCPU_PIN_INFO: Api = Api::read("virDomainGetVcpuPinInfo", "0.9.3");
const PIN_EMULATOR: Api = Api::write("virDomainPinEmulator", "0.10.0");
const GET_EMULATOR_PIN_INFO: Api = Api::read("virDomainGetEmulatorPinInfo", "0.10.0");
const SET_VCPU: Api = Api::write("virDomainSetVcpu", "3.1.0");
const GET_GUEST_VCPUS: Api = Api::write("virDomainGetGuestVcpus", "2.0.0");
const SET_GUEST_VCPUS: Api = Api::write("virDomainSetGuestVcpus", "2.0.0");

impl Domain {
    /// The most virtual CPUs that the domain may have: while it runs, what it was started with.
    ///
    /// C API: `virDomainGetMaxVcpus`. Since: 0.2.1.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn get_max_vcpus(&self) -> Result<u32> {
        self.conn.call(&GET_MAX_VCPUS, |drv| Ok(drv.vcpu()?.domain_get_max_vcpus(&self.key))).await
    }

    /// Sets how many virtual CPUs a running domain has.
    ///
    /// C API: `virDomainSetVcpus`. Since: 0.1.4.
    ///
    /// # Errors
    /// `InvalidArg`: zero, or more than its maximum. `OperationInvalid`: it does not run.
    pub async fn set_vcpus(&self, nvcpus: u32) -> Result<()> {
        self.conn.call(&SET_VCPUS, |drv| Ok(drv.vcpu()?.domain_set_vcpus(&self.key, nvcpus))).await
    }

    /// Sets how many virtual CPUs the domain has.
    ///
    /// `LIVE` means the running domain, `CONFIG` its definition; neither means whichever it is now, both
    /// mean both. `MAXIMUM` sets the most that it may have: only the definition can change that.
    /// `GUEST` asks the guest's agent to take CPUs on or off line, `HOTPLUGGABLE` makes the CPUs that are
    /// added removable.
    ///
    /// C API: `virDomainSetVcpusFlags`. Since: 0.8.5.
    ///
    /// # Errors
    /// `InvalidArg`: zero, more than its maximum, or flags that exclude each other. `OperationInvalid`:
    /// `LIVE` and it does not run, or `CONFIG` and it has no definition.
    pub async fn set_vcpus_flags(&self, nvcpus: u32, flags: DomainVcpuFlags) -> Result<()> {
        self.conn
            .call(&SET_VCPUS_FLAGS, |drv| Ok(drv.vcpu()?.domain_set_vcpus_flags(&self.key, nvcpus, flags)))
            .await
    }

    /// How many virtual CPUs the domain has, or, with `MAXIMUM`, may have; the other flags as in
    /// [`set_vcpus_flags`](Self::set_vcpus_flags), of which `LIVE` and `CONFIG` exclude each other here.
    ///
    /// C API: `virDomainGetVcpusFlags`. Since: 0.8.5.
    ///
    /// # Errors
    /// `InvalidArg`: flags that exclude each other. `OperationInvalid`: `LIVE` and it does not run, or
    /// `CONFIG` and it has no definition. `OperationDenied`: `GUEST` and the connection is read-only.
    pub async fn get_vcpus_flags(&self, flags: DomainVcpuFlags) -> Result<u32> {
        self.conn
            .call_with(&GET_VCPUS_FLAGS, flags.bits(), |drv| {
                Ok(drv.vcpu()?.domain_get_vcpus_flags(&self.key, flags))
            })
            .await
    }

    /// What at most `maxinfo` virtual CPUs of a running domain do, and the CPU maps of `maplen` bytes each
    /// of where they may run; no maps if `maplen` is 0.
    ///
    /// C API: `virDomainGetVcpus`. Since: 0.1.4.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_vcpus(&self, maxinfo: u32, maplen: u32) -> Result<DomainVcpus> {
        self.conn.call(&GET_VCPUS, |drv| Ok(drv.vcpu()?.domain_get_vcpus(&self.key, maxinfo, maplen))).await
    }

    /// Says on which host CPUs a virtual CPU of a running domain may run.
    ///
    /// C API: `virDomainPinVcpu`. Since: 0.1.4.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn pin_vcpu(&self, vcpu: u32, cpumap: &[u8]) -> Result<()> {
        self.conn.call(&PIN_VCPU, |drv| Ok(drv.vcpu()?.domain_pin_vcpu(&self.key, vcpu, cpumap))).await
    }

    /// Says on which host CPUs a virtual CPU may run.
    ///
    /// C API: `virDomainPinVcpuFlags`. Since: 0.9.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn pin_vcpu_flags(&self, vcpu: u32, cpumap: &[u8], flags: Affect) -> Result<()> {
        self.conn
            .call(&PIN_VCPU_FLAGS, |drv| {
                Ok(drv.vcpu()?.domain_pin_vcpu_flags(&self.key, vcpu, cpumap, flags))
            })
            .await
    }

    /// Where at most `ncpumaps` virtual CPUs may run, in maps of `maplen` bytes each.
    ///
    /// C API: `virDomainGetVcpuPinInfo`. Since: 0.9.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_vcpu_pin_info(
        &self,
        ncpumaps: u32,
        maplen: u32,
        flags: Affect,
    ) -> Result<DomainPinInfo> {
        self.conn
            .call(&GET_VCPU_PIN_INFO, |drv| {
                Ok(drv.vcpu()?.domain_get_vcpu_pin_info(&self.key, ncpumaps, maplen, flags))
            })
            .await
    }

    /// Says on which host CPUs the emulator's own threads may run.
    ///
    /// C API: `virDomainPinEmulator`. Since: 0.10.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn pin_emulator(&self, cpumap: &[u8], flags: Affect) -> Result<()> {
        self.conn
            .call(&PIN_EMULATOR, |drv| Ok(drv.vcpu()?.domain_pin_emulator(&self.key, cpumap, flags)))
            .await
    }

    /// Where the emulator's own threads may run, in one map of `maplen` bytes.
    ///
    /// C API: `virDomainGetEmulatorPinInfo`. Since: 0.10.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_emulator_pin_info(&self, maplen: u32, flags: Affect) -> Result<DomainPinInfo> {
        self.conn
            .call(&GET_EMULATOR_PIN_INFO, |drv| {
                Ok(drv.vcpu()?.domain_get_emulator_pin_info(&self.key, maplen, flags))
            })
            .await
    }

    /// Plugs in (`true`) or out the virtual CPUs of a list such as `2-3,6`.
    ///
    /// C API: `virDomainSetVcpu`. Since: 3.1.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_vcpu(&self, vcpumap: &str, state: bool, flags: Affect) -> Result<()> {
        self.conn
            .call(&SET_VCPU, |drv| Ok(drv.vcpu()?.domain_set_vcpu(&self.key, vcpumap, state, flags)))
            .await
    }

    /// The virtual CPUs as the guest's agent sees them.
    ///
    /// C API: `virDomainGetGuestVcpus`. Since: 2.0.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn get_guest_vcpus(&self, flags: NoFlags) -> Result<TypedParams> {
        self.conn.call(&GET_GUEST_VCPUS, |drv| Ok(drv.vcpu()?.domain_get_guest_vcpus(&self.key, flags))).await
    }

    /// Lets the guest's agent use (`true`) or leave alone the virtual CPUs of a list such as `2-3,6`.
    ///
    /// C API: `virDomainSetGuestVcpus`. Since: 2.0.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_guest_vcpus(&self, cpumap: &str, state: bool, flags: NoFlags) -> Result<()> {
        self.conn
            .call(&SET_GUEST_VCPUS, |drv| {
                Ok(drv.vcpu()?.domain_set_guest_vcpus(&self.key, cpumap, state, flags))
            })
            .await
    }
}
