//! One domain of a node: its definitions, its state, and how it changes.

use std::sync::Arc;
use std::time::Instant;

use vir_conf::DomainDef;
use vir_conf::domain::LifecycleAction;
use vir_hypervisor::{Affected, Standing, WhatThereIs};
use vir_types::{
    Code, DomainKey, DomainPausedReason, DomainRunningReason, DomainShutoffReason, DomainState, Error,
    Result, Uuid,
};

/// A domain. It has a definition, runs, or both.
#[derive(Debug, Clone)]
pub(crate) struct Vm {
    pub(crate) name: Arc<str>,
    pub(crate) uuid: Uuid,
    /// What it starts with next; `None` for one that is gone when it stops.
    pub(crate) persistent: Option<DomainDef>,
    /// What it runs with.
    pub(crate) live: Option<DomainDef>,
    pub(crate) id: Option<u32>,
    pub(crate) state: DomainState,
    pub(crate) reason: i32,
    pub(crate) autostart: bool,
    /// Whether the definition was changed while it ran.
    pub(crate) updated: bool,
    /// How many virtual CPUs the guest itself has on line, if somebody has told it.
    pub(crate) guest_vcpus: Option<u32>,
    /// When it was started last; before that, when it was made.
    pub(crate) since: Instant,
}

impl Vm {
    pub(crate) fn new(name: Arc<str>, uuid: Uuid) -> Self {
        Self {
            name,
            uuid,
            persistent: None,
            live: None,
            id: None,
            state: DomainState::SHUTOFF,
            reason: DomainShutoffReason::UNKNOWN.0,
            autostart: false,
            updated: false,
            guest_vcpus: None,
            since: Instant::now(),
        }
    }

    pub(crate) fn key(&self) -> DomainKey {
        DomainKey::new(self.name.clone(), self.uuid, self.id)
    }

    pub(crate) fn is_active(&self) -> bool {
        self.live.is_some()
    }

    /// The definition that describes it now.
    pub(crate) fn current(&self) -> Result<&DomainDef> {
        let found = self.live.as_ref().or(self.persistent.as_ref());
        found.ok_or_else(|| Error::internal(format!("domain '{}' has no definition", self.name)))
    }

    /// What it starts with next, for one that is gone when it stops: what it runs with.
    pub(crate) fn inactive(&self) -> Result<&DomainDef> {
        let found = self.persistent.as_ref().or(self.live.as_ref());
        found.ok_or_else(|| Error::internal(format!("domain '{}' has no definition", self.name)))
    }

    /// Starts it with what it is defined as, under this number.
    pub(crate) fn start(&mut self, def: DomainDef, id: u32, paused: bool) {
        self.live = Some(def);
        self.id = Some(id);
        self.updated = false;
        self.guest_vcpus = None;
        self.since = Instant::now();
        if paused {
            self.set(DomainState::PAUSED, DomainPausedReason::USER.0);
        } else {
            self.set(DomainState::RUNNING, DomainRunningReason::BOOTED.0);
        }
    }

    pub(crate) fn stop(&mut self, reason: DomainShutoffReason) {
        self.live = None;
        self.id = None;
        self.updated = false;
        self.guest_vcpus = None;
        self.set(DomainState::SHUTOFF, reason.0);
    }

    pub(crate) fn set(&mut self, state: DomainState, reason: i32) {
        self.state = state;
        self.reason = reason;
    }

    /// Does what the domain is told to do when its guest powers off or reboots; whether it stopped.
    pub(crate) fn act(&mut self, action: Option<LifecycleAction>) -> bool {
        match action {
            Some(LifecycleAction::Restart | LifecycleAction::RenameRestart) => {
                self.set(DomainState::RUNNING, DomainRunningReason::BOOTED.0);
                false
            }
            _ => {
                self.stop(DomainShutoffReason::SHUTDOWN);
                true
            }
        }
    }

    pub(crate) fn require_active(&self) -> Result<()> {
        if self.is_active() {
            Ok(())
        } else {
            Err(Error::new(Code::OPERATION_INVALID, "domain is not running"))
        }
    }

    fn what_there_is(&self) -> WhatThereIs {
        WhatThereIs { active: self.is_active(), persistent: self.persistent.is_some() }
    }

    /// How it stands, for lists. This driver keeps no images, snapshots or checkpoints.
    pub(crate) fn standing(&self) -> Standing {
        Standing {
            active: self.is_active(),
            persistent: self.persistent.is_some(),
            state: self.state,
            autostart: self.autostart,
            ..Standing::default()
        }
    }

    /// Which definitions an operation with these flags is about: neither flag means whichever the
    /// domain is now.
    pub(crate) fn affected(&self, live: bool, config: bool) -> Result<Affected> {
        Affected::of_change(live, config, self.what_there_is())
    }

    /// The one definition that a question with these flags is about.
    pub(crate) fn one(&self, live: bool, config: bool) -> Result<&DomainDef> {
        let affected = Affected::of_question(live, config, self.what_there_is())?;
        let def = if affected.live { self.live.as_ref() } else { self.persistent.as_ref() };
        def.ok_or_else(|| Error::internal(format!("domain '{}' has no definition", self.name)))
    }

    /// The definitions that a change is about.
    pub(crate) fn defs_mut(&mut self, affected: Affected) -> impl Iterator<Item = &mut DomainDef> {
        let live = self.live.as_mut().filter(|_| affected.live);
        let config = self.persistent.as_mut().filter(|_| affected.config);
        live.into_iter().chain(config)
    }
}
