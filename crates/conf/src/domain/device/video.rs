//! `<video>`.

use serde::{Deserialize, Serialize};
use vir_xml::{Rest, XmlElement};

use super::address::Address;

/// A graphics card.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VideoDef {
    /// Its model, such as `virtio`.
    #[xml(attr = "model/@type")]
    pub model: Option<String>,
    /// Where it is plugged in.
    #[xml(child = "address")]
    pub address: Option<Address>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}
