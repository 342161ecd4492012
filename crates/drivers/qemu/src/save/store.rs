//! From a running guest to a file.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use vir_conf::XmlFormat;
use vir_types::{
    Code, Context as _, DomainEvent, DomainEventKind, DomainEventResumedDetailType,
    DomainEventStoppedDetailType, DomainEventSuspendedDetailType, DomainEventType, DomainJobOperation,
    DomainPausedReason, DomainRunningReason, DomainShutoffReason, DomainState, Result,
};

use super::pump;
use super::{Format, Header};
use crate::blocking::blocking;
use crate::monitor::{CHANGE, QUERY};
use crate::shared::{Shared, error};
use crate::vm::job::Progress;
use crate::vm::start::refused;
use crate::vm::{Run, Vm, folders};

/// How often it is asked how far the emulator is.
const LOOK: Duration = Duration::from_millis(50);

/// As fast as it can: what emulators take for no limit.
const NO_LIMIT: u64 = 9_223_372_036_853_727_232;

/// How a guest is saved.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    pub(crate) path: PathBuf,
    pub(crate) format: Format,
    /// The definition in the image, if not the guest's own.
    pub(crate) xml: Option<String>,
    /// Whether it runs when it is restored, if not as it does now.
    pub(crate) running: Option<bool>,
    /// Whether the image waits for the next start.
    pub(crate) managed: bool,
}

impl Shared {
    /// Saves a guest and ends it. The caller has the turn. If it fails the guest goes on as it was, and nothing
    /// is left of the image.
    pub(crate) async fn save_guest(self: &Arc<Self>, vm: &Arc<Vm>, store: Store) -> Result<()> {
        let view = vm.view();
        let run = view.running()?.clone();
        let was_running = view.state == DomainState::RUNNING;
        let live = view.current()?;
        let xml = store.xml.clone().unwrap_or_else(|| live.to_xml_with(XmlFormat::migratable()));
        let running = store.running.unwrap_or(was_running);
        let header = Header::new(xml, None, running, store.format);
        let (mut file, new) = create(&store.path)?;
        let abort = run.begin_job(DomainJobOperation::SAVE);
        let saved = async {
            if was_running {
                self.pause(vm, &run, DomainPausedReason::SAVE).await?;
            }
            blocking(|| header.begin(&mut file))?;
            let file = self.stream(&run, &view.name, file, store.format, abort).await?;
            let finished = blocking(|| header.finish(&file));
            finished.context(Code::SYSTEM_ERROR, || format!("unable to write '{}'", store.path.display()))
        };
        let saved = saved.await;
        let job = run.end_job();
        if let Err(why) = saved {
            // What was there before, a device for example, is not ours to remove.
            if new || store.managed {
                let _ = blocking(|| std::fs::remove_file(&store.path));
            }
            if was_running && vm.view().state == DomainState::PAUSED {
                self.go_on(vm, &run, DomainRunningReason::SAVE_CANCELED).await;
            }
            return Err(why);
        }
        if let Some(job) = job {
            let params = job.params();
            self.events.emit(DomainEvent::new(vm.view().key(), DomainEventKind::JobCompleted { params }));
        }
        if store.managed {
            vm.update(|view| view.managed_save = true);
        }
        // From here on the image is the guest: a daemon that finds it after this one was killed ends what is left.
        let mut saved = (*vm.view()).clone();
        (saved.state, saved.reason) = (DomainState::SHUTOFF, DomainShutoffReason::SAVED.0);
        self.note_status(&saved);
        run.ends(DomainShutoffReason::SAVED, DomainEventStoppedDetailType::SAVED);
        // The turn is needed to note the end; whoever waits for the save waits for that too.
        let (shared, ended) = (self.clone(), vm.clone());
        tokio::spawn(async move {
            if let Err(error) = shared.end_process(&ended, &run, false).await {
                tracing::error!(target: "qemu", %error, "the emulator of a saved guest does not end");
            }
        });
        Ok(())
    }

    pub(super) async fn pause(&self, vm: &Vm, run: &Run, reason: DomainPausedReason) -> Result<()> {
        let before = vm.view();
        vm.set_state(DomainState::PAUSED, reason.0);
        // Known on disk first: a daemon that finds it paused must know that it is not to stay so.
        self.note_status(&vm.view());
        if let Err(why) = run.monitor.execute("stop", Value::Null, CHANGE).await {
            vm.set_state(before.state, before.reason);
            self.note_status(&vm.view());
            return Err(refused(&before.name, &why));
        }
        let detail = DomainEventSuspendedDetailType::PAUSED;
        self.tell(vm.view().key(), DomainEventType::SUSPENDED, detail.0);
        Ok(())
    }

