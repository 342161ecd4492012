//! `<enum>` of capabilities: the words that a value can be.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

/// The words that a value can be.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CapsEnum {
    /// Of what.
    #[xml(attr, required)]
    pub name: String,
    /// The words.
    #[xml(text = "value")]
    pub values: Vec<String>,
}
