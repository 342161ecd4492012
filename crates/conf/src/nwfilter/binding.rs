//! `<filterbinding>`: a filter that applies to one device of one guest.

use serde::{Deserialize, Serialize};
use vir_types::{Code, Origin, Result, Uuid};
use vir_xml::{ReadOptions, WriteOptions, XmlElement, to_string};

use crate::common::{FilterRef, refuse};
use crate::error::{DocumentKind, read};
use crate::mac::MacAddr;

const KIND: DocumentKind =
    DocumentKind { root: "filterbinding", name: "(nwfilterbinding_definition)", origin: Origin::NWFILTER };

/// A filter that applies to one device of one guest.
///
/// Schema: `schemas/nwfilterbinding.rnc`, define `filterbinding`.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct NwFilterBindingDef {
    /// Name of the guest.
    #[xml(text = "owner/name", missing(Internal, "filter binding has no owner name"))]
    pub owner_name: String,
    /// Identity of the guest; required.
    #[xml(
        text = "owner/uuid",
        with = "crate::uuid_text",
        invalid(Internal, "Unable to parse UUID '{value}'")
    )]
    #[serde(with = "crate::uuid_text", default)]
    pub owner_uuid: Option<Uuid>,
    /// The host's end of the device.
    #[xml(attr = "portdev/@name", missing(Internal, "filter binding has no port dev name"))]
    pub port_device: String,
    /// The host's device that it goes through.
    #[xml(attr = "linkdev/@name")]
    pub link_device: Option<String>,
    /// The device's Ethernet address.
    #[xml(
        attr = "mac/@address",
        missing(Internal, "filter binding has no MAC address"),
        invalid(Internal, "Unable to parse MAC '{value}'")
    )]
    pub mac: MacAddr,
    /// The filter.
    #[xml(child = "filterref", missing(Internal, "filter binding has no filter reference"))]
    pub filter: FilterRef,
}

impl NwFilterBindingDef {
    /// Reads a description as it stands.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `InternalError`: a value is missing or cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads and validates a description; there is nothing to complete.
    ///
    /// # Errors
    /// As of the two.
    pub fn load(xml: &str) -> Result<Self> {
        let def = Self::parse(xml)?;
        def.validate()?;
        Ok(def)
    }

    /// Checks the rules across fields.
    ///
    /// # Errors
    /// `InternalError`: the guest's identity or the filter's name is missing.
    pub fn validate(&self) -> Result<()> {
        let missing = |text| refuse(Code::INTERNAL_ERROR, text).map_err(|error| error.or_origin(KIND.origin));
        if self.owner_uuid.is_none() {
            return missing("filter binding has no owner UUID");
        }
        if self.filter.filter.is_none() {
            return missing("filter binding has no filter reference");
        }
        Ok(())
    }

    /// The document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        to_string(KIND.root, self, WriteOptions::default())
    }
}
