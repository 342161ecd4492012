//! What both syntaxes are read into: patterns as they were written, names and files resolved.

use std::rc::Rc;

use crate::error::Place;
use crate::names::NameClass;

/// A pattern and where it was written.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) at: Place,
    pub(crate) kind: Kind,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Empty,
    NotAllowed,
    Text,
    Element(NameClass, Box<Pattern>),
    Attribute(NameClass, Box<Pattern>),
    Group(Vec<Pattern>),
    Interleave(Vec<Pattern>),
    Choice(Vec<Pattern>),
    Optional(Box<Pattern>),
    ZeroOrMore(Box<Pattern>),
    OneOrMore(Box<Pattern>),
    List(Box<Pattern>),
    Mixed(Box<Pattern>),
    Ref(Rc<str>),
    ParentRef(Rc<str>),
    Value(Value),
    Data(Data),
    Grammar(Grammar),
}

/// The name of a datatype.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeName {
    pub(crate) library: Rc<str>,
    pub(crate) name: Rc<str>,
}

/// The namespaces in scope where a value was written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context {
    pub(crate) default: Rc<str>,
    pub(crate) prefixes: Vec<(Rc<str>, Rc<str>)>,
}

#[derive(Debug)]
pub(crate) struct Value {
    pub(crate) datatype: TypeName,
    pub(crate) text: String,
    pub(crate) context: Rc<Context>,
}

#[derive(Debug)]
pub(crate) struct Data {
    pub(crate) datatype: TypeName,
    pub(crate) params: Vec<Param>,
    pub(crate) except: Option<Box<Pattern>>,
}

#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) at: Place,
    pub(crate) name: Rc<str>,
    pub(crate) text: String,
}

/// A grammar after its includes and divs were flattened.
#[derive(Debug)]
pub(crate) struct Grammar {
    /// Unique among the grammars of one schema.
    pub(crate) number: usize,
    pub(crate) defines: Vec<Define>,
}

/// How several definitions of one name go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Combine {
    Choice,
    Interleave,
}

/// One definition; without a name it is the start.
#[derive(Debug)]
pub(crate) struct Define {
    pub(crate) at: Place,
    pub(crate) name: Option<Rc<str>>,
    pub(crate) combine: Option<Combine>,
    pub(crate) pattern: Pattern,
}

/// The built-in library has no address.
pub(crate) const BUILTIN: &str = "";
/// The library of W3C XML Schema.
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema-datatypes";
/// The namespace of RELAX NG's XML syntax.
pub(crate) const RELAXNG: &str = "http://relaxng.org/ns/structure/1.0";
/// The namespace of `xml:lang` and its kind.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace that RELAX NG gives namespace declarations.
pub(crate) const XMLNS: &str = "http://www.w3.org/2000/xmlns";

impl Pattern {
    pub(crate) fn new(at: Place, kind: Kind) -> Self {
        Self { at, kind }
    }

    /// One pattern as it is, several as a group.
    pub(crate) fn grouped(at: Place, mut patterns: Vec<Self>) -> Self {
        match (patterns.len(), patterns.pop()) {
            (1, Some(only)) => only,
            (_, None) => Self::new(at, Kind::Empty),
            (_, Some(last)) => {
                patterns.push(last);
                Self::new(at, Kind::Group(patterns))
            }
        }
    }
}

/// Puts the definitions of an included grammar and those that override them together.
///
/// # Errors
/// An override has nothing that it overrides; gives its place and name.
pub(crate) fn overridden(
    mut included: Vec<Define>,
    overrides: Vec<Define>,
) -> Result<Vec<Define>, (Place, String)> {
    for define in &overrides {
        if !included.iter().any(|other| other.name == define.name) {
            return Err((define.at, define.name.as_deref().unwrap_or("start").to_owned()));
        }
    }
    let names: std::collections::BTreeSet<Option<Rc<str>>> =
        overrides.iter().map(|define| define.name.clone()).collect();
    included.retain(|define| !names.contains(&define.name));
    included.extend(overrides);
    Ok(included)
}
