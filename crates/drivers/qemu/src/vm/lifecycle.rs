//! What becomes of a guest that powers off, reboots or crashes, changed while it is known.

use std::sync::Arc;

use serde_json::json;
use vir_conf::DomainDef;
use vir_conf::domain::LifecycleAction;
use vir_qemu::caps::Cap;
use vir_types::{Affect, Code, DomainLifecycle, DomainLifecycleAction as Number, Result};

use super::Vm;
use super::start::refused;
use crate::monitor::CHANGE;
use crate::shared::{Shared, error};

/// The action that a client's number stands for, as far as the occasion knows it.
pub(crate) fn action(kind: DomainLifecycle, number: Number) -> Result<LifecycleAction> {
    let action = match number {
        Number::DESTROY => LifecycleAction::Destroy,
        Number::RESTART => LifecycleAction::Restart,
        Number::RESTART_RENAME => LifecycleAction::RenameRestart,
        Number::PRESERVE => LifecycleAction::Preserve,
        Number::COREDUMP_DESTROY => LifecycleAction::CoredumpDestroy,
        Number::COREDUMP_RESTART => LifecycleAction::CoredumpRestart,
        other => {
            return Err(error(Code::INVALID_ARG, format!("unknown lifecycle action '{}'", other.0)));
        }
    };
    let occasion = match kind {
        DomainLifecycle::POWEROFF => "poweroff",
        DomainLifecycle::REBOOT => "reboot",
        DomainLifecycle::CRASH => "crash",
        other => return Err(error(Code::INVALID_ARG, format!("unknown lifecycle event '{}'", other.0))),
    };
    let dumps = matches!(action, LifecycleAction::CoredumpDestroy | LifecycleAction::CoredumpRestart);
    if dumps && kind != DomainLifecycle::CRASH {
        let text = format!("Lifecycle event '{occasion}' doesn't support '{action}' action");
        return Err(error(Code::CONFIG_UNSUPPORTED, text));
    }
    Ok(action)
}

/// Changes a definition; refuses what the driver does not do.
fn set(def: &mut DomainDef, kind: DomainLifecycle, action: LifecycleAction) -> Result<()> {
    match kind {
        DomainLifecycle::POWEROFF => def.on_poweroff = Some(action),
        DomainLifecycle::REBOOT => def.on_reboot = Some(action),
        _ => def.on_crash = Some(action),
    }
    let refuse = |text: &str| Err(error(Code::CONFIG_UNSUPPORTED, text));
    let (off, reboot) = (def.on_poweroff, def.on_reboot);
    if [off, reboot, def.on_crash].contains(&Some(LifecycleAction::RenameRestart)) {
        return refuse(
            "qemu driver doesn't support the 'rename-restart' action for 'on_reboot'/'on_poweroff'/'on_crash'",
        );
    }
    if [off, reboot].contains(&Some(LifecycleAction::Preserve)) {
        return refuse("qemu driver doesn't support the 'preserve' action for 'on_reboot'/'on_poweroff'");
    }
    if off == Some(LifecycleAction::Restart) && reboot == Some(LifecycleAction::Destroy) {
        return refuse(
            "qemu driver doesn't support 'onReboot' set to 'destroy and 'onPoweroff' set to 'reboot'",
        );
    }
    Ok(())
}

impl Shared {
    /// Sets an action. The caller has the turn.
    pub(crate) async fn set_lifecycle_action(
        &self,
        vm: &Arc<Vm>,
        kind: DomainLifecycle,
        action: LifecycleAction,
        flags: Affect,
    ) -> Result<()> {
        let view = vm.view();
        let affected = view.affected(flags.contains(Affect::LIVE), flags.contains(Affect::CONFIG))?;
        // Both are checked before either is changed.
        let changed = |def: &DomainDef| {
            let mut def = def.clone();
            set(&mut def, kind, action).map(|()| def)
        };
        let config = if affected.config { Some(changed(view.inactive()?)?) } else { None };
        if affected.live {
            let live = changed(view.current()?)?;
            let run = view.running()?;
            let changes = kind == DomainLifecycle::REBOOT && view.current()?.on_reboot != Some(action);
            if changes && !run.caps.has(Cap::SET_ACTION) {
                let text = "cannot update lifecycle action because QEMU was started with incompatible \
                            -no-reboot setting";
                return Err(error(Code::OPERATION_UNSUPPORTED, text));
            }
            if changes {
                // Powering off is always noticed first and then acted upon; a reboot the emulator does itself.
                let word = if action == LifecycleAction::Destroy { "shutdown" } else { "reset" };
                let told = run.monitor.execute("set-action", json!({"reboot": word}), CHANGE).await;
                told.map_err(|why| refused(&view.name, &why))?;
            }
            vm.update(|view| view.live = Some(Arc::new(live)));
            self.note_status(&vm.view());
        }
        if let Some(def) = config {
            self.save_definition(&def).await?;
            vm.update(|view| {
                view.updated |= view.is_active();
                view.persistent = Some(Arc::new(def));
            });
        }
        Ok(())
    }
}
