//! Parameters of datatypes.

use std::cmp::Ordering;

use regex::Regex;

use super::Namespaces;
use super::kind::{Family, Kind, float};
use super::moment::Moment;
use super::number::Decimal;
use super::pattern;
use super::span::Span;
use crate::ast::BUILTIN;

/// A datatype with its parameters.
#[derive(Debug)]
pub(crate) struct Datatype {
    pub(crate) kind: Kind,
    name: Box<str>,
    facets: Vec<Facet>,
    /// Parameters in words, for messages.
    words: Vec<String>,
}

#[derive(Debug)]
enum Facet {
    Length(usize),
    Shortest(usize),
    Longest(usize),
    Pattern(Regex),
    Bound(Bound, Box<str>),
    TotalDigits(usize),
    FractionDigits(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
}

impl Bound {
    fn holds(self, order: Option<Ordering>) -> bool {
        match (self, order) {
            (_, None) => false,
            (Self::AtLeast, Some(order)) => order != Ordering::Less,
            (Self::MoreThan, Some(order)) => order == Ordering::Greater,
            (Self::AtMost, Some(order)) => order != Ordering::Greater,
            (Self::LessThan, Some(order)) => order == Ordering::Less,
        }
    }
}

impl Datatype {
    /// A datatype of a library.
    pub(crate) fn new(library: &str, name: &str) -> Result<Self, String> {
        match Kind::find(library, name) {
            Some(kind) => Ok(Self { kind, name: name.into(), facets: Vec::new(), words: Vec::new() }),
            None if library == BUILTIN => Err(format!("the built-in library has no datatype '{name}'")),
            None if library == crate::ast::XSD => {
                Err(format!("the library of XML Schema has no datatype '{name}'"))
            }
            None => Err(format!("the datatype library '{library}' is not known")),
        }
    }

    /// Adds a parameter.
    pub(crate) fn restrict(&mut self, library: &str, name: &str, text: &str) -> Result<(), String> {
        let trimmed = text.trim();
        let number = || trimmed.parse::<usize>().map_err(|_| format!("'{text}' is no length"));
        let family = self.kind.family();
        let bounded = matches!(family, Family::Decimal | Family::Ordered);
        let facet = match name {
            _ if library == BUILTIN => return Err(format!("the datatype '{}' has no parameters", self.name)),
            "pattern" => Facet::Pattern(pattern::compile(text)?),
            "length" if family == Family::Text => Facet::Length(number()?),
            "minLength" if family == Family::Text => Facet::Shortest(number()?),
            "maxLength" if family == Family::Text => Facet::Longest(number()?),
            "totalDigits" if family == Family::Decimal => match number()? {
                0 => return Err("'totalDigits' has to be at least 1".to_owned()),
                digits => Facet::TotalDigits(digits),
            },
            "fractionDigits" if family == Family::Decimal => Facet::FractionDigits(number()?),
            "minInclusive" if bounded => self.bound(Bound::AtLeast, trimmed)?,
            "minExclusive" if bounded => self.bound(Bound::MoreThan, trimmed)?,
            "maxInclusive" if bounded => self.bound(Bound::AtMost, trimmed)?,
            "maxExclusive" if bounded => self.bound(Bound::LessThan, trimmed)?,
            "enumeration" | "whiteSpace" => {
                return Err(format!("'{name}' is a parameter in XML Schema, but not in RELAX NG"));
            }
            _ => return Err(format!("the datatype '{}' has no parameter '{name}'", self.name)),
        };
        self.words.push(match name {
            "pattern" => format!("matching {text}"),
            "length" => format!("of length {trimmed}"),
            "minLength" => format!("of length {trimmed} or more"),
            "maxLength" => format!("of length {trimmed} or less"),
            "totalDigits" => format!("with {trimmed} digits at most"),
            "fractionDigits" => format!("with {trimmed} digits after the point at most"),
            "minInclusive" => format!(">= {trimmed}"),
            "minExclusive" => format!("> {trimmed}"),
            "maxInclusive" => format!("<= {trimmed}"),
            _ => format!("< {trimmed}"),
        });
        self.facets.push(facet);
        Ok(())
    }

    fn bound(&self, bound: Bound, text: &str) -> Result<Facet, String> {
        // A bound is compared with itself to see whether it can be compared at all.
        let comparable = match self.kind {
            Kind::Integer(..) | Kind::Decimal => Decimal::parse(text).is_some(),
            kind => kind.accepts(text, &crate::ast::Context::default()),
        };
        if comparable {
            Ok(Facet::Bound(bound, text.into()))
        } else {
            Err(format!("'{text}' is no value of the datatype '{}'", self.name))
        }
    }

    /// Whether there are no parameters to look at.
    pub(crate) fn is_quick(&self) -> bool {
        self.facets.is_empty()
    }

    /// Whether a text is a value.
    pub(crate) fn accepts(&self, text: &str, namespaces: &dyn Namespaces) -> bool {
        if self.facets.is_empty() && self.kind.is_any() {
            return true;
        }
        let text = self.kind.white().apply(text);
        self.kind.accepts(&text, namespaces) && self.facets.iter().all(|facet| self.holds(facet, &text))
    }

    fn holds(&self, facet: &Facet, text: &str) -> bool {
        let decimal = || Decimal::parse(text);
        match facet {
            Facet::Length(length) => self.kind.length(text) == *length,
            Facet::Shortest(length) => self.kind.length(text) >= *length,
            Facet::Longest(length) => self.kind.length(text) <= *length,
            Facet::Pattern(regex) => regex.is_match(text),
            Facet::Bound(bound, value) => bound.holds(self.compare(text, value)),
            Facet::TotalDigits(digits) => decimal().is_some_and(|value| value.total_digits() <= *digits),
            Facet::FractionDigits(digits) => {
                decimal().is_some_and(|value| value.fraction_digits() <= *digits)
            }
        }
    }

    fn compare(&self, left: &str, right: &str) -> Option<Ordering> {
        match self.kind {
            Kind::Decimal | Kind::Integer(..) => Decimal::parse(left)?.partial_cmp(&Decimal::parse(right)?),
            Kind::Float | Kind::Double => {
                let (left, right) = (float(left)?, float(right)?);
                // Not-a-number equals itself, and is in no order with anything else.
                if left.is_nan() && right.is_nan() { Some(Ordering::Equal) } else { left.partial_cmp(&right) }
            }
            Kind::Duration => Span::parse(left)?.partial_cmp(&Span::parse(right)?),
            Kind::Moment(form) => Moment::parse(form, left)?.partial_cmp(&Moment::parse(form, right)?),
            _ => None,
        }
    }

    /// The datatype in words.
    pub(crate) fn describe(&self) -> String {
        let name = match self.kind {
            Kind::Token | Kind::NormalizedString => "string",
            _ => &self.name,
        };
        if self.words.is_empty() { name.to_owned() } else { format!("{name} {}", self.words.join(", ")) }
    }
}
