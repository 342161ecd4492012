//! Derivatives by attributes, and by the end of a start tag.

use super::arena::{ATTRIBUTES, EMPTY, Id, NAMESPACES, NOT_ALLOWED, Node, Span};
use super::engine::Engine;
use crate::datatype::Namespaces;
use crate::names::Symbol;

/// Whether the value of an attribute is looked at.
#[derive(Clone, Copy)]
enum Fits<'f> {
    /// The value patterns that it matches.
    These(&'f [Id]),
    Every,
}

impl Engine<'_> {
    /// What is left after an attribute; `NOT_ALLOWED` if its name or its value is not allowed.
    pub(crate) fn attribute(&mut self, id: Id, name: Symbol, value: &str, spaces: &dyn Namespaces) -> Id {
        let span = self.values_span(id, name);
        let patterns = span.of(&self.cache.ids);
        match *patterns {
            [] => return NOT_ALLOWED,
            [only] => {
                if !self.matches(only, value, spaces) {
                    return NOT_ALLOWED;
                }
                if let Some(known) = self.cache.attribute.get(&(id, name, 1)) {
                    return *known;
                }
                let left = self.derive_attribute(id, name, Fits::These(&[only]));
                self.cache.attribute.insert((id, name, 1), left);
                return left;
            }
            _ => {}
        }
        let patterns = patterns.to_vec();
        let (mut bits, mut fitting) = (0u64, Vec::new());
        for (at, pattern) in patterns.iter().enumerate() {
            if self.matches(*pattern, value, spaces) {
                fitting.push(*pattern);
                bits |= 1u64.checked_shl(super::arena::count(at)).unwrap_or(0);
            }
        }
        let memo = patterns.len() <= 64;
        if let Some(known) = self.cache.attribute.get(&(id, name, bits)).filter(|_| memo) {
            return *known;
        }
        let left = self.derive_attribute(id, name, Fits::These(&fitting));
        if memo {
            self.cache.attribute.insert((id, name, bits), left);
        }
        left
    }

    /// What would be left after an attribute if its value were right.
    pub(crate) fn attribute_with_any_value(&mut self, id: Id, name: Symbol) -> Id {
        self.derive_attribute(id, name, Fits::Every)
    }

    /// The patterns for the value of an attribute.
    pub(crate) fn attribute_values(&mut self, id: Id, name: Symbol) -> &[Id] {
        let span = self.values_span(id, name);
        span.of(&self.cache.ids)
    }

    fn values_span(&mut self, id: Id, name: Symbol) -> Span {
        if !self.cache.arena.has(id, ATTRIBUTES) {
            return Span::NONE;
        }
        if let Some(known) = self.cache.attribute_values.get(&(id, name)) {
            return *known;
        }
        let mut found = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut waiting = vec![id];
        while let Some(next) = waiting.pop() {
            if !self.cache.arena.has(next, ATTRIBUTES) || !seen.insert(next) {
                continue;
            }
            match self.cache.arena.node(next) {
                Node::Attribute(number, value) if self.has_name(number, name) && !found.contains(&value) => {
                    found.push(value);
                }
                Node::Choice(of) | Node::Group(of) | Node::Interleave(of) => {
                    waiting.extend_from_slice(self.cache.arena.items(of));
                }
                Node::OneOrMore(of) => waiting.push(of),
                _ => {}
            }
        }
        found.sort_unstable();
        let span = Span::push(&mut self.cache.ids, &found);
        self.cache.attribute_values.insert((id, name), span);
        span
    }

    fn has_name(&self, number: u32, name: Symbol) -> bool {
        let named = usize::try_from(number).ok().and_then(|at| self.schema.attributes.get(at));
        named.is_some_and(|named| named.class.contains(name))
    }

    fn derive_attribute(&mut self, id: Id, name: Symbol, fits: Fits<'_>) -> Id {
        self.cache.scratch.clear();
        self.by_attribute(id, name, fits)
    }

    fn by_attribute(&mut self, id: Id, name: Symbol, fits: Fits<'_>) -> Id {
        if !self.cache.arena.has(id, ATTRIBUTES) {
            return NOT_ALLOWED;
        }
        if let Some(known) = self.cache.scratch.get(&id) {
            return *known;
        }
        let left = match self.cache.arena.node(id) {
            Node::Attribute(number, value) => {
                let fits = match fits {
                    Fits::These(values) => values.contains(&value),
                    Fits::Every => true,
                };
                if fits && self.has_name(number, name) { EMPTY } else { NOT_ALLOWED }
            }
            Node::Choice(of) => {
                let of = self.list(of);
                let left: Vec<Id> = of.iter().map(|part| self.by_attribute(*part, name, fits)).collect();
                self.cache.arena.choice(&left)
            }
            Node::OneOrMore(of) => {
                let left = self.by_attribute(of, name, fits);
                let again = self.cache.arena.optional(id);
                self.cache.arena.group(&[left, again])
            }
            // Attributes have no order, so it is the same for groups.
            node @ (Node::Group(of) | Node::Interleave(of)) => {
                let of = self.list(of);
                let mut choices = Vec::new();
                for (at, part) in of.iter().enumerate() {
                    let left = self.by_attribute(*part, name, fits);
                    if left == NOT_ALLOWED {
                        continue;
                    }
                    let mut parts = of.clone();
                    if let Some(own) = parts.get_mut(at) {
                        *own = left;
                    }
                    choices.push(match node {
                        Node::Group(_) => self.cache.arena.group(&parts),
                        _ => self.cache.arena.interleave(&parts),
                    });
                }
                self.cache.arena.choice(&choices)
            }
            _ => NOT_ALLOWED,
        };
        self.cache.scratch.insert(id, left);
        left
    }

    /// What is left when no more attributes come.
    pub(crate) fn close(&mut self, id: Id) -> Id {
        if !self.cache.arena.has(id, ATTRIBUTES) {
            return id;
        }
        if let Some(known) = self.cache.close.get(&id) {
            return *known;
        }
        let left = self.without_attributes(id, NOT_ALLOWED);
        self.cache.close.insert(id, left);
        left
    }

    /// What would be left when no more attributes come if none were required.
    pub(crate) fn close_forgiving(&mut self, id: Id) -> Id {
        if self.cache.arena.has(id, ATTRIBUTES) { self.without_attributes(id, EMPTY) } else { id }
    }

    fn without_attributes(&mut self, id: Id, instead: Id) -> Id {
        let again = |engine: &mut Self, part: Id| {
            if instead == NOT_ALLOWED { engine.close(part) } else { engine.close_forgiving(part) }
        };
        match self.cache.arena.node(id) {
            Node::Attribute(..) => instead,
            Node::Choice(of) => {
                let left: Vec<Id> = self.list(of).into_iter().map(|part| again(self, part)).collect();
                self.cache.arena.choice(&left)
            }
            Node::Group(of) => {
                let left: Vec<Id> = self.list(of).into_iter().map(|part| again(self, part)).collect();
                self.cache.arena.group(&left)
            }
            Node::Interleave(of) => {
                let left: Vec<Id> = self.list(of).into_iter().map(|part| again(self, part)).collect();
                self.cache.arena.interleave(&left)
            }
            Node::OneOrMore(of) => {
                let left = again(self, of);
                self.cache.arena.one_or_more(left)
            }
            _ => id,
        }
    }

    /// Whether a value depends on more than its text.
    pub(super) fn needs_namespaces(&self, id: Id) -> bool {
        self.cache.arena.has(id, NAMESPACES)
    }
}
