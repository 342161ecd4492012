//! Turns simple patterns into shared ones.

use std::collections::HashMap;

use super::arena::{Arena, EMPTY, Id, NOT_ALLOWED, Node, TEXT};
use crate::datatype::Datatype;
use crate::names::{Class, Described, Symbols};
use crate::restrict::Classes;
use crate::simplify::{Fixed, Simple, SimpleId, Simplified};

/// A class of names, for matching and for messages.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) class: Class,
    pub(crate) shown: Vec<Described>,
}

/// A schema, ready for validation. It never changes.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(super) arena: Arena,
    pub(crate) start: Id,
    pub(crate) symbols: Symbols,
    pub(crate) elements: Vec<(Named, Id)>,
    pub(crate) attributes: Vec<Named>,
    pub(crate) datatypes: Vec<Datatype>,
    pub(crate) values: Vec<Fixed>,
    /// Datatypes and what is excepted from them.
    pub(crate) data: Vec<(u32, Option<Id>)>,
}

struct Compiler<'s> {
    schema: &'s Simplified,
    arena: Arena,
    known: HashMap<SimpleId, Id>,
    data: Vec<(u32, Option<Id>)>,
    /// Data patterns that are equal get one number.
    same_data: HashMap<(u32, Option<Id>), u32>,
    /// Elements and attributes with the same classes and contents get one number.
    same_attributes: HashMap<String, u32>,
}

/// Compiles a simplified schema that keeps all restrictions.
pub(crate) fn compile(mut schema: Simplified, classes: Classes) -> Compiled {
    let mut compiler = Compiler {
        schema: &schema,
        arena: Arena::new(),
        known: HashMap::new(),
        data: Vec::new(),
        same_data: HashMap::new(),
        same_attributes: HashMap::new(),
    };
    let start = compiler.pattern(schema.start);
    // Contents in the order of the schema, so that messages name things in that order.
    let contents: Vec<Id> = schema.elements.iter().map(|element| compiler.pattern(element.content)).collect();
    let Compiler { arena, data, .. } = compiler;
    let shown = |names: &crate::names::NameClass| {
        let mut shown = Vec::new();
        names.describe(&mut shown);
        shown
    };
    let named = |(class, names): (Class, _)| Named { class, shown: shown(names) };
    let elements = classes.elements.into_iter().zip(schema.elements.iter().map(|element| &element.names));
    let elements = elements.map(named).zip(contents).collect();
    let attributes = classes.attributes.into_iter().zip(&schema.attributes).map(named).collect();
    let datatypes = std::mem::take(&mut schema.datatypes);
    let values = std::mem::take(&mut schema.values);
    Compiled { arena, start, symbols: classes.symbols, elements, attributes, datatypes, values, data }
}

impl Compiler<'_> {
    fn all(&mut self, of: &[SimpleId]) -> Vec<Id> {
        of.iter().map(|id| self.pattern(*id)).collect()
    }

    fn pattern(&mut self, id: SimpleId) -> Id {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let schema = self.schema;
        let compiled = match schema.node(id) {
            Simple::NotAllowed => NOT_ALLOWED,
            Simple::Empty => EMPTY,
            Simple::Text => TEXT,
            Simple::Choice(of) => {
                let of = self.all(of);
                self.arena.choice(&of)
            }
            Simple::Group(of) => {
                let of = self.all(of);
                self.arena.group(&of)
            }
            Simple::Interleave(of) => {
                let of = self.all(of);
                self.arena.interleave(&of)
            }
            Simple::OneOrMore(of) => {
                let of = self.pattern(*of);
                self.arena.one_or_more(of)
            }
            Simple::List(of) => {
                let of = self.pattern(*of);
                self.arena.plain(Node::List(of))
            }
            Simple::Element(number) => self.arena.plain(Node::Element(*number)),
            Simple::Attribute(number, of) => {
                let of = self.pattern(*of);
                let names = usize::try_from(*number).ok().and_then(|at| schema.attributes.get(at));
                let key = format!("{names:?}");
                let number = *self.same_attributes.entry(key).or_insert(*number);
                self.arena.plain(Node::Attribute(number, of))
            }
            Simple::Value(number) => {
                let value = usize::try_from(*number).ok().and_then(|at| schema.values.get(at));
                let namespaces = value.is_some_and(|value| self.needs_namespaces(value.datatype));
                self.arena.leaf(Node::Value(*number), namespaces)
            }
            Simple::Data(number) => self.data(*number),
        };
        self.known.insert(id, compiled);
        compiled
    }

    fn needs_namespaces(&self, datatype: u32) -> bool {
        let datatype = usize::try_from(datatype).ok().and_then(|at| self.schema.datatypes.get(at));
        datatype.is_some_and(|datatype| datatype.kind.needs_namespaces())
    }

    fn data(&mut self, number: u32) -> Id {
        let Some(data) = usize::try_from(number).ok().and_then(|at| self.schema.data.get(at)) else {
            return NOT_ALLOWED;
        };
        let except = data.except.map(|except| self.pattern(except));
        let mut namespaces = self.needs_namespaces(data.datatype);
        namespaces |= except.is_some_and(|except| self.arena.has(except, super::arena::NAMESPACES));
        let key = (data.datatype, except);
        let next = super::arena::count(self.data.len());
        let number = *self.same_data.entry(key).or_insert(next);
        if number == next {
            self.data.push(key);
        }
        self.arena.leaf(Node::Data(number), namespaces)
    }
}
