//! The one error of this crate: what is wrong, where, and what was expected.

use std::fmt;

/// What the functions of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A place in a document, both counted from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Pos {
    /// The line.
    pub line: u32,
    /// The character in it.
    pub column: u32,
}

impl Pos {
    pub(crate) fn new(line: u32, column: u32) -> Self {
        Self { line, column }
    }

    fn of_offset(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |at| at.saturating_add(1));
        let line = before.bytes().filter(|byte| *byte == b'\n').count().saturating_add(1);
        let column = before.get(start..).unwrap_or_default().chars().count().saturating_add(1);
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self::new(clamp(line), clamp(column))
    }
}

impl fmt::Display for Pos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// What kind of wrong it is; a crate above gives each its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Not well-formed XML.
    Malformed,
    /// Well-formed perhaps, but refused unread: too large, too deep, a document type declaration.
    Limit,
    /// Another kind of document.
    Root,
    /// Something required is not there.
    Missing,
    /// A value that cannot be read.
    Invalid,
    /// A value that can be read and is not known.
    Unsupported,
    /// A number that does not fit.
    Overflow,
    /// An argument that cannot be meant, such as an unknown unit.
    Argument,
    /// What libvirt reports as an internal error.
    Internal,
}

/// Why a document was refused.
///
/// The text is libvirt's where programs compare it and holds no position; `{:#}` puts
/// `line:column` before it.
#[derive(Clone, PartialEq)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone, PartialEq)]
struct Inner {
    kind: Kind,
    message: String,
    hint: String,
    position: Option<Pos>,
    element: Option<String>,
    attribute: Option<String>,
    value: Option<String>,
    expected: Option<String>,
}

impl Error {
    /// An error with this text, which belongs to no place.
    #[must_use]
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            hint: String::new(),
            position: None,
            element: None,
            attribute: None,
            value: None,
            expected: None,
        }))
    }

    pub(crate) fn at(mut self, position: Pos) -> Self {
        self.0.position = Some(position);
        self
    }

    pub(crate) fn at_offset(self, text: &str, offset: usize) -> Self {
        self.at(Pos::of_offset(text, offset))
    }

    pub(crate) fn in_element(mut self, element: &str) -> Self {
        self.0.element = Some(element.into());
        self
    }

    pub(crate) fn in_attribute(mut self, attribute: &str) -> Self {
        self.0.attribute = Some(attribute.into());
        self
    }

    pub(crate) fn with_value(mut self, value: &str) -> Self {
        self.0.value = Some(value.into());
        self
    }

    /// Says what would have been right.
    #[must_use]
    pub fn with_expected(mut self, expected: &str) -> Self {
        if !expected.is_empty() {
            self.0.expected = Some(expected.into());
        }
        self
    }

    /// The same error in other words, if it is about a value that cannot be read; `{value}` in `text`
    /// stands for that value. What was probably meant is still said.
    #[must_use]
    pub fn reworded(mut self, kind: Kind, text: &str) -> Self {
        if self.0.kind != Kind::Invalid {
            return self;
        }
        self.0.message = text.replace("{value}", self.0.value.as_deref().unwrap_or_default());
        self.0.kind = kind;
        self
    }

    /// Says what was probably meant; a sentence with a blank before it.
    #[must_use]
    pub fn with_hint(mut self, hint: String) -> Self {
        self.0.hint = hint;
        self
    }

    /// What kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Where in the document, if the document has such a place.
    #[must_use]
    pub fn position(&self) -> Option<Pos> {
        self.0.position
    }

    /// The element concerned.
    #[must_use]
    pub fn element(&self) -> Option<&str> {
        self.0.element.as_deref()
    }

    /// The attribute concerned; `None` where it is the element's text.
    #[must_use]
    pub fn attribute(&self) -> Option<&str> {
        self.0.attribute.as_deref()
    }

    /// The value as it stands in the document.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.0.value.as_deref()
    }

    /// What would have been right, in words.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        self.0.expected.as_deref()
    }

    /// Words for a document that is not well-formed: the line, the trouble, and a pointer at it.
    pub(crate) fn malformed(text: &str, name: &str, error: &roxmltree::Error) -> Self {
        let place = error.pos();
        let said = error.to_string();
        // The parser's own "at line:column" would repeat what stands before it.
        let said = said.split(" at ").next().unwrap_or(&said);
        let line_no = place.row;
        let line_index = usize::try_from(line_no).unwrap_or(usize::MAX).saturating_sub(1);
        let column = usize::try_from(place.col).unwrap_or(usize::MAX).saturating_sub(1);
        let line = text.lines().nth(line_index).unwrap_or_default();
        // A document on one endless line must not become an endless message.
        let from = column.saturating_sub(60);
        let context: String = line.chars().skip(from).take(80).collect();
        let pointer = "-".repeat(column.saturating_sub(from));
        let message = format!("{name}:{line_no}: {said}\n{context}\n{pointer}^");
        Self::new(Kind::Malformed, message).at(Pos::new(line_no, place.col))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.position {
            Some(position) if f.alternate() => write!(f, "{position}: ")?,
            _ => {}
        }
        f.write_str(&self.0.message)?;
        if !self.0.hint.is_empty() && !self.0.message.ends_with('.') {
            f.write_str(".")?;
        }
        f.write_str(&self.0.hint)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {}
