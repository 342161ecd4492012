//! The PCI buses of a guest and which of their places are taken.

use vir_conf::common::PciAddress;
use vir_types::{Code, Error, Result};

use super::{internal, wrong};

/// What a device needs of a bus, and what a bus offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Connect(u16);

impl Connect {
    pub(super) const NONE: Self = Self(0);
    /// Is chosen, or may be, without a user's word.
    pub(super) const AUTO: Self = Self(1);
    pub(super) const PCI: Self = Self(2);
    pub(super) const PCIE: Self = Self(4);
    pub(super) const ROOT_PORT: Self = Self(8);
    pub(super) const UPSTREAM_PORT: Self = Self(0x10);
    pub(super) const DOWNSTREAM_PORT: Self = Self(0x20);
    pub(super) const DMI_BRIDGE: Self = Self(0x40);
    pub(super) const EXPANDER: Self = Self(0x80);
    pub(super) const PCIE_EXPANDER: Self = Self(0x100);
    pub(super) const BRIDGE: Self = Self(0x200);
    pub(super) const PCIE_BRIDGE: Self = Self(0x400);
    /// Shares its slot with others of its kind.
    pub(super) const SHARES_SLOT: Self = Self(0x800);
    /// Is part of the root bus.
    pub(super) const INTEGRATED: Self = Self(0x1000);

    const ENDPOINTS: Self = Self(Self::PCI.0 | Self::PCIE.0);
    const KINDS: Self = Self(0x7fe);

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// The first kind in it, as libvirt's messages call it.
    fn kind(self) -> Option<&'static str> {
        let names = [
            (Self::PCI, "standard PCI device"),
            (Self::PCIE, "PCI Express device"),
            (Self::ROOT_PORT, "pcie-root-port"),
            (Self::UPSTREAM_PORT, "pcie-switch-upstream-port"),
            (Self::DOWNSTREAM_PORT, "pcie-switch-downstream-port"),
            (Self::DMI_BRIDGE, "dmi-to-pci-bridge"),
            (Self::PCIE_BRIDGE, "pcie-to-pci-bridge"),
            (Self::EXPANDER, "pci-expander-bus"),
            (Self::PCIE_EXPANDER, "pcie-expander-bus"),
            (Self::BRIDGE, "pci-bridge"),
        ];
        names.iter().find(|(kind, _)| self.any(*kind)).map(|(_, name)| *name)
    }
}

