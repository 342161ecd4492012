//! Where devices are plugged in.

use vir_conf::common::PciAddress;
use vir_conf::domain::device::address::{Address, DriveAddress};
use vir_conf::domain::device::controller::ControllerType;
use vir_conf::domain::device::disk::DiskBus;
use vir_conf::domain::device::info::DeviceInfo;
use vir_types::Result;

use super::context::{Context, alias, internal};
use super::props::Props;
use crate::machine::MachineKind;

/// A place of PCI as text: `0000:00:02.0`.
pub(super) fn pci_text(place: &PciAddress) -> String {
    let (domain, bus) = (place.domain.0, place.bus.0);
    format!("{domain:04x}:{bus:02x}:{:02x}.{}", place.slot.0, place.function.0)
}

/// Where a device is; nothing for one whose place the machine knows.
pub(super) fn props(cx: &Context<'_>, info: &DeviceInfo) -> Result<Props> {
    props_on(cx, info, None)
}

/// The same for a device on the bus of a disk.
pub(super) fn props_on(cx: &Context<'_>, info: &DeviceInfo, bus: Option<DiskBus>) -> Result<Props> {
    let props = Props::new();
    let Some(address) = &info.address else { return Ok(props) };
    Ok(match address {
        Address::Pci(place) => {
            let slot = place.slot.0;
            let at = match place.function.0 {
                0 => format!("0x{slot:x}"),
                function => format!("0x{slot:x}.0x{function:x}"),
            };
            props
                .put("bus", pci_bus(cx, place)?)
                .maybe("multifunction", place.multifunction)
                .put("addr", at)
                .nonzero("acpi-index", info.acpi_index)
        }
        Address::Usb(place) => {
            let controller = cx.controller_alias(ControllerType::Usb, place.bus)?;
            props.put("bus", format!("{controller}.0")).maybe("port", place.port.as_deref())
        }
        Address::SpaprVio(place) => props.nonzero("reg", place.reg.map(|reg| reg.0).unwrap_or_default()),
        Address::Ccw(place) => {
            let number = |part: Option<u64>| part.unwrap_or_default();
            let cssid = number(place.cssid.map(|it| it.0));
            let (ssid, devno) = (number(place.ssid.map(|it| it.0)), number(place.devno.map(|it| it.0)));
            props.put("devno", format!("{cssid:x}.{ssid:x}.{devno:04x}"))
        }
        Address::Isa(place) => props.put("iobase", place.iobase.0).nonzero("irq", place.irq.0),
        Address::Dimm(place) => props.put("slot", place.slot).nonzero("addr", place.base.0),
        Address::Drive(place) => drive(cx, place, bus)?,
        Address::VirtioSerial(place) => {
            let controller = cx.controller_alias(ControllerType::VirtioSerial, place.controller)?;
            props.put("bus", format!("{controller}.{}", place.bus)).put("nr", place.port)
        }
        _ => props,
    })
}

/// The name of the bus that a place of PCI is on.
fn pci_bus(cx: &Context<'_>, place: &PciAddress) -> Result<String> {
    let number = u32::try_from(place.bus.0).unwrap_or(u32::MAX);
    let text = pci_text(place);
    let Some(controller) = cx.controller(ControllerType::Pci, number) else {
        let text = format!(
            "Could not find PCI controller with index '{number}' required for device at address '{text}'"
        );
        return Err(internal(text));
    };
    let Some(alias) = controller.info.alias.as_deref() else {
        let text = format!(
            "Device alias was not set for PCI controller with index '{number}' required for device at address '{text}'"
        );
        return Err(internal(text));
    };
    let index = controller.target.as_ref().and_then(|target| target.index).unwrap_or_default();
    let model = controller.model.as_deref();
    // The machine has given its root bus a name that the user cannot change.
    if alias.starts_with("ua-") && index == 0 {
        match model {
            Some("pci-root") if cx.kind.has_pci_buses() => return Ok("pci.0".to_owned()),
            Some("pci-root") => return Ok("pci".to_owned()),
            Some("pcie-root") => return Ok("pcie.0".to_owned()),
            _ => {}
        }
    }
    let bridge = model == Some("pci-root") && cx.kind == MachineKind::Pseries && index > 0;
    Ok(if bridge { format!("{alias}.0") } else { alias.to_owned() })
}

fn drive(cx: &Context<'_>, place: &DriveAddress, bus: Option<DiskBus>) -> Result<Props> {
    let props = Props::new();
    Ok(match bus {
        Some(DiskBus::Ide) => {
            let controller = if cx.kind.has_ide() {
                "ide"
            } else {
                cx.controller_alias(ControllerType::Ide, place.controller)?
            };
            props.put("bus", format!("{controller}.{}", place.bus)).put("unit", place.unit)
        }
        Some(DiskBus::Sata) => {
            let controller = if cx.kind.is_q35() && place.controller == 0 {
                "ide"
            } else {
                cx.controller_alias(ControllerType::Sata, place.controller)?
            };
            props.put("bus", format!("{controller}.{}", place.unit))
        }
        Some(DiskBus::Fdc) => props.put("unit", place.unit),
        Some(DiskBus::Scsi) => {
            let number = place.controller;
            let Some(controller) = cx.controller(ControllerType::Scsi, number) else {
                return Err(internal(format!("unable to find a SCSI controller for idx={number}")));
            };
            let name = alias(&controller.info)?;
            match controller.model.as_deref() {
                Some("lsilogic" | "ncr53c90" | "dc390" | "am53c974") => {
                    props.put("bus", format!("{name}.{}", place.bus)).put("scsi-id", place.unit)
                }
                None | Some("auto") => return Err(internal("Unexpected SCSI controller model")),
                Some(_) => props
                    .put("bus", format!("{name}.0"))
                    .put("channel", place.bus)
                    .put("scsi-id", place.target)
                    .put("lun", place.unit),
            }
        }
        other => {
            let bus = other.map(|bus| bus.to_string()).unwrap_or_default();
            return Err(internal(format!("address type drive is not supported for bus '{bus}'")));
        }
    })
}
