//! What a document asks for that not every driver can do.

use std::fmt;
use std::ops::{BitOr, BitOrAssign, Sub};

/// A set of features that a document uses or a driver has.
///
/// A driver rejects documents that use what it has not opted into ([`check`](Features::check)), because
/// ignoring it would be a lie. A later patch adds a constant here, a line where documents are asked,
/// and nothing anywhere else until a driver opts in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Features(u32);

impl Features {
    /// None.
    pub const NONE: Self = Self(0);
    /// Memory that can be added while the guest runs (`<maxMemory>`).
    pub const MEMORY_HOTPLUG: Self = Self(1);
    /// A state for each virtual CPU (`<vcpus>`).
    pub const INDIVIDUAL_VCPUS: Self = Self(1 << 1);
    /// Fewer virtual CPUs at boot than there can be (`<vcpu current='…'>`).
    pub const CURRENT_VCPUS: Self = Self(1 << 2);

    /// Each feature with what is said when a driver lacks it.
    const WORDS: &'static [(Self, &'static str)] = &[
        (
            Self::MEMORY_HOTPLUG,
            "memory hotplug tunables <maxMemory> are not supported by this hypervisor driver",
        ),
        (Self::INDIVIDUAL_VCPUS, "individual CPU state configuration is not supported"),
        (Self::CURRENT_VCPUS, "fewer current than maximum vCPUs are not supported by this hypervisor driver"),
    ];

    /// Whether all of `other` are in.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether none is in.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Refuses what is used but not `supported`.
    ///
    /// # Errors
    /// `ConfigUnsupported` with the words of the first such feature.
    pub fn check(self, supported: Self) -> vir_types::Result<()> {
        let lacking = self - supported;
        if lacking.is_empty() {
            return Ok(());
        }
        let words = Self::WORDS.iter().find(|(feature, _)| !(Self(lacking.0 & feature.0)).is_empty());
        let text = words.map_or("unknown feature", |(_, text)| text);
        Err(vir_types::Error::new(vir_types::Code::CONFIG_UNSUPPORTED, text))
    }
}

impl BitOr for Features {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Features {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl Sub for Features {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl fmt::Display for Features {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_opted_into_is_refused() {
        let used = Features::MEMORY_HOTPLUG | Features::INDIVIDUAL_VCPUS;
        assert!(used.check(used).is_ok());
        assert!(Features::NONE.check(Features::NONE).is_ok());
        let error = used.check(Features::MEMORY_HOTPLUG).unwrap_err();
        assert_eq!(error.code(), vir_types::Code::CONFIG_UNSUPPORTED);
        assert!(error.message().ends_with("individual CPU state configuration is not supported"));
    }
}
