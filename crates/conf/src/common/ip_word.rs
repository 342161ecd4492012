//! Addresses as the C library reads them.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use vir_xml::{ValueError, XmlValue};

use crate::common::ip_text;

/// Reads an address; IPv4 ones may have fewer than four parts, and hexadecimal and octal ones.
///
/// # Errors
/// It is none.
pub fn from_text(text: &str) -> Result<IpAddr, ValueError> {
    let address = IpAddr::from_text(text);
    match short_form(text) {
        Some(address) => Ok(IpAddr::V4(address)),
        None => address,
    }
}

/// Writes it.
#[must_use]
pub fn to_text(address: &IpAddr) -> Cow<'_, str> {
    Cow::Owned(ip_text(*address))
}

/// `10.1` is `10.0.0.1`: the last part fills what is left.
pub(crate) fn short_form(text: &str) -> Option<Ipv4Addr> {
    let mut parts = text.split('.').map(number).collect::<Option<Vec<u32>>>()?;
    let last = parts.pop()?;
    let left = 4usize.checked_sub(parts.len()).filter(|left| *left > 0)?;
    let mut address = 0u32;
    for part in parts {
        address = (address << 8) | u32::from(u8::try_from(part).ok()?);
    }
    let bits = u32::try_from(left).ok()?.checked_mul(8)?;
    if u64::from(last) >> bits != 0 {
        return None;
    }
    Some(Ipv4Addr::from(address.checked_shl(bits).unwrap_or(0) | last))
}

fn number(text: &str) -> Option<u32> {
    let (digits, radix) = match (text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")), text) {
        (Some(digits), _) => (digits, 16),
        (None, text) if text.starts_with('0') => (text, 8),
        (None, text) => (text, 10),
    };
    let plain = digits.chars().all(|c| c.is_digit(radix));
    plain.then(|| u32::from_str_radix(digits, radix).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms() {
        for (text, full) in [
            ("10.1", "10.0.0.1"),
            ("0", "0.0.0.0"),
            ("1.2.3", "1.2.0.3"),
            ("1.2.258", "1.2.1.2"),
            ("4294967295", "255.255.255.255"),
            ("010.0x10.0.1", "8.16.0.1"),
            ("192.168.122.1", "192.168.122.1"),
            ("::1", "::1"),
        ] {
            assert_eq!(from_text(text).unwrap().to_string(), full, "{text}");
        }
        for bad in ["", ".", "1.", "1.2.3.4.5", "256.1.1.1", "1.2.65536", "0x", "08.1", "+1", "a"] {
            assert!(from_text(bad).is_err(), "{bad}");
        }
    }
}
