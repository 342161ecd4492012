//! `<seclabel>`: what the host's security drivers let the guest and its files do.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

/// What a security driver lets the guest do.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SeclabelDef {
    /// How the label is found.
    #[xml(attr = "type")]
    pub kind: Option<SeclabelType>,
    /// Name of the security driver.
    #[xml(attr)]
    pub model: Option<String>,
    /// Whether the guest's files are labelled.
    #[xml(attr)]
    pub relabel: Option<bool>,
    /// Label of the guest.
    #[xml(text = "label")]
    pub label: Option<String>,
    /// Label of its files.
    #[xml(text = "imagelabel", live)]
    pub imagelabel: Option<String>,
    /// Label that a found one is made from.
    #[xml(text = "baselabel")]
    pub baselabel: Option<String>,
}

/// How a label is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SeclabelType {
    /// There is none.
    None,
    /// The driver makes one up.
    Dynamic,
    /// The document gives it.
    #[xml(name = "static")]
    Fixed,
}

/// What a security driver does with one file of the guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeviceSeclabelDef {
    /// Name of the security driver.
    #[xml(attr)]
    pub model: Option<String>,
    /// The file is left alone because labelling failed before.
    #[xml(attr)]
    pub labelskip: Option<bool>,
    /// Whether it is labelled.
    #[xml(attr)]
    pub relabel: Option<bool>,
    /// Its label.
    #[xml(text = "label")]
    pub label: Option<String>,
}

impl SeclabelDef {
    /// Whether the guest's files are labelled: not where the document gives the label itself or none.
    pub(super) fn relabels(&self) -> bool {
        self.relabel.unwrap_or(!matches!(self.kind, Some(SeclabelType::Fixed | SeclabelType::None)))
    }
}
