//! A parsed document and the places in it.

use std::borrow::Cow;
use std::fmt;

use crate::error::{Error, Kind, Result};
use crate::nearest::nearest;
use crate::prescan::{Limits, prescan};

/// How a document is to be understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadOptions {
    /// The document describes something that runs: fields marked `live` are read. Else they are
    /// dropped unread, because in a definition they are leftovers of a copied description.
    pub live: bool,
    /// The document is one that a daemon keeps for itself: fields marked `status` are read.
    pub status: bool,
}

impl ReadOptions {
    /// Options for a document about something that runs.
    #[must_use]
    pub fn live() -> Self {
        Self { live: true, status: false }
    }

    /// Options for a document that a daemon keeps about something that runs.
    #[must_use]
    pub fn status() -> Self {
        Self { live: true, status: true }
    }
}

/// A parsed document; everything read from it borrows the text.
pub struct Document<'t> {
    tree: roxmltree::Document<'t>,
    context: Context,
}

#[derive(Clone, Copy)]
struct Context {
    options: ReadOptions,
}

impl<'t> Document<'t> {
    /// Parses with the default bounds.
    ///
    /// # Errors
    /// Not well-formed, out of bounds, or with a document type declaration.
    pub fn parse(text: &'t str) -> Result<Self> {
        Self::parse_with(text, "(document)", ReadOptions::default(), Limits::DEFAULT)
    }

    /// Parses a document that errors shall call `name`, within these bounds.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_with(text: &'t str, name: &str, options: ReadOptions, limits: Limits) -> Result<Self> {
        prescan(text, limits)?;
        let tree = roxmltree::Document::parse(text).map_err(|error| Error::malformed(text, name, &error))?;
        Ok(Self { tree, context: Context { options } })
    }

    /// The outermost element.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node { node: self.tree.root_element(), context: self.context }
    }

    /// The outermost element, if it has this name.
    ///
    /// # Errors
    /// It has another.
    pub fn root_named(&self, name: &str) -> Result<Node<'_>> {
        let root = self.root();
        if root.key() == name || root.local_name() == name {
            return Ok(root);
        }
        let message = format!("expecting root element of '{name}', not '{}'", root.local_name());
        Err(root.error(Kind::Root, message))
    }
}

impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("root", &self.root()).finish_non_exhaustive()
    }
}

/// An element of a document.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    node: roxmltree::Node<'a, 'a>,
    context: Context,
}

/// An attribute of an element.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attr<'a> {
    /// Its name, if it is in no namespace; else empty.
    pub key: &'a str,
    /// Its name without prefix.
    pub name: &'a str,
    /// Its value.
    pub value: &'a str,
    offset: usize,
}

