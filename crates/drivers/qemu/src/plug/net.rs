//! Network interfaces that come, go and change while their guest runs.

use std::os::fd::OwnedFd;

use serde_json::{Value, json};
use vir_conf::domain::device::interface::{DomainInterfaceDef, InterfaceSource, LinkState};
use vir_qemu::command::{self, Handed, HandedInterface};
use vir_types::{Code, Result};

use super::config::find_interface;
use super::{Guest, lost};
use crate::monitor::CHANGE;
use crate::net::Opened;
use crate::shared::error;

/// The name of what an interface is connected to.
fn netdev(alias: &str) -> String {
    format!("host{alias}")
}

impl Guest {
    /// Plugs an interface in.
    pub(super) async fn attach_interface(&self, interface: &DomainInterfaceDef) -> Result<()> {
        let mut def = self.live()?.clone();
        def.devices.interfaces.push(interface.clone());
        let mut complete = self.complete(def).await?;
        let at = complete.devices.interfaces.len().checked_sub(1).ok_or_else(lost)?;
        let new = complete.devices.interfaces.get(at).ok_or_else(lost)?;
        let alias = new.info.alias.clone().ok_or_else(lost)?;
        let needs = command::needs(&self.launch(&complete, &Handed::default()))?;
        let on_host = needs.devices.iter().any(|need| need.alias == alias)
            || needs.helpers.iter().any(|need| need.alias == alias)
            || matches!(new.source, InterfaceSource::VhostUser(_));
        if on_host {
            let text = "an interface that needs something on the host is not plugged in by this version";
            return Err(error(Code::CONFIG_UNSUPPORTED, text));
        }
        self.add_controllers(&complete).await?;
        let mut handed = Handed::default();
        let mut opened = Opened::default();
        if let Some(need) = needs.interfaces.iter().find(|need| need.alias == alias) {
            let virt_type = complete.virt_type;
            let interface = complete.devices.interfaces.get_mut(at).ok_or_else(lost)?;
            opened = self.shared.open_interface(interface, need, virt_type)?;
            // The numbers say only how many there are: a running emulator knows descriptors by name.
            let count = |fds: &[OwnedFd]| fds.iter().map(|_| 0).collect();
            let own = HandedInterface::new(count(&opened.taps), count(&opened.vhosts), None);
            handed.interfaces.insert(alias.clone(), own);
        }
        let plug = command::interface_plug(&self.launch(&complete, &handed), at)?;
        let mut netdev_props = plug.netdev.to_value();
        let Opened { taps, vhosts, link } = opened;
        let mut names = Vec::new();
        let connected = async {
            self.hand_over(&alias, taps, "fd", &mut netdev_props, &mut names).await?;
            self.hand_over(&alias, vhosts, "vhostfd", &mut netdev_props, &mut names).await?;
            self.tell("netdev_add", netdev_props).await
        };
        if let Err(why) = connected.await {
            // A tap is there for as long as the emulator holds it; what it has used it does not have any more.
            for name in names {
                let _ = self.run.monitor.execute("closefd", json!({"fdname": name}), CHANGE).await;
            }
            return Err(why);
        }
        if let Err(why) = self.tell("device_add", plug.device.to_value()).await {
            self.try_tell("netdev_del", json!({"id": netdev(&alias)})).await;
            return Err(why);
        }
        if let Some(link) = link {
            link.keep();
        }
        let new = complete.devices.interfaces.get(at).ok_or_else(lost)?.clone();
        let down = new.link == Some(LinkState::Down);
        self.change_live(|live| live.devices.interfaces.push(new));
        if down && let Err(why) = self.tell("set_link", json!({"name": alias, "up": false})).await {
            // Without its link being down it is not what was asked for.
            self.take_out_again(&alias).await?;
            return Err(why);
        }
        self.tell_added(&alias);
        Ok(())
    }

