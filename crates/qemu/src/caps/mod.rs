//! What an emulator can do.

mod flags;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use flags::Cap;

/// What one emulator can do, as far as it matters to its guests.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QemuCaps {
    /// What it can do, one by one.
    pub flags: BTreeSet<Cap>,
    /// Its version: 10.0.2 is 10,000,002.
    pub version: u32,
    /// What its packager calls it.
    pub package: String,
    /// The architecture of its guests.
    pub arch: String,
}

impl QemuCaps {
    /// Whether it can do this.
    #[must_use]
    pub fn has(&self, cap: Cap) -> bool {
        self.flags.contains(&cap)
    }
}
