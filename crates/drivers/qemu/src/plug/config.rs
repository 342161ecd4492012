//! Devices in the definition that a domain starts with next.

use vir_conf::DomainDef;
use vir_conf::domain::device::OneDevice;
use vir_conf::domain::device::interface::DomainInterfaceDef;
use vir_types::{Code, Error, Result};

use super::Plug;
use crate::shared::{Shared, error};

/// No device has this alias.
pub(super) fn no_alias(alias: &str) -> Error {
    error(Code::INTERNAL_ERROR, format!("no device found with alias {alias}"))
}

impl Shared {
    /// The definition as it is once a device has been changed.
    pub(super) async fn plugged_in_config(&self, mut def: DomainDef, plug: &Plug) -> Result<DomainDef> {
        change(&mut def, plug)?;
        self.complete(def, true).await
    }
}

fn change(def: &mut DomainDef, plug: &Plug) -> Result<()> {
    let unsupported = |text: String| Err(error(Code::OPERATION_UNSUPPORTED, text));
    let devices = &mut def.devices;
    match plug {
        Plug::Attach(OneDevice::Disk(disk)) => {
            if devices.disks.iter().any(|old| old.target == disk.target) {
                let text = format!("target {} already exists", disk.target);
                return Err(error(Code::OPERATION_INVALID, text));
            }
            devices.disks.push((**disk).clone());
        }
        Plug::Attach(OneDevice::Interface(interface)) => devices.interfaces.push((**interface).clone()),
        Plug::Attach(other) => {
            return unsupported(format!("persistent attach of device '{}' is not supported", other.kind()));
        }
        Plug::Detach(OneDevice::Disk(disk)) => {
            let before = devices.disks.len();
            devices.disks.retain(|old| old.target != disk.target);
            if devices.disks.len() == before {
                return Err(error(Code::DEVICE_MISSING, format!("no target device {}", disk.target)));
            }
        }
        Plug::Detach(OneDevice::Interface(interface)) => {
            let at = find_interface(&devices.interfaces, interface)?;
            devices.interfaces.remove(at);
        }
        Plug::Detach(other) => {
            return unsupported(format!("persistent detach of device '{}' is not supported", other.kind()));
        }
        Plug::DetachAlias(alias) => {
            if !devices.remove_alias(alias) {
                return Err(no_alias(alias));
            }
        }
        Plug::Update(OneDevice::Disk(disk), _) => {
            let Some(old) = devices.disks.iter_mut().find(|old| old.target == disk.target) else {
                return Err(error(Code::INVALID_ARG, format!("target {} doesn't exist.", disk.target)));
            };
            *old = (**disk).clone();
        }
        Plug::Update(OneDevice::Interface(interface), _) => {
            let at = find_interface(&devices.interfaces, interface)?;
            let Some(old) = devices.interfaces.get_mut(at) else { return Err(super::lost()) };
            let mac = old.mac;
            *old = (**interface).clone();
            old.mac = old.mac.or(mac);
        }
        Plug::Update(other, _) => {
            return unsupported(format!("persistent update of device '{}' is not supported", other.kind()));
        }
    }
    Ok(())
}

/// The one interface that fits what a client says of it.
pub(super) fn find_interface(list: &[DomainInterfaceDef], wanted: &DomainInterfaceDef) -> Result<usize> {
    let mac = wanted.mac.filter(|mac| mac.0 != [0; 6]);
    let (place, alias) = (wanted.info.pci(), wanted.info.alias.as_deref());
    let mut fitting = list.iter().enumerate().filter(|(_, it)| {
        mac.is_none_or(|mac| it.mac == Some(mac))
            && place.is_none_or(|place| {
                it.info.pci().is_some_and(|own| {
                    (own.domain, own.bus, own.slot, own.function)
                        == (place.domain, place.bus, place.slot, place.function)
                })
            })
            && alias.is_none_or(|alias| it.info.alias.as_deref().is_none_or(|own| own == alias))
    });
    match (fitting.next(), fitting.next()) {
        (Some((at, _)), None) => Ok(at),
        (Some(_), Some(_)) => {
            let text = match mac {
                Some(mac) => format!("multiple devices matching MAC address {mac} found"),
                None => "multiple matching devices found".to_owned(),
            };
            Err(error(Code::OPERATION_FAILED, text))
        }
        (None, _) => {
            let none = || "(<null>)".to_owned();
            let place = place.map_or_else(none, |it| {
                format!("{:04x}:{:02x}:{:02x}.{}", it.domain.0, it.bus.0, it.slot.0, it.function.0)
            });
            let mac = mac.map_or_else(none, |mac| mac.to_string());
            let alias = alias.map_or_else(none, str::to_owned);
            let text = format!(
                "no device found at address '{place}' matching MAC address '{mac}' and alias '{alias}'"
            );
            Err(error(Code::DEVICE_MISSING, text))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn interface(xml: &str) -> DomainInterfaceDef {
        match OneDevice::parse(xml).unwrap() {
            OneDevice::Interface(interface) => *interface,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn interfaces_are_found_by_what_is_said() {
        let (a, b) = ("52:54:00:00:00:01", "52:54:00:00:00:02");
        let card =
            |mac: &str| interface(&format!("<interface type='user'><mac address='{mac}'/></interface>"));
        let list = [card(a), card(b), card(b)];
        assert_eq!(find_interface(&list, &card(a)).unwrap(), 0);
        let twice = find_interface(&list, &card(b)).unwrap_err();
        assert!(twice.message().contains(&format!("multiple devices matching MAC address {b} found")));
        let none = find_interface(&list, &card("52:54:00:00:00:03")).unwrap_err();
        assert_eq!(none.code(), Code::DEVICE_MISSING);
        assert!(find_interface(&list, &interface("<interface type='user'/>")).is_err());
    }

    #[test]
    fn definitions_gain_and_lose_disks() {
        let disk = |target: &str| {
            let xml = format!("<disk type='file'><source file='/a'/><target dev='{target}'/></disk>");
            OneDevice::parse(&xml).unwrap()
        };
        let mut def = DomainDef::default();
        change(&mut def, &Plug::Attach(disk("vda"))).unwrap();
        let twice = change(&mut def, &Plug::Attach(disk("vda"))).unwrap_err();
        assert_eq!(twice.code(), Code::OPERATION_INVALID);
        assert!(twice.message().contains("target vda already exists"), "{twice}");
        let missing = change(&mut def, &Plug::Detach(disk("vdb"))).unwrap_err();
        assert_eq!(missing.code(), Code::DEVICE_MISSING);
        let missing = change(&mut def, &Plug::Update(disk("vdb"), false)).unwrap_err();
        assert_eq!(missing.code(), Code::INVALID_ARG);
        change(&mut def, &Plug::Detach(disk("vda"))).unwrap();
        assert!(def.devices.disks.is_empty());
    }
}
