//! Long work on a domain.

use async_trait::async_trait;
use vir_driver::facets::DomainJobs;
use vir_types::info::{DomainJobInfo, DomainJobStats};
use vir_types::{Code, DomainAbortJobFlags, DomainGetJobStatsFlags, DomainJobType, DomainKey, Result};

use crate::QemuDriver;
use crate::shared::error;

#[async_trait]
impl DomainJobs for QemuDriver {
    /// Since: 0.7.7.
    async fn domain_get_job_info(&self, dom: &DomainKey) -> Result<DomainJobInfo> {
        let view = self.shared.find(dom)?.view();
        Ok(view.running()?.current_job().map(|job| job.info()).unwrap_or_default())
    }

    /// Since: 1.0.3.
    async fn domain_get_job_stats(
        &self,
        dom: &DomainKey,
        flags: DomainGetJobStatsFlags,
    ) -> Result<DomainJobStats> {
        flags.allow(DomainGetJobStatsFlags::COMPLETED | DomainGetJobStatsFlags::KEEP_COMPLETED)?;
        let view = self.shared.find(dom)?.view();
        let run = view.running();
        let job = match flags.contains(DomainGetJobStatsFlags::COMPLETED) {
            true => run
                .ok()
                .and_then(|run| run.completed_job(flags.contains(DomainGetJobStatsFlags::KEEP_COMPLETED))),
            false => run?.current_job(),
        };
        let mut stats = DomainJobStats::default();
        stats.kind = DomainJobType::NONE;
        if let Some(job) = job {
            stats.kind = job.info().kind;
            stats.params = job.params();
        }
        Ok(stats)
    }

    /// Since: 8.5.0.
    async fn domain_abort_job_flags(&self, dom: &DomainKey, flags: DomainAbortJobFlags) -> Result<()> {
        flags.allow(DomainAbortJobFlags::empty())?;
        let view = self.shared.find(dom)?.view();
        let run = view.running()?;
        if run.current_job().is_some_and(|job| !job.can_stop) {
            return Err(error(Code::OPERATION_INVALID, "cannot abort memory-only dump"));
        }
        run.abort_job()
    }
}
