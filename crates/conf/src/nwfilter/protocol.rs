//! Protocols that rules are about.

use vir_xml::XmlEnum;

/// A protocol that a rule is about: the name of its element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum RuleProtocol {
    /// ARP.
    Arp,
    /// Reverse ARP.
    Rarp,
    /// Ethernet.
    Mac,
    /// Ethernet with a VLAN.
    Vlan,
    /// Spanning tree.
    Stp,
    /// IPv4, as Ethernet sees it.
    Ip,
    /// IPv6, as Ethernet sees it.
    Ipv6,
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// UDP-Lite.
    Udplite,
    /// IPsec, encrypted.
    Esp,
    /// IPsec, signed.
    Ah,
    /// SCTP.
    Sctp,
    /// ICMP.
    Icmp,
    /// Anything in IPv4.
    All,
    /// IGMP.
    Igmp,
    /// TCP in IPv6.
    #[xml(name = "tcp-ipv6")]
    TcpIpv6,
    /// UDP in IPv6.
    #[xml(name = "udp-ipv6")]
    UdpIpv6,
    /// UDP-Lite in IPv6.
    #[xml(name = "udplite-ipv6")]
    UdpliteIpv6,
    /// IPsec in IPv6, encrypted.
    #[xml(name = "esp-ipv6")]
    EspIpv6,
    /// IPsec in IPv6, signed.
    #[xml(name = "ah-ipv6")]
    AhIpv6,
    /// SCTP in IPv6.
    #[xml(name = "sctp-ipv6")]
    SctpIpv6,
    /// ICMP of IPv6.
    Icmpv6,
    /// Anything in IPv6.
    #[xml(name = "all-ipv6")]
    AllIpv6,
}

impl RuleProtocol {
    /// Whether rules look at Ethernet.
    #[must_use]
    pub fn is_ethernet(self) -> bool {
        matches!(self, Self::Arp | Self::Rarp | Self::Mac | Self::Vlan | Self::Stp | Self::Ip | Self::Ipv6)
    }

    /// Whether rules look into IPv6, and not at Ethernet.
    #[must_use]
    pub fn is_in_ipv6(self) -> bool {
        matches!(
            self,
            Self::TcpIpv6
                | Self::UdpIpv6
                | Self::UdpliteIpv6
                | Self::EspIpv6
                | Self::AhIpv6
                | Self::SctpIpv6
                | Self::Icmpv6
                | Self::AllIpv6
        )
    }

    /// Whether rules look into IPv4, and not at Ethernet.
    #[must_use]
    pub fn is_in_ipv4(self) -> bool {
        !self.is_ethernet() && !self.is_in_ipv6()
    }
}
