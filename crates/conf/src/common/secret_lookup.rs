//! How a document refers to a secret, and who logs in with it.

use serde::{Deserialize, Serialize};
use vir_types::Uuid;
use vir_xml::{Kind, Node, Writer, XmlElement, XmlEnum};

/// Which secret is meant: exactly one of the two is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SecretLookup {
    /// The secret of this identity.
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<Uuid>,
    /// The secret for this use.
    pub usage: Option<String>,
}

impl XmlElement for SecretLookup {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        match (node.attr("uuid"), node.attr("usage")) {
            (None, None) => Err(node.error(Kind::Missing, "missing secret uuid or usage attribute")),
            (Some(_), Some(_)) => Err(node.error(Kind::Invalid, "either secret uuid or usage expected")),
            (None, Some(usage)) => Ok(Self { uuid: None, usage: Some(usage.value.into()) }),
            (Some(attr), None) => {
                let read = vir_xml::read_attr(node, &attr, "", crate::uuid_text::from_text);
                let uuid =
                    read.map_err(|error| error.reworded(Kind::Invalid, "invalid secret uuid '{value}'"))?;
                Ok(Self { uuid: Some(uuid), usage: None })
            }
        }
    }

    fn write_attrs(&self, w: &mut Writer) {
        if let Some(uuid) = &self.uuid {
            w.attr("uuid", &uuid.to_string());
        } else if let Some(usage) = &self.usage {
            w.attr("usage", usage);
        }
    }

    fn write_nodes(&self, _: &mut Writer) {}
}

/// Who logs in to a server of storage.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "StorageAuth::named")]
#[non_exhaustive]
pub struct StorageAuth {
    /// How; pools say it here, disks with the secret.
    #[xml(attr = "type", invalid(Unsupported, "unknown auth type '{value}'"))]
    pub auth_type: Option<AuthType>,
    /// As whom.
    #[xml(attr)]
    pub username: String,
    /// With which secret.
    #[xml(child = "secret", missing(Missing, "Missing <secret> element in auth"))]
    pub secret: AuthSecret,
}

impl StorageAuth {
    fn named(&mut self, node: Node<'_>) -> vir_xml::Result<()> {
        if self.username.is_empty() {
            return Err(node.error(Kind::Missing, "missing username for auth"));
        }
        Ok(())
    }
}

/// A secret that somebody logs in with.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuthSecret {
    /// Its kind, in documents of disks.
    #[xml(attr = "type")]
    pub secret_type: Option<String>,
    /// Which.
    #[xml(flatten)]
    pub lookup: SecretLookup,
}

/// A way to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum AuthType {
    /// CHAP, as iSCSI has it.
    Chap,
    /// As Ceph has it.
    Ceph,
}
