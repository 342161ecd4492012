//! Derivatives by the beginning of an element.

use super::arena::{ELEMENTS, EMPTY, Id, NOT_ALLOWED, Node, Span};
use super::engine::Engine;
use crate::names::Symbol;

impl Engine<'_> {
    /// What an element of this name can be: pairs of a content to match inside of it and a rest to match after
    /// it. No two pairs have the same content, nor the same rest.
    ///
    /// These pairs are the `After` patterns of the derivative algorithm, kept apart from what surrounds them,
    /// so that the same memory serves wherever the pattern stands.
    pub(crate) fn open(&mut self, id: Id, name: Symbol) -> &[(Id, Id)] {
        let span = self.open_span(id, name);
        span.of(&self.cache.pairs)
    }

    fn open_span(&mut self, id: Id, name: Symbol) -> Span {
        if !self.cache.arena.has(id, ELEMENTS) {
            return Span::NONE;
        }
        if let Some(known) = self.cache.open.get(&(id, name)) {
            return *known;
        }
        let mut pairs = Vec::new();
        match self.cache.arena.node(id) {
            Node::Element(number) => {
                let element = usize::try_from(number).ok().and_then(|at| self.schema.elements.get(at));
                if let Some((_, content)) = element.filter(|(named, _)| named.class.contains(name)) {
                    pairs.push((*content, EMPTY));
                }
            }
            Node::Choice(of) => {
                for part in self.list(of) {
                    let span = self.open_span(part, name);
                    pairs.extend_from_slice(span.of(&self.cache.pairs));
                }
            }
            Node::OneOrMore(of) => {
                let again = self.cache.arena.optional(id);
                for (content, rest) in self.opened(of, name) {
                    pairs.push((content, self.cache.arena.group(&[rest, again])));
                }
            }
            Node::Group(of) => {
                let of = self.list(of);
                let mut parts = of.as_slice();
                while let Some((first, after)) = parts.split_first() {
                    for (content, rest) in self.opened(*first, name) {
                        let mut rests = vec![rest];
                        rests.extend_from_slice(after);
                        pairs.push((content, self.cache.arena.group(&rests)));
                    }
                    if !self.cache.arena.nullable(*first) {
                        break;
                    }
                    parts = after;
                }
            }
            Node::Interleave(of) => {
                let of = self.list(of);
                for (at, part) in of.iter().enumerate() {
                    for (content, rest) in self.opened(*part, name) {
                        let mut rests = of.clone();
                        if let Some(own) = rests.get_mut(at) {
                            *own = rest;
                        }
                        pairs.push((content, self.cache.arena.interleave(&rests)));
                    }
                }
            }
            _ => {}
        }
        self.merge(&mut pairs);
        let span = Span::push(&mut self.cache.pairs, &pairs);
        self.cache.open.insert((id, name), span);
        span
    }

    fn opened(&mut self, id: Id, name: Symbol) -> Vec<(Id, Id)> {
        self.open(id, name).to_vec()
    }

    /// Joins the contents of pairs with the same rest, then the rests of pairs with the same content.
    fn merge(&mut self, pairs: &mut Vec<(Id, Id)>) {
        pairs.retain(|(content, rest)| *content != NOT_ALLOWED && *rest != NOT_ALLOWED);
        if pairs.len() < 2 {
            return;
        }
        pairs.sort_unstable_by_key(|(content, rest)| (*rest, *content));
        let mut merged: Vec<(Id, Id)> = Vec::with_capacity(pairs.len());
        for same in pairs.chunk_by(|left, right| left.1 == right.1) {
            let contents: Vec<Id> = same.iter().map(|pair| pair.0).collect();
            merged.extend(same.first().map(|pair| (self.cache.arena.choice(&contents), pair.1)));
        }
        merged.sort_unstable();
        pairs.clear();
        for same in merged.chunk_by(|left, right| left.0 == right.0) {
            let rests: Vec<Id> = same.iter().map(|pair| pair.1).collect();
            pairs.extend(same.first().map(|pair| (pair.0, self.cache.arena.choice(&rests))));
        }
    }

    /// One of several rests.
    pub(crate) fn choice(&mut self, of: &[Id]) -> Id {
        self.cache.arena.choice(of)
    }
}
