//! `<memtune>`: limits of a guest's memory on the host.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

/// Limits of a guest's memory on the host, in KiB.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "MemtuneDef::finish")]
#[non_exhaustive]
pub struct MemtuneDef {
    /// The most that it may use; above, it is killed.
    #[xml(text = "hard_limit", unit = "KiB")]
    pub hard_limit_kib: Option<u64>,
    /// What it is pressed down to when memory is short.
    #[xml(text = "soft_limit", unit = "KiB")]
    pub soft_limit_kib: Option<u64>,
    /// What it is promised.
    #[xml(text = "min_guarantee", unit = "KiB", skip_default)]
    pub min_guarantee_kib: u64,
    /// The most of memory and swap together.
    #[xml(text = "swap_hard_limit", unit = "KiB")]
    pub swap_hard_limit_kib: Option<u64>,
}

/// From here on there is no limit.
const UNLIMITED_KIB: u64 = (1 << 53) - 1;

impl MemtuneDef {
    fn finish(def: &mut Self, _: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        for limit in [&mut def.hard_limit_kib, &mut def.soft_limit_kib, &mut def.swap_hard_limit_kib] {
            *limit = limit.filter(|limit| *limit < UNLIMITED_KIB);
        }
        Ok(())
    }
}
