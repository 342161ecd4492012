//! The ports of USB controllers and hubs, and which of them are taken.

use std::collections::BTreeMap;

use vir_conf::domain::device::address::UsbAddress;
use vir_conf::domain::device::controller::ControllerDef;
use vir_types::Result;

use super::{internal, wrong};

/// How many ports a hub has.
pub(super) const HUB_PORTS: u32 = 8;

/// How many hubs can hang on each other, with the controller.
const DEPTH: usize = 4;

/// A controller or a hub.
#[derive(Debug, Default)]
struct Hub {
    ports: u32,
    used: BTreeMap<u32, Option<Hub>>,
}

impl Hub {
    fn new(ports: u32) -> Self {
        Self { ports, used: BTreeMap::new() }
    }

    /// A free port of this hub, or of one that hangs on it.
    fn free(&self, depth: usize) -> Option<Vec<u32>> {
        if let Some(port) = (1..=self.ports).find(|port| !self.used.contains_key(port)) {
            return Some(vec![port]);
        }
        if depth >= DEPTH {
            return None;
        }
        self.used.iter().find_map(|(port, hub)| {
            let mut path = hub.as_ref()?.free(depth.saturating_add(1))?;
            path.insert(0, *port);
            Some(path)
        })
    }
}

/// How many ports a controller offers to devices.
pub(super) fn ports(controller: &ControllerDef) -> u32 {
    match controller.model.as_deref() {
        None | Some("piix3-uhci" | "piix4-uhci" | "vt82c686b-uhci") => 2,
        Some("ehci" | "ich9-ehci1") => 6,
        Some("pci-ohci") => 3,
        Some("nec-xhci" | "qemu-xhci") => controller.ports.unwrap_or(4),
        Some("qusb1" | "qusb2") => controller.ports.unwrap_or(8),
        _ => 0,
    }
}

/// Takes a port apart: `1.2` is port 2 of the hub at port 1.
pub(super) fn path(address: &UsbAddress) -> Option<Vec<u32>> {
    let path: Option<Vec<u32>> = address.port.as_deref()?.split('.').map(|part| part.parse().ok()).collect();
    path.filter(|path| path.first().is_some_and(|port| *port != 0))
}

fn text(path: &[u32]) -> String {
    let parts: Vec<String> = path.iter().map(u32::to_string).collect();
    parts.join(".")
}

/// All controllers with what hangs on them, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Ports(BTreeMap<u32, Hub>);

impl Ports {
    pub(super) fn add_controller(&mut self, controller: &ControllerDef) -> Result<()> {
        let ports = ports(controller);
        let index = controller.index.unwrap_or_default();
        if ports == 0 {
            return Ok(());
        }
        if self.0.insert(index, Hub::new(ports)).is_some() {
            return wrong(format!("Duplicate USB controllers with index {index}"));
        }
        Ok(())
    }

    /// The hub that the last part of a path is a port of.
    fn hub(&mut self, bus: u32, path: &[u32]) -> Result<(&mut Hub, u32)> {
        let shown = text(path);
        let Some(mut hub) = self.0.get_mut(&bus) else { return wrong(format!("Missing USB bus {bus}")) };
        let Some((last, hubs)) = path.split_last() else { return wrong(format!("Missing USB bus {bus}")) };
        for port in hubs {
            if *port > hub.ports {
                return wrong(format!("port {port} out of range in USB address bus: {bus} port: {shown}"));
            }
            let Some(Some(next)) = hub.used.get_mut(port) else {
                return wrong(format!(
                    "there is no hub at port {port} in USB address bus: {bus} port: {shown}"
                ));
            };
            hub = next;
        }
        if *last > hub.ports {
            return wrong(format!("requested USB port {shown} not present on USB bus {bus}"));
        }
        Ok((hub, *last))
    }

    pub(super) fn reserve(&mut self, bus: u32, path: &[u32]) -> Result<()> {
        let shown = text(path);
        let (hub, port) = self.hub(bus, path)?;
        if hub.used.contains_key(&port) {
            return wrong(format!("Duplicate USB address bus {bus} port {shown}"));
        }
        hub.used.insert(port, None);
        Ok(())
    }

    pub(super) fn add_hub(&mut self, bus: u32, path: &[u32]) -> Result<()> {
        let shown = text(path);
        let (hub, port) = self.hub(bus, path)?;
        if let Some(Some(_)) = hub.used.get(&port) {
            return wrong(format!("Duplicate USB hub on bus {bus} port {shown}"));
        }
        hub.used.insert(port, Some(Hub::new(HUB_PORTS)));
        Ok(())
    }

    /// Takes the next free port, of this controller if one is wanted.
    pub(super) fn reserve_next(&mut self, wanted: Option<u32>) -> Result<UsbAddress> {
        if let Some(bus) = wanted.filter(|bus| !self.0.contains_key(bus)) {
            let text = format!("USB bus {bus} requested but no controller with that index is present");
            return wrong(text);
        }
        let mut hubs = self.0.iter().filter(|(bus, _)| wanted.is_none_or(|wanted| wanted == **bus));
        let Some((bus, path)) = hubs.find_map(|(bus, hub)| Some((*bus, hub.free(1)?))) else {
            return internal("No free USB ports");
        };
        self.reserve(bus, &path)?;
        let mut address = UsbAddress::default();
        (address.bus, address.port) = (bus, Some(text(&path)));
        Ok(address)
    }
}
