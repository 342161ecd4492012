//! PCI: first it is counted which buses the devices need, then these are added and everything is placed.

use vir_conf::DomainDef;
use vir_conf::common::Switch;
use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::controller::{
    ControllerDef, ControllerType, PciControllerModelName, PciControllerTarget,
};
use vir_conf::domain::device::info::DeviceInfo;
use vir_types::Result;
use vir_xml::Hex;

use super::connect::{Connects, PCI, Wiring};
use super::pci_set::{Bus, Buses, Connect, MOST};
use super::pci_slots::{is_placed, place_devices};
use super::{internal, pci_chipset, unsupported};
use crate::caps::{Cap, QemuCaps};
use crate::machine::MachineKind;

/// The kinds of PCI that a guest has. QEMU's virtio devices have long been modern ones.
pub(super) fn wiring(def: &DomainDef) -> Wiring {
    Wiring::new(root_model(def) == Some("pcie-root"), true)
}

fn root_model(def: &DomainDef) -> Option<&str> {
    let is_root = |it: &&ControllerDef| it.kind == ControllerType::Pci && it.index == Some(0);
    def.devices.controllers.iter().find(is_root)?.model.as_deref()
}

fn last_index(def: &DomainDef) -> Option<u32> {
    let pci = def.devices.controllers.iter().filter(|it| it.kind == ControllerType::Pci);
    pci.filter_map(|it| it.index).max()
}

pub(super) fn assign(def: &mut DomainDef, caps: &QemuCaps) -> Result<()> {
    let last = last_index(def);
    if last.is_some_and(|last| u64::from(last) >= MOST) {
        return internal(format!("PCI controller index {} is out of range", last.unwrap_or_default()));
    }
    let wiring =
        Wiring::new(root_model(def) == Some("pcie-root"), caps.has(Cap::VIRTIO_PCI_NON_TRANSITIONAL));
    let mut count = last.map_or(0, |last| u64::from(last).saturating_add(1));
    if count > 0 {
        count = add_buses(def, caps, wiring, count)?;
    }
    let mut buses = collect(def, caps, wiring, count, false)?;
    if !has_pci(def) {
        return Ok(());
    }
    pci_chipset::reserve(def, &mut buses)?;
    place_devices(def, &mut buses, wiring)?;
    mark_multifunction(def);
    complete_controllers(def, caps)
}

/// Whether the machine has PCI at all; most do.
fn has_pci(def: &DomainDef) -> bool {
    match def.os.arch.as_deref().unwrap_or_default() {
        "aarch64" | "armv6l" | "armv7l" | "armv7b" => {
            MachineKind::of(def) == MachineKind::ArmVirt || def.os.machine.as_deref() == Some("versatilepb")
        }
        "riscv32" | "riscv64" => MachineKind::of(def) == MachineKind::RiscvVirt,
        _ => true,
    }
}

/// Adds the controllers that are needed, and returns how many buses there are then.
fn add_buses(def: &mut DomainDef, caps: &QemuCaps, wiring: Wiring, count: u64) -> Result<u64> {
    let mut buses = collect(def, caps, wiring, count, true)?;
    pci_chipset::reserve(def, &mut buses)?;
    // A slot is kept for a bridge that might become necessary.
    if root_model(def) == Some("pci-root") && !buses.list.iter().all(Bus::is_full) {
        buses.reserve_next(PCI, None)?;
    }
    place_devices(def, &mut buses, wiring)?;
    let have = |buses: &Buses| u64::try_from(buses.list.len()).unwrap_or(u64::MAX);
    // Where buses are added for a user who has named none, one is added for what is plugged in later.
    if count <= 1 && have(&buses) > count && root_model(def) == Some("pcie-root") {
        buses.reserve_next(Connect::PCIE.and(Connect::AUTO), None)?;
    }
    let mut index = 1u32;
    // Controllers that are added need places themselves, which can lead to more.
    while let Some(model) = usize::try_from(index).ok().and_then(|at| buses.list.get(at)).map(|bus| bus.model)
    {
        let known = |it: &ControllerDef| it.kind == ControllerType::Pci && it.index == Some(index);
        if !def.devices.controllers.iter().any(known) {
            def.add_controller(ControllerType::Pci, index, Some(model));
            let needs = super::pci_set::connect_of_model(model);
            if !needs.is_none() {
                buses.reserve_next(needs, None)?;
            }
        }
        index = index.saturating_add(1);
    }
    Ok(have(&buses))
}

