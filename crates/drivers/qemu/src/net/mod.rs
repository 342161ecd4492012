//! Network interfaces as the host has them: taps on bridges, taps that others set up, macvtaps.
//!
//! Taps end with the emulator that holds them. A macvtap does not, and is removed when its guest has ended,
//! also where the daemon that made it is gone by then.

mod names;

use std::io;
use std::os::fd::OwnedFd;

use vir_conf::domain::VirtType;
use vir_conf::domain::device::interface::{
    DirectInterface, DirectMode, DomainInterfaceDef, InterfaceSource, LinkState,
};
use vir_conf::{DomainDef, MacAddr};
use vir_qemu::command::InterfaceNeed;
use vir_types::{Code, Context as _, Result};
use vir_util::link::{self, MacvlanMode};

use crate::shared::{Shared, error};

pub(crate) use names::Names;

/// The first byte of the host's end: bridges take the lowest address of their ports, which no guest may set.
const HOST_END: u8 = 0xfe;

/// The same where the guest has that one already.
const OTHER_HOST_END: u8 = 0xfa;

/// Where the kernel moves packets of guests.
const VHOST: &str = "/dev/vhost-net";

/// A device that was made for a guest, and is removed unless it is kept.
#[derive(Debug)]
pub(crate) struct OwnLink(Option<String>);

impl OwnLink {
    /// It belongs to a guest that runs now.
    pub(crate) fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for OwnLink {
    fn drop(&mut self) {
        if let Some(name) = &self.0 {
            remove(name);
        }
    }
}

/// What was opened for an interface.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) taps: Vec<OwnedFd>,
    pub(crate) vhosts: Vec<OwnedFd>,
    pub(crate) link: Option<OwnLink>,
}

fn remove(name: &str) {
    if link::exists(name)
        && let Err(error) = link::remove(name)
    {
        tracing::error!(target: "qemu", link = name, %error, "the device is left");
    }
}

/// Removes what was made for an interface and does not end with the emulator.
pub(crate) fn drop_link(interface: &DomainInterfaceDef) {
    if let (InterfaceSource::Direct(_), Some(name)) = (&interface.source, &interface.target) {
        remove(name);
    }
}

/// The same for all interfaces of a guest.
pub(crate) fn drop_links(def: &DomainDef) {
    def.devices.interfaces.iter().for_each(drop_link);
}

/// What this version does not do for an interface with a device on the host.
fn refuse_unmet(interface: &DomainInterfaceDef) -> Result<()> {
    let ethernet = matches!(interface.source, InterfaceSource::Ethernet(_));
    let unmet = [
        ("bandwidth", interface.bandwidth.is_some()),
        ("filterref", interface.filter.is_some()),
        ("vlan", interface.vlan.is_some()),
        ("virtualport", interface.virtual_port.is_some()),
        ("port isolated", interface.isolated == Some(true)),
        ("coalesce", interface.coalesce_rx_frames != 0),
        ("script", interface.script.is_some() && ethernet),
        ("downscript", interface.downscript.is_some() && ethernet),
        ("addresses of the host's end", interface.source.host().is_some_and(|host| !host.ips.is_empty())),
        ("trustGuestRxFilters", interface.trust_guest_rx_filters == Some(true)),
    ];
    match unmet.iter().find(|(_, unmet)| *unmet) {
        None => Ok(()),
        Some((what, _)) => {
            let text = format!("<{what}> of an interface is not available in this version");
            Err(error(Code::CONFIG_UNSUPPORTED, text))
        }
    }
}

fn mac_of(interface: &DomainInterfaceDef) -> [u8; 6] {
    interface.mac.unwrap_or_default().0
}

/// The address of a tap's end on this host.
fn host_end(guest: [u8; 6]) -> [u8; 6] {
    let [first, rest @ ..] = guest;
    let [a, b, c, d, e] = rest;
    [if first == HOST_END { OTHER_HOST_END } else { HOST_END }, a, b, c, d, e]
}

fn unsupported<T>(text: impl AsRef<str>) -> Result<T> {
    Err(error(Code::CONFIG_UNSUPPORTED, text))
}

