//! The end of a guest.

use std::sync::Arc;
use std::time::Duration;

use vir_types::{
    Code, DomainEventStoppedDetailType, DomainEventType, DomainShutoffReason, DomainState, Result,
};
use vir_util::process::ProcessSignal;

use super::{Ending, Run, Vm};
use crate::shared::{Shared, error};

/// How long a process has to obey SIGTERM before it is killed.
const OBEDIENCE: Duration = Duration::from_secs(10);

/// How long a killed process has to be gone. One that waits for a dead disk can outlast it.
const KILLED: Duration = Duration::from_secs(30);

impl Shared {
    /// Ends a guest's process and waits until it is gone and cleaned up after.
    ///
    /// # Errors
    /// `SystemError`, `OperationFailed`: the process is still there.
    pub(crate) async fn end_process(&self, vm: &Vm, run: &Run, graceful: bool) -> Result<()> {
        let name = vm.view().name.clone();
        // A stopped process obeys no request, and to let it go on first would run the guest again.
        let first =
            if run.process.is_stopped() && !graceful { ProcessSignal::Kill } else { ProcessSignal::Term };
        let _ = run.process.signal(first);
        if tokio::time::timeout(OBEDIENCE, run.process.ended()).await.is_err() {
            if graceful {
                let text = format!(
                    "Failed to terminate process {} with SIGTERM: Device or resource busy",
                    run.process.pid()
                );
                return Err(error(Code::SYSTEM_ERROR, text));
            }
            tracing::warn!(target: "qemu", domain = %name, pid = run.process.pid(), "does not obey SIGTERM");
            let _ = run.process.signal(ProcessSignal::Kill);
            if tokio::time::timeout(KILLED, run.process.ended()).await.is_err() {
                let text = format!(
                    "Failed to terminate process {} with SIGKILL: Device or resource busy",
                    run.process.pid()
                );
                return Err(error(Code::SYSTEM_ERROR, text));
            }
        }
        // The line is closed by whoever watches it: its last words are still to be heard.
        run.over.cancelled().await;
        Ok(())
    }

    /// Notes that a guest's process has ended, and cleans up after it. The caller has the turn.
    pub(crate) fn note_end(&self, vm: &Arc<Vm>, run: &Run, ending: Ending) {
        run.process.reap();
        run.monitor.close();
        let key = vm.view().key();
        crate::helpers::end_all(&run.folders);
        if let Err(error) = run.folders.remove() {
            tracing::error!(target: "qemu", domain = %key.name, %error, "folders of the guest are left");
        }
        if let Some(live) = &vm.view().live {
            crate::net::drop_links(live);
            self.release_group(live);
        }
        crate::blocking::blocking(|| self.owners.take_back(key.uuid));
        self.vms.clear_id(run.id);
        let transient = vm.update(|view| {
            view.run = None;
            view.live = None;
            view.updated = false;
            let crashed = ending.reason == DomainShutoffReason::CRASHED && view.state == DomainState::CRASHED;
            if !crashed {
                view.state = DomainState::SHUTOFF;
                view.reason = ending.reason.0;
            }
            view.persistent.is_none()
        });
        self.forget_run(run, &key.name);
        if transient {
            self.vms.remove(vm);
        }
        self.log_line(&key.name, &format!("shutting down, reason={}", reason_word(ending.reason)));
        tracing::info!(target: "qemu", domain = %key.name, reason = reason_word(ending.reason), "guest has ended");
        self.tell(key, DomainEventType::STOPPED, ending.detail.0);
        run.over.cancel();
    }
}

/// What the log says of an end.
fn reason_word(reason: DomainShutoffReason) -> &'static str {
    match reason {
        DomainShutoffReason::SHUTDOWN => "shutdown",
        DomainShutoffReason::DESTROYED => "destroyed",
        DomainShutoffReason::CRASHED => "crashed",
        DomainShutoffReason::MIGRATED => "migrated",
        DomainShutoffReason::SAVED => "saved",
        DomainShutoffReason::FAILED => "failed",
        DomainShutoffReason::FROM_SNAPSHOT => "from snapshot",
        DomainShutoffReason::DAEMON => "daemon",
        _ => "unknown",
    }
}

/// An end that nobody asked for.
pub(crate) const CRASHED: Ending =
    Ending { reason: DomainShutoffReason::CRASHED, detail: DomainEventStoppedDetailType::FAILED };
