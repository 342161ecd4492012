//! The life of a domain.

use async_trait::async_trait;
use vir_conf::{DomainDef, SchemaKind};
use vir_driver::facets::DomainLife;
use vir_types::{
    Code, DomainCreateFlags, DomainDefineFlags, DomainDestroyFlags, DomainEventDefinedDetailType,
    DomainEventResumedDetailType, DomainEventStartedDetailType, DomainEventStoppedDetailType,
    DomainEventSuspendedDetailType, DomainEventType, DomainEventUndefinedDetailType, DomainKey,
    DomainPausedReason, DomainRebootFlags, DomainRunningReason, DomainShutdownFlags, DomainShutoffReason,
    DomainState, DomainUndefineFlags, Error, NoFlags, Result,
};

use crate::TestDriver;
use crate::node::{Node, State, error, load_domain};

/// Tells that a domain has started.
fn tell_started(node: &Node, key: &DomainKey, paused: bool) {
    node.tell(key.clone(), DomainEventType::STARTED, DomainEventStartedDetailType::BOOTED.0);
    if paused {
        node.tell(key.clone(), DomainEventType::SUSPENDED, DomainEventSuspendedDetailType::PAUSED.0);
    }
}

/// Tells that a domain has stopped, and forgets it if it has no definition.
fn stopped(node: &Node, state: &mut State, key: DomainKey, detail: DomainEventStoppedDetailType) {
    let transient = state.find(&key).is_ok_and(|vm| vm.persistent.is_none());
    if transient {
        state.remove(key.uuid);
    }
    node.tell(key, DomainEventType::STOPPED, detail.0);
}

/// Libvirt's test driver calls these three internal errors, and scripts see it in the text.
fn already_running(name: &str) -> Error {
    error(Code::INTERNAL_ERROR, format!("Domain '{name}' is already running"))
}

fn not_running(name: &str) -> Error {
    error(Code::INTERNAL_ERROR, format!("domain '{name}' not running"))
}

fn not_paused(name: &str) -> Error {
    error(Code::INTERNAL_ERROR, format!("domain '{name}' not paused"))
}

/// A client's document, held against its schema if the client wants that.
fn read_domain(xml: &str, validate: bool) -> Result<DomainDef> {
    let def = load_domain(xml);
    if validate { SchemaKind::Domain.judge(xml, def) } else { def }
}

#[async_trait]
impl DomainLife for TestDriver {
    /// Since: 0.1.4.
    async fn domain_create_xml(&self, xml: &str, flags: DomainCreateFlags) -> Result<DomainKey> {
        flags.allow(DomainCreateFlags::PAUSED | DomainCreateFlags::VALIDATE)?;
        let def = read_domain(xml, flags.contains(DomainCreateFlags::VALIDATE))?;
        let paused = flags.contains(DomainCreateFlags::PAUSED);
        let mut state = self.node.write();
        let id = state.next_id();
        let vm = state.enter(&def)?;
        if vm.is_active() {
            return Err(error(Code::OPERATION_INVALID, format!("domain '{}' is already active", vm.name)));
        }
        vm.start(def, id, paused);
        let key = vm.key();
        tell_started(&self.node, &key, paused);
        Ok(key)
    }

    /// Since: 1.2.12.
    async fn domain_define_xml_flags(&self, xml: &str, flags: DomainDefineFlags) -> Result<DomainKey> {
        flags.allow(DomainDefineFlags::VALIDATE)?;
        let def = read_domain(xml, flags.contains(DomainDefineFlags::VALIDATE))?;
        let mut state = self.node.write();
        let vm = state.enter(&def)?;
        let detail = if vm.persistent.is_some() || vm.is_active() {
            DomainEventDefinedDetailType::UPDATED
        } else {
            DomainEventDefinedDetailType::ADDED
        };
        vm.updated = vm.is_active();
        vm.persistent = Some(def);
        let key = vm.key();
        self.node.tell(key.clone(), DomainEventType::DEFINED, detail.0);
        Ok(key)
    }

    /// Since: 0.8.2.
    async fn domain_create_with_flags(&self, dom: &DomainKey, flags: DomainCreateFlags) -> Result<DomainKey> {
        flags.allow(DomainCreateFlags::PAUSED)?;
        let paused = flags.contains(DomainCreateFlags::PAUSED);
        let mut state = self.node.write();
        let vm = state.find(dom)?;
        if vm.is_active() {
            return Err(already_running(&vm.name));
        }
        let def = vm.inactive()?.clone();
        let id = state.next_id();
        let vm = state.find_mut(dom)?;
        vm.start(def, id, paused);
        let key = vm.key();
        tell_started(&self.node, &key, paused);
        Ok(key)
    }

