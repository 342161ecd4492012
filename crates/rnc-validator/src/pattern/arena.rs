//! Where patterns live.

use std::hash::Hasher;

use crate::hash::FastHasher;

/// The number of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Id(pub(super) u32);

/// Matches nothing.
pub(crate) const NOT_ALLOWED: Id = Id(0);
/// Matches what is empty.
pub(crate) const EMPTY: Id = Id(1);
/// Matches any text.
pub(crate) const TEXT: Id = Id(2);

/// A part of one of the lists that patterns and memo tables keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(super) start: u32,
    pub(super) len: u32,
}

impl Span {
    pub(super) const NONE: Self = Self { start: 0, len: 0 };

    pub(super) fn of<T>(self, list: &[T]) -> &[T] {
        let start = usize::try_from(self.start).unwrap_or(usize::MAX);
        let len = usize::try_from(self.len).unwrap_or(usize::MAX);
        list.get(start..).and_then(|rest| rest.get(..len)).unwrap_or_default()
    }

    pub(super) fn push<T: Clone>(list: &mut Vec<T>, items: &[T]) -> Self {
        let span = Self { start: count(list.len()), len: count(items.len()) };
        list.extend_from_slice(items);
        span
    }
}

pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// One pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Node {
    NotAllowed,
    Empty,
    Text,
    /// One of several; sorted, each once.
    Choice(Span),
    /// One after the other.
    Group(Span),
    /// All, in any order; sorted.
    Interleave(Span),
    OneOrMore(Id),
    List(Id),
    Element(u32),
    Attribute(u32, Id),
    Value(u32),
    Data(u32),
}

/// What is known of a pattern at a glance; a set of bits. Inside of elements does not count.
pub(super) type Flags = u8;
pub(super) const NULLABLE: Flags = 1;
pub(super) const ATTRIBUTES: Flags = 2;
pub(super) const ELEMENTS: Flags = 4;
/// Has values, datatypes or lists.
pub(super) const VALUES: Flags = 8;
/// Has values that depend on the namespaces where they stand.
pub(super) const NAMESPACES: Flags = 16;
const INHERITED: Flags = ATTRIBUTES | ELEMENTS | VALUES | NAMESPACES;

/// Groups and interleaves are made flat up to this size. Beyond it shared parts could multiply.
const FLAT: usize = 128;

/// All patterns that there are so far.
#[derive(Debug, Clone)]
pub(crate) struct Arena {
    nodes: Vec<(Node, Flags)>,
    items: Vec<Id>,
    /// Numbers of patterns plus one, by hash; 0 is free.
    slots: Vec<u32>,
}

impl Arena {
    pub(super) fn new() -> Self {
        let nodes = vec![(Node::NotAllowed, 0), (Node::Empty, NULLABLE), (Node::Text, NULLABLE)];
        Self { nodes, items: Vec::new(), slots: vec![0; 1024] }
    }

    pub(crate) fn node(&self, id: Id) -> Node {
        self.entry(id).0
    }

    fn entry(&self, id: Id) -> (Node, Flags) {
        let at = usize::try_from(id.0).unwrap_or(usize::MAX);
        self.nodes.get(at).copied().unwrap_or((Node::NotAllowed, 0))
    }

    pub(super) fn has(&self, id: Id, flag: Flags) -> bool {
        self.entry(id).1 & flag != 0
    }

    pub(crate) fn nullable(&self, id: Id) -> bool {
        self.has(id, NULLABLE)
    }

    /// The parts of a choice, group or interleave.
    pub(crate) fn items(&self, span: Span) -> &[Id] {
        span.of(&self.items)
    }

    /// How many patterns there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// How much room it takes, roughly in units of 16 bytes.
    pub(super) fn weight(&self) -> usize {
        self.nodes.len().saturating_mul(2).saturating_add(self.items.len() / 4)
    }

    fn same(&self, id: Id, node: Node, items: &[Id]) -> bool {
        match (self.node(id), node) {
            (Node::Choice(own), Node::Choice(_))
            | (Node::Group(own), Node::Group(_))
            | (Node::Interleave(own), Node::Interleave(_)) => self.items(own) == items,
            (own, _) => own == node,
        }
    }

