//! The start of a guest.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::UnixStream;
use tokio::sync::mpsc;
use vir_conf::domain::clock::ClockOffset;
use vir_conf::{DomainDef, DomainStatus};
use vir_qemu::caps::QemuCaps;
use vir_qemu::command::{self, CommandLine, Launch};
use vir_types::{
    Code, Context as _, DomainEvent, DomainEventResumedDetailType, DomainEventStartedDetailType,
    DomainEventSuspendedDetailType, DomainEventType, DomainPausedReason, DomainRunningReason,
    DomainShutoffReason, DomainState, Error, Result,
};
use vir_util::files;
use vir_util::process::{Process, ProcessSignal, Program};

use super::folders::{Folders, give};
use super::prepare::Prepared;
use super::status;
use super::{Run, Vm};
use crate::blocking::blocking;
use crate::monitor::{CHANGE, Happened, Monitor, MonitorError, QUERY};
use crate::net::OwnLink;
use crate::save::Incoming;
use crate::shared::{Shared, error, random};

/// How long an emulator may take from its start until it greets.
const GREETING: Duration = Duration::from_secs(60);

/// How much of an emulator's last words are told.
const LAST_WORDS: u64 = 1024;

/// How a guest starts.
#[derive(Debug, Default)]
pub(crate) struct Start {
    pub(crate) paused: bool,
    /// Whether the firmware forgets what it knew.
    pub(crate) reset_nvram: bool,
    /// What it starts with, if not afresh.
    pub(crate) incoming: Option<Incoming>,
}

/// What an emulator is started from.
struct Ready {
    prepared: Prepared,
    command: CommandLine,
    log: File,
    beginning: DomainStatus,
}

/// What was made for a guest that does not run yet; taken back if it never does.
struct Attempt<'a> {
    shared: &'a Shared,
    vm: &'a Arc<Vm>,
    folders: Folders,
    name: String,
    process: Option<Process>,
    done: bool,
}

impl Attempt<'_> {
    /// Ends the process and waits for it, so that nothing of it is left when the error is told.
    async fn fail(mut self) {
        if let Some(process) = self.process.take() {
            let _ = process.signal(ProcessSignal::Kill);
            let _ = tokio::time::timeout(Duration::from_secs(5), process.ended()).await;
            process.reap();
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        if let Some(process) = &self.process {
            let _ = process.signal(ProcessSignal::Kill);
        }
        blocking(|| {
            crate::helpers::end_all(&self.folders);
            let _ = self.folders.remove();
            let view = self.vm.view();
            if let Some(live) = &view.live {
                self.shared.release_group(live);
            }
            self.shared.owners.take_back(view.uuid);
            match &view.run {
                Some(run) => self.shared.forget_run(run, &self.name),
                None => self.shared.forget_status(&self.name),
            }
        });
        self.vm.update(|view| {
            view.live = None;
            view.run = None;
            (view.state, view.reason) = (DomainState::SHUTOFF, DomainShutoffReason::FAILED.0);
        });
    }
}

impl Shared {
    /// Starts a guest. The caller has the turn, and the domain does not run.
    pub(crate) async fn start_guest(
        self: &Arc<Self>,
        vm: &Arc<Vm>,
        def: &DomainDef,
        mut start: Start,
    ) -> Result<()> {
        let incoming = start.incoming.take();
        let restored = incoming.is_some();
        let view = vm.view();
        let id = self.next_id();
        let emulator = self.emulator(def);
        let caps = self.capabilities.of(&emulator).await?;
        let mut live = def.clone();
        live.id = Some(id);
        let kind = if restored { command::Start::Incoming } else { command::Start::New };
        vir_qemu::start::prepare_as(&mut live, kind, &caps, &self.host, &self.config)?;
        if let Some(clock) = live.clock.as_mut().filter(|clock| clock.offset == ClockOffset::Variable) {
            // What its clock is moved by is told from here.
            clock.adjustment0_s = clock.adjustment_s;
        }
        let missing = crate::plug::leave_out(&mut live, restored);
        command::name_nodes(&mut live.devices);
        let folders = Folders::of(&self.roots, id, &view.name);
        vm.update(|view| {
            view.live = Some(Arc::new(live.clone()));
            (view.state, view.reason) = (DomainState::PAUSED, DomainPausedReason::STARTING_UP.0);
        });
        for kind in missing {
            self.events.emit(DomainEvent::new(vm.view().key(), kind));
        }
        let mut attempt = Attempt {
            shared: self,
            vm,
            folders: folders.clone(),
            name: view.name.to_string(),
            process: None,
            done: false,
        };
        match self.attempt(&mut attempt, vm, live, &caps, &start, incoming).await {
            Ok((run, events)) => {
                attempt.done = true;
                drop(attempt);
                self.announce_start(vm, &run, &start, restored);
                tokio::spawn(super::watch::watch(self.clone(), vm.clone(), run, events));
                Ok(())
            }
            Err(why) => {
                attempt.fail().await;
                tracing::info!(target: "qemu", domain = %view.name, error = %why, "does not start");
                Err(why)
            }
        }
    }

