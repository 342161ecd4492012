//! `<domaincheckpoint>`: a moment since which changes of disks are known.

use serde::{Deserialize, Serialize};
use vir_types::{Result, Uuid};
use vir_xml::{Node, ReadOptions, XmlElement, XmlEnum, to_string};

use crate::domain::DomainDef;
use crate::error::{DocumentKind, read};
use crate::format::XmlFormat;
use crate::schema::SchemaKind;

const KIND: DocumentKind = DocumentKind {
    root: "domaincheckpoint",
    name: "(domain_checkpoint)",
    origin: vir_types::Origin::DOMAIN_CHECKPOINT,
};

/// A moment since which changes of disks are known.
///
/// Schema: `schemas/domaincheckpoint.rnc`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct CheckpointDef {
    /// Its name; always there after [`complete`](Self::complete).
    #[xml(text = "name")]
    pub name: Option<String>,
    /// Text for people.
    #[xml(text = "description")]
    pub description: Option<String>,
    /// Name of the moment before.
    #[xml(text = "parent/name")]
    pub parent: Option<String>,
    /// **Seconds** since 1970 when it was made.
    #[xml(text = "creationTime")]
    pub creation_time: Option<i64>,
    /// The disks.
    #[xml(child = "disks", skip_empty)]
    pub disks: Option<CheckpointDisks>,
    /// The guest at that moment.
    #[xml(child = "domain")]
    pub domain: Option<Box<DomainDef>>,
}

/// The disks of a checkpoint.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CheckpointDisks {
    /// The disks.
    #[xml(child = "disk")]
    pub list: Vec<CheckpointDisk>,
}

/// What becomes of a disk.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CheckpointDisk {
    /// Its name in the guest.
    #[xml(attr, required)]
    pub name: String,
    /// Whether its changes are known.
    #[xml(attr = "checkpoint")]
    pub kind: Option<CheckpointType>,
    /// Name of the map of its changes.
    #[xml(attr)]
    pub bitmap: Option<String>,
    /// **Bytes** of its changes.
    #[xml(attr = "size")]
    pub size_bytes: Option<u64>,
}

/// Whether changes of a disk are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum CheckpointType {
    /// They are not.
    No,
    /// By a map.
    Bitmap,
}

impl CheckpointDef {
    /// Reads a request, which must follow its schema, as libvirt has it: what only an existing checkpoint has
    /// is dropped.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlInvalidSchema`: something that the schema does not know.
    /// `XmlError`: a value that cannot be.
    pub fn parse(xml: &str) -> Result<Self> {
        let def = read(&KIND, xml, ReadOptions::default(), Self::read);
        let mut def = SchemaKind::Checkpoint.judge(xml, def)?;
        (def.creation_time, def.parent, def.domain) = (None, None, None);
        def.disks.iter_mut().flat_map(|disks| &mut disks.list).for_each(|disk| disk.size_bytes = None);
        Ok(def)
    }

    /// Reads the description of an existing checkpoint.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); `XmlError`: it has no name; `InternalError`: no time.
    pub fn parse_existing(xml: &str) -> Result<Self> {
        let check = |node: Node<'_>| {
            let def = Self::read(node)?;
            if def.name.is_none() {
                return Err(node.error(vir_xml::Kind::Missing, "a redefined checkpoint must have a name"));
            }
            if def.creation_time.is_none() {
                let text = "missing creationTime from existing checkpoint";
                return Err(node.error(vir_xml::Kind::Internal, text));
            }
            Ok(def)
        };
        SchemaKind::Checkpoint.judge(xml, read(&KIND, xml, ReadOptions::default(), check))
    }

    /// Fills in name and time (**seconds** since 1970), the moment before, and what becomes of disks.
    pub fn complete(&mut self, now: i64, parent: Option<&str>) {
        self.creation_time.get_or_insert(now);
        let name = self.name.get_or_insert_with(|| now.to_string()).clone();
        self.parent = parent.map(str::to_owned).or(self.parent.take());
        for disk in self.disks.iter_mut().flat_map(|disks| &mut disks.list) {
            if *disk.kind.get_or_insert(CheckpointType::Bitmap) == CheckpointType::Bitmap {
                disk.bitmap.get_or_insert_with(|| name.clone());
            }
        }
    }

    /// The document, with the guest's passwords if `secure`.
    #[must_use]
    pub fn to_xml(&self, secure: bool) -> String {
        to_string(KIND.root, self, XmlFormat::new(false, secure).into())
    }

    /// The guest's identity, where the document tells it.
    #[must_use]
    pub fn domain_uuid(&self) -> Option<Uuid> {
        self.domain.as_ref()?.uuid
    }
}
