//! Changes of one part of a network.

use vir_types::{Code, NetworkUpdateCommand as Command, NetworkUpdateSection as Section, Result};
use vir_xml::{Document, Limits, Node, ReadOptions, XmlElement};

use super::{DhcpHost, DhcpRange, DnsHost, DnsSrv, DnsTxt, ForwardInterface, KIND, NetworkDef, PortGroupDef};
use crate::common::{refuse, wrong};
use crate::error::convert;

fn invalid<T>(text: impl AsRef<str>) -> Result<T> {
    refuse(Code::OPERATION_INVALID, text)
}

fn unsupported<T>(text: impl AsRef<str>) -> Result<T> {
    refuse(Code::OPERATION_UNSUPPORTED, text)
}

fn is_add(command: Command) -> bool {
    command == Command::ADD_FIRST || command == Command::ADD_LAST
}

fn insert<T>(list: &mut Vec<T>, command: Command, value: T) {
    if command == Command::ADD_FIRST {
        list.insert(0, value);
    } else {
        list.push(value);
    }
}

fn unknown<T>(command: Command) -> Result<T> {
    unsupported(format!("unrecognized network update command code {}", command.0))
}

fn remove<T>(list: &mut Vec<T>, at: usize) {
    if at < list.len() {
        list.remove(at);
    }
}

impl NetworkDef {
    /// Changes a part: `xml` is the element that is added, put in place of another, or names what goes.
    ///
    /// `parent` says in which `<ip>` it is; below 0 it is the one that gives out addresses, or else the first.
    ///
    /// # Errors
    /// `XmlDetail`, `XmlError`: the element cannot be read. `OperationInvalid`: there is no such element, or one
    /// already. `OperationUnsupported`: the part cannot be changed so. As of [`validate`](Self::validate): the
    /// result would be wrong. Nothing is changed then.
    pub fn update(&mut self, command: Command, section: Section, parent: i32, xml: &str) -> Result<()> {
        let mut new = self.clone();
        new.changed(command, section, parent, xml).map_err(|error| error.or_origin(KIND.origin))?;
        new.dns = new.dns.take().filter(|dns| !dns.is_empty());
        // What was added may be right and still not go with the rest.
        new.validate()?;
        *self = new;
        Ok(())
    }

    fn changed(&mut self, command: Command, section: Section, parent: i32, xml: &str) -> Result<()> {
        let document =
            Document::parse_with(xml, "network_update_xml", ReadOptions::default(), Limits::DEFAULT);
        let document = document.map_err(|error| convert(error, KIND.origin))?;
        let node = document.root();
        match section {
            Section::BRIDGE => self.fixed("bridge"),
            Section::DOMAIN => self.fixed("domain"),
            Section::IP => self.fixed("ip"),
            Section::FORWARD => self.fixed("forward"),
            Section::FORWARD_PF => self.fixed("forward pf"),
            Section::IP_DHCP_HOST => self.update_dhcp_host(command, parent, node),
            Section::IP_DHCP_RANGE => self.update_dhcp_range(command, parent, node),
            Section::FORWARD_INTERFACE => self.update_interface(command, node),
            Section::PORTGROUP => self.update_portgroup(command, node),
            Section::DNS_HOST => self.update_dns_host(command, node),
            Section::DNS_TXT => self.update_dns_txt(command, node),
            Section::DNS_SRV => self.update_dns_srv(command, node),
            _ => unsupported("can't update unrecognized section of network"),
        }
    }

    fn fixed(&self, section: &str) -> Result<()> {
        unsupported(format!("can't update '{section}' section of network '{}'", self.name))
    }

    fn expect(&self, node: Node<'_>, expected: &str) -> Result<()> {
        if node.local_name() != expected {
            let text = format!("unexpected element <{}>, expecting <{expected}>", node.local_name());
            return wrong(format!("{text}, while updating network '{}'", self.name));
        }
        Ok(())
    }

    fn read<T: XmlElement>(&self, node: Node<'_>, expected: &str) -> Result<T> {
        self.expect(node, expected)?;
        T::read(node).map_err(|error| convert(error, KIND.origin))
    }

    /// The place of the `<ip>` that is meant.
    fn ip_at(&self, parent: i32) -> Result<usize> {
        let none = "couldn't update dhcp host entry - no <ip> element found";
        if let Ok(at) = usize::try_from(parent) {
            if at < self.ips.len() {
                return Ok(at);
            }
            return invalid(format!("{none} at index {parent} in network '{}'", self.name));
        }
        let place = |wanted: &dyn Fn(&super::NetworkIpDef) -> bool| self.ips.iter().position(wanted);
        let at = place(&super::NetworkIpDef::has_dhcp)
            .or_else(|| place(&|ip| ip.address.is_some_and(|address| address.is_ipv4())))
            .or_else(|| place(&|ip| ip.address.is_some_and(|address| address.is_ipv6())));
        at.map_or_else(|| invalid(format!("{none} in network '{}'", self.name)), Ok)
    }

