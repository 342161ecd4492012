//! `<poolstate>`: a running pool, as a daemon keeps it on disk.

use serde::{Deserialize, Serialize};
use vir_types::{Origin, Result};
use vir_xml::{ReadOptions, XmlElement, to_string};

use super::StoragePoolDef;
use crate::error::{DocumentKind, read};
use crate::format::XmlFormat;

const KIND: DocumentKind =
    DocumentKind { root: "poolstate", name: "(storage_pool_state)", origin: Origin::STORAGE };

/// A running pool, as a daemon keeps it on disk.
#[derive(Debug, Clone, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct StoragePoolState {
    /// The pool.
    #[xml(child = "pool", missing(Internal, "Could not find any 'pool' element in state file"))]
    pub pool: StoragePoolDef,
}

impl StoragePoolState {
    /// The state of a pool that runs with this definition.
    #[must_use]
    pub fn new(pool: StoragePoolDef) -> Self {
        Self { pool }
    }

    /// Reads the document.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`, `InternalError`, `ConfigUnsupported`: a value that cannot be
    /// read, or no pool.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// The document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        to_string(KIND.root, self, XmlFormat::status().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_as_it_was_written() {
        let xml = "<pool type='dir'><name>a</name><target><path>/b</path></target></pool>";
        let pool = StoragePoolDef::load(xml, &mut crate::Defaults::new(&mut |bytes| bytes.fill(1))).unwrap();
        let text = StoragePoolState::new(pool.clone()).to_xml();
        assert!(text.starts_with("<poolstate>\n  <pool type='dir'>\n    <name>a</name>\n"), "{text}");
        assert_eq!(StoragePoolState::parse(&text).unwrap().pool, pool);
        assert!(StoragePoolState::parse("<poolstate/>").is_err());
    }
}
