//! The task of one guest: it hears its monitor and sees its process end.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::mpsc;
use vir_conf::domain::LifecycleAction;
use vir_conf::domain::clock::ClockOffset;
use vir_types::{
    DomainCoreDumpFlags, DomainCoreDumpFormat, DomainCrashedReason, DomainEvent,
    DomainEventCrashedDetailType, DomainEventKind, DomainEventPmsuspendedDetailType,
    DomainEventResumedDetailType, DomainEventShutdownDetailType, DomainEventStoppedDetailType,
    DomainEventSuspendedDetailType, DomainEventTrayChangeReason, DomainEventType, DomainPausedReason,
    DomainPmsuspendedReason, DomainRunningReason, DomainShutdownReason, DomainShutoffReason, DomainState,
};
use vir_util::process::ProcessSignal;

use super::stop::CRASHED;
use super::{Ending, Run, Vm};
use crate::monitor::{CHANGE, Happened, MonitorError};
use crate::shared::Shared;

/// How long what an emulator said before its end may be under way.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Watches a guest from its start to its end.
pub(crate) async fn watch(
    shared: Arc<Shared>,
    vm: Arc<Vm>,
    run: Arc<Run>,
    mut events: mpsc::UnboundedReceiver<Happened>,
) {
    let mut line_open = true;
    let mut ended = std::pin::pin!(run.process.ended());
    loop {
        tokio::select! {
            biased;
            happened = events.recv(), if line_open => match happened {
                Some(happened) => heard(&shared, &vm, &run, happened),
                None => {
                    line_open = false;
                    line_lost(&shared, &vm, &run);
                }
            },
            () = &mut ended => break,
        }
    }
    // What the emulator said before its end is heard before the end is told.
    // Its line ends with it, unless somebody else holds it too.
    while line_open && let Ok(Some(happened)) = tokio::time::timeout(LAST_WORDS, events.recv()).await {
        heard(&shared, &vm, &run, happened);
    }
    run.monitor.close();
    let _turn = vm.jobs.begin_patiently("guest has ended").await;
    let ending = run.ending().unwrap_or_else(|| unasked(&vm));
    shared.note_end(&vm, &run, ending);
}

/// Why a guest ended that nobody ended.
fn unasked(vm: &Vm) -> Ending {
    if vm.view().state == DomainState::SHUTDOWN {
        Ending { reason: DomainShutoffReason::SHUTDOWN, detail: DomainEventStoppedDetailType::SHUTDOWN }
    } else {
        CRASHED
    }
}

/// The monitor is closed while the process may run on. Without it a guest cannot be managed: one whose
/// emulator closed the line is ended; one that talks nonsense is left to its user, who is told.
fn line_lost(shared: &Shared, vm: &Vm, run: &Run) {
    match run.monitor.end() {
        Some(MonitorError::Garbage(text)) => {
            tracing::error!(target: "qemu", domain = %vm.view().name, text, "the monitor talks nonsense");
            *run.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
            shared.events.emit(DomainEvent::new(vm.view().key(), DomainEventKind::ControlError));
        }
        _ => {
            let _ = run.process.signal(ProcessSignal::Term);
        }
    }
}