    /// Only one address of a family can have DHCP.
    fn check_single_dhcp(&self, at: usize) -> Result<()> {
        let ipv4 = |at: usize| self.ips.get(at)?.address.map(|address| address.is_ipv4());
        let other = |(other, ip): (usize, &super::NetworkIpDef)| {
            other != at && ip.has_dhcp() && ipv4(other) == ipv4(at)
        };
        if self.ips.iter().enumerate().any(other) {
            let family = if ipv4(at) == Some(true) { "IPv4" } else { "IPv6" };
            return invalid(format!("dhcp is supported only for a single {family} address on each network"));
        }
        Ok(())
    }

    fn update_dhcp_host(&mut self, command: Command, parent: i32, node: Node<'_>) -> Result<()> {
        self.expect(node, "host")?;
        let at = self.ip_at(parent)?;
        let mut host: DhcpHost = self.read(node, "host")?;
        host.lease = host.lease.take().filter(|lease| lease.expiry.is_some());
        let partial = command == Command::DELETE;
        let Some(beside) = self.ips.get(at).and_then(super::NetworkIpDef::beside) else {
            return invalid(format!("an <ip> of network '{}' has no address", self.name));
        };
        host.validate(&self.name, beside, partial)?;
        if !partial && host.ip.is_some_and(|ip| ip.is_ipv4() != beside.0.is_ipv4()) {
            let text = "the address family of a host entry IP must match the address family";
            return invalid(format!("{text} of the dhcp element's parent"));
        }
        if is_add(command) {
            self.check_single_dhcp(at)?;
        }
        let name = self.name.clone();
        let (mac, ip) = (host.mac.as_deref(), host.ip.map(|ip| ip.to_string()));
        let said = [
            format!("mac='{}'", mac.unwrap_or("unknown")),
            format!("name='{}'", host.name.as_deref().unwrap_or("(null)")),
            format!("ip='{}'", ip.as_deref().unwrap_or("unknown")),
        ];
        let Some(ip) = self.ips.get_mut(at) else { return Ok(()) };
        let hosts = &mut ip.dhcp.get_or_insert_default().hosts;
        let mac = host.mac_address();
        let same = |known: &DhcpHost| {
            (mac.is_some() && known.mac_address() == mac)
                || (host.name.is_some() && known.name == host.name)
                || (host.ip.is_some() && known.ip == host.ip)
        };
        match command {
            Command::MODIFY => match hosts.iter_mut().find(|known| same(known)) {
                Some(known) => *known = host,
                None => {
                    let text = "couldn't locate an existing dhcp host entry with";
                    let said = said.join("\" \"");
                    return invalid(format!("{text} \"{said}\" in network '{name}'"));
                }
            },
            Command::ADD_FIRST | Command::ADD_LAST => {
                if hosts.iter().any(same) {
                    let text = format!("there is an existing dhcp host entry in network '{name}'");
                    return invalid(format!("{text} that matches \"<host {}/>\"", said.join(" ")));
                }
                insert(hosts, command, host);
            }
            Command::DELETE => {
                let all = |known: &DhcpHost| {
                    (host.mac.is_none() || known.mac.is_none() || known.mac_address() == mac)
                        && (host.name.is_none() || known.name == host.name)
                        && (host.ip.is_none() || known.ip == host.ip)
                };
                match hosts.iter().position(all) {
                    Some(found) => remove(hosts, found),
                    None => {
                        return invalid(format!(
                            "couldn't locate a matching dhcp host entry in network '{name}'"
                        ));
                    }
                }
            }
            _ => return unknown(command),
        }
        Ok(())
    }

