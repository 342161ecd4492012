//! What goes wrong with a schema, and what is wrong with a document.

use std::fmt;

/// What kind of mistake a schema has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaErrorKind {
    /// The text is not a schema at all.
    Syntax,
    /// A name is used that nothing defines, is defined twice, or refers to itself.
    Reference,
    /// A datatype, one of its parameters or a value of it is wrong.
    Datatype,
    /// A rule of RELAX NG about what may stand inside what (section 7 of the specification) is broken.
    Restriction,
    /// Another schema cannot be loaded.
    Resource,
    /// The schema is too large or nested too deeply.
    Limit,
}

/// Why a schema is refused, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SchemaError {
    /// The kind of mistake.
    pub kind: SchemaErrorKind,
    /// The schema's name: a path, or what the caller called it.
    pub name: String,
    /// The line, from 1; 0 if the mistake has no place.
    pub line: u32,
    /// The column in characters, from 1; 0 if the mistake has no place.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}:{}:{}: {}", self.name, self.line, self.column, self.message)
        } else {
            write!(f, "{}: {}", self.name, self.message)
        }
    }
}

impl std::error::Error for SchemaError {}

/// What kind of mistake a document has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidKind {
    /// The document is not well-formed XML, or has a document type declaration.
    Malformed,
    /// The document is larger, deeper or wider than the limits allow.
    Limit,
    /// An element stands where it may not.
    Element,
    /// An attribute is not allowed on its element.
    Attribute,
    /// An attribute or an element has a value that is not allowed.
    Value,
    /// Text stands where none may.
    Text,
    /// An element lacks attributes.
    MissingAttribute,
    /// An element lacks elements or text.
    Incomplete,
}

impl InvalidKind {
    /// The name of the kind, for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Limit => "limit",
            Self::Element => "element",
            Self::Attribute => "attribute",
            Self::Value => "value",
            Self::Text => "text",
            Self::MissingAttribute => "missing-attribute",
            Self::Incomplete => "incomplete",
        }
    }
}

/// One reason why a document is not valid. It shows as `LINE:COLUMN: MESSAGE`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// The kind of mistake.
    pub kind: InvalidKind,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What is wrong, and what was expected.
    pub message: String,
    /// What would have been allowed: names of elements or attributes, or values.
    pub expected: Vec<String>,
    /// The nearest allowed name, if the one found looks misspelt.
    pub suggestion: Option<String>,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for Invalid {}

/// A place in one of the files that make up a schema.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: u32,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A mistake whose file has only a number so far.
#[derive(Debug, Clone)]
pub(crate) struct Flaw {
    pub(crate) kind: SchemaErrorKind,
    pub(crate) at: Place,
    pub(crate) message: String,
}

impl Flaw {
    pub(crate) fn new(kind: SchemaErrorKind, at: Place, message: impl Into<String>) -> Self {
        Self { kind, at, message: message.into() }
    }
}

/// The result of each step of compiling.
pub(crate) type Step<T> = Result<T, Flaw>;
