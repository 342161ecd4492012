//! Datatypes: the two of RELAX NG itself and those of XML Schema.

mod binary;
mod blocks;
mod facets;
mod kind;
mod moment;
mod number;
mod pattern;
mod span;

use std::borrow::Cow;

use crate::xmlchars::is_space;
pub(crate) use facets::Datatype;
pub(crate) use kind::Kind;

/// Looks prefixes up where a value stands; `None` is the namespace of names without prefix.
pub(crate) trait Namespaces {
    /// The namespace of a prefix.
    fn namespace(&self, prefix: Option<&str>) -> Option<&str>;
}

impl Namespaces for crate::ast::Context {
    fn namespace(&self, prefix: Option<&str>) -> Option<&str> {
        match prefix {
            None => Some(&self.default),
            Some("xml") => Some(crate::ast::XML),
            Some(prefix) => self.prefixes.iter().find(|(own, _)| &**own == prefix).map(|(_, uri)| &**uri),
        }
    }
}

/// What a datatype does with white space before it looks at a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum White {
    Preserve,
    Replace,
    Collapse,
}

impl White {
    pub(crate) fn apply(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Preserve => Cow::Borrowed(text),
            Self::Replace if text.contains(['\t', '\n', '\r']) => {
                Cow::Owned(text.replace(['\t', '\n', '\r'], " "))
            }
            Self::Replace => Cow::Borrowed(text),
            Self::Collapse => collapse(text),
        }
    }
}

/// Takes white space at the ends away and makes each run inside one space.
fn collapse(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(is_space);
    let bytes = text.as_bytes();
    let clean = !bytes.iter().any(|byte| matches!(byte, b'\t' | b'\n' | b'\r'))
        && !bytes.windows(2).any(|pair| pair == b"  ");
    if clean {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
    Cow::Owned(words.join(" "))
}

/// The texts between white space.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

/// Reads a fixed form from left to right.
#[derive(Debug, Clone, Copy)]
struct Cursor<'t>(&'t str);

impl<'t> Cursor<'t> {
    fn eat(&mut self, text: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }

    /// All digits that come next.
    fn digits(&mut self) -> &'t str {
        let end = self.0.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at_checked(end).unwrap_or(("", self.0));
        self.0 = rest;
        digits
    }

    /// Exactly two digits, as a number.
    fn two(&mut self) -> Option<u8> {
        let (digits, rest) = self.0.split_at_checked(2)?;
        self.0 = rest;
        if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
    }

    fn done(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}
