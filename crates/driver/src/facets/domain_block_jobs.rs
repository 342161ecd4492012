//! Work on the disks of running domains, and backup.

use async_trait::async_trait;
use vir_types::{
    DomainBackupBeginFlags, DomainBlockCommitFlags, DomainBlockCopyFlags, DomainBlockJobAbortFlags,
    DomainBlockJobInfoFlags, DomainBlockJobSetSpeedFlags, DomainBlockPullFlags, DomainBlockRebaseFlags,
    DomainKey, Error, NoFlags, Result, TypedParams, info::DomainBlockJobInfo, params::BlockCommitParams,
};

/// Work on the disks of running domains, and backup.
#[async_trait]
pub trait DomainBlockJobs: Send + Sync {
    /// Starts to merge layers of a disk downwards. `SHALLOW` merges one layer, `ACTIVE` the topmost,
    /// `DELETE` deletes what became empty, `RELATIVE` keeps relative paths.
    ///
    /// C API: `virDomainBlockCommit`. Since: 0.10.2.
    async fn domain_block_commit(
        &self,
        dom: &DomainKey,
        params: &BlockCommitParams,
        flags: DomainBlockCommitFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Starts to copy a disk to the one that `dest_xml` describes; then both are kept equal until the job
    /// is ended.
    ///
    /// C API: `virDomainBlockCopy`. Since: 1.2.8.
    async fn domain_block_copy(
        &self,
        dom: &DomainKey,
        path: &str,
        dest_xml: &str,
        params: &TypedParams,
        flags: DomainBlockCopyFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Ends the job on a disk. `PIVOT` lets the guest go on with the copy; `ASYNC` does not wait.
    ///
    /// C API: `virDomainBlockJobAbort`. Since: 0.9.4.
    async fn domain_block_job_abort(
        &self,
        dom: &DomainKey,
        path: &str,
        flags: DomainBlockJobAbortFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Limits the job on a disk, in MiB/s, or bytes/s with `BANDWIDTH_BYTES`; 0 is no limit.
    ///
    /// C API: `virDomainBlockJobSetSpeed`. Since: 0.9.4.
    async fn domain_block_job_set_speed(
        &self,
        dom: &DomainKey,
        path: &str,
        bandwidth: u64,
        flags: DomainBlockJobSetSpeedFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Starts to copy everything below a disk's top layer into it. Limit in MiB/s, or bytes/s with
    /// `BANDWIDTH_BYTES`.
    ///
    /// C API: `virDomainBlockPull`. Since: 0.9.4.
    async fn domain_block_pull(
        &self,
        dom: &DomainKey,
        path: &str,
        bandwidth: u64,
        flags: DomainBlockPullFlags,
    ) -> Result<()> {
        self.domain_block_rebase(dom, path, None, bandwidth, DomainBlockRebaseFlags::from_bits(flags.bits()))
            .await
    }

    /// Starts to copy what stands between `base` and a disk's top layer into the latter; with `COPY` it
    /// copies the disk to `base`. Limit in MiB/s, or bytes/s with `BANDWIDTH_BYTES`.
    ///
    /// C API: `virDomainBlockRebase`. Since: 0.9.10.
    async fn domain_block_rebase(
        &self,
        dom: &DomainKey,
        path: &str,
        base: Option<&str>,
        bandwidth: u64,
        flags: DomainBlockRebaseFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// How the job on a disk stands. The limit is in MiB/s, or bytes/s with `BANDWIDTH_BYTES`.
    ///
    /// C API: `virDomainGetBlockJobInfo`. Since: 0.9.4.
    async fn domain_get_block_job_info(
        &self,
        dom: &DomainKey,
        path: &str,
        flags: DomainBlockJobInfoFlags,
    ) -> Result<DomainBlockJobInfo> {
        Err(Error::unsupported())
    }

    /// Starts a backup of disks as they are now, and sets a checkpoint for the next one. `REUSE_EXTERNAL`
    /// writes to files that exist.
    ///
    /// C API: `virDomainBackupBegin`. Since: 6.0.0.
    async fn domain_backup_begin(
        &self,
        dom: &DomainKey,
        backup_xml: &str,
        checkpoint_xml: Option<&str>,
        flags: DomainBackupBeginFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// The backup that runs, as XML.
    ///
    /// # Errors
    /// `NoDomainBackup`: none runs.
    ///
    /// C API: `virDomainBackupGetXMLDesc`. Since: 6.0.0.
    async fn domain_backup_get_xml_desc(&self, dom: &DomainKey, flags: NoFlags) -> Result<String> {
        Err(Error::unsupported())
    }
}