/// The buses with the places that are taken.
fn collect(def: &DomainDef, caps: &QemuCaps, wiring: Wiring, count: u64, dry: bool) -> Result<Buses> {
    let many_roots = MachineKind::of(def) == MachineKind::Pseries;
    let usual = match root_model(def) {
        _ if many_roots => "pci-root",
        Some("pcie-root") => "pcie-root-port",
        _ => "pci-bridge",
    };
    let mut buses =
        Buses { dry, many_roots, pcie_bridges: caps.has(Cap::PCIE_PCI_BRIDGE), ..Buses::default() };
    for index in 0..count {
        let known =
            |it: &&ControllerDef| it.kind == ControllerType::Pci && it.index.map(u64::from) == Some(index);
        let model =
            def.devices.controllers.iter().find(known).map(|it| it.model.as_deref().unwrap_or_default());
        let model = model.unwrap_or(if index == 0 { "pci-root" } else { usual });
        let Some(bus) = Bus::of_model(model) else {
            return internal("PCI controller model was not set correctly");
        };
        buses.list.push(bus);
    }
    let devices = &def.devices;
    take(&devices.disks, &mut buses, wiring)?;
    take(&devices.interfaces, &mut buses, wiring)?;
    take(&devices.sounds, &mut buses, wiring)?;
    take(&devices.hostdevs, &mut buses, wiring)?;
    take(&devices.filesystems, &mut buses, wiring)?;
    take(&devices.controllers, &mut buses, wiring)?;
    take(&devices.serials, &mut buses, wiring)?;
    take(&devices.inputs, &mut buses, wiring)?;
    take(&devices.memories, &mut buses, wiring)?;
    take(&devices.watchdogs, &mut buses, wiring)?;
    take(devices.memballoon.iter().map(|it| &**it), &mut buses, wiring)?;
    take(&devices.rngs, &mut buses, wiring)?;
    take(&devices.shmems, &mut buses, wiring)?;
    take(&devices.panics, &mut buses, wiring)?;
    take(&devices.videos, &mut buses, wiring)?;
    take(&devices.cryptos, &mut buses, wiring)?;
    take(devices.iommu.iter().map(|it| &**it), &mut buses, wiring)?;
    take(devices.vsock.iter().map(|it| &**it), &mut buses, wiring)?;
    take(devices.pstore.iter().map(|it| &**it), &mut buses, wiring)?;
    take_odd(def, &mut buses)?;
    Ok(buses)
}

fn take<'a, T: Connects + 'a>(
    list: impl IntoIterator<Item = &'a T>,
    buses: &mut Buses,
    wiring: Wiring,
) -> Result<()> {
    for device in list {
        let Some(at) = device.info().pci().filter(|_| is_placed(device.info())) else { continue };
        if device.is_piix3() {
            if buses.list.first().is_some_and(|bus| !bus.takes_pci()) {
                return internal("Bus 0 must be PCI for integrated PIIX3 USB or IDE controllers");
            }
            continue;
        }
        let needs = device.connect(wiring);
        // Devices that are not on PCI by nature but are said to be are let in, as they always were.
        buses.reserve(at, if needs.is_none() { Connect::PCI } else { needs })?;
    }
    Ok(())
}

/// Devices that are never on PCI, but are said to be.
fn take_odd(def: &DomainDef, buses: &mut Buses) -> Result<()> {
    let kinds = ["smartcard", "parallel", "channel", "console", "hub", "tpm", "redirdev", "nvram"];
    for device in def.devices.infos().filter(|device| kinds.contains(&device.kind)) {
        if let Some(at) = device.info.pci().filter(|_| is_placed(device.info)) {
            buses.reserve(at, Connect::PCI)?;
        }
    }
    Ok(())
}