    fn update_dhcp_range(&mut self, command: Command, parent: i32, node: Node<'_>) -> Result<()> {
        self.expect(node, "range")?;
        let at = self.ip_at(parent)?;
        let mut range: DhcpRange = self.read(node, "range")?;
        range.lease = range.lease.take().filter(|lease| lease.expiry.is_some());
        if command == Command::MODIFY {
            return unsupported("dhcp ranges cannot be modified, only added or deleted");
        }
        let Some(beside) = self.ips.get(at).and_then(super::NetworkIpDef::beside) else {
            return invalid(format!("an <ip> of network '{}' has no address", self.name));
        };
        range.validate(&self.name, beside)?;
        if is_add(command) {
            self.check_single_dhcp(at)?;
        }
        let name = self.name.clone();
        let Some(ip) = self.ips.get_mut(at) else { return Ok(()) };
        let ranges = &mut ip.dhcp.get_or_insert_default().ranges;
        let found = ranges.iter().position(|known| (known.start, known.end) == (range.start, range.end));
        match (command, found) {
            (Command::ADD_FIRST | Command::ADD_LAST, None) => insert(ranges, command, range),
            (Command::ADD_FIRST | Command::ADD_LAST, Some(_)) => {
                let shown =
                    |end: Option<std::net::IpAddr>| end.map(|end| end.to_string()).unwrap_or_default();
                let text = format!("there is an existing dhcp range entry in network '{name}' that matches");
                let (start, end) = (shown(range.start), shown(range.end));
                return invalid(format!("{text} \"<range start='{start}' end='{end}'/>\""));
            }
            (Command::DELETE, Some(found)) => remove(ranges, found),
            (Command::DELETE, None) => {
                return invalid(format!("couldn't locate a matching dhcp range entry in network '{name}'"));
            }
            _ => return unknown(command),
        }
        Ok(())
    }

    fn update_interface(&mut self, command: Command, node: Node<'_>) -> Result<()> {
        self.expect(node, "interface")?;
        if command == Command::MODIFY {
            return unsupported("forward interface entries cannot be modified, only added or deleted");
        }
        if node.attr("dev").is_none() {
            return wrong("missing dev attribute in <interface> element");
        }
        let mut interface: ForwardInterface = self.read(node, "interface")?;
        interface.connections = 0;
        let (name, dev) = (self.name.clone(), interface.dev.clone());
        let missing = || {
            let text = format!("couldn't find an interface entry in network '{name}' matching");
            invalid(format!("{text} <interface dev='{dev}'>"))
        };
        let Some(forward) = &mut self.forward else {
            if command == Command::DELETE {
                return missing();
            }
            return invalid(format!("network '{name}' has no way to the outside that devices belong to"));
        };
        let found = forward.interfaces.iter().position(|known| known.dev == dev);
        match (command, found) {
            (Command::ADD_FIRST | Command::ADD_LAST, None) => {
                insert(&mut forward.interfaces, command, interface);
            }
            (Command::ADD_FIRST | Command::ADD_LAST, Some(_)) => {
                let text = format!("there is an existing interface entry in network '{name}' that matches");
                return invalid(format!("{text} \"<interface dev='{dev}'>\""));
            }
            (Command::DELETE, None) => return missing(),
            (Command::DELETE, Some(found)) => {
                let users = forward.interfaces.get(found).map_or(0, |known| known.connections);
                if users > 0 {
                    let text = format!("unable to delete interface '{dev}' in network '{name}'");
                    return invalid(format!("{text}. It is currently being used by {users} domains."));
                }
                remove(&mut forward.interfaces, found);
            }
            _ => return unknown(command),
        }
        forward.dev = forward.interfaces.first().map(|first| first.dev.clone());
        Ok(())
    }

    fn update_portgroup(&mut self, command: Command, node: Node<'_>) -> Result<()> {
        let group: PortGroupDef = self.read(node, "portgroup")?;
        group.validate()?;
        let (name, own) = (self.name.clone(), group.name.clone());
        let found = self.portgroups.iter().position(|known| known.name == own);
        let default = self.portgroups.iter().rposition(|known| known.default);
        match (command, found) {
            (Command::MODIFY | Command::DELETE, None) => {
                let text = format!("couldn't find a portgroup entry in network '{name}' matching");
                return invalid(format!("{text} <portgroup name='{own}'>"));
            }
            (Command::ADD_FIRST | Command::ADD_LAST, Some(_)) => {
                let text = format!("there is an existing portgroup entry in network '{name}' that matches");
                return invalid(format!("{text} \"<portgroup name='{own}'>\""));
            }
            _ => {}
        }
        if command != Command::DELETE && group.default && default.is_some() && default != found {
            let text =
                format!("a different portgroup entry in network '{name}' is already set as the default");
            return invalid(format!("{text}. Only one default is allowed."));
        }
        match (command, found) {
            (Command::MODIFY, Some(found)) => {
                if let Some(known) = self.portgroups.get_mut(found) {
                    *known = group;
                }
            }
            (Command::DELETE, Some(found)) => remove(&mut self.portgroups, found),
            (Command::ADD_FIRST | Command::ADD_LAST, _) => insert(&mut self.portgroups, command, group),
            _ => return unknown(command),
        }
        Ok(())
    }

