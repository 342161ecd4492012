//! What devices hang on: controllers get numbers, and those that are missing are added.

use std::collections::{BTreeSet, HashMap};

use super::super::DomainDef;
use super::super::device::address::{Address, CcidAddress};
use super::super::device::chardev::{ChannelTarget, ConsoleTargetType};
use super::super::device::controller::{ControllerDef, ControllerType};
use super::super::device::disk::DiskBus;
use super::super::device::hostdev::HostdevSource;

/// Models of USB 2.0, which come in groups with one number.
const COMPANIONS: &[&str] = &["ich9-ehci1", "ich9-uhci1", "ich9-uhci2", "ich9-uhci3"];

/// No guest has as many controllers of a kind.
const MOST: u32 = 4096;

fn is_companion(controller: &ControllerDef) -> bool {
    let model = controller.model.as_deref();
    controller.kind == ControllerType::Usb && model.is_some_and(|model| COMPANIONS.contains(&model))
}

/// Sorts controllers of a kind by number, kinds as they came; companions behind their masters. One without
/// number stays behind those of its kind that came before it.
pub(in super::super) fn sort(controllers: &mut Vec<ControllerDef>) {
    let is_companion =
        |it: &ControllerDef| it.kind == ControllerType::Usb && it.info.master_startport.is_some();
    // Beyond these nobody reads the order, and each costs a walk.
    if controllers.iter().any(|it| it.index.is_none()) && controllers.len() <= MOST_WALKED {
        let mut sorted: Vec<ControllerDef> = Vec::with_capacity(controllers.len());
        for controller in controllers.drain(..) {
            let own = (0..).zip(&sorted).filter(|(_, it)| it.kind == controller.kind);
            let mut place = None;
            for (at, it) in own.collect::<Vec<(usize, _)>>().into_iter().rev() {
                let master = !is_companion(&controller) && is_companion(it) && it.index == controller.index;
                if controller.index.is_some() && (it.index > controller.index || master) {
                    place = Some(at);
                } else if place.is_none() {
                    place = Some(at.saturating_add(1));
                }
                if controller.index.is_none() {
                    break;
                }
            }
            let end = sorted.len();
            sorted.insert(place.unwrap_or(end).min(end), controller);
        }
        *controllers = sorted;
        return;
    }
    let mut first: HashMap<ControllerType, usize> = HashMap::new();
    for (at, controller) in controllers.iter().enumerate() {
        first.entry(controller.kind).or_insert(at);
    }
    controllers.sort_by_key(|it| (first.get(&it.kind).copied(), it.index, is_companion(it)));
}

/// How many controllers are put into order one by one.
const MOST_WALKED: usize = 1024;

impl DomainDef {
    /// Gives those a number that have none: the lowest that is free, or that of their group.
    pub fn number_controllers(&mut self) {
        let mut used: HashMap<ControllerType, BTreeSet<u32>> = HashMap::new();
        for controller in &self.devices.controllers {
            if let Some(index) = controller.index {
                used.entry(controller.kind).or_default().insert(index);
            }
        }
        let mut next: HashMap<ControllerType, u32> = HashMap::new();
        let mut models: BTreeSet<(u32, Option<String>)> = BTreeSet::new();
        for usb in self.devices.controllers.iter().filter(|it| it.kind == ControllerType::Usb) {
            models.extend(usb.index.map(|index| (index, usb.model.clone())));
        }
        let mut group: Option<u32> = None;
        let mut regroup = false;
        for at in 0..self.devices.controllers.len() {
            let Some(controller) = self.devices.controllers.get_mut(at) else { continue };
            if controller.index.is_none() {
                let companion = is_companion(controller);
                regroup |= companion && at > 0;
                let own = group.filter(|index| {
                    companion && at > 0 && !models.contains(&(*index, controller.model.clone()))
                });
                let used = used.entry(controller.kind).or_default();
                let index = own.unwrap_or_else(|| {
                    let next = next.entry(controller.kind).or_default();
                    while used.contains(next) {
                        *next = next.saturating_add(1);
                    }
                    *next
                });
                used.insert(index);
                controller.index = Some(index);
            }
            if controller.kind == ControllerType::Usb {
                models.extend(controller.index.map(|index| (index, controller.model.clone())));
                group = controller.index.filter(|_| is_companion(controller));
            }
        }
        if regroup {
            sort(&mut self.devices.controllers);
        }
    }