    /// Makes what a guest needs before there is a process. That files of the guest are there is known on disk
    /// before there is a process, and the process before it runs.
    fn make_ready(
        &self,
        vm: &Vm,
        live: &mut DomainDef,
        caps: &QemuCaps,
        folders: &Folders,
        start: &Start,
        incoming: bool,
    ) -> Result<Ready> {
        folders
            .make(self.run_as.as_ref())
            .context(Code::SYSTEM_ERROR, || "cannot make the folders of the guest".to_owned())?;
        self.write_master_key(folders)?;
        let mut prepared = self.prepare_guest(live, caps, folders)?;
        prepared.handed.incoming = incoming.then(|| "defer".to_owned());
        vm.update(|view| view.live = Some(Arc::new(live.clone())));
        let command = command::build(&Launch::new(live, caps, &self.host, &self.config, &prepared.handed))?;
        self.make_firmware_variables(live, start.reset_nvram)?;
        self.give_files(vm.view().uuid, live)?;
        let log = self.open_log(&live.name)?;
        write_command(&log, &command)?;
        let beginning = status::beginning(&vm.view(), folders)
            .ok_or_else(|| Error::internal(format!("domain '{}' has no definition", live.name)))?;
        self.write_status(&beginning)?;
        Ok(Ready { prepared, command, log, beginning })
    }

    async fn attempt(
        self: &Arc<Self>,
        attempt: &mut Attempt<'_>,
        vm: &Arc<Vm>,
        mut live: DomainDef,
        caps: &Arc<QemuCaps>,
        start: &Start,
        incoming: Option<Incoming>,
    ) -> Result<(Arc<Run>, mpsc::UnboundedReceiver<Happened>)> {
        let folders = attempt.folders.clone();
        let name = attempt.name.clone();
        let id = live.id.unwrap_or_default();
        let ready = blocking(|| self.make_ready(vm, &mut live, caps, &folders, start, incoming.is_some()))?;
        let Ready { prepared, command, log, beginning } = ready;
        let mut program = Program::new(&command.program);
        program.args.clone_from(&command.args);
        program.env.clone_from(&command.env);
        program.fds = prepared.fds;
        program.output =
            Some(log.try_clone().context(Code::SYSTEM_ERROR, || "cannot use the log".to_owned())?);
        program.run_as = self.run_as.clone();
        program.umask = 0o002;
        self.start_helpers(&name, &folders, &prepared.helpers).await?;
        let confinement = self.confine(&live)?;
        let shared = self.clone();
        let started = tokio::task::spawn_blocking(move || {
            program.start(|pid| {
                confinement.enter(&shared.cgroups, pid)?;
                let mut status = beginning;
                status.pid = i64::from(pid);
                shared.write_status(&status).map_err(|error| io::Error::other(error.to_string()))
            })
        });
        let process = started
            .await
            .map_err(|error| Error::internal(error.to_string()))?
            .map_err(|why| error(Code::SYSTEM_ERROR, format!("Cannot run '{}': {why}", command.program)))?;
        attempt.process = Some(process);
        let (monitor, events) = self.greet(attempt, &name, &log).await?;
        self.ask_guest(&monitor, &mut live).await.map_err(|why| self.last_words(&name, &log, &why))?;
        let restored = incoming.is_some();
        if let Some(incoming) = incoming {
            let Incoming { file, format, .. } = incoming;
            self.feed(&name, &monitor, &folders.private, file, format).await?;
        }
        let threads = vcpu_threads(&monitor).await.map_err(|why| self.last_words(&name, &log, &why))?;
        let pid = attempt.process.as_ref().map_or(0, Process::pid);
        self.place_threads(&live, &monitor, &threads, pid).await?;
        let Some(process) = attempt.process.take() else {
            return Err(Error::internal("the process is lost"));
        };
        let run = Arc::new(Run::new(id, process, monitor, caps.clone(), folders, threads, prepared.ports));
        vm.update(|view| {
            view.live = Some(Arc::new(live));
            view.run = Some(run.clone());
            view.updated = false;
        });
        match self.let_go(vm, &run, start, restored).await {
            Ok(()) => {
                prepared.links.into_iter().for_each(OwnLink::keep);
                Ok((run, events))
            }
            Err(why) => {
                attempt.process = Process::open(run.process.pid()).ok();
                run.monitor.close();
                Err(why)
            }
        }
    }

