//! What guests tell through their agents, in the interface's words. Nothing here talks to an agent.

mod info;

use serde_json::Value;
use vir_conf::DomainDef;
use vir_types::info::{DomainFsInfo, DomainInterface, DomainIpAddr};
use vir_types::{Code, IpAddrType, Result};

use crate::shared::error;

pub(crate) use info::add;

/// An answer that is not what was asked for.
pub(crate) fn odd(command: &str) -> vir_types::Error {
    error(Code::INTERNAL_ERROR, format!("the guest agent's answer to {command} makes no sense"))
}

/// A text of an answer's part.
pub(crate) fn text<'a>(from: &'a Value, name: &str) -> Option<&'a str> {
    from.get(name).and_then(Value::as_str)
}

/// The parts of an answer.
pub(crate) fn list<'a>(answer: &'a Value, command: &str) -> Result<&'a [Value]> {
    answer.as_array().map(Vec::as_slice).ok_or_else(|| odd(command))
}

/// What the host's table of neighbours knows of a guest's interfaces that are on the host.
pub(crate) fn neighbours(live: &DomainDef, table: &str) -> Vec<DomainInterface> {
    let mut found = Vec::new();
    for interface in &live.devices.interfaces {
        let (Some(name), Some(mac)) = (&interface.target, interface.mac) else { continue };
        let mac = mac.to_string();
        let mut own = DomainInterface::new(name.clone(), Some(mac.clone()), Vec::new());
        for line in table.lines().skip(1) {
            let fields: Vec<&str> = line.split_ascii_whitespace().collect();
            // The third field says whether the neighbour has answered.
            let [address, _, flags, known, ..] = fields.as_slice() else { continue };
            if *flags != "0x0" && known.eq_ignore_ascii_case(&mac) {
                own.addrs.push(DomainIpAddr::new(IpAddrType::IPV4, (*address).to_owned(), 0));
            }
        }
        if !own.addrs.is_empty() {
            found.push(own);
        }
    }
    found
}

/// The network interfaces of a guest. An alias such as `eth0:1` counts to the interface before the colon.
pub(crate) fn interfaces(answer: &Value) -> Result<Vec<DomainInterface>> {
    const COMMAND: &str = "guest-network-get-interfaces";
    let mut found: Vec<DomainInterface> = Vec::new();
    for one in list(answer, COMMAND)? {
        let name = text(one, "name").ok_or_else(|| odd(COMMAND))?;
        let name = name.split(':').next().unwrap_or(name);
        let at = found.iter().position(|known| known.name == name);
        let at = at.unwrap_or_else(|| {
            let mut interface = DomainInterface::default();
            interface.name = name.to_owned();
            interface.hwaddr = text(one, "hardware-address").map(str::to_owned);
            found.push(interface);
            found.len().saturating_sub(1)
        });
        let addresses = one.get("ip-addresses").and_then(Value::as_array);
        for address in addresses.into_iter().flatten() {
            let mut addr = DomainIpAddr::default();
            addr.kind = match text(address, "ip-address-type") {
                Some("ipv4") => IpAddrType::IPV4,
                Some("ipv6") => IpAddrType::IPV6,
                _ => return Err(odd(COMMAND)),
            };
            addr.addr = text(address, "ip-address").ok_or_else(|| odd(COMMAND))?.to_owned();
            let prefix = address.get("prefix").and_then(Value::as_u64);
            addr.prefix = prefix.and_then(|prefix| prefix.try_into().ok()).ok_or_else(|| odd(COMMAND))?;
            if let Some(interface) = found.get_mut(at) {
                interface.addrs.push(addr);
            }
        }
    }
    Ok(found)
}

/// The file systems of a guest; `target` finds the disk of the definition that one is on.
pub(crate) fn file_systems(
    answer: &Value,
    target: impl Fn(&Value) -> Option<String>,
) -> Result<Vec<DomainFsInfo>> {
    const COMMAND: &str = "guest-get-fsinfo";
    let systems = list(answer, COMMAND)?.iter().map(|one| {
        let own = |name: &str| text(one, name).map(str::to_owned).ok_or_else(|| odd(COMMAND));
        let mut system = DomainFsInfo::default();
        (system.mountpoint, system.name, system.fstype) = (own("mountpoint")?, own("name")?, own("type")?);
        let disks = one.get("disk").and_then(Value::as_array);
        system.dev_aliases = disks.into_iter().flatten().filter_map(&target).collect();
        Ok(system)
    });
    systems.collect()
}

/// The usual way to write bytes as letters.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3).saturating_mul(4));
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (at, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let letter = usize::try_from(word >> shift & 0x3f).ok().and_then(|place| LETTERS.get(place));
            out.push(if at <= chunk.len() { letter.map_or('=', |letter| char::from(*letter)) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn bytes_as_letters() {
        for (bytes, letters) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(bytes.as_bytes()), letters);
        }
        assert_eq!(base64(&[0xff, 0xfe]), "//4=");
    }

    #[test]
    fn aliases_of_interfaces_are_one() {
        let answer = json!([
            {"name": "lo", "ip-addresses": [{"ip-address": "::1", "ip-address-type": "ipv6", "prefix": 128}]},
            {"name": "eth0", "hardware-address": "52:54:00:00:00:01"},
            {"name": "eth0:1", "ip-addresses": [{"ip-address": "10.0.0.1", "ip-address-type": "ipv4", "prefix": 8}]},
        ]);
        let found = interfaces(&answer).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[1].addrs[0].addr.as_str(), found[1].addrs[0].prefix), ("10.0.0.1", 8));
        assert_eq!(found[1].hwaddr.as_deref(), Some("52:54:00:00:00:01"));
        assert!(interfaces(&json!({"name": "lo"})).is_err());
        assert!(interfaces(&json!([{"ip-addresses": []}])).is_err());
    }
}
