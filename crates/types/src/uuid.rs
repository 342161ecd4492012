//! Identifiers of 16 bytes.

use std::fmt;
use std::str::FromStr;

use crate::{Code, Error};

/// The UUID of a domain, network, pool, filter or secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Uuid(pub [u8; 16]);

impl Uuid {
    /// The UUID with these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes, as they travel.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// A UUID whose random bits are given (RFC 9562, version 4).
    #[must_use]
    pub fn from_random(mut bytes: [u8; 16]) -> Self {
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Self(bytes)
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, byte) in self.0.iter().enumerate() {
            if matches!(i, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Uuid {
    type Err = Error;

    /// Reads 32 hexadecimal digits; dashes and white space may stand between bytes.
    fn from_str(text: &str) -> Result<Self, Error> {
        let bad = || Error::new(Code::INVALID_ARG, format!("malformed UUID '{text}'"));
        let mut bytes = [0u8; 16];
        let mut digits = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
        for byte in &mut bytes {
            let mut digit = || digits.next().and_then(|c| c.to_digit(16)).ok_or_else(bad);
            let value = digit()? * 16 + digit()?;
            *byte = u8::try_from(value).map_err(|_| bad())?;
        }
        if digits.next().is_some() { Err(bad()) } else { Ok(Self(bytes)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_bytes_agree() {
        let text = "6695eb01-f6a4-8304-79aa-97f2502e193f";
        let uuid: Uuid = text.parse().unwrap();
        assert_eq!(uuid.to_string(), text);
        assert_eq!("6695eb01f6a4830479aa97f2502e193f".parse::<Uuid>().unwrap(), uuid);
    }

    #[test]
    fn malformed_is_refused() {
        for bad in
            ["", "6695", "6695eb01-f6a4-8304-79aa-97f2502e193", "6695eb01-f6a4-8304-79aa-97f2502e193f0", "zz"]
        {
            assert_eq!(bad.parse::<Uuid>().unwrap_err().code(), Code::INVALID_ARG, "{bad}");
        }
    }
}
