//! Which of a domain's two definitions an operation is about.

use vir_types::{Code, DomainVcpuFlags, Error, Result};

/// The definition that a guest runs with, the one that it starts with next, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Affected {
    /// What it runs with.
    pub live: bool,
    /// What it starts with.
    pub config: bool,
}

/// What there is to be affected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WhatThereIs {
    /// Whether the domain has a guest.
    pub active: bool,
    /// Whether it has a definition that stays.
    pub persistent: bool,
}

impl Affected {
    /// What a change with these flags is about: neither flag means whichever the domain is now.
    ///
    /// # Errors
    /// `OperationInvalid`: the definition that is meant is not there.
    pub fn of_change(live: bool, config: bool, there: WhatThereIs) -> Result<Self> {
        let affected = match (live, config) {
            (false, false) => Self { live: there.active, config: !there.active },
            (live, config) => Self { live, config },
        };
        if affected.live && !there.active {
            return Err(Error::new(Code::OPERATION_INVALID, "domain is not running"));
        }
        if affected.config && !there.persistent {
            let text = "transient domains do not have any persistent config";
            return Err(Error::new(Code::OPERATION_INVALID, text));
        }
        Ok(affected)
    }

    /// The same for a question, which is about one of them.
    ///
    /// # Errors
    /// As of a change; `InvalidArg`: both are asked for.
    pub fn of_question(live: bool, config: bool, there: WhatThereIs) -> Result<Self> {
        if live && config {
            return Err(Error::invalid_arg(
                "flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive",
            ));
        }
        Self::of_change(live, config, there)
    }
}

/// Refuses flags of virtual CPU counts that cannot be meant together.
///
/// # Errors
/// `InvalidArg`.
pub fn check_vcpu_flags(flags: DomainVcpuFlags) -> Result<()> {
    use DomainVcpuFlags as Flags;
    let exclusive = [
        (Flags::GUEST, "GUEST", Flags::CONFIG, "VIR_DOMAIN_AFFECT_CONFIG"),
        (Flags::GUEST, "GUEST", Flags::MAXIMUM, "VIR_DOMAIN_VCPU_MAXIMUM"),
        (Flags::GUEST, "GUEST", Flags::HOTPLUGGABLE, "VIR_DOMAIN_VCPU_HOTPLUGGABLE"),
        (Flags::MAXIMUM, "MAXIMUM", Flags::HOTPLUGGABLE, "VIR_DOMAIN_VCPU_HOTPLUGGABLE"),
    ];
    match exclusive.into_iter().find(|(one, _, other, _)| flags.contains(*one | *other)) {
        Some((_, one, _, other)) => {
            let text = format!("flags 'VIR_DOMAIN_VCPU_{one}' and '{other}' are mutually exclusive");
            Err(Error::invalid_arg(text))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_flag_means_what_the_domain_is_now() {
        let running = WhatThereIs { active: true, persistent: false };
        let off = WhatThereIs { active: false, persistent: true };
        let live = Affected { live: true, config: false };
        let config = Affected { live: false, config: true };
        assert_eq!(Affected::of_change(false, false, running).unwrap(), live);
        assert_eq!(Affected::of_change(false, false, off).unwrap(), config);
        let both = WhatThereIs { active: true, persistent: true };
        assert_eq!(Affected::of_change(true, true, both).unwrap(), Affected { live: true, config: true });
        assert!(Affected::of_change(true, false, off).unwrap_err().message().contains("not running"));
        assert!(Affected::of_change(false, true, running).unwrap_err().message().contains("transient"));
        assert_eq!(Affected::of_question(true, true, both).unwrap_err().code(), Code::INVALID_ARG);
    }

    #[test]
    fn flags_that_contradict_each_other_are_named() {
        let error = check_vcpu_flags(DomainVcpuFlags::GUEST | DomainVcpuFlags::CONFIG).unwrap_err();
        assert!(error.message().ends_with(
            "flags 'VIR_DOMAIN_VCPU_GUEST' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive"
        ));
        assert!(check_vcpu_flags(DomainVcpuFlags::LIVE | DomainVcpuFlags::CONFIG).is_ok());
    }
}
