//! Channels of mainframe guests, and where virtio's devices are on machines without PCI.

use std::collections::HashSet;

use vir_conf::DomainDef;
use vir_conf::domain::device::address::{Address, CcwAddress};
use vir_conf::domain::device::controller::ControllerType;
use vir_conf::domain::device::disk::DiskBus;
use vir_conf::domain::device::hostdev::{HostdevModel, HostdevSource};
use vir_conf::domain::device::info::DeviceInfo;
use vir_conf::domain::device::input::InputBus;
use vir_conf::domain::device::memballoon::BalloonModel;
use vir_conf::domain::device::memory::MemoryModel;
use vir_conf::domain::device::sound::SoundModel;
use vir_conf::domain::device::video::VideoModel;
use vir_types::Result;
use vir_xml::Hex;

use super::{internal, wrong};
use crate::caps::{Cap, QemuCaps};
use crate::machine::MachineKind;

pub(super) fn assign(def: &mut DomainDef, caps: &QemuCaps) -> Result<()> {
    match MachineKind::of(def) {
        MachineKind::S390 => {
            if caps.has(Cap::VFIO_CCW) {
                prime_hostdevs(def);
            }
            prime(def, &Address::Ccw(CcwAddress::default()));
            assign_channels(def)
        }
        MachineKind::ArmVirt | MachineKind::RiscvVirt => {
            let has_pcie = def.devices.controllers.iter().any(|it| it.model.as_deref() == Some("pcie-root"));
            let on_mmio = def.devices.infos().any(|it| matches!(it.info.address, Some(Address::VirtioMmio)));
            let has_ports = caps.has(Cap::PCIE_ROOT_PORT) || caps.has(Cap::IOH3420);
            // On PCI they get their places later.
            if !(has_pcie && has_ports && !on_mmio) && caps.has(Cap::VIRTIO_MMIO) {
                prime(def, &Address::VirtioMmio);
            }
            Ok(())
        }
        _ => {
            let is_vexpress = def.os.machine.as_deref().is_some_and(|it| it.starts_with("vexpress-"));
            if is_vexpress && caps.has(Cap::VIRTIO_MMIO) {
                prime(def, &Address::VirtioMmio);
            }
            Ok(())
        }
    }
}

fn prime_hostdevs(def: &mut DomainDef) {
    for hostdev in &mut def.devices.hostdevs {
        let is_mdev = matches!(hostdev.source, HostdevSource::Mdev(_));
        match hostdev.model {
            Some(HostdevModel::VfioCcw) if is_mdev => {
                put(&mut hostdev.info, &Address::Ccw(CcwAddress::default()))
            }
            Some(HostdevModel::VfioAp) if is_mdev => hostdev.info.address = None,
            _ => {}
        }
    }
}

fn put(info: &mut DeviceInfo, address: &Address) {
    if super::is_unplaced(info) {
        info.address = Some(address.clone());
    }
}

/// Says of virtio's devices what kind of place they have.
fn prime(def: &mut DomainDef, address: &Address) {
    let devices = &mut *def.devices;
    let disks = devices.disks.iter_mut().filter(|it| it.bus == Some(DiskBus::Virtio));
    disks.for_each(|it| put(&mut it.info, address));
    let interfaces = devices.interfaces.iter_mut().filter(|it| it.is_virtio());
    interfaces.for_each(|it| put(&mut it.info, address));
    let videos = devices.videos.iter_mut().filter(|it| it.model.kind == Some(VideoModel::Virtio));
    videos.for_each(|it| put(&mut it.info, address));
    let inputs = devices.inputs.iter_mut().filter(|it| it.bus == Some(InputBus::Virtio));
    inputs.for_each(|it| put(&mut it.info, address));
    let is_virtio = |kind| matches!(kind, ControllerType::VirtioSerial | ControllerType::Scsi);
    let controllers = devices.controllers.iter_mut().filter(|it| is_virtio(it.kind));
    controllers.for_each(|it| put(&mut it.info, address));
    let hostdevs = devices.hostdevs.iter_mut().filter(|it| matches!(it.source, HostdevSource::ScsiHost(_)));
    hostdevs.for_each(|it| put(&mut it.info, address));
    let balloon = devices.memballoon.iter_mut().filter(|it| it.model != BalloonModel::None);
    balloon.for_each(|it| put(&mut it.info, address));
    devices.rngs.iter_mut().for_each(|it| put(&mut it.info, address));
    let is_virtio = |model| matches!(model, MemoryModel::VirtioPmem | MemoryModel::VirtioMem);
    devices.memories.iter_mut().filter(|it| is_virtio(it.model)).for_each(|it| put(&mut it.info, address));
    if matches!(address, Address::Ccw(_)) {
        devices.filesystems.iter_mut().for_each(|it| put(&mut it.info, address));
        devices.vsock.iter_mut().for_each(|it| put(&mut it.info, address));
    }
    devices.cryptos.iter_mut().for_each(|it| put(&mut it.info, address));
    let sounds = devices.sounds.iter_mut().filter(|it| it.model == SoundModel::Virtio);
    sounds.for_each(|it| put(&mut it.info, address));
}

/// Virtio's devices are on the last channel subsystem.
fn assign_channels(def: &mut DomainDef) -> Result<()> {
    let mut used: HashSet<(u64, u64, u64)> = HashSet::new();
    for device in def.devices.infos() {
        if let Some(Address::Ccw(at)) = &device.info.address
            && let (Some(cssid), Some(ssid), Some(devno)) = (at.cssid, at.ssid, at.devno)
            && !used.insert((cssid.0, ssid.0, devno.0))
        {
            let text =
                format!("The CCW devno '{:x}.{:x}.{:04x}' is in use already", cssid.0, ssid.0, devno.0);
            return wrong(text);
        }
    }
    let mut next = (0xfe, 0u64, 0u64);
    for (_, info) in def.devices.infos_mut() {
        let Some(Address::Ccw(at)) = &mut info.address else { continue };
        if at.devno.is_some() {
            continue;
        }
        while used.contains(&next) {
            next.2 = next.2.saturating_add(1);
            if next.2 > 0xffff {
                next = (next.0, next.1.saturating_add(1), 0);
            }
            if next.1 > 3 {
                return internal("There are no more free CCW devnos.");
            }
        }
        used.insert(next);
        (at.cssid, at.ssid, at.devno) = (Some(Hex(next.0)), Some(Hex(next.1)), Some(Hex(next.2)));
    }
    Ok(())
}
