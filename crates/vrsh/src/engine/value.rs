//! How the words of the command line become values.

use std::fmt;

use anyhow::{Context as _, Result, anyhow, bail};
use libvir::{Code, Error};

use super::arg::{ArgDef, Complete, Kind};

/// A type that an argument can have.
pub(crate) trait FromArg: Sized {
    const KIND: Kind;
    const COMPLETE: Complete = Complete::Nothing;

    /// `given` are the words that were given for the argument; `None` if it was not.
    fn from_arg(def: &ArgDef, given: Option<&[String]>) -> Result<Self>;
}

impl FromArg for bool {
    const KIND: Kind = Kind::Flag;

    fn from_arg(_: &ArgDef, given: Option<&[String]>) -> Result<Self> {
        Ok(given.is_some())
    }
}

impl FromArg for Vec<String> {
    const KIND: Kind = Kind::Many;

    fn from_arg(_: &ArgDef, given: Option<&[String]>) -> Result<Self> {
        Ok(given.unwrap_or_default().to_vec())
    }
}

/// The one word of an argument that needs one; the parser has seen to it that it is there.
fn word<'a>(def: &ArgDef, given: Option<&'a [String]>) -> Result<&'a str> {
    let word = given.and_then(<[String]>::last);
    word.map(String::as_str).ok_or_else(|| anyhow!("option '{}' has no value", def.name))
}

fn text<'a>(def: &ArgDef, given: Option<&'a [String]>) -> Result<&'a str> {
    let word = word(def, given)?;
    if word.is_empty() && !def.allow_empty {
        bail!("Failed to get option '{}': Option argument is empty", def.name);
    }
    Ok(word)
}

impl FromArg for String {
    const KIND: Kind = Kind::Text;

    fn from_arg(def: &ArgDef, given: Option<&[String]>) -> Result<Self> {
        text(def, given).map(str::to_owned)
    }
}

impl FromArg for u32 {
    const KIND: Kind = Kind::Number;

    fn from_arg(def: &ArgDef, given: Option<&[String]>) -> Result<Self> {
        let word = word(def, given)?;
        word.trim_start().parse().map_err(|_| malformed("Numeric", def, word))
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl FromArg for $number {
            const KIND: Kind = Kind::Number;

            fn from_arg(def: &ArgDef, given: Option<&[String]>) -> Result<Self> {
                let word = word(def, given)?;
                word.trim_start().parse().map_err(|_| malformed("Numeric", def, word))
            }
        }
    )*};
}

numbers!(i32 i64 u64);

fn malformed(what: &str, def: &ArgDef, word: &str) -> anyhow::Error {
    anyhow!("{what} value '{word}' for <{}> option is malformed or out of range", def.name)
}

impl<T: FromArg> FromArg for Option<T> {
    const KIND: Kind = T::KIND;
    const COMPLETE: Complete = T::COMPLETE;

    fn from_arg(def: &ArgDef, given: Option<&[String]>) -> Result<Self> {
        given.map(|words| T::from_arg(def, Some(words))).transpose()
    }
}

