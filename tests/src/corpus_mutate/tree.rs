//! A document as a tree that can be changed and written again.

use std::fmt;

/// A child of an element.
#[derive(Debug, Clone)]
pub(super) enum Child {
    Element(Element),
    Text(String),
}

/// An element; names are as written, prefix included.
#[derive(Debug, Clone)]
pub(super) struct Element {
    pub(super) name: String,
    /// Attributes in order, namespace declarations among them.
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Child>,
}

impl Element {
    /// Reads a document; `None` if it is not well-formed.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let document = roxmltree::Document::parse(text).ok()?;
        Some(Self::of(document.root_element()))
    }

    fn of(node: roxmltree::Node<'_, '_>) -> Self {
        let text = node.document().input_text();
        let after = &text[node.range().start + 1..];
        let name =
            after[..after.find(|c: char| c.is_whitespace() || c == '/' || c == '>').unwrap()].to_owned();
        let outer: Vec<_> = node.parent_element().iter().flat_map(|parent| parent.namespaces()).collect();
        let declared = node.namespaces().filter(|space| !outer.iter().any(|other| other == space));
        let mut attributes: Vec<(String, String)> = declared
            .map(|space| {
                let name = space.name().map_or("xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
                (name, space.uri().to_owned())
            })
            .collect();
        for attribute in node.attributes() {
            attributes.push((text[attribute.range_qname()].to_owned(), attribute.value().to_owned()));
        }
        let children = node.children().filter_map(|child| {
            if child.is_element() {
                Some(Child::Element(Self::of(child)))
            } else {
                child.text().filter(|_| child.is_text()).map(|text| Child::Text(text.to_owned()))
            }
        });
        Self { name, attributes, children: children.collect() }
    }

    /// How many elements there are, itself included.
    pub(super) fn count(&self) -> usize {
        1 + self.elements().map(Self::count).sum::<usize>()
    }

    fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The element with a number, counted as they begin.
    pub(super) fn nth(&mut self, number: usize) -> Option<&mut Self> {
        if number == 0 {
            return Some(self);
        }
        let mut left = number - 1;
        for child in &mut self.children {
            if let Child::Element(element) = child {
                let count = element.count();
                if left < count {
                    return element.nth(left);
                }
                left -= count;
            }
        }
        None
    }

    /// The places of the elements among the children.
    pub(super) fn element_places(&self) -> Vec<usize> {
        let children = self.children.iter().enumerate();
        children.filter(|(_, child)| matches!(child, Child::Element(_))).map(|(at, _)| at).collect()
    }

    /// The names of all elements or attributes.
    pub(super) fn names(&self, attributes: bool, found: &mut Vec<String>) {
        if attributes {
            found.extend(
                self.attributes.iter().map(|(name, _)| name.clone()).filter(|name| !name.contains(':')),
            );
        } else {
            found.push(self.name.clone());
        }
        self.elements().for_each(|element| element.names(attributes, found));
    }

    /// All values of attributes, and all texts.
    pub(super) fn values(&self, found: &mut Vec<String>) {
        let own = self.attributes.iter().filter(|(name, _)| !name.starts_with("xmlns"));
        found.extend(own.map(|(_, value)| value.clone()));
        for child in &self.children {
            match child {
                Child::Element(element) => element.values(found),
                Child::Text(text) if !text.trim().is_empty() => found.push(text.trim().to_owned()),
                Child::Text(_) => {}
            }
        }
    }
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' => out.push_str("&apos;"),
            '\r' | '\n' | '\t' => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}", self.name)?;
        for (name, value) in &self.attributes {
            write!(f, " {name}='{}'", escape(value))?;
        }
        if self.children.is_empty() {
            return f.write_str("/>");
        }
        f.write_str(">")?;
        for child in &self.children {
            match child {
                Child::Element(element) => element.fmt(f)?,
                Child::Text(text) if text.trim().is_empty() => f.write_str(text)?,
                Child::Text(text) => f.write_str(&escape(text))?,
            }
        }
        write!(f, "</{}>", self.name)
    }
}
