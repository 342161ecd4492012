//! Devices that go. The guest has the last word: what it lets go later, or of its own, is noted then.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use vir_conf::domain::device::disk::{DiskBus, DiskTray};
use vir_types::{Code, DomainEvent, DomainEventKind, Result};

use super::{Guest, hear, refused_by};
use crate::monitor::{CHANGE, Happened, MonitorError};
use crate::shared::{Shared, error};
use crate::vm::{Run, Vm};

/// How long it is waited for a guest to let a device go.
const UNPLUG: Duration = Duration::from_secs(5);

/// The device that somebody waits for, who notes its end.
#[derive(Debug, Default)]
pub(crate) struct Unplugging(Mutex<Option<String>>);

impl Unplugging {
    fn set(&self, alias: Option<&str>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = alias.map(str::to_owned);
    }

    fn is(&self, alias: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_deref() == Some(alias)
    }
}

/// How an unplugging went on so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Gone,
    Rejected,
}

impl Guest {
    /// Unplugs a device. Without waiting, its end is noted when it comes.
    pub(super) async fn detach(&self, alias: &str, wait: bool) -> Result<()> {
        let own = self.place(alias);
        let shared_slot = self.live()?.devices.infos().any(|device| {
            let other = device.info.pci().map(|it| (it.domain.0, it.bus.0, it.slot.0));
            device.info.alias.as_deref() != Some(alias) && own.is_some() && own == other
        });
        if shared_slot {
            let text = "cannot hot unplug device with multifunction PCI guest address";
            return Err(error(Code::OPERATION_FAILED, text));
        }
        let mut heard = self.run.heard.subscribe();
        if wait {
            self.run.unplugging.set(Some(alias));
        }
        let asked = self.run.monitor.execute("device_del", json!({"id": alias}), CHANGE).await;
        if let Err(why) = asked {
            self.run.unplugging.set(None);
            // It may have gone while nobody listened.
            if matches!(&why, MonitorError::Refused(refusal) if refusal.class == "DeviceNotFound") {
                self.note_removed(alias).await;
                return Ok(());
            }
            return Err(refused_by(&self.view.name, "device_del", &why));
        }
        if !wait {
            return Ok(());
        }
        let waited = tokio::time::timeout(UNPLUG, hear(&mut heard, |it| about(it, alias))).await;
        let outcome = waited.unwrap_or_default();
        self.run.unplugging.set(None);
        // What came just now was left to this task.
        let late = || std::iter::from_fn(|| heard.try_recv().ok()).find_map(|it| about(&it, alias));
        match outcome.or_else(late) {
            Some(Outcome::Rejected) => {
                Err(error(Code::OPERATION_FAILED, "unplug of device was rejected by the guest"))
            }
            Some(Outcome::Gone) => {
                self.note_removed(alias).await;
                Ok(())
            }
            None => match self.is_plugged(alias).await {
                Ok(false) => {
                    self.note_removed(alias).await;
                    Ok(())
                }
                // The guest has been asked; it takes its time.
                _ => Ok(()),
            },
        }
    }

    /// Unplugs a device that has only just come. The guest may have seen it already, so it has the last word.
    pub(super) async fn take_out_again(&self, alias: &str) -> Result<()> {
        // What was known when the change began does not have the device.
        Guest::new(&self.shared, &self.vm)?.detach(alias, true).await
    }

    fn place(&self, alias: &str) -> Option<(u64, u64, u64)> {
        let live = self.live().ok()?;
        let device = live.devices.infos().find(|device| device.info.alias.as_deref() == Some(alias))?;
        device.info.pci().map(|it| (it.domain.0, it.bus.0, it.slot.0))
    }