/// Text that names something, so that Tab knows what to offer.
macro_rules! names {
    ($($(#[$doc:meta])* $name:ident: $complete:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub(crate) struct $name(pub(crate) String);

        impl FromArg for $name {
            const KIND: Kind = Kind::Text;
            const COMPLETE: Complete = Complete::$complete;

            fn from_arg(def: &ArgDef, given: Option<&[String]>) -> Result<Self> {
                text(def, given).map(|text| Self(text.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

names! {
    /// A domain by number, UUID or name.
    DomainSel: Domains;
    /// A network by UUID or name.
    NetworkSel: Networks;
    /// A storage pool by UUID or name.
    PoolSel: Pools;
    /// An interface by name or MAC address.
    InterfaceSel: Interfaces;
    /// A file's path, relative to the shell's folder.
    FilePath: Files;
    /// A command's or group's name.
    Topic: Commands;
}

/// A size of memory in KiB, given with a unit or in KiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KibSize(pub(crate) u64);

impl FromArg for KibSize {
    const KIND: Kind = Kind::Number;

    fn from_arg(def: &ArgDef, given: Option<&[String]>) -> Result<Self> {
        scaled(def, given, 1024).map(|bytes| Self(bytes.div_ceil(1024)))
    }
}

/// A size in bytes, given with a unit or in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ByteSize(pub(crate) u64);

impl FromArg for ByteSize {
    const KIND: Kind = Kind::Number;

    fn from_arg(def: &ArgDef, given: Option<&[String]>) -> Result<Self> {
        scaled(def, given, 1).map(Self)
    }
}

/// The bytes that are meant; a number without a unit counts so many.
fn scaled(def: &ArgDef, given: Option<&[String]>, otherwise: u64) -> Result<u64> {
    let word = word(def, given)?;
    let bad = || malformed("Scaled numeric", def, word);
    let trimmed = word.trim_start().trim_start_matches('+');
    let unit = trimmed.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = trimmed.strip_suffix(unit).unwrap_or(trimmed).parse().map_err(|_| bad())?;
    scale(number, unit, otherwise).with_context(|| bad().to_string())
}

/// The bytes that a number with this unit stands for. `k` and `KiB` are powers of 1024, `kB` is one of 1000.
fn scale(number: u64, suffix: &str, otherwise: u64) -> libvir::Result<u64> {
    let unknown = || Error::new(Code::INVALID_ARG, format!("unknown suffix '{suffix}'"));
    let lower = suffix.to_ascii_lowercase();
    let factor = match lower.as_str() {
        "" => otherwise,
        "b" | "byte" | "bytes" => 1,
        _ => {
            let mut rest = lower.chars();
            let power = rest.next().and_then(|unit| "kmgtpe".find(unit)).ok_or_else(unknown)?;
            let base: u64 = match rest.as_str() {
                "" | "ib" => 1024,
                "b" => 1000,
                _ => return Err(unknown()),
            };
            (0..=power).fold(1, |product, _| product * base)
        }
    };
    number
        .checked_mul(factor)
        .ok_or_else(|| Error::new(Code::OVERFLOW, format!("value too large: {number}{suffix}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::arg::Arg;

    fn kib(word: &str) -> Result<u64> {
        const SIZE: Arg<KibSize> = Arg::value("size", "");
        KibSize::from_arg(&SIZE.def(), Some(&[word.to_owned()])).map(|size| size.0)
    }

    #[test]
    fn sizes_have_units() {
        for (word, expected) in [
            ("512", 512),
            ("512M", 524_288),
            ("1g", 1_048_576),
            ("1KiB", 1),
            ("1kB", 1),
            ("1MB", 977),
            ("1b", 1),
        ] {
            assert_eq!(kib(word).unwrap(), expected, "{word}");
        }
    }

    #[test]
    fn numbers_without_a_unit_are_bytes_where_that_is_said() {
        const SIZE: Arg<ByteSize> = Arg::value("size", "");
        let bytes = |word: &str| ByteSize::from_arg(&SIZE.def(), Some(&[word.to_owned()])).map(|size| size.0);
        for (word, expected) in [("512", 512), (" +1k", 1024), ("1kB", 1000)] {
            assert_eq!(bytes(word).unwrap(), expected, "{word}");
        }
        assert!(bytes("").is_err());
    }

    #[test]
    fn bad_sizes_say_why() {
        let shown = |word| format!("{:#}", kib(word).unwrap_err());
        assert_eq!(shown("abc"), "Scaled numeric value 'abc' for <size> option is malformed or out of range");
        assert_eq!(
            shown("12x"),
            "Scaled numeric value '12x' for <size> option is malformed or out of range: \
             invalid argument: unknown suffix 'x'"
        );
        assert!(shown("99999999E").contains("value too large: 99999999E"));
        assert!(shown("-1").starts_with("Scaled numeric value '-1'"));
    }
}