/// Something has happened in a guest.
fn heard(shared: &Arc<Shared>, vm: &Arc<Vm>, run: &Arc<Run>, happened: Happened) {
    let happened = Arc::new(happened);
    shared.tell_monitor_event(vm, &happened);
    // Nobody waits, most of the time.
    let _ = run.heard.send(happened.clone());
    match happened.name.as_str() {
        "STOP" => stopped(shared, vm),
        "RESUME" => resumed(shared, vm),
        "SHUTDOWN" => shut_down(shared, vm, run, &happened.data),
        "RESET" => shared.events.emit(DomainEvent::new(vm.view().key(), DomainEventKind::Reboot)),
        "GUEST_PANICKED" => panicked(shared, vm, run),
        "SUSPEND" => suspended(shared, vm, false),
        "SUSPEND_DISK" => suspended(shared, vm, true),
        "WAKEUP" => woken(shared, vm),
        "DEVICE_DELETED" => {
            if let Some(alias) = happened.data.get("device").and_then(Value::as_str) {
                crate::plug::removed(shared, vm, run, alias);
            }
        }
        _ => {
            if let Some((reason, detail)) = pauses(&happened) {
                paused(shared, vm, reason, detail);
            }
            if let Some(kind) = super::events::kind(&vm.view(), &happened) {
                for kind in kind {
                    if let DomainEventKind::TrayChange { dev_alias, reason } = &kind {
                        let open = *reason == DomainEventTrayChangeReason::OPEN;
                        crate::plug::tray_moved(shared, vm, dev_alias, open);
                    }
                    let kind = match kind {
                        DomainEventKind::RtcChange { offset_s } => clock_moved(shared, vm, offset_s),
                        other => other,
                    };
                    if let DomainEventKind::BalloonChange { actual_kib } = &kind {
                        balloon_moved(shared, vm, *actual_kib);
                    }
                    shared.events.emit(DomainEvent::new(vm.view().key(), kind));
                }
            }
        }
    }
}

/// Why the emulator is about to stop its guest, where it says so before it does.
fn pauses(happened: &Happened) -> Option<(DomainPausedReason, DomainEventSuspendedDetailType)> {
    let action = happened.data.get("action").and_then(Value::as_str)?;
    match (happened.name.as_str(), action) {
        ("BLOCK_IO_ERROR", "stop") => {
            Some((DomainPausedReason::IOERROR, DomainEventSuspendedDetailType::IOERROR))
        }
        ("WATCHDOG", "pause") => {
            Some((DomainPausedReason::WATCHDOG, DomainEventSuspendedDetailType::WATCHDOG))
        }
        _ => None,
    }
}

fn stopped(shared: &Shared, vm: &Vm) {
    paused(shared, vm, DomainPausedReason::UNKNOWN, DomainEventSuspendedDetailType::PAUSED);
}

fn paused(shared: &Shared, vm: &Vm, reason: DomainPausedReason, detail: DomainEventSuspendedDetailType) {
    let told = vm.update(|view| {
        // A change of ours that stops the guest has said so before.
        let running = view.state == DomainState::RUNNING;
        if running {
            (view.state, view.reason) = (DomainState::PAUSED, reason.0);
        }
        running
    });
    if told {
        shared.tell(vm.view().key(), DomainEventType::SUSPENDED, detail.0);
        shared.note_status(&vm.view());
    }
}

/// The guest has set its clock. What the emulator tells is the distance from the time it was started with; where
/// the definition keeps the distance from UTC, that is both together.
fn clock_moved(shared: &Shared, vm: &Vm, offset_s: i64) -> DomainEventKind {
    let adjusted = vm.update(|view| {
        let live = Arc::make_mut(view.live.as_mut()?);
        let clock = live.clock.as_mut().filter(|clock| clock.offset == ClockOffset::Variable)?;
        clock.adjustment_s = clock.adjustment0_s.saturating_add(offset_s);
        clock.reset = false;
        Some(clock.adjustment_s)
    });
    if adjusted.is_some() {
        shared.note_status(&vm.view());
    }
    DomainEventKind::RtcChange { offset_s: adjusted.unwrap_or(offset_s) }
}

/// The guest has given memory back, or got some.
fn balloon_moved(shared: &Shared, vm: &Vm, actual_kib: u64) {
    vm.update(|view| {
        if let Some(live) = &mut view.live {
            Arc::make_mut(live).current_memory_kib = actual_kib;
        }
    });
    shared.note_status(&vm.view());
}

fn resumed(shared: &Shared, vm: &Vm) {
    let told = vm.update(|view| {
        let starting = view.state == DomainState::PAUSED && view.reason == DomainPausedReason::STARTING_UP.0;
        let paused = view.state == DomainState::PAUSED && !starting;
        if paused {
            (view.state, view.reason) = (DomainState::RUNNING, DomainRunningReason::UNPAUSED.0);
        }
        paused
    });
    if told {
        let detail = DomainEventResumedDetailType::UNPAUSED;
        shared.tell(vm.view().key(), DomainEventType::RESUMED, detail.0);
        shared.note_status(&vm.view());
    }
}

