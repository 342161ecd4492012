//! What an emulator can do.
//!
//! The driver runs it once without machine, sends it the questions of [`probe`] and keeps what
//! [`QemuCaps::from_replies`] makes of the answers.

pub mod feature;
mod flags;
mod host_model;
mod machine;
pub mod probe;
mod replies;
mod schema;
mod tables;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use vir_conf::domain::VirtType;

pub use flags::Cap;
pub use host_model::HostModel;
pub use machine::{AccelCaps, CpuModel, CpuProperty, CpuValue, HostCpu, Machine};
pub use replies::{Exchange, GicCaps, SevCaps, SgxCaps};

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
    /// What it offers to guests on the host's processor.
    pub kvm: Option<AccelCaps>,
    /// What it offers to guests on an emulated processor.
    pub tcg: Option<AccelCaps>,
    /// The versions of ARM's interrupt controller.
    pub gic: Vec<GicCaps>,
    /// AMD's memory encryption.
    pub sev: Option<SevCaps>,
    /// Intel's enclaves.
    pub sgx: Option<SgxCaps>,
    /// What of Hyper-V it can show to guests; the names are libvirt's.
    pub hyperv: Vec<String>,
}

impl QemuCaps {
    /// Whether it can do this.
    #[must_use]
    pub fn has(&self, cap: Cap) -> bool {
        self.flags.contains(&cap)
    }

    /// What it offers to guests of this kind.
    #[must_use]
    pub fn accel(&self, virt: VirtType) -> Option<&AccelCaps> {
        match virt {
            VirtType::Kvm => self.kvm.as_ref(),
            VirtType::Qemu => self.tcg.as_ref(),
            _ => None,
        }
    }

    /// The machine that guests of this kind call so.
    #[must_use]
    pub fn machine(&self, virt: VirtType, name: &str) -> Option<&Machine> {
        self.accel(virt)?.machine(name)
    }
}
