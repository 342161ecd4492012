//! What QEMU, or libvirt's driver of it, cannot honour is refused before anything starts.

use vir_conf::DomainDef;
use vir_types::{Origin, Result};

use crate::caps::QemuCaps;
use crate::config::Config;
use crate::host::Host;

/// Refuses a completed definition that cannot be honoured.
///
/// # Errors
/// `ConfigUnsupported`, `XmlError` and others, as libvirt has them.
pub fn validate(def: &DomainDef, caps: &QemuCaps, host: &Host, config: &Config) -> Result<()> {
    let _ = (caps, host, config);
    def.validate()?;
    def.validate_filled().map_err(|error| error.or_origin(Origin::QEMU))
}

/// Refuses what libvirt refuses only when a guest is to start.
///
/// # Errors
/// As [`validate`].
pub fn validate_start(def: &DomainDef, caps: &QemuCaps, host: &Host, config: &Config) -> Result<()> {
    let _ = caps;
    crate::firmware::fill(&mut def.clone(), host, config, false)
}
