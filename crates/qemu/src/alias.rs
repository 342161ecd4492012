//! The names of devices of a running guest. They are libvirt's: they are in events, in statistics, in the
//! emulator's answers and in users' scripts.

use std::collections::HashSet;

use vir_conf::DomainDef;
use vir_conf::domain::DevicesDef;
use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::chardev::ConsoleTargetType;
use vir_conf::domain::device::controller::{ControllerDef, ControllerType};
use vir_conf::domain::device::disk::{DiskBus, DiskDef};
use vir_conf::domain::device::info::DeviceInfo;
use vir_conf::domain::device::interface::InterfaceSource;
use vir_conf::domain::device::memballoon::BalloonModel;
use vir_conf::domain::device::memory::{MemoryDef, MemoryModel};
use vir_conf::domain::os::OsType;

use crate::machine::MachineKind;

/// Gives every device that has none its name. Names that users gave (`ua-…`) stay.
pub fn assign(def: &mut DomainDef) {
    let machine = MachineKind::of(def);
    assign_disks(&mut def.devices);
    assign_interfaces(&mut def.devices);
    let devices = &mut *def.devices;
    number_free(devices.filesystems.iter_mut().map(|it| &mut it.info), "fs");
    number(devices.sounds.iter_mut().map(|it| &mut it.info), "sound");
    assign_hostdevs(devices);
    number(devices.redirdevs.iter_mut().map(|it| &mut it.info), "redir");
    number(devices.videos.iter_mut().map(|it| &mut it.info), "video");
    for controller in &mut devices.controllers {
        let name = controller_name(controller, machine);
        controller.info.alias.get_or_insert(name);
    }
    number(devices.inputs.iter_mut().map(|it| &mut it.info), "input");
    number(devices.parallels.iter_mut().map(|it| &mut it.info), "parallel");
    number(devices.serials.iter_mut().map(|it| &mut it.info), "serial");
    number(devices.channels.iter_mut().map(|it| &mut it.info), "channel");
    // The first console is most often the first serial port, seen under another name.
    if def.os.os_type == Some(OsType::Hvm)
        && let Some(console) = devices.consoles.first_mut()
        && console.target.kind == Some(ConsoleTargetType::Serial)
        && console.info.alias.is_none()
    {
        console.info.alias = devices.serials.first().and_then(|serial| serial.info.alias.clone());
    }
    number(devices.consoles.iter_mut().map(|it| &mut it.info), "console");
    number(devices.hubs.iter_mut().map(|it| &mut it.info), "hub");
    number(devices.shmems.iter_mut().map(|it| &mut it.info), "shmem");
    number(devices.smartcards.iter_mut().map(|it| &mut it.info), "smartcard");
    number(devices.watchdogs.iter_mut().map(|it| &mut it.info), "watchdog");
    let balloon = devices.memballoon.iter_mut().filter(|it| it.model != BalloonModel::None);
    number(balloon.map(|it| &mut it.info), "balloon");
    number_free(devices.rngs.iter_mut().map(|it| &mut it.info), "rng");
    number(devices.tpms.iter_mut().map(|it| &mut it.info), "tpm");
    assign_memories(&mut devices.memories);
    number(devices.vsock.iter_mut().map(|it| &mut it.info), "vsock");
    number(devices.iommu.iter_mut().map(|it| &mut it.info), "iommu");
    number_free(devices.cryptos.iter_mut().map(|it| &mut it.info), "crypto");
    number(devices.pstore.iter_mut().map(|it| &mut it.info), "pstore");
}

/// Numbers by place in the list.
fn number<'a>(infos: impl Iterator<Item = &'a mut DeviceInfo>, prefix: &str) {
    for (at, info) in infos.enumerate() {
        info.alias.get_or_insert_with(|| format!("{prefix}{at}"));
    }
}

/// Numbers only those that have no name yet, one above the highest number in use.
fn number_free<'a>(infos: impl Iterator<Item = &'a mut DeviceInfo>, prefix: &str) {
    let infos: Vec<&mut DeviceInfo> = infos.collect();
    let mut next = next_number(infos.iter().map(|info| &**info), prefix);
    for info in infos {
        if info.alias.is_none() {
            info.alias = Some(format!("{prefix}{next}"));
            next = next.saturating_add(1);
        }
    }
}

fn next_number<'a>(infos: impl Iterator<Item = &'a DeviceInfo>, prefix: &str) -> u32 {
    let used = infos.filter_map(|info| info.alias.as_deref()?.strip_prefix(prefix)?.parse::<u32>().ok());
    used.max().map_or(0, |last| last.saturating_add(1))
}

fn assign_disks(devices: &mut DevicesDef) {
    let flat: HashSet<u32> = devices
        .controllers
        .iter()
        .filter(|it| it.kind == ControllerType::Scsi && it.model.as_deref() == Some("lsilogic"))
        .filter_map(|it| it.index)
        .collect();
    for disk in &mut devices.disks {
        if disk.info.alias.is_none() {
            disk.info.alias = Some(disk_name(disk, &flat));
        }
    }
}

