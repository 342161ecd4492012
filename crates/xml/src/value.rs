//! Values of attributes and texts.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::document::{Attr, Node};
use crate::error::{Kind, Result};
use crate::nearest::nearest;
use crate::scale::{Scale, ScaleError, scale_integer};
use crate::writer::Writer;

/// Something that is written as one word or text.
pub trait XmlValue: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// The text is not one.
    fn from_text(text: &str) -> Result<Self, ValueError>;

    /// Writes it.
    fn to_text(&self) -> Cow<'_, str>;
}

/// Why a text is no such value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueError {
    /// What would have been one, in words that follow "Expected".
    Expected(&'static str),
    /// One of these words would have been.
    OneOf(&'static [&'static str]),
    /// The value must not be zero.
    Zero,
}

impl ValueError {
    fn sentence(&self) -> String {
        match self {
            Self::Expected(what) => format!(" Expected {what}"),
            Self::OneOf(_) | Self::Zero => String::new(),
        }
    }

    fn hint(&self, value: &str) -> String {
        match self {
            Self::OneOf(words) => match nearest(value, words.iter().copied()) {
                Some(word) => format!(" Did you mean '{word}'?"),
                None => String::new(),
            },
            Self::Expected(_) | Self::Zero => String::new(),
        }
    }

    fn expected(&self) -> String {
        match self {
            Self::Expected(what) => (*what).into(),
            Self::OneOf(words) => words.join(", "),
            Self::Zero => "non-zero value".into(),
        }
    }
}

impl XmlValue for String {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        Ok(text.into())
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

/// Libvirt's yes and no.
impl XmlValue for bool {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        match text {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(ValueError::OneOf(&["yes", "no"])),
        }
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "yes" } else { "no" })
    }
}

/// Blanks before a number are accepted, blanks behind it are not: as the C library reads numbers.
fn number(text: &str) -> &str {
    let text = text.trim_start();
    text.strip_prefix('+').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(text)
}

macro_rules! numbers {
    ($($ty:ty => $expected:literal),* $(,)?) => {$(
        impl XmlValue for $ty {
            fn from_text(text: &str) -> Result<Self, ValueError> {
                number(text).parse().map_err(|_| ValueError::Expected($expected))
            }

            fn to_text(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )*};
}

numbers! {
    u8 => "non-negative integer value",
    u16 => "non-negative integer value",
    u32 => "non-negative integer value",
    u64 => "non-negative integer value",
    i32 => "integer value",
    i64 => "long long integer value",
    IpAddr => "IP address",
    Ipv4Addr => "IPv4 address",
    Ipv6Addr => "IPv6 address",
}

impl XmlValue for NonZeroU32 {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        Self::new(u32::from_text(text)?).ok_or(ValueError::Zero)
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

/// Numbers that libvirt reads as signed ones and refuses below 0; for `with = "vir_xml::natural"`.
pub mod natural {
    use std::borrow::Cow;

    use super::{ValueError, number};

    /// Reads one.
    ///
    /// # Errors
    /// No number, or below 0, with different words.
    pub fn from_text(text: &str) -> Result<u32, ValueError> {
        let value: i32 = number(text).parse().map_err(|_| ValueError::Expected("integer value"))?;
        u32::try_from(value).map_err(|_| ValueError::Expected("non-negative value"))
    }

    /// Writes one.
    #[must_use]
    pub fn to_text(value: &u32) -> Cow<'_, str> {
        Cow::Owned(value.to_string())
    }
}

/// A number that is written as `0x` and at least `DIGITS` hexadecimal digits; reads decimal and octal too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hex<const DIGITS: usize>(pub u64);

impl<const DIGITS: usize> XmlValue for Hex<DIGITS> {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        let text = number(text);
        let parsed = if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            // The standard parser would take a second sign here.
            let digits = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
            digits.then(|| u64::from_str_radix(hex, 16).ok()).flatten()
        } else if text.len() > 1 && text.starts_with('0') {
            u64::from_str_radix(text, 8).ok()
        } else {
            text.parse().ok()
        };
        parsed.map(Self).ok_or(ValueError::Expected("non-negative integer value"))
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(format!("0x{:0width$x}", self.0, width = DIGITS))
    }
}

/// Reads an attribute with a function such as [`XmlValue::from_text`].
///
/// # Errors
/// It is no such value.
pub fn read_attr<T>(
    node: Node<'_>,
    attr: &Attr<'_>,
    expected: &'static str,
    parse: impl FnOnce(&str) -> Result<T, ValueError>,
) -> Result<T> {
    parse(attr.value).map_err(|error| {
        let error = overridden(error, expected);
        let (name, element) = (attr.name, node.local_name());
        let tail = if error == ValueError::Zero {
            "Zero is not permitted".into()
        } else {
            format!("{}.{}", quoted(attr.value), error.sentence())
        };
        let message = format!("Invalid value for attribute '{name}' in element '{element}': {tail}");
        node.attr_error(attr, Kind::Invalid, message)
            .with_expected(&error.expected())
            .with_hint(error.hint(attr.value))
    })
}

