//! Devices take their places on PCI one after the other; the order is part of what a guest sees.

use vir_conf::DomainDef;
use vir_conf::common::{PciAddress, Switch};
use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::controller::{ControllerDef, ControllerType};
use vir_conf::domain::device::disk::DiskBus;
use vir_conf::domain::device::filesystem::FsDriverType;
use vir_conf::domain::device::hostdev::{HostdevMode, HostdevModel, HostdevSource};
use vir_conf::domain::device::info::DeviceInfo;
use vir_conf::domain::device::input::InputBus;
use vir_conf::domain::device::interface::InterfaceSource;
use vir_conf::domain::device::memballoon::BalloonModel;
use vir_conf::domain::device::memory::MemoryModel;
use vir_conf::domain::device::panic::PanicModel;
use vir_conf::domain::device::sound::SoundModel;
use vir_conf::domain::device::video::VideoModel;
use vir_conf::domain::device::watchdog::WatchdogModel;
use vir_types::Result;
use vir_xml::XmlUnion as _;

use super::connect::{Connects, Wiring};
use super::pci_set::{Buses, Connect};
use super::unsupported;

/// Whether a device is to have a place on PCI and has none.
pub(super) fn is_wanted(info: &DeviceInfo) -> bool {
    match &info.address {
        None | Some(Address::Unspecified) => true,
        Some(Address::Pci(at)) => at.is_empty(),
        Some(_) => false,
    }
}

/// Whether a device has a place on PCI.
pub(super) fn is_placed(info: &DeviceInfo) -> bool {
    info.pci().is_some_and(|at| !at.is_empty())
}

/// Puts a device into the next free place.
pub(super) fn place(device: &mut impl Connects, buses: &mut Buses, wiring: Wiring) -> Result<()> {
    let needs = device.connect(wiring);
    put(device.info_mut(), buses, needs, None)
}

fn put(info: &mut DeviceInfo, buses: &mut Buses, needs: Connect, function: Option<u64>) -> Result<()> {
    let mut at = buses.reserve_next(needs, function)?;
    if !buses.dry {
        at.zpci = info.pci().and_then(|at| at.zpci.clone());
        info.address = Some(Address::Pci(at));
    }
    Ok(())
}

fn place_all<'a, T: Connects + 'a>(
    list: impl Iterator<Item = &'a mut T>,
    buses: &mut Buses,
    wiring: Wiring,
) -> Result<()> {
    for device in list {
        if is_wanted(device.info()) {
            place(device, buses, wiring)?;
        }
    }
    Ok(())
}

