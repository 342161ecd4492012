//! The datatypes by name: what they accept, and when two values are the same.

use super::moment::{self, Form};
use super::number::Decimal;
use super::{Namespaces, White, binary, span, words};
use crate::ast::{BUILTIN, XSD};
use crate::uri;
use crate::xmlchars::{is_name_char, is_name_start, is_ncname};

/// A datatype without facets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    String,
    NormalizedString,
    Token,
    Language,
    Name,
    NcName,
    Nmtoken,
    Nmtokens,
    Idrefs,
    Entity,
    Entities,
    QName,
    AnyUri,
    Boolean,
    Decimal,
    /// An integer with its least and its greatest value.
    Integer(Option<&'static str>, Option<&'static str>),
    Float,
    Double,
    Duration,
    Moment(Form),
    HexBinary,
    Base64Binary,
}

/// How facets see a datatype.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Has a length.
    Text,
    /// Has digits and an order.
    Decimal,
    /// Has an order.
    Ordered,
    /// Has a pattern at most.
    Plain,
}

impl Kind {
    /// The datatype of a library.
    pub(crate) fn find(library: &str, name: &str) -> Option<Self> {
        match library {
            BUILTIN => match name {
                "string" => Some(Self::String),
                "token" => Some(Self::Token),
                _ => None,
            },
            XSD => Self::xsd(name),
            _ => None,
        }
    }

    fn xsd(name: &str) -> Option<Self> {
        Some(match name {
            "string" => Self::String,
            "normalizedString" => Self::NormalizedString,
            "token" => Self::Token,
            "language" => Self::Language,
            "Name" => Self::Name,
            "NCName" | "ID" | "IDREF" => Self::NcName,
            "NMTOKEN" => Self::Nmtoken,
            "NMTOKENS" => Self::Nmtokens,
            "IDREFS" => Self::Idrefs,
            "ENTITY" => Self::Entity,
            "ENTITIES" => Self::Entities,
            "QName" | "NOTATION" => Self::QName,
            "anyURI" => Self::AnyUri,
            "boolean" => Self::Boolean,
            "decimal" => Self::Decimal,
            "integer" => Self::Integer(None, None),
            "nonPositiveInteger" => Self::Integer(None, Some("0")),
            "negativeInteger" => Self::Integer(None, Some("-1")),
            "nonNegativeInteger" => Self::Integer(Some("0"), None),
            "positiveInteger" => Self::Integer(Some("1"), None),
            "long" => Self::Integer(Some("-9223372036854775808"), Some("9223372036854775807")),
            "int" => Self::Integer(Some("-2147483648"), Some("2147483647")),
            "short" => Self::Integer(Some("-32768"), Some("32767")),
            "byte" => Self::Integer(Some("-128"), Some("127")),
            "unsignedLong" => Self::Integer(Some("0"), Some("18446744073709551615")),
            "unsignedInt" => Self::Integer(Some("0"), Some("4294967295")),
            "unsignedShort" => Self::Integer(Some("0"), Some("65535")),
            "unsignedByte" => Self::Integer(Some("0"), Some("255")),
            "float" => Self::Float,
            "double" => Self::Double,
            "duration" => Self::Duration,
            "dateTime" => Self::Moment(Form::DateTime),
            "date" => Self::Moment(Form::Date),
            "time" => Self::Moment(Form::Time),
            "gYearMonth" => Self::Moment(Form::YearMonth),
            "gYear" => Self::Moment(Form::Year),
            "gMonthDay" => Self::Moment(Form::MonthDay),
            "gDay" => Self::Moment(Form::Day),
            "gMonth" => Self::Moment(Form::Month),
            "hexBinary" => Self::HexBinary,
            "base64Binary" => Self::Base64Binary,
            _ => return None,
        })
    }

    pub(crate) fn white(self) -> White {
        match self {
            Self::String => White::Preserve,
            Self::NormalizedString => White::Replace,
            _ => White::Collapse,
        }
    }

    pub(crate) fn family(self) -> Family {
        match self {
            Self::Boolean => Family::Plain,
            Self::Decimal | Self::Integer(..) => Family::Decimal,
            Self::Float | Self::Double | Self::Duration | Self::Moment(_) => Family::Ordered,
            _ => Family::Text,
        }
    }

    /// Whether a value depends on the namespaces where it stands.
    pub(crate) fn needs_namespaces(self) -> bool {
        self == Self::QName
    }

    /// Whether every text is a value, so that nothing has to be checked.
    pub(crate) fn is_any(self) -> bool {
        matches!(self, Self::String | Self::NormalizedString | Self::Token)
    }

