//! Addresses that a network's DHCP server has given out: the JSON file that its helper keeps.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use vir_types::{Code, Error, Origin, Result};

/// Addresses given out, in the order in which they were.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DhcpLeases {
    /// The leases.
    pub list: Vec<DhcpLease>,
}

/// An address given out. `virNetworkDHCPLease`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct DhcpLease {
    /// Number of the association, with IPv6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iaid: Option<String>,
    /// The address.
    pub ip_address: IpAddr,
    /// Address of the card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mac_address: Option<String>,
    /// Name that the guest has given itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// Identity that the guest has given itself; a DUID with IPv6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// DUID of the server, with IPv6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_duid: Option<String>,
    /// **Seconds** since 1970 until which it is the guest's; 0 for ever.
    pub expiry_time: i64,
}

impl DhcpLease {
    /// An address given out until then (**seconds** since 1970, 0 for ever).
    #[must_use]
    pub fn new(ip_address: IpAddr, expiry_time: i64) -> Self {
        Self {
            iaid: None,
            ip_address,
            mac_address: None,
            hostname: None,
            client_id: None,
            server_duid: None,
            expiry_time,
        }
    }

    /// Whether it is still the guest's at this time, in **seconds** since 1970.
    #[must_use]
    pub fn holds(&self, now: i64) -> bool {
        self.expiry_time == 0 || self.expiry_time >= now
    }
}

impl DhcpLeases {
    /// Reads the file; an empty one has no leases.
    ///
    /// # Errors
    /// `InternalError`, with line and column: it is not a list of leases.
    pub fn parse(json: &str) -> Result<Self> {
        if json.trim().is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(json).map_err(|error| {
            let text = format!("cannot read DHCP leases: {error}");
            Error::new(Code::INTERNAL_ERROR, text).or_origin(Origin::NETWORK).with_source(error)
        })
    }

    /// The file.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings and numbers can always be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Notes a lease, in place of the one of the same address.
    pub fn put(&mut self, lease: DhcpLease) {
        self.remove(lease.ip_address);
        self.list.push(lease);
    }

    /// Forgets the lease of an address.
    pub fn remove(&mut self, ip_address: IpAddr) {
        self.list.retain(|lease| lease.ip_address != ip_address);
    }

    /// Leases that hold at this time (**seconds** since 1970), of one card or of all.
    pub fn holding<'l>(&'l self, now: i64, mac: Option<&'l str>) -> impl Iterator<Item = &'l DhcpLease> {
        self.list.iter().filter(move |lease| {
            let own = |mac: &str| lease.mac_address.as_ref().is_some_and(|it| it.eq_ignore_ascii_case(mac));
            lease.holds(now) && mac.is_none_or(own)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASES: &str = r#"[
  {
    "ip-address": "192.168.122.7",
    "mac-address": "52:54:00:6b:3c:58",
    "hostname": "web",
    "client-id": "01:52:54:00:6b:3c:58",
    "expiry-time": 1700000000
  },
  {
    "iaid": "1806859",
    "ip-address": "fd00::7",
    "mac-address": "52:54:00:2a:f1:07",
    "server-duid": "00:01:00:01",
    "expiry-time": 0
  }
]
"#;

    #[test]
    fn leases_are_read_and_written() {
        let mut leases = DhcpLeases::parse(LEASES).unwrap();
        assert_eq!(leases.to_json(), LEASES);
        assert_eq!(leases.holding(1_700_000_000, None).count(), 2);
        assert_eq!(leases.holding(1_700_000_001, None).count(), 1);
        assert_eq!(leases.holding(0, Some("52:54:00:6B:3C:58")).count(), 1);
        let first = DhcpLease::new("192.168.122.7".parse().unwrap(), 5);
        leases.put(first.clone());
        assert_eq!(leases.list.last(), Some(&first));
        assert_eq!(leases.list.len(), 2);
        leases.remove(first.ip_address);
        assert_eq!(leases.list.len(), 1);
    }

    #[test]
    fn broken_files_are_refused_with_their_place() {
        assert_eq!(DhcpLeases::parse("\n").unwrap(), DhcpLeases::default());
        for text in
            ["{}", "[{\"ip-address\": \"192.168.122.7\"}]", "[{\"ip-address\": \"x\", \"expiry-time\": 1}]"]
        {
            let error = DhcpLeases::parse(text).unwrap_err();
            assert_eq!(error.code(), Code::INTERNAL_ERROR);
            assert!(error.message().contains("at line 1 column "), "{error}");
        }
    }
}
