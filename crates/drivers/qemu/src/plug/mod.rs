//! Devices that come and go while a guest runs, and in its definition.
//!
//! A device that is plugged in is completed as a part of the whole guest, so that it gets the name and the
//! place that it would have had at the start.

mod config;
mod disk;
mod limits;
mod media;
mod missing;
mod net;
mod removal;

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use vir_conf::DomainDef;
use vir_conf::domain::device::OneDevice;
use vir_conf::domain::device::controller::ControllerType;
use vir_qemu::command::{self, Backing, BackingPart, Handed, Launch};
use vir_types::{
    Code, DomainDeviceModifyFlags as Flags, DomainEvent, DomainEventDefinedDetailType, DomainEventKind,
    DomainEventType, Error, Result,
};

use crate::monitor::{CHANGE, Happened, MonitorError, QUERY};
use crate::shared::{Shared, error};
use crate::vm::{Run, View, Vm};

pub(crate) use limits::throttle;
pub(crate) use missing::leave_out;
pub(crate) use removal::{Unplugging, removed, settle, tray_moved};

/// What is done with a device.
#[derive(Debug, Clone)]
pub(crate) enum Plug {
    /// It comes.
    Attach(OneDevice),
    /// It goes.
    Detach(OneDevice),
    /// It goes, whenever the guest lets it.
    DetachAlias(String),
    /// It changes; by force if need be.
    Update(OneDevice, bool),
}

/// An emulator's refusal of a command, in libvirt's words.
fn refused_by(name: &str, command: &str, why: &MonitorError) -> Error {
    match why {
        MonitorError::Refused(refusal) => {
            let text = format!("unable to execute QEMU command '{command}': {}", refusal.desc);
            error(Code::INTERNAL_ERROR, text)
        }
        other => crate::vm::start::refused(name, other),
    }
}

/// Waits until the emulator says what is waited for; `None` if it ends before that.
async fn hear<T>(
    heard: &mut broadcast::Receiver<Arc<Happened>>,
    wanted: impl Fn(&Happened) -> Option<T>,
) -> Option<T> {
    loop {
        match heard.recv().await {
            Ok(happened) => {
                if let Some(found) = wanted(&happened) {
                    return Some(found);
                }
            }
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return None,
        }
    }
}

fn lost() -> Error {
    error(Code::INTERNAL_ERROR, "the device is lost while it is completed")
}

/// A running guest that is changed.
#[derive(Clone)]
struct Guest {
    shared: Arc<Shared>,
    vm: Arc<Vm>,
    run: Arc<Run>,
    view: Arc<View>,
}

impl Guest {
    fn new(shared: &Arc<Shared>, vm: &Arc<Vm>) -> Result<Self> {
        let view = vm.view();
        let run = view.running()?.clone();
        Ok(Self { shared: shared.clone(), vm: vm.clone(), run, view })
    }

    /// What it runs with when the change begins.
    fn live(&self) -> Result<&DomainDef> {
        Ok(self.view.current()?)
    }

    /// Gives a command that changes it.
    async fn tell(&self, command: &str, arguments: Value) -> Result<Value> {
        let done = self.run.monitor.execute(command, arguments, CHANGE).await;
        done.map_err(|why| refused_by(&self.view.name, command, &why))
    }

    /// Asks it something that it answers at once when it is well.
    async fn ask(&self, command: &str, arguments: Value) -> Result<Value> {
        let answered = self.run.monitor.execute(command, arguments, QUERY).await;
        answered.map_err(|why| refused_by(&self.view.name, command, &why))
    }

    /// Gives a command where nothing can be done about a failure.
    async fn try_tell(&self, command: &str, arguments: Value) {
        if let Err(why) = self.tell(command, arguments).await {
            tracing::warn!(target: "qemu", domain = %self.view.name, error = %why, "is left as it is");
        }
    }

