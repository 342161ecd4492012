//! Which architectures have processors of one family.

use std::fmt;

use vir_types::{Code, Error, Origin, Result};

/// Architectures whose processors are described alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CpuFamily {
    /// i686 and x86_64.
    X86,
    /// Power.
    Ppc64,
    /// Arm, 32 bits and 64.
    Arm,
    /// IBM Z.
    S390,
    /// RISC-V.
    Riscv64,
    /// LoongArch.
    Loongarch64,
}

impl CpuFamily {
    const NAMES: &[(Self, &'static str, &[&'static str])] = &[
        (Self::X86, "x86", &["i686", "x86_64"]),
        (Self::Ppc64, "ppc64", &["ppc64", "ppc64le"]),
        (Self::Arm, "arm", &["armv6l", "armv7b", "armv7l", "aarch64"]),
        (Self::S390, "s390", &["s390", "s390x"]),
        (Self::Riscv64, "riscv64", &["riscv64"]),
        (Self::Loongarch64, "loongarch64", &["loongarch64"]),
    ];

    /// The family of an architecture.
    ///
    /// # Errors
    /// `NoSupport`: its processors are not known.
    pub fn of(arch: &str) -> Result<Self> {
        let found = Self::NAMES.iter().find(|(.., arches)| arches.contains(&arch));
        found.map(|(family, ..)| *family).ok_or_else(|| {
            let text = format!("'{arch}' architecture is not supported by CPU driver");
            Error::new(Code::NO_SUPPORT, text).or_origin(Origin::CPU)
        })
    }

    /// The family that the map and documents of data call so.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known, _)| *known == name).map(|(family, ..)| *family)
    }

    /// Its name in the map and in documents of data.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(family, ..)| *family == self).map_or("", |(_, name, _)| name)
    }

    /// Whether an architecture belongs to it.
    #[must_use]
    pub fn has(self, arch: &str) -> bool {
        Self::of(arch).is_ok_and(|family| family == self)
    }
}

impl fmt::Display for CpuFamily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
