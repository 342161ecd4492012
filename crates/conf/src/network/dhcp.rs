//! `<dhcp>`: what guests are given.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use vir_types::{Code, Result};
use vir_xml::{WriteOptions, XmlElement, XmlEnum, XmlValue as _};

use crate::common::{network_part, refuse, unsupported, wrong};
use crate::mac::MacAddr;

/// What guests are given.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct DhcpDef {
    /// Addresses that are given out.
    #[xml(child = "range")]
    pub ranges: Vec<DhcpRange>,
    /// Guests that always get the same.
    #[xml(child = "host")]
    pub hosts: Vec<DhcpHost>,
    /// What guests start from (IPv4).
    #[xml(child = "bootp")]
    pub bootp: Option<DhcpBootp>,
}

/// Addresses that are given out.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DhcpRange {
    /// The first.
    #[xml(attr, with = "crate::common::ip_word")]
    pub start: Option<IpAddr>,
    /// The last.
    #[xml(attr, with = "crate::common::ip_word")]
    pub end: Option<IpAddr>,
    /// For how long.
    #[xml(child = "lease")]
    pub lease: Option<LeaseTime>,
}

/// A guest that always gets the same address.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DhcpHost {
    /// Its Ethernet address, in the document's spelling.
    #[xml(attr)]
    pub mac: Option<String>,
    /// How it names itself (IPv6).
    #[xml(attr)]
    pub id: Option<String>,
    /// The name that it is given.
    #[xml(attr)]
    pub name: Option<String>,
    /// The address that it is given.
    #[xml(
        attr,
        with = "crate::common::ip_word",
        invalid(Invalid, "Invalid IP address in static host definition for network")
    )]
    pub ip: Option<IpAddr>,
    /// For how long.
    #[xml(child = "lease")]
    pub lease: Option<LeaseTime>,
}

/// For how long an address is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LeaseTime {
    /// So many units; 0 is for ever.
    #[xml(attr, with = "crate::common::any_base")]
    pub expiry: Option<u64>,
    /// The unit.
    #[xml(attr, write_if = "LeaseTime::ends")]
    pub unit: LeaseUnit,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum LeaseUnit {
    /// Seconds.
    Seconds,
    /// Minutes.
    #[default]
    Minutes,
    /// Hours.
    Hours,
}

/// What guests start from.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DhcpBootp {
    /// The file.
    #[xml(attr, required)]
    pub file: String,
    /// Who has it.
    #[xml(attr, with = "crate::common::ip_word")]
    pub server: Option<IpAddr>,
}

impl LeaseTime {
    fn ends(&self, _: WriteOptions) -> bool {
        self.expiry != Some(0)
    }

    fn validate(&self) -> Result<()> {
        let least = match self.unit {
            LeaseUnit::Seconds => 120,
            LeaseUnit::Minutes => 2,
            LeaseUnit::Hours => 0,
        };
        if self.expiry.is_some_and(|expiry| expiry > 0 && expiry < least) {
            return unsupported("The minimum lease time should be greater than 2 minutes");
        }
        Ok(())
    }
}

/// The address of the host that ranges and guests are beside, with the bits of its network; `None` if its
/// class has no such.
pub(super) type Beside = (IpAddr, Option<u32>);

