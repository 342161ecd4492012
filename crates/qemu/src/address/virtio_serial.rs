//! Ports on virtio's serial controllers.

use std::collections::BTreeSet;

use vir_conf::DomainDef;
use vir_conf::domain::device::address::{Address, VirtioSerialAddress};
use vir_conf::domain::device::chardev::ChannelTarget;
use vir_conf::domain::device::controller::ControllerType;
use vir_types::Result;

use super::{internal, wrong};

/// How many ports a controller has that does not say.
const PORTS: u32 = 31;

#[derive(Debug)]
struct Controller {
    index: u32,
    ports: u32,
    used: BTreeSet<u32>,
}

impl Controller {
    /// The first free port; port 0 is a console's.
    fn next(&self) -> Option<u32> {
        (1..self.ports).find(|port| !self.used.contains(port))
    }
}

fn complete(address: Option<&Address>) -> Option<(u32, u32)> {
    match address {
        Some(Address::VirtioSerial(it)) if it.port != 0 => Some((it.controller, it.port)),
        _ => None,
    }
}

fn reserve(controllers: &mut [Controller], controller: u32, port: u32) -> Result<()> {
    let Some(found) = controllers.iter_mut().find(|it| it.index == controller) else {
        return wrong(format!("virtio serial controller {controller} is missing"));
    };
    if port >= found.ports {
        return wrong(format!("virtio serial controller {controller} does not have port {port}"));
    }
    if !found.used.insert(port) {
        let text = format!("virtio serial port {port} on controller {controller} is already occupied");
        return wrong(text);
    }
    Ok(())
}

pub(super) fn assign(def: &mut DomainDef) -> Result<()> {
    let mut controllers: Vec<Controller> = Vec::new();
    for it in def.devices.controllers.iter().filter(|it| it.kind == ControllerType::VirtioSerial) {
        let index = it.index.unwrap_or_default();
        if controllers.iter().any(|other| other.index == index) {
            let text =
                format!("virtio serial controller with index {index} already exists in the address set");
            return internal(text);
        }
        controllers.push(Controller { index, ports: it.ports.unwrap_or(PORTS), used: BTreeSet::new() });
    }
    controllers.sort_by_key(|it| it.index);
    let given: Vec<(u32, u32)> =
        def.devices.infos().filter_map(|device| complete(device.info.address.as_ref())).collect();
    for (controller, port) in given {
        reserve(&mut controllers, controller, port)?;
    }
    for at in 0..def.devices.channels.len() {
        let Some(channel) = def.devices.channels.get(at) else { break };
        let address = channel.info.address.as_ref();
        if !matches!(channel.target, ChannelTarget::Virtio(_)) || complete(address).is_some() {
            continue;
        }
        let (controller, port) = match address {
            Some(Address::VirtioSerial(it)) => {
                let index = it.controller;
                let Some(found) = controllers.iter().find(|it| it.index == index) else {
                    return internal(format!("virtio-serial controller {index} not available"));
                };
                let Some(port) = found.next() else {
                    let text = format!("Unable to find a free port on virtio-serial controller {index}");
                    return wrong(text);
                };
                (index, port)
            }
            _ => next(def, &mut controllers)?,
        };
        reserve(&mut controllers, controller, port)?;
        let mut place = VirtioSerialAddress::default();
        (place.controller, place.port) = (controller, port);
        if let Some(channel) = def.devices.channels.get_mut(at) {
            channel.info.address = Some(Address::VirtioSerial(place));
        }
    }
    Ok(())
}

/// The next free port of any controller; one is added if all are full.
fn next(def: &mut DomainDef, controllers: &mut Vec<Controller>) -> Result<(u32, u32)> {
    if controllers.is_empty() {
        return internal("no virtio-serial controllers are available");
    }
    let found = controllers.iter().find_map(|it| Some((it.index, it.next()?)));
    if let Some(found) = found {
        return Ok(found);
    }
    let Some(index) = (0..u32::MAX).find(|index| controllers.iter().all(|it| it.index != *index)) else {
        return wrong("Unable to find a free virtio-serial port");
    };
    def.add_controller(ControllerType::VirtioSerial, index, None);
    controllers.push(Controller { index, ports: PORTS, used: BTreeSet::new() });
    controllers.sort_by_key(|it| it.index);
    Ok((index, 1))
}
