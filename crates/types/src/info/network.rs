//! Networks.

use crate::IpAddrType;

info! {
    /// An address that a network's DHCP server lent. C API: `virNetworkDHCPLease`. Since: 1.2.6.
    pub struct NetworkDhcpLease {
        /// The network's bridge.
        iface: String,
        /// Until when, in seconds since 1970.
        expiry_time_s: i64,
        /// The address's kind.
        kind: IpAddrType,
        /// The MAC address.
        mac: Option<String>,
        /// The client's association, with IPv6.
        iaid: Option<String>,
        /// The address as text.
        ipaddr: String,
        /// The length of the network's prefix, in bits.
        prefix: u32,
        /// The name that the client gave itself.
        hostname: Option<String>,
        /// The client's id, or its DUID with IPv6.
        clientid: Option<String>,
    }
}