    pub(crate) async fn go_on(&self, vm: &Vm, run: &Run, reason: DomainRunningReason) {
        let before = vm.view();
        vm.set_state(DomainState::RUNNING, reason.0);
        if let Err(why) = run.monitor.execute("cont", Value::Null, CHANGE).await {
            vm.set_state(before.state, DomainPausedReason::API_ERROR.0);
            tracing::error!(target: "qemu", domain = %before.name, error = %why, "the guest does not go on");
            return;
        }
        let detail = DomainEventResumedDetailType::UNPAUSED;
        self.tell(vm.view().key(), DomainEventType::RESUMED, detail.0);
        self.note_status(&vm.view());
    }

    /// Has the emulator write its guest's state behind what is in the file.
    pub(super) async fn stream(
        &self,
        run: &Arc<Run>,
        name: &str,
        file: File,
        format: Format,
        abort: tokio_util::sync::CancellationToken,
    ) -> Result<File> {
        let socket = run.folders.private.join(format!("save-{}.sock", self.next_scratch()));
        let _ = std::fs::remove_file(&socket);
        let listener = UnixListener::bind(&socket)
            .and_then(|listener| folders::give(&socket, self.run_as.as_ref()).map(|()| listener))
            .context(Code::SYSTEM_ERROR, || format!("cannot listen on '{}'", socket.display()))?;
        let copy = tokio::task::spawn_blocking(move || {
            let (from, _) = listener.accept()?;
            pump::store(from, &file, format)?;
            Ok::<_, io::Error>(file)
        });
        let migrated = self.migrate(run, name, &socket, abort).await;
        if migrated.is_err() {
            // If the emulator never came, the thread still waits for it.
            let _ = std::os::unix::net::UnixStream::connect(&socket);
        }
        let _ = std::fs::remove_file(&socket);
        let copied = copy.await.map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?;
        // A full disk is what the emulator knows only as a closed line.
        let file = copied.context(Code::OPERATION_FAILED, || "cannot write the image".to_owned());
        match (migrated, file) {
            (Ok(()), file) => file,
            (Err(why), Err(full)) if why.code() != Code::OPERATION_ABORTED => Err(full),
            (Err(why), _) => Err(why),
        }
    }

    async fn migrate(
        &self,
        run: &Run,
        name: &str,
        socket: &Path,
        abort: tokio_util::sync::CancellationToken,
    ) -> Result<()> {
        let told = |why: &_| refused(name, why);
        let arguments = json!({"max-bandwidth": NO_LIMIT});
        let set = run.monitor.execute("migrate-set-parameters", arguments, QUERY).await;
        set.map_err(|why| told(&why))?;
        let told_of_passes = json!({"capabilities": [{"capability": "events", "state": true}]});
        let set = run.monitor.execute("migrate-set-capabilities", told_of_passes, QUERY).await;
        set.map_err(|why| told(&why))?;
        let arguments = json!({"uri": format!("unix:{}", socket.display())});
        let begun = run.monitor.execute("migrate", arguments, CHANGE).await;
        begun.map_err(|why| told(&why))?;
        let mut cancelled = false;
        loop {
            let answer = run.monitor.execute("query-migrate", Value::Null, CHANGE).await;
            let answer = answer.map_err(|why| told(&why))?;
            run.note_progress(Progress::of_migration(&answer));
            match answer.get("status").and_then(Value::as_str) {
                Some("completed") => return Ok(()),
                Some("failed") => {
                    let why = answer
                        .get("error-desc")
                        .and_then(Value::as_str)
                        .unwrap_or("the emulator does not say why");
                    return Err(error(Code::OPERATION_FAILED, format!("operation failed: {why}")));
                }
                Some("cancelled") => {
                    return Err(error(Code::OPERATION_ABORTED, "domain save job: canceled by client"));
                }
                _ => {}
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = abort.cancelled(), if !cancelled => {
                    cancelled = true;
                    let _ = run.monitor.execute("migrate_cancel", Value::Null, CHANGE).await;
                }
            }
        }
    }
}

/// A new image that only this process's user reads.
/// The second part says whether there was none.
pub(super) fn create(path: &Path) -> Result<(File, bool)> {
    let fresh = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let opened = match fresh {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            OpenOptions::new().write(true).truncate(true).open(path).map(|file| (file, false))
        }
        fresh => fresh.map(|file| (file, true)),
    };
    opened.context(Code::SYSTEM_ERROR, || format!("Failed to create file '{}'", path.display()))
}