    /// Hands the descriptors of an interface over, and writes their names where they belong. All that the
    /// emulator has by then are in `all`, also when it fails.
    async fn hand_over(
        &self,
        alias: &str,
        fds: Vec<OwnedFd>,
        place: &str,
        netdev: &mut Value,
        all: &mut Vec<String>,
    ) -> Result<()> {
        let mut names = Vec::new();
        for fd in fds {
            let name = format!("{place}-{alias}{}", names.len());
            let handed = self.run.monitor.hand(&name, fd, CHANGE).await;
            handed.map_err(|why| super::refused_by(&self.view.name, "getfd", &why))?;
            all.push(name.clone());
            names.push(name);
        }
        let Some(netdev) = netdev.as_object_mut().filter(|_| !names.is_empty()) else { return Ok(()) };
        let place = if names.len() > 1 { format!("{place}s") } else { place.to_owned() };
        netdev.insert(place, Value::String(names.join(":")));
        Ok(())
    }

    /// The alias of the interface that is to be unplugged.
    pub(super) fn interface_to_detach(&self, interface: &DomainInterfaceDef) -> Result<String> {
        let all = &self.live()?.devices.interfaces;
        let found = all.get(find_interface(all, interface)?).ok_or_else(lost)?;
        let none = || error(Code::INTERNAL_ERROR, "Cannot detach interface device with no alias");
        found.info.alias.clone().ok_or_else(none)
    }

    /// Takes away what an interface was connected to that is gone.
    pub(super) async fn drop_interface(&self, interface: &DomainInterfaceDef) {
        let alias = interface.info.alias.as_deref().unwrap_or_default();
        self.try_tell("netdev_del", json!({"id": netdev(alias)})).await;
        crate::net::drop_link(interface);
    }

    /// Changes an interface, as far as that can be done while it is in use.
    pub(super) async fn update_interface(&self, new: &DomainInterfaceDef) -> Result<()> {
        let all = &self.live()?.devices.interfaces;
        let at = find_interface(all, new)?;
        let old = all.get(at).ok_or_else(lost)?;
        check_same(old, new)?;
        let up = |link: Option<LinkState>| link != Some(LinkState::Down);
        if up(old.link) != up(new.link) {
            let alias = old.info.alias.as_deref().ok_or_else(|| {
                error(Code::OPERATION_FAILED, "can't change link state: device alias not found")
            })?;
            self.tell("set_link", json!({"name": alias, "up": up(new.link)})).await?;
        }
        let (link, alias) = (new.link, &old.info.alias);
        self.change_live(|live| {
            if let Some(own) = live.devices.interfaces.iter_mut().find(|it| it.info.alias == *alias) {
                own.link = link;
            }
        });
        Ok(())
    }
}

/// What of an interface cannot be changed while its guest runs. What the client leaves out stays.
fn check_same(old: &DomainInterfaceDef, new: &DomainInterfaceDef) -> Result<()> {
    let fixed = |text: &str| Err(error(Code::OPERATION_UNSUPPORTED, text));
    if std::mem::discriminant(&old.source) != std::mem::discriminant(&new.source) {
        return fixed("cannot change the type of network interface connection in this version");
    }
    macro_rules! keep {
        ($($text:literal $field:ident;)*) => {$(
            if new.$field.is_some() && new.$field != old.$field {
                return fixed($text);
            }
        )*};
    }
    keep! {
        "cannot change network interface mac address" mac;
        "cannot modify network device model from one to another" model;
        "cannot modify network device driver attributes" driver;
        "cannot modify network device script attribute" script;
        "cannot modify network device backend settings" backend;
        "cannot modify network device filter in this version" filter;
        "cannot modify network device bandwidth in this version" bandwidth;
        "cannot modify network device vlan in this version" vlan;
    }
    let (old_info, new_info) = (&old.info, &new.info);
    if new_info.address.is_some() && new_info.address != old_info.address {
        return fixed("cannot modify network device guest PCI address");
    }
    if new.mtu != 0 && new.mtu != old.mtu {
        return fixed("cannot modify MTU");
    }
    if new.source != old.source {
        return fixed("cannot change what the network interface is connected to in this version");
    }
    Ok(())
}
