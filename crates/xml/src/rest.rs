//! The remainder: what an element holds beyond its model, and where.

use serde::{Deserialize, Serialize};

use crate::document::{Attr, Node};
use crate::raw::{RawAttr, RawElement, RawNode};
use crate::writer::Writer;

/// Attributes and elements that a model does not know, each with the place it is written back to:
/// behind the modelled neighbour that it followed in the document.
///
/// Costs one pointer where there is nothing to keep.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rest(Option<Box<Kept>>);

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attrs: Vec<(u16, RawAttr)>,
    /// Slot of the modelled neighbour, and how many of its items came before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nodes: Vec<(u16, u32, RawNode)>,
    /// Remainders of nested elements that have no struct of their own; an empty one says that the
    /// element was there without anything that is modelled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nested: Vec<(u16, Rest)>,
}

static NOTHING: Rest = Rest(None);

impl Rest {
    /// Nothing, to borrow.
    #[must_use]
    pub fn nothing() -> &'static Self {
        &NOTHING
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The value of an attribute that is kept.
    #[must_use]
    pub fn attr(&self, name: &str) -> Option<&str> {
        let kept = self.0.as_ref()?;
        kept.attrs.iter().find(|(_, attr)| attr.name == name).map(|(_, attr)| attr.value.as_str())
    }

    /// The prefix that a kept declaration gives to a namespace.
    #[must_use]
    pub fn prefix(&self, uri: &str) -> Option<&str> {
        let attrs = &self.0.as_ref()?.attrs;
        let found = attrs.iter().find(|(_, attr)| attr.value == uri && attr.name.starts_with("xmlns:"));
        found.and_then(|(_, attr)| attr.name.strip_prefix("xmlns:"))
    }

    /// The elements that are kept, in the order of writing.
    pub fn elements(&self) -> impl Iterator<Item = &RawElement> {
        self.0.iter().flat_map(|kept| &kept.nodes).filter_map(|(_, _, node)| match node {
            RawNode::Element(element) => Some(element),
            RawNode::Text(_) => None,
        })
    }

    /// The first kept element of this name.
    #[must_use]
    pub fn element(&self, name: &str) -> Option<&RawElement> {
        self.elements().find(|element| element.name == name)
    }

    /// The remainder of a nested element without struct; for derives.
    #[doc(hidden)]
    #[must_use]
    pub fn nested(&self, slot: u16) -> Option<&Rest> {
        let kept = self.0.as_ref()?;
        kept.nested.iter().find(|(at, _)| *at == slot).map(|(_, rest)| rest)
    }

    /// A walk along the places; for derives.
    #[doc(hidden)]
    #[must_use]
    pub fn cursor(&self) -> RestCursor<'_> {
        match &self.0 {
            Some(kept) => RestCursor { attrs: &kept.attrs, nodes: &kept.nodes },
            None => RestCursor { attrs: &[], nodes: &[] },
        }
    }
}

/// Collects a [`Rest`] while an element is read; for derives.
#[doc(hidden)]
#[derive(Debug)]
pub struct RestBuilder {
    keep: bool,
    kept: Kept,
}

#[doc(hidden)]
impl RestBuilder {
    /// A builder that keeps, or one of a model that has nowhere to keep.
    #[must_use]
    pub fn new(keep: bool) -> Self {
        Self { keep, kept: Kept::default() }
    }

    /// A builder for a nested element.
    #[must_use]
    pub fn nest(&self) -> Self {
        Self::new(self.keep)
    }

    pub fn attr(&mut self, slot: u16, attr: &Attr<'_>) {
        if self.keep {
            self.kept.attrs.push((slot, RawAttr::new(attr.qname, attr.value)));
        }
    }

    pub fn element(&mut self, slot: u16, index: u32, node: Node<'_>) {
        if self.keep {
            self.kept.nodes.push((slot, index, RawNode::Element(RawElement::from_node(node))));
        }
    }

    pub fn text(&mut self, slot: u16, index: u32, text: &str) {
        if self.keep {
            self.kept.nodes.push((slot, index, RawNode::Text(text.into())));
        }
    }

    /// Keeps a nested remainder; an empty one only if the element shall be written nevertheless.
    pub fn nested(&mut self, slot: u16, rest: Rest, bare: bool) {
        if self.keep && (bare || !rest.is_empty()) {
            self.kept.nested.push((slot, rest));
        }
    }

    #[must_use]
    pub fn finish(mut self) -> Rest {
        // The document's order need not be the order of writing.
        self.kept.attrs.sort_by_key(|(slot, _)| *slot);
        self.kept.nodes.sort_by_key(|(slot, index, _)| (*slot, *index));
        Rest((self.kept != Kept::default()).then(|| Box::new(self.kept)))
    }
}

/// Writes a [`Rest`] between the fields; for derives.
#[doc(hidden)]
#[derive(Debug)]
pub struct RestCursor<'r> {
    attrs: &'r [(u16, RawAttr)],
    nodes: &'r [(u16, u32, RawNode)],
}

#[doc(hidden)]
impl RestCursor<'_> {
    /// Writes the attributes that follow this slot.
    pub fn attrs(&mut self, w: &mut Writer, slot: u16) {
        while let Some(((at, attr), more)) = self.attrs.split_first()
            && *at <= slot
        {
            w.attr(&attr.name, &attr.value);
            self.attrs = more;
        }
    }

    /// Writes the elements that follow this item of this slot.
    pub fn nodes(&mut self, w: &mut Writer, slot: u16, index: u32) {
        while let Some(((at, nth, node), more)) = self.nodes.split_first()
            && (*at, *nth) <= (slot, index)
        {
            match node {
                RawNode::Element(element) => element.write_named(w),
                RawNode::Text(text) => w.text(text),
            }
            self.nodes = more;
        }
    }
}
