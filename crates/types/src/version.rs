//! The compatibility level.

/// The libvirt release whose interface is spoken: major × 1,000,000 + minor × 1,000 + release.
pub const LIBVIRT: u64 = 11_003_000;

/// `11.3.0` for 11003000.
#[must_use]
pub fn dotted(version: u64) -> String {
    format!("{}.{}.{}", version / 1_000_000, version / 1_000 % 1_000, version % 1_000)
}
