//! A domain's disks, named by target (`vda`) or by path.

use async_trait::async_trait;
use vir_types::{
    Affect, DomainBlockResizeFlags, DomainKey, Error, NoFlags, Result, TypedParameterFlags, TypedParams,
    info::{DomainBlockInfo, DomainBlockStats, DomainDiskErrors},
};

/// A domain's disks, named by target (`vda`) or by path.
#[async_trait]
pub trait DomainBlock: Send + Sync {
    /// How large a disk is.
    ///
    /// C API: `virDomainGetBlockInfo`. Since: 0.8.1.
    async fn domain_get_block_info(
        &self,
        dom: &DomainKey,
        path: &str,
        flags: NoFlags,
    ) -> Result<DomainBlockInfo> {
        Err(Error::unsupported())
    }

    /// What a disk of a running domain has done; an empty `path` adds up all disks.
    ///
    /// C API: `virDomainBlockStats`. Since: 0.3.2.
    async fn domain_block_stats(&self, dom: &DomainKey, path: &str) -> Result<DomainBlockStats> {
        Err(Error::unsupported())
    }

    /// What a disk of a running domain has done, in as many numbers as there are.
    ///
    /// C API: `virDomainBlockStatsFlags`. Since: 0.9.5.
    async fn domain_block_stats_flags(
        &self,
        dom: &DomainKey,
        path: &str,
        flags: TypedParameterFlags,
    ) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Reads `size` bytes of a disk's file or device, from byte `offset` on. A format's header is not
    /// skipped.
    ///
    /// C API: `virDomainBlockPeek`. Since: 0.4.2.
    async fn domain_block_peek(
        &self,
        dom: &DomainKey,
        path: &str,
        offset: u64,
        size: u32,
        flags: NoFlags,
    ) -> Result<Vec<u8>> {
        Err(Error::unsupported())
    }

    /// Resizes a disk of a running domain: to `size` KiB, or bytes with `BYTES`; to the size of its device
    /// with `CAPACITY`, where `size` may be 0.
    ///
    /// C API: `virDomainBlockResize`. Since: 0.9.8.
    async fn domain_block_resize(
        &self,
        dom: &DomainKey,
        disk: &str,
        size: u64,
        flags: DomainBlockResizeFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// The throughput limits of a disk; without one, only how many limits there are matters.
    ///
    /// C API: `virDomainGetBlockIoTune`. Since: 0.9.8.
    async fn domain_get_block_io_tune(
        &self,
        dom: &DomainKey,
        disk: Option<&str>,
        flags: Affect,
    ) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// Sets the throughput limits of a disk.
    ///
    /// C API: `virDomainSetBlockIoTune`. Since: 0.9.8.
    async fn domain_set_block_io_tune(
        &self,
        dom: &DomainKey,
        disk: &str,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Sets the mark of a disk, or of a layer such as `vda[1]`, whose crossing is an event; 0 removes it.
    ///
    /// C API: `virDomainSetBlockThreshold`. Since: 3.1.0.
    async fn domain_set_block_threshold(
        &self,
        dom: &DomainKey,
        dev: &str,
        threshold_bytes: u64,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// At most `max` disks of a running domain that failed; with 0, how many could fail.
    ///
    /// C API: `virDomainGetDiskErrors`. Since: 0.9.10.
    async fn domain_get_disk_errors(
        &self,
        dom: &DomainKey,
        max: u32,
        flags: NoFlags,
    ) -> Result<DomainDiskErrors> {
        Err(Error::unsupported())
    }

    /// Makes or changes a group of throughput limits that several disks share.
    ///
    /// C API: `virDomainSetThrottleGroup`. Since: 11.2.0.
    async fn domain_set_throttle_group(
        &self,
        dom: &DomainKey,
        group: &str,
        params: &TypedParams,
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Removes such a group; no disk may use it.
    ///
    /// C API: `virDomainDelThrottleGroup`. Since: 11.2.0.
    async fn domain_del_throttle_group(
        &self,
        dom: &DomainKey,
        group: Option<&str>,
        flags: Affect,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