    /// The last step: what is running is on disk, then the guest runs.
    async fn let_go(&self, vm: &Vm, run: &Run, start: &Start, restored: bool) -> Result<()> {
        if start.paused {
            // libvirt's word for a guest that has come from an image and waits.
            let reason = if restored { DomainPausedReason::MIGRATION } else { DomainPausedReason::USER };
            vm.set_state(DomainState::PAUSED, reason.0);
        }
        self.save_status(&vm.view())?;
        self.vms.set_id(vm, run.id);
        if !start.paused {
            let name = vm.view().name.clone();
            if let Err(why) = run.monitor.execute("cont", Value::Null, CHANGE).await {
                self.vms.clear_id(run.id);
                return Err(refused(&name, &why));
            }
            let reason = if restored { DomainRunningReason::RESTORED } else { DomainRunningReason::BOOTED };
            vm.set_state(DomainState::RUNNING, reason.0);
            self.note_status(&vm.view());
        }
        Ok(())
    }

    fn announce_start(&self, vm: &Vm, run: &Run, start: &Start, restored: bool) {
        let key = vm.view().key();
        tracing::info!(target: "qemu", domain = %key.name, id = run.id, pid = run.process.pid(), "guest has started");
        // The order and the details are libvirt's.
        if !start.paused && !restored {
            self.tell(key.clone(), DomainEventType::RESUMED, DomainEventResumedDetailType::UNPAUSED.0);
        }
        let detail = if restored {
            DomainEventStartedDetailType::RESTORED
        } else {
            DomainEventStartedDetailType::BOOTED
        };
        self.tell(key.clone(), DomainEventType::STARTED, detail.0);
        if !start.paused && restored {
            self.tell(key.clone(), DomainEventType::RESUMED, DomainEventResumedDetailType::FROM_SNAPSHOT.0);
        }
        if start.paused {
            let detail = match restored {
                true => DomainEventSuspendedDetailType::RESTORED,
                false => DomainEventSuspendedDetailType::PAUSED,
            };
            self.tell(key, DomainEventType::SUSPENDED, detail.0);
        }
    }

    /// The key that the guest's secrets are encrypted with; it never leaves the host and this run.
    fn write_master_key(&self, folders: &Folders) -> Result<()> {
        let mut key = [0; 32];
        random(&mut key);
        let path = folders.master_key();
        let written =
            files::replace_volatile_file(&path, &key, 0o600).and_then(|()| give(&path, self.run_as.as_ref()));
        key.fill(0);
        written.context(Code::SYSTEM_ERROR, || "failed to write the master key of the guest".to_owned())
    }

    /// Waits for the emulator on its monitor.
    async fn greet(
        &self,
        attempt: &Attempt<'_>,
        name: &str,
        log: &File,
    ) -> Result<(Monitor, mpsc::UnboundedReceiver<Happened>)> {
        let path = attempt.folders.monitor();
        let Some(process) = &attempt.process else { return Err(Error::internal("the process is lost")) };
        let connect = async {
            let stream = UnixStream::connect(&path).await.map_err(|_| MonitorError::Closed)?;
            let (monitor, events) = Monitor::new(stream);
            let monitor = monitor.with_patience(self.patience);
            tokio::select! {
                greeted = monitor.execute("qmp_capabilities", Value::Null, GREETING) => greeted.map(|_| (monitor, events)),
                () = process.ended() => Err(MonitorError::Closed),
            }
        };
        connect.await.map_err(|why| self.last_words(name, log, &why))
    }

