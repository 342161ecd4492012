//! Builds simple patterns from those that the start leads to.

use std::collections::{HashMap, VecDeque};

use super::scopes::{Scopes, named};
use super::{
    DefineName, EMPTY, Element, NOT_ALLOWED, Simple, SimpleId, Simplified, TEXT, Typed, count, shown,
};
use crate::ast::{Combine, Kind, Pattern};
use crate::error::{Flaw, Place, SchemaErrorKind as Why, Step};

/// Patterns inside each other, references followed, elements not counted: they are built one by one.
const DEPTH: u32 = 400;

struct Builder<'a, 's> {
    scopes: &'s Scopes<'a>,
    out: &'s mut Simplified,
    defines: HashMap<(usize, DefineName), State>,
    /// Elements whose content is still to be built.
    waiting: VecDeque<(u32, &'a Pattern, Option<usize>)>,
    depth: u32,
}

#[derive(Clone, Copy)]
enum State {
    Underway,
    Done(SimpleId),
}

pub(super) fn build<'a>(pattern: &'a Pattern, scopes: &Scopes<'a>, out: &mut Simplified) -> Step<()> {
    let mut builder = Builder { scopes, out, defines: HashMap::new(), waiting: VecDeque::new(), depth: 0 };
    builder.out.start = builder.pattern(pattern, None)?;
    while let Some((number, content, scope)) = builder.waiting.pop_front() {
        let content = builder.pattern(content, scope)?;
        let element = usize::try_from(number).ok().and_then(|at| builder.out.elements.get_mut(at));
        if let Some(element) = element {
            element.content = content;
        }
    }
    Ok(())
}

impl<'a> Builder<'a, '_> {
    fn all(&mut self, of: &'a [Pattern], scope: Option<usize>) -> Step<Vec<SimpleId>> {
        of.iter().map(|pattern| self.pattern(pattern, scope)).collect()
    }

    fn pattern(&mut self, pattern: &'a Pattern, scope: Option<usize>) -> Step<SimpleId> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEPTH {
            let message = format!("patterns are nested deeper than {DEPTH} levels, references included");
            return Err(Flaw::new(Why::Limit, pattern.at, message));
        }
        let simple = self.simple(pattern, scope)?;
        self.depth = self.depth.saturating_sub(1);
        Ok(simple)
    }

    fn simple(&mut self, pattern: &'a Pattern, scope: Option<usize>) -> Step<SimpleId> {
        let at = pattern.at;
        match &pattern.kind {
            Kind::Empty => Ok(EMPTY),
            Kind::NotAllowed => Ok(NOT_ALLOWED),
            Kind::Text => self.out.add(Simple::Text, at),
            Kind::Element(names, content) => {
                let number = count(self.out.elements.len());
                self.out.elements.push(Element { names: names.clone(), content: NOT_ALLOWED });
                self.waiting.push_back((number, content, scope));
                self.out.add(Simple::Element(number), at)
            }
            Kind::Attribute(names, content) => {
                let content = self.pattern(content, scope)?;
                if content == NOT_ALLOWED {
                    return Ok(NOT_ALLOWED);
                }
                let number = count(self.out.attributes.len());
                self.out.attributes.push(names.clone());
                self.out.add(Simple::Attribute(number, content), at)
            }
            Kind::Group(of) => {
                let mut of = self.all(of, scope)?;
                match Simplified::together(&mut of) {
                    Some(settled) => Ok(settled),
                    None => self.out.add(Simple::Group(of), at),
                }
            }
            Kind::Interleave(of) => {
                let of = self.all(of, scope)?;
                self.interleave(of, at)
            }
            Kind::Choice(of) => {
                let of = self.all(of, scope)?;
                self.out.choice(of, at)
            }
            Kind::Optional(of) => {
                let of = self.pattern(of, scope)?;
                self.out.choice(vec![of, EMPTY], at)
            }
            Kind::ZeroOrMore(of) => {
                let of = self.pattern(of, scope)?;
                let more = self.one_or_more(of, at)?;
                self.out.choice(vec![more, EMPTY], at)
            }
            Kind::OneOrMore(of) => {
                let of = self.pattern(of, scope)?;
                self.one_or_more(of, at)
            }
            Kind::List(of) => match self.pattern(of, scope)? {
                NOT_ALLOWED => Ok(NOT_ALLOWED),
                of => self.out.add(Simple::List(of), at),
            },
            Kind::Mixed(of) => {
                let of = self.pattern(of, scope)?;
                self.interleave(vec![of, TEXT], at)
            }
            Kind::Ref(name) => self.reference(scope, named(name), at),
            Kind::ParentRef(name) => self.reference(self.scopes.parent(scope), named(name), at),
            Kind::Value(value) => {
                let number = self.out.value(value, at)?;
                self.out.add(Simple::Value(number), at)
            }
            Kind::Data(data) => {
                let datatype = self.out.datatype(&data.datatype, Some(data), at)?;
                let mut except = None;
                if let Some(pattern) = &data.except {
                    except = Some(self.pattern(pattern, scope)?).filter(|id| *id != NOT_ALLOWED);
                }
                let number = count(self.out.data.len());
                self.out.data.push(Typed { datatype, except });
                self.out.add(Simple::Data(number), at)
            }
            Kind::Grammar(grammar) => self.reference(Some(grammar.number), None, at),
        }
    }

    fn interleave(&mut self, mut of: Vec<SimpleId>, at: Place) -> Step<SimpleId> {
        match Simplified::together(&mut of) {
            Some(settled) => Ok(settled),
            None => self.out.add(Simple::Interleave(of), at),
        }
    }

    fn one_or_more(&mut self, of: SimpleId, at: Place) -> Step<SimpleId> {
        match of {
            NOT_ALLOWED | EMPTY => Ok(of),
            _ => self.out.add(Simple::OneOrMore(of), at),
        }
    }

    fn reference(&mut self, scope: Option<usize>, name: DefineName, at: Place) -> Step<SimpleId> {
        let scopes = self.scopes;
        let (grammar, definition) = scopes.find(scope, &name, at)?;
        let key = (grammar, name);
        match self.defines.get(&key) {
            Some(State::Done(id)) => return Ok(*id),
            Some(State::Underway) => {
                let message = format!("'{}' refers to itself without an element in between", shown(&key.1));
                return Err(Flaw::new(Why::Reference, at, message));
            }
            None => {}
        }
        self.defines.insert(key.clone(), State::Underway);
        let mut parts = Vec::with_capacity(definition.patterns.len());
        for pattern in &definition.patterns {
            parts.push(self.pattern(pattern, Some(grammar))?);
        }
        let id = match definition.combine {
            Combine::Choice => self.out.choice(parts, definition.at)?,
            Combine::Interleave => self.interleave(parts, definition.at)?,
        };
        self.defines.insert(key, State::Done(id));
        Ok(id)
    }
}
