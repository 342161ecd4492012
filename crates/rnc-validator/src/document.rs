//! XML documents: bounds that are checked before anything is built, and places in the text.

use roxmltree::{Document, ParsingOptions};

use crate::error::InvalidKind;

/// The bounds that a document is held to.
///
/// The tree parser recurses once per level, and a few of its steps are quadratic in things that real
/// documents have few of. These bounds keep its cost linear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the whole document.
    pub bytes: usize,
    /// Elements inside each other; never more than [`Limits::MAX_DEPTH`].
    pub depth: usize,
    /// Attributes of one element, namespace declarations included.
    pub attributes: usize,
    /// Namespace declarations in the whole document.
    pub namespaces: usize,
    /// CDATA sections between two tags.
    pub cdata: usize,
    /// Mistakes that are reported before the validator gives up.
    pub mistakes: usize,
}

impl Limits {
    /// Whatever a caller asks for, documents are never nested deeper.
    pub const MAX_DEPTH: usize = 4096;

    /// What is used unless told otherwise.
    pub const DEFAULT: Self =
        Self { bytes: 64 << 20, depth: 256, attributes: 256, namespaces: 1024, cdata: 64, mistakes: 20 };

    /// Sets the greatest number of bytes.
    #[must_use]
    pub fn with_bytes(self, bytes: usize) -> Self {
        Self { bytes, ..self }
    }

    /// Sets the greatest depth.
    #[must_use]
    pub fn with_depth(self, depth: usize) -> Self {
        Self { depth, ..self }
    }

    /// Sets how many attributes an element may have.
    #[must_use]
    pub fn with_attributes(self, attributes: usize) -> Self {
        Self { attributes, ..self }
    }

    /// Sets how many mistakes are reported.
    #[must_use]
    pub fn with_mistakes(self, mistakes: usize) -> Self {
        Self { mistakes, ..self }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Why a text is not taken as a document: kind, byte offset, message.
pub(crate) struct Refusal {
    pub(crate) kind: InvalidKind,
    pub(crate) offset: usize,
    pub(crate) message: String,
}

/// Builds the tree of a document.
pub(crate) fn parse(text: &str, limits: Limits) -> Result<Document<'_>, Refusal> {
    let mut bounds = Bounds { text, pos: 0, limits, depth: 0, deepest: 0, cdata: 0, namespaces: 0 };
    bounds.check()?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: u32::MAX };
    let parsed = if bounds.deepest <= USUAL_DEPTH {
        Document::parse_with_options(text, options)
    } else {
        on_a_large_stack(text, options, bounds.deepest)?
    };
    parsed.map_err(|error| {
        let at = error.pos();
        let offset = offset_of(text, at.row, at.col);
        // The parser ends its messages with the place, which is reported apart.
        let message = error.to_string();
        let message = match message.rsplit_once(" at ") {
            Some((message, place)) if place.contains(':') => message.to_owned(),
            _ => message,
        };
        Refusal { kind: InvalidKind::Malformed, offset, message: format!("not well-formed: {message}") }
    })
}

/// Up to here the stack of any thread is enough for the tree parser, unoptimized builds included.
const USUAL_DEPTH: usize = 128;
/// What one level takes of the stack at most, with much to spare.
const STACK_PER_LEVEL: usize = 16 << 10;

type Parsed<'t> = Result<Document<'t>, roxmltree::Error>;

/// Parses a document that is nested more deeply than usual.
fn on_a_large_stack<'t>(text: &'t str, options: ParsingOptions, depth: usize) -> Result<Parsed<'t>, Refusal> {
    let size = depth.saturating_mul(STACK_PER_LEVEL);
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(size);
        let thread = thread.spawn_scoped(scope, || Document::parse_with_options(text, options)).ok()?;
        thread.join().ok()
    })
    .ok_or_else(|| {
        let message = format!("no thread can be had for parsing {depth} levels of elements");
        Refusal { kind: InvalidKind::Limit, offset: 0, message }
    })
}

fn offset_of(text: &str, row: u32, column: u32) -> usize {
    let rows = usize::try_from(row).unwrap_or(1).saturating_sub(1);
    let columns = usize::try_from(column).unwrap_or(1).saturating_sub(1);
    let line: usize = text.split_inclusive('\n').take(rows).map(str::len).sum();
    let rest = text.get(line..).unwrap_or_default();
    let within = rest.char_indices().nth(columns).map_or(rest.len(), |(at, _)| at);
    line.saturating_add(within)
}

/// One look over the bytes. What is not well-formed is left to the parser to complain about.
struct Bounds<'t> {
    text: &'t str,
    pos: usize,
    limits: Limits,
    depth: usize,
    deepest: usize,
    cdata: usize,
    namespaces: usize,
}

