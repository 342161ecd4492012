//! What a network is when the document does not say.

use super::{ForwardDef, ForwardInterface, ForwardMode, NetworkDef, NetworkIpDef};
use crate::common::Switch;
use crate::defaults::Defaults;

impl NetworkDef {
    /// Fills in identity and the bridge's habits, and leaves out what says nothing.
    pub fn complete(&mut self, defaults: &mut Defaults<'_>) {
        if self.uuid.is_none() {
            self.uuid = Some(defaults.uuid());
        }
        self.connections = 0;
        self.forward = self.forward.take().filter(|forward| forward.mode != ForwardMode::None);
        if let Some(forward) = &mut self.forward {
            tidy_forward(forward);
        }
        if self.mode().has_own_bridge() {
            let bridge = self.bridge.get_or_insert_default();
            bridge.stp.get_or_insert(Switch::On);
            bridge.delay.get_or_insert(0);
        } else if let Some(bridge) = &mut self.bridge {
            (bridge.stp, bridge.delay) = (None, None);
            if bridge.name.is_none() && bridge.mac_table_manager.is_none() {
                self.bridge = None;
            }
        }
        self.domain = self.domain.take().filter(|domain| domain.name.is_some());
        self.dns = self.dns.take().filter(|dns| !dns.is_empty());
        self.dnsmasq_options = self.dnsmasq_options.take().filter(|options| !options.options.is_empty());
        if self.metadata.as_ref().is_some_and(|metadata| !has_element(metadata.as_str())) {
            self.metadata = None;
        }
        self.ips.iter_mut().for_each(tidy_ip);
    }
}

/// Whether there is more than text in an element.
fn has_element(xml: &str) -> bool {
    vir_xml::Document::parse(xml).map_or(true, |document| document.root().elements().next().is_some())
}

fn tidy_forward(forward: &mut ForwardDef) {
    forward.driver = forward.driver.take().filter(|driver| !driver.is_empty());
    forward.nat.retain(|nat| nat.ipv6.is_some() || !nat.address.is_empty() || !nat.port.is_empty());
    if let (Some(dev), true) = (&forward.dev, forward.interfaces.is_empty()) {
        forward.interfaces.push(ForwardInterface { dev: dev.clone(), connections: 0 });
    }
    if !forward.interfaces.is_empty() {
        forward.addresses.clear();
        forward.pf.clear();
    } else if !forward.addresses.is_empty() {
        forward.pf.clear();
    }
    forward.dev = forward.interfaces.first().map(|first| first.dev.clone());
}

fn tidy_ip(ip: &mut NetworkIpDef) {
    let ipv6 = ip.address.is_some_and(|address| address.is_ipv6());
    if let Some(dhcp) = &mut ip.dhcp {
        if ipv6 {
            dhcp.bootp = None;
        }
        let leases = dhcp.ranges.iter_mut().map(|range| &mut range.lease);
        for lease in leases.chain(dhcp.hosts.iter_mut().map(|host| &mut host.lease)) {
            *lease = lease.take().filter(|lease| lease.expiry.is_some());
        }
    }
}
