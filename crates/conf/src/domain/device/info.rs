//! What every device has: alias, place, and what the firmware makes of it.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

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
    #[xml(attr = "acpi/@index", skip_default)]
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

fn is_placed(info: &DeviceInfo, _: vir_xml::WriteOptions) -> bool {
    info.address.as_ref().is_some_and(|address| !matches!(address, Address::VirtioS390))
}

fn finish(info: &mut DeviceInfo, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
    // Names that the emulator made up mean nothing to a guest that does not run.
    if !node.live() && info.alias.as_ref().is_some_and(|alias| !alias.starts_with("ua-")) {
        info.alias = None;
    }
    if let Some(loadparm) = info.boot.as_mut().and_then(|boot| boot.loadparm.as_mut()) {
        let valid = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == ' ';
        if !matches!(loadparm.len(), 1..=8) || !loadparm.chars().all(valid) {
            let text = format!("Invalid value '{loadparm}' for loadparm");
            return Err(node.error(vir_xml::Kind::Invalid, text));
        }
        loadparm.make_ascii_uppercase();
    }
    Ok(())
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
