//! What every device has: alias, place, and what the firmware makes of it.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, Result, XmlElement};

use super::address::Address;
use crate::common::Switch;

/// What every device has.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "finish")]
#[non_exhaustive]
pub struct DeviceInfo {
    /// Place in the order of booting; only of devices that can be booted from.
    #[xml(child = "boot")]
    pub boot: Option<DeviceBoot>,
    /// Name in the emulator; in a definition only one that begins with `ua-`.
    #[xml(attr = "alias/@name")]
    pub alias: Option<String>,
    /// First port of the companion on the bus of a USB controller.
    #[xml(attr = "master/@startport")]
    pub master_startport: Option<u32>,
    /// Its firmware; only of devices on a PCI bus that can be booted from.
    #[xml(child = "rom", skip_empty)]
    pub rom: Option<DeviceRom>,
    /// Number by which the guest may name it.
    #[xml(attr = "acpi/@index", skip_default, with = "crate::domain::check::nonzero")]
    pub acpi_index: u32,
    /// Where it is plugged in.
    #[xml(child = "address", write_if = "is_placed")]
    pub address: Option<Address>,
}

/// Place in the order of booting.
#[derive(Debug, Clone, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeviceBoot {
    /// The place, from 1.
    #[xml(attr, required)]
    pub order: std::num::NonZeroU32,
    /// What the firmware of an s390 guest is told to load.
    #[xml(attr)]
    pub loadparm: Option<String>,
}

/// The firmware of a device.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeviceRom {
    /// Whether it has one.
    #[xml(attr)]
    pub enabled: Option<bool>,
    /// Whether the guest sees it on the bus.
    #[xml(attr)]
    pub bar: Option<Switch>,
    /// Path of its image.
    #[xml(attr)]
    pub file: Option<String>,
}

/// How a virtio device meets the guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VirtioOptions {
    /// It stays behind the guest's IOMMU.
    #[xml(attr)]
    pub iommu: Option<Switch>,
    /// It may keep translated addresses.
    #[xml(attr)]
    pub ats: Option<Switch>,
    /// Its rings are packed.
    #[xml(attr)]
    pub packed: Option<Switch>,
    /// Each queue has a page of registers.
    #[xml(attr)]
    pub page_per_vq: Option<Switch>,
}

/// An address within its bounds.
fn check_address(address: &Address, node: Node<'_>) -> Result<()> {
    match address {
        Address::Pci(place) => {
            let numbers = [place.domain.0, place.bus.0, place.slot.0, place.function.0];
            crate::domain::check::pci(node, numbers)
        }
        Address::Ccw(place) => {
            let number = |part: Option<u64>| part.unwrap_or_default();
            let [cssid, ssid, devno] =
                [place.cssid.map(|it| it.0), place.ssid.map(|it| it.0), place.devno.map(|it| it.0)];
            if number(cssid) > 254 || number(ssid) > 3 || number(devno) > 0xffff {
                let text = format!(
                    "Invalid specification for virtio ccw address: cssid='0x{:x}' ssid='0x{:x}' devno='0x{:04x}'",
                    number(cssid),
                    number(ssid),
                    number(devno)
                );
                return Err(node.error(Kind::Internal, text));
            }
            let given = [cssid, ssid, devno].iter().flatten().count();
            if matches!(given, 1 | 2) {
                let text = "Invalid partial specification for virtio ccw address";
                return Err(node.error(Kind::Internal, text));
            }
            Ok(())
        }
        Address::Usb(place) => match &place.port {
            Some(port) if !is_usb_port(port) => {
                let text = "Cannot parse <address> 'port' attribute";
                Err(node.error(Kind::Internal, text))
            }
            _ => Ok(()),
        },
        Address::VirtioS390 => Err(node.error(Kind::Invalid, "virtio-s390 bus doesn't have an address")),
        _ => Ok(()),
    }
}

/// The way to a USB port: at most four numbers, one for each hub.
fn is_usb_port(text: &str) -> bool {
    let parts = text.split('.');
    parts.clone().count() <= 4 && parts.into_iter().all(|part| part.parse::<u32>().is_ok())
}

fn is_placed(info: &DeviceInfo, _: vir_xml::WriteOptions) -> bool {
    info.address.as_ref().is_some_and(|address| !matches!(address, Address::VirtioS390))
}

fn finish(info: &mut DeviceInfo, node: Node<'_>) -> Result<()> {
    // Names that the emulator made up mean nothing to a guest that does not run.
    let own = |alias: &String| {
        let valid = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        alias.starts_with("ua-") && alias.bytes().all(valid)
    };
    if !node.live() {
        info.alias = info.alias.take().filter(own);
    }
    let boots = matches!(node.key(), "disk" | "interface" | "hostdev" | "filesystem" | "redirdev");
    if let Some(loadparm) = info.boot.as_mut().and_then(|boot| boot.loadparm.as_mut()) {
        loadparm.make_ascii_uppercase();
        let valid = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == ' ';
        let refuse = |text: String| Err(node.child("boot").unwrap_or(node).error(Kind::Internal, text));
        if boots && !matches!(loadparm.len(), 1..=8) {
            return refuse(format!("loadparm value '{loadparm}' must be between 1 and 8 characters"));
        }
        if boots && !loadparm.chars().all(valid) {
            return refuse(format!(
                "invalid loadparm value '{loadparm}', expecting chars in set of [a-zA-Z0-9.] and blank spaces"
            ));
        }
    }
    let tuned = |rom: &DeviceRom| rom.enabled == Some(false) && (rom.bar.is_some() || rom.file.is_some());
    if matches!(node.key(), "interface" | "hostdev") && info.rom.as_ref().is_some_and(tuned) {
        let text = "ROM tuning is not supported when ROM is disabled";
        return Err(node.child("rom").unwrap_or(node).error(Kind::Unsupported, text));
    }
    // A device that stands for none has no place.
    let is_none = node.attr("model").is_some_and(|model| model.value == "none");
    match (&info.address, node.child("address")) {
        (Some(address), Some(place)) if !is_none => check_address(address, place),
        _ => Ok(()),
    }
}

impl DeviceInfo {
    /// Leaves out what only devices have that can be booted from.
    pub(crate) fn without_boot(&mut self) {
        self.boot = None;
        self.rom = None;
    }

    /// The place on a PCI bus, if it has one.
    #[must_use]
    pub fn pci(&self) -> Option<&super::address::PciPlace> {
        match &self.address {
            Some(Address::Pci(place)) => Some(place),
            _ => None,
        }
    }
}
