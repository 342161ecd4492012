//! One domain: what is known of it, and its guest while it runs.

pub(crate) mod agent;
pub(crate) mod chardevs;
pub(crate) mod disks;
pub(crate) mod events;
pub(crate) mod folders;
pub(crate) mod job;
pub(crate) mod lifecycle;
pub(crate) mod measure;
pub(crate) mod prepare;
pub(crate) mod reconnect;
mod row;
pub(crate) mod start;
pub(crate) mod status;
pub(crate) mod stop;
pub(crate) mod vcpus;
pub(crate) mod watch;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Instant;

use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use vir_conf::DomainDef;
use vir_conf::domain::device::disk::DiskDef;
use vir_hypervisor::{Affected, Changes, Jobs, Named, Standing, WhatThereIs};
use vir_qemu::caps::QemuCaps;
use vir_types::{
    Code, DomainEventStoppedDetailType, DomainKey, DomainShutoffReason, DomainState, Error, Result, Uuid,
};
use vir_util::process::Process;

pub(crate) use row::{Row, Sizes};

use crate::monitor::{Happened, Monitor};
use crate::ports::Port;
use crate::terminal::Terminals;
use agent::Agent;
use folders::Folders;
use job::Job;

/// What is known of a domain at one moment. Readers hold one such view and no lock.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) name: Arc<str>,
    pub(crate) uuid: Uuid,
    /// What it starts with; none for one that is gone when it stops, and in a [peek](Vm::peek) at one that rests.
    pub(crate) persistent: Option<Arc<DomainDef>>,
    /// What it starts with, as text, while nobody asks for it.
    pub(crate) resting: Option<Resting>,
    /// What it runs with.
    pub(crate) live: Option<Arc<DomainDef>>,
    pub(crate) run: Option<Arc<Run>>,
    pub(crate) state: DomainState,
    pub(crate) reason: i32,
    pub(crate) autostart: bool,
    /// Whether it starts with the host the next time only.
    pub(crate) autostart_once: bool,
    /// Whether its definition has changed since it started.
    pub(crate) updated: bool,
    /// Whether an image waits for its next start.
    pub(crate) managed_save: bool,
    /// For how many seconds its agent is waited for, if a client has said so; below 0 libvirt's numbers for it.
    pub(crate) agent_timeout_s: Option<i32>,
    /// How often it has changed.
    pub(crate) version: u64,
}

/// How far a change may be behind what its guest's emulator says.
const HEARD: usize = 256;

/// A definition that nobody uses now: a model takes many times the memory of its text, and most domains of a
/// host with thousands are asked for nothing but their names.
#[derive(Debug, Clone)]
pub(crate) struct Resting {
    text: Arc<str>,
    sizes: Sizes,
    /// How the guest calls its disks, and where they are.
    pub(crate) disks: Arc<[RestingDisk]>,
}

/// A disk of such a domain.
#[derive(Debug, Clone)]
pub(crate) struct RestingDisk {
    pub(crate) target: Arc<str>,
    pub(crate) path: Option<Arc<str>>,
    /// What the file is, where that can be told from its beginning.
    pub(crate) format: Option<crate::image::Simple>,
}

impl RestingDisk {
    /// The disks of a definition.
    pub(crate) fn all(def: &DomainDef) -> Arc<[Self]> {
        let disk = |disk: &DiskDef| Self {
            target: disk.target.as_str().into(),
            path: disks::path(&disk.source).map(Into::into),
            format: crate::image::Simple::of(disk),
        };
        def.devices.disks.iter().map(disk).collect()
    }
}

impl Resting {
    pub(crate) fn new(def: &DomainDef) -> Self {
        Self {
            text: def.to_xml_with(vir_conf::XmlFormat::persistent()).into(),
            sizes: Sizes::of(def),
            disks: RestingDisk::all(def),
        }
    }

    /// The model again. The text was written from one, so this does not fail.
    fn wake(&self) -> Option<Arc<DomainDef>> {
        let mut random = crate::shared::random;
        let woken = DomainDef::parse(&self.text).and_then(|mut def| {
            def.complete(&mut vir_conf::Defaults::new(&mut random))?;
            Ok(def)
        });
        woken
            .inspect_err(|error| tracing::error!(target: "qemu", %error, "a definition is lost"))
            .ok()
            .map(Arc::new)
    }
}

