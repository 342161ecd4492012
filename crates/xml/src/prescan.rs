//! One look over the bytes before anything is built from them.
//!
//! The tree parser has no bound on nesting, and a few of its steps are quadratic in things that real
//! documents have few of (attributes of one element, namespace declarations, adjoining CDATA sections).
//! Bounding those counts first makes its cost linear.

use crate::error::{Error, Kind};

/// The bounds that every document is held to.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the whole document.
    pub bytes: usize,
    /// Elements inside each other.
    pub depth: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Namespace declarations in the whole document.
    pub namespaces: usize,
    /// CDATA sections in one run of text.
    pub cdata: usize,
}

impl Limits {
    /// What this crate uses unless told otherwise.
    pub const DEFAULT: Self =
        Self { bytes: 16 << 20, depth: 256, attributes: 256, namespaces: 1024, cdata: 64 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What the look found out.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Facts {
    /// How many namespaces are declared.
    pub(crate) namespaces: usize,
}

struct Scan<'a> {
    text: &'a str,
    pos: usize,
    limits: Limits,
    depth: usize,
    cdata: usize,
    facts: Facts,
}

/// Checks the bounds. What is not well-formed is left to the parser to complain about.
pub(crate) fn prescan(text: &str, limits: Limits) -> Result<Facts, Error> {
    let mut scan = Scan { text, pos: 0, limits, depth: 0, cdata: 0, facts: Facts::default() };
    if text.len() > limits.bytes {
        let message = format!("document is larger than {} bytes", limits.bytes);
        return Err(Error::new(Kind::Limit, message));
    }
    while let Some(at) = scan.find("<", scan.pos) {
        scan.pos = at;
        scan.markup()?;
    }
    Ok(scan.facts)
}

impl Scan<'_> {
    fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    fn find(&self, what: &str, from: usize) -> Option<usize> {
        let found = self.text.get(from..)?.find(what)?;
        from.checked_add(found)
    }

    fn starts(&self, what: &str) -> bool {
        self.bytes().get(self.pos..).is_some_and(|rest| rest.starts_with(what.as_bytes()))
    }

    fn skip_past(&mut self, end: &str) {
        self.pos = self.find(end, self.pos).map_or(self.text.len(), |at| at.saturating_add(end.len()));
    }

    fn refuse(&self, message: String) -> Error {
        Error::new(Kind::Limit, message).at_offset(self.text, self.pos)
    }

    fn markup(&mut self) -> Result<(), Error> {
        if !self.starts("<![CDATA[") {
            self.cdata = 0;
        }
        if self.starts("<!--") {
            self.skip_past("-->");
        } else if self.starts("<![CDATA[") {
            self.cdata = self.cdata.saturating_add(1);
            if self.cdata > self.limits.cdata {
                return Err(self.refuse(format!("more than {} CDATA sections in a row", self.limits.cdata)));
            }
            self.skip_past("]]>");
        } else if self.starts("<?") {
            self.skip_past("?>");
        } else if self.starts("<!") {
            return Err(self.refuse("document type declarations are not accepted".into()));
        } else if self.starts("</") {
            self.depth = self.depth.saturating_sub(1);
            self.skip_past(">");
        } else {
            self.start_tag()?;
        }
        Ok(())
    }

    fn start_tag(&mut self) -> Result<(), Error> {
        let start = self.pos;
        let (mut attributes, mut last, mut at) = (0usize, 0u8, start.saturating_add(1));
        while let Some(&byte) = self.bytes().get(at) {
            at = at.saturating_add(1);
            match byte {
                b'"' | b'\'' => {
                    attributes = attributes.saturating_add(1);
                    let quote = if byte == b'"' { "\"" } else { "'" };
                    at = self.find(quote, at).map_or(self.text.len(), |end| end.saturating_add(1));
                }
                b'x' if last.is_ascii_whitespace() => {
                    let rest = self.bytes().get(at..).unwrap_or_default();
                    if rest.starts_with(b"mlns") {
                        self.facts.namespaces = self.facts.namespaces.saturating_add(1);
                    }
                }
                b'>' => break,
                _ => {}
            }
            last = byte;
        }
        if attributes > self.limits.attributes {
            return Err(self.refuse(format!("element with more than {} attributes", self.limits.attributes)));
        }
        if self.facts.namespaces > self.limits.namespaces {
            return Err(self.refuse(format!("more than {} namespace declarations", self.limits.namespaces)));
        }
        // `last` is the `>` itself, so the slash is looked up.
        let slash = at.checked_sub(2).and_then(|before| self.bytes().get(before)) == Some(&b'/');
        if !slash {
            self.depth = self.depth.saturating_add(1);
            if self.depth > self.limits.depth {
                return Err(
                    self.refuse(format!("elements are nested deeper than {} levels", self.limits.depth))
                );
            }
        }
        self.pos = at;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str) -> String {
        prescan(text, Limits::DEFAULT).unwrap_err().to_string()
    }

    #[test]
    fn what_is_bounded() {
        assert_eq!(refused(&"<a>".repeat(300)), "elements are nested deeper than 256 levels");
        assert_eq!(refused("<!DOCTYPE a>"), "document type declarations are not accepted");
        assert_eq!(
            refused(&format!("<a {}/>", "b='' ".repeat(257))),
            "element with more than 256 attributes"
        );
        assert_eq!(refused(&"<![CDATA[]]>x".repeat(65)), "more than 64 CDATA sections in a row");
        assert_eq!(refused(&"<a xmlns='b'/>".repeat(1025)), "more than 1024 namespace declarations");
        assert_eq!(refused(&" ".repeat((16 << 20) + 1)), "document is larger than 16777216 bytes");
    }

    #[test]
    fn markup_inside_quotes_and_comments_does_not_count() {
        let text = "<?xml version='1.0'?><a b='<c>'><!-- <d> <!DOCTYPE> --><![CDATA[<e>]]></a>";
        assert_eq!(prescan(&text.repeat(300), Limits::DEFAULT).unwrap(), Facts { namespaces: 0 });
        assert_eq!(prescan("<a xmlns='x' xmlns:y=\"z\"/>", Limits::DEFAULT).unwrap().namespaces, 2);
    }
}
