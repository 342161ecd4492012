//! Words that several documents use, one list each.

use vir_xml::XmlEnum;

/// A format of disk images.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum StorageFormat {
    /// `raw`.
    #[default]
    Raw,
    /// `dir`.
    Dir,
    /// `bochs`.
    Bochs,
    /// `cloop`.
    Cloop,
    /// `dmg`.
    Dmg,
    /// `iso`.
    Iso,
    /// `vpc`.
    Vpc,
    /// `vdi`.
    Vdi,
    /// `fat`.
    Fat,
    /// `vhd`.
    Vhd,
    /// `ploop`.
    Ploop,
    /// `cow`.
    Cow,
    /// `qcow`.
    Qcow,
    /// `qcow2`.
    Qcow2,
    /// `qed`.
    Qed,
    /// `vmdk`.
    Vmdk,
}

/// Architectures, as libvirt names them.
pub const ARCHES: &[&str] = &[
    "alpha",
    "armv6l",
    "armv7l",
    "armv7b",
    "aarch64",
    "cris",
    "i686",
    "ia64",
    "lm32",
    "loongarch64",
    "m68k",
    "microblaze",
    "microblazeel",
    "mips",
    "mipsel",
    "mips64",
    "mips64el",
    "openrisc",
    "parisc",
    "parisc64",
    "ppc",
    "ppcle",
    "ppc64",
    "ppc64le",
    "ppcemb",
    "riscv32",
    "riscv64",
    "s390",
    "s390x",
    "sh4",
    "sh4eb",
    "sparc",
    "sparc64",
    "unicore32",
    "x86_64",
    "xtensa",
    "xtensaeb",
];
