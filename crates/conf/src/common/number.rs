//! Spellings of numbers that are not plain decimal; for `with = "…"`.

/// Numbers that may be given as decimal, octal (`017`) or hexadecimal (`0x1f`); written as decimal.
pub mod any_base {
    use std::borrow::Cow;
    use std::fmt::Display;

    use vir_xml::{Hex, ValueError, XmlValue};

    /// Reads one.
    ///
    /// # Errors
    /// No number, or one that does not fit.
    pub fn from_text<T: TryFrom<u64>>(text: &str) -> Result<T, ValueError> {
        let Hex(value) = Hex::<1>::from_text(text)?;
        T::try_from(value).map_err(|_| ValueError::Expected("non-negative integer value"))
    }

    /// Writes one.
    #[must_use]
    pub fn to_text<T: Display>(value: &T) -> Cow<'_, str> {
        Cow::Owned(value.to_string())
    }
}

/// Hexadecimal numbers, with or without `0x`.
pub mod base16 {
    use std::borrow::Cow;

    use vir_xml::{Hex, ValueError, XmlValue};

    /// Reads one.
    ///
    /// # Errors
    /// No hexadecimal number of 32 bits.
    pub fn from_text<const DIGITS: usize>(text: &str) -> Result<Hex<DIGITS>, ValueError> {
        let bad = ValueError::Expected("hexadecimal number");
        let text = text.trim_start();
        let text = text.strip_prefix('+').unwrap_or(text);
        let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(bad);
        }
        u32::from_str_radix(digits, 16).map(|value| Hex(value.into())).map_err(|_| bad)
    }

    /// Writes one.
    #[must_use]
    pub fn to_text<const DIGITS: usize>(value: &Hex<DIGITS>) -> Cow<'_, str> {
        value.to_text()
    }
}

/// Unsigned numbers that may be given as negative ones, of which the bits count.
pub mod wrapping {
    use std::borrow::Cow;

    use vir_xml::{ValueError, XmlValue};

    /// Reads one.
    ///
    /// # Errors
    /// No number of 32 bits.
    pub fn from_text(text: &str) -> Result<u32, ValueError> {
        u32::from_text(text).or_else(|error| i32::from_text(text).map(i32::cast_unsigned).map_err(|_| error))
    }

    /// Writes one.
    #[must_use]
    pub fn to_text(value: &u32) -> Cow<'_, str> {
        Cow::Owned(value.to_string())
    }
}

/// Modes of files, in octal.
pub mod octal {
    use std::borrow::Cow;

    use vir_xml::ValueError;

    /// Reads one.
    ///
    /// # Errors
    /// No octal number, or more than permission bits.
    pub fn from_text(text: &str) -> Result<u32, ValueError> {
        let digits = text.trim_start();
        let parsed = u32::from_str_radix(digits.strip_prefix('+').unwrap_or(digits), 8).ok();
        parsed.filter(|mode| *mode <= 0o777).ok_or(ValueError::Expected("octal mode"))
    }

    /// Writes one.
    #[must_use]
    pub fn to_text(mode: &u32) -> Cow<'_, str> {
        Cow::Owned(format!("0{mode:o}"))
    }
}

/// Numbers of users and groups; -1 means none. They are unsigned, and written as if they were signed.
pub mod optional_id {
    use std::borrow::Cow;

    use vir_xml::{ValueError, XmlValue};

    /// Reads one.
    ///
    /// # Errors
    /// No number, or none that a user or group can have.
    pub fn from_text(text: &str) -> Result<i32, ValueError> {
        let id = i64::from_text(text)?;
        if id == -1 {
            return Ok(-1);
        }
        let id = u32::try_from(id).map_err(|_| ValueError::Expected("non-negative integer value"))?;
        Ok(id.cast_signed())
    }

    /// Writes one.
    #[must_use]
    pub fn to_text(id: &i32) -> Cow<'_, str> {
        Cow::Owned(id.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::{any_base, base16, octal, optional_id, wrapping};

    #[test]
    fn spellings() {
        assert_eq!(any_base::from_text::<u8>("0x1F"), Ok(31));
        assert_eq!(any_base::from_text::<u8>("017"), Ok(15));
        assert!(any_base::from_text::<u8>("256").is_err());
        assert_eq!(base16::from_text("ff02"), Ok(vir_xml::Hex::<4>(0xff02)));
        assert_eq!(wrapping::from_text("-1"), Ok(u32::MAX));
        assert!(wrapping::from_text("4294967296").is_err());
        assert_eq!(octal::from_text("0755"), Ok(0o755));
        assert!(octal::from_text("1000").is_err());
        assert_eq!(octal::to_text(&0o700), "0700");
        assert_eq!(optional_id::from_text("-1"), Ok(-1));
        assert!(optional_id::from_text("-2").is_err());
    }
}
