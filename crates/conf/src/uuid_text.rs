//! UUIDs in XML and JSON.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serializer};
use vir_types::Uuid;
use vir_xml::ValueError;

pub(crate) fn from_text(text: &str) -> Result<Uuid, ValueError> {
    text.parse().map_err(|_| ValueError::Expected("UUID"))
}

pub(crate) fn to_text(uuid: &Uuid) -> Cow<'_, str> {
    Cow::Owned(uuid.to_string())
}

pub(crate) fn serialize<S: Serializer>(uuid: &Option<Uuid>, serializer: S) -> Result<S::Ok, S::Error> {
    match uuid {
        Some(uuid) => serializer.collect_str(uuid),
        None => serializer.serialize_none(),
    }
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Uuid>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
}
