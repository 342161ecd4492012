//! The life of a domain.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use vir_conf::XmlFormat;
use vir_driver::facets::DomainLife;
use vir_types::{
    Affect, Code, Context as _, DomainCreateFlags, DomainDefineFlags, DomainDestroyFlags,
    DomainEventDefinedDetailType, DomainEventResumedDetailType, DomainEventStoppedDetailType,
    DomainEventSuspendedDetailType, DomainEventType, DomainEventUndefinedDetailType, DomainKey,
    DomainLifecycle, DomainLifecycleAction, DomainPausedReason, DomainRebootFlags, DomainRunningReason,
    DomainShutdownFlags, DomainShutoffReason, DomainState, DomainUndefineFlags, NoFlags, Result,
};

use crate::QemuDriver;
use crate::blocking::blocking;
use crate::monitor::CHANGE;
use crate::shared::{Shared, error};
use crate::vm::Vm;
use crate::vm::start::{Start, refused};

impl Shared {
    /// Starts a domain that does not run, in a task of its own.
    pub(crate) async fn create(
        self: Arc<Self>,
        vm: Arc<Vm>,
        start: Start,
        afresh: bool,
    ) -> Result<DomainKey> {
        self.change(vm, "domain_create", async move |shared, vm| {
            let view = vm.view();
            if view.is_active() {
                return Err(error(Code::OPERATION_INVALID, "domain is already running"));
            }
            let def = view.inactive()?.clone();
            if view.managed_save && afresh {
                shared.forget_managed(&vm)?;
            }
            let restored = vm.view().managed_save && shared.start_from_managed(&vm, &def, &start).await?;
            if !restored {
                shared.start_guest(&vm, &def, start).await?;
            }
            Ok(vm.view().key())
        })
        .await
    }
}

fn start_of(flags: DomainCreateFlags) -> Start {
    Start {
        paused: flags.contains(DomainCreateFlags::PAUSED),
        reset_nvram: flags.contains(DomainCreateFlags::RESET_NVRAM),
        incoming: None,
    }
}

#[async_trait]
impl DomainLife for QemuDriver {
    /// Since: 0.0.3.
    async fn domain_create_xml(&self, xml: &str, flags: DomainCreateFlags) -> Result<DomainKey> {
        flags.allow(
            DomainCreateFlags::PAUSED | DomainCreateFlags::AUTODESTROY | DomainCreateFlags::VALIDATE,
        )?;
        let def = self.shared.read_domain(xml, flags.contains(DomainCreateFlags::VALIDATE)).await?;
        let (name, uuid) = (def.name.clone(), def.uuid());
        let start = start_of(flags);
        self.shared
            .change_entered(name.clone(), uuid, "domain_create_xml", async move |shared, vm| {
                if vm.view().is_active() {
                    let text = format!("domain '{name}' is already active");
                    return Err(error(Code::OPERATION_INVALID, text));
                }
                shared.start_guest(&vm, &def, start).await?;
                Ok(vm.view().key())
            })
            .await
    }

    /// Since: 1.2.12.
    async fn domain_define_xml_flags(&self, xml: &str, flags: DomainDefineFlags) -> Result<DomainKey> {
        flags.allow(DomainDefineFlags::VALIDATE)?;
        let def = self.shared.read_domain(xml, flags.contains(DomainDefineFlags::VALIDATE)).await?;
        let (name, uuid) = (def.name.clone(), def.uuid());
        self.shared
            .change_entered(name, uuid, "domain_define_xml_flags", async move |shared, vm| {
                shared.save_definition(&def).await?;
                let detail = vm.update(|view| {
                    let detail = match view.persistent.is_some() {
                        true => DomainEventDefinedDetailType::UPDATED,
                        false => DomainEventDefinedDetailType::ADDED,
                    };
                    view.updated = view.is_active();
                    view.persistent = Some(Arc::new(def));
                    detail
                });
                let key = vm.view().key();
                shared.tell(key.clone(), DomainEventType::DEFINED, detail.0);
                Ok(key)
            })
            .await
    }

    /// Since: 0.8.2.
    async fn domain_create_with_flags(&self, dom: &DomainKey, flags: DomainCreateFlags) -> Result<DomainKey> {
        flags.allow(
            DomainCreateFlags::PAUSED
                | DomainCreateFlags::AUTODESTROY
                | DomainCreateFlags::BYPASS_CACHE
                | DomainCreateFlags::FORCE_BOOT
                | DomainCreateFlags::RESET_NVRAM,
        )?;
        let vm = self.shared.find(dom)?;
        let afresh = flags.contains(DomainCreateFlags::FORCE_BOOT);
        self.shared.clone().create(vm, start_of(flags), afresh).await
    }

