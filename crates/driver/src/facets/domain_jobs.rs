//! Long work on a domain.

use async_trait::async_trait;
use vir_types::{
    DomainAbortJobFlags, DomainGetJobStatsFlags, DomainKey, Error, Result,
    info::{DomainJobInfo, DomainJobStats},
};

/// Long work on a domain.
#[async_trait]
pub trait DomainJobs: Send + Sync {
    /// How its job stands.
    ///
    /// C API: `virDomainGetJobInfo`. Since: 0.7.7.
    async fn domain_get_job_info(&self, dom: &DomainKey) -> Result<DomainJobInfo> {
        Err(Error::unsupported())
    }

    /// How its job stands, in as many numbers as there are. `COMPLETED` is the last one that ended, which
    /// is then forgotten unless `KEEP_COMPLETED`.
    ///
    /// C API: `virDomainGetJobStats`. Since: 1.0.3.
    async fn domain_get_job_stats(
        &self,
        dom: &DomainKey,
        flags: DomainGetJobStatsFlags,
    ) -> Result<DomainJobStats> {
        Err(Error::unsupported())
    }

    /// Asks its job to stop.
    ///
    /// C API: `virDomainAbortJob`. Since: 0.7.7.
    async fn domain_abort_job(&self, dom: &DomainKey) -> Result<()> {
        self.domain_abort_job_flags(dom, DomainAbortJobFlags::empty()).await
    }

    /// Asks its job to stop. `POSTCOPY` interrupts a migration whose guest runs at the destination already.
    ///
    /// # Errors
    /// `OperationInvalid`: there is no job, or it cannot be stopped.
    ///
    /// C API: `virDomainAbortJobFlags`. Since: 8.5.0.
    async fn domain_abort_job_flags(&self, dom: &DomainKey, flags: DomainAbortJobFlags) -> Result<()> {
        Err(Error::unsupported())
    }
}
