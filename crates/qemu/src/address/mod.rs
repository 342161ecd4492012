//! Where devices are: a place for every device that has none, chosen as libvirt chooses it, because a
//! guest's operating system knows its devices by their places.

mod ccw;
mod connect;
mod memory;
mod pci;
mod pci_chipset;
mod pci_set;
mod pci_slots;
mod usb;
mod usb_set;
mod vio;
mod virtio_serial;

use vir_conf::DomainDef;
use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::info::DeviceInfo;
use vir_types::{Code, Error, Result};

use crate::caps::QemuCaps;

/// Gives each device its place. `new`: the guest is defined for the first time, so that devices on USB can
/// be given their ports.
///
/// # Errors
/// `XmlError`, `ConfigUnsupported`, `InternalError`: two devices in one place, a place that is not there,
/// no place left.
pub fn assign(def: &mut DomainDef, caps: &QemuCaps, new: bool) -> Result<()> {
    virtio_serial::assign(def)?;
    vio::assign(def)?;
    ccw::assign(def, caps)?;
    pci::assign(def, caps)?;
    usb::assign(def, new)?;
    memory::assign(def)
}

/// Whether a device has no kind of place yet.
pub(crate) fn is_unplaced(info: &DeviceInfo) -> bool {
    matches!(info.address, None | Some(Address::Unspecified))
}

fn wrong<T>(text: impl AsRef<str>) -> Result<T> {
    Err(Error::new(Code::XML_ERROR, text))
}

fn unsupported<T>(text: impl AsRef<str>) -> Result<T> {
    Err(Error::new(Code::CONFIG_UNSUPPORTED, text))
}

fn internal<T>(text: impl AsRef<str>) -> Result<T> {
    Err(Error::new(Code::INTERNAL_ERROR, text))
}
