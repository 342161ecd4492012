//! CPU models: what the host's is worth and what several hosts have in common.

use async_trait::async_trait;
use vir_types::{
    ConnectBaselineCpuFlags, ConnectCompareCpuFlags, CpuCompareResult, Error, NoFlags, Result,
    params::{BaselineHypervisorCpuParams, CompareHypervisorCpuParams},
};

/// CPU models: what the host's is worth and what several hosts have in common.
#[async_trait]
pub trait Cpu: Send + Sync {
    /// Compares a CPU with the host's. `FAIL_INCOMPATIBLE` makes a worse host an error.
    ///
    /// C API: `virConnectCompareCPU`. Since: 0.7.5.
    async fn connect_compare_cpu(
        &self,
        xml: &str,
        flags: ConnectCompareCpuFlags,
    ) -> Result<CpuCompareResult> {
        Err(Error::unsupported())
    }

    /// Compares a CPU with what the hypervisor can give a guest. `FAIL_INCOMPATIBLE` makes less an error.
    ///
    /// C API: `virConnectCompareHypervisorCPU`. Since: 4.4.0.
    async fn connect_compare_hypervisor_cpu(
        &self,
        params: &CompareHypervisorCpuParams,
        flags: ConnectCompareCpuFlags,
    ) -> Result<CpuCompareResult> {
        Err(Error::unsupported())
    }

    /// The best CPU, as XML, that all of these hosts have. `EXPAND_FEATURES` lists what the model implies,
    /// `MIGRATABLE` leaves out what cannot move.
    ///
    /// C API: `virConnectBaselineCPU`. Since: 0.7.7.
    async fn connect_baseline_cpu(
        &self,
        xml_cpus: &[String],
        flags: ConnectBaselineCpuFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// The best CPU, as XML, that the hypervisor can give a guest on all of these hosts; flags as in
    /// [`connect_baseline_cpu`](Self::connect_baseline_cpu).
    ///
    /// C API: `virConnectBaselineHypervisorCPU`. Since: 4.4.0.
    async fn connect_baseline_hypervisor_cpu(
        &self,
        params: &BaselineHypervisorCpuParams,
        flags: ConnectBaselineCpuFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// The CPU models of an architecture that have a name; none if any name goes.
    ///
    /// C API: `virConnectGetCPUModelNames`. Since: 1.1.3.
    async fn connect_get_cpu_model_names(&self, arch: &str, flags: NoFlags) -> Result<Vec<String>> {
        Err(Error::unsupported())
    }
}
