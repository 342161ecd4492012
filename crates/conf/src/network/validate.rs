//! Rules across the fields of a network.

use std::collections::HashSet;

use vir_types::{Code, Error, Result};

use super::dhcp::check_range;
use super::{ForwardDef, ForwardMode, KIND, NatDef, NetworkDef};
use crate::common::{network_part, refuse, unsupported, wrong};
use crate::name;

impl NetworkDef {
    /// Checks the rules across fields.
    ///
    /// # Errors
    /// `NoName`: no name. `XmlDetail`: a slash in it. `XmlError`, `ConfigUnsupported`: parts that do not go
    /// together.
    pub fn validate(&self) -> Result<()> {
        self.check().map_err(|error| error.or_origin(KIND.origin))
    }

    fn check(&self) -> Result<()> {
        let name = self.name.as_str();
        if name.contains('/') {
            return Err(Error::new(Code::XML_DETAIL, "invalid char in name: /"));
        }
        name::check(name, KIND.origin)?;
        name::title(self.title.as_deref(), "Network", KIND.origin)?;
        if let Some(domain) = &self.domain
            && domain.register == Some(true)
            && domain.local_only != Some(true)
        {
            let text = "attribute 'register=yes' in <domain> element requires 'localOnly=yes' in network";
            return unsupported(format!("{text} {name}"));
        }
        if let Some(bandwidth) = &self.bandwidth {
            bandwidth.validate(false)?;
        }
        if let Some(mac) = self.mac
            && mac.0[0] & 1 != 0
        {
            return wrong(format!("Invalid multicast bridge mac address '{mac}' in network '{name}'"));
        }
        if let Some(dns) = &self.dns {
            dns.validate(name)?;
        }
        if let Some(virtualport) = &self.virtualport {
            if virtualport.port_type.is_none() {
                return wrong("missing required virtualport type");
            }
            virtualport.validate()?;
        }
        self.portgroups.iter().try_for_each(super::PortGroupDef::validate)?;
        self.ips.iter().try_for_each(|ip| ip.validate(name))?;
        self.check_routes()?;
        if let Some(forward) = &self.forward {
            check_forward(forward, name)?;
        }
        self.check_mode()
    }

    /// The next hop of each route must be in one of the network's own.
    fn check_routes(&self) -> Result<()> {
        // However many addresses there are, few lengths of prefixes are possible.
        let beside = self.ips.iter().filter_map(super::NetworkIpDef::beside);
        let own: HashSet<_> = beside
            .map(|(address, bits)| (network_part(address, bits.unwrap_or(0)), bits.unwrap_or(0)))
            .collect();
        let lengths: HashSet<u32> = own.iter().map(|(_, bits)| *bits).collect();
        for route in &self.routes {
            route.validate(&self.name)?;
            let Some(gateway) = route.gateway else { continue };
            if !lengths.iter().any(|bits| own.contains(&(network_part(gateway, *bits), *bits))) {
                let text = format!("unreachable static route gateway '{gateway}' specified for network");
                return unsupported(format!("{text} '{}'", self.name));
            }
        }
        Ok(())
    }