/// A slot with several functions says so at the first one.
fn mark_multifunction(def: &mut DomainDef) {
    let slot = |info: &DeviceInfo| info.pci().map(|at| ((at.domain.0, at.bus.0, at.slot.0), at.function.0));
    let shared: std::collections::HashSet<(u64, u64, u64)> = def
        .devices
        .infos()
        .filter_map(|device| slot(device.info))
        .filter(|(_, function)| *function != 0)
        .map(|(slot, _)| slot)
        .collect();
    let mut marked = std::collections::HashSet::new();
    for (_, info) in def.devices.infos_mut() {
        if let Some(Address::Pci(at)) = &mut info.address {
            let slot = (at.domain.0, at.bus.0, at.slot.0);
            if at.function.0 == 0 && shared.contains(&slot) && marked.insert(slot) {
                at.multifunction.get_or_insert(Switch::On);
            }
        }
    }
}

fn complete_controllers(def: &mut DomainDef, caps: &QemuCaps) -> Result<()> {
    let is_pseries = MachineKind::of(def) == MachineKind::Pseries;
    for at in 0..def.devices.controllers.len() {
        let lowest_bus = def.devices.controllers.iter().filter(|it| it.kind == ControllerType::Pci);
        let lowest_bus = lowest_bus.filter_map(|it| it.target.as_ref()?.bus_nr).min().unwrap_or(256);
        let phbs = def.devices.controllers.iter().filter(|it| it.kind == ControllerType::Pci);
        let phbs: Vec<u32> = phbs.filter_map(|it| it.target.as_ref()?.index).collect();
        let Some(controller) = def.devices.controllers.get_mut(at) else { break };
        if controller.kind != ControllerType::Pci {
            continue;
        }
        let model = controller.model.clone().unwrap_or_default();
        let index = controller.index.unwrap_or_default();
        let place = controller.info.pci().cloned().unwrap_or_default();
        if let Some(name) = model_name(&model, caps, is_pseries) {
            controller.pci_model.get_or_insert(name);
        }
        let target = controller.target.get_or_insert_with(PciControllerTarget::default);
        match model.as_str() {
            "pci-bridge" => {
                target.chassis_nr.get_or_insert(index);
            }
            "pcie-root-port" => {
                target.chassis.get_or_insert(index);
                target.port.get_or_insert(Hex((place.slot.0 << 3) | place.function.0));
            }
            "pcie-switch-downstream-port" => {
                target.chassis.get_or_insert(index);
                target.port.get_or_insert(Hex(place.slot.0));
            }
            "pci-expander-bus" | "pcie-expander-bus" if target.bus_nr.is_none() => {
                // Two below the lowest: one for itself, one for the bridge in it.
                target.bus_nr = lowest_bus.checked_sub(2).filter(|number| *number > 0);
                if target.bus_nr.is_none() {
                    return unsupported(format!(
                        "No free busNr lower than current lowest busNr is available to auto-assign to bus {}. Must be manually assigned",
                        place.bus.0
                    ));
                }
            }
            "pci-root" if is_pseries && target.index.is_none() => {
                target.index =
                    if index == 0 { Some(0) } else { (1..=31).find(|number| !phbs.contains(number)) };
                if target.index.is_none() {
                    return unsupported(format!("No usable target index found for {}", place.bus.0));
                }
            }
            _ => {}
        }
        controller.target =
            controller.target.take().filter(|target| *target != PciControllerTarget::default());
        if model == "pci-bridge" && u64::from(index) <= place.bus.0 {
            return unsupported(format!(
                "PCI controller at index {index} (0x{index:02x}) has bus='0x{:02x}', but index must be larger than bus",
                place.bus.0
            ));
        }
    }
    Ok(())
}

fn model_name(model: &str, caps: &QemuCaps, is_pseries: bool) -> Option<PciControllerModelName> {
    use PciControllerModelName as Name;
    Some(match model {
        "pci-bridge" => Name::PciBridge,
        "dmi-to-pci-bridge" => Name::I82801b11Bridge,
        "pcie-to-pci-bridge" => Name::PciePciBridge,
        "pcie-root-port" if caps.has(Cap::PCIE_ROOT_PORT) => Name::PcieRootPort,
        "pcie-root-port" => Name::Ioh3420,
        "pcie-switch-upstream-port" => Name::X3130Upstream,
        "pcie-switch-downstream-port" => Name::Xio3130Downstream,
        "pci-expander-bus" => Name::Pxb,
        "pcie-expander-bus" => Name::PxbPcie,
        "pci-root" if is_pseries => Name::SpaprPciHostBridge,
        _ => return None,
    })
}
