//! Derivatives and what is remembered of them.

use std::collections::HashMap;

use super::arena::{Arena, Id, Node, Span};
use super::compile::Compiled;
use crate::hash::FastMap;
use crate::names::Symbol;

/// Patterns made while validating, and what was worked out for them. One thread uses one at a time.
#[derive(Debug)]
pub(crate) struct Cache {
    pub(super) arena: Arena,
    /// The patterns below this number are the schema's own.
    own: usize,
    /// Contents and rests, for the spans of `open`.
    pub(super) pairs: Vec<(Id, Id)>,
    /// Value patterns, for the spans of `attribute_values`.
    pub(super) ids: Vec<Id>,
    pub(super) open: FastMap<(Id, Symbol), Span>,
    pub(super) attribute_values: FastMap<(Id, Symbol), Span>,
    pub(super) attribute: FastMap<(Id, Symbol, u64), Id>,
    pub(super) close: FastMap<Id, Id>,
    pub(super) any_text: FastMap<Id, Id>,
    /// Whether short texts match. The texts come from documents, so this is the standard, keyed hash.
    pub(super) matches: FastMap<Id, HashMap<Box<str>, bool>>,
    pub(super) matches_weight: usize,
    /// For one derivative only.
    pub(super) scratch: FastMap<Id, Id>,
}

/// How much a cache may grow beyond the schema's own patterns, in units of about 16 bytes.
const LIMIT: usize = 1_000_000;

impl Cache {
    pub(crate) fn new(schema: &Compiled) -> Self {
        Self {
            arena: schema.arena.clone(),
            own: schema.arena.len(),
            pairs: Vec::new(),
            ids: Vec::new(),
            open: FastMap::default(),
            attribute_values: FastMap::default(),
            attribute: FastMap::default(),
            close: FastMap::default(),
            any_text: FastMap::default(),
            matches: FastMap::default(),
            matches_weight: 0,
            scratch: FastMap::default(),
        }
    }

    fn weight(&self) -> usize {
        let maps = self.open.len().saturating_add(self.attribute_values.len());
        let maps = maps.saturating_add(self.attribute.len()).saturating_add(self.close.len());
        let maps = maps.saturating_add(self.any_text.len()).saturating_mul(2);
        let lists = (self.pairs.len() / 2).saturating_add(self.ids.len() / 4);
        maps.saturating_add(lists).saturating_add(self.arena.weight()).saturating_add(self.matches_weight)
    }

    /// Whether it is time to forget.
    pub(crate) fn is_full(&self) -> bool {
        self.weight() > LIMIT.saturating_add(self.own.saturating_mul(8))
    }

    /// A fresh cache that knows only some patterns; they get new numbers.
    pub(crate) fn forget<'p>(&mut self, schema: &Compiled, keep: impl Iterator<Item = &'p mut Id>) {
        let old = std::mem::replace(self, Self::new(schema));
        let mut moved = FastMap::default();
        for id in keep {
            *id = self.adopt(&old, *id, &mut moved);
        }
    }

    /// Builds a pattern of another cache here. Patterns are never nested deeper than the schema is.
    fn adopt(&mut self, old: &Self, id: Id, moved: &mut FastMap<Id, Id>) -> Id {
        if usize::try_from(id.0).is_ok_and(|number| number < self.own) {
            return id;
        }
        if let Some(new) = moved.get(&id) {
            return *new;
        }
        let new = match old.arena.node(id) {
            Node::Choice(of) => {
                let of = self.adopt_all(old, of, moved);
                self.arena.choice(&of)
            }
            Node::Group(of) => {
                let of = self.adopt_all(old, of, moved);
                self.arena.group(&of)
            }
            Node::Interleave(of) => {
                let of = self.adopt_all(old, of, moved);
                self.arena.interleave(&of)
            }
            Node::OneOrMore(of) => {
                let of = self.adopt(old, of, moved);
                self.arena.one_or_more(of)
            }
            Node::List(of) => {
                let of = self.adopt(old, of, moved);
                self.arena.plain(Node::List(of))
            }
            // Leaves are the schema's own, so their numbers are small.
            _ => id,
        };
        moved.insert(id, new);
        new
    }

    fn adopt_all(&mut self, old: &Self, of: Span, moved: &mut FastMap<Id, Id>) -> Vec<Id> {
        old.arena.items(of).iter().map(|id| self.adopt(old, *id, moved)).collect()
    }
}

/// Takes derivatives.
pub(crate) struct Engine<'s> {
    pub(crate) schema: &'s Compiled,
    pub(crate) cache: Cache,
}

impl<'s> Engine<'s> {
    pub(crate) fn new(schema: &'s Compiled, cache: Cache) -> Self {
        Self { schema, cache }
    }

    pub(crate) fn arena(&self) -> &Arena {
        &self.cache.arena
    }

    /// The parts of a list, apart from the arena so that it can grow meanwhile.
    pub(super) fn list(&self, span: Span) -> Vec<Id> {
        self.cache.arena.items(span).to_vec()
    }
}