impl Shared {
    /// Makes and opens what an interface needs on this host. Its name is written into the definition.
    pub(crate) fn open_interface(
        &self,
        interface: &mut DomainInterfaceDef,
        need: &InterfaceNeed,
        virt_type: VirtType,
    ) -> Result<Opened> {
        refuse_unmet(interface)?;
        let mut opened = match interface.source.clone() {
            InterfaceSource::Bridge(source) => self.open_bridged(interface, &source.bridge, need)?,
            InterfaceSource::Ethernet(_) => self.open_ethernet(interface, need)?,
            InterfaceSource::Direct(source) => self.open_direct(interface, &source, need)?,
            _ => {
                let text = "an interface of a network needs the network driver, which is not available in this version";
                return unsupported(text);
            }
        };
        if need.vhost && virt_type == VirtType::Kvm {
            opened.vhosts = open_vhost(need)?;
        } else if need.vhost_required && virt_type != VirtType::Kvm {
            return unsupported("vhost-net is only supported for virtio network interfaces");
        }
        Ok(opened)
    }

    /// A new tap, under a name of its own where the definition leaves it to us.
    fn new_tap(&self, interface: &mut DomainInterfaceDef, need: &InterfaceNeed) -> Result<Vec<OwnedFd>> {
        let header = interface.is_virtio();
        let failed = |name: &str, why: &io::Error| {
            error(Code::SYSTEM_ERROR, format!("Unable to create tap device {name}: {why}"))
        };
        if let Some(name) = interface.target.clone().filter(|name| !names::is_generated(name)) {
            // One that somebody has made and left for this guest may be used.
            return link::open_tap(&name, need.queues, header).map_err(|why| failed(&name, &why));
        }
        self.link_names.with_new("vnet", |name| {
            let taps = link::open_tap(name, need.queues, header).map_err(|why| failed(name, &why))?;
            interface.target = Some(name.to_owned());
            Ok(taps)
        })
    }

    fn open_bridged(
        &self,
        interface: &mut DomainInterfaceDef,
        bridge: &str,
        need: &InterfaceNeed,
    ) -> Result<Opened> {
        let mtu = link::mtu(bridge)
            .context(Code::SYSTEM_ERROR, || format!("Cannot get interface MTU on '{bridge}'"))?;
        let mac = mac_of(interface);
        if mac.first() == Some(&HOST_END) {
            let text = format!(
                "Unable to use MAC address starting with reserved value 0xFE - '{}' - ",
                MacAddr(mac)
            );
            return unsupported(text);
        }
        let taps = self.new_tap(interface, need)?;
        let name = interface.target.clone().unwrap_or_default();
        let mtu = if interface.mtu == 0 { mtu } else { interface.mtu };
        set_mac(&name, host_end(mac))?;
        set_mtu(&name, mtu)?;
        link::add_to_bridge(bridge, &name)
            .context(Code::SYSTEM_ERROR, || format!("Unable to add bridge {bridge} port {name}"))?;
        set_up(&name)?;
        Ok(Opened { taps, ..Opened::default() })
    }

    fn open_ethernet(&self, interface: &mut DomainInterfaceDef, need: &InterfaceNeed) -> Result<Opened> {
        let own = interface.target.clone().filter(|name| !names::is_generated(name));
        let managed = interface.target_managed != Some(false);
        match &own {
            None if !managed => return unsupported("target dev must be supplied when managed='no'"),
            Some(name) if !managed && !link::exists(name) => {
                return unsupported("target managed='no' but specified dev doesn't exist");
            }
            Some(name) if managed && link::exists(name) => {
                return unsupported("target managed='yes' but specified dev already exists");
            }
            _ => {}
        }
        if let (false, Some(name)) = (managed, &own) {
            let header = interface.is_virtio();
            // Both kinds of devices that a guest's packets go through may wait for it.
            let taps = if link::is_macvtap(name) {
                link::open_macvtap(name, need.queues, header)
            } else {
                link::open_tap(name, need.queues, header)
            };
            let taps = taps.context(Code::SYSTEM_ERROR, || format!("Unable to open tap device {name}"))?;
            return Ok(Opened { taps, ..Opened::default() });
        }
        let taps = self.new_tap(interface, need)?;
        let name = interface.target.clone().unwrap_or_default();
        set_mac(&name, host_end(mac_of(interface)))?;
        if interface.mtu > 0 {
            set_mtu(&name, interface.mtu)?;
        }
        set_up(&name)?;
        Ok(Opened { taps, ..Opened::default() })
    }

