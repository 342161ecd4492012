//! Ports on USB.

use vir_conf::DomainDef;
use vir_conf::domain::DevicesDef;
use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::chardev::SerialTargetType;
use vir_conf::domain::device::controller::ControllerType;
use vir_conf::domain::device::disk::DiskBus;
use vir_conf::domain::device::filesystem::FsDriverType;
use vir_conf::domain::device::hostdev::HostdevSource;
use vir_conf::domain::device::hub::HubDef;
use vir_conf::domain::device::info::DeviceInfo;
use vir_conf::domain::device::input::InputBus;
use vir_conf::domain::device::sound::SoundModel;
use vir_types::Result;

use super::unsupported;
use super::usb_set::{HUB_PORTS, Ports, path, ports};

/// Everything on USB but hubs, in the order in which ports are given out.
fn devices(devices: &mut DevicesDef) -> Vec<&mut DeviceInfo> {
    let mut list: Vec<&mut DeviceInfo> = Vec::new();
    list.extend(devices.disks.iter_mut().filter(|it| it.bus == Some(DiskBus::Usb)).map(|it| &mut it.info));
    let interfaces = devices.interfaces.iter_mut().filter(|it| it.model.as_deref() == Some("usb-net"));
    list.extend(interfaces.map(|it| &mut it.info));
    let sounds = devices.sounds.iter_mut().filter(|it| it.model == SoundModel::Usb);
    list.extend(sounds.map(|it| &mut it.info));
    let hostdevs = devices.hostdevs.iter_mut().filter(|it| matches!(it.source, HostdevSource::Usb(_)));
    list.extend(hostdevs.map(|it| &mut it.info));
    let is_mtp = |kind: Option<FsDriverType>| kind == Some(FsDriverType::Mtp);
    let filesystems = devices.filesystems.iter_mut();
    let filesystems = filesystems.filter(|it| is_mtp(it.driver.as_ref().and_then(|driver| driver.kind)));
    list.extend(filesystems.map(|it| &mut it.info));
    let readers = devices.controllers.iter_mut().filter(|it| it.kind == ControllerType::Ccid);
    list.extend(readers.map(|it| &mut it.info));
    let serials = devices.serials.iter_mut();
    let serials = serials.filter(|it| it.target.kind == Some(SerialTargetType::UsbSerial));
    list.extend(serials.map(|it| &mut it.info));
    let inputs = devices.inputs.iter_mut().filter(|it| it.bus == Some(InputBus::Usb));
    list.extend(inputs.map(|it| &mut it.info));
    list.extend(devices.redirdevs.iter_mut().map(|it| &mut it.info));
    list
}

fn has_port(info: &DeviceInfo) -> bool {
    matches!(&info.address, Some(Address::Usb(address)) if path(address).is_some())
}

fn wants_port(info: &DeviceInfo) -> bool {
    super::is_unplaced(info)
        || matches!(&info.address, Some(Address::Usb(address)) if path(address).is_none())
}

pub(super) fn assign(def: &mut DomainDef, new: bool) -> Result<()> {
    let complete = def.devices.hubs.iter().all(|hub| has_port(&hub.info))
        && devices(&mut def.devices).iter().all(|info| has_port(info));
    if !new && !complete {
        // Guests from before ports were written down stay as QEMU arranged them.
        return Ok(());
    }
    add_hubs(def)?;
    let mut set = Ports::default();
    for controller in def.devices.controllers.iter().filter(|it| it.kind == ControllerType::Usb) {
        set.add_controller(controller)?;
    }
    for hub in &def.devices.hubs {
        if let Some(Address::Usb(address)) = &hub.info.address
            && let Some(path) = path(address)
        {
            set.add_hub(address.bus, &path)?;
        }
    }
    for info in devices(&mut def.devices) {
        if let Some(Address::Usb(address)) = &info.address
            && let Some(path) = path(address)
        {
            set.reserve(address.bus, &path)?;
        }
    }
    for hub in &mut def.devices.hubs {
        if has_port(&hub.info) {
            continue;
        }
        let address = set.reserve_next(bus(&hub.info))?;
        if let Some(path) = path(&address) {
            set.add_hub(address.bus, &path)?;
        }
        hub.info.address = Some(Address::Usb(address));
    }
    for info in devices(&mut def.devices) {
        if wants_port(info) {
            info.address = Some(Address::Usb(set.reserve_next(bus(info))?));
        }
    }
    Ok(())
}

fn bus(info: &DeviceInfo) -> Option<u32> {
    match &info.address {
        Some(Address::Usb(address)) => Some(address.bus),
        _ => None,
    }
}

/// Adds hubs if there are more devices than ports.
fn add_hubs(def: &mut DomainDef) -> Result<()> {
    let usb = def.devices.controllers.iter().filter(|it| it.kind == ControllerType::Usb);
    let has_usb = usb.clone().any(|it| it.model.as_deref() != Some("none"));
    let of_controllers = usb.map(|it| u64::from(ports(it))).fold(0, u64::saturating_add);
    let hubs = u64::try_from(def.devices.hubs.len()).unwrap_or(u64::MAX);
    let available = of_controllers.saturating_add(hubs.saturating_mul(u64::from(HUB_PORTS)));
    let count = u64::try_from(devices(&mut def.devices).len()).unwrap_or(u64::MAX).saturating_add(hubs);
    if count > 0 && !has_usb {
        let text = "USB is disabled for this domain, but USB devices are present in the domain XML";
        return unsupported(text);
    }
    if let Some(more) = count.checked_sub(available).filter(|more| *more > 0) {
        // Each takes a port and offers eight.
        let needed = more.saturating_add(1).div_ceil(u64::from(HUB_PORTS).saturating_sub(1));
        for _ in 0..needed {
            def.devices.hubs.push(HubDef::default());
        }
    }
    Ok(())
}
