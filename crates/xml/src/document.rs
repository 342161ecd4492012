//! A parsed document and the places in it.

use std::borrow::Cow;
use std::fmt;

use crate::error::{Error, Kind, Result};
use crate::prescan::{Limits, prescan};

/// How a document is to be understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadOptions {
    /// The document describes something that runs: fields marked `live` are read. Else they are
    /// dropped unread, because in a definition they are leftovers of a copied description.
    pub live: bool,
}

impl ReadOptions {
    /// Options for a document about something that runs.
    #[must_use]
    pub fn live() -> Self {
        Self { live: true }
    }
}

/// A parsed document; everything read from it borrows the text.
pub struct Document<'t> {
    tree: roxmltree::Document<'t>,
    context: Context,
}

#[derive(Clone, Copy)]
struct Context {
    namespaces: bool,
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
        let facts = prescan(text, limits)?;
        let tree = roxmltree::Document::parse(text).map_err(|error| Error::malformed(text, name, &error))?;
        Ok(Self { tree, context: Context { namespaces: facts.namespaces > 0, options } })
    }

    /// The outermost element.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node { node: self.tree.root_element(), context: self.context, hidden: None }
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
    hidden: Option<&'static str>,
}

/// An attribute of an element.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attr<'a> {
    /// Its name, if it is in no namespace; else empty.
    pub key: &'a str,
    /// Its name as it stands in the document. Namespace declarations count as attributes.
    pub qname: &'a str,
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

    /// Whether fields marked `live` are read.
    #[must_use]
    pub fn live(&self) -> bool {
        self.context.options.live
    }

    /// The same element without this attribute, which somebody has read already.
    #[must_use]
    pub fn without(mut self, attribute: &'static str) -> Self {
        self.hidden = Some(attribute);
        self
    }

    /// The attributes in document order, namespace declarations among them.
    pub fn attrs(&self) -> impl Iterator<Item = Attr<'a>> + use<'a> {
        let text = self.node.document().input_text();
        let hidden = self.hidden;
        let plain = self.node.attributes().map(move |attr| Attr {
            key: if attr.namespace().is_some() { "" } else { attr.name() },
            qname: text.get(attr.range_qname()).unwrap_or(attr.name()),
            value: attr.value(),
            offset: attr.range().start,
        });
        // Declarations are no attributes for the tree parser, so they are sorted in between.
        let (plain, merged) = if self.context.namespaces {
            let mut all: Vec<Attr<'a>> = plain.chain(self.declarations()).collect();
            all.sort_by_key(|attr| attr.offset);
            (None, Some(all))
        } else {
            (Some(plain), None)
        };
        let all = plain.into_iter().flatten().chain(merged.into_iter().flatten());
        all.filter(move |attr| hidden.is_none_or(|hidden| attr.key != hidden))
    }

    /// One attribute in no namespace.
    #[must_use]
    pub fn attr(&self, name: &str) -> Option<Attr<'a>> {
        self.attrs().find(|attr| attr.key == name)
    }

    fn declarations(&self) -> Vec<Attr<'a>> {
        let start = self.node.range().start;
        let mut found = Vec::new();
        let mut rest = self.source().get(1..).unwrap_or_default();
        let whole = rest.len();
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_whitespace() && c != '/' && c != '>');
        loop {
            rest = rest.trim_start();
            let Some((before, after)) = rest.split_once(['"', '\'', '>']) else { break };
            let Some(quote) = rest.get(before.len()..).and_then(|tail| tail.chars().next()) else { break };
            if quote == '>' {
                break;
            }
            let Some((value, tail)) = after.split_once(quote) else { break };
            let name = before.trim_end().trim_end_matches('=').trim_end();
            let prefix = if name == "xmlns" { Some(None) } else { name.strip_prefix("xmlns:").map(Some) };
            if let Some(prefix) = prefix {
                let uri = self.node.lookup_namespace_uri(prefix).unwrap_or(value);
                let inside = whole.saturating_sub(rest.len()).saturating_add(1);
                found.push(Attr { key: "", qname: name, value: uri, offset: start.saturating_add(inside) });
            }
            rest = tail;
        }
        found
    }

    /// What is inside: elements, and text that is not only white space. Comments are left out.
    pub fn items(&self) -> impl Iterator<Item = Item<'a>> + use<'a> {
        let context = self.context;
        self.node.children().filter_map(move |node| {
            if node.is_element() {
                return Some(Item::Element(Node { node, context, hidden: None }));
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
            .in_attribute(attr.qname)
            .with_value(attr.value)
    }

    /// The error that an attribute is missing.
    #[must_use]
    pub fn missing_attr(&self, name: &str) -> Error {
        let message = format!("Missing required attribute '{name}' in element '{}'", self.local_name());
        self.error(Kind::Missing, message).in_attribute(name)
    }

    /// The error that an element is missing inside this one.
    #[must_use]
    pub fn missing_child(&self, name: &str) -> Error {
        self.error(Kind::Missing, format!("missing element '{name}' in element '{}'", self.local_name()))
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.qname())
    }
}
