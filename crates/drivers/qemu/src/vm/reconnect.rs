//! Finding the guests of an earlier daemon again.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::net::UnixStream;
use tokio::sync::mpsc;
use vir_conf::DomainStatus;
use vir_types::{
    DomainEventStoppedDetailType, DomainPausedReason, DomainRunningReason, DomainShutdownReason,
    DomainShutoffReason, DomainState, Error, Result,
};
use vir_util::process::{Process, ProcessSignal, arguments};

use super::folders::Folders;
use super::stop::CRASHED;
use super::{Ending, Run, Vm, status};
use crate::monitor::{Happened, Monitor, QUERY};
use crate::shared::Shared;

/// How long an emulator has to answer a daemon that comes back. One that does not is kept all the same.
const ANSWER: Duration = Duration::from_secs(10);

/// A status that was found, with what it is about.
pub(crate) struct Found {
    pub(crate) vm: Arc<Vm>,
    pub(crate) status: DomainStatus,
}

/// The files of one guest, as its status names them.
pub(crate) fn folders(status: &DomainStatus, shared: &Shared) -> Folders {
    let id = status.domain.id.unwrap_or_default();
    let usual = Folders::of(&shared.roots, id, &status.domain.name);
    Folders {
        private: status.lib_dir.as_ref().map_or(usual.private, PathBuf::from),
        channels: status.channel_dir.as_ref().map_or(usual.channels, PathBuf::from),
        memory: status.memory_dir.as_ref().map_or(usual.memory, PathBuf::from),
    }
}

/// The process of a guest, if it still runs. Its number alone is not believed: it may be another's by now.
fn process_of(status: &DomainStatus) -> Option<Process> {
    let pid = u32::try_from(status.pid).ok().filter(|pid| *pid > 0)?;
    let process = Process::open(pid).ok()?;
    let uuid = status.domain.uuid().to_string();
    let words = arguments(pid);
    let its_own =
        words.windows(2).any(|pair| matches!(pair, [option, value] if option == "-uuid" && *value == uuid));
    (its_own && !process.has_ended()).then_some(process)
}

/// Whether a guest whose start was not noted to be done runs all the same: then its disks may have changed
/// already, and it is not started over.
async fn runs(status: &DomainStatus, folders: &Folders) -> bool {
    let path = status.monitor.as_ref().and_then(|monitor| monitor.path.clone());
    let Ok(stream) = UnixStream::connect(path.map_or_else(|| folders.monitor(), PathBuf::from)).await else {
        return false;
    };
    let (monitor, _events) = Monitor::new(stream);
    let asked = async {
        monitor.execute("qmp_capabilities", Value::Null, ANSWER).await?;
        monitor.execute("query-status", Value::Null, ANSWER).await
    };
    let answer = asked.await;
    monitor.close();
    answer.is_ok_and(|answer| answer.get("status").and_then(Value::as_str) == Some("running"))
}

impl Shared {
    /// Takes up a guest where an earlier daemon left it.
    pub(crate) async fn reconnect(self: Arc<Self>, found: Found) {
        let Found { vm, status } = found;
        let _turn = vm.jobs.begin_patiently("reconnect").await;
        let folders = folders(&status, &self);
        let name = status.domain.name.clone();
        let Some(process) = process_of(&status) else {
            self.gone_meanwhile(&vm, &folders, &status);
            return;
        };
        let was_starting = status.state == vir_conf::status::RunState::Paused
            && status.reason.as_deref() == Some("starting up");
        let was_off = status.state == vir_conf::status::RunState::Shutoff;
        let was_destroyed = was_off && status.reason.as_deref() == Some("destroyed");
        if was_destroyed {
            // Somebody wanted it gone and was told nothing yet. It is asked again and never forced here: whoever
            // forbade that may have been the one.
            let _ = process.signal(ProcessSignal::Term);
            if tokio::time::timeout(ANSWER, process.ended()).await.is_ok() {
                self.gone_meanwhile(&vm, &folders, &status);
                return;
            }
        }
        let was_saved = was_off && !was_destroyed;
        if was_saved || was_starting && !runs(&status, &folders).await {
            // Its start was never acknowledged to anybody, or all of it is in an image.
            let _ = process.signal(ProcessSignal::Kill);
            let _ = tokio::time::timeout(ANSWER, process.ended()).await;
            self.gone_meanwhile(&vm, &folders, &status);
            return;
        }
        match self.take_up(&vm, status, process, folders).await {
            Ok((run, events)) => {
                // What it waits with is older than the guest that runs: it was not finished, or is used up.
                if self.managed_save_path(&name).exists()
                    && let Err(error) = self.forget_managed(&vm)
                {
                    tracing::error!(target: "qemu", domain = name, %error, "an old image is left");
                }
                tracing::info!(target: "qemu", domain = name, pid = run.process.pid(), "guest found again");
                tokio::spawn(super::watch::watch(self.clone(), vm.clone(), run, events));
            }
            Err(error) => tracing::error!(target: "qemu", domain = name, %error, "guest not found again"),
        }
    }