/// A guest that runs.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) id: u32,
    pub(crate) process: Process,
    pub(crate) monitor: Monitor,
    pub(crate) caps: Arc<QemuCaps>,
    pub(crate) folders: Folders,
    /// Done when the process has ended and everything of it is cleaned up.
    pub(crate) over: CancellationToken,
    /// What ends it, if it is ended on purpose.
    pub(crate) end: Mutex<Option<Ending>>,
    /// Whether it starts over when its guest has powered off.
    pub(crate) reboot: AtomicBool,
    /// Threads of its virtual CPUs, by number.
    pub(crate) vcpu_threads: Mutex<Vec<(u32, i64)>>,
    /// When its monitor was last found to be broken.
    pub(crate) broken: Mutex<Option<Instant>>,
    /// Long work on it, while there is some.
    pub(crate) job: Mutex<Option<Job>>,
    /// The last that came to its end.
    pub(crate) done: Mutex<Option<Job>>,
    /// What its emulator says, for changes that wait for it.
    pub(crate) heard: broadcast::Sender<Arc<Happened>>,
    /// Its consoles that somebody looks at.
    pub(crate) terminals: Terminals,
    /// The line to the agent inside.
    pub(crate) agent: Agent,
    /// The version of what is kept on disk of it; whoever writes there holds it.
    pub(crate) kept: Mutex<u64>,
    /// The device that somebody waits for to go.
    pub(crate) unplugging: crate::plug::Unplugging,
    /// Ports that are its own while it runs.
    _ports: Vec<Port>,
}

/// Why a guest has ended: as a state, and as an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ending {
    pub(crate) reason: DomainShutoffReason,
    pub(crate) detail: DomainEventStoppedDetailType,
}

impl Run {
    /// A guest whose emulator answers.
    pub(crate) fn new(
        id: u32,
        process: Process,
        monitor: Monitor,
        caps: Arc<QemuCaps>,
        folders: Folders,
        vcpu_threads: Vec<(u32, i64)>,
        ports: Vec<Port>,
    ) -> Self {
        Self {
            id,
            process,
            monitor,
            caps,
            folders,
            over: CancellationToken::new(),
            end: Mutex::new(None),
            reboot: AtomicBool::new(false),
            vcpu_threads: Mutex::new(vcpu_threads),
            broken: Mutex::new(None),
            job: Mutex::new(None),
            done: Mutex::new(None),
            heard: broadcast::channel(HEARD).0,
            terminals: Terminals::default(),
            agent: Agent::default(),
            kept: Mutex::new(0),
            unplugging: crate::plug::Unplugging::default(),
            _ports: ports,
        }
    }

    /// Says why the guest ends; the first to say so is right.
    pub(crate) fn ends(&self, reason: DomainShutoffReason, detail: DomainEventStoppedDetailType) {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        end.get_or_insert(Ending { reason, detail });
    }

    /// Whether it is to start over now that its guest has powered off; it is then told only once.
    pub(crate) fn take_reboot(&self) -> bool {
        self.reboot.swap(false, Ordering::AcqRel)
    }

    /// Has it start over when its guest has powered off.
    pub(crate) fn set_reboot(&self) {
        self.reboot.store(true, Ordering::Release);
    }