/// The guest has powered off, or was told to; the emulator waits for what comes next.
fn shut_down(shared: &Arc<Shared>, vm: &Arc<Vm>, run: &Arc<Run>, data: &Value) {
    let by_guest = data.get("guest").and_then(Value::as_bool);
    let reset = data.get("reason").and_then(Value::as_str) == Some("guest-reset");
    let detail = match by_guest {
        Some(true) => DomainEventShutdownDetailType::GUEST,
        Some(false) => DomainEventShutdownDetailType::HOST,
        None => DomainEventShutdownDetailType::FINISHED,
    };
    let already = vm.update(|view| {
        let already = view.state == DomainState::SHUTDOWN;
        (view.state, view.reason) = (DomainState::SHUTDOWN, DomainShutdownReason::UNKNOWN.0);
        already
    });
    if already {
        return;
    }
    shared.tell(vm.view().key(), DomainEventType::SHUTDOWN, detail.0);
    shared.note_status(&vm.view());
    if run.ending().is_some() {
        // It is being ended; that it says so too changes nothing.
        return;
    }
    let live = vm.view().live.clone();
    let action = live.and_then(|live| if reset { live.on_reboot } else { live.on_poweroff });
    match action {
        _ if run.take_reboot() => tokio::spawn(reset_guest(shared.clone(), vm.clone(), run.clone())),
        Some(LifecycleAction::Restart | LifecycleAction::RenameRestart) => {
            tokio::spawn(reset_guest(shared.clone(), vm.clone(), run.clone()))
        }
        Some(LifecycleAction::Preserve) => return,
        _ => {
            run.ends(DomainShutoffReason::SHUTDOWN, DomainEventStoppedDetailType::SHUTDOWN);
            tokio::spawn(end(shared.clone(), vm.clone(), run.clone()))
        }
    };
}

async fn end(shared: Arc<Shared>, vm: Arc<Vm>, run: Arc<Run>) {
    if let Err(error) = shared.end_process(&vm, &run, false).await {
        tracing::error!(target: "qemu", domain = %vm.view().name, %error, "the emulator does not end");
    }
}

/// Starts a guest over without a new process: what a reboot looks like where the guest only powers off.
pub(crate) async fn reset_guest(shared: Arc<Shared>, vm: Arc<Vm>, run: Arc<Run>) {
    let _turn = vm.jobs.begin_patiently("reboot").await;
    let name = vm.view().name.clone();
    let go = async {
        run.monitor.execute("system_reset", Value::Null, CHANGE).await?;
        vm.set_state(DomainState::PAUSED, DomainPausedReason::STARTING_UP.0);
        run.monitor.execute("cont", Value::Null, CHANGE).await
    };
    match go.await {
        Ok(_) => {
            vm.set_state(DomainState::RUNNING, DomainRunningReason::BOOTED.0);
            shared.note_status(&vm.view());
            let detail = DomainEventResumedDetailType::UNPAUSED;
            shared.tell(vm.view().key(), DomainEventType::RESUMED, detail.0);
        }
        Err(error) => {
            tracing::error!(target: "qemu", domain = %name, %error, "does not reboot");
            run.ends(DomainShutoffReason::FAILED, DomainEventStoppedDetailType::FAILED);
            let _ = run.process.signal(ProcessSignal::Kill);
        }
    }
}

/// The guest's system has crashed and said so.
fn panicked(shared: &Arc<Shared>, vm: &Arc<Vm>, run: &Arc<Run>) {
    vm.set_state(DomainState::CRASHED, DomainCrashedReason::PANICKED.0);
    let detail = DomainEventCrashedDetailType::PANICKED;
    shared.tell(vm.view().key(), DomainEventType::CRASHED, detail.0);
    shared.note_status(&vm.view());
    let live = vm.view().live.clone();
    match live.and_then(|live| live.on_crash) {
        Some(LifecycleAction::Preserve) => {}
        Some(action @ (LifecycleAction::CoredumpDestroy | LifecycleAction::CoredumpRestart)) => {
            let restart = action == LifecycleAction::CoredumpRestart;
            tokio::spawn(dump_crashed(shared.clone(), vm.clone(), run.clone(), restart));
        }
        Some(LifecycleAction::Restart | LifecycleAction::RenameRestart) => {
            tokio::spawn(reset_guest(shared.clone(), vm.clone(), run.clone()));
        }
        _ => {
            run.ends(DomainShutoffReason::CRASHED, DomainEventStoppedDetailType::CRASHED);
            tokio::spawn(end(shared.clone(), vm.clone(), run.clone()));
        }
    }
}

