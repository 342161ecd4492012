//! Serial and parallel ports, channels and consoles: what is on the guest's side of them.

use std::net::IpAddr;

use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::chardev::{
    ChannelDef, ChannelTarget, ChardevBackend, ConsoleDef, ConsoleTargetType, SerialDef, SerialTargetModel,
    SerialTargetType,
};
use vir_conf::domain::device::graphics::GraphicsDef;
use vir_conf::domain::device::info::DeviceInfo;
use vir_types::Result;

use super::context::{Context, alias, internal, unsupported};
use super::output::Output;
use super::props::{Json, Props};
use super::{address, chardev};
use crate::caps::Cap;

/// All of them.
pub(super) fn ports(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let devices = &cx.def.devices;
    let spice = devices.graphics.iter().any(|it| matches!(it, GraphicsDef::Spice(_)));
    for serial in &devices.serials {
        if matches!(serial.source.backend, ChardevBackend::Spiceport(_)) && !spice {
            continue;
        }
        let id = chardev_id(&serial.info)?;
        chardev::write(cx, out, &serial.source, alias(&serial.info)?, &id)?;
        if is_part_of_board(cx, serial) {
            out.option("-serial", format!("chardev:{id}"));
        } else {
            out.device(cx, serial_device(cx, serial)?);
        }
    }
    for parallel in &devices.parallels {
        let id = chardev_id(&parallel.info)?;
        chardev::write(cx, out, &parallel.source, alias(&parallel.info)?, &id)?;
        let props = Props::driver("isa-parallel").put("chardev", id).put("id", alias(&parallel.info)?);
        out.device(cx, props);
    }
    devices.channels.iter().try_for_each(|it| channel(cx, out, it))?;
    devices.consoles.iter().try_for_each(|it| console(cx, out, it))
}

/// The name of the host's side of a device.
pub(super) fn chardev_id(info: &DeviceInfo) -> Result<String> {
    Ok(format!("char{}", alias(info)?))
}

/// Whether a port is soldered to the board.
fn is_part_of_board(cx: &Context<'_>, serial: &SerialDef) -> bool {
    let target = &serial.target;
    let system = target.kind == Some(SerialTargetType::SystemSerial);
    match target.model {
        Some(SerialTargetModel::Pl011) => system && cx.is_arm(),
        Some(SerialTargetModel::Uart16550a) => {
            system && (cx.arch().starts_with("riscv") || cx.arch().starts_with("loongarch"))
        }
        _ => target.kind.is_none(),
    }
}

/// A serial port as a device.
pub(super) fn serial_device(cx: &Context<'_>, serial: &SerialDef) -> Result<Props> {
    let Some(model) = serial.target.model else {
        return Err(internal("Invalid target model for serial device"));
    };
    let cap = match model {
        SerialTargetModel::IsaSerial => Some(Cap::ISA_SERIAL),
        SerialTargetModel::UsbSerial => Some(Cap::USB_SERIAL),
        SerialTargetModel::PciSerial => Some(Cap::PCI_SERIAL),
        SerialTargetModel::Pl011 | SerialTargetModel::Uart16550a => {
            return Err(internal("Invalid target model for serial device"));
        }
        _ => None,
    };
    if cap.is_some_and(|cap| !cx.has(cap)) {
        return Err(unsupported(format!("'{model}' is not supported in this QEMU binary")));
    }
    let isa = model == SerialTargetModel::IsaSerial;
    let props = Props::driver(model.as_str())
        .put("chardev", chardev_id(&serial.info)?)
        .put("id", alias(&serial.info)?)
        .maybe("index", serial.target.port.filter(|_| isa));
    Ok(props.with(address::props(cx, &serial.info)?))
}

fn channel(cx: &Context<'_>, out: &mut Output, channel: &ChannelDef) -> Result<()> {
    let id = chardev_id(&channel.info)?;
    chardev::write(cx, out, &channel.source, alias(&channel.info)?, &id)?;
    match &channel.target {
        ChannelTarget::Guestfwd(target) => {
            let to = match target.address {
                Some(IpAddr::V4(to)) => to.to_string(),
                _ => return Err(unsupported("guestfwd channel only supports IPv4 addresses")),
            };
            let forward = format!("tcp:{to}:{}-chardev:{id}", target.port);
            let list = vec![Json::from(Props::new().put("str", forward))];
            let props = Props::new().put("type", "user").put("guestfwd", list);
            out.netdev(cx, props.put("id", alias(&channel.info)?));
            Ok(())
        }
        ChannelTarget::Virtio(target) => {
            let spice = channel.source.backend == ChardevBackend::Spicevmc;
            let name = target.name.as_deref();
            if let Some(name) = name.filter(|name| spice && *name != "com.redhat.spice.0") {
                return Err(unsupported(format!("Unsupported spicevmc target name '{name}'")));
            }
            let name = name.or_else(|| spice.then_some("com.redhat.spice.0"));
            out.device(cx, virtio_port(cx, "virtserialport", &channel.info, name)?);
            Ok(())
        }
        _ => Err(unsupported("channels of this type are not supported by QEMU")),
    }
}

/// A port of virtio as a device.
pub(super) fn virtio_port(
    cx: &Context<'_>,
    driver: &str,
    info: &DeviceInfo,
    name: Option<&str>,
) -> Result<Props> {
    match &info.address {
        None | Some(Address::Unspecified | Address::Ccw(_) | Address::VirtioSerial(_)) => {}
        Some(_) => return Err(internal("virtio serial device has invalid address type")),
    }
    Ok(Props::driver(driver)
        .with(address::props(cx, info)?)
        .put("chardev", chardev_id(info)?)
        .put("id", alias(info)?)
        .maybe("name", name))
}

fn console(cx: &Context<'_>, out: &mut Output, console: &ConsoleDef) -> Result<()> {
    let driver = match console.target.kind {
        // It is a serial port, seen under another name.
        Some(ConsoleTargetType::Serial) => return Ok(()),
        Some(ConsoleTargetType::Virtio) => "virtconsole",
        Some(ConsoleTargetType::Sclp) => "sclpconsole",
        Some(ConsoleTargetType::Sclplm) => "sclplmconsole",
        other => {
            let kind = other.map_or_else(|| "(null)".to_owned(), |kind| kind.to_string());
            return Err(unsupported(format!("unsupported console target type {kind}")));
        }
    };
    let id = chardev_id(&console.info)?;
    chardev::write(cx, out, &console.source, alias(&console.info)?, &id)?;
    let props = if driver == "virtconsole" {
        virtio_port(cx, driver, &console.info, None)?
    } else {
        Props::driver(driver).put("chardev", id).put("id", alias(&console.info)?)
    };
    out.device(cx, props);
    Ok(())
}