/// Checks that a range is one, and in its network.
pub(super) fn check_range(start: IpAddr, end: IpAddr, beside: Option<Beside>) -> Result<()> {
    let wrong = |text: String| refuse(Code::INTERNAL_ERROR, text);
    if start.is_ipv4() != end.is_ipv4() {
        return wrong(format!("mismatch of address family in range {start} - {end}"));
    }
    if let Some((network, prefix)) = beside {
        if start.is_ipv4() != network.is_ipv4() {
            return wrong(format!(
                "mismatch of address family in range {start} - {end} for network {network}"
            ));
        }
        let Some(prefix) = prefix.filter(|prefix| *prefix <= if start.is_ipv4() { 32 } else { 128 }) else {
            return wrong(format!("bad prefix for network {network} when checking range {start} - {end}"));
        };
        let own = network_part(network, prefix);
        if network_part(start, prefix) != own || network_part(end, prefix) != own {
            return wrong(format!("range {start} - {end} is not entirely within network {network}/{prefix}"));
        }
        if let (IpAddr::V4(end_v4), IpAddr::V4(own_v4)) = (end, own) {
            let broadcast = u32::from(own_v4) | u32::MAX.checked_shr(prefix).unwrap_or(0);
            let place = format!("range {start} - {end} in network {network}/{prefix}");
            if start == own {
                return wrong(format!("start of {place} is the network address"));
            }
            if u32::from(end_v4) == broadcast {
                return wrong(format!("end of {place} is the broadcast address"));
            }
        }
    }
    let number = |address| match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    };
    match number(end).checked_sub(number(start)) {
        None => wrong(format!("range {start} - {end} is reversed ")),
        Some(size) if size > 65535 => wrong(format!("range {start} - {end} is too large (> 65535)")),
        Some(_) => Ok(()),
    }
}

impl DhcpRange {
    /// Checks it.
    ///
    /// # Errors
    /// `XmlError`: an end is missing. `InternalError`: it is none, or not in the network.
    pub(super) fn validate(&self, network: &str, beside: Beside) -> Result<()> {
        let missing = |end| wrong(format!("Missing '{end}' attribute in dhcp range for network '{network}'"));
        let Some(start) = self.start else { return missing("start") };
        let Some(end) = self.end else { return missing("end") };
        check_range(start, end, Some(beside))?;
        self.lease.as_ref().map_or(Ok(()), LeaseTime::validate)
    }
}

impl DhcpHost {
    /// The Ethernet address, if it is one.
    #[must_use]
    pub fn mac_address(&self) -> Option<MacAddr> {
        MacAddr::from_text(self.mac.as_deref()?).ok()
    }

    /// Checks it; a `partial` one only names another.
    ///
    /// # Errors
    /// `XmlError`: a part is missing or cannot be.
    pub(super) fn validate(&self, network: &str, beside: Beside, partial: bool) -> Result<()> {
        let ipv6 = beside.0.is_ipv6();
        if let Some(mac) = &self.mac {
            if ipv6 {
                let text = format!("Invalid to specify MAC address '{mac}' in network '{network}'");
                return wrong(format!("{text} IPv6 static host definition"));
            }
            let Some(MacAddr([first, ..])) = self.mac_address() else {
                return wrong(format!("Cannot parse MAC address '{mac}' in network '{network}'"));
            };
            if first & 1 != 0 {
                let text = format!("expected unicast mac address, found multicast '{mac}'");
                return wrong(format!("{text} in network '{network}'"));
            }
        }
        if let Some(id) = &self.id
            && let Some(bad) = id.chars().find(|c| !c.is_ascii_hexdigit() && *c != ':')
        {
            return wrong(format!("Invalid character '{bad}' in id '{id}' of network '{network}'"));
        }
        if let Some(name) = &self.name
            && !name.starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            return wrong(format!("Cannot use host name '{name}' in network '{network}'"));
        }
        if partial {
            if self.mac.is_none() && self.name.is_none() && self.ip.is_none() {
                let text = "At least one of name, mac, or ip attribute must be specified";
                return wrong(format!("{text} for static host definition in network '{network}'"));
            }
            return Ok(());
        }
        if ipv6 && self.id.is_none() && self.name.is_none() {
            let text = format!("Static host definition in IPv6 network '{network}'");
            return wrong(format!("{text} must have id or name attribute"));
        }
        if !ipv6 && self.mac.is_none() && self.name.is_none() {
            let text = format!("Static host definition in IPv4 network '{network}'");
            return wrong(format!("{text} must have mac or name attribute"));
        }
        if self.ip.is_none() {
            return wrong(format!("Missing IP address in static host definition for network '{network}'"));
        }
        self.lease.as_ref().map_or(Ok(()), LeaseTime::validate)
    }
}
