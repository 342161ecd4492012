//! A domain's disks.

use vir_types::info::{DomainBlockInfo, DomainBlockStats, DomainDiskErrors};
use vir_types::{Affect, DomainBlockResizeFlags, NoFlags, Result, TypedParameterFlags, TypedParams};

use super::Domain;
use crate::api::Api;

const GET_BLOCK_INFO: Api = Api::read("virDomainGetBlockInfo", "0.8.1");
const BLOCK_STATS: Api = Api::read("virDomainBlockStats", "0.3.2");
const BLOCK_STATS_FLAGS: Api = Api::read("virDomainBlockStatsFlags", "0.9.5");
const BLOCK_PEEK: Api = Api::write("virDomainBlockPeek", "0.4.2");
const BLOCK_RESIZE: Api = Api::write("virDomainBlockResize", "0.9.8");
const GET_BLOCK_IO_TUNE: Api = Api::read("virDomainGetBlockIoTune", "0.9.8");
const SET_BLOCK_IO_TUNE: Api = Api::write("virDomainSetBlockIoTune", "0.9.8");
const SET_BLOCK_THRESHOLD: Api = Api::write("virDomainSetBlockThreshold", "3.1.0");
const GET_DISK_ERRORS: Api = Api::read("virDomainGetDiskErrors", "0.9.10");
const SET_THROTTLE_GROUP: Api = Api::write("virDomainSetThrottleGroup", "11.2.0");
const DEL_THROTTLE_GROUP: Api = Api::write("virDomainDelThrottleGroup", "11.2.0");

impl Domain {
    /// How large a disk is.
    ///
    /// C API: `virDomainGetBlockInfo`. Since: 0.8.1.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_block_info(&self, path: &str, flags: NoFlags) -> Result<DomainBlockInfo> {
        self.conn
            .call(&GET_BLOCK_INFO, |drv| Ok(drv.block()?.domain_get_block_info(&self.key, path, flags)))
            .await
    }

    /// What a disk of a running domain has done; an empty `path` adds up all disks.
    ///
    /// C API: `virDomainBlockStats`. Since: 0.3.2.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn block_stats(&self, path: &str) -> Result<DomainBlockStats> {
        self.conn.call(&BLOCK_STATS, |drv| Ok(drv.block()?.domain_block_stats(&self.key, path))).await
    }

    /// What a disk of a running domain has done, in as many numbers as there are.
    ///
    /// C API: `virDomainBlockStatsFlags`. Since: 0.9.5.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn block_stats_flags(&self, path: &str, flags: TypedParameterFlags) -> Result<TypedParams> {
        self.conn
            .call(&BLOCK_STATS_FLAGS, |drv| Ok(drv.block()?.domain_block_stats_flags(&self.key, path, flags)))
            .await
    }

    /// Reads `size` bytes of a disk's file or device, from byte `offset` on. A format's header is not
    /// skipped.
    ///
    /// C API: `virDomainBlockPeek`. Since: 0.4.2.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn block_peek(&self, path: &str, offset: u64, size: u32, flags: NoFlags) -> Result<Vec<u8>> {
        self.conn
            .call(&BLOCK_PEEK, |drv| Ok(drv.block()?.domain_block_peek(&self.key, path, offset, size, flags)))
            .await
    }

    /// Resizes a disk of a running domain: to `size` KiB, or bytes with `BYTES`; to the size of its device
    /// with `CAPACITY`, where `size` may be 0.
    ///
    /// C API: `virDomainBlockResize`. Since: 0.9.8.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn block_resize(&self, disk: &str, size: u64, flags: DomainBlockResizeFlags) -> Result<()> {
        self.conn
            .call(&BLOCK_RESIZE, |drv| Ok(drv.block()?.domain_block_resize(&self.key, disk, size, flags)))
            .await
    }

    /// The throughput limits of a disk; without one, only how many limits there are matters.
    ///
    /// C API: `virDomainGetBlockIoTune`. Since: 0.9.8.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_block_io_tune(&self, disk: Option<&str>, flags: Affect) -> Result<TypedParams> {
        self.conn
            .call(&GET_BLOCK_IO_TUNE, |drv| Ok(drv.block()?.domain_get_block_io_tune(&self.key, disk, flags)))
            .await
    }

    /// Sets the throughput limits of a disk.
    ///
    /// C API: `virDomainSetBlockIoTune`. Since: 0.9.8.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_block_io_tune(&self, disk: &str, params: &TypedParams, flags: Affect) -> Result<()> {
        self.conn
            .call(&SET_BLOCK_IO_TUNE, |drv| {
                Ok(drv.block()?.domain_set_block_io_tune(&self.key, disk, params, flags))
            })
            .await
    }

    /// Sets the mark of a disk, or of a layer such as `vda[1]`, whose crossing is an event; 0 removes it.
    ///
    /// C API: `virDomainSetBlockThreshold`. Since: 3.1.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_block_threshold(&self, dev: &str, threshold_bytes: u64, flags: NoFlags) -> Result<()> {
        self.conn
            .call(&SET_BLOCK_THRESHOLD, |drv| {
                Ok(drv.block()?.domain_set_block_threshold(&self.key, dev, threshold_bytes, flags))
            })
            .await
    }

    /// At most `max` disks of a running domain that failed; with 0, how many could fail.
    ///
    /// C API: `virDomainGetDiskErrors`. Since: 0.9.10.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_disk_errors(&self, max: u32, flags: NoFlags) -> Result<DomainDiskErrors> {
        self.conn
            .call(&GET_DISK_ERRORS, |drv| Ok(drv.block()?.domain_get_disk_errors(&self.key, max, flags)))
            .await
    }

    /// Makes or changes a group of throughput limits that several disks share.
    ///
    /// C API: `virDomainSetThrottleGroup`. Since: 11.2.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_throttle_group(&self, group: &str, params: &TypedParams, flags: Affect) -> Result<()> {
        self.conn
            .call(&SET_THROTTLE_GROUP, |drv| {
                Ok(drv.block()?.domain_set_throttle_group(&self.key, group, params, flags))
            })
            .await
    }

    /// Removes such a group; no disk may use it.
    ///
    /// C API: `virDomainDelThrottleGroup`. Since: 11.2.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn del_throttle_group(&self, group: Option<&str>, flags: Affect) -> Result<()> {
        self.conn
            .call(&DEL_THROTTLE_GROUP, |drv| {
                Ok(drv.block()?.domain_del_throttle_group(&self.key, group, flags))
            })
            .await
    }
}
