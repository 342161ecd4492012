//! What no model reads: kept as it stands.

use serde::{Deserialize, Serialize};

use crate::document::Node;

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
