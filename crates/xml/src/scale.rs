//! Numbers with a unit.

use std::fmt;

/// What a size without a unit means, and what it is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scale {
    /// Bytes.
    Bytes,
    /// KiB.
    Kib,
}

impl Scale {
    /// Bytes in one.
    #[must_use]
    pub fn bytes(self) -> u64 {
        match self {
            Self::Bytes => 1,
            Self::Kib => 1024,
        }
    }

    /// The word that is written for it.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Kib => "KiB",
        }
    }
}

/// Why a size with a unit cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScaleError {
    /// No such unit.
    Suffix(String),
    /// More than the limit.
    TooLarge(u64, String),
}

impl fmt::Display for ScaleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Suffix(suffix) => write!(f, "unknown suffix '{suffix}'"),
            Self::TooLarge(value, suffix) => write!(f, "value too large: {value}{suffix}"),
        }
    }
}

impl std::error::Error for ScaleError {}

/// The size in bytes; without a suffix the value counts in `default` bytes.
///
/// Suffixes are those of libvirt: `b`, `byte`, `bytes`; one letter of `kmgtpe` or that letter and `iB`
/// for powers of 1024; that letter and `B` for powers of 1000. Case does not matter.
///
/// # Errors
/// An unknown suffix, or more than `limit` bytes.
pub fn scale_integer(value: u64, suffix: &str, default: u64, limit: u64) -> Result<u64, ScaleError> {
    let factor = if suffix.is_empty() {
        default
    } else if ["b", "byte", "bytes"].iter().any(|word| suffix.eq_ignore_ascii_case(word)) {
        1
    } else {
        let unknown = || ScaleError::Suffix(suffix.into());
        let mut letters = suffix.chars();
        let letter = letters.next().ok_or_else(unknown)?.to_ascii_lowercase();
        let power = match letter {
            'k' => 1,
            'm' => 2,
            'g' => 3,
            't' => 4,
            'p' => 5,
            'e' => 6,
            _ => return Err(unknown()),
        };
        let tail = letters.as_str();
        if tail.is_empty() || tail.eq_ignore_ascii_case("ib") {
            1024u64.pow(power)
        } else if tail.eq_ignore_ascii_case("b") {
            1000u64.pow(power)
        } else {
            return Err(unknown());
        }
    };
    match value.checked_mul(factor) {
        Some(bytes) if bytes <= limit => Ok(bytes),
        _ => Err(ScaleError::TooLarge(value, suffix.into())),
    }
}

/// A size in the largest unit in which it is a whole number of at least 1, and that unit's name.
#[must_use]
pub fn pretty_size(bytes: u64) -> (u64, &'static str) {
    let mut size = bytes;
    let mut unit = "B";
    for larger in ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] {
        if size == 0 || !size.is_multiple_of(1024) {
            break;
        }
        size /= 1024;
        unit = larger;
    }
    (size, unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        let bytes = |value, suffix| scale_integer(value, suffix, 1024, u64::MAX);
        assert_eq!(bytes(2, ""), Ok(2048));
        assert_eq!(bytes(2, "Bytes"), Ok(2));
        assert_eq!(bytes(2, "k"), Ok(2048));
        assert_eq!(bytes(2, "KB"), Ok(2000));
        assert_eq!(bytes(2, "gib"), Ok(2 << 30));
        assert_eq!(bytes(15, "E"), Ok(15 << 60));
        assert_eq!(bytes(16, "E").unwrap_err().to_string(), "value too large: 16E");
        assert_eq!(bytes(1, "ki").unwrap_err().to_string(), "unknown suffix 'ki'");
        assert_eq!(bytes(1, "é").unwrap_err().to_string(), "unknown suffix 'é'");
    }
}
