//! Numbers that are hexadecimal with or without `0x` before them; for `with = "crate::hex16"`.

use std::borrow::Cow;

use vir_xml::{Hex, ValueError, XmlValue};

pub(crate) fn from_text<const DIGITS: usize>(text: &str) -> Result<Hex<DIGITS>, ValueError> {
    let text = text.trim_start();
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let hex = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let parsed = hex.then(|| u64::from_str_radix(digits, 16).ok()).flatten();
    parsed.map(Hex).ok_or(ValueError::Expected("hexadecimal integer value"))
}

pub(crate) fn to_text<const DIGITS: usize>(value: &Hex<DIGITS>) -> Cow<'_, str> {
    Cow::Owned(value.to_text().into_owned())
}