    /// Since: 0.9.4.
    async fn domain_undefine_flags(&self, dom: &DomainKey, flags: DomainUndefineFlags) -> Result<()> {
        flags.allow(
            DomainUndefineFlags::MANAGED_SAVE
                | DomainUndefineFlags::SNAPSHOTS_METADATA
                | DomainUndefineFlags::CHECKPOINTS_METADATA
                | DomainUndefineFlags::NVRAM
                | DomainUndefineFlags::KEEP_NVRAM
                | DomainUndefineFlags::TPM
                | DomainUndefineFlags::KEEP_TPM,
        )?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_undefine_flags", async move |shared, vm| {
            let view = vm.view();
            let Some(def) = view.persistent.clone() else {
                return Err(error(Code::OPERATION_INVALID, "cannot undefine transient domain"));
            };
            blocking(|| shared.undefine_files(&view, &def, flags))?;
            let removed = blocking(|| shared.definitions.remove(&view.name));
            removed
                .context(Code::SYSTEM_ERROR, || format!("cannot remove the definition of '{}'", view.name))?;
            let key = view.key();
            let active = vm.update(|view| {
                view.persistent = None;
                (view.autostart, view.autostart_once) = (false, false);
                (view.updated, view.managed_save) = (false, false);
                view.is_active()
            });
            if !active {
                shared.vms.remove(&vm);
            }
            shared.tell(key, DomainEventType::UNDEFINED, DomainEventUndefinedDetailType::REMOVED.0);
            Ok(())
        })
        .await
    }

    /// Waits for no other change: a guest that does not answer is ended all the same. Since: 0.9.4.
    async fn domain_destroy_flags(&self, dom: &DomainKey, flags: DomainDestroyFlags) -> Result<()> {
        flags.allow(DomainDestroyFlags::GRACEFUL | DomainDestroyFlags::REMOVE_LOGS)?;
        let vm = self.shared.find(dom)?;
        let view = vm.view();
        let run = view.running()?.clone();
        let shared = self.shared.clone();
        let graceful = flags.contains(DomainDestroyFlags::GRACEFUL);
        let task = tokio::spawn(async move {
            run.ends(DomainShutoffReason::DESTROYED, DomainEventStoppedDetailType::DESTROYED);
            // Known on disk first: a daemon that was killed meanwhile must know that the guest has not crashed.
            blocking(|| shared.note_status(&vm.view()));
            let ended = shared.end_process(&vm, &run, graceful).await;
            if ended.is_err() {
                run.goes_on();
                blocking(|| shared.note_status(&vm.view()));
            }
            if flags.contains(DomainDestroyFlags::REMOVE_LOGS) && ended.is_ok() {
                let _ = std::fs::remove_file(shared.roots.log_of(&view.name));
            }
            ended
        });
        task.await.map_err(|failed| error(Code::INTERNAL_ERROR, format!("domain_destroy_flags: {failed}")))?
    }

    /// Since: 0.9.10.
    async fn domain_shutdown_flags(&self, dom: &DomainKey, flags: DomainShutdownFlags) -> Result<()> {
        flags.allow(DomainShutdownFlags::ACPI_POWER_BTN | DomainShutdownFlags::GUEST_AGENT)?;
        if flags.contains(DomainShutdownFlags::GUEST_AGENT) {
            let told = self.shared.shut_by_agent(dom, "powerdown").await;
            if told.is_ok() || !flags.contains(DomainShutdownFlags::ACPI_POWER_BTN) {
                return told;
            }
        }
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_shutdown_flags", async move |_, vm| {
            let view = vm.view();
            let run = view.running()?;
            run.take_reboot();
            let pressed = run.monitor.execute("system_powerdown", Value::Null, CHANGE).await;
            pressed.map(drop).map_err(|why| refused(&view.name, &why))
        })
        .await
    }

    /// Since: 0.1.0.
    async fn domain_reboot(&self, dom: &DomainKey, flags: DomainRebootFlags) -> Result<()> {
        flags.allow(DomainRebootFlags::ACPI_POWER_BTN | DomainRebootFlags::GUEST_AGENT)?;
        if flags.contains(DomainRebootFlags::GUEST_AGENT) {
            let told = self.shared.shut_by_agent(dom, "reboot").await;
            if told.is_ok() || !flags.contains(DomainRebootFlags::ACPI_POWER_BTN) {
                return told;
            }
        }
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_reboot", async move |shared, vm| {
            let view = vm.view();
            let run = view.running()?;
            run.set_reboot();
            let pressed = run.monitor.execute("system_powerdown", Value::Null, CHANGE).await;
            if pressed.is_err() {
                run.take_reboot();
            }
            shared.note_status(&view);
            pressed.map(drop).map_err(|why| refused(&view.name, &why))
        })
        .await
    }

    /// Since: 3.9.0.
    async fn domain_set_lifecycle_action(
        &self,
        dom: &DomainKey,
        kind: DomainLifecycle,
        action: DomainLifecycleAction,
        flags: Affect,
    ) -> Result<()> {
        flags.allow(Affect::LIVE | Affect::CONFIG)?;
        let action = crate::vm::lifecycle::action(kind, action)?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_set_lifecycle_action", async move |shared, vm| {
            shared.set_lifecycle_action(&vm, kind, action, flags).await
        })
        .await
    }

    /// Since: 0.9.7.
    async fn domain_reset(&self, dom: &DomainKey, flags: NoFlags) -> Result<()> {
        flags.allow(NoFlags::empty())?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_reset", async move |shared, vm| {
            let view = vm.view();
            let run = view.running()?;
            let reset = run.monitor.execute("system_reset", Value::Null, CHANGE).await;
            reset.map_err(|why| refused(&view.name, &why))?;
            run.take_reboot();
            if view.state == DomainState::CRASHED {
                vm.set_state(DomainState::PAUSED, DomainPausedReason::CRASHED.0);
                shared.note_status(&vm.view());
            }
            Ok(())
        })
        .await
    }

    /// Since: 0.0.3.
    async fn domain_suspend(&self, dom: &DomainKey) -> Result<()> {
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_suspend", async move |shared, vm| {
            let view = vm.view();
            let run = view.running()?.clone();
            if view.state == DomainState::PMSUSPENDED {
                return Err(error(Code::OPERATION_INVALID, "domain is pmsuspended"));
            }
            if view.state == DomainState::PAUSED {
                return Ok(());
            }
            let before = (view.state, view.reason);
            vm.set_state(DomainState::PAUSED, DomainPausedReason::USER.0);
            // Known on disk first: a daemon that finds a paused guest must know that it is to stay so.
            shared.note_status(&vm.view());
            if let Err(why) = run.monitor.execute("stop", Value::Null, CHANGE).await {
                vm.set_state(before.0, before.1);
                shared.note_status(&vm.view());
                return Err(refused(&view.name, &why));
            }
            let detail = DomainEventSuspendedDetailType::PAUSED;
            shared.tell(vm.view().key(), DomainEventType::SUSPENDED, detail.0);
            shared.save_status(&vm.view())
        })
        .await
    }

    /// Since: 0.0.3.
    async fn domain_resume(&self, dom: &DomainKey) -> Result<()> {
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_resume", async move |shared, vm| {
            let view = vm.view();
            let run = view.running()?.clone();
            match view.state {
                DomainState::RUNNING => {
                    return Err(error(Code::OPERATION_INVALID, "domain is already running"));
                }
                DomainState::PMSUSPENDED => {
                    return Err(error(Code::OPERATION_INVALID, "domain is pmsuspended"));
                }
                DomainState::SHUTDOWN => {
                    return Err(error(Code::OPERATION_INVALID, "domain is being shut down"));
                }
                _ => {}
            }
            vm.set_state(DomainState::RUNNING, DomainRunningReason::UNPAUSED.0);
            if let Err(why) = run.monitor.execute("cont", Value::Null, CHANGE).await {
                vm.set_state(view.state, view.reason);
                return Err(refused(&view.name, &why));
            }
            let detail = DomainEventResumedDetailType::UNPAUSED;
            shared.tell(vm.view().key(), DomainEventType::RESUMED, detail.0);
            shared.save_status(&vm.view())
        })
        .await
    }
}

impl Shared {
    /// Keeps a definition; waits for the disk elsewhere than on the threads that serve clients.
    pub(crate) async fn save_definition(&self, def: &vir_conf::DomainDef) -> Result<()> {
        let text = def.to_xml_with(XmlFormat::persistent());
        let save = || self.definitions.save(&def.name, &text);
        let saved = if self.definitions_in_memory { save() } else { blocking(save) };
        saved.context(Code::SYSTEM_ERROR, || format!("cannot save the definition of domain '{}'", def.name))
    }
}