    /// Adds the controller of this kind and number, unless it is there.
    pub fn add_controller(&mut self, kind: ControllerType, index: u32, model: Option<&str>) {
        let known = |it: &ControllerDef| it.kind == kind && it.index == Some(index);
        if self.devices.controllers.iter().any(known) {
            return;
        }
        let own = self.devices.controllers.iter().rposition(|it| it.kind == kind && it.index < Some(index));
        let first = self.devices.controllers.iter().position(|it| it.kind == kind);
        let at = own.map(|at| at.saturating_add(1)).or(first).unwrap_or(self.devices.controllers.len());
        let controller = ControllerDef {
            kind,
            index: Some(index),
            model: model.map(str::to_owned),
            ..ControllerDef::default()
        };
        self.devices.controllers.insert(at, controller);
    }

    pub(super) fn add_implied_controllers(&mut self) {
        let of_disks = [
            (ControllerType::Scsi, DiskBus::Scsi),
            (ControllerType::Fdc, DiskBus::Fdc),
            (ControllerType::Ide, DiskBus::Ide),
            (ControllerType::Sata, DiskBus::Sata),
        ];
        for (kind, bus) in of_disks {
            let disks = self.devices.disks.iter().filter(|disk| disk.bus == Some(bus));
            let numbers = disks.filter_map(|disk| match &disk.info.address {
                Some(Address::Drive(drive)) => Some(drive.controller),
                _ => None,
            });
            if let Some(last) = numbers.max() {
                (0..=last.min(MOST)).for_each(|index| self.add_controller(kind, index, None));
            }
        }
        let mut ports: BTreeSet<u32> = BTreeSet::new();
        let number = |address: &Option<Address>| match address {
            Some(Address::VirtioSerial(address)) => address.controller,
            _ => 0,
        };
        for channel in &self.devices.channels {
            if matches!(channel.target, ChannelTarget::Virtio(_)) {
                ports.insert(number(&channel.info.address));
            }
        }
        for console in &self.devices.consoles {
            if console.target.kind == Some(ConsoleTargetType::Virtio) {
                ports.insert(number(&console.info.address));
            }
        }
        ports.into_iter().for_each(|index| self.add_controller(ControllerType::VirtioSerial, index, None));
        self.add_card_readers();
        self.add_controllers_of_hostdevs();
    }

    fn add_card_readers(&mut self) {
        let slots = self.devices.smartcards.iter().filter_map(|card| match &card.info.address {
            Some(Address::Ccid(ccid)) if ccid.controller == 0 => Some(ccid.slot),
            _ => None,
        });
        let mut next = slots.max().map_or(0, |slot| slot.saturating_add(1));
        let mut readers = BTreeSet::new();
        for card in &mut self.devices.smartcards {
            if matches!(card.info.address, None | Some(Address::Unspecified)) {
                card.info.address = Some(Address::Ccid(CcidAddress { controller: 0, slot: next }));
                next = next.saturating_add(1);
            }
            match &card.info.address {
                Some(Address::Ccid(ccid)) => readers.insert(ccid.controller),
                _ => readers.insert(0),
            };
        }
        readers.into_iter().for_each(|index| self.add_controller(ControllerType::Ccid, index, None));
    }

    /// Adds the controllers of SCSI devices that the host hands over.
    pub fn add_controllers_of_hostdevs(&mut self) {
        let scsi = self.devices.hostdevs.iter().filter(|it| matches!(it.source, HostdevSource::Scsi(_)));
        let numbers = scsi.map(|it| match &it.info.address {
            Some(Address::Drive(drive)) => drive.controller,
            // One that has no place yet will be on the first.
            _ => 0,
        });
        // Each number that is above the ones before it. The last of them that has a controller with a model
        // is full, which is why more controllers are needed: of that model.
        let mut steps = BTreeSet::new();
        for number in numbers {
            if steps.last().is_none_or(|last| *last < number) {
                steps.insert(number);
            }
        }
        let Some(last) = steps.last().copied() else { return };
        let known = self.devices.controllers.iter().filter(|it| it.kind == ControllerType::Scsi);
        let known = known.filter(|it| it.index.is_some_and(|index| steps.contains(&index)));
        let full = known.filter(|it| it.model.is_some()).max_by_key(|it| it.index);
        let model = full.and_then(|it| it.model.clone());
        for index in 0..=last.min(MOST) {
            self.add_controller(ControllerType::Scsi, index, model.as_deref());
        }
    }
}
