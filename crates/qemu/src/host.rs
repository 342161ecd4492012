//! What the command line of a guest depends on beside its definition and its emulator.

use vir_conf::cpu::CpuDef;

use crate::firmware::Firmware;

/// The host as its guests see it. The driver fills it in once; tests pretend.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Host {
    /// Its architecture, as guests name theirs.
    pub arch: String,
    /// Whether guests can run on its processor; if not, why, for people.
    pub kvm: Kvm,
    /// The firmware that it has for guests, the preferred first.
    pub firmware: Vec<Firmware>,
    /// Its processor.
    pub cpu: Option<CpuDef>,
}

/// Whether hardware virtualization is there for the user that QEMU runs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kvm {
    /// It is.
    Usable,
    /// It is not, for this reason.
    Unusable(String),
}

impl Default for Kvm {
    fn default() -> Self {
        Self::Unusable("nobody has looked for it".to_owned())
    }
}