/// Puts every device that has no place into one.
pub(super) fn place_devices(def: &mut DomainDef, buses: &mut Buses, wiring: Wiring) -> Result<()> {
    let devices = &mut *def.devices;
    let pci = devices.controllers.iter_mut().filter(|it| it.kind == ControllerType::Pci);
    place_all(pci.filter(|it| !is_root(it)), buses, wiring)?;
    let on_pci = |kind: Option<FsDriverType>| kind != Some(FsDriverType::Mtp);
    let filesystems = devices.filesystems.iter_mut();
    let filesystems = filesystems.filter(|it| on_pci(it.driver.as_ref().and_then(|driver| driver.kind)));
    place_all(filesystems, buses, wiring)?;
    let interfaces = devices.interfaces.iter_mut().filter(|it| it.model.as_deref() != Some("usb-net"));
    // Those that are the host's devices take their places as such.
    let interfaces = interfaces.filter(|it| !matches!(it.source, InterfaceSource::Hostdev(_)));
    place_all(interfaces, buses, wiring)?;
    let sounds = devices.sounds.iter_mut();
    let on_isa = |model| matches!(model, SoundModel::Sb16 | SoundModel::Pcspk | SoundModel::Usb);
    place_all(sounds.filter(|it| !on_isa(it.model)), buses, wiring)?;
    place_controllers(&mut devices.controllers, buses, wiring)?;
    for disk in devices.disks.iter_mut().filter(|it| it.bus == Some(DiskBus::Virtio)) {
        match &disk.info.address {
            Some(Address::Ccw(_) | Address::VirtioMmio) => {}
            _ if is_placed(&disk.info) => {}
            _ if is_wanted(&disk.info) => place(disk, buses, wiring)?,
            other => {
                let kind = other.as_ref().map_or("none", Address::case);
                return unsupported(format!("virtio disk cannot have an address of type '{kind}'"));
            }
        }
    }
    for interface in &mut devices.interfaces {
        if let InterfaceSource::Hostdev(source) = &interface.source
            && source.pci.is_some()
            && is_wanted(&interface.info)
        {
            put(&mut interface.info, buses, wiring.pcie, None)?;
        }
    }
    let hostdevs = devices.hostdevs.iter_mut().filter(|it| it.mode == HostdevMode::Subsystem);
    let hostdevs = hostdevs.filter(|it| match &it.source {
        HostdevSource::Pci(_) | HostdevSource::ScsiHost(_) => true,
        HostdevSource::Mdev(_) => it.model == Some(HostdevModel::VfioPci),
        _ => false,
    });
    place_all(hostdevs, buses, wiring)?;
    place_all(
        devices.memballoon.iter_mut().map(|it| &mut **it).filter(|it| it.model != BalloonModel::None),
        buses,
        wiring,
    )?;
    place_all(devices.rngs.iter_mut(), buses, wiring)?;
    place_all(devices.watchdogs.iter_mut().filter(|it| it.model == WatchdogModel::I6300esb), buses, wiring)?;
    let videos = devices.videos.iter_mut();
    let videos = videos.filter(|it| !matches!(it.model.kind, Some(VideoModel::None | VideoModel::Ramfb)));
    place_all(videos, buses, wiring)?;
    place_all(devices.shmems.iter_mut(), buses, wiring)?;
    place_all(devices.inputs.iter_mut().filter(|it| it.bus == Some(InputBus::Virtio)), buses, wiring)?;
    let serials = devices.serials.iter_mut().filter(|it| !it.connect(wiring).is_none());
    place_all(serials, buses, wiring)?;
    let iommu = devices.iommu.iter_mut().map(|it| &mut **it).filter(|it| !it.connect(wiring).is_none());
    place_all(iommu, buses, wiring)?;
    place_all(devices.vsock.iter_mut().map(|it| &mut **it), buses, wiring)?;
    let memories = devices.memories.iter_mut();
    let memories = memories.filter(|it| matches!(it.model, MemoryModel::VirtioPmem | MemoryModel::VirtioMem));
    place_all(memories, buses, wiring)?;
    place_all(devices.cryptos.iter_mut(), buses, wiring)?;
    place_all(devices.panics.iter_mut().filter(|it| it.model == Some(PanicModel::Pvpanic)), buses, wiring)?;
    place_all(devices.pstore.iter_mut().map(|it| &mut **it), buses, wiring)
}

fn is_root(controller: &ControllerDef) -> bool {
    matches!(controller.model.as_deref(), Some("pci-root" | "pcie-root"))
}

/// The function of a controller that shares its slot with the others of its group.
fn companion(controller: &ControllerDef) -> Option<(u64, Option<Switch>)> {
    if controller.kind != ControllerType::Usb {
        return None;
    }
    match controller.model.as_deref()? {
        "ich9-ehci1" => Some((7, None)),
        "ich9-uhci1" => Some((0, Some(Switch::On))),
        "ich9-uhci2" => Some((1, None)),
        "ich9-uhci3" => Some((2, None)),
        _ => None,
    }
}

fn place_controllers(controllers: &mut [ControllerDef], buses: &mut Buses, wiring: Wiring) -> Result<()> {
    for at in 0..controllers.len() {
        let Some(controller) = controllers.get(at) else { break };
        let skipped = match (controller.kind, controller.model.as_deref()) {
            (ControllerType::Pci | ControllerType::Fdc | ControllerType::Ccid, _) => true,
            (ControllerType::Usb, Some("none")) | (ControllerType::Scsi, Some("ncr53c90")) => true,
            (ControllerType::Ide, _) => controller.index == Some(0),
            _ => false,
        };
        if skipped || !is_wanted(&controller.info) {
            continue;
        }
        let needs = controller.connect(wiring);
        let Some((function, multifunction)) = companion(controller) else {
            if let Some(controller) = controllers.get_mut(at) {
                put(&mut controller.info, buses, needs, None)?;
            }
            continue;
        };
        let index = controller.index;
        let in_group =
            |it: &&ControllerDef| companion(it).is_some() && it.index == index && is_placed(&it.info);
        let other = controllers.iter().find(in_group).and_then(|it| it.info.pci().cloned());
        let Some(controller) = controllers.get_mut(at) else { break };
        match other {
            Some(other) => {
                let mut place = PciAddress::new(other.domain.0, other.bus.0, other.slot.0, function);
                place.multifunction = multifunction;
                buses.reserve(&place, needs)?;
                controller.info.address = Some(Address::Pci(place));
            }
            None => {
                put(&mut controller.info, buses, needs, Some(function))?;
                if let Some(Address::Pci(place)) = &mut controller.info.address {
                    place.multifunction = multifunction;
                }
            }
        }
    }
    Ok(())
}
