//! What the derives call and nobody else should.

use std::fmt::Display;

pub use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::{Attr, Node};
use crate::error::{Error, Kind};
use crate::nearest::nearest;
use crate::value::XmlValue;

/// The error of an element that a closed choice does not have.
#[must_use]
pub fn unknown_element(node: Node<'_>, known: &[&str]) -> Error {
    let name = node.local_name();
    node.error(Kind::Unsupported, format!("unknown element '{name}'."))
        .with_expected(&known.join(", "))
        .with_hint(hint(name, known))
}

/// The error of a word that a closed union does not have.
#[must_use]
pub fn unknown_case(node: Node<'_>, case: &Attr<'_>, known: &[&str]) -> Error {
    let (name, element, value) = (case.qname, node.local_name(), case.value);
    let message = format!("Invalid value for attribute '{name}' in element '{element}': '{value}'.");
    node.attr_error(case, Kind::Invalid, message)
        .with_expected(&known.join(", "))
        .with_hint(hint(value, known))
}

fn hint(word: &str, known: &[&str]) -> String {
    let meant = nearest(word, known.iter().copied());
    meant.map(|meant| format!(" Did you mean '{meant}'?")).unwrap_or_default()
}

/// Reads an enum of words.
///
/// # Errors
/// Not a text, or none of the words.
pub fn word<'de, D: Deserializer<'de>, T: XmlValue>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    T::from_text(&text).map_err(|_| unknown(&text))
}

fn unknown<E: serde::de::Error>(text: impl Display) -> E {
    E::custom(format!("unknown value '{text}'"))
}