    /// A device is gone: takes away what belonged to it and forgets it. It may be told twice.
    async fn note_removed(&self, alias: &str) {
        let own = |info: &vir_conf::domain::device::info::DeviceInfo| info.alias.as_deref() == Some(alias);
        let Ok(live) = self.live() else { return };
        let disk = live.devices.disks.iter().position(|it| own(&it.info));
        let interface = live.devices.interfaces.iter().find(|it| own(&it.info)).cloned();
        if self.change_live(|live| live.devices.remove_alias(alias)) != Some(true) {
            return;
        }
        if let Some(at) = disk {
            self.drop_backing(at).await;
        }
        if let Some(interface) = interface {
            self.drop_interface(&interface).await;
        }
        let kind = DomainEventKind::DeviceRemoved { dev_alias: alias.into() };
        self.shared.events.emit(DomainEvent::new(self.view.key(), kind));
    }
}

fn about(happened: &Happened, alias: &str) -> Option<Outcome> {
    if !happened.about(alias) {
        return None;
    }
    match happened.name.as_str() {
        "DEVICE_DELETED" => Some(Outcome::Gone),
        "DEVICE_UNPLUG_GUEST_ERROR" => Some(Outcome::Rejected),
        _ => None,
    }
}

/// Notes what has gone, opened or closed while no daemon listened. The caller has the turn.
pub(crate) async fn settle(shared: &Arc<Shared>, vm: &Arc<Vm>) -> Result<()> {
    let guest = Guest::new(shared, vm)?;
    let listed = guest.ask("qom-list", json!({"path": "/machine/peripheral"})).await?;
    let names: BTreeSet<&str> = listed
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("name").and_then(Value::as_str))
        .collect();
    let devices = &guest.live()?.devices;
    let disks = devices.disks.iter().filter(|disk| disk.bus != Some(DiskBus::Sd)).map(|it| &it.info);
    let interfaces = devices.interfaces.iter().map(|it| &it.info);
    let aliases: Vec<String> = disks.chain(interfaces).filter_map(|info| info.alias.clone()).collect();
    // Every such list has the type of the object whose it is.
    if names.contains("type") {
        for alias in aliases.iter().filter(|alias| !names.contains(alias.as_str())) {
            // Each is taken out of what is known by then.
            Guest::new(shared, vm)?.note_removed(alias).await;
        }
    }
    let blocks = guest.ask("query-block", Value::Null).await?;
    for disk in &guest.live()?.devices.disks {
        let alias = disk.info.alias.as_deref().unwrap_or_default();
        if let Some(open) = super::media::tray(&blocks, alias)
            && open != (disk.tray == Some(DiskTray::Open))
        {
            tray_moved(shared, vm, alias, open);
        }
    }
    Ok(())
}

/// An emulator says that a device is gone. Where nobody waits for that, it is noted here.
pub(crate) fn removed(shared: &Arc<Shared>, vm: &Arc<Vm>, run: &Arc<Run>, alias: &str) {
    if run.unplugging.is(alias) {
        return;
    }
    let (shared, vm, run, alias) = (shared.clone(), vm.clone(), run.clone(), alias.to_owned());
    tokio::spawn(async move {
        let _turn = vm.jobs.begin_patiently("device is gone").await;
        let view = vm.view();
        if view.run.as_ref().is_some_and(|now| Arc::ptr_eq(now, &run)) {
            Guest { shared, vm: vm.clone(), run, view }.note_removed(&alias).await;
        }
    });
}

/// A drive was opened or closed.
pub(crate) fn tray_moved(shared: &Shared, vm: &Vm, alias: &str, open: bool) {
    let changed = vm.update(|view| {
        let Some(live) = view.live.as_deref() else { return false };
        let Some(at) = live.devices.disks.iter().position(|it| it.info.alias.as_deref() == Some(alias))
        else {
            return false;
        };
        let mut live = live.clone();
        if let Some(disk) = live.devices.disks.get_mut(at) {
            disk.tray = open.then_some(DiskTray::Open);
        }
        view.live = Some(Arc::new(live));
        true
    });
    if changed {
        shared.note_status(&vm.view());
    }
}