/// What a PCI controller of this model needs of the bus that it is on.
pub(super) fn connect_of_model(model: &str) -> Connect {
    match model {
        "pci-bridge" => Connect::BRIDGE,
        "pci-expander-bus" => Connect::EXPANDER,
        "pcie-expander-bus" => Connect::PCIE_EXPANDER,
        "dmi-to-pci-bridge" => Connect::DMI_BRIDGE,
        "pcie-to-pci-bridge" => Connect::PCIE_BRIDGE,
        "pcie-root-port" => Connect::ROOT_PORT.and(Connect::SHARES_SLOT),
        "pcie-switch-upstream-port" => Connect::UPSTREAM_PORT,
        "pcie-switch-downstream-port" => Connect::DOWNSTREAM_PORT,
        _ => Connect::NONE,
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    functions: u8,
    shared: bool,
}

/// A bus.
#[derive(Debug, Clone)]
pub(super) struct Bus {
    pub(super) model: &'static str,
    offers: Connect,
    first: u64,
    last: u64,
    slots: [Slot; 32],
}

impl Bus {
    /// The bus that a controller of this model makes.
    pub(super) fn of_model(model: &str) -> Option<Self> {
        let usual = Connect::AUTO.and(Connect::PCI).and(Connect::BRIDGE);
        let (model, offers, first, last) = match model {
            "pci-root" => ("pci-root", usual.and(Connect::EXPANDER), 1, 31),
            "pci-bridge" => ("pci-bridge", usual, 1, 31),
            "pci-expander-bus" => ("pci-expander-bus", usual, 0, 31),
            "pcie-root" => (
                "pcie-root",
                Connect::PCIE.and(Connect::ROOT_PORT).and(Connect::DMI_BRIDGE).and(Connect::PCIE_EXPANDER),
                1,
                31,
            ),
            "dmi-to-pci-bridge" => ("dmi-to-pci-bridge", Connect::PCI.and(Connect::BRIDGE), 0, 31),
            "pcie-to-pci-bridge" => ("pcie-to-pci-bridge", usual, 1, 31),
            "pcie-root-port" => ("pcie-root-port", PORT, 0, 0),
            "pcie-switch-downstream-port" => ("pcie-switch-downstream-port", PORT, 0, 0),
            "pcie-switch-upstream-port" => ("pcie-switch-upstream-port", Connect::DOWNSTREAM_PORT, 0, 31),
            "pcie-expander-bus" => ("pcie-expander-bus", Connect::ROOT_PORT.and(Connect::DMI_BRIDGE), 0, 31),
            _ => return None,
        };
        Some(Self { model, offers, first, last, slots: [Slot::default(); 32] })
    }

    fn slot(&self, slot: u64) -> Slot {
        usize::try_from(slot).ok().and_then(|slot| self.slots.get(slot)).copied().unwrap_or_default()
    }

    /// Whether nothing can be added.
    pub(super) fn is_full(&self) -> bool {
        (self.first..=self.last).all(|slot| self.slot(slot).functions != 0)
    }

    pub(super) fn takes_pci(&self) -> bool {
        self.offers.any(Connect::PCI)
    }

    /// A place for a device: a slot that is empty, or one that it may share.
    fn find(&self, bus: u64, function: Option<u64>, needs: Connect) -> Option<PciAddress> {
        let wanted = function.unwrap_or_default();
        let compatible = check_kinds(&PciAddress::new(0, bus, 0, wanted), self.offers, needs, false).is_ok();
        if !compatible {
            return None;
        }
        for at in self.first..=self.last {
            let slot = self.slot(at);
            let free = |function: u64| slot.functions & bit(function) == 0;
            if slot.functions == 0 {
                return Some(PciAddress::new(0, bus, at, wanted));
            }
            if needs.any(Connect::SHARES_SLOT) && slot.shared {
                let found = match function {
                    Some(function) => free(function).then_some(function),
                    None => (0..8).find(|function| free(*function)),
                };
                if let Some(function) = found {
                    return Some(PciAddress::new(0, bus, at, function));
                }
            }
        }
        None
    }
}

const PORT: Connect = Connect::AUTO.and(Connect::PCIE).and(Connect::UPSTREAM_PORT).and(Connect::PCIE_BRIDGE);

fn bit(function: u64) -> u8 {
    u32::try_from(function).ok().and_then(|function| 1u8.checked_shl(function)).unwrap_or_default()
}

fn error(from_user: bool, text: String) -> Error {
    Error::new(if from_user { Code::XML_ERROR } else { Code::INTERNAL_ERROR }, text)
}

/// Whether a device fits a bus.
fn check_kinds(at: &PciAddress, offers: Connect, needs: Connect, from_user: bool) -> Result<()> {
    let (mut offers, mut needs) = (offers, needs);
    let bus = at.bus.0;
    if needs.any(Connect::INTEGRATED) {
        if bus != 0 {
            let text = format!("The device at PCI address {at} needs to be an integrated device (bus=0)");
            return Err(error(from_user, text));
        }
        offers = offers.and(Connect::PCI).and(Connect::AUTO);
    }
    if from_user {
        // A user may mix the two kinds of PCI.
        if offers.any(Connect::ENDPOINTS) {
            offers = offers.and(Connect::ENDPOINTS);
        }
        if needs.any(Connect::BRIDGE) {
            needs = needs.and(Connect::PCI);
        }
    } else if needs.any(Connect::AUTO) && !offers.any(Connect::AUTO) {
        let text = format!(
            "The device at PCI address {at} was auto-assigned this address, but the PCI controller with index='{bus}' doesn't allow auto-assignment"
        );
        return Err(error(from_user, text));
    }
    let both = Connect(needs.0 & offers.0 & Connect::KINDS.0);
    if both.is_none() {
        let kind = needs.kind().unwrap_or("PCI device");
        let text = format!(
            "The device at PCI address {at} cannot be plugged into the PCI controller with index='{bus}'. It requires a controller that accepts a {kind}."
        );
        return Err(error(from_user, text));
    }
    Ok(())
}

/// All buses.
#[derive(Debug, Default)]
pub(super) struct Buses {
    pub(super) list: Vec<Bus>,
    /// Only counts which buses are needed: buses are added, devices stay where they are.
    pub(super) dry: bool,
    /// The machine can have several root buses.
    pub(super) many_roots: bool,
    /// There are bridges from PCI Express to PCI.
    pub(super) pcie_bridges: bool,
}

impl Buses {
    fn get(&self, bus: u64) -> Option<&Bus> {
        usize::try_from(bus).ok().and_then(|bus| self.list.get(bus))
    }

    pub(super) fn is_used(&self, bus: u64, slot: u64) -> bool {
        self.get(bus).is_some_and(|bus| bus.slot(slot).functions != 0)
    }

    /// Whether a device can be there.
    pub(super) fn check(&self, at: &PciAddress, needs: Connect, from_user: bool) -> Result<()> {
        let refuse = |text: String| Err(error(from_user, text));
        let Some(last) = self.list.len().checked_sub(1) else {
            return refuse("No PCI buses available".into());
        };
        if at.domain.0 != 0 {
            return refuse(format!("Invalid PCI address {at}. Only PCI domain 0 is available"));
        }
        let Some(bus) = self.get(at.bus.0) else {
            return refuse(format!("Invalid PCI address {at}. Only PCI buses up to {last} are available"));
        };
        check_kinds(at, bus.offers, needs, from_user)?;
        if at.slot.0 < bus.first {
            return refuse(format!("Invalid PCI address {at}. slot must be >= {}", bus.first));
        }
        if at.slot.0 > bus.last {
            return refuse(format!("Invalid PCI address {at}. slot must be <= {}", bus.last));
        }
        if at.function.0 > 7 {
            return refuse(format!("Invalid PCI address {at}. function must be <= 7"));
        }
        Ok(())
    }

    /// Takes a place.
    pub(super) fn reserve(&mut self, at: &PciAddress, needs: Connect) -> Result<()> {
        self.reserve_as(at, needs, true)
    }

    fn reserve_as(&mut self, at: &PciAddress, needs: Connect, from_user: bool) -> Result<()> {
        let mut at = at.clone();
        if self.dry {
            self.grow(&mut at, needs)?;
        }
        self.check(&at, needs, from_user)?;
        let bus = usize::try_from(at.bus.0).ok().and_then(|bus| self.list.get_mut(bus));
        let slot =
            bus.and_then(|bus| usize::try_from(at.slot.0).ok().and_then(|slot| bus.slots.get_mut(slot)));
        let Some(slot) = slot else { return internal(format!("PCI address {at} is on no bus")) };
        if slot.functions & bit(at.function.0) != 0 {
            return Err(error(from_user, format!("Attempted double use of PCI Address {at}")));
        }
        if slot.functions == 0 && needs.any(Connect::SHARES_SLOT) {
            slot.shared = true;
        }
        slot.functions |= bit(at.function.0);
        Ok(())
    }

    /// Takes the next free place for a device, on a new bus if need be.
    pub(super) fn reserve_next(&mut self, needs: Connect, function: Option<u64>) -> Result<PciAddress> {
        if self.list.is_empty() {
            return wrong("No PCI buses available");
        }
        let mut buses = (0u64..).zip(&self.list);
        let found = buses.find_map(|(at, bus)| bus.find(at, function, needs));
        let place = match found {
            Some(place) => place,
            None if self.dry => {
                let next = u64::try_from(self.list.len()).unwrap_or(u64::MAX);
                let mut place = PciAddress::new(0, next, 0, function.unwrap_or_default());
                self.grow(&mut place, needs)?;
                place.slot.0 = self.get(place.bus.0).map_or(0, |bus| bus.first);
                place
            }
            None => return internal("No more available PCI slots"),
        };
        self.reserve_as(&place, needs, false)?;
        Ok(place)
    }

    /// Adds the buses that this place needs. It moves on by one where a bus needs another to be on.
    fn grow(&mut self, at: &mut PciAddress, needs: Connect) -> Result<()> {
        let have = u64::try_from(self.list.len()).unwrap_or(u64::MAX);
        let Some(mut add) =
            at.bus.0.checked_add(1).and_then(|end| end.checked_sub(have)).filter(|add| *add > 0)
        else {
            return Ok(());
        };
        let mut before: &[&str] = &[];
        let model = if needs.any(Connect::PCI) && self.many_roots {
            "pci-root"
        } else if needs.any(Connect::PCI) {
            let has_bridges = self.list.iter().any(|bus| bus.offers.any(Connect::BRIDGE));
            if !has_bridges {
                before = if self.pcie_bridges {
                    &["pcie-root-port", "pcie-to-pci-bridge"]
                } else {
                    &["dmi-to-pci-bridge"]
                };
                if add == 1 {
                    add = 2;
                    at.bus.0 = at.bus.0.saturating_add(1);
                }
            }
            "pci-bridge"
        } else if needs.any(Connect::PCIE.and(Connect::UPSTREAM_PORT)) {
            "pcie-root-port"
        } else {
            let controller = Connect(needs.0 & !(Connect::PCIE_BRIDGE.0)).kind();
            return internal(match controller {
                Some(model) => format!(
                    "a PCI slot is needed to connect a PCI controller model='{model}', but none is available, and it cannot be automatically added"
                ),
                None => format!(
                    "Cannot automatically add a new PCI bus for a device with connect flags {:02x}",
                    needs.0
                ),
            });
        };
        // A place beyond any number of a bus is refused when it is checked.
        let end = have.saturating_add(add).min(MOST);
        for model in before {
            let Some(mut bus) = Bus::of_model(model) else { continue };
            if bus.model == "pcie-root-port" {
                // It is there for the bridge only.
                bus.offers = Connect::PCIE_BRIDGE;
            }
            self.list.push(bus);
        }
        while u64::try_from(self.list.len()).is_ok_and(|have| have < end) {
            let Some(bus) = Bus::of_model(model) else { break };
            self.list.push(bus);
        }
        Ok(())
    }
}

/// More buses than these have no numbers.
pub(super) const MOST: u64 = 256;
