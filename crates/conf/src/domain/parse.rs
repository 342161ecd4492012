//! Text to struct and back.

use vir_types::{Origin, Result};
use vir_xml::{ReadOptions, XmlElement, to_string};

use super::DomainDef;
use crate::defaults::Defaults;
use crate::error::{DocumentKind, read};
use crate::format::XmlFormat;

const KIND: DocumentKind =
    DocumentKind { root: "domain", name: "(domain_definition)", origin: Origin::DOMAIN };

impl DomainDef {
    /// Reads a definition as it stands. What belongs to a running guest (its `id`) is dropped.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed, too large or too deep. `XmlError`, `ConfigUnsupported`,
    /// `InternalError`, `Overflow`: a value that libvirt refuses with the same number. The position is
    /// in the error's source and in its extra numbers.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads the description of a running guest as it stands.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_live(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::live(), Self::read)
    }

    /// Reads, completes and validates a definition: what a driver does with a client's document.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), [`complete`](Self::complete) and [`validate`](Self::validate).
    pub fn load(xml: &str, defaults: &mut Defaults<'_>) -> Result<Self> {
        let mut def = Self::parse(xml)?;
        def.complete(defaults)?;
        def.validate()?;
        Ok(def)
    }

    /// Reads, completes and validates the description of a running guest.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_live(xml: &str, defaults: &mut Defaults<'_>) -> Result<Self> {
        let mut def = Self::parse_live(xml)?;
        def.complete(defaults)?;
        def.validate()?;
        Ok(def)
    }

    /// The document with everything in it, passwords included.
    #[must_use]
    pub fn to_xml(&self) -> String {
        self.to_xml_with(XmlFormat::new(true, true))
    }

    /// The document with what `format` asks for. A guest without a number does not run: nothing of it is
    /// live.
    #[must_use]
    pub fn to_xml_with(&self, mut format: XmlFormat) -> String {
        format.live &= self.id.is_some();
        to_string(KIND.root, self, format.into())
    }
}