    /// Since: 0.9.4.
    async fn domain_undefine_flags(&self, dom: &DomainKey, flags: DomainUndefineFlags) -> Result<()> {
        // There is never an image, snapshot or firmware state to go with the definition.
        flags.allow(
            DomainUndefineFlags::MANAGED_SAVE
                | DomainUndefineFlags::SNAPSHOTS_METADATA
                | DomainUndefineFlags::CHECKPOINTS_METADATA
                | DomainUndefineFlags::NVRAM
                | DomainUndefineFlags::KEEP_NVRAM
                | DomainUndefineFlags::TPM
                | DomainUndefineFlags::KEEP_TPM,
        )?;
        let mut state = self.node.write();
        let vm = state.find_mut(dom)?;
        if vm.persistent.take().is_none() {
            return Err(error(Code::OPERATION_INVALID, "cannot undefine transient domain"));
        }
        vm.autostart = false;
        vm.updated = false;
        let key = vm.key();
        if !vm.is_active() {
            state.remove(dom.uuid);
        }
        self.node.tell(key, DomainEventType::UNDEFINED, DomainEventUndefinedDetailType::REMOVED.0);
        Ok(())
    }

    /// Since: 0.9.4.
    async fn domain_destroy_flags(&self, dom: &DomainKey, flags: DomainDestroyFlags) -> Result<()> {
        flags.allow(DomainDestroyFlags::GRACEFUL)?;
        let mut state = self.node.write();
        let vm = state.find_mut(dom)?;
        vm.require_active()?;
        vm.stop(DomainShutoffReason::DESTROYED);
        let key = vm.key();
        stopped(&self.node, &mut state, key, DomainEventStoppedDetailType::DESTROYED);
        Ok(())
    }

    /// The guest obeys at once. Since: 0.9.10.
    async fn domain_shutdown_flags(&self, dom: &DomainKey, flags: DomainShutdownFlags) -> Result<()> {
        flags.allow(DomainShutdownFlags::empty())?;
        let mut state = self.node.write();
        let vm = state.find_mut(dom)?;
        if !vm.is_active() {
            return Err(not_running(&vm.name));
        }
        let action = vm.current()?.on_poweroff;
        if vm.act(action) {
            let key = vm.key();
            stopped(&self.node, &mut state, key, DomainEventStoppedDetailType::SHUTDOWN);
        }
        Ok(())
    }

    /// The guest obeys at once. Since: 0.1.1.
    async fn domain_reboot(&self, dom: &DomainKey, flags: DomainRebootFlags) -> Result<()> {
        let known = DomainRebootFlags::NAMES.iter().fold(0, |bits, (_, bit)| bits | bit);
        flags.allow(DomainRebootFlags::from_bits(known))?;
        let mut state = self.node.write();
        let vm = state.find_mut(dom)?;
        vm.require_active()?;
        let action = vm.current()?.on_reboot;
        if vm.act(action) {
            let key = vm.key();
            stopped(&self.node, &mut state, key, DomainEventStoppedDetailType::SHUTDOWN);
        } else {
            self.node.events.emit(vir_types::DomainEvent::new(vm.key(), vir_types::DomainEventKind::Reboot));
        }
        Ok(())
    }

    /// Since: 5.7.0.
    async fn domain_reset(&self, dom: &DomainKey, flags: NoFlags) -> Result<()> {
        flags.allow(NoFlags::empty())?;
        self.node.read().find(dom)?.require_active()
    }

    /// Since: 0.1.1.
    async fn domain_suspend(&self, dom: &DomainKey) -> Result<()> {
        let mut state = self.node.write();
        let vm = state.find_mut(dom)?;
        if vm.state != DomainState::RUNNING {
            return Err(not_running(&vm.name));
        }
        vm.set(DomainState::PAUSED, DomainPausedReason::USER.0);
        self.node.tell(vm.key(), DomainEventType::SUSPENDED, DomainEventSuspendedDetailType::PAUSED.0);
        Ok(())
    }

    /// Since: 0.1.1.
    async fn domain_resume(&self, dom: &DomainKey) -> Result<()> {
        let mut state = self.node.write();
        let vm = state.find_mut(dom)?;
        if vm.state != DomainState::PAUSED {
            return Err(not_paused(&vm.name));
        }
        vm.set(DomainState::RUNNING, DomainRunningReason::UNPAUSED.0);
        self.node.tell(vm.key(), DomainEventType::RESUMED, DomainEventResumedDetailType::UNPAUSED.0);
        Ok(())
    }
}
