//! What the derives call and nobody else should.

use std::fmt::Display;

pub use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::{Attr, Node};
use crate::error::{Error, Kind, Result};
use crate::model::{XmlElement, XmlUnion};
use crate::nearest::nearest;
use crate::value::XmlValue;

/// Whether a field says nothing: one name for the comparison, whatever other types it may be compared with.
pub fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Reads a union, whose attribute may be missing where one case is meant then.
///
/// # Errors
/// As of [`XmlUnion::read_case`].
pub fn read_union<T: XmlUnion>(
    owner: Node<'_>,
    name: &'static str,
    case: Option<Attr<'_>>,
    body: Option<Node<'_>>,
) -> Result<Option<T>> {
    match (case, T::DEFAULT) {
        (Some(case), _) => T::read_case(owner, &case, body).map(Some),
        (None, Some(word)) => T::read_case(owner, &owner.implied(name, word), body).map(Some),
        (None, None) => Ok(None),
    }
}

/// Reads what a case may have; an element with nothing in it is the same as none.
///
/// # Errors
/// As of the case.
pub fn read_optional<T: XmlElement + Default + PartialEq>(body: Option<Node<'_>>) -> Result<Option<T>> {
    Ok(body.map(T::read).transpose()?.filter(|value| *value != T::default()))
}

/// Reads what a case must have.
///
/// # Errors
/// The element is missing, or as of the case.
pub fn read_body<T: XmlElement>(owner: Node<'_>, body: Option<Node<'_>>) -> Result<T> {
    T::read(body.ok_or_else(|| owner.missing_child("source"))?)
}

/// The error of a word that a closed union does not have.
#[must_use]
pub fn unknown_case(node: Node<'_>, case: &Attr<'_>, known: &[&str]) -> Error {
    let (name, element, value) = (case.name, node.local_name(), case.value);
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
pub fn word<'de, D: Deserializer<'de>, T: XmlValue>(deserializer: D) -> std::result::Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    T::from_text(&text).map_err(|_| unknown(&text))
}

fn unknown<E: serde::de::Error>(text: impl Display) -> E {
    E::custom(format!("unknown value '{text}'"))
}
