//! Ethernet addresses.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use vir_xml::{ValueError, XmlValue};

/// An Ethernet address, written in lower case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacAddr(pub [u8; 6]);

impl fmt::Display for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

impl XmlValue for MacAddr {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        let bad = ValueError::Expected("MAC address");
        let mut bytes = [0; 6];
        let mut parts = text.split(':');
        for byte in &mut bytes {
            let part = parts.next().ok_or(bad.clone())?;
            let digits = matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_hexdigit());
            let value = digits.then(|| u8::from_str_radix(part, 16).ok()).flatten();
            *byte = value.ok_or(bad.clone())?;
        }
        if parts.next().is_some() { Err(bad) } else { Ok(Self(bytes)) }
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl Serialize for MacAddr {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MacAddr {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bad = || serde::de::Error::custom(format!("malformed MAC address '{text}'"));
        Self::from_text(&text).map_err(|_| bad())
    }
}
