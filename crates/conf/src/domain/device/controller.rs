//! `<controller>`.

use serde::{Deserialize, Serialize};
use vir_xml::{Rest, XmlElement};

use super::address::Address;

/// A controller that other devices hang on.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ControllerDef {
    /// Its kind, such as `pci`.
    #[xml(attr = "type", required)]
    pub controller_type: String,
    /// Its number among its kind.
    #[xml(attr, with = "vir_xml::natural")]
    pub index: Option<u32>,
    /// Its model.
    #[xml(attr)]
    pub model: Option<String>,
    /// Where it is plugged in.
    #[xml(child = "address")]
    pub address: Option<Address>,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}
