//! `<ip>`: an address of the host in a network.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use vir_types::Result;
use vir_xml::{WriteOptions, XmlElement};

use super::dhcp::{Beside, DhcpDef};
use crate::common::{IpFamily, given, unsupported, wrong};

/// An address of the host in a network.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct NetworkIpDef {
    /// Its family; `None` is IPv4.
    #[xml(attr, read_if = "given::family", invalid(Invalid, "Unrecognized family '{value}' in network"))]
    pub family: Option<IpFamily>,
    /// The address; required.
    #[xml(
        attr,
        with = "crate::common::ip_word",
        read_if = "given::address",
        invalid(Invalid, "Invalid address '{value}' in network")
    )]
    pub address: Option<IpAddr>,
    /// Its network, as a mask (IPv4).
    #[xml(
        attr,
        with = "crate::common::ip_word",
        read_if = "given::netmask",
        invalid(Invalid, "Invalid netmask '{value}' in network")
    )]
    pub netmask: Option<IpAddr>,
    /// Its network, as the number of bits; 0 is the same as nothing said.
    #[xml(attr, skip_default)]
    pub prefix: u32,
    /// Whether questions for names of its addresses never leave the host.
    #[xml(attr = "localPtr")]
    pub local_ptr: Option<bool>,
    /// The folder that guests can load files from (IPv4).
    #[xml(attr = "tftp/@root", read_if = "given::root")]
    pub tftp_root: Option<String>,
    /// What guests are given.
    #[xml(child = "dhcp", write_if = "NetworkIpDef::gives_addresses")]
    pub dhcp: Option<DhcpDef>,
}

impl NetworkIpDef {
    fn gives_addresses(&self, _: WriteOptions) -> bool {
        self.has_dhcp()
    }

    /// Whether guests are given addresses.
    #[must_use]
    pub fn has_dhcp(&self) -> bool {
        self.dhcp.as_ref().is_some_and(|dhcp| !dhcp.ranges.is_empty() || !dhcp.hosts.is_empty())
    }

    /// Bits of the network, however they were given; `None` for a mask with holes and for an address whose
    /// class has no networks.
    #[must_use]
    pub fn network_bits(&self) -> Option<u32> {
        match (self.prefix, self.netmask, self.address) {
            (0, Some(IpAddr::V4(mask)), _) => {
                let bits = u32::from(mask).leading_ones();
                (u32::from(mask).count_ones() == bits).then_some(bits)
            }
            (0, _, Some(IpAddr::V4(address))) => match address.octets() {
                [0, 0, 0, 0] => Some(0),
                [0..=127, ..] => Some(8),
                [128..=191, ..] => Some(16),
                [192..=223, ..] => Some(24),
                _ => None,
            },
            (0, _, Some(IpAddr::V6(address))) => Some(if address.is_unspecified() { 0 } else { 64 }),
            (prefix, ..) => Some(prefix),
        }
    }

    pub(super) fn beside(&self) -> Option<Beside> {
        Some((self.address?, self.network_bits()))
    }

    /// Checks it.
    ///
    /// # Errors
    /// `XmlError`, `ConfigUnsupported`, `InternalError`: addresses that do not go together.
    pub fn validate(&self, network: &str) -> Result<()> {
        let Some(address) = self.address else {
            return wrong(format!("Missing required address attribute in network '{network}'"));
        };
        let place = format!("address '{address}' in network '{network}'");
        if self.family == Some(IpFamily::Ipv6) {
            if !address.is_ipv6() {
                return unsupported(format!("Family 'ipv6' specified for non-IPv6 {place}"));
            }
            if self.netmask.is_some() {
                return unsupported(format!("netmask not allowed for IPv6 {place}"));
            }
            if self.prefix > 128 {
                return unsupported(format!("Invalid IPv6 prefix '{}' in network '{network}'", self.prefix));
            }
        } else {
            if !address.is_ipv4() {
                let said = if self.family.is_some() { "ipv4" } else { "no" };
                return unsupported(format!("{said} family specified for non-IPv4 {place}"));
            }
            if let Some(netmask) = self.netmask {
                if !netmask.is_ipv4() {
                    return unsupported(format!(
                        "Invalid netmask '{netmask}' for {place} (both must be IPv4)"
                    ));
                }
                if self.prefix > 0 {
                    let text =
                        format!("Network '{network}' IP address cannot have both a prefix and a netmask");
                    return unsupported(text);
                }
            } else if self.prefix > 32 {
                return unsupported(format!("Invalid IPv4 prefix '{}' in network '{network}'", self.prefix));
            }
        }
        if self.tftp_root.is_some() && address.is_ipv6() {
            let text = format!("Unsupported <tftp> element in an IPv6 element in network '{network}'");
            return unsupported(text);
        }
        let beside = (address, self.network_bits());
        if let Some(dhcp) = &self.dhcp {
            dhcp.ranges.iter().try_for_each(|range| range.validate(network, beside))?;
            dhcp.hosts.iter().try_for_each(|host| host.validate(network, beside, false))?;
        }
        Ok(())
    }
}
