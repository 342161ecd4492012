//! Addresses and routes.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use vir_types::Result;
use vir_xml::{XmlElement, XmlEnum};

use crate::common::wrong;

/// A family of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum IpFamily {
    /// IPv4.
    Ipv4,
    /// IPv6.
    Ipv6,
}

/// Whether the address is of this family.
#[must_use]
pub fn is_family(address: IpAddr, family: IpFamily) -> bool {
    address.is_ipv4() == (family == IpFamily::Ipv4)
}

/// The address with everything behind the first `prefix` bits cleared.
#[must_use]
pub fn network_part(address: IpAddr, prefix: u32) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32u32.saturating_sub(prefix)).unwrap_or(0);
            IpAddr::V4((u32::from(v4) & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128u32.saturating_sub(prefix)).unwrap_or(0);
            IpAddr::V6((u128::from(v6) & mask).into())
        }
    }
}

/// The address as the C library writes it: what remains of IPv4 in an IPv6 address looks like it.
#[must_use]
pub fn ip_text(address: IpAddr) -> String {
    if let IpAddr::V6(v6) = address {
        let [a, b, c, d, e, f, g, _] = v6.segments();
        let [.., w, x, y, z] = v6.octets();
        if [a, b, c, d, e, f] == [0; 6] && g != 0 {
            return format!("::{w}.{x}.{y}.{z}");
        }
    }
    address.to_string()
}

/// An address of a guest's device, or of the host's end of it.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GuestIp {
    /// The address.
    #[xml(attr, with = "crate::common::ip_word")]
    pub address: Option<IpAddr>,
    /// Its family; always there after completion.
    #[xml(attr)]
    pub family: Option<IpFamily>,
    /// Bits of its network; 0 is the same as nothing said.
    #[xml(attr, skip_default)]
    pub prefix: u32,
    /// The address at the other end.
    #[xml(attr, with = "crate::common::ip_word")]
    pub peer: Option<IpAddr>,
}

/// A way to other networks.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Route {
    /// Family of the addresses; IPv4 if not given.
    #[xml(attr)]
    pub family: Option<IpFamily>,
    /// The network; required.
    #[xml(attr, with = "crate::common::ip_word")]
    pub address: Option<IpAddr>,
    /// Its mask (IPv4).
    #[xml(attr, with = "crate::common::ip_word")]
    pub netmask: Option<IpAddr>,
    /// Its bits.
    #[xml(attr)]
    pub prefix: Option<u32>,
    /// Who forwards; required.
    #[xml(attr, with = "crate::common::ip_word")]
    pub gateway: Option<IpAddr>,
    /// How far it is; ways that are less far are preferred.
    #[xml(attr, with = "crate::common::addresses::metric")]
    pub metric: Option<u32>,
}

/// A number above 0.
pub(crate) mod metric {
    use std::borrow::Cow;

    use vir_xml::{ValueError, XmlValue};

    pub(crate) fn from_text(text: &str) -> Result<u32, ValueError> {
        match u32::from_text(text)? {
            0 => Err(ValueError::Zero),
            metric => Ok(metric),
        }
    }

    pub(crate) fn to_text(metric: &u32) -> Cow<'_, str> {
        Cow::Owned(metric.to_string())
    }
}

impl Route {
    /// Bits of the network, however they were given.
    #[must_use]
    pub fn network_bits(&self) -> u32 {
        match (self.netmask, self.prefix, self.address) {
            (Some(IpAddr::V4(mask)), ..) => u32::from(mask).count_ones(),
            (_, Some(prefix), _) => prefix,
            _ => 0,
        }
    }

    /// Checks it; `owner` begins the words of the error.
    ///
    /// # Errors
    /// `XmlError`: an address is missing or of another family, or no network's.
    pub fn validate(&self, owner: &str) -> Result<()> {
        let Some(address) = self.address else {
            return wrong(format!("{owner}: Missing required address attribute in route definition"));
        };
        let Some(gateway) = self.gateway else {
            return wrong(format!("{owner}: Missing required gateway attribute in route definition"));
        };
        let prefix = self.prefix.unwrap_or(0);
        let said = match self.family {
            None => "No family specified for non-IPv4",
            Some(IpFamily::Ipv4) => "IPv4 family specified for non-IPv4",
            Some(IpFamily::Ipv6) => "ipv6 family specified for non-IPv6",
        };
        let family = self.family.unwrap_or(IpFamily::Ipv4);
        if !is_family(address, family) {
            return wrong(format!("{owner}: {said} address '{address}' in route definition"));
        }
        if !is_family(gateway, family) {
            return wrong(format!("{owner}: {said} gateway '{gateway}' in route definition"));
        }
        if let Some(netmask) = self.netmask {
            if family == IpFamily::Ipv6 {
                let text = "Specifying netmask invalid for IPv6 address";
                return wrong(format!("{owner}: {text} '{address}' in route definition"));
            }
            if !netmask.is_ipv4() {
                let text = format!("Invalid netmask '{netmask}' for address '{address}' (both must be IPv4)");
                return wrong(format!("{owner}: {text}"));
            }
            if self.prefix.is_some() {
                return wrong(format!("{owner}: Route definition cannot have both a prefix and a netmask"));
            }
        }
        let most = if family == IpFamily::Ipv4 { 32 } else { 128 };
        if prefix > most {
            let text = format!("Invalid prefix {prefix} specified in route definition, must be 0 - {most}");
            return wrong(format!("{owner}: {text}"));
        }
        let network = match (address, self.netmask) {
            (IpAddr::V4(address), Some(IpAddr::V4(mask))) => {
                IpAddr::V4((u32::from(address) & u32::from(mask)).into())
            }
            _ => network_part(address, prefix),
        };
        if network != address {
            let text = format!("Address '{address}' in route definition is not a network address");
            return wrong(format!("{owner}: {text}"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_parts() {
        let part = |text: &str, prefix| network_part(text.parse().unwrap(), prefix).to_string();
        assert_eq!(part("10.1.2.3", 24), "10.1.2.0");
        assert_eq!(part("10.1.2.3", 0), "0.0.0.0");
        assert_eq!(part("10.1.2.3", 99), "10.1.2.3");
        assert_eq!(part("2001:db8::1", 64), "2001:db8::");
        assert_eq!(part("2001:db8::1", 0), "::");
    }
}
