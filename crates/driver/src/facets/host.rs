//! The host: CPUs, memory, sleep.

use async_trait::async_trait;
use vir_types::{
    Error, NoFlags, NodeAllocPagesFlags, NodeSuspendTarget, Result, TypedParameterFlags, TypedParams,
    info::{NodeCpuMap, NodeCpuStat, NodeInfo, NodeMemoryStat, SecurityModel},
    params::NodeAllocPagesParams,
};

/// The host: CPUs, memory, sleep.
#[async_trait]
pub trait Host: Send + Sync {
    /// The short facts of the host.
    ///
    /// C API: `virNodeGetInfo`. Since: 0.1.0.
    async fn node_get_info(&self) -> Result<NodeInfo> {
        Err(Error::unsupported())
    }

    /// Which CPUs the host has, and which of them are online; the map and the count only if needed.
    ///
    /// C API: `virNodeGetCPUMap`. Since: 1.0.0.
    async fn node_get_cpu_map(
        &self,
        need_map: bool,
        need_online: bool,
        flags: NoFlags,
    ) -> Result<NodeCpuMap> {
        Err(Error::unsupported())
    }

    /// How one host CPU, or all together with `NodeGetCpuStatsAllCpus`, spent its time, in nanoseconds.
    ///
    /// C API: `virNodeGetCPUStats`. Since: 0.9.3.
    async fn node_get_cpu_stats(&self, cpu_num: i32, flags: NoFlags) -> Result<Vec<NodeCpuStat>> {
        Err(Error::unsupported())
    }

    /// How the memory of one NUMA node, or of all together with `NodeGetMemoryStatsAllCells`, is used, in
    /// KiB.
    ///
    /// C API: `virNodeGetMemoryStats`. Since: 0.9.3.
    async fn node_get_memory_stats(&self, cell_num: i32, flags: NoFlags) -> Result<Vec<NodeMemoryStat>> {
        Err(Error::unsupported())
    }

    /// How the host shares equal memory pages (KSM).
    ///
    /// C API: `virNodeGetMemoryParameters`. Since: 0.10.2.
    async fn node_get_memory_parameters(&self, flags: TypedParameterFlags) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Sets how the host shares equal memory pages; what `params` does not name stays.
    ///
    /// C API: `virNodeSetMemoryParameters`. Since: 0.10.2.
    async fn node_set_memory_parameters(&self, params: &TypedParams, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// The host's free memory, in **bytes**.
    ///
    /// C API: `virNodeGetFreeMemory`. Since: 0.3.3.
    async fn node_get_free_memory(&self) -> Result<u64> {
        Err(Error::unsupported())
    }

    /// The free memory of at most `max` NUMA nodes from `start_cell` on, in **bytes**.
    ///
    /// C API: `virNodeGetCellsFreeMemory`. Since: 0.3.3.
    async fn node_get_cells_free_memory(&self, start_cell: i32, max: u32) -> Result<Vec<u64>> {
        Err(Error::unsupported())
    }

    /// How many pages of these sizes are free: all sizes of the first node, then of the next.
    ///
    /// C API: `virNodeGetFreePages`. Since: 1.2.6.
    async fn node_get_free_pages(
        &self,
        pages_kib: &[u32],
        start_cell: i32,
        cell_count: u32,
        flags: NoFlags,
    ) -> Result<Vec<u64>> {
        Err(Error::unsupported())
    }

    /// Sets how many huge pages the host keeps; answers in how many pools that succeeded. With `SET` the
    /// counts replace what is there; without, they are added to it.
    ///
    /// C API: `virNodeAllocPages`. Since: 1.2.9.
    async fn node_alloc_pages(
        &self,
        params: &NodeAllocPagesParams,
        flags: NodeAllocPagesFlags,
    ) -> Result<u32> {
        Err(Error::unsupported())
    }

    /// What confines domains on this host.
    ///
    /// C API: `virNodeGetSecurityModel`. Since: 0.6.1.
    async fn node_get_security_model(&self) -> Result<SecurityModel> {
        Err(Error::unsupported())
    }

    /// The host's part of AMD SEV: certificates and limits.
    ///
    /// C API: `virNodeGetSEVInfo`. Since: 4.5.0.
    async fn node_get_sev_info(&self, flags: TypedParameterFlags) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Puts the host to sleep for that many **seconds**, at least 60.
    ///
    /// C API: `virNodeSuspendForDuration`. Since: 0.9.8.
    async fn node_suspend_for_duration(
        &self,
        target: NodeSuspendTarget,
        duration_s: u64,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