    /// It was to end and did not.
    pub(crate) fn goes_on(&self) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(crate) fn ending(&self) -> Option<Ending> {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A domain.
#[derive(Debug)]
pub(crate) struct Vm {
    uuid: Uuid,
    view: RwLock<Arc<View>>,
    pub(crate) jobs: Jobs,
    /// Where it is noted that what is known of it has changed.
    changes: Changes,
}

impl Named for Vm {
    fn name(&self) -> Arc<str> {
        self.peek(|view| view.name.clone())
    }

    fn uuid(&self) -> Uuid {
        self.uuid
    }
}

impl Vm {
    /// A domain of which nothing is known but its name.
    pub(crate) fn new(name: &str, uuid: Uuid, changes: &Changes) -> Self {
        let view = View {
            name: name.into(),
            uuid,
            persistent: None,
            resting: None,
            live: None,
            run: None,
            state: DomainState::SHUTOFF,
            reason: DomainShutoffReason::UNKNOWN.0,
            autostart: false,
            autostart_once: false,
            updated: false,
            managed_save: false,
            agent_timeout_s: None,
            version: 0,
        };
        Self { uuid, view: RwLock::new(Arc::new(view)), jobs: Jobs::default(), changes: changes.clone() }
    }

    /// What is known now.
    pub(crate) fn view(&self) -> Arc<View> {
        let view = self.view.read().unwrap_or_else(PoisonError::into_inner).clone();
        if view.resting.is_none() {
            return view;
        }
        let mut woken = (*view).clone();
        woken.wake();
        Arc::new(woken)
    }

    /// Looks at what is known without waking a definition that rests.
    pub(crate) fn peek<T>(&self, look: impl FnOnce(&View) -> T) -> T {
        look(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes what is known.
    pub(crate) fn update<T>(&self, change: impl FnOnce(&mut View) -> T) -> T {
        let mut view = self.view.write().unwrap_or_else(PoisonError::into_inner);
        let view = Arc::make_mut(&mut view);
        view.version = view.version.wrapping_add(1);
        view.wake();
        let done = change(view);
        self.changes.note();
        done
    }

    /// Puts a domain to rest that does not run: its definition is kept as text until somebody wants it.
    pub(crate) fn rest(&self) {
        let mut view = self.view.write().unwrap_or_else(PoisonError::into_inner);
        if view.run.is_some() || view.live.is_some() {
            return;
        }
        let Some(def) = &view.persistent else { return };
        let resting = Resting::new(def);
        let view = Arc::make_mut(&mut view);
        (view.persistent, view.resting) = (None, Some(resting));
        self.changes.note();
    }

    pub(crate) fn set_state(&self, state: DomainState, reason: i32) {
        self.update(|view| (view.state, view.reason) = (state, reason));
    }
}

impl View {
    pub(crate) fn key(&self) -> DomainKey {
        DomainKey::new(self.name.clone(), self.uuid, self.run.as_ref().map(|run| run.id))
    }

    fn wake(&mut self) {
        if let Some(resting) = self.resting.take() {
            self.persistent = resting.wake();
        }
    }

    /// Whether it stays when its guest ends.
    pub(crate) fn is_persistent(&self) -> bool {
        self.persistent.is_some() || self.resting.is_some()
    }

    pub(crate) fn is_active(&self) -> bool {
        self.run.is_some()
    }

    /// The guest, if it runs.
    pub(crate) fn running(&self) -> Result<&Arc<Run>> {
        self.run.as_ref().ok_or_else(|| Error::new(Code::OPERATION_INVALID, "domain is not running"))
    }

    /// The definition that describes it now.
    pub(crate) fn current(&self) -> Result<&Arc<DomainDef>> {
        let found = self.live.as_ref().or(self.persistent.as_ref());
        found.ok_or_else(|| Error::internal(format!("domain '{}' has no definition", self.name)))
    }

    /// What it starts with next; for one that is gone when it stops, what it runs with.
    pub(crate) fn inactive(&self) -> Result<&Arc<DomainDef>> {
        let found = self.persistent.as_ref().or(self.live.as_ref());
        found.ok_or_else(|| Error::internal(format!("domain '{}' has no definition", self.name)))
    }

    fn what_there_is(&self) -> WhatThereIs {
        WhatThereIs { active: self.is_active(), persistent: self.is_persistent() }
    }

    /// How it stands, for lists.
    pub(crate) fn standing(&self) -> Standing {
        Standing {
            active: self.is_active(),
            persistent: self.is_persistent(),
            state: self.state,
            autostart: self.autostart,
            managed_save: self.managed_save,
            // Snapshots and checkpoints come with block jobs.
            has_snapshot: false,
            has_checkpoint: false,
        }
    }

    /// Which definitions an operation with these flags is about: neither flag means whichever the domain
    /// is now.
    pub(crate) fn affected(&self, live: bool, config: bool) -> Result<Affected> {
        Affected::of_change(live, config, self.what_there_is())
    }

    /// The one definition that a question with these flags is about.
    pub(crate) fn one(&self, live: bool, config: bool) -> Result<&Arc<DomainDef>> {
        let affected = Affected::of_question(live, config, self.what_there_is())?;
        let def = if affected.live { self.live.as_ref() } else { self.persistent.as_ref() };
        def.ok_or_else(|| Error::internal(format!("domain '{}' has no definition", self.name)))
    }
}