    /// Asks for what only the emulator knows, such as the names of pseudo-terminals.
    async fn ask_guest(&self, monitor: &Monitor, live: &mut DomainDef) -> Result<(), MonitorError> {
        let chardevs = monitor.execute("query-chardev", Value::Null, QUERY).await?;
        super::chardevs::learn_paths(live, &chardevs);
        for disk in &live.devices.disks {
            if let Some(limits) = crate::plug::throttle(disk) {
                monitor.execute("block_set_io_throttle", limits, CHANGE).await?;
            }
        }
        for alias in crate::net::links_down(live) {
            monitor.execute("set_link", json!({"name": alias, "up": false}), CHANGE).await?;
        }
        Ok(())
    }

    /// Why a start failed: what the emulator said last, where it said something.
    fn last_words(&self, name: &str, log: &File, why: &MonitorError) -> Error {
        match why {
            MonitorError::Closed => {
                let said = tail(log);
                let text = format!("QEMU unexpectedly closed the monitor (vm='{name}')");
                let text = if said.is_empty() { text } else { format!("{text}: {said}") };
                error(Code::INTERNAL_ERROR, text)
            }
            other => refused(name, other),
        }
    }

    fn open_log(&self, name: &str) -> Result<File> {
        let path = self.roots.log_of(name);
        let open = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&path);
        open.context(Code::SYSTEM_ERROR, || format!("failed to create logfile {}", path.display()))
    }

    /// Adds a line to a guest's log.
    pub(crate) fn log_line(&self, name: &str, text: &str) {
        if let Ok(mut log) = self.open_log(name) {
            let _ = writeln!(log, "{}: {text}", timestamp());
        }
    }
}

/// An emulator's refusal, or its silence, as an error of the house.
pub(crate) fn refused(name: &str, why: &MonitorError) -> Error {
    match why {
        MonitorError::Refused(refusal) => {
            error(Code::INTERNAL_ERROR, format!("unable to execute QEMU command: {}", refusal.desc))
        }
        MonitorError::Timeout(_) => error(Code::OPERATION_TIMEOUT, format!("domain '{name}': {why}")),
        MonitorError::Closed => error(Code::OPERATION_FAILED, format!("domain '{name}': {why}")),
        MonitorError::Garbage(_) => error(Code::INTERNAL_ERROR, why.to_string()),
    }
}

/// Now, as logs of emulators have it.
fn timestamp() -> String {
    let now = time::OffsetDateTime::from(vir_util::now());
    let (date, (hour, minute, second, milli)) = (now.date(), now.time().as_hms_milli());
    format!("{date} {hour:02}:{minute:02}:{second:02}.{milli:03}+0000")
}

fn write_command(mut log: &File, command: &CommandLine) -> Result<()> {
    let text = format!("{}: starting up\n{}\n", timestamp(), command.to_shell());
    log.write_all(text.as_bytes())
        .context(Code::SYSTEM_ERROR, || "cannot write the log of the guest".to_owned())
}

/// The end of a log, without the lines that were written before the emulator ran.
fn tail(mut log: &File) -> String {
    let length = log.seek(SeekFrom::End(0)).unwrap_or(0);
    let from = length.saturating_sub(LAST_WORDS);
    let mut text = Vec::new();
    let read = log.seek(SeekFrom::Start(from)).and_then(|_| log.take(LAST_WORDS).read_to_end(&mut text));
    if read.is_err() {
        return String::new();
    }
    let text = String::from_utf8_lossy(&text);
    let said = text.rsplit_once("-msg timestamp=on\n").map_or(&*text, |(_, said)| said);
    said.trim_end().to_owned()
}

pub(crate) async fn vcpu_threads(monitor: &Monitor) -> Result<Vec<(u32, i64)>, MonitorError> {
    let cpus = monitor.execute("query-cpus-fast", Value::Null, QUERY).await?;
    let number = |cpu: &Value, name: &str| cpu.get(name).and_then(Value::as_i64);
    let threads =
        cpus.as_array().into_iter().flatten().filter_map(|cpu| {
            Some((u32::try_from(number(cpu, "cpu-index")?).ok()?, number(cpu, "thread-id")?))
        });
    Ok(threads.collect())
}
