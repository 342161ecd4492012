//! Walks through a document and takes derivatives.
//!
//! Each open element has a frame with the patterns that its content may still match. A frame has several
//! entries when the schema is ambiguous; an entry remembers to which entry of the frame around it, and to
//! which rest there, it leads back once it has matched.

mod expect;
mod mistakes;
mod report;
mod words;

use std::borrow::Cow;

use roxmltree::{Document, Node};

use crate::datatype::Namespaces;
use crate::document::{Limits, Places};
use crate::error::Invalid;
use crate::names::Symbol;
use crate::pattern::{Cache, Compiled, Engine, Id, NOT_ALLOWED};
use crate::xmlchars::is_blank;

/// Checks a document. The cache comes back fuller than it went.
pub(crate) fn validate(
    schema: &Compiled,
    cache: Cache,
    document: &Document<'_>,
    text: &str,
    limits: Limits,
) -> (Vec<Invalid>, Cache) {
    let places = Places::new(text);
    let engine = Engine::new(schema, cache);
    let mut walk = Walk { engine, places, mistakes: Vec::new(), limits, frames: Vec::new() };
    walk.document(document);
    (walk.mistakes, walk.engine.cache)
}

struct Walk<'s, 'd> {
    engine: Engine<'s>,
    places: Places<'d>,
    mistakes: Vec<Invalid>,
    limits: Limits,
    frames: Vec<Frame<'d>>,
}

/// An open element.
#[derive(Default)]
struct Frame<'d> {
    entries: Vec<Entry>,
    /// What the content could be before anything of it was seen.
    initial: Vec<Id>,
    /// Text since the last child.
    text: Cow<'d, str>,
    /// Whether there were child elements.
    complex: bool,
    /// Whether something among its children is wrong already, so that what it lacks is no news.
    faulty: bool,
}

/// One way to read the document so far.
struct Entry {
    pattern: Id,
    /// The entry of the frame around, and the rest there.
    back: (usize, Id),
    /// More of these, in ambiguous places.
    more: Vec<(usize, Id)>,
}

impl Namespaces for Node<'_, '_> {
    fn namespace(&self, prefix: Option<&str>) -> Option<&str> {
        match prefix {
            Some("xml") => Some(crate::ast::XML),
            None => Some(self.lookup_namespace_uri(None).unwrap_or_default()),
            Some(prefix) => self.lookup_namespace_uri(Some(prefix)),
        }
    }
}

