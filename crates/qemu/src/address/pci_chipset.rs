//! The places that the chipset of a machine has given away before any device comes.

use vir_conf::DomainDef;
use vir_conf::common::{PciAddress, Switch};
use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::controller::{ControllerDef, ControllerType};
use vir_conf::domain::device::sound::SoundModel;
use vir_conf::domain::device::video::VideoModel;
use vir_types::Result;

use super::connect::PCI;
use super::internal;
use super::pci_set::{Buses, Connect};
use super::pci_slots::{is_placed, is_wanted, place};
use crate::machine::MachineKind;

/// Reserves what the machine has built in, and puts devices where its firmware expects them.
pub(super) fn reserve(def: &mut DomainDef, buses: &mut Buses) -> Result<()> {
    match MachineKind::of(def) {
        MachineKind::I440fx => reserve_piix3(def, buses),
        MachineKind::Q35 => reserve_ich9(def, buses),
        _ => Ok(()),
    }
}

fn put(controller: &mut ControllerDef, at: PciAddress, text: &str) -> Result<()> {
    if !is_placed(&controller.info) {
        controller.info.address = Some(Address::Pci(at));
        return Ok(());
    }
    let same = controller.info.pci().is_some_and(|it| {
        (it.domain.0, it.bus.0, it.slot.0, it.function.0) == (at.domain.0, at.bus.0, at.slot.0, at.function.0)
    });
    if same { Ok(()) } else { internal(text) }
}

fn reserve_piix3(def: &mut DomainDef, buses: &mut Buses) -> Result<()> {
    for controller in def.devices.controllers.iter_mut().filter(|it| it.index == Some(0)) {
        let is_piix3_usb = matches!(controller.model.as_deref(), None | Some("piix3-uhci"));
        match controller.kind {
            ControllerType::Ide => {
                let text = "Primary IDE controller must have PCI address 0:0:1.1";
                put(controller, PciAddress::new(0, 0, 1, 1), text)?;
            }
            ControllerType::Usb if is_piix3_usb => {
                let text = "PIIX3 USB controller at index 0 must have PCI address 0:0:1.2";
                put(controller, PciAddress::new(0, 0, 1, 2), text)?;
            }
            _ => continue,
        }
        if let Some(at) = controller.info.pci().filter(|_| !buses.list.is_empty()) {
            buses.reserve(at, PCI)?;
        }
    }
    if !buses.list.is_empty() {
        buses.reserve(&PciAddress::new(0, 0, 1, 0), PCI)?;
        buses.reserve(&PciAddress::new(0, 0, 1, 3), PCI)?;
    }
    put_first_video(def, buses, 2, PCI)
}

fn reserve_ich9(def: &mut DomainDef, buses: &mut Buses) -> Result<()> {
    for controller in &mut def.devices.controllers {
        let unplaced = super::is_unplaced(&controller.info);
        match (controller.kind, controller.model.as_deref()) {
            (ControllerType::Sata, _) if controller.index == Some(0) => {
                let text = "Primary SATA controller must have PCI address 0:0:1f.2";
                put(controller, PciAddress::new(0, 0, 0x1f, 2), text)?;
            }
            (ControllerType::Usb, Some("ich9-uhci1")) if unplaced => {
                if let Some(slot) = [0x1d, 0x1a].into_iter().find(|slot| !buses.is_used(0, *slot)) {
                    let mut at = PciAddress::new(0, 0, slot, 0);
                    buses.reserve(&at, Connect::PCIE)?;
                    at.multifunction = Some(Switch::On);
                    controller.info.address = Some(Address::Pci(at));
                }
            }
            (ControllerType::Pci, Some("dmi-to-pci-bridge")) if unplaced && !buses.is_used(0, 0x1e) => {
                let at = PciAddress::new(0, 0, 0x1e, 0);
                buses.reserve(&at, Connect::PCIE)?;
                controller.info.address = Some(Address::Pci(at));
            }
            _ => {}
        }
    }
    if !buses.list.is_empty() {
        buses.reserve(&PciAddress::new(0, 0, 0x1f, 0), Connect::PCIE)?;
        buses.reserve(&PciAddress::new(0, 0, 0x1f, 3), Connect::PCIE)?;
    }
    put_first_video(def, buses, 1, Connect::PCIE)?;
    if !buses.is_used(0, 0x1b) {
        let is_ich9 = |it: &&mut vir_conf::domain::device::sound::SoundDef| {
            it.model == SoundModel::Ich9 && is_wanted(&it.info)
        };
        if let Some(sound) = def.devices.sounds.iter_mut().find(is_ich9) {
            let at = PciAddress::new(0, 0, 0x1b, 0);
            buses.reserve(&at, Connect::PCIE)?;
            sound.info.address = Some(Address::Pci(at));
        }
    }
    Ok(())
}

/// The first graphics card is where QEMU would put it by itself.
fn put_first_video(def: &mut DomainDef, buses: &mut Buses, slot: u64, needs: Connect) -> Result<()> {
    let wiring = super::pci::wiring(def);
    let Some(video) = def.devices.videos.first_mut() else { return Ok(()) };
    if matches!(video.model.kind, Some(VideoModel::None | VideoModel::Ramfb)) || !is_wanted(&video.info) {
        return Ok(());
    }
    let at = PciAddress::new(0, 0, slot, 0);
    buses.check(&at, needs, true)?;
    if buses.is_used(0, slot) {
        return place(video, buses, wiring);
    }
    buses.reserve(&at, needs)?;
    video.info.address = Some(Address::Pci(at));
    Ok(())
}