    fn update_dns_host(&mut self, command: Command, node: Node<'_>) -> Result<()> {
        let host: DnsHost = self.read(node, "host")?;
        host.validate(&self.name, !is_add(command))?;
        let name = self.name.clone();
        let hosts = &mut self.dns.get_or_insert_default().hosts;
        let same_ip = |known: &DnsHost| host.ip.is_some() && known.ip == host.ip;
        let same = |known: &DnsHost| {
            same_ip(known)
                || (command == Command::DELETE
                    && host.hostnames.iter().any(|own| known.hostnames.contains(own)))
        };
        let found = one(hosts, same);
        match (command, found) {
            (Command::ADD_FIRST | Command::ADD_LAST, Found::None) => insert(hosts, command, host),
            (Command::ADD_FIRST | Command::ADD_LAST, _) => {
                let text = "there is already at least one DNS HOST record with a matching field";
                return invalid(format!("{text} in network {name}"));
            }
            (Command::DELETE | Command::MODIFY, Found::None) => {
                return invalid(format!("couldn't locate a matching DNS HOST record in network {name}"));
            }
            (Command::DELETE | Command::MODIFY, Found::Several) => {
                return invalid(format!("multiple matching DNS HOST records were found in network {name}"));
            }
            (Command::DELETE, Found::One(at)) => remove(hosts, at),
            (Command::MODIFY, Found::One(at)) => {
                if let Some(known) = hosts.get_mut(at) {
                    *known = host;
                }
            }
            _ => return unknown(command),
        }
        Ok(())
    }

    fn update_dns_srv(&mut self, command: Command, node: Node<'_>) -> Result<()> {
        if command == Command::MODIFY {
            return unsupported("DNS SRV records cannot be modified, only added or deleted");
        }
        let srv: DnsSrv = self.read(node, "srv")?;
        srv.validate(&self.name, !is_add(command))?;
        let name = self.name.clone();
        let srvs = &mut self.dns.get_or_insert_default().srvs;
        let part = |own: &Option<String>, known: &Option<String>| own.is_none() || own == known;
        let same = |known: &DnsSrv| {
            part(&srv.domain, &known.domain)
                && part(&srv.service, &known.service)
                && part(&srv.protocol, &known.protocol)
                && part(&srv.target, &known.target)
        };
        let found = one(srvs, same);
        match (command, found) {
            (Command::ADD_FIRST | Command::ADD_LAST, Found::None) => insert(srvs, command, srv),
            (Command::ADD_FIRST | Command::ADD_LAST, _) => {
                let text = "there is already at least one DNS SRV record matching all specified fields";
                return invalid(format!("{text} in network {name}"));
            }
            (Command::DELETE, Found::None) => {
                return invalid(format!("couldn't locate a matching DNS SRV record in network {name}"));
            }
            (Command::DELETE, Found::Several) => {
                let text = "multiple DNS SRV records matching all specified fields were found";
                return invalid(format!("{text} in network {name}"));
            }
            (Command::DELETE, Found::One(at)) => remove(srvs, at),
            _ => return unknown(command),
        }
        Ok(())
    }

    fn update_dns_txt(&mut self, command: Command, node: Node<'_>) -> Result<()> {
        let txt: DnsTxt = self.read(node, "txt")?;
        txt.validate(&self.name, !is_add(command))?;
        let (name, own) = (self.name.clone(), txt.name.clone().unwrap_or_default());
        let txts = &mut self.dns.get_or_insert_default().txts;
        let found = txts.iter().position(|known| known.name == txt.name);
        match (command, found) {
            (Command::ADD_FIRST | Command::ADD_LAST, None) => insert(txts, command, txt),
            (Command::ADD_FIRST | Command::ADD_LAST, Some(_)) => {
                return invalid(format!(
                    "there is already a DNS TXT record with name '{own}' in network {name}"
                ));
            }
            (Command::DELETE | Command::MODIFY, None) => {
                return invalid(format!("couldn't locate a matching DNS TXT record in network {name}"));
            }
            (Command::DELETE, Some(at)) => remove(txts, at),
            (Command::MODIFY, Some(at)) => {
                if txt.value.is_none() {
                    return invalid(format!("missing value of modifying DNS TXT record in network {name}"));
                }
                if let Some(known) = txts.get_mut(at) {
                    known.value = txt.value;
                }
            }
            _ => return unknown(command),
        }
        Ok(())
    }
}

enum Found {
    None,
    One(usize),
    Several,
}

fn one<T>(list: &[T], same: impl Fn(&T) -> bool) -> Found {
    let mut places = list.iter().enumerate().filter(|(_, known)| same(known)).map(|(at, _)| at);
    match (places.next(), places.next()) {
        (None, _) => Found::None,
        (Some(at), None) => Found::One(at),
        _ => Found::Several,
    }
}