    async fn take_up(
        self: &Arc<Self>,
        vm: &Arc<Vm>,
        status: DomainStatus,
        process: Process,
        folders: Folders,
    ) -> Result<(Arc<Run>, mpsc::UnboundedReceiver<Happened>)> {
        let path = status.monitor.as_ref().and_then(|monitor| monitor.path.clone());
        let path = path.map_or_else(|| folders.monitor(), PathBuf::from);
        let connected: io::Result<UnixStream> = UnixStream::connect(&path).await;
        let (monitor, events) = match connected {
            Ok(stream) => {
                let (monitor, events) = Monitor::new(stream);
                (monitor.with_patience(self.patience), events)
            }
            Err(error) => {
                // Nobody listens: without its monitor the guest is ended, as one whose line breaks.
                let _ = process.signal(ProcessSignal::Kill);
                let _ = tokio::time::timeout(ANSWER, process.ended()).await;
                self.gone_meanwhile(vm, &folders, &status);
                return Err(Error::internal(format!("its monitor '{}' is closed: {error}", path.display())));
            }
        };
        let caps = self.capabilities.of(&self.emulator(&status.domain)).await?;
        let ports = super::prepare::ports_of(&status.domain, &self.ports);
        let threads = status.vcpus.list.iter().map(|thread| (thread.id, thread.pid)).collect();
        let id = status.domain.id.unwrap_or_else(|| self.next_id());
        let run = Arc::new(Run::new(id, process, monitor, caps, folders, threads, ports));
        if status.fakereboot {
            run.set_reboot();
        }
        let (mut state, mut reason) = status::numbers(status.state, status.reason.as_deref());
        if state == DomainState::SHUTOFF {
            // It was to end and has not; it says itself how it stands.
            (state, reason) = (DomainState::PAUSED, DomainPausedReason::UNKNOWN.0);
        }
        let agent_timeout_s = status.agent_timeout_s.filter(|seconds| *seconds != -2);
        let mut live = *status.domain;
        live.id = Some(id);
        vm.update(|view| {
            view.live = Some(Arc::new(live));
            view.run = Some(run.clone());
            view.agent_timeout_s = agent_timeout_s;
            (view.state, view.reason) = (state, reason);
        });
        self.vms.set_id(vm, id);
        self.settle(vm, &run).await;
        Ok((run, events))
    }

