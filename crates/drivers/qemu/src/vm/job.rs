//! Long work on a guest: how far it is, and that it is to stop.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio_util::sync::CancellationToken;
use vir_types::names::job as name;
use vir_types::{Code, DomainJobOperation, DomainJobType, Result, TypedParams, info::DomainJobInfo};

use super::Run;
use crate::shared::error;

/// Long work.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) operation: DomainJobOperation,
    pub(crate) began: Instant,
    /// Done when somebody wants it to stop.
    pub(crate) abort: CancellationToken,
    /// How far it is.
    pub(crate) progress: Progress,
    /// Whether it can be stopped.
    pub(crate) can_stop: bool,
    /// How long it took, once it is done.
    pub(crate) took: Option<Duration>,
}

/// How far long work is, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) total: u64,
    pub(crate) processed: u64,
    pub(crate) remaining: u64,
    pub(crate) bytes_per_second: u64,
}

impl Progress {
    /// What an emulator says of a migration.
    pub(crate) fn of_migration(answer: &Value) -> Self {
        let ram = |name: &str| answer.pointer(&format!("/ram/{name}")).and_then(Value::as_u64).unwrap_or(0);
        let megabits = answer.pointer("/ram/mbps").and_then(Value::as_f64).unwrap_or(0.0);
        // Speeds are far below what a number of this kind holds.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let bytes_per_second = (megabits * 125_000.0) as u64;
        Self {
            total: ram("total"),
            processed: ram("transferred"),
            remaining: ram("remaining"),
            bytes_per_second,
        }
    }
}

impl Run {
    /// Begins long work, so that it can be watched and stopped.
    pub(crate) fn begin_job(&self, operation: DomainJobOperation) -> CancellationToken {
        let abort = CancellationToken::new();
        let job = Job {
            operation,
            began: Instant::now(),
            abort: abort.clone(),
            progress: Progress::default(),
            can_stop: true,
            took: None,
        };
        *self.job.lock().unwrap_or_else(PoisonError::into_inner) = Some(job);
        abort
    }

    /// The emulator brings the work to its end whatever happens.
    pub(crate) fn keep_job(&self) {
        if let Some(job) = &mut *self.job.lock().unwrap_or_else(PoisonError::into_inner) {
            job.can_stop = false;
        }
    }

    /// The last work that is done; told once unless it is kept.
    pub(crate) fn completed_job(&self, keep: bool) -> Option<Job> {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        if keep { done.clone() } else { done.take() }
    }

    pub(crate) fn note_progress(&self, progress: Progress) {
        if let Some(job) = &mut *self.job.lock().unwrap_or_else(PoisonError::into_inner) {
            job.progress = progress;
        }
    }

    /// Ends long work; what is known of it then.
    pub(crate) fn end_job(&self) -> Option<Job> {
        let mut job = self.job.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        job.took = Some(job.began.elapsed());
        *self.done.lock().unwrap_or_else(PoisonError::into_inner) = Some(job.clone());
        Some(job)
    }

    pub(crate) fn current_job(&self) -> Option<Job> {
        self.job.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Has long work stop.
    pub(crate) fn abort_job(&self) -> Result<()> {
        match self.current_job() {
            Some(job) => {
                job.abort.cancel();
                Ok(())
            }
            None => Err(error(Code::OPERATION_INVALID, "no job is active on the domain")),
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl Job {
    fn elapsed(&self) -> Duration {
        self.took.unwrap_or_else(|| self.began.elapsed())
    }

    /// The kind of an unfinished job: whether its end is in sight.
    fn kind(&self) -> DomainJobType {
        match self.took {
            Some(_) => DomainJobType::COMPLETED,
            None => DomainJobType::UNBOUNDED,
        }
    }

    pub(crate) fn info(&self) -> DomainJobInfo {
        let mut info = DomainJobInfo::default();
        info.kind = self.kind();
        info.time_elapsed_ms = milliseconds(self.elapsed());
        info.data_total_bytes = self.progress.total;
        info.data_processed_bytes = self.progress.processed;
        info.data_remaining_bytes = self.progress.remaining;
        info.mem_total_bytes = self.progress.total;
        info.mem_processed_bytes = self.progress.processed;
        info.mem_remaining_bytes = self.progress.remaining;
        info
    }

    pub(crate) fn params(&self) -> TypedParams {
        let progress = self.progress;
        TypedParams::new()
            .with(name::DOMAIN_JOB_OPERATION, self.operation.0)
            .with(name::DOMAIN_JOB_TIME_ELAPSED, milliseconds(self.elapsed()))
            .with(name::DOMAIN_JOB_DATA_TOTAL, progress.total)
            .with(name::DOMAIN_JOB_DATA_PROCESSED, progress.processed)
            .with(name::DOMAIN_JOB_DATA_REMAINING, progress.remaining)
            .with(name::DOMAIN_JOB_MEMORY_TOTAL, progress.total)
            .with(name::DOMAIN_JOB_MEMORY_PROCESSED, progress.processed)
            .with(name::DOMAIN_JOB_MEMORY_REMAINING, progress.remaining)
            .with(name::DOMAIN_JOB_MEMORY_BPS, progress.bytes_per_second)
    }
}