/// `flat` are the controllers whose devices have no target beside their unit.
fn disk_name(disk: &DiskDef, flat: &HashSet<u32>) -> String {
    let bus = disk.bus.as_ref().map_or("", DiskBus::as_str);
    match &disk.info.address {
        Some(Address::Drive(it)) if disk.bus == Some(DiskBus::Scsi) && !flat.contains(&it.controller) => {
            format!("{bus}{}-{}-{}-{}", it.controller, it.bus, it.target, it.unit)
        }
        Some(Address::Drive(it)) => format!("{bus}{}-{}-{}", it.controller, it.bus, it.unit),
        _ => format!("{bus}-disk{}", disk_index(&disk.target).unwrap_or_default()),
    }
}

/// The number of a disk in its name: `vda` is the first.
pub(crate) fn disk_index(target: &str) -> Option<u32> {
    let letters =
        ["fd", "hd", "vd", "sd", "xvd", "ubd"].iter().find_map(|prefix| target.strip_prefix(prefix))?;
    let letters = letters.trim_end_matches(|c: char| c.is_ascii_digit());
    let mut index = 0u32;
    for letter in letters.bytes() {
        let digit = letter.checked_sub(b'a').filter(|digit| *digit < 26)?;
        index = index.checked_mul(26)?.checked_add(u32::from(digit))?.checked_add(1)?;
    }
    index.checked_sub(1)
}

fn assign_interfaces(devices: &mut DevicesDef) {
    let handed = |source: &InterfaceSource| matches!(source, InterfaceSource::Hostdev(_));
    let infos = |devices: &DevicesDef, prefix: &str| {
        next_number(devices.interfaces.iter().map(|it| &it.info), prefix)
    };
    let mut net = infos(devices, "net");
    let mut hostdev = next_hostdev(devices);
    for interface in &mut devices.interfaces {
        let (prefix, next) =
            if handed(&interface.source) { ("hostdev", &mut hostdev) } else { ("net", &mut net) };
        if interface.info.alias.is_none() {
            interface.info.alias = Some(format!("{prefix}{next}"));
            *next = next.saturating_add(1);
        }
    }
}

fn next_hostdev(devices: &DevicesDef) -> u32 {
    let infos = devices.interfaces.iter().map(|it| &it.info);
    next_number(infos.chain(devices.hostdevs.iter().map(|it| &it.info)), "hostdev")
}

fn assign_hostdevs(devices: &mut DevicesDef) {
    // Interfaces that are the host's devices count too.
    let mut next = next_hostdev(devices);
    for hostdev in &mut devices.hostdevs {
        if hostdev.info.alias.is_none() {
            hostdev.info.alias = Some(format!("hostdev{next}"));
            next = next.saturating_add(1);
        }
    }
}

fn controller_name(controller: &ControllerDef, machine: MachineKind) -> String {
    let index = controller.index.unwrap_or_default();
    let model = controller.model.as_deref();
    match controller.kind {
        ControllerType::Pci if model == Some("pcie-root") => format!("pcie.{index}"),
        ControllerType::Pci if !machine.has_pci_buses() => "pci".to_owned(),
        ControllerType::Pci => format!("pci.{index}"),
        ControllerType::Ide if index == 0 && machine.has_ide() => "ide".to_owned(),
        ControllerType::Sata if index == 0 && machine.is_q35() => "ide".to_owned(),
        ControllerType::Usb if index == 0 => "usb".to_owned(),
        ControllerType::Scsi if index == 0 && model == Some("ncr53c90") => "scsi".to_owned(),
        kind => format!("{kind}{index}"),
    }
}

fn assign_memories(memories: &mut [MemoryDef]) {
    let infos =
        |memories: &[MemoryDef], prefix: &str| next_number(memories.iter().map(|it| &it.info), prefix);
    for at in 0..memories.len() {
        let Some(memory) = memories.get(at).filter(|it| it.info.alias.is_none()) else { continue };
        let prefix = match memory.model {
            MemoryModel::Dimm => "dimm",
            MemoryModel::Nvdimm => "nvdimm",
            MemoryModel::VirtioPmem => "virtiopmem",
            MemoryModel::VirtioMem => "virtiomem",
            MemoryModel::SgxEpc => "epc",
            _ => "memory",
        };
        let number = match &memory.info.address {
            Some(Address::Dimm(slot)) if matches!(memory.model, MemoryModel::Dimm | MemoryModel::Nvdimm) => {
                slot.slot
            }
            _ => infos(memories, prefix),
        };
        if let Some(memory) = memories.get_mut(at) {
            memory.info.alias = Some(format!("{prefix}{number}"));
        }
    }
}