/// Keeps the memory of a crashed guest for whoever looks for the cause, then ends it or starts it over.
async fn dump_crashed(shared: Arc<Shared>, vm: Arc<Vm>, run: Arc<Run>, restart: bool) {
    let name = vm.view().name.clone();
    let seconds = vir_util::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
    let file = format!("{}-{name}-{seconds}", run.id).replace('/', "_");
    let path = shared.roots.lib.join("dump").join(file);
    let turn = vm.jobs.begin_patiently("crash dump").await;
    let flags = DomainCoreDumpFlags::MEMORY_ONLY;
    let dumped = shared.dump_guest(&vm, &path, DomainCoreDumpFormat::RAW, flags).await;
    drop(turn);
    match dumped {
        Ok(()) => tracing::info!(target: "qemu", domain = %name, file = %path.display(), "a crash is dumped"),
        Err(error) => tracing::error!(target: "qemu", domain = %name, %error, "a crash is not dumped"),
    }
    if restart {
        reset_guest(shared, vm, run).await;
    } else {
        run.ends(DomainShutoffReason::CRASHED, DomainEventStoppedDetailType::CRASHED);
        end(shared, vm, run).await;
    }
}

fn suspended(shared: &Shared, vm: &Vm, to_disk: bool) {
    let was = vm.update(|view| {
        let running = view.state == DomainState::RUNNING;
        if running {
            (view.state, view.reason) = (DomainState::PMSUSPENDED, DomainPmsuspendedReason::UNKNOWN.0);
        }
        running
    });
    if was {
        let detail = match to_disk {
            true => DomainEventPmsuspendedDetailType::DISK,
            false => DomainEventPmsuspendedDetailType::MEMORY,
        };
        shared.tell(vm.view().key(), DomainEventType::PMSUSPENDED, detail.0);
        shared.note_status(&vm.view());
    }
    let kind = match to_disk {
        true => DomainEventKind::PmsuspendDisk { reason: 0 },
        false => DomainEventKind::Pmsuspend { reason: 0 },
    };
    shared.events.emit(DomainEvent::new(vm.view().key(), kind));
}

fn woken(shared: &Shared, vm: &Vm) {
    let was = vm.update(|view| {
        let asleep = view.state == DomainState::PMSUSPENDED;
        if asleep {
            (view.state, view.reason) = (DomainState::RUNNING, DomainRunningReason::WAKEUP.0);
        }
        asleep
    });
    if was {
        shared.tell(
            vm.view().key(),
            DomainEventType::STARTED,
            vir_types::DomainEventStartedDetailType::WAKEUP.0,
        );
        shared.note_status(&vm.view());
    }
    shared.events.emit(DomainEvent::new(vm.view().key(), DomainEventKind::Pmwakeup { reason: 0 }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_stops_a_guest_is_told_with_its_reason() {
        let reason = |name: &str, action: &str| {
            let happened =
                Happened { name: name.into(), data: json!({"action": action}), ..Happened::default() };
            pauses(&happened).map(|(reason, _)| reason)
        };
        assert_eq!(reason("BLOCK_IO_ERROR", "stop"), Some(DomainPausedReason::IOERROR));
        assert_eq!(reason("BLOCK_IO_ERROR", "report"), None);
        assert_eq!(reason("WATCHDOG", "pause"), Some(DomainPausedReason::WATCHDOG));
        assert_eq!(reason("WATCHDOG", "reset"), None);
        assert_eq!(reason("STOP", "stop"), None);
    }
}
