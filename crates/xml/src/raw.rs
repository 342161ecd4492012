//! What no model knows: kept as it stands.

use serde::{Deserialize, Serialize};

use crate::document::{Attr, Item, Node};
use crate::error::Result;
use crate::model::XmlElement;
use crate::writer::Writer;

/// An attribute without a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RawAttr {
    /// Its name as in the document, with prefix.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl RawAttr {
    /// An attribute of this name and value.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// Something inside an element without a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum RawNode {
    /// An element.
    Element(RawElement),
    /// Text.
    Text(String),
}

/// An element without a model: its names, values and text, not its white space and comments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RawElement {
    /// Its name as in the document, with prefix.
    pub name: String,
    /// Its attributes, namespace declarations among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attrs: Vec<RawAttr>,
    /// What is inside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<RawNode>,
}

impl RawElement {
    /// An empty element of this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attr(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|attr| attr.name == name).map(|attr| attr.value.as_str())
    }

    /// The elements inside.
    pub fn elements(&self) -> impl Iterator<Item = &RawElement> {
        self.children.iter().filter_map(|child| match child {
            RawNode::Element(element) => Some(element),
            RawNode::Text(_) => None,
        })
    }

    /// The first element of this name inside.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&RawElement> {
        self.elements().find(|element| element.name == name)
    }

    /// The text directly inside.
    #[must_use]
    pub fn text(&self) -> String {
        let texts = self.children.iter().filter_map(|child| match child {
            RawNode::Text(text) => Some(text.as_str()),
            RawNode::Element(_) => None,
        });
        texts.collect()
    }

    pub(crate) fn from_node(node: Node<'_>) -> Self {
        let attrs = node.attrs().map(|attr| RawAttr::new(attr.qname, attr.value)).collect();
        let mut children: Vec<RawNode> = node
            .items()
            .map(|item| match item {
                Item::Element(node) => RawNode::Element(Self::from_node(node)),
                Item::Text(text) => RawNode::Text(text.into()),
            })
            .collect();
        if children.is_empty() {
            let text = node.text();
            // Blanks between the lines of an empty element are layout, a lone space is a value.
            if !text.is_empty() && !text.contains('\n') {
                children.push(RawNode::Text(text.into_owned()));
            }
        }
        Self { name: node.qname().into(), attrs, children }
    }

    pub(crate) fn write_named(&self, w: &mut Writer) {
        self.write(&self.name, w);
    }
}

impl XmlElement for RawElement {
    fn read(node: Node<'_>) -> Result<Self> {
        Ok(Self::from_node(node))
    }

    fn write_body(&self, w: &mut Writer) {
        for attr in &self.attrs {
            w.attr(&attr.name, &attr.value);
        }
        for child in &self.children {
            match child {
                RawNode::Element(element) => element.write_named(w),
                RawNode::Text(text) => w.text(text),
            }
        }
    }
}

/// A case of a union that has no model: the word, and the element as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OtherCase {
    /// The attribute's value.
    pub case: String,
    /// The element, if there is one.
    pub body: Option<RawElement>,
}

impl OtherCase {
    /// Keeps a case.
    ///
    /// # Errors
    /// None so far.
    #[doc(hidden)]
    pub fn read(case: &Attr<'_>, body: Option<Node<'_>>) -> Result<Self> {
        Ok(Self { case: case.value.into(), body: body.map(RawElement::from_node) })
    }
}

/// An element kept as its bytes, from `<` to `>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RawXml(String);

impl RawXml {
    /// The bytes of this element.
    #[must_use]
    pub fn from_node(node: Node<'_>) -> Self {
        Self(node.source().into())
    }

    /// The bytes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