    fn open_direct(
        &self,
        interface: &mut DomainInterfaceDef,
        source: &DirectInterface,
        need: &InterfaceNeed,
    ) -> Result<Opened> {
        let mode = match source.mode {
            DirectMode::Private => MacvlanMode::Private,
            DirectMode::Bridge => MacvlanMode::Bridge,
            DirectMode::Vepa => MacvlanMode::Vepa,
            _ => return unsupported("macvtap in passthrough mode is not available in this version"),
        };
        let (mac, on) = (mac_of(interface), source.dev.as_str());
        let make = |name: &str| {
            link::add_macvtap(name, on, mac, mode)
                .context(Code::SYSTEM_ERROR, || format!("error creating macvtap interface {name}@{on}"))?;
            Ok(OwnLink(Some(name.to_owned())))
        };
        let own = interface.target.clone().filter(|name| !names::is_generated(name));
        let (name, made) = match own {
            Some(name) => {
                let made = make(&name)?;
                (name, made)
            }
            None => self.link_names.with_new("macvtap", |name| Ok((name.to_owned(), make(name)?)))?,
        };
        interface.target = Some(name.clone());
        if interface.mtu > 0 {
            set_mtu(&name, interface.mtu)?;
        }
        set_up(&name)?;
        let taps = link::open_macvtap(&name, need.queues, interface.is_virtio())
            .context(Code::SYSTEM_ERROR, || format!("cannot open macvtap tap device of '{name}'"))?;
        Ok(Opened { taps, vhosts: Vec::new(), link: Some(made) })
    }
}

fn set_mac(name: &str, mac: [u8; 6]) -> Result<()> {
    link::set_mac(name, mac).context(Code::SYSTEM_ERROR, || format!("Cannot set interface MAC on '{name}'"))
}

fn set_mtu(name: &str, mtu: u32) -> Result<()> {
    link::set_mtu(name, mtu).context(Code::SYSTEM_ERROR, || format!("Cannot set interface MTU on '{name}'"))
}

fn set_up(name: &str) -> Result<()> {
    link::set_up(name, true).context(Code::SYSTEM_ERROR, || format!("Cannot set interface flags on '{name}'"))
}

/// The kernel's way of moving packets, once for each queue; without it the emulator moves them, unless the
/// definition says otherwise.
fn open_vhost(need: &InterfaceNeed) -> Result<Vec<OwnedFd>> {
    let open = || -> io::Result<Vec<OwnedFd>> {
        let one = |_| std::fs::OpenOptions::new().read(true).write(true).open(VHOST).map(OwnedFd::from);
        (0..need.queues.max(1)).map(one).collect()
    };
    match open() {
        Ok(fds) => Ok(fds),
        Err(_) if !need.vhost_required => Ok(Vec::new()),
        Err(_) => unsupported("vhost-net was requested for an interface, but is unavailable"),
    }
}

/// The aliases of interfaces whose link is down from the start.
pub(crate) fn links_down(def: &DomainDef) -> impl Iterator<Item = &str> {
    let down = def.devices.interfaces.iter().filter(|it| it.link == Some(LinkState::Down));
    down.filter_map(|it| it.info.alias.as_deref())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use vir_conf::domain::device::OneDevice;

    use super::*;

    fn interface(xml: &str) -> DomainInterfaceDef {
        match OneDevice::parse(xml).unwrap() {
            OneDevice::Interface(interface) => *interface,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_hosts_end_has_its_own_address() {
        assert_eq!(host_end([0x52, 0x54, 0, 1, 2, 3]), [0xfe, 0x54, 0, 1, 2, 3]);
        assert_eq!(host_end([0xfe, 0x54, 0, 1, 2, 3]), [0xfa, 0x54, 0, 1, 2, 3]);
    }

    #[test]
    fn what_is_not_done_is_refused() {
        let plain = "<interface type='bridge'><source bridge='br0'/></interface>";
        refuse_unmet(&interface(plain)).unwrap();
        let limited = plain.replace("</", "<bandwidth><inbound average='1'/></bandwidth></");
        let refused = refuse_unmet(&interface(&limited)).unwrap_err();
        assert_eq!(refused.code(), Code::CONFIG_UNSUPPORTED);
        assert!(refused.message().contains("<bandwidth>"), "{refused}");
    }

    #[test]
    fn links_that_are_down_are_found() {
        let mut def = DomainDef::default();
        for (alias, state) in [("net0", "up"), ("net1", "down")] {
            let mut one = interface(&format!("<interface type='user'><link state='{state}'/></interface>"));
            one.info.alias = Some(alias.to_owned());
            def.devices.interfaces.push(one);
        }
        assert_eq!(links_down(&def).collect::<Vec<_>>(), ["net1"]);
    }
}
