//! Derivatives by text.

use std::collections::HashMap;

use super::arena::{EMPTY, Id, NOT_ALLOWED, Node, TEXT, VALUES};
use super::engine::Engine;
use crate::datatype::{Namespaces, words};
use crate::xmlchars::is_blank;

/// Longer texts are not worth remembering.
const REMEMBERED: usize = 128;

impl Engine<'_> {
    /// Whether a pattern matches a text and nothing else.
    pub(crate) fn matches(&mut self, id: Id, text: &str, spaces: &dyn Namespaces) -> bool {
        if id == TEXT {
            return true;
        }
        if !self.cache.arena.has(id, VALUES) {
            let left = self.any_text(id);
            return self.cache.arena.nullable(left) || (self.cache.arena.nullable(id) && is_blank(text));
        }
        let remembered = text.len() <= REMEMBERED && !self.needs_namespaces(id) && !self.is_quick(id);
        if remembered && let Some(known) = self.cache.matches.get(&id).and_then(|texts| texts.get(text)) {
            return *known;
        }
        let left = self.text(id, text, spaces);
        let good = self.cache.arena.nullable(left) || (self.cache.arena.nullable(id) && is_blank(text));
        if remembered {
            let texts: &mut HashMap<Box<str>, bool> = self.cache.matches.entry(id).or_default();
            texts.insert(text.into(), good);
            self.cache.matches_weight =
                self.cache.matches_weight.saturating_add(4).saturating_add(text.len() / 16);
        }
        good
    }

    /// What is left after a text.
    pub(crate) fn text(&mut self, id: Id, text: &str, spaces: &dyn Namespaces) -> Id {
        if !self.cache.arena.has(id, VALUES) {
            return self.any_text(id);
        }
        let mut known = HashMap::new();
        self.by_text(id, text, spaces, &mut known)
    }

    /// What is left after a text where the text itself does not matter.
    fn any_text(&mut self, id: Id) -> Id {
        match id {
            TEXT => return TEXT,
            EMPTY | NOT_ALLOWED => return NOT_ALLOWED,
            _ => {}
        }
        if let Some(known) = self.cache.any_text.get(&id) {
            return *known;
        }
        let mut known = HashMap::new();
        let left = self.by_text(id, "", &Nowhere, &mut known);
        self.cache.any_text.insert(id, left);
        left
    }

    fn by_text(&mut self, id: Id, text: &str, spaces: &dyn Namespaces, known: &mut HashMap<Id, Id>) -> Id {
        match self.cache.arena.node(id) {
            Node::Text => return TEXT,
            Node::Value(number) => {
                return if self.is_value(number, text, spaces) { EMPTY } else { NOT_ALLOWED };
            }
            Node::NotAllowed | Node::Empty | Node::Element(_) | Node::Attribute(..) => return NOT_ALLOWED,
            _ => {}
        }
        if let Some(left) = known.get(&id) {
            return *left;
        }
        let left = match self.cache.arena.node(id) {
            Node::Data(number) => {
                if self.is_data(number, text, spaces) {
                    EMPTY
                } else {
                    NOT_ALLOWED
                }
            }
            Node::List(of) => {
                if self.is_list(of, text, spaces) {
                    EMPTY
                } else {
                    NOT_ALLOWED
                }
            }
            Node::Choice(of) => {
                let mut left = Vec::new();
                for part in self.list(of) {
                    match self.by_text(part, text, spaces, known) {
                        NOT_ALLOWED => {}
                        other => left.push(other),
                    }
                }
                self.cache.arena.choice(&left)
            }
            Node::OneOrMore(of) => {
                let left = self.by_text(of, text, spaces, known);
                let again = self.cache.arena.optional(id);
                self.cache.arena.group(&[left, again])
            }
            Node::Group(of) => {
                let of = self.list(of);
                let mut parts = of.as_slice();
                let mut choices = Vec::new();
                while let Some((first, after)) = parts.split_first() {
                    let mut rests = vec![self.by_text(*first, text, spaces, known)];
                    rests.extend_from_slice(after);
                    choices.push(self.cache.arena.group(&rests));
                    if !self.cache.arena.nullable(*first) {
                        break;
                    }
                    parts = after;
                }
                self.cache.arena.choice(&choices)
            }
            Node::Interleave(of) => {
                let of = self.list(of);
                let mut choices = Vec::new();
                for (at, part) in of.iter().enumerate() {
                    let left = self.by_text(*part, text, spaces, known);
                    if left == *part && left == TEXT {
                        // Text is left as it is, so all is.
                        choices.push(id);
                        continue;
                    }
                    let mut parts = of.clone();
                    if let Some(own) = parts.get_mut(at) {
                        *own = left;
                    }
                    choices.push(self.cache.arena.interleave(&parts));
                }
                self.cache.arena.choice(&choices)
            }
            _ => NOT_ALLOWED,
        };
        known.insert(id, left);
        left
    }

    /// Whether looking a text up would take as long as checking it.
    fn is_quick(&self, id: Id) -> bool {
        match self.cache.arena.node(id) {
            Node::Value(_) => true,
            Node::Data(number) => {
                let data = usize::try_from(number).ok().and_then(|at| self.schema.data.get(at));
                let datatype = data.and_then(|(datatype, _)| usize::try_from(*datatype).ok());
                let datatype = datatype.and_then(|at| self.schema.datatypes.get(at));
                datatype.is_some_and(crate::datatype::Datatype::is_quick)
                    && data.is_some_and(|data| data.1.is_none())
            }
            _ => false,
        }
    }

    fn is_value(&self, number: u32, text: &str, spaces: &dyn Namespaces) -> bool {
        let value = usize::try_from(number).ok().and_then(|at| self.schema.values.get(at));
        let Some(value) = value else { return false };
        let datatype = usize::try_from(value.datatype).ok().and_then(|at| self.schema.datatypes.get(at));
        let Some(datatype) = datatype else { return false };
        if datatype.kind.is_any() {
            return datatype.kind.white().apply(text) == *value.canonical;
        }
        datatype.kind.canonical(text, spaces).is_some_and(|canonical| *canonical == *value.canonical)
    }

    fn is_data(&mut self, number: u32, text: &str, spaces: &dyn Namespaces) -> bool {
        let data = usize::try_from(number).ok().and_then(|at| self.schema.data.get(at));
        let Some((datatype, except)) = data.copied() else { return false };
        let datatype = usize::try_from(datatype).ok().and_then(|at| self.schema.datatypes.get(at));
        datatype.is_some_and(|datatype| datatype.accepts(text, spaces))
            && !except.is_some_and(|except| self.matches(except, text, spaces))
    }

    fn is_list(&mut self, of: Id, text: &str, spaces: &dyn Namespaces) -> bool {
        let mut left = of;
        for word in words(text) {
            left = self.text(left, word, spaces);
            if left == NOT_ALLOWED {
                return false;
            }
        }
        self.cache.arena.nullable(left)
    }
}

/// Where no namespace is known.
struct Nowhere;

impl Namespaces for Nowhere {
    fn namespace(&self, _: Option<&str>) -> Option<&str> {
        None
    }
}
