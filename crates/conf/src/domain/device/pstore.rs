//! `<pstore>`: where a guest's kernel leaves its last words.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::info::DeviceInfo;

/// Where a guest's kernel leaves its last words.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PstoreDef {
    /// Kind of hardware.
    #[xml(attr, required)]
    pub backend: PstoreBackend,
    /// Path of the file behind it.
    #[xml(text = "path")]
    pub path: Option<String>,
    /// Its size, in KiB.
    #[xml(text = "size", unit = "KiB", required)]
    pub size_kib: u64,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// Kind of hardware of a pstore.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum PstoreBackend {
    /// `acpi-erst`.
    #[default]
    #[xml(name = "acpi-erst")]
    AcpiErst,
}