    fn check_mode(&self) -> Result<()> {
        let (mode, name) = (self.mode(), self.name.as_str());
        let devices = self.forward.as_ref().map_or(0, devices);
        let cards = self.forward.as_ref().map_or(0, |forward| forward.pf.len());
        let bridge = self.bridge.clone().unwrap_or_default();
        match mode {
            ForwardMode::None => {}
            ForwardMode::Nat | ForwardMode::Route => {
                if self.ips.is_empty() {
                    let text = format!("{mode} forwarding requested, but no IP address provided for network");
                    return wrong(format!("{text} '{name}'"));
                }
                if devices > 1 {
                    let text = format!("multiple forwarding interfaces specified for network '{name}'");
                    return wrong(format!("{text}, only one is supported"));
                }
            }
            ForwardMode::Open => {
                if devices > 0 {
                    let text =
                        format!("forward dev not allowed for network '{name}' with forward mode='{mode}'");
                    return wrong(text);
                }
            }
            _ => {
                let place = format!("{mode} mode (network '{name}')");
                if mode != ForwardMode::Bridge {
                    if bridge.name.is_some() {
                        return wrong(format!("bridge name not allowed in {place}"));
                    }
                    if bridge.zone.is_some() {
                        return wrong(format!("bridge zone not allowed in {place}"));
                    }
                    if bridge.mac_table_manager.is_some() {
                        return wrong(format!("bridge macTableManager setting not allowed in {place}"));
                    }
                }
                let only = "only allowed in open, route, nat, and isolated mode";
                if bridge.delay.is_some_and(|delay| delay > 0)
                    || bridge.stp.is_some()
                    || bridge.zone.is_some()
                {
                    let text =
                        format!("bridge delay/stp/zone options {only}, not in {mode} (network '{name}')");
                    return wrong(text);
                }
                if bridge.name.is_some() && devices.saturating_add(cards) > 0 {
                    let text = format!("A network with forward mode='{mode}' can specify a bridge name");
                    return wrong(format!("{text} or a forward dev, but not both (network '{name}')"));
                }
                if self.mtu != 0 {
                    return wrong(format!("mtu size {only}, not in {mode} (network '{name}')"));
                }
            }
        }
        Ok(())
    }
}

/// How many devices of the host are used.
fn devices(forward: &ForwardDef) -> usize {
    let named = forward.interfaces.len().max(usize::from(forward.dev.is_some()));
    if named > 0 { named } else { forward.addresses.len() }
}

fn check_forward(forward: &ForwardDef, name: &str) -> Result<()> {
    if forward.nat.len() > 1 {
        return wrong(format!("Only one <nat> element is allowed in <forward> of network {name}"));
    }
    if let Some(nat) = forward.nat.first() {
        if forward.mode != ForwardMode::Nat {
            let text = "The <nat> element can only be used when <forward> 'mode' is 'nat' in network";
            return wrong(format!("{text} {name}"));
        }
        check_nat(nat, name)?;
    }
    if forward.dev.is_some() && !(forward.addresses.is_empty() && forward.pf.is_empty()) {
        let text =
            "the <forward> 'dev' attribute cannot be used when <address> or <pf> sub-elements are present";
        return wrong(format!("{text} in network {name}"));
    }
    if let (Some(dev), Some(first)) = (&forward.dev, forward.interfaces.first())
        && *dev != first.dev
    {
        let text = format!("<forward dev='{dev}'> must match first <interface dev='{}'/>", first.dev);
        return wrong(format!("{text} in network {name}"));
    }
    let mut seen = HashSet::new();
    for interface in &forward.interfaces {
        if !seen.insert(&interface.dev) {
            let text = format!("interface '{}' can only be listed once in network {name}", interface.dev);
            return wrong(text);
        }
    }
    let mut seen = HashSet::new();
    for address in &forward.addresses {
        address.pci.validate()?;
        if !seen.insert(&address.pci) {
            return wrong(format!("PCI device '{}' can only be listed once in network {name}", address.pci));
        }
    }
    if forward.pf.len() > 1 {
        return wrong(format!("Only one <pf> element is allowed in <forward> of network {name}"));
    }
    Ok(())
}

fn check_nat(nat: &NatDef, name: &str) -> Result<()> {
    let one = |what: &str| {
        wrong(format!("Only one <{what}> element is allowed in <nat> in <forward> in network {name}"))
    };
    if nat.address.len() > 1 {
        return one("address");
    }
    if nat.port.len() > 1 {
        return one("port");
    }
    if let Some(address) = nat.address.first() {
        let missing = |end: &str| {
            let text = format!("missing '{end}' attribute in <address> element in <nat>");
            wrong(format!("{text} in <forward> in network {name}"))
        };
        let Some(start) = address.start else { return missing("start") };
        let Some(end) = address.end else { return missing("end") };
        check_range(start.into(), end.into(), None)?;
    }
    if let Some(port) = nat.port.first()
        && port.end < port.start
    {
        let text = "Missing or invalid 'end' attribute in <port> in <nat> in <forward> in network";
        return refuse(Code::XML_DETAIL, format!("{text} {name}"));
    }
    Ok(())
}