/// Something inside an element.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Item<'a> {
    /// An element.
    Element(Node<'a>),
    /// Text that is not only white space.
    Text(&'a str),
}

impl<'a> Node<'a> {
    /// The element's name if it is in no namespace, else empty: what models are matched with.
    #[must_use]
    pub fn key(&self) -> &'a str {
        let name = self.node.tag_name();
        if name.namespace().is_some() { "" } else { name.name() }
    }

    /// The name without prefix.
    #[must_use]
    pub fn local_name(&self) -> &'a str {
        self.node.tag_name().name()
    }

    /// The namespace's URI.
    #[must_use]
    pub fn namespace(&self) -> Option<&'a str> {
        self.node.tag_name().namespace()
    }

    /// Whether the element is the one of this namespace and name.
    #[must_use]
    pub fn is(&self, namespace: &str, name: &str) -> bool {
        self.namespace() == Some(namespace) && self.local_name() == name
    }

    /// The name as it stands in the document.
    #[must_use]
    pub fn qname(&self) -> &'a str {
        let name = self.source().get(1..).unwrap_or_default();
        let end = name.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>');
        end.and_then(|end| name.get(..end)).unwrap_or(name)
    }

    /// The element's own bytes, from `<` to `>`.
    #[must_use]
    pub fn source(&self) -> &'a str {
        self.node.document().input_text().get(self.node.range()).unwrap_or_default()
    }

    /// Prefixes and namespaces that elements around this one declare.
    pub(crate) fn outer_namespaces(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let around = self.node.parent_element();
        let all = around.into_iter().flat_map(|parent| parent.namespaces());
        all.filter_map(|space| space.name().map(|name| (name, space.uri())))
            .filter(|(name, _)| *name != "xml")
    }

    /// Whether fields marked `live` are read.
    #[must_use]
    pub fn live(&self) -> bool {
        self.context.options.live
    }

    /// Whether fields marked `status` are read.
    #[must_use]
    pub fn status(&self) -> bool {
        self.context.options.status
    }

    /// The attributes in document order. Namespace declarations do not count as such.
    pub fn attrs(&self) -> impl Iterator<Item = Attr<'a>> + use<'a> {
        self.node.attributes().map(move |attr| Attr {
            key: if attr.namespace().is_some() { "" } else { attr.name() },
            name: attr.name(),
            value: attr.value(),
            offset: attr.range().start,
        })
    }

    /// One attribute in no namespace.
    #[must_use]
    pub fn attr(&self, name: &str) -> Option<Attr<'a>> {
        self.attrs().find(|attr| attr.key == name)
    }

    /// An attribute that is not there, as if it were.
    pub(crate) fn implied(&self, name: &'static str, value: &'static str) -> Attr<'a> {
        Attr { key: name, name, value, offset: self.node.range().start }
    }

    /// What is inside: elements, and text that is not only white space. Comments are left out.
    pub fn items(&self) -> impl Iterator<Item = Item<'a>> + use<'a> {
        let context = self.context;
        self.node.children().filter_map(move |node| {
            if node.is_element() {
                return Some(Item::Element(Node { node, context }));
            }
            let text = if node.is_text() { node.text()? } else { return None };
            let blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
            (!blank).then_some(Item::Text(text))
        })
    }

    /// The elements inside.
    pub fn elements(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.items().filter_map(|item| match item {
            Item::Element(node) => Some(node),
            Item::Text(_) => None,
        })
    }

    /// The first element of this name inside.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<Node<'a>> {
        self.elements().find(|node| node.key() == name)
    }

    /// The text directly inside, white space included, comments left out.
    #[must_use]
    pub fn text(&self) -> Cow<'a, str> {
        let mut all = Cow::Borrowed("");
        for text in self.node.children().filter(roxmltree::Node::is_text).filter_map(|node| node.text()) {
            if all.is_empty() {
                all = Cow::Borrowed(text);
            } else {
                all.to_mut().push_str(text);
            }
        }
        all
    }

    /// An error about this element.
    #[must_use]
    pub fn error(&self, kind: Kind, message: impl Into<String>) -> Error {
        Error::new(kind, message)
            .at_offset(self.node.document().input_text(), self.node.range().start)
            .in_element(self.local_name())
    }

    /// An error about one of its attributes.
    #[must_use]
    pub fn attr_error(&self, attr: &Attr<'_>, kind: Kind, message: impl Into<String>) -> Error {
        Error::new(kind, message)
            .at_offset(self.node.document().input_text(), attr.offset)
            .in_element(self.local_name())
            .in_attribute(attr.name)
            .with_value(attr.value)
    }

    /// The error that an attribute is missing.
    #[must_use]
    pub fn missing_attr(&self, name: &str) -> Error {
        let message = format!("Missing required attribute '{name}' in element '{}'", self.local_name());
        self.error(Kind::Missing, message).in_attribute(name)
    }

    /// The error that an attribute is missing in a nested element, or that element with it.
    #[must_use]
    pub fn missing_attr_at(&self, path: &[&str], name: &str) -> Error {
        let mut at = *self;
        for step in path {
            match at.child(step) {
                Some(child) => at = child,
                None => return at.missing_child(step),
            }
        }
        at.missing_attr(name)
    }

    /// The error that an element is missing inside this one; a misspelt one is pointed at.
    #[must_use]
    pub fn missing_child(&self, name: &str) -> Error {
        let message = format!("missing element '{name}' in element '{}'", self.local_name());
        let error = self.error(Kind::Missing, message);
        match self.elements().find(|child| nearest(child.key(), [name]).is_some()) {
            Some(slip) => error.with_hint(format!(" Is '{}' meant to be '{name}'?", slip.key())),
            None => error,
        }
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.qname())
    }
}