    /// Whether a text, its white space already treated, is a value.
    pub(crate) fn accepts(self, text: &str, namespaces: &dyn Namespaces) -> bool {
        match self {
            Self::String | Self::NormalizedString | Self::Token => true,
            Self::Language => is_language(text),
            Self::Name => {
                text.starts_with(|c| c == ':' || is_name_start(c))
                    && text.chars().all(|c| c == ':' || is_name_char(c))
            }
            Self::NcName => is_ncname(text),
            Self::Nmtoken => is_nmtoken(text),
            Self::Nmtokens => !text.is_empty() && words(text).all(is_nmtoken),
            Self::Idrefs => !text.is_empty() && words(text).all(is_ncname),
            // Entities are declared in a document type declaration, and those are not accepted.
            Self::Entity | Self::Entities => false,
            Self::QName => qualified(text, namespaces).is_some(),
            Self::AnyUri => uri::is_valid(text),
            Self::Boolean => matches!(text, "true" | "false" | "0" | "1"),
            Self::Decimal => Decimal::parse(text).is_some(),
            Self::Integer(least, greatest) => is_integer(text, least, greatest),
            Self::Float | Self::Double => float(text).is_some(),
            Self::Duration => span::Span::parse(text).is_some(),
            Self::Moment(form) => moment::Moment::parse(form, text).is_some(),
            Self::HexBinary => binary::hex_length(text).is_some(),
            Self::Base64Binary => binary::base64_length(text).is_some(),
        }
    }

    /// One text for all texts with the same value; `None` if the text is not a value.
    pub(crate) fn canonical(self, text: &str, namespaces: &dyn Namespaces) -> Option<String> {
        let text = self.white().apply(text);
        let text = &*text;
        if !self.accepts(text, namespaces) {
            return None;
        }
        Some(match self {
            Self::QName => {
                let (namespace, local) = qualified(text, namespaces)?;
                format!("{{{namespace}}}{local}")
            }
            Self::Boolean => if matches!(text, "true" | "1") { "true" } else { "false" }.to_owned(),
            Self::Decimal | Self::Integer(..) => Decimal::parse(text)?.to_string(),
            Self::Float => {
                let value = float(text)?;
                #[allow(clippy::cast_possible_truncation)] // Rounding is what the datatype asks for.
                let value = value as f32;
                format!("{:?}", if value == 0.0 { 0.0 } else { value })
            }
            Self::Double => {
                let value = float(text)?;
                format!("{:?}", if value == 0.0 { 0.0 } else { value })
            }
            Self::Duration => span::Span::parse(text)?.canonical(),
            Self::Moment(form) => moment::Moment::parse(form, text)?.canonical(),
            Self::HexBinary => text.to_ascii_uppercase(),
            Self::Base64Binary => words(text).collect(),
            _ => text.to_owned(),
        })
    }

    /// The length that facets count.
    pub(crate) fn length(self, text: &str) -> usize {
        match self {
            Self::Nmtokens | Self::Idrefs | Self::Entities => words(text).count(),
            Self::HexBinary => binary::hex_length(text).unwrap_or(0),
            Self::Base64Binary => binary::base64_length(text).unwrap_or(0),
            _ => text.chars().count(),
        }
    }
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let good = |part: &str| (1..=8).contains(&part.len());
    parts.next().is_some_and(|part| good(part) && part.bytes().all(|byte| byte.is_ascii_alphabetic()))
        && parts.all(|part| good(part) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn is_nmtoken(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c == ':' || is_name_char(c))
}

fn qualified<'a>(text: &'a str, namespaces: &'a dyn Namespaces) -> Option<(&'a str, &'a str)> {
    let (prefix, local) = match text.split_once(':') {
        Some((prefix, local)) if is_ncname(prefix) => (Some(prefix), local),
        Some(_) => return None,
        None => (None, text),
    };
    if is_ncname(local) { Some((namespaces.namespace(prefix)?, local)) } else { None }
}

fn is_integer(text: &str, least: Option<&str>, greatest: Option<&str>) -> bool {
    let Some(value) = Decimal::parse(text).filter(|_| !text.contains('.')) else { return false };
    least.and_then(Decimal::parse).is_none_or(|least| value >= least)
        && greatest.and_then(Decimal::parse).is_none_or(|greatest| value <= greatest)
}

/// The value of a floating-point number; Rust's own reader also knows words that XML Schema does not.
pub(super) fn float(text: &str) -> Option<f64> {
    match text {
        "INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        _ => {
            let plain = text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'));
            if plain { text.parse().ok() } else { None }
        }
    }
}
