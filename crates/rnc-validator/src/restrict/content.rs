//! Text that is a value does not stand beside elements or other values (7.2).

use std::collections::HashMap;

use super::parts;
use crate::error::{Flaw, SchemaErrorKind as Why, Step};
use crate::simplify::{Element, Simple, SimpleId, Simplified};

/// What kind of content a pattern has; later kinds win in a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Content {
    Empty,
    Complex,
    Value,
}

pub(super) struct Contents<'s> {
    schema: &'s Simplified,
    known: HashMap<SimpleId, Content>,
}

impl<'s> Contents<'s> {
    pub(super) fn new(schema: &'s Simplified) -> Self {
        Self { schema, known: HashMap::new() }
    }

    pub(super) fn element(&mut self, element: &Element) -> Step<()> {
        self.content(element.content).map(|_| ())
    }

    fn content(&mut self, id: SimpleId) -> Step<Content> {
        if let Some(known) = self.known.get(&id) {
            return Ok(*known);
        }
        let inside = parts(self.schema, id);
        let content = match self.schema.node(id) {
            Simple::NotAllowed | Simple::Empty => Content::Empty,
            Simple::Text | Simple::Element(_) => Content::Complex,
            Simple::Value(_) | Simple::List(_) => Content::Value,
            Simple::Data(_) => {
                for part in inside {
                    self.content(part)?;
                }
                Content::Value
            }
            Simple::Attribute(..) => {
                for part in inside {
                    self.content(part)?;
                }
                Content::Empty
            }
            Simple::Choice(_) => {
                let mut most = Content::Empty;
                for part in inside {
                    most = most.max(self.content(part)?);
                }
                most
            }
            Simple::OneOrMore(of) => {
                let content = self.content(*of)?;
                self.beside(content, content, id)?
            }
            Simple::Group(_) | Simple::Interleave(_) => {
                let mut all = Content::Empty;
                for part in inside {
                    let next = self.content(part)?;
                    all = self.beside(all, next, id)?;
                }
                all
            }
        };
        self.known.insert(id, content);
        Ok(content)
    }

    fn beside(&self, left: Content, right: Content, id: SimpleId) -> Step<Content> {
        match (left, right) {
            (Content::Empty, other) | (other, Content::Empty) => Ok(other),
            (Content::Complex, Content::Complex) => Ok(Content::Complex),
            _ => {
                let message = "a value cannot stand beside elements, text or another value".to_owned();
                Err(Flaw::new(Why::Restriction, self.schema.place(id), message))
            }
        }
    }
}
