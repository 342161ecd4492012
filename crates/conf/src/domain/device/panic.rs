//! `<panic>`: a device by which the guest says that it has crashed.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::info::DeviceInfo;

/// A device by which the guest says that it has crashed.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PanicDef {
    /// Kind of hardware.
    #[xml(attr, invalid(Unsupported, "unknown panic model '{value}'"))]
    pub model: Option<PanicModel>,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// Kind of hardware of a panic device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum PanicModel {
    /// `isa`.
    Isa,
    /// `pseries`.
    Pseries,
    /// `hyperv`.
    Hyperv,
    /// `s390`.
    S390,
    /// `pvpanic`.
    Pvpanic,
}
