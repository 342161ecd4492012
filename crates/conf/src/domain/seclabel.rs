//! `<seclabel>`: what the host's security drivers let the guest and its files do.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, XmlElement, XmlEnum};

/// What a security driver lets the guest do.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "SeclabelDef::check")]
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
    #[xml(attr, live)]
    pub labelskip: Option<bool>,
    /// Whether it is labelled.
    #[xml(attr, write_if = "DeviceSeclabelDef::shows_relabel")]
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

/// The longest label that libvirt hands on.
const LABEL: usize = 4096;

impl SeclabelDef {
    fn check(def: &mut Self, node: Node<'_>) -> vir_xml::Result<()> {
        let refuse = |kind, text: &str| Err(node.error(kind, text));
        let kind = def.kind.unwrap_or(SeclabelType::Dynamic);
        if kind == SeclabelType::Dynamic && !def.relabels() {
            return refuse(Kind::Unsupported, "dynamic label type must use resource relabeling");
        }
        if kind == SeclabelType::None && def.relabels() {
            let text = "resource relabeling is not compatible with 'none' label type";
            return refuse(Kind::Unsupported, text);
        }
        if def.model.as_deref() == Some("none") {
            if node.live() && kind != SeclabelType::None {
                let text = format!("unsupported type='{kind}' to model 'none'");
                return refuse(Kind::Unsupported, &text);
            }
            def.keep_own(SeclabelType::None, false);
            return Ok(());
        }
        let usable = |label: &Option<String>| label.as_ref().is_some_and(|label| label.len() <= LABEL);
        let runs = node.live() && kind != SeclabelType::None;
        if (kind == SeclabelType::Fixed || runs) && !usable(&def.label) {
            return refuse(Kind::Missing, "security label is missing");
        }
        if runs && def.relabels() && !usable(&def.imagelabel) {
            return refuse(Kind::Missing, "security imagelabel is missing");
        }
        def.keep_own(kind, runs);
        Ok(())
    }

    /// Says all that a label of this kind says, and nothing else.
    fn keep_own(&mut self, kind: SeclabelType, runs: bool) {
        self.relabel = (kind != SeclabelType::None).then(|| self.relabels());
        self.kind = Some(kind);
        if kind != SeclabelType::Fixed && !runs {
            self.label = None;
        }
        if kind != SeclabelType::Dynamic {
            self.baselabel = None;
        }
        if self.relabel != Some(true) {
            self.imagelabel = None;
        }
    }
}

impl DeviceSeclabelDef {
    /// In a definition, a file is labelled with something.
    fn shows_relabel(&self, options: vir_xml::WriteOptions) -> bool {
        options.live || self.label.is_some() || self.relabel == Some(false)
    }
}

/// Leaves out what says nothing about a file; for labels that [`check_labels`] has let through.
pub(super) fn keep_own(labels: &mut Vec<DeviceSeclabelDef>, node: Node<'_>) {
    for label in labels.iter_mut() {
        label.labelskip = label.labelskip.filter(|skip| *skip);
        label.relabel = label.labelskip.is_none().then(|| label.relabel.unwrap_or(true));
    }
    if !node.live() {
        labels.retain(|label| label.label.is_some() || label.relabel == Some(false));
    }
}

/// The labels of one file of the guest, one for each security driver.
pub(super) fn check_labels(node: Node<'_>) -> vir_xml::Result<()> {
    for label in super::check::children(node, "seclabel") {
        let name = label.attr("model").map_or("(null)", |attr| attr.value);
        let relabel = label.attr("relabel").map(|attr| attr.value);
        let text = label.child("label").map(|text| text.text()).filter(|text| !text.is_empty());
        if text.is_some() && relabel == Some("no") {
            let text = format!("Cannot specify a label if relabelling is turned off. model={name}");
            return Err(label.error(Kind::Invalid, text));
        }
        if text.is_none() && relabel == Some("yes") && !label.live() {
            let text = format!("Cannot specify relabel if label is missing. model={name}");
            return Err(label.error(Kind::Invalid, text));
        }
    }
    Ok(())
}
