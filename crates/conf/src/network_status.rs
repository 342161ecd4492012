//! `<networkstatus>`: a running network, as a daemon keeps it on disk.

use serde::{Deserialize, Serialize};
use vir_types::{Origin, Result};
use vir_xml::{ReadOptions, XmlElement, XmlEnum, to_string};

use crate::bitmap::CpuSet;
use crate::error::{DocumentKind, read};
use crate::format::XmlFormat;
use crate::network::NetworkDef;

const KIND: DocumentKind =
    DocumentKind { root: "networkstatus", name: "(network_status)", origin: Origin::NETWORK };

/// A running network, as a daemon keeps it on disk.
///
/// Schema: `schemas/networkstatus.rnc`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NetworkStatus {
    /// Classes of traffic that are in use; 0 to 2 are the network's own.
    #[xml(attr = "class_id/@bitmap", skip_default)]
    pub class_ids: CpuSet,
    /// What is promised to all guests together, in **KiB/s**.
    #[xml(attr = "floor/@sum")]
    pub floor_sum: u64,
    /// What keeps it from being supported.
    #[xml(attr = "taint/@flag", invalid(Unsupported, "Unknown taint flag {value}"))]
    pub taints: Vec<NetworkTaint>,
    /// The network.
    #[xml(child = "network", missing(Internal, "Could not find any 'network' element in status file"))]
    pub network: NetworkDef,
    /// How its firewall rules are taken away.
    #[xml(child = "firewall")]
    pub firewall: Option<FirewallRemoval>,
}

/// What keeps a network from being supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum NetworkTaint {
    /// A script of the host has changed it.
    #[xml(name = "hook-script")]
    HookScript,
}

/// How a network's firewall rules are taken away. Since 10.4.0.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FirewallRemoval {
    /// Name of the rules.
    #[xml(attr)]
    pub name: Option<String>,
    /// Which program is called.
    #[xml(attr, required)]
    pub backend: FirewallBackend,
    /// The calls, in order.
    #[xml(child = "group")]
    pub groups: Vec<FirewallGroup>,
}

/// Which program is called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum FirewallBackend {
    /// iptables, ip6tables and ebtables.
    #[default]
    Iptables,
    /// nft.
    Nftables,
}

/// Calls that go together.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct FirewallGroup {
    /// Whether failures matter.
    #[xml(attr = "ignoreErrors", skip_default)]
    pub ignore_errors: bool,
    /// The calls.
    #[xml(child = "action")]
    pub actions: Vec<FirewallAction>,
}

/// A call.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FirewallAction {
    /// Which packets it is about.
    #[xml(attr, required)]
    pub layer: FirewallLayer,
    /// Whether its failure matters.
    #[xml(attr = "ignoreErrors", skip_default)]
    pub ignore_errors: bool,
    /// Its arguments.
    #[xml(child = "args")]
    pub args: FirewallArgs,
}

/// Arguments of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct FirewallArgs {
    /// The arguments.
    #[xml(text = "item")]
    pub list: Vec<String>,
}

/// Which packets a call is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum FirewallLayer {
    /// Frames.
    #[default]
    Ethernet,
    /// IPv4.
    Ipv4,
    /// IPv6.
    Ipv6,
    /// Queues of the kernel.
    Tc,
}

impl NetworkStatus {
    /// Reads what a daemon keeps.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `InternalError`: without network. Else as [`NetworkDef::parse`].
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::live(), Self::read)
    }

    /// The document as a daemon keeps it.
    #[must_use]
    pub fn to_xml(&self) -> String {
        to_string(KIND.root, self, XmlFormat::new(true, true).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SchemaKind;

    const STATUS: &str = "\
<networkstatus>
  <class_id bitmap='0-2,5'/>
  <floor sum='1000'/>
  <taint flag='hook-script'/>
  <network>
    <name>default</name>
    <uuid>dd8fe884-6c02-601e-7551-cca97df1c5df</uuid>
    <forward mode='nat'/>
    <bridge name='virbr0' stp='on' delay='0'/>
  </network>
  <firewall backend='nftables'>
    <group ignoreErrors='yes'>
      <action layer='ipv4'>
        <args>
          <item>delete</item>
          <item>rule</item>
        </args>
      </action>
    </group>
  </firewall>
</networkstatus>
";

    #[test]
    fn a_status_is_read_and_written() {
        SchemaKind::NetworkStatus.validate(STATUS).unwrap();
        let status = NetworkStatus::parse(STATUS).unwrap();
        assert_eq!(status.to_xml(), STATUS);
        assert!(status.class_ids.contains(5) && !status.class_ids.contains(4));
        assert_eq!(status.taints, [NetworkTaint::HookScript]);
        assert_eq!(status.network.name, "default");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let error = NetworkStatus::parse("<networkstatus/>").unwrap_err();
        assert!(error.message().contains("Could not find any 'network' element"), "{error}");
        let error = NetworkStatus::parse(&STATUS.replace("hook-script", "hook")).unwrap_err();
        assert!(error.message().contains("Unknown taint flag hook"), "{error}");
    }
}
