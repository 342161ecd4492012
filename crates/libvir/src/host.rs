//! The host below a connection: its CPUs, memory and sleep.

use vir_types::info::{NodeCpuMap, NodeCpuStat, NodeMemoryStat};
use vir_types::params::NodeAllocPagesParams;
use vir_types::{NoFlags, NodeAllocPagesFlags, NodeSuspendTarget, Result, TypedParameterFlags, TypedParams};

use crate::Connect;
use crate::api::Api;

const NODE_GET_CPU_MAP: Api = Api::read("virNodeGetCPUMap", "1.0.0");
const NODE_GET_CPU_STATS: Api = Api::read("virNodeGetCPUStats", "0.9.3");
const NODE_GET_MEMORY_STATS: Api = Api::read("virNodeGetMemoryStats", "0.9.3");
const NODE_GET_MEMORY_PARAMETERS: Api = Api::read("virNodeGetMemoryParameters", "0.10.2");
const NODE_SET_MEMORY_PARAMETERS: Api = Api::write("virNodeSetMemoryParameters", "0.10.2");
const NODE_GET_FREE_MEMORY: Api = Api::read("virNodeGetFreeMemory", "0.3.3");
const NODE_GET_CELLS_FREE_MEMORY: Api = Api::read("virNodeGetCellsFreeMemory", "0.3.3");
const NODE_GET_FREE_PAGES: Api = Api::read("virNodeGetFreePages", "1.2.6");
const NODE_ALLOC_PAGES: Api = Api::write("virNodeAllocPages", "1.2.9");
const NODE_GET_SEV_INFO: Api = Api::write("virNodeGetSEVInfo", "4.5.0");
const NODE_SUSPEND_FOR_DURATION: Api = Api::write("virNodeSuspendForDuration", "0.9.8");

impl Connect {
    /// Which CPUs the host has, and which of them are online; the map and the count only if needed.
    ///
    /// C API: `virNodeGetCPUMap`. Since: 1.0.0.
    ///
    /// # Errors
    /// `NoSupport`: the driver cannot tell.
    pub async fn node_get_cpu_map(
        &self,
        need_map: bool,
        need_online: bool,
        flags: NoFlags,
    ) -> Result<NodeCpuMap> {
        self.call(&NODE_GET_CPU_MAP, |drv| Ok(drv.host()?.node_get_cpu_map(need_map, need_online, flags)))
            .await
    }

    /// How one host CPU, or all together with `NodeGetCpuStatsAllCpus`, spent its time, in nanoseconds.
    ///
    /// C API: `virNodeGetCPUStats`. Since: 0.9.3.
    ///
    /// # Errors
    /// `NoSupport`: the driver cannot tell.
    pub async fn node_get_cpu_stats(&self, cpu_num: i32, flags: NoFlags) -> Result<Vec<NodeCpuStat>> {
        self.call(&NODE_GET_CPU_STATS, |drv| Ok(drv.host()?.node_get_cpu_stats(cpu_num, flags))).await
    }

    /// How the memory of one NUMA node, or of all together with `NodeGetMemoryStatsAllCells`, is used, in
    /// KiB.
    ///
    /// C API: `virNodeGetMemoryStats`. Since: 0.9.3.
    ///
    /// # Errors
    /// `NoSupport`: the driver cannot tell.
    pub async fn node_get_memory_stats(&self, cell_num: i32, flags: NoFlags) -> Result<Vec<NodeMemoryStat>> {
        self.call(&NODE_GET_MEMORY_STATS, |drv| Ok(drv.host()?.node_get_memory_stats(cell_num, flags))).await
    }

    /// How the host shares equal memory pages (KSM).
    ///
    /// C API: `virNodeGetMemoryParameters`. Since: 0.10.2.
    ///
    /// # Errors
    /// `NoSupport`: the driver cannot tell.
    pub async fn node_get_memory_parameters(&self, flags: TypedParameterFlags) -> Result<TypedParams> {
        self.call(&NODE_GET_MEMORY_PARAMETERS, |drv| Ok(drv.host()?.node_get_memory_parameters(flags))).await
    }

    /// Sets how the host shares equal memory pages; what `params` does not name stays.
    ///
    /// C API: `virNodeSetMemoryParameters`. Since: 0.10.2.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn node_set_memory_parameters(&self, params: &TypedParams, flags: NoFlags) -> Result<()> {
        self.call(&NODE_SET_MEMORY_PARAMETERS, |drv| {
            Ok(drv.host()?.node_set_memory_parameters(params, flags))
        })
        .await
    }

    /// The host's free memory, in **bytes**.
    ///
    /// C API: `virNodeGetFreeMemory`. Since: 0.3.3.
    ///
    /// # Errors
    /// `NoSupport`: the driver cannot tell.
    pub async fn node_get_free_memory(&self) -> Result<u64> {
        self.call(&NODE_GET_FREE_MEMORY, |drv| Ok(drv.host()?.node_get_free_memory())).await
    }

    /// The free memory of at most `max` NUMA nodes from `start_cell` on, in **bytes**.
    ///
    /// C API: `virNodeGetCellsFreeMemory`. Since: 0.3.3.
    ///
    /// # Errors
    /// `NoSupport`: the driver cannot tell.
    pub async fn node_get_cells_free_memory(&self, start_cell: i32, max: u32) -> Result<Vec<u64>> {
        self.call(&NODE_GET_CELLS_FREE_MEMORY, |drv| {
            Ok(drv.host()?.node_get_cells_free_memory(start_cell, max))
        })
        .await
    }

    /// How many pages of these sizes are free: all sizes of the first node, then of the next.
    ///
    /// C API: `virNodeGetFreePages`. Since: 1.2.6.
    ///
    /// # Errors
    /// `NoSupport`: the driver cannot tell.
    pub async fn node_get_free_pages(
        &self,
        pages_kib: &[u32],
        start_cell: i32,
        cell_count: u32,
        flags: NoFlags,
    ) -> Result<Vec<u64>> {
        self.call(&NODE_GET_FREE_PAGES, |drv| {
            Ok(drv.host()?.node_get_free_pages(pages_kib, start_cell, cell_count, flags))
        })
        .await
    }

    /// Sets how many huge pages the host keeps; answers in how many pools that succeeded. With `SET` the
    /// counts replace what is there; without, they are added to it.
    ///
    /// C API: `virNodeAllocPages`. Since: 1.2.9.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn node_alloc_pages(
        &self,
        params: &NodeAllocPagesParams,
        flags: NodeAllocPagesFlags,
    ) -> Result<u32> {
        self.call(&NODE_ALLOC_PAGES, |drv| Ok(drv.host()?.node_alloc_pages(params, flags))).await
    }

    /// The host's part of AMD SEV: certificates and limits.
    ///
    /// C API: `virNodeGetSEVInfo`. Since: 4.5.0.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn node_get_sev_info(&self, flags: TypedParameterFlags) -> Result<TypedParams> {
        self.call(&NODE_GET_SEV_INFO, |drv| Ok(drv.host()?.node_get_sev_info(flags))).await
    }

    /// Puts the host to sleep for that many **seconds**, at least 60.
    ///
    /// C API: `virNodeSuspendForDuration`. Since: 0.9.8.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn node_suspend_for_duration(
        &self,
        target: NodeSuspendTarget,
        duration_s: u64,
        flags: NoFlags,
    ) -> Result<()> {
        self.call(&NODE_SUSPEND_FOR_DURATION, |drv| {
            Ok(drv.host()?.node_suspend_for_duration(target, duration_s, flags))
        })
        .await
    }
}
