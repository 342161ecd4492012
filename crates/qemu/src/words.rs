//! Words that messages use.

use vir_conf::domain::device::address::Address;

/// What documents call a kind of place.
pub(crate) fn address_kind(address: &Address) -> &'static str {
    match address {
        Address::Pci(_) => "pci",
        Address::Drive(_) => "drive",
        Address::VirtioSerial(_) => "virtio-serial",
        Address::Ccid(_) => "ccid",
        Address::Usb(_) => "usb",
        Address::SpaprVio(_) => "spapr-vio",
        Address::VirtioS390 => "virtio-s390",
        Address::Ccw(_) => "ccw",
        Address::VirtioMmio => "virtio-mmio",
        Address::Isa(_) => "isa",
        Address::Dimm(_) => "dimm",
        Address::Unassigned => "unassigned",
        _ => "none",
    }
}