impl<'d> Walk<'_, 'd> {
    fn document(&mut self, document: &'d Document<'d>) {
        let root = document.root_element();
        let start = self.engine.schema.start;
        let entry = Entry { pattern: start, back: (0, NOT_ALLOWED), more: Vec::new() };
        self.frames.push(Frame { entries: vec![entry], initial: vec![start], ..Frame::default() });
        let mut node = root;
        loop {
            if self.mistakes.len() >= self.limits.mistakes.max(1) {
                return;
            }
            let entered = node.is_element() && self.enter(node);
            if node.is_text() {
                self.gather(node.text().unwrap_or_default());
            }
            if entered {
                if let Some(child) = node.first_child() {
                    node = child;
                    continue;
                }
                self.leave(node);
            }
            // On to the next sibling, or that of the nearest element around that has one.
            loop {
                if node == root {
                    return;
                }
                if let Some(sibling) = node.next_sibling() {
                    node = sibling;
                    break;
                }
                let Some(parent) = node.parent_element() else { return };
                node = parent;
                self.leave(node);
            }
        }
    }

    fn gather(&mut self, text: &'d str) {
        if let Some(frame) = self.frames.last_mut() {
            if frame.text.is_empty() {
                frame.text = Cow::Borrowed(text);
            } else {
                frame.text.to_mut().push_str(text);
            }
        }
    }

    /// Goes into an element; `false` if there is nothing to go on with inside of it.
    fn enter(&mut self, node: Node<'d, 'd>) -> bool {
        if self.engine.cache.is_full() {
            self.forget();
        }
        let parent = node.parent_element();
        self.text_before_child(parent);
        let tag = node.tag_name();
        let name = self.engine.schema.symbols.get(tag.namespace().unwrap_or_default(), tag.name());
        let mut entries = self.opened(name);
        if entries.is_empty() {
            // A misspelt element is gone into as the one that was meant, if that is clear.
            let Some(meant) = self.unexpected_element(node) else { return false };
            entries = self.opened(meant);
            if entries.is_empty() {
                return false;
            }
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.complex = true;
        }
        self.start_tag(node, &mut entries);
        let initial = entries.iter().map(|entry| entry.pattern).collect();
        self.frames.push(Frame { entries, initial, ..Frame::default() });
        true
    }

    /// The ways to read an element of this name here.
    fn opened(&mut self, name: Symbol) -> Vec<Entry> {
        let Some(frame) = self.frames.last() else { return Vec::new() };
        let mut entries: Vec<Entry> = Vec::new();
        for (at, entry) in frame.entries.iter().enumerate() {
            for (content, rest) in self.engine.open(entry.pattern, name) {
                let back = (at, *rest);
                match entries.iter_mut().find(|other| other.pattern == *content) {
                    Some(other) => other.more.push(back),
                    None => entries.push(Entry { pattern: *content, back, more: Vec::new() }),
                }
            }
        }
        entries
    }

    /// Takes the attributes. After a mistake it goes on as if they had been right.
    fn start_tag(&mut self, node: Node<'d, 'd>, entries: &mut Vec<Entry>) {
        // An attribute that is missing may be one that has the wrong name.
        let mut faulty = false;
        for attribute in node.attributes() {
            let namespace = attribute.namespace().unwrap_or_default();
            let name = self.engine.schema.symbols.get(namespace, attribute.name());
            let mut any = false;
            let left: Vec<Id> = entries
                .iter()
                .map(|entry| {
                    let left = self.engine.attribute(entry.pattern, name, attribute.value(), &node);
                    any |= left != NOT_ALLOWED;
                    left
                })
                .collect();
            if any {
                advance(entries, left);
            } else {
                faulty = true;
                self.unexpected_attribute(node, &attribute, name, entries);
            }
        }
        let left: Vec<Id> = entries.iter().map(|entry| self.engine.close(entry.pattern)).collect();
        if left.iter().any(|id| *id != NOT_ALLOWED) {
            advance(entries, left);
            return;
        }
        if !faulty {
            self.missing_attributes(node, entries);
        }
        let left = entries.iter().map(|entry| self.engine.close_forgiving(entry.pattern)).collect();
        advance(entries, left);
    }

    /// Takes the text between children.
    fn text_before_child(&mut self, node: Option<Node<'d, 'd>>) {
        let Some(frame) = self.frames.last_mut() else { return };
        let text = std::mem::take(&mut frame.text);
        if is_blank(&text) {
            return;
        }
        let Some(node) = node else { return };
        let left: Vec<Id> =
            frame.entries.iter().map(|entry| self.engine.text(entry.pattern, &text, &node)).collect();
        if left.iter().any(|id| *id != NOT_ALLOWED) {
            advance(&mut frame.entries, left);
        } else {
            self.unexpected_text(node, &text);
        }
    }

    /// Comes out of an element.
    fn leave(&mut self, node: Node<'d, 'd>) {
        let complex = self.frames.last().is_some_and(|frame| frame.complex);
        if complex {
            self.text_before_child(Some(node));
        }
        let Some(mut frame) = self.frames.pop() else { return };
        let good: Vec<bool> = if complex {
            frame.entries.iter().map(|entry| self.engine.arena().nullable(entry.pattern)).collect()
        } else {
            let engine = &mut self.engine;
            frame.entries.iter().map(|entry| engine.matches(entry.pattern, &frame.text, &node)).collect()
        };
        if good.contains(&true) {
            let mut good = good.into_iter();
            frame.entries.retain(|_| good.next().unwrap_or(false));
        } else if !frame.faulty {
            self.incomplete(node, &frame);
        }
        self.back(frame.entries);
    }

    /// Goes on around an element with the rests of the entries that matched.
    fn back(&mut self, inner: Vec<Entry>) {
        let Some(frame) = self.frames.last_mut() else { return };
        if let ([only], [outer]) = (inner.as_slice(), frame.entries.as_mut_slice())
            && only.more.is_empty()
        {
            outer.pattern = only.back.1;
            return;
        }
        let mut rests: Vec<Vec<Id>> = vec![Vec::new(); frame.entries.len()];
        for (at, rest) in inner.iter().flat_map(|entry| std::iter::once(&entry.back).chain(&entry.more)) {
            if let Some(rests) = rests.get_mut(*at) {
                rests.push(*rest);
            }
        }
        let left = rests.into_iter().map(|rests| self.engine.choice(&rests)).collect();
        advance(&mut frame.entries, left);
    }

    /// Starts a fresh cache with what is still needed.
    fn forget(&mut self) {
        let schema = self.engine.schema;
        let frames = self.frames.iter_mut();
        let ids = frames.flat_map(|frame| {
            let entries = frame.entries.iter_mut().flat_map(|entry| {
                let more = entry.more.iter_mut().map(|(_, rest)| rest);
                [&mut entry.pattern, &mut entry.back.1].into_iter().chain(more)
            });
            entries.chain(frame.initial.iter_mut())
        });
        self.engine.cache.forget(schema, ids);
    }
}

/// Gives entries their new patterns; those that match nothing any more are dropped.
fn advance(entries: &mut Vec<Entry>, left: Vec<Id>) {
    for (entry, id) in entries.iter_mut().zip(left) {
        entry.pattern = id;
    }
    entries.retain(|entry| entry.pattern != NOT_ALLOWED);
}
