//! Simplification (section 4 of the specification): definitions combined, references resolved,
//! patterns reduced to the few kinds that validation knows.

mod build;
mod scopes;

use std::collections::HashMap;
use std::rc::Rc;

use crate::ast::{Data, Pattern, TypeName, Value};
use crate::datatype::Datatype;
use crate::error::{Flaw, Place, SchemaErrorKind as Why, Step};
use crate::names::NameClass;

/// The number of a simple pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SimpleId(u32);

/// A simple pattern. Numbers refer to the tables of [`Simplified`].
#[derive(Debug, Clone)]
pub(crate) enum Simple {
    NotAllowed,
    Empty,
    Text,
    Choice(Vec<SimpleId>),
    Group(Vec<SimpleId>),
    Interleave(Vec<SimpleId>),
    OneOrMore(SimpleId),
    List(SimpleId),
    Element(u32),
    Attribute(u32, SimpleId),
    Value(u32),
    Data(u32),
}

/// An element pattern; its content is built after it, since it may contain itself.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) names: NameClass,
    pub(crate) content: SimpleId,
}

/// A value of a datatype.
#[derive(Debug)]
pub(crate) struct Fixed {
    pub(crate) datatype: u32,
    /// The text that all texts of the same value share.
    pub(crate) canonical: Box<str>,
    /// As written, for messages.
    pub(crate) text: Box<str>,
}

/// A datatype with an exception.
#[derive(Debug)]
pub(crate) struct Typed {
    pub(crate) datatype: u32,
    pub(crate) except: Option<SimpleId>,
}

/// A whole schema in its simple form.
#[derive(Debug, Default)]
pub(crate) struct Simplified {
    nodes: Vec<(Simple, Place)>,
    pub(crate) elements: Vec<Element>,
    pub(crate) attributes: Vec<NameClass>,
    pub(crate) datatypes: Vec<Datatype>,
    pub(crate) values: Vec<Fixed>,
    pub(crate) data: Vec<Typed>,
    pub(crate) start: SimpleId,
    known: HashMap<String, u32>,
}

impl Default for SimpleId {
    fn default() -> Self {
        NOT_ALLOWED
    }
}

/// The first three patterns are always the same.
pub(crate) const NOT_ALLOWED: SimpleId = SimpleId(0);
pub(crate) const EMPTY: SimpleId = SimpleId(1);
pub(crate) const TEXT: SimpleId = SimpleId(2);

/// Patterns of one schema at most.
const NODES: usize = 2_000_000;

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl Simplified {
    fn new() -> Self {
        let nowhere = Place::default();
        let nodes = vec![(Simple::NotAllowed, nowhere), (Simple::Empty, nowhere), (Simple::Text, nowhere)];
        Self { nodes, ..Self::default() }
    }

    pub(crate) fn node(&self, id: SimpleId) -> &Simple {
        usize::try_from(id.0)
            .ok()
            .and_then(|at| self.nodes.get(at))
            .map_or(&Simple::NotAllowed, |(node, _)| node)
    }

    pub(crate) fn place(&self, id: SimpleId) -> Place {
        usize::try_from(id.0).ok().and_then(|at| self.nodes.get(at)).map_or(Place::default(), |(_, at)| *at)
    }

    fn add(&mut self, node: Simple, at: Place) -> Step<SimpleId> {
        if self.nodes.len() > NODES {
            return Err(Flaw::new(Why::Limit, at, format!("the schema has more than {NODES} patterns")));
        }
        self.nodes.push((node, at));
        Ok(SimpleId(count(self.nodes.len().saturating_sub(1))))
    }

    /// A choice, without what can never match (4.20) and with one `empty` at most (4.21).
    fn choice(&mut self, mut of: Vec<SimpleId>, at: Place) -> Step<SimpleId> {
        let mut empty = false;
        of.retain(|id| match *id {
            NOT_ALLOWED => false,
            EMPTY => !std::mem::replace(&mut empty, true),
            _ => true,
        });
        match of.as_slice() {
            [] => Ok(NOT_ALLOWED),
            [only] => Ok(*only),
            _ => self.add(Simple::Choice(of), at),
        }
    }

    /// A group or an interleave; `None` if it is settled without.
    fn together(of: &mut Vec<SimpleId>) -> Option<SimpleId> {
        if of.contains(&NOT_ALLOWED) {
            return Some(NOT_ALLOWED);
        }
        of.retain(|id| *id != EMPTY);
        match of.as_slice() {
            [] => Some(EMPTY),
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The number of a datatype with its parameters.
    fn datatype(&mut self, name: &TypeName, data: Option<&Data>, at: Place) -> Step<u32> {
        let mut key = format!("{}\0{}", name.library, name.name);
        for param in data.iter().flat_map(|data| &data.params) {
            key.push_str(&format!("\0{}\0{}", param.name, param.text));
        }
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let flaw = |at, reason: String| Flaw::new(Why::Datatype, at, reason);
        let mut datatype = Datatype::new(&name.library, &name.name).map_err(|reason| flaw(at, reason))?;
        for param in data.iter().flat_map(|data| &data.params) {
            datatype
                .restrict(&name.library, &param.name, &param.text)
                .map_err(|reason| flaw(param.at, reason))?;
        }
        let number = count(self.datatypes.len());
        self.datatypes.push(datatype);
        self.known.insert(key, number);
        Ok(number)
    }

    /// The number of a value.
    fn value(&mut self, value: &Value, at: Place) -> Step<u32> {
        let datatype = self.datatype(&value.datatype, None, at)?;
        let kind = crate::datatype::Kind::find(&value.datatype.library, &value.datatype.name);
        let canonical = kind.and_then(|kind| kind.canonical(&value.text, &*value.context));
        let Some(canonical) = canonical else {
            let message = format!("'{}' is no value of the datatype '{}'", value.text, value.datatype.name);
            return Err(Flaw::new(Why::Datatype, at, message));
        };
        let key = format!("={datatype}\0{canonical}");
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let number = count(self.values.len());
        let text = value.text.as_str().into();
        self.values.push(Fixed { datatype, canonical: canonical.into(), text });
        self.known.insert(key, number);
        Ok(number)
    }
}

/// Simplifies a schema.
pub(crate) fn simplify(pattern: &Pattern) -> Step<Simplified> {
    let mut simplified = Simplified::new();
    let scopes = scopes::Scopes::of(pattern, &mut simplified)?;
    build::build(pattern, &scopes, &mut simplified)?;
    Ok(simplified)
}

/// What a definition is called; the start has no name.
type DefineName = Option<Rc<str>>;

fn shown(name: &DefineName) -> &str {
    name.as_deref().unwrap_or("start")
}
