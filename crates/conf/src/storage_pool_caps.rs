//! `<storagepoolCapabilities>`: which kinds of pools a host has, and the formats of each.

use serde::{Deserialize, Serialize};
use vir_types::{Origin, Result};
use vir_xml::{ReadOptions, WriteOptions, XmlElement, to_string};

use crate::error::{DocumentKind, read};
use crate::storage_pool::PoolType;

const KIND: DocumentKind = DocumentKind {
    root: "storagepoolCapabilities",
    name: "(storage_pool_capabilities)",
    origin: Origin::STORAGE,
};

/// Which kinds of pools a host has.
///
/// Schema: `schemas/storagepoolcaps.rnc`, define `storagepoolCapabilities`.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct StoragePoolCaps {
    /// Every kind.
    #[xml(child = "pool")]
    pub pools: Vec<PoolCaps>,
}

/// A kind of pool.
#[derive(Debug, Clone, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct PoolCaps {
    /// The kind.
    #[xml(attr = "type", required)]
    pub pool_type: PoolType,
    /// Whether the host has it.
    #[xml(attr, required)]
    pub supported: bool,
    /// The formats of its source.
    #[xml(child = "poolOptions")]
    pub pool_options: Option<FormatCaps>,
    /// The formats of its volumes.
    #[xml(child = "volOptions")]
    pub volume_options: Option<FormatCaps>,
}

/// Formats.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct FormatCaps {
    /// What is meant if none is given.
    #[xml(attr = "defaultFormat/@type")]
    pub default_format: Option<String>,
    /// All of them.
    #[xml(child = "enum")]
    pub formats: Vec<FormatList>,
}

/// The words for a format. It has an end tag even if there are none.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct FormatList {
    /// Of what.
    #[xml(attr, required)]
    pub name: String,
    /// The words.
    #[xml(text = "value")]
    pub values: Vec<String>,
}

impl StoragePoolCaps {
    /// The document of a host that has these kinds of pools.
    #[must_use]
    pub fn of_host(supported: &[PoolType]) -> Self {
        let options = |default: Option<String>, name: &str, all: Vec<String>| {
            default.map(|default| FormatCaps {
                default_format: Some(default),
                formats: vec![FormatList { name: name.into(), values: all }],
            })
        };
        let pools = PoolType::ALL.iter().map(|pool_type| {
            let formats = pool_type.formats().iter().map(ToString::to_string);
            // Libvirt names no formats for volumes of Ceph pools, though it reads them.
            let none = *pool_type == PoolType::Rbd;
            let volume_formats = pool_type.volume_formats().iter().filter(|_| !none).map(ToString::to_string);
            PoolCaps {
                pool_type: *pool_type,
                supported: supported.contains(pool_type),
                pool_options: options(
                    pool_type.default_format().map(|format| format.to_string()),
                    "sourceFormatType",
                    formats.collect(),
                ),
                volume_options: options(
                    pool_type.default_volume_format().map(|format| format.to_string()),
                    "targetFormatType",
                    volume_formats.collect(),
                ),
            }
        });
        Self { pools: pools.collect() }
    }

    /// Reads the document.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`: a value that cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// The document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        to_string(KIND.root, self, WriteOptions::default())
    }
}
