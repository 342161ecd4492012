//! `<features>`.

use serde::{Deserialize, Serialize};
use vir_xml::{Rest, XmlElement};

/// What the virtual hardware can do. Features with settings of their own are kept in `rest` so far.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DomainFeatures {
    /// Power management by ACPI.
    #[xml(flag = "acpi")]
    pub acpi: bool,
    /// Programmable interrupt controllers.
    #[xml(flag = "apic")]
    pub apic: bool,
    /// More than 4 GiB for 32-bit guests.
    #[xml(flag = "pae")]
    pub pae: bool,
    /// Viridian hypercalls.
    #[xml(flag = "viridian")]
    pub viridian: bool,
    /// A network namespace of its own (containers).
    #[xml(flag = "privnet")]
    pub privnet: bool,
    /// Everything else.
    #[xml(rest)]
    pub rest: Rest,
}
