//! The bridge, the domain, and options of dnsmasq.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use crate::common::{Switch, given};

/// The bridge of a network.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BridgeDef {
    /// Its name.
    #[xml(attr, read_if = "given::name")]
    pub name: Option<String>,
    /// Its zone in the host's firewall.
    #[xml(attr, read_if = "given::zone")]
    pub zone: Option<String>,
    /// Spanning tree protocol.
    #[xml(attr, with = "crate::network::bridge::stp", read_if = "given::stp")]
    pub stp: Option<Switch>,
    /// **Seconds** before a new port forwards.
    #[xml(attr, read_if = "given::delay", invalid(Invalid, "Invalid delay value in network"))]
    pub delay: Option<u64>,
    /// Who keeps the table of addresses.
    #[xml(
        attr = "macTableManager",
        read_if = "given::mac_table_manager",
        invalid(Invalid, "Invalid macTableManager setting '{value}' in network")
    )]
    pub mac_table_manager: Option<MacTableManager>,
}

/// Any word but `off` means on.
mod stp {
    use std::borrow::Cow;

    use vir_xml::ValueError;

    use crate::common::Switch;

    #[allow(clippy::unnecessary_wraps)] // The derive wants it so.
    pub(super) fn from_text(text: &str) -> Result<Switch, ValueError> {
        Ok(Switch::from(text != "off"))
    }

    pub(super) fn to_text(stp: &Switch) -> Cow<'_, str> {
        Cow::Borrowed(stp.as_str())
    }
}

/// Who keeps a bridge's table of Ethernet addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum MacTableManager {
    /// The kernel, by listening.
    Kernel,
    /// The daemon, which knows its guests.
    Libvirt,
}

/// The domain of a network's guests in DNS.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NetworkDomain {
    /// Its name.
    #[xml(attr)]
    pub name: Option<String>,
    /// Whether questions about it never leave the host.
    #[xml(attr = "localOnly")]
    pub local_only: Option<bool>,
    /// Whether the host's own resolver is told about it.
    #[xml(attr)]
    pub register: Option<bool>,
}

/// What is handed to dnsmasq as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DnsmasqOptions {
    /// Lines of its configuration.
    pub options: Vec<DnsmasqOption>,
}

/// A line of dnsmasq's configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DnsmasqOption {
    /// The line.
    #[xml(attr, missing(Missing, "No dnsmasq options value specified"))]
    pub value: String,
}

impl XmlElement for DnsmasqOptions {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        let own = |child: &vir_xml::Node<'_>| child.is(super::DNSMASQ, "option");
        let options = node.elements().filter(own).map(DnsmasqOption::read);
        Ok(Self { options: options.collect::<vir_xml::Result<_>>()? })
    }

    fn write_attrs(&self, _: &mut vir_xml::Writer) {}

    fn write_nodes(&self, w: &mut vir_xml::Writer) {
        for option in &self.options {
            let name = w.qualified(super::DNSMASQ, "option");
            option.write(&name, w);
        }
    }
}
