//! What no model reads: kept as it stands.

use serde::{Deserialize, Serialize};

use crate::document::Node;
use crate::writer::escape;

/// An element kept as its bytes, from `<` to `>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RawXml(String);

impl RawXml {
    /// The bytes of this element. Prefixes that it uses and an element around it declares are declared in it too:
    /// it may be put where they are not known.
    #[must_use]
    pub fn from_node(node: Node<'_>) -> Self {
        let source = node.source();
        let (tag, rest) = source.split_at(end_of_name(source));
        let mut own = tag.to_owned();
        for (prefix, uri) in node.outer_namespaces() {
            if rest.contains(&format!("{prefix}:")) && !declares(rest, prefix) {
                own.push_str(&format!(" xmlns:{prefix}='{}'", escape(uri)));
            }
        }
        own.push_str(rest);
        Self(own)
    }

    /// The bytes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where the name of the first element ends.
fn end_of_name(source: &str) -> usize {
    source.find([' ', '\t', '\r', '\n', '/', '>']).unwrap_or(source.len())
}

/// Whether the tag, of which this is what follows its name, declares the prefix.
fn declares(rest: &str, prefix: &str) -> bool {
    let mut rest = rest;
    loop {
        rest = rest.trim_start();
        let Some((name, after)) = rest.split_once('=') else { return false };
        if name.contains(['>', '<']) {
            return false;
        }
        if name.trim_end().strip_prefix("xmlns:") == Some(prefix) {
            return true;
        }
        let after = after.trim_start();
        let Some(quote) = after.chars().next() else { return false };
        let Some((_, after)) = after.get(1..).and_then(|value| value.split_once(quote)) else { return false };
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    fn raw(xml: &str) -> String {
        let document = Document::parse(xml).unwrap();
        RawXml::from_node(document.root().child("metadata").unwrap()).as_str().to_owned()
    }

    #[test]
    fn an_element_keeps_its_bytes() {
        let inner = "<metadata a='>' b = \"x\"><p:a xmlns:p='u'/> <!-- c --></metadata>";
        assert_eq!(raw(&format!("<domain>{inner}</domain>")), inner);
        assert_eq!(raw("<domain xmlns:q='v'><metadata/></domain>"), "<metadata/>");
    }

    #[test]
    fn prefixes_of_elements_around_it_go_along() {
        let xml = "<domain xmlns:p='a&amp;b' xmlns:q='v'><metadata><p:x q='1'/></metadata></domain>";
        let once = "<metadata xmlns:p='a&amp;b'><p:x q='1'/></metadata>";
        assert_eq!(raw(xml), once);
        // It is the same when it is read again where they are declared.
        assert_eq!(raw(&format!("<domain xmlns:p='a&amp;b'>{once}</domain>")), once);
        let own = "<metadata b='=>' xmlns:p='mine'><p:x/></metadata>";
        assert_eq!(raw(&format!("<domain xmlns:p='theirs'>{own}</domain>")), own);
    }
}
