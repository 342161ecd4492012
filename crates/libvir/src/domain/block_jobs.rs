//! Work on the disks of running domains, and backup.

use vir_types::info::DomainBlockJobInfo;
use vir_types::params::BlockCommitParams;
use vir_types::{
    DomainBackupBeginFlags, DomainBlockCommitFlags, DomainBlockCopyFlags, DomainBlockJobAbortFlags,
    DomainBlockJobInfoFlags, DomainBlockJobSetSpeedFlags, DomainBlockPullFlags, DomainBlockRebaseFlags,
    NoFlags, Result, TypedParams,
};

use super::Domain;
use crate::api::Api;

const BLOCK_COMMIT: Api = Api::write("virDomainBlockCommit", "0.10.2");
const BLOCK_COPY: Api = Api::write("virDomainBlockCopy", "1.2.8");
const BLOCK_JOB_ABORT: Api = Api::write("virDomainBlockJobAbort", "0.9.4");
const BLOCK_JOB_SET_SPEED: Api = Api::write("virDomainBlockJobSetSpeed", "0.9.4");
const BLOCK_PULL: Api = Api::write("virDomainBlockPull", "0.9.4");
const BLOCK_REBASE: Api = Api::write("virDomainBlockRebase", "0.9.10");
const GET_BLOCK_JOB_INFO: Api = Api::read("virDomainGetBlockJobInfo", "0.9.4");
const BACKUP_BEGIN: Api = Api::write("virDomainBackupBegin", "6.0.0");
const BACKUP_GET_XML_DESC: Api = Api::read("virDomainBackupGetXMLDesc", "6.0.0");

impl Domain {
    /// Starts to merge layers of a disk downwards. `SHALLOW` merges one layer, `ACTIVE` the topmost,
    /// `DELETE` deletes what became empty, `RELATIVE` keeps relative paths.
    ///
    /// C API: `virDomainBlockCommit`. Since: 0.10.2.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn block_commit(
        &self,
        params: &BlockCommitParams,
        flags: DomainBlockCommitFlags,
    ) -> Result<()> {
        self.conn
            .call(&BLOCK_COMMIT, |drv| Ok(drv.block_jobs()?.domain_block_commit(&self.key, params, flags)))
            .await
    }

    /// Starts to copy a disk to the one that `dest_xml` describes; then both are kept equal until the job
    /// is ended.
    ///
    /// C API: `virDomainBlockCopy`. Since: 1.2.8.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn block_copy(
        &self,
        path: &str,
        dest_xml: &str,
        params: &TypedParams,
        flags: DomainBlockCopyFlags,
    ) -> Result<()> {
        self.conn
            .call(&BLOCK_COPY, |drv| {
                Ok(drv.block_jobs()?.domain_block_copy(&self.key, path, dest_xml, params, flags))
            })
            .await
    }

    /// Ends the job on a disk. `PIVOT` lets the guest go on with the copy; `ASYNC` does not wait.
    ///
    /// C API: `virDomainBlockJobAbort`. Since: 0.9.4.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn block_job_abort(&self, path: &str, flags: DomainBlockJobAbortFlags) -> Result<()> {
        self.conn
            .call(&BLOCK_JOB_ABORT, |drv| {
                Ok(drv.block_jobs()?.domain_block_job_abort(&self.key, path, flags))
            })
            .await
    }

    /// Limits the job on a disk, in MiB/s, or bytes/s with `BANDWIDTH_BYTES`; 0 is no limit.
    ///
    /// C API: `virDomainBlockJobSetSpeed`. Since: 0.9.4.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn block_job_set_speed(
        &self,
        path: &str,
        bandwidth: u64,
        flags: DomainBlockJobSetSpeedFlags,
    ) -> Result<()> {
        self.conn
            .call(&BLOCK_JOB_SET_SPEED, |drv| {
                Ok(drv.block_jobs()?.domain_block_job_set_speed(&self.key, path, bandwidth, flags))
            })
            .await
    }

    /// Starts to copy everything below a disk's top layer into it. Limit in MiB/s, or bytes/s with
    /// `BANDWIDTH_BYTES`.
    ///
    /// C API: `virDomainBlockPull`. Since: 0.9.4.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn block_pull(&self, path: &str, bandwidth: u64, flags: DomainBlockPullFlags) -> Result<()> {
        self.conn
            .call(&BLOCK_PULL, |drv| {
                Ok(drv.block_jobs()?.domain_block_pull(&self.key, path, bandwidth, flags))
            })
            .await
    }

    /// Starts to copy what stands between `base` and a disk's top layer into the latter; with `COPY` it
    /// copies the disk to `base`. Limit in MiB/s, or bytes/s with `BANDWIDTH_BYTES`.
    ///
    /// C API: `virDomainBlockRebase`. Since: 0.9.10.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn block_rebase(
        &self,
        path: &str,
        base: Option<&str>,
        bandwidth: u64,
        flags: DomainBlockRebaseFlags,
    ) -> Result<()> {
        self.conn
            .call(&BLOCK_REBASE, |drv| {
                Ok(drv.block_jobs()?.domain_block_rebase(&self.key, path, base, bandwidth, flags))
            })
            .await
    }

    /// How the job on a disk stands. The limit is in MiB/s, or bytes/s with `BANDWIDTH_BYTES`.
    ///
    /// C API: `virDomainGetBlockJobInfo`. Since: 0.9.4.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_block_job_info(
        &self,
        path: &str,
        flags: DomainBlockJobInfoFlags,
    ) -> Result<DomainBlockJobInfo> {
        self.conn
            .call(&GET_BLOCK_JOB_INFO, |drv| {
                Ok(drv.block_jobs()?.domain_get_block_job_info(&self.key, path, flags))
            })
            .await
    }

    /// Starts a backup of disks as they are now, and sets a checkpoint for the next one. `REUSE_EXTERNAL`
    /// writes to files that exist.
    ///
    /// C API: `virDomainBackupBegin`. Since: 6.0.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn backup_begin(
        &self,
        backup_xml: &str,
        checkpoint_xml: Option<&str>,
        flags: DomainBackupBeginFlags,
    ) -> Result<()> {
        self.conn
            .call(&BACKUP_BEGIN, |drv| {
                Ok(drv.block_jobs()?.domain_backup_begin(&self.key, backup_xml, checkpoint_xml, flags))
            })
            .await
    }

    /// The backup that runs, as XML.
    ///
    /// C API: `virDomainBackupGetXMLDesc`. Since: 6.0.0.
    ///
    /// # Errors
    /// `NoDomainBackup`: none runs.
    pub async fn backup_get_xml_desc(&self, flags: NoFlags) -> Result<String> {
        self.conn
            .call(&BACKUP_GET_XML_DESC, |drv| {
                Ok(drv.block_jobs()?.domain_backup_get_xml_desc(&self.key, flags))
            })
            .await
    }
}
