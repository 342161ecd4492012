//! Families of machines: what follows from a machine's name and architecture alone.

use vir_conf::DomainDef;

/// The family of a machine, as far as its devices depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MachineKind {
    /// PC with Intel's 440FX chips.
    I440fx,
    /// PC with Intel's Q35 chips.
    Q35,
    /// PC without PCI.
    Isapc,
    /// Smallest of PCs.
    Microvm,
    /// The generic machine of ARM.
    ArmVirt,
    /// The generic machine of RISC-V.
    RiscvVirt,
    /// The generic machine of LoongArch.
    LoongarchVirt,
    /// IBM's POWER under a hypervisor.
    Pseries,
    /// IBM's mainframe.
    S390,
    /// One with PCI and an IDE controller of its own, of another processor than Intel's.
    BuiltinIde,
    /// Another.
    Other,
}

impl MachineKind {
    /// The family of this guest's machine.
    #[must_use]
    pub fn of(def: &DomainDef) -> Self {
        let arch = def.os.arch.as_deref().unwrap_or_default();
        let machine = def.os.machine.as_deref().unwrap_or_default();
        Self::named(arch, machine)
    }

    /// The family of a machine of this name.
    #[must_use]
    pub fn named(arch: &str, machine: &str) -> Self {
        let is = |name: &str| machine == name || machine.starts_with(&format!("{name}-"));
        match arch {
            "x86_64" | "i686" if machine == "q35" || machine.starts_with("pc-q35") => Self::Q35,
            "x86_64" | "i686" if machine == "isapc" => Self::Isapc,
            "x86_64" | "i686" if machine == "microvm" => Self::Microvm,
            "x86_64" | "i686"
                if machine == "pc"
                    || ["pc-0.", "pc-1.", "pc-i440", "rhel"]
                        .iter()
                        .any(|start| machine.starts_with(start)) =>
            {
                Self::I440fx
            }
            "aarch64" | "armv7l" | "armv6l" | "armv7b" if is("virt") => Self::ArmVirt,
            "riscv32" | "riscv64" if is("virt") => Self::RiscvVirt,
            "loongarch64" if is("virt") => Self::LoongarchVirt,
            "ppc64" | "ppc64le" if is("pseries") => Self::Pseries,
            _ if matches!(machine, "malta" | "sun4u" | "g3beige") => Self::BuiltinIde,
            "s390x" | "s390" if machine.starts_with("s390-ccw") => Self::S390,
            _ => Self::Other,
        }
    }

    /// Whether it is a PC with Intel's Q35 chips.
    #[must_use]
    pub fn is_q35(self) -> bool {
        self == Self::Q35
    }

    /// Whether it is a PC with Intel's 440FX chips.
    #[must_use]
    pub fn is_i440fx(self) -> bool {
        self == Self::I440fx
    }

    /// Whether it is the generic machine of an architecture that has no other.
    #[must_use]
    pub fn is_virt(self) -> bool {
        matches!(self, Self::ArmVirt | Self::RiscvVirt | Self::LoongarchVirt)
    }

    /// Whether it has an IDE controller that cannot be taken out.
    #[must_use]
    pub fn has_ide(self) -> bool {
        matches!(self, Self::I440fx | Self::BuiltinIde)
    }

    /// Whether it has more than one PCI bus, or could.
    #[must_use]
    pub fn has_pci_buses(self) -> bool {
        !matches!(self, Self::Other | Self::BuiltinIde | Self::Isapc | Self::Microvm)
    }

    /// Whether its root bus is of PCI Express.
    #[must_use]
    pub fn is_pcie(self) -> bool {
        self == Self::Q35 || self.is_virt()
    }
}
