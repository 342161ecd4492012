//! Says what is wrong, and finds a way to go on.

use roxmltree::{Attribute, Node};

use super::expect::{Expected, Missing};
use super::words::{nearest, quoted, shorten};
use super::{Entry, Frame, Walk, advance};
use crate::error::InvalidKind;
use crate::names::Symbol;
use crate::pattern::Id;
use crate::xmlchars::is_blank;

fn patterns(entries: &[Entry]) -> Vec<Id> {
    entries.iter().map(|entry| entry.pattern).collect()
}

/// The name of an element as it is written in the document, prefix included.
pub(super) fn written<'d>(node: Node<'d, 'd>) -> &'d str {
    let text = node.document().input_text();
    let after = text.get(node.range().start.saturating_add(1)..).unwrap_or_default();
    let end = after.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(after.len());
    after.get(..end).unwrap_or_default()
}

impl<'d> Walk<'_, 'd> {
    /// An element that is not allowed; the one that was meant, if it looks misspelt.
    pub(super) fn unexpected_element(&mut self, node: Node<'d, 'd>) -> Option<Symbol> {
        let frame = self.frames.last_mut()?;
        frame.faulty = true;
        let known = patterns(&frame.entries);
        let initial = frame.initial.clone();
        let root = self.frames.len() == 1;
        let namespace = node.tag_name().namespace().unwrap_or_default();
        let expected = self.engine.elements(&known);
        let shown = expected.shown(namespace);
        let name = written(node);
        let local = node.tag_name().name();
        let suggestion = nearest(local, &expected.names_in(namespace));
        let symbol = self.engine.schema.symbols.get(namespace, local);
        let elsewhere = initial.iter().any(|id| !self.engine.open(*id, symbol).is_empty());
        let around = node.parent_element().map(written).unwrap_or_default();
        let mut message = if root {
            format!("element '{name}' cannot be the root of the document")
        } else if elsewhere {
            format!("element '{name}' is not allowed here: not again, or not in this order")
        } else {
            format!("element '{name}' is not allowed here")
        };
        if let Some(suggestion) = &suggestion {
            message.push_str(&format!("; did you mean '{suggestion}'?"));
        }
        let separator = if suggestion.is_some() { " " } else { "; " };
        if shown.is_empty() {
            message.push_str(&format!("{separator}no more elements are expected in '{around}'"));
        } else {
            message.push_str(&format!("{separator}expected: {}", shorten(&shown)));
        }
        self.report(InvalidKind::Element, node.range().start, message, shown, suggestion.clone());
        let meant = suggestion?;
        Some(self.engine.schema.symbols.get(namespace, &meant))
    }

    /// An attribute whose name or value is not allowed.
    pub(super) fn unexpected_attribute(
        &mut self,
        node: Node<'d, 'd>,
        attribute: &Attribute<'d, 'd>,
        name: Symbol,
        entries: &mut Vec<Entry>,
    ) {
        let known = patterns(entries);
        let offset = attribute.range().start;
        let text = node.document().input_text();
        let qname = text.get(attribute.range_qname()).unwrap_or_else(|| attribute.name());
        let element = written(node);
        let mut values: Vec<Id> = Vec::new();
        for id in &known {
            values.extend_from_slice(self.engine.attribute_values(*id, name));
        }
        if values.is_empty() {
            let namespace = attribute.namespace().unwrap_or_default();
            let expected = self.engine.attributes(&known);
            let (shown, names) = (expected.shown(namespace), expected.names_in(namespace));
            let suggestion = nearest(attribute.name(), &names);
            let mut message = format!("attribute '{qname}' is not allowed on element '{element}'");
            if let Some(suggestion) = &suggestion {
                message.push_str(&format!("; did you mean '{suggestion}'?"));
            }
            let separator = if suggestion.is_some() { " " } else { "; " };
            if shown.is_empty() {
                message.push_str(&format!("{separator}no more attributes are expected"));
            } else {
                message.push_str(&format!("{separator}expected: {}", shorten(&shown)));
            }
            // A misspelt attribute counts as the one that was meant.
            if let Some(meant) = &suggestion {
                let meant = self.engine.schema.symbols.get(namespace, meant);
                self.assume(entries, meant);
            }
            self.report(InvalidKind::Attribute, offset, message, shown, suggestion);
            return;
        }
        let subject = format!("attribute '{qname}' of element '{element}'");
        self.wrong_value(offset, &subject, attribute.value(), &values);
        self.assume(entries, name);
    }

    /// Goes on as if an attribute had been there with a good value.
    fn assume(&mut self, entries: &mut Vec<Entry>, name: Symbol) {
        let left: Vec<Id> =
            entries.iter().map(|entry| self.engine.attribute_with_any_value(entry.pattern, name)).collect();
        if left.iter().any(|id| *id != crate::pattern::NOT_ALLOWED) {
            advance(entries, left);
        }
    }

    fn wrong_value(&mut self, offset: usize, subject: &str, value: &str, patterns: &[Id]) {
        let values = self.engine.values(patterns);
        let suggestion = nearest(value.trim(), &values.fixed);
        let shown = values.shown();
        let mut message = format!("{subject} has the value {}, which is not allowed", quoted(value));
        if let Some(suggestion) = &suggestion {
            message.push_str(&format!("; did you mean '{suggestion}'?"));
        }
        if !shown.is_empty() {
            let separator = if suggestion.is_some() { " " } else { "; " };
            message.push_str(&format!("{separator}expected: {}", shorten(&shown)));
        }
        self.report(InvalidKind::Value, offset, message, shown, suggestion);
    }

    /// The end of a start tag that comes too early.
    pub(super) fn missing_attributes(&mut self, node: Node<'d, 'd>, entries: &[Entry]) {
        let known = patterns(entries);
        let missing = self.engine.missing(&known, true);
        self.lacking(InvalidKind::MissingAttribute, node, "attribute ", missing);
    }

    /// Text where there may be none.
    pub(super) fn unexpected_text(&mut self, node: Node<'d, 'd>, text: &str) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.faulty = true;
        let known = patterns(&frame.entries);
        let expected = self.engine.elements(&known);
        let shown = expected.shown(node.tag_name().namespace().unwrap_or_default());
        let mut message =
            format!("text is not allowed in element '{}': {}", written(node), quoted(text.trim()));
        if !shown.is_empty() {
            message.push_str(&format!("; expected: {}", shorten(&shown)));
        }
        let offset = first_text(node, text).unwrap_or(node.range().start);
        self.report(InvalidKind::Text, offset, message, shown, None);
    }

    /// An element that ends before its content is complete, or whose text is wrong.
    pub(super) fn incomplete(&mut self, node: Node<'d, 'd>, frame: &Frame<'d>) {
        let known = patterns(&frame.entries);
        let values = self.engine.values(&known);
        if !frame.complex && (!is_blank(&frame.text) || !values.is_empty()) {
            if values.is_empty() {
                // Put back for a moment: the message is about the text of this very element.
                let entries = known.iter().map(|id| Entry { pattern: *id, back: (0, *id), more: Vec::new() });
                self.frames.push(Frame { entries: entries.collect(), ..Frame::default() });
                self.unexpected_text(node, &frame.text);
                self.frames.pop();
                return;
            }
            let subject = format!("element '{}'", written(node));
            let offset = first_text(node, &frame.text).unwrap_or(node.range().start);
            self.wrong_value(offset, &subject, &frame.text, &known);
            return;
        }
        let missing = self.engine.missing(&known, false);
        self.lacking(InvalidKind::Incomplete, node, "", missing);
    }

    fn lacking(&mut self, kind: InvalidKind, node: Node<'d, 'd>, what: &str, missing: Missing) {
        let namespace = node.tag_name().namespace().unwrap_or_default();
        let parts = missing.shown(namespace);
        let message = match parts.text.as_str() {
            "" => format!("element '{}' is incomplete", written(node)),
            text => format!("element '{}' is incomplete: expected {what}{text}", written(node)),
        };
        self.report(kind, node.range().start, message, parts.names, None);
    }
}

/// Where the text of an element begins that is not blank.
fn first_text(node: Node<'_, '_>, text: &str) -> Option<usize> {
    let wanted = text.trim_start().get(..1).unwrap_or_default();
    let child = node.children().filter(|child| child.is_text()).find(|child| {
        let own = child.text().unwrap_or_default();
        !is_blank(own) && own.contains(wanted)
    })?;
    let range = child.range();
    let raw = node.document().input_text().get(range.clone()).unwrap_or_default();
    let blank = raw.len().saturating_sub(raw.trim_start().len());
    range.start.checked_add(blank)
}

impl Expected {
    /// Names without their namespace, those of one namespace only.
    fn names_in(&self, namespace: &str) -> Vec<String> {
        let own = self.names.iter().filter(|name| &*name.namespace == namespace);
        own.filter_map(|name| name.local.as_deref().map(str::to_owned)).collect()
    }
}