    /// The number of a pattern; `items` are those of a list. The flags of leaves are given.
    fn intern(&mut self, node: Node, items: &[Id], leaf: Flags) -> Id {
        if self.nodes.len().saturating_mul(2) > self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len().saturating_sub(1);
        let mut at = slot(hash(node, items), mask);
        while let Some(taken) = self.slots.get(at).copied().filter(|taken| *taken != 0) {
            let id = Id(taken.saturating_sub(1));
            if self.same(id, node, items) {
                return id;
            }
            at = at.wrapping_add(1) & mask;
        }
        let node = match node {
            Node::Choice(_) => Node::Choice(Span::push(&mut self.items, items)),
            Node::Group(_) => Node::Group(Span::push(&mut self.items, items)),
            Node::Interleave(_) => Node::Interleave(Span::push(&mut self.items, items)),
            other => other,
        };
        let id = Id(count(self.nodes.len()));
        let flags = self.flags(node, leaf);
        self.nodes.push((node, flags));
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = id.0.saturating_add(1);
        }
        id
    }

    fn grow(&mut self) {
        let size = self.slots.len().saturating_mul(2);
        let mask = size.saturating_sub(1);
        let mut slots = vec![0u32; size];
        for (number, (node, _)) in (1u32..).zip(&self.nodes) {
            let items = match node {
                Node::Choice(span) | Node::Group(span) | Node::Interleave(span) => self.items(*span),
                _ => &[],
            };
            let mut at = slot(hash(*node, items), mask);
            while slots.get(at).is_some_and(|taken| *taken != 0) {
                at = at.wrapping_add(1) & mask;
            }
            if let Some(free) = slots.get_mut(at) {
                *free = number;
            }
        }
        self.slots = slots;
    }

    fn flags(&self, node: Node, leaf: Flags) -> Flags {
        let flags = |id: &Id| self.entry(*id).1;
        match node {
            Node::Choice(of) => self.items(of).iter().fold(0, |all, id| all | flags(id)),
            Node::Group(of) | Node::Interleave(of) => {
                let of = self.items(of);
                let nullable = if of.iter().all(|id| self.nullable(*id)) { NULLABLE } else { 0 };
                of.iter().fold(nullable, |all, id| all | flags(id) & INHERITED)
            }
            Node::OneOrMore(of) => flags(&of),
            Node::List(of) => VALUES | flags(&of) & NAMESPACES,
            Node::Attribute(..) => ATTRIBUTES,
            Node::Element(_) => ELEMENTS,
            Node::Value(_) | Node::Data(_) => VALUES | leaf,
            Node::NotAllowed | Node::Empty | Node::Text => 0,
        }
    }

    /// A value or a datatype, and whether it looks namespaces up.
    pub(super) fn leaf(&mut self, node: Node, namespaces: bool) -> Id {
        self.intern(node, &[], if namespaces { NAMESPACES } else { 0 })
    }

    /// An element, an attribute or a list.
    pub(super) fn plain(&mut self, node: Node) -> Id {
        match node {
            Node::Attribute(_, NOT_ALLOWED) | Node::List(NOT_ALLOWED) => NOT_ALLOWED,
            _ => self.intern(node, &[], 0),
        }
    }

    pub(super) fn one_or_more(&mut self, of: Id) -> Id {
        match (of, self.node(of)) {
            (NOT_ALLOWED | EMPTY | TEXT, _) | (_, Node::OneOrMore(_)) => of,
            _ => self.intern(Node::OneOrMore(of), &[], 0),
        }
    }

    /// One of several patterns.
    pub(super) fn choice(&mut self, of: &[Id]) -> Id {
        let mut flat = Vec::with_capacity(of.len());
        for id in of {
            match self.node(*id) {
                Node::NotAllowed => {}
                Node::Choice(inner) => flat.extend_from_slice(self.items(inner)),
                _ => flat.push(*id),
            }
        }
        flat.sort_unstable();
        flat.dedup();
        // What is empty matches another part already.
        let others = |id: &Id| *id != EMPTY && self.nullable(*id);
        if flat.contains(&EMPTY) && flat.iter().any(others) {
            flat.retain(|id| *id != EMPTY);
        }
        match flat.as_slice() {
            [] => NOT_ALLOWED,
            [only] => *only,
            _ => self.intern(Node::Choice(Span::NONE), &flat, 0),
        }
    }

    pub(super) fn optional(&mut self, of: Id) -> Id {
        self.choice(&[of, EMPTY])
    }

    /// Patterns one after the other.
    pub(super) fn group(&mut self, of: &[Id]) -> Id {
        let flat = match self.flat(of, true) {
            Ok(flat) => flat,
            Err(settled) => return settled,
        };
        self.intern(Node::Group(Span::NONE), &flat, 0)
    }

    /// Patterns in any order.
    pub(super) fn interleave(&mut self, of: &[Id]) -> Id {
        let mut flat = match self.flat(of, false) {
            Ok(flat) => flat,
            Err(settled) => return settled,
        };
        flat.sort_unstable();
        self.intern(Node::Interleave(Span::NONE), &flat, 0)
    }

    /// The parts, those of parts of the same kind instead of these; or the pattern that it comes down to.
    fn flat(&self, of: &[Id], group: bool) -> Result<Vec<Id>, Id> {
        let mut flat = Vec::with_capacity(of.len());
        for id in of {
            match (self.node(*id), group) {
                (Node::NotAllowed, _) => return Err(NOT_ALLOWED),
                (Node::Empty, _) => {}
                (Node::Group(inner), true) | (Node::Interleave(inner), false) => {
                    let inner = self.items(inner);
                    if flat.len().saturating_add(inner.len()) <= FLAT {
                        flat.extend_from_slice(inner);
                    } else {
                        flat.push(*id);
                    }
                }
                _ => flat.push(*id),
            }
        }
        match flat.as_slice() {
            [] => Err(EMPTY),
            [only] => Err(*only),
            _ => Ok(flat),
        }
    }
}

fn slot(hash: u64, mask: usize) -> usize {
    usize::try_from(hash & 0xFFFF_FFFF).unwrap_or(0) & mask
}

fn hash(node: Node, items: &[Id]) -> u64 {
    let mut hasher = FastHasher::default();
    let (tag, left, right) = match node {
        Node::NotAllowed => (0, 0, 0),
        Node::Empty => (1, 0, 0),
        Node::Text => (2, 0, 0),
        Node::Choice(_) => (3, 0, 0),
        Node::Group(_) => (4, 0, 0),
        Node::Interleave(_) => (5, 0, 0),
        Node::OneOrMore(of) => (6, of.0, 0),
        Node::List(of) => (7, of.0, 0),
        Node::Element(number) => (8, number, 0),
        Node::Attribute(number, of) => (9, number, of.0),
        Node::Value(number) => (10, number, 0),
        Node::Data(number) => (11, number, 0),
    };
    hasher.write_u32(tag);
    hasher.write_u32(left);
    hasher.write_u32(right);
    for item in items {
        hasher.write_u32(item.0);
    }
    hasher.finish()
}