    /// Asks how the guest stands: much may have happened while nobody listened.
    async fn settle(self: &Arc<Self>, vm: &Arc<Vm>, run: &Arc<Run>) {
        let asked = async {
            run.monitor.execute("qmp_capabilities", Value::Null, ANSWER).await?;
            run.monitor.execute("query-status", Value::Null, QUERY).await
        };
        let answer = match asked.await {
            Ok(answer) => answer,
            Err(error) => {
                // It is stopped, or wedged: what is on disk is the best that is known of it.
                tracing::warn!(target: "qemu", domain = %vm.view().name, %error, "does not say how it stands");
                return;
            }
        };
        let word = answer.get("status").and_then(Value::as_str).unwrap_or_default();
        let view = vm.view();
        let of_a_job = [DomainPausedReason::SAVE.0, DomainPausedReason::DUMP.0].contains(&view.reason);
        if view.state == DomainState::PAUSED && of_a_job && matches!(word, "paused" | "postmigrate") {
            // The daemon that paused it for its work is gone, and with it the work.
            let _ = run.monitor.execute("migrate_cancel", Value::Null, QUERY).await;
            self.go_on(vm, run, DomainRunningReason::SAVE_CANCELED).await;
            return;
        }
        let (state, reason) = match word {
            "running" if view.state != DomainState::RUNNING => {
                (DomainState::RUNNING, DomainRunningReason::UNPAUSED.0)
            }
            "shutdown" => (DomainState::SHUTDOWN, DomainShutdownReason::UNKNOWN.0),
            "guest-panicked" => (DomainState::CRASHED, 1),
            "suspended" => (DomainState::PMSUSPENDED, 0),
            "io-error" => (DomainState::PAUSED, DomainPausedReason::IOERROR.0),
            "watchdog" => (DomainState::PAUSED, DomainPausedReason::WATCHDOG.0),
            // It was about to run when the daemon was killed: whoever pauses a guest says so on disk before.
            "paused" | "prelaunch" | "postmigrate" if view.state == DomainState::RUNNING => {
                match run.monitor.execute("cont", Value::Null, QUERY).await {
                    Ok(_) => (view.state, view.reason),
                    Err(_) => (DomainState::PAUSED, DomainPausedReason::UNKNOWN.0),
                }
            }
            _ => (view.state, view.reason),
        };
        vm.set_state(state, reason);
        self.note_status(&vm.view());
        if let Err(error) = crate::plug::settle(self, vm).await {
            tracing::warn!(target: "qemu", domain = %vm.view().name, %error, "does not say what devices it has");
        }
        if state == DomainState::SHUTDOWN {
            run.ends(DomainShutoffReason::SHUTDOWN, DomainEventStoppedDetailType::SHUTDOWN);
            let (shared, vm, run) = (self.clone(), vm.clone(), run.clone());
            tokio::spawn(async move {
                if let Err(error) = shared.end_process(&vm, &run, false).await {
                    tracing::error!(target: "qemu", %error, "the emulator does not end");
                }
            });
        }
    }

    /// The guest's process has ended while nobody watched.
    fn gone_meanwhile(&self, vm: &Arc<Vm>, folders: &Folders, status: &DomainStatus) {
        let ending = match status.state {
            vir_conf::status::RunState::Shutoff if status.reason.as_deref() == Some("saved") => {
                Ending { reason: DomainShutoffReason::SAVED, detail: DomainEventStoppedDetailType::SAVED }
            }
            vir_conf::status::RunState::Shutoff if status.reason.as_deref() == Some("destroyed") => Ending {
                reason: DomainShutoffReason::DESTROYED,
                detail: DomainEventStoppedDetailType::DESTROYED,
            },
            vir_conf::status::RunState::Shutdown => Ending {
                reason: DomainShutoffReason::SHUTDOWN,
                detail: DomainEventStoppedDetailType::SHUTDOWN,
            },
            _ => CRASHED,
        };
        tracing::info!(target: "qemu", domain = status.domain.name, "guest has ended while nobody watched");
        crate::helpers::end_all(folders);
        if let Err(error) = folders.remove() {
            tracing::error!(target: "qemu", domain = status.domain.name, %error, "folders of the guest are left");
        }
        crate::net::drop_links(&status.domain);
        self.release_group(&status.domain);
        crate::blocking::blocking(|| self.owners.take_back(status.domain.uuid()));
        self.forget_status(&status.domain.name);
        let transient = vm.update(|view| {
            (view.live, view.run) = (None, None);
            (view.state, view.reason) = (DomainState::SHUTOFF, ending.reason.0);
            view.persistent.is_none()
        });
        if transient {
            self.vms.remove(vm);
        }
        self.tell(vm.view().key(), vir_types::DomainEventType::STOPPED, ending.detail.0);
    }
}
