//! `<secret>`: what a secret is for. Its value is never in the document.

use serde::{Deserialize, Serialize};
use vir_types::{Origin, Result, Uuid};
use vir_xml::{Kind, Node, ReadOptions, WriteOptions, Writer, XmlElement, XmlEnum, read_attr, to_string};

use crate::common::given;
use crate::defaults::Defaults;
use crate::error::{DocumentKind, read};

const KIND: DocumentKind =
    DocumentKind { root: "secret", name: "(definition_of_secret)", origin: Origin::SECRET };

/// What a secret is for.
///
/// Schema: `schemas/secret.rnc`, define `secret`.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct SecretDef {
    /// Whether it is forgotten when the daemon ends.
    #[xml(attr, read_if = "given::ephemeral", invalid(Invalid, "invalid value of 'ephemeral'"))]
    pub ephemeral: bool,
    /// Whether its value is shown to nobody.
    #[xml(attr, read_if = "given::private", invalid(Invalid, "invalid value of 'private'"))]
    pub private: bool,
    /// Identity; always there after completion.
    #[xml(text = "uuid", with = "crate::uuid_text", invalid(Internal, "malformed uuid element"))]
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<Uuid>,
    /// Text for people.
    #[xml(text = "description")]
    pub description: Option<String>,
    /// What it opens; `None`: nobody but its owner knows.
    #[xml(child = "usage")]
    pub usage: Option<SecretUsage>,
}

/// What a secret opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SecretUsage {
    /// The kind of thing.
    pub usage_type: SecretUsageType,
    /// Its name; empty for [`SecretUsageType::None`].
    pub id: String,
}

/// A kind of thing that a secret opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SecretUsageType {
    /// Nothing.
    None,
    /// An encrypted volume.
    Volume,
    /// A Ceph server.
    Ceph,
    /// An iSCSI target.
    Iscsi,
    /// A private key of TLS.
    Tls,
    /// The state of a virtual TPM.
    Vtpm,
}

impl SecretUsageType {
    /// The element that names the thing, and what is said if it is missing.
    fn element(self) -> (&'static str, &'static str) {
        match self {
            Self::None => ("", ""),
            Self::Volume => ("volume", "volume usage specified, but volume path is missing"),
            Self::Ceph => ("name", "Ceph usage specified, but name is missing"),
            Self::Iscsi => ("target", "iSCSI usage specified, but target is missing"),
            Self::Tls => ("name", "TLS usage specified, but name is missing"),
            Self::Vtpm => ("name", "vTPM usage specified, but name is missing"),
        }
    }
}

impl XmlElement for SecretUsage {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let attr = node.attr("type").ok_or_else(|| node.missing_attr("type"))?;
        let usage_type: SecretUsageType = read_attr(node, &attr, "", vir_xml::XmlValue::from_text)?;
        let (name, missing) = usage_type.element();
        let id = node.child(name).map(|child| child.text().into_owned()).unwrap_or_default();
        if usage_type != SecretUsageType::None && id.is_empty() {
            return Err(node.error(Kind::Internal, missing));
        }
        Ok(Self { usage_type, id })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("type", self.usage_type.as_str());
    }

    fn write_nodes(&self, w: &mut Writer) {
        w.text_element(self.usage_type.element().0, &self.id);
    }

    fn write(&self, name: &str, w: &mut Writer) {
        if self.usage_type == SecretUsageType::None {
            return;
        }
        w.start(name);
        self.write_attrs(w);
        self.write_nodes(w);
        w.end();
    }
}

impl SecretDef {
    /// Reads a definition as it stands.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`, `InternalError`: a value that cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads and completes a definition; there are no rules across fields.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn load(xml: &str, defaults: &mut Defaults<'_>) -> Result<Self> {
        let mut def = Self::parse(xml)?;
        def.complete(defaults);
        Ok(def)
    }

    /// Fills in the identity.
    pub fn complete(&mut self, defaults: &mut Defaults<'_>) {
        if self.uuid.is_none() {
            self.uuid = Some(defaults.uuid());
        }
    }

    /// The identity, all zeros before completion.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.uuid.unwrap_or_default()
    }

    /// The kind of thing that it opens.
    #[must_use]
    pub fn usage_type(&self) -> SecretUsageType {
        self.usage.as_ref().map_or(SecretUsageType::None, |usage| usage.usage_type)
    }

    /// The document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        to_string(KIND.root, self, WriteOptions::default())
    }
}
