//! CPU models, and documents about what host and hypervisor can do.

use vir_types::params::{BaselineHypervisorCpuParams, CompareHypervisorCpuParams, DomainCapabilitiesParams};
use vir_types::{
    ConnectBaselineCpuFlags, ConnectCompareCpuFlags, ConnectGetDomainCapabilitiesFlags, CpuCompareResult,
    NoFlags, Result,
};

use crate::Connect;
use crate::api::Api;

const COMPARE_CPU: Api = Api::read("virConnectCompareCPU", "0.7.5");
const COMPARE_HYPERVISOR_CPU: Api = Api::write("virConnectCompareHypervisorCPU", "4.4.0");
const BASELINE_CPU: Api = Api::read("virConnectBaselineCPU", "0.7.7");
const BASELINE_HYPERVISOR_CPU: Api = Api::write("virConnectBaselineHypervisorCPU", "4.4.0");
const GET_CPU_MODEL_NAMES: Api = Api::read("virConnectGetCPUModelNames", "1.1.3");
const GET_DOMAIN_CAPABILITIES: Api = Api::write("virConnectGetDomainCapabilities", "1.2.7");
const GET_SYSINFO: Api = Api::read("virConnectGetSysinfo", "0.8.8");
const DOMAIN_XML_FROM_NATIVE: Api = Api::write("virConnectDomainXMLFromNative", "0.6.4");
const DOMAIN_XML_TO_NATIVE: Api = Api::write("virConnectDomainXMLToNative", "0.6.4");

impl Connect {
    /// Compares a CPU with the host's. `FAIL_INCOMPATIBLE` makes a worse host an error.
    ///
    /// C API: `virConnectCompareCPU`. Since: 0.7.5.
    ///
    /// # Errors
    /// `NoSupport`: the driver cannot tell.
    pub async fn compare_cpu(&self, xml: &str, flags: ConnectCompareCpuFlags) -> Result<CpuCompareResult> {
        self.call(&COMPARE_CPU, |drv| Ok(drv.cpu()?.connect_compare_cpu(xml, flags))).await
    }

    /// Compares a CPU with what the hypervisor can give a guest. `FAIL_INCOMPATIBLE` makes less an error.
    ///
    /// C API: `virConnectCompareHypervisorCPU`. Since: 4.4.0.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn compare_hypervisor_cpu(
        &self,
        params: &CompareHypervisorCpuParams,
        flags: ConnectCompareCpuFlags,
    ) -> Result<CpuCompareResult> {
        self.call(&COMPARE_HYPERVISOR_CPU, |drv| Ok(drv.cpu()?.connect_compare_hypervisor_cpu(params, flags)))
            .await
    }

    /// The best CPU, as XML, that all of these hosts have. `EXPAND_FEATURES` lists what the model implies,
    /// `MIGRATABLE` leaves out what cannot move.
    ///
    /// C API: `virConnectBaselineCPU`. Since: 0.7.7.
    ///
    /// # Errors
    /// `NoSupport`: the driver cannot tell.
    pub async fn baseline_cpu(&self, xml_cpus: &[String], flags: ConnectBaselineCpuFlags) -> Result<String> {
        self.call(&BASELINE_CPU, |drv| Ok(drv.cpu()?.connect_baseline_cpu(xml_cpus, flags))).await
    }

    /// The best CPU, as XML, that the hypervisor can give a guest on all of these hosts; flags as in
    /// [`baseline_cpu`](Self::baseline_cpu).
    ///
    /// C API: `virConnectBaselineHypervisorCPU`. Since: 4.4.0.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn baseline_hypervisor_cpu(
        &self,
        params: &BaselineHypervisorCpuParams,
        flags: ConnectBaselineCpuFlags,
    ) -> Result<String> {
        self.call(&BASELINE_HYPERVISOR_CPU, |drv| {
            Ok(drv.cpu()?.connect_baseline_hypervisor_cpu(params, flags))
        })
        .await
    }

    /// The CPU models of an architecture that have a name; none if any name goes.
    ///
    /// C API: `virConnectGetCPUModelNames`. Since: 1.1.3.
    ///
    /// # Errors
    /// `NoSupport`: the driver cannot tell.
    pub async fn get_cpu_model_names(&self, arch: &str, flags: NoFlags) -> Result<Vec<String>> {
        self.call(&GET_CPU_MODEL_NAMES, |drv| Ok(drv.cpu()?.connect_get_cpu_model_names(arch, flags))).await
    }

    /// What a domain can be given with this emulator, architecture, machine and kind, as XML.
    /// `DISABLE_DEPRECATED_FEATURES` leaves out CPU features that the hypervisor discourages.
    ///
    /// C API: `virConnectGetDomainCapabilities`. Since: 1.2.7.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn get_domain_capabilities(
        &self,
        params: &DomainCapabilitiesParams,
        flags: ConnectGetDomainCapabilitiesFlags,
    ) -> Result<String> {
        self.call(&GET_DOMAIN_CAPABILITIES, |drv| {
            Ok(drv.connection()?.connect_get_domain_capabilities(params, flags))
        })
        .await
    }

    /// The host's SMBIOS tables as XML.
    ///
    /// C API: `virConnectGetSysinfo`. Since: 0.8.8.
    ///
    /// # Errors
    /// `NoSupport`: the driver cannot tell.
    pub async fn get_sysinfo(&self, flags: NoFlags) -> Result<String> {
        self.call(&GET_SYSINFO, |drv| Ok(drv.connection()?.connect_get_sysinfo(flags))).await
    }

    /// The domain XML for a configuration in the hypervisor's own format.
    ///
    /// C API: `virConnectDomainXMLFromNative`. Since: 0.6.4.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn domain_xml_from_native(
        &self,
        native_format: &str,
        native_config: &str,
        flags: NoFlags,
    ) -> Result<String> {
        self.call(&DOMAIN_XML_FROM_NATIVE, |drv| {
            Ok(drv.status()?.connect_domain_xml_from_native(native_format, native_config, flags))
        })
        .await
    }

    /// The hypervisor's own configuration, or command line, for a domain XML. Nothing is started.
    ///
    /// C API: `virConnectDomainXMLToNative`. Since: 0.6.4.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn domain_xml_to_native(
        &self,
        native_format: &str,
        domain_xml: &str,
        flags: NoFlags,
    ) -> Result<String> {
        self.call(&DOMAIN_XML_TO_NATIVE, |drv| {
            Ok(drv.status()?.connect_domain_xml_to_native(native_format, domain_xml, flags))
        })
        .await
    }
}
