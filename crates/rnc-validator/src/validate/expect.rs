//! Works out what a pattern would have allowed. Only mistakes ask, so nothing here is remembered.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::names::Described;
use crate::pattern::{Engine, Id, NOT_ALLOWED, Node};

/// Names that would have been allowed.
pub(super) struct Expected {
    pub(super) names: Vec<Described>,
}

/// Values that would have been allowed.
#[derive(Default)]
pub(super) struct Values {
    /// Texts.
    pub(super) fixed: Vec<String>,
    /// Datatypes in words.
    types: Vec<String>,
}

/// What has to be there: all of several things, each of them one of several.
pub(super) struct Missing(Vec<Vec<Described>>);

/// What has to be there, in words and as names.
pub(super) struct Lacking {
    pub(super) text: String,
    pub(super) names: Vec<String>,
}

/// A name as it is best shown where a namespace is usual.
fn shown(name: &Described, usual: &str) -> String {
    match (&name.local, name.open) {
        (_, true) => "any name".to_owned(),
        (Some(local), _) if *name.namespace == *usual || name.namespace.is_empty() => local.to_string(),
        (Some(local), _) => format!("{{{}}}{local}", name.namespace),
        (None, _) if name.namespace.is_empty() => "any name without namespace".to_owned(),
        (None, _) => format!("any name of '{}'", name.namespace),
    }
}

impl Expected {
    pub(super) fn shown(&self, usual: &str) -> Vec<String> {
        let mut all = Vec::new();
        for name in &self.names {
            let shown = shown(name, usual);
            if !all.contains(&shown) {
                all.push(shown);
            }
        }
        all
    }
}

impl Values {
    pub(super) fn is_empty(&self) -> bool {
        self.fixed.is_empty() && self.types.is_empty()
    }

    pub(super) fn shown(&self) -> Vec<String> {
        let fixed = self.fixed.iter().map(|text| format!("'{text}'"));
        let mut all: Vec<String> = Vec::new();
        for item in fixed.chain(self.types.iter().cloned()) {
            if !all.contains(&item) {
                all.push(item);
            }
        }
        all
    }
}

impl Missing {
    pub(super) fn shown(&self, usual: &str) -> Lacking {
        let mut lacking = Lacking { text: String::new(), names: Vec::new() };
        let mut parts: Vec<String> = Vec::new();
        for one_of in &self.0 {
            let mut names: Vec<String> = Vec::new();
            for name in one_of {
                let name = shown(name, usual);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
            let part = match quoted.split_last() {
                Some((last, [])) => last.clone(),
                Some(_) if quoted.len() > 12 => {
                    let some = quoted.get(..12).unwrap_or_default();
                    format!("one of {} and {} more", some.join(", "), quoted.len().saturating_sub(12))
                }
                Some((last, before)) => format!("{} or {last}", before.join(", ")),
                None => continue,
            };
            if !parts.contains(&part) {
                parts.push(part);
            }
            lacking.names.extend(names);
        }
        lacking.text = match parts.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, before)) => format!("{} and {last}", before.join(", ")),
            None => String::new(),
        };
        lacking
    }
}