impl Bounds<'_> {
    fn check(&mut self) -> Result<(), Refusal> {
        if self.text.len() > self.limits.bytes {
            return Err(self.limit(format!("the document has more than {} bytes", self.limits.bytes)));
        }
        while let Some(at) = self.find("<", self.pos) {
            self.pos = at;
            let rest = self.text.get(at..).unwrap_or_default();
            if rest.starts_with("<![CDATA[") {
                self.cdata = self.cdata.saturating_add(1);
                if self.cdata > self.limits.cdata {
                    let message = format!("more than {} CDATA sections in a row", self.limits.cdata);
                    return Err(self.limit(message));
                }
                self.skip_past("]]>");
                continue;
            }
            self.cdata = 0;
            if rest.starts_with("<!--") {
                self.skip_past("-->");
            } else if rest.starts_with("<?") {
                self.skip_past("?>");
            } else if rest.starts_with("<!") {
                let message = "document type declarations are not accepted".to_owned();
                return Err(Refusal { kind: InvalidKind::Malformed, offset: at, message });
            } else if rest.starts_with("</") {
                self.depth = self.depth.saturating_sub(1);
                self.skip_past(">");
            } else {
                self.start_tag()?;
            }
        }
        Ok(())
    }

    fn limit(&self, message: String) -> Refusal {
        Refusal { kind: InvalidKind::Limit, offset: self.pos, message }
    }

    fn find(&self, what: &str, from: usize) -> Option<usize> {
        self.text.get(from..)?.find(what)?.checked_add(from)
    }

    fn skip_past(&mut self, end: &str) {
        self.pos = self.find(end, self.pos).map_or(self.text.len(), |at| at.saturating_add(end.len()));
    }

    fn start_tag(&mut self) -> Result<(), Refusal> {
        let bytes = self.text.as_bytes();
        let mut at = self.pos.saturating_add(1);
        let (mut attributes, mut before) = (0usize, 0u8);
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'"' | b'\'' => {
                    attributes = attributes.saturating_add(1);
                    let quote = if byte == b'"' { "\"" } else { "'" };
                    let end = self.find(quote, at.saturating_add(1));
                    at = end.unwrap_or(bytes.len());
                }
                b'x' if before.is_ascii_whitespace()
                    && bytes.get(at..).is_some_and(|rest| rest.starts_with(b"xmlns")) =>
                {
                    self.namespaces = self.namespaces.saturating_add(1);
                }
                b'>' => break,
                _ => {}
            }
            before = byte;
            at = at.saturating_add(1);
        }
        let limits = self.limits;
        if attributes > limits.attributes {
            return Err(self.limit(format!("an element has more than {} attributes", limits.attributes)));
        }
        if self.namespaces > limits.namespaces {
            return Err(self.limit(format!("more than {} namespaces are declared", limits.namespaces)));
        }
        if before != b'/' {
            self.depth = self.depth.saturating_add(1);
            self.deepest = self.deepest.max(self.depth);
            let depth = limits.depth.min(Limits::MAX_DEPTH);
            if self.depth > depth {
                return Err(self.limit(format!("elements are nested deeper than {depth} levels")));
            }
        }
        self.pos = at;
        Ok(())
    }
}

/// Finds lines and columns. Cheap for offsets that grow.
pub(crate) struct Places<'t> {
    text: &'t str,
    offset: usize,
    line_start: usize,
    line: u32,
}

impl<'t> Places<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, offset: 0, line_start: 0, line: 1 }
    }

    /// Line and column, both from 1, columns in characters.
    pub(crate) fn find(&mut self, offset: usize) -> (u32, u32) {
        if offset < self.line_start {
            *self = Self::new(self.text);
        }
        let from = self.offset.max(self.line_start);
        let passed = self.text.as_bytes().get(from..offset).unwrap_or_default();
        for (at, byte) in (from..).zip(passed) {
            if *byte == b'\n' {
                self.line = self.line.saturating_add(1);
                self.line_start = at.saturating_add(1);
            }
        }
        self.offset = from.max(offset);
        let columns = self.text.get(self.line_start..offset).map_or(0, |line| line.chars().count());
        (self.line, u32::try_from(columns).unwrap_or(u32::MAX).saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_forwards_and_backwards() {
        let mut places = Places::new("aé\nbc\nd");
        assert_eq!(places.find(0), (1, 1));
        assert_eq!(places.find(3), (1, 3));
        assert_eq!(places.find(5), (2, 2));
        assert_eq!(places.find(7), (3, 1));
        assert_eq!(places.find(6), (2, 3));
        assert_eq!(places.find(4), (2, 1));
        assert_eq!(places.find(0), (1, 1));
    }
}
