//! What the command line of a guest depends on beside its definition and its emulator.

use vir_conf::bitmap::CpuSet;
use vir_conf::cpu::CpuDef;
use vir_conf::domain::device::tpm::TpmVersion;

use crate::firmware::Firmware;

/// The host as its guests see it. The driver fills it in once; tests pretend.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Host {
    /// Its architecture, as guests name theirs.
    pub arch: String,
    /// Whether guests can run on its processor; if not, why, for people.
    pub kvm: Kvm,
    /// The size of its usual pages of memory.
    pub page_size_kib: u64,
    /// The sizes of huge pages that guests can have.
    pub hugepages_kib: Vec<u64>,
    /// The nodes that its memory is on; nothing if that is unknown.
    pub numa_nodes: Option<CpuSet>,
    /// Whether it has a server for the remote desktop protocol.
    pub rdp: bool,
    /// The firmware that it has for guests, the preferred first.
    pub firmware: Vec<Firmware>,
    /// Its processor.
    pub cpu: Option<CpuDef>,
    /// How many bits its physical addresses have.
    pub phys_addr_bits: Option<u32>,
    /// How many processors a guest can have with KVM.
    pub kvm_max_cpus: Option<u32>,
    /// Whether its devices can be handed to guests.
    pub vfio: bool,
    /// The versions of TPM that its emulator of TPMs has; `None`: it has no such emulator.
    pub swtpm: Option<Vec<TpmVersion>>,
    /// How many guests with memory encrypted by AMD's processors there can be, without and with their
    /// registers encrypted.
    pub sev_guests: Option<(u32, u32)>,
}

impl Default for Host {
    fn default() -> Self {
        Self {
            arch: String::new(),
            kvm: Kvm::default(),
            page_size_kib: 4,
            hugepages_kib: Vec::new(),
            numa_nodes: None,
            rdp: false,
            firmware: Vec::new(),
            cpu: None,
            phys_addr_bits: None,
            kvm_max_cpus: None,
            vfio: false,
            swtpm: None,
            sev_guests: None,
        }
    }
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
