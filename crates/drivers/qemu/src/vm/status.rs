//! The status of a running guest on disk: what a later daemon must know to find it again.

use std::sync::PoisonError;

use vir_conf::DomainStatus;
use vir_conf::status::{MonitorDef, QemuCapFlags, RunState, VcpuThread};
use vir_types::{Code, Context as _, DomainShutoffReason, DomainState, Result};
use vir_util::files;

use super::{Run, View};
use crate::shared::Shared;

const PAUSED: &[&str] = &[
    "unknown",
    "user",
    "migration",
    "save",
    "dump",
    "ioerror",
    "watchdog",
    "from snapshot",
    "shutdown",
    "snapshot",
    "panicked",
    "starting up",
    "post-copy",
    "post-copy failed",
    "api error",
];
const RUNNING: &[&str] = &[
    "unknown",
    "booted",
    "migrated",
    "restored",
    "from snapshot",
    "unpaused",
    "migration canceled",
    "save canceled",
    "wakeup",
    "crashed",
    "post-copy",
    "post-copy failed",
];
const SHUTDOWN: &[&str] = &["unknown", "user"];
const SHUTOFF: &[&str] = &[
    "unknown",
    "shutdown",
    "destroyed",
    "crashed",
    "migrated",
    "saved",
    "failed",
    "from snapshot",
    "daemon",
];
const CRASHED: &[&str] = &["unknown", "panicked"];
const UNKNOWN: &[&str] = &["unknown"];

/// Each state in both forms, with the words for its reasons.
const STATES: &[(DomainState, RunState, &[&str])] = &[
    (DomainState::NOSTATE, RunState::Nostate, UNKNOWN),
    (DomainState::RUNNING, RunState::Running, RUNNING),
    (DomainState::BLOCKED, RunState::Blocked, UNKNOWN),
    (DomainState::PAUSED, RunState::Paused, PAUSED),
    (DomainState::SHUTDOWN, RunState::Shutdown, SHUTDOWN),
    (DomainState::SHUTOFF, RunState::Shutoff, SHUTOFF),
    (DomainState::CRASHED, RunState::Crashed, CRASHED),
    (DomainState::PMSUSPENDED, RunState::Pmsuspended, UNKNOWN),
];

/// A state and its reason as they stand in a status.
fn words(state: DomainState, reason: i32) -> (RunState, Option<String>) {
    let Some((_, word, reasons)) = STATES.iter().find(|(known, ..)| *known == state) else {
        return (RunState::Nostate, None);
    };
    let reason = usize::try_from(reason).ok().and_then(|at| reasons.get(at));
    (*word, reason.map(|reason| (*reason).to_owned()))
}

/// The state and reason that a status tells.
pub(crate) fn numbers(state: RunState, reason: Option<&str>) -> (DomainState, i32) {
    let Some((number, _, reasons)) = STATES.iter().find(|(_, known, _)| *known == state) else {
        return (DomainState::NOSTATE, 0);
    };
    let at = reasons.iter().position(|known| Some(*known) == reason).unwrap_or(0);
    (*number, i32::try_from(at).unwrap_or(0))
}

/// What is kept of a guest before it has a process.
pub(crate) fn beginning(view: &View, folders: &super::folders::Folders) -> Option<DomainStatus> {
    let mut status = DomainStatus::default();
    (status.state, status.reason) = words(view.state, view.reason);
    status.monitor = Some(MonitorDef::default()).map(|mut monitor| {
        monitor.path = Some(folders.monitor().to_string_lossy().into_owned());
        monitor.kind = Some("unix".to_owned());
        monitor
    });
    status.lib_dir = Some(folders.private.to_string_lossy().into_owned());
    status.channel_dir = Some(folders.channels.to_string_lossy().into_owned());
    status.memory_dir = Some(folders.memory.to_string_lossy().into_owned());
    status.agent_timeout_s = Some(view.agent_timeout_s.unwrap_or(-2));
    status.domain = Box::new(view.live.as_deref()?.clone());
    Some(status)
}

/// What is kept of a running guest.
fn of_run(view: &View, run: &Run) -> Option<DomainStatus> {
    let mut status = beginning(view, &run.folders)?;
    // A guest that is ended on purpose says why until it is gone: a daemon that finds nothing of it but this, or
    // its last breath, knows that it has not crashed.
    if let Some(ending) = run.ending()
        && [DomainShutoffReason::DESTROYED, DomainShutoffReason::SAVED].contains(&ending.reason)
    {
        (status.state, status.reason) = words(DomainState::SHUTOFF, ending.reason.0);
    }
    status.pid = i64::from(run.process.pid());
    let threads = run.vcpu_threads.lock().unwrap_or_else(PoisonError::into_inner).clone();
    status.vcpus.list = threads
        .into_iter()
        .map(|(id, pid)| {
            let mut thread = VcpuThread::default();
            (thread.id, thread.pid) = (id, pid);
            thread
        })
        .collect();
    let mut flags = QemuCapFlags::default();
    flags.flags = run.caps.flags.iter().map(|cap| cap.name().to_owned()).collect();
    status.qemu_caps = Some(flags);
    status.allow_reboot = Some(true);
    status.fakereboot = run.reboot.load(std::sync::atomic::Ordering::Acquire);
    Some(status)
}

impl Shared {
    /// Keeps a status, so that a daemon that starts after this one was killed finds it.
    pub(crate) fn write_status(&self, status: &DomainStatus) -> Result<()> {
        let path = self.roots.status_of(&status.domain.name);
        files::replace_file(&path, status.to_xml().as_bytes(), 0o600)
            .context(Code::SYSTEM_ERROR, || format!("cannot write status file '{}'", path.display()))
    }

    /// Keeps the status of a guest as it is now, if it runs.
    pub(crate) fn save_status(&self, view: &View) -> Result<()> {
        let Some(run) = view.run.as_ref() else { return Ok(()) };
        let Some(status) = of_run(view, run) else { return Ok(()) };
        // The guest's own task keeps what it hears while others change the guest: the latest stays.
        let mut kept = run.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if *kept > view.version {
            return Ok(());
        }
        self.write_status(&status)?;
        *kept = view.version;
        Ok(())
    }

    /// The same, where there is nobody to tell of a failure.
    pub(crate) fn note_status(&self, view: &View) {
        if let Err(error) = self.save_status(view) {
            tracing::error!(target: "qemu", domain = %view.name, %error, "the status is not kept");
        }
    }

    /// Forgets the status of a guest that has ended. Whoever looked at it before and has still to write finds that
    /// there is nothing to keep any more.
    pub(crate) fn forget_run(&self, run: &Run, name: &str) {
        let mut kept = run.kept.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = u64::MAX;
        self.forget_status(name);
    }

    pub(crate) fn forget_status(&self, name: &str) {
        let path = self.roots.status_of(name);
        if let Err(error) = files::remove_file(&path) {
            tracing::error!(target: "qemu", domain = name, %error, "the status is not removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_go_there_and_back() {
        for (state, _, reasons) in STATES {
            for at in 0..reasons.len() {
                let at = i32::try_from(at).unwrap();
                let (word, reason) = words(*state, at);
                assert_eq!(numbers(word, reason.as_deref()), (*state, at));
            }
        }
        assert_eq!(words(DomainState::PAUSED, 99), (RunState::Paused, None));
        assert_eq!(numbers(RunState::Paused, Some("new reason")), (DomainState::PAUSED, 0));
    }
}