impl Engine<'_> {
    fn parts(&self, id: Id) -> Vec<Id> {
        match self.arena().node(id) {
            Node::Choice(of) | Node::Group(of) | Node::Interleave(of) => self.arena().items(of).to_vec(),
            Node::OneOrMore(of) | Node::List(of) => vec![of],
            _ => Vec::new(),
        }
    }

    /// The elements that may come first.
    pub(super) fn elements(&self, ids: &[Id]) -> Expected {
        let mut found = BTreeSet::new();
        let mut seen = HashSet::new();
        let mut waiting = ids.to_vec();
        while let Some(id) = waiting.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.arena().node(id) {
                Node::Element(number) => {
                    found.insert(number);
                }
                Node::Group(of) => {
                    for part in self.arena().items(of) {
                        waiting.push(*part);
                        if !self.arena().nullable(*part) {
                            break;
                        }
                    }
                }
                _ => waiting.extend(self.parts(id)),
            }
        }
        // Numbers are in the order of the schema.
        let named =
            found.iter().filter_map(|number| self.schema.elements.get(usize::try_from(*number).ok()?));
        Expected { names: named.flat_map(|(named, _)| named.shown.iter().cloned()).collect() }
    }

    /// The attributes that may come.
    pub(super) fn attributes(&self, ids: &[Id]) -> Expected {
        let mut found = BTreeSet::new();
        let mut seen = HashSet::new();
        let mut waiting = ids.to_vec();
        while let Some(id) = waiting.pop() {
            if seen.insert(id) {
                if let Node::Attribute(number, _) = self.arena().node(id) {
                    found.insert(number);
                }
                waiting.extend(self.parts(id));
            }
        }
        let named =
            found.iter().filter_map(|number| self.schema.attributes.get(usize::try_from(*number).ok()?));
        Expected { names: named.flat_map(|named| named.shown.iter().cloned()).collect() }
    }

    /// The values that may come.
    pub(super) fn values(&self, ids: &[Id]) -> Values {
        let mut found = Values::default();
        let mut order: BTreeMap<u32, String> = BTreeMap::new();
        let mut seen = HashSet::new();
        let mut waiting: Vec<(Id, bool)> = ids.iter().rev().map(|id| (*id, false)).collect();
        while let Some((id, in_list)) = waiting.pop() {
            if !seen.insert((id, in_list)) {
                continue;
            }
            let many = if in_list { "list of " } else { "" };
            match self.arena().node(id) {
                Node::Value(number) => {
                    let value = usize::try_from(number).ok().and_then(|at| self.schema.values.get(at));
                    let text = value.map_or("", |value| &*value.text);
                    if in_list {
                        found.types.push(format!("{many}'{text}'"));
                    } else {
                        order.insert(number, text.to_owned());
                    }
                }
                Node::Data(number) => {
                    let data = usize::try_from(number).ok().and_then(|at| self.schema.data.get(at));
                    let Some((datatype, except)) = data else { continue };
                    let datatype =
                        usize::try_from(*datatype).ok().and_then(|at| self.schema.datatypes.get(at));
                    let Some(datatype) = datatype else { continue };
                    let mut words = format!("{many}{}", datatype.describe());
                    if let Some(except) = except {
                        words.push_str(&format!(" except {}", self.values(&[*except]).shown().join(", ")));
                    }
                    found.types.push(words);
                }
                Node::List(of) => waiting.push((of, true)),
                _ => waiting.extend(self.parts(id).into_iter().rev().map(|part| (part, in_list))),
            }
        }
        found.fixed.extend(order.into_values());
        found
    }

    /// What is missing: attributes at the end of a start tag, or else what the content lacks at its end.
    pub(super) fn missing(&mut self, ids: &[Id], attributes: bool) -> Missing {
        let mut each = ids.iter().map(|id| self.missing_of(*id, attributes)).collect::<Vec<_>>();
        match each.len() {
            1 => Missing(each.pop().unwrap_or_default()),
            _ => Missing(vec![each.into_iter().flatten().flatten().collect()]),
        }
    }

    fn satisfied(&mut self, id: Id, attributes: bool) -> bool {
        if attributes { self.close(id) != NOT_ALLOWED } else { self.arena().nullable(id) }
    }

    fn missing_of(&mut self, id: Id, attributes: bool) -> Vec<Vec<Described>> {
        if self.satisfied(id, attributes) {
            return Vec::new();
        }
        let at = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let text = |text: &str| {
            vec![vec![Described { namespace: "".into(), local: Some(text.into()), open: false }]]
        };
        match self.arena().node(id) {
            Node::Element(number) => self
                .schema
                .elements
                .get(at(number))
                .map(|(named, _)| named.shown.clone())
                .into_iter()
                .collect(),
            Node::Attribute(number, _) => {
                self.schema.attributes.get(at(number)).map(|named| named.shown.clone()).into_iter().collect()
            }
            Node::Group(_) | Node::Interleave(_) | Node::OneOrMore(_) => {
                self.parts(id).into_iter().flat_map(|part| self.missing_of(part, attributes)).collect()
            }
            Node::Choice(_) => {
                let parts = self.parts(id);
                let all = parts.into_iter().flat_map(|part| self.missing_of(part, attributes));
                vec![all.flatten().collect()]
            }
            Node::Value(_) | Node::Data(_) | Node::List(_) => text("a value"),
            _ => Vec::new(),
        }
    }
}