    /// What commands for this guest are made from.
    fn launch<'a>(&'a self, def: &'a DomainDef, handed: &'a Handed) -> Launch<'a> {
        Launch::new(def, &self.run.caps, &self.shared.host, &self.shared.config, handed)
    }

    /// Completes a definition to which a device was added: the device has its name and place then.
    async fn complete(&self, def: DomainDef) -> Result<DomainDef> {
        let mut def = self.shared.complete(def, true).await?;
        vir_qemu::alias::assign(&mut def);
        command::name_nodes(&mut def.devices);
        Ok(def)
    }

    /// Plugs in the controllers that a completed definition has and the guest does not, as far as that can be
    /// done while it runs.
    async fn add_controllers(&self, complete: &DomainDef) -> Result<()> {
        let known = &self.live()?.devices.controllers;
        let new: Vec<usize> = complete
            .devices
            .controllers
            .iter()
            .enumerate()
            .filter(|(_, it)| !known.iter().any(|old| old.kind == it.kind && old.index == it.index))
            .map(|(at, _)| at)
            .collect();
        let all = &complete.devices.controllers;
        if let Some(odd) = new.iter().filter_map(|at| all.get(*at)).find(|it| it.kind != ControllerType::Scsi)
        {
            let text = match odd.kind {
                ControllerType::Pci => "No more available PCI slots".to_owned(),
                kind => format!("a '{kind}' controller cannot be added while the guest runs"),
            };
            return Err(error(Code::INTERNAL_ERROR, text));
        }
        let handed = Handed::default();
        for at in new {
            let props = command::controller_plug(&self.launch(complete, &handed), at)?;
            if let Some(props) = props {
                self.tell("device_add", props.to_value()).await?;
            }
            let Some(controller) = all.get(at).cloned() else { continue };
            self.change_live(|live| live.devices.controllers.push(controller));
        }
        Ok(())
    }

    /// Makes what a disk stands on; what is made when something fails is taken away again.
    async fn make(&self, backing: &Backing) -> Result<()> {
        for (at, part) in backing.parts.iter().enumerate() {
            let made = match part {
                BackingPart::Object(_, props) => self.tell("object-add", props.to_value()).await,
                BackingPart::Node(_, props) => self.tell("blockdev-add", props.to_value()).await,
                _ => Ok(Value::Null),
            };
            if let Err(why) = made {
                self.unmake(backing.parts.get(..at).unwrap_or_default()).await;
                return Err(why);
            }
        }
        Ok(())
    }

    /// Takes away what a disk stood on.
    async fn unmake(&self, parts: &[BackingPart]) {
        for part in parts.iter().rev() {
            match part {
                BackingPart::Object(name, _) => self.try_tell("object-del", json!({"id": name})).await,
                BackingPart::Node(name, _) => {
                    self.try_tell("blockdev-del", json!({"node-name": name})).await;
                }
                _ => {}
            }
        }
    }

    /// Changes what is known of the running guest, and keeps it.
    fn change_live<T>(&self, change: impl FnOnce(&mut DomainDef) -> T) -> Option<T> {
        let changed = self.vm.update(|view| {
            let mut live = DomainDef::clone(view.live.as_deref()?);
            let changed = change(&mut live);
            view.live = Some(Arc::new(live));
            Some(changed)
        });
        self.shared.note_status(&self.vm.view());
        changed
    }

    /// Tells that a device is there.
    fn tell_added(&self, alias: &str) {
        let kind = DomainEventKind::DeviceAdded { dev_alias: alias.into() };
        self.shared.events.emit(DomainEvent::new(self.view.key(), kind));
    }
}

impl Shared {
    /// Changes a device of a domain. The caller has the turn.
    pub(crate) async fn plug(self: &Arc<Self>, vm: &Arc<Vm>, mut plug: Plug, flags: Flags) -> Result<()> {
        let view = vm.view();
        let affected = view.affected(flags.contains(Flags::LIVE), flags.contains(Flags::CONFIG))?;
        // One that is made up must be the same in both definitions.
        if let Plug::Attach(OneDevice::Interface(interface)) = &mut plug
            && interface.mac.is_none_or(|mac| mac.0 == [0; 6])
        {
            let mut random = crate::shared::random;
            interface.mac = Some(vir_conf::Defaults::new(&mut random).mac());
        }
        let config = match affected.config {
            true => {
                let def = view.persistent.as_deref().cloned().ok_or_else(lost)?;
                Some(self.plugged_in_config(def, &plug).await?)
            }
            false => None,
        };
        if affected.live {
            let guest = Guest::new(self, vm)?;
            guest.plug(&plug).await?;
        }
        if let Some(def) = config {
            self.save_definition(&def).await?;
            vm.update(|view| {
                view.updated |= view.is_active();
                view.persistent = Some(Arc::new(def));
            });
            if !matches!(plug, Plug::DetachAlias(_)) {
                let detail = DomainEventDefinedDetailType::UPDATED;
                self.tell(vm.view().key(), DomainEventType::DEFINED, detail.0);
            }
        }
        Ok(())
    }
}

impl Guest {
    async fn plug(&self, plug: &Plug) -> Result<()> {
        let unsupported = |text: String| Err(error(Code::OPERATION_UNSUPPORTED, text));
        match plug {
            Plug::Attach(OneDevice::Disk(disk)) => self.attach_disk(disk).await,
            Plug::Attach(OneDevice::Interface(interface)) => self.attach_interface(interface).await,
            Plug::Attach(other) => {
                unsupported(format!("live attach of device '{}' is not supported", other.kind()))
            }
            Plug::Detach(OneDevice::Disk(disk)) => {
                let alias = self.disk_to_detach(&disk.target)?;
                self.detach(&alias, true).await
            }
            Plug::Detach(OneDevice::Interface(interface)) => {
                let alias = self.interface_to_detach(interface)?;
                self.detach(&alias, true).await
            }
            Plug::Detach(other) => {
                unsupported(format!("live detach of device '{}' is not supported", other.kind()))
            }
            Plug::DetachAlias(alias) => self.detach_alias(alias).await,
            Plug::Update(OneDevice::Disk(disk), force) => self.update_disk(disk, *force).await,
            Plug::Update(OneDevice::Interface(interface), _) => self.update_interface(interface).await,
            Plug::Update(other, _) => {
                unsupported(format!("live update of device '{}' is not supported", other.kind()))
            }
        }
    }

    async fn detach_alias(&self, alias: &str) -> Result<()> {
        let devices = &self.live()?.devices;
        if let Some(disk) = devices.disks.iter().find(|it| it.info.alias.as_deref() == Some(alias)) {
            let alias = self.disk_to_detach(&disk.target)?;
            return self.detach(&alias, false).await;
        }
        if devices.interfaces.iter().any(|it| it.info.alias.as_deref() == Some(alias)) {
            return self.detach(alias, false).await;
        }
        match devices.infos().find(|device| device.info.alias.as_deref() == Some(alias)) {
            None => Err(config::no_alias(alias)),
            Some(device) => {
                let text = format!("live detach of device '{}' is not supported", device.kind);
                Err(error(Code::OPERATION_UNSUPPORTED, text))
            }
        }
    }
}