/// Reads the text of an element with a function such as [`XmlValue::from_text`]; `None` if there is
/// no text.
///
/// # Errors
/// It is no such value.
pub fn read_own_text<T>(
    node: Node<'_>,
    expected: &'static str,
    parse: impl FnOnce(&str) -> Result<T, ValueError>,
) -> Result<Option<T>> {
    let text = node.text();
    if text.is_empty() {
        return Ok(None);
    }
    parse(&text).map(Some).map_err(|error| {
        let error = overridden(error, expected);
        let name = node.local_name();
        let said = format!("{} for element or attribute '{name}'.{}", quoted(&text), error.sentence());
        node.error(Kind::Invalid, format!("Invalid value {said}"))
            .with_value(&text)
            .with_expected(&error.expected())
            .with_hint(error.hint(&text))
    })
}

/// Reads the text of an element as a size in `scale`, rounded up; `None` if there is none.
///
/// # Errors
/// It is no number, the unit is unknown, or the size does not fit.
pub fn read_scaled(node: Node<'_>, unit: Option<&str>, scale: Scale) -> Result<Option<u64>> {
    let Some(value) = read_own_text(node, "", u64::from_text)? else { return Ok(None) };
    let scaled = in_scale(value, unit, scale);
    scaled.map(Some).map_err(|(kind, error)| node.error(kind, error.to_string()))
}

/// Reads an attribute that must be there.
///
/// # Errors
/// It is missing, or no such value.
pub fn require_attr<T>(
    node: Node<'_>,
    name: &str,
    parse: impl FnOnce(&str) -> Result<T, ValueError>,
) -> Result<T> {
    let attr = node.attr(name).ok_or_else(|| node.missing_attr(name))?;
    read_attr(node, &attr, "", parse)
}

/// Reads a size from an attribute whose unit is another one, rounded up; `None` if it is not there.
///
/// # Errors
/// As of [`read_scaled`].
pub fn read_scaled_attr(node: Node<'_>, name: &str, unit: &str, scale: Scale) -> Result<Option<u64>> {
    let Some(attr) = node.attr(name) else { return Ok(None) };
    let value = read_attr(node, &attr, "", u64::from_text)?;
    let unit = node.attr(unit);
    let scaled = in_scale(value, unit.map(|unit| unit.value), scale);
    scaled.map(Some).map_err(|(kind, error)| node.attr_error(&attr, kind, error.to_string()))
}

fn in_scale(value: u64, unit: Option<&str>, scale: Scale) -> std::result::Result<u64, (Kind, ScaleError)> {
    // Libvirt counts memory in a C `unsigned long` of bytes at most.
    let limit = if scale == Scale::Kib { i64::MAX.unsigned_abs() } else { u64::MAX };
    match scale_integer(value, unit.unwrap_or_default(), scale.bytes(), limit) {
        Ok(bytes) => Ok(bytes.div_ceil(scale.bytes())),
        Err(error @ ScaleError::Suffix(_)) => Err((Kind::Argument, error)),
        Err(error @ ScaleError::TooLarge(..)) => Err((Kind::Overflow, error)),
    }
}

/// Writes the unit that goes with a size in `scale`.
pub fn write_scaled(w: &mut Writer, scale: Scale) {
    w.attr("unit", scale.unit());
}

fn overridden(error: ValueError, expected: &'static str) -> ValueError {
    match error {
        ValueError::Expected(_) if !expected.is_empty() => ValueError::Expected(expected),
        error => error,
    }
}

/// The value between quotes, shortened if nobody would read all of it.
fn quoted(value: &str) -> String {
    const LONGEST: usize = 1024;
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("'{}…'", value.get(..end).unwrap_or_default()),
        None => format!("'{value}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_the_c_library_reads_them() {
        assert_eq!(u32::from_text(" 7"), Ok(7));
        assert_eq!(u32::from_text("+7"), Ok(7));
        assert_eq!(i32::from_text("-7"), Ok(-7));
        for bad in ["", "7 ", "-7", "x", "4294967296", "++7", "0x7"] {
            assert_eq!(u32::from_text(bad), Err(ValueError::Expected("non-negative integer value")), "{bad}");
        }
        assert_eq!(NonZeroU32::from_text("0"), Err(ValueError::Zero));
    }

    #[test]
    fn hexadecimal() {
        assert_eq!(Hex::<4>::from_text("0xff"), Ok(Hex(255)));
        assert_eq!(Hex::<4>::from_text("010"), Ok(Hex(8)));
        assert_eq!(Hex::<4>::from_text("10"), Ok(Hex(10)));
        assert_eq!(Hex::<4>(255).to_text(), "0x00ff");
        for bad in ["0x", "0x+1", "ff", "", "0xg"] {
            assert!(Hex::<4>::from_text(bad).is_err(), "{bad}");
        }
    }
}
