//! Long work on a domain: how it stands, and giving it up.

use vir_types::info::{DomainJobInfo, DomainJobStats};
use vir_types::{DomainAbortJobFlags, DomainGetJobStatsFlags, Result};

use super::Domain;
use crate::api::Api;

const GET_JOB_INFO: Api = Api::read("virDomainGetJobInfo", "0.7.7");
const GET_JOB_STATS: Api = Api::read("virDomainGetJobStats", "1.0.3");
const ABORT_JOB: Api = Api::write("virDomainAbortJob", "0.7.7");
const ABORT_JOB_FLAGS: Api = Api::write("virDomainAbortJobFlags", "8.5.0");

impl Domain {
    /// How its job stands.
    ///
    /// C API: `virDomainGetJobInfo`. Since: 0.7.7.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_job_info(&self) -> Result<DomainJobInfo> {
        self.conn.call(&GET_JOB_INFO, |drv| Ok(drv.jobs()?.domain_get_job_info(&self.key))).await
    }

    /// How its job stands, in as many numbers as there are. `COMPLETED` is the last one that ended, which
    /// is then forgotten unless `KEEP_COMPLETED`.
    ///
    /// C API: `virDomainGetJobStats`. Since: 1.0.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `NoSupport`: the driver cannot tell.
    pub async fn get_job_stats(&self, flags: DomainGetJobStatsFlags) -> Result<DomainJobStats> {
        self.conn.call(&GET_JOB_STATS, |drv| Ok(drv.jobs()?.domain_get_job_stats(&self.key, flags))).await
    }

    /// Asks its job to stop.
    ///
    /// C API: `virDomainAbortJob`. Since: 0.7.7.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn abort_job(&self) -> Result<()> {
        self.conn.call(&ABORT_JOB, |drv| Ok(drv.jobs()?.domain_abort_job(&self.key))).await
    }

    /// Asks its job to stop. `POSTCOPY` interrupts a migration whose guest runs at the destination already.
    ///
    /// C API: `virDomainAbortJobFlags`. Since: 8.5.0.
    ///
    /// # Errors
    /// `OperationInvalid`: there is no job, or it cannot be stopped. `OperationDenied`: the connection is
    /// read-only.
    pub async fn abort_job_flags(&self, flags: DomainAbortJobFlags) -> Result<()> {
        self.conn.call(&ABORT_JOB_FLAGS, |drv| Ok(drv.jobs()?.domain_abort_job_flags(&self.key, flags))).await
    }
}
