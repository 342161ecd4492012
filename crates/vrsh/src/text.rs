//! States and reasons in virsh's words.

use libvir::{DomainState, StoragePoolState};

/// The word at this place of a list; libvirt's words are numbered from zero.
pub(crate) fn word<'a>(words: &[&'a str], number: i32, otherwise: &'a str) -> &'a str {
    usize::try_from(number).ok().and_then(|place| words.get(place).copied()).unwrap_or(otherwise)
}

pub(crate) fn domain_state(state: DomainState) -> &'static str {
    const WORDS: &[&str] =
        &["no state", "running", "idle", "paused", "in shutdown", "shut off", "crashed", "pmsuspended"];
    word(WORDS, state.0, "no state")
}

pub(crate) fn domain_state_reason(state: DomainState, reason: i32) -> &'static str {
    let words: &[&str] = match state {
        DomainState::RUNNING => &[
            "unknown",
            "booted",
            "migrated",
            "restored",
            "from snapshot",
            "unpaused",
            "migration canceled",
            "save canceled",
            "event wakeup",
            "crashed",
            "post-copy",
            "post-copy failed",
        ],
        DomainState::PAUSED => &[
            "unknown",
            "user",
            "migrating",
            "saving",
            "dumping",
            "I/O error",
            "watchdog",
            "from snapshot",
            "shutting down",
            "creating snapshot",
            "crashed",
            "starting up",
            "post-copy",
            "post-copy failed",
            "api error",
        ],
        DomainState::SHUTDOWN => &["unknown", "user"],
        DomainState::SHUTOFF => &[
            "unknown",
            "shutdown",
            "destroyed",
            "crashed",
            "migrated",
            "saved",
            "failed",
            "from snapshot",
            "daemon",
        ],
        DomainState::CRASHED => &["unknown", "panicked"],
        _ => &[],
    };
    word(words, reason, "unknown")
}

pub(crate) fn pool_state(state: StoragePoolState) -> &'static str {
    word(&["inactive", "building", "running", "degraded", "inaccessible"], state.0, "unknown")
}

pub(crate) fn yes_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

pub(crate) fn active(value: bool) -> &'static str {
    if value { "active" } else { "inactive" }
}

/// A number of bytes in the largest unit that leaves at least one of it.
pub(crate) fn capacity(bytes: u64) -> String {
    let (value, unit) = in_units(bytes);
    format!("{value:.2} {unit}")
}

/// The same with three digits behind the point.
pub(crate) fn capacity3(bytes: u64) -> String {
    let (value, unit) = in_units(bytes);
    format!("{value:.3} {unit}")
}

#[allow(clippy::cast_precision_loss, reason = "a few digits are shown")]
fn in_units(bytes: u64) -> (f64, &'static str) {
    let mut value = bytes as f64;
    let mut units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"].into_iter().peekable();
    while value >= 1024.0 && units.clone().nth(1).is_some() {
        value /= 1024.0;
        units.next();
    }
    (value, units.next().unwrap_or("B"))
}

/// `11.3.0` for 11003000.
pub(crate) fn version(number: u64) -> String {
    libvir::version::dotted(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_nobody_knows() {
        assert_eq!(domain_state(DomainState(99)), "no state");
        assert_eq!(domain_state(DomainState(-1)), "no state");
        assert_eq!(domain_state_reason(DomainState::RUNNING, 1), "booted");
        assert_eq!(domain_state_reason(DomainState::RUNNING, 77), "unknown");
        assert_eq!(domain_state_reason(DomainState(99), 0), "unknown");
        assert_eq!(pool_state(StoragePoolState(9)), "unknown");
    }

    #[test]
    fn capacities() {
        for (bytes, text) in [
            (0, "0.00 B"),
            (1023, "1023.00 B"),
            (1024, "1.00 KiB"),
            (107_374_182_400, "100.00 GiB"),
            (u64::MAX, "16.00 EiB"),
        ] {
            assert_eq!(capacity(bytes), text);
        }
    }
}
