//! The restrictions of section 7 of the specification.

mod content;
mod context;
mod overlap;

use crate::error::Step;
use crate::names::{Class, Symbols};
use crate::simplify::{Simple, SimpleId, Simplified};

/// Refuses a schema that breaks one of the restrictions.
pub(crate) fn check(schema: &Simplified, classes: &Classes) -> Step<()> {
    let mut context = context::Contexts::new(schema);
    context.start()?;
    let mut content = content::Contents::new(schema);
    let mut overlap = overlap::Overlaps::new(schema, classes);
    for element in reachable(schema) {
        let Some(element) = usize::try_from(element).ok().and_then(|at| schema.elements.get(at)) else {
            continue;
        };
        context.content(element.content)?;
        content.element(element)?;
        overlap.check(element.content)?;
    }
    overlap.check(schema.start)
}

/// The name classes of a schema as sets of symbols.
pub(crate) struct Classes {
    pub(crate) symbols: Symbols,
    pub(crate) elements: Vec<Class>,
    pub(crate) attributes: Vec<Class>,
}

impl Classes {
    pub(crate) fn of(schema: &Simplified) -> Self {
        let mut symbols = Symbols::new();
        let elements = || schema.elements.iter().map(|element| &element.names);
        for names in elements().chain(&schema.attributes) {
            names.mentioned(&mut |namespace, local| symbols.add(namespace, local));
        }
        let elements = elements().map(|names| symbols.class(names)).collect();
        let attributes = schema.attributes.iter().map(|names| symbols.class(names)).collect();
        Self { symbols, elements, attributes }
    }
}

/// The elements that the start leads to, after patterns that can never match are gone.
fn reachable(schema: &Simplified) -> Vec<u32> {
    let mut seen = std::collections::BTreeSet::new();
    let mut elements = Vec::new();
    let mut waiting = vec![schema.start];
    let mut known = std::collections::BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Simple::Element(number) = schema.node(id)
            && known.insert(*number)
        {
            elements.push(*number);
            let element = usize::try_from(*number).ok().and_then(|at| schema.elements.get(at));
            waiting.extend(element.map(|element| element.content));
        }
        waiting.extend(parts(schema, id));
    }
    elements
}

/// The patterns directly inside a pattern; nothing for elements.
fn parts(schema: &Simplified, id: SimpleId) -> Vec<SimpleId> {
    match schema.node(id) {
        Simple::Choice(of) | Simple::Group(of) | Simple::Interleave(of) => of.clone(),
        Simple::OneOrMore(of) | Simple::List(of) | Simple::Attribute(_, of) => vec![*of],
        Simple::Data(number) => {
            let data = usize::try_from(*number).ok().and_then(|at| schema.data.get(at));
            data.and_then(|data| data.except).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
