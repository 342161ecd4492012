//! Which domains a client wants to hear of.

use vir_types::{ConnectGetAllDomainStatsFlags, ConnectListAllDomainsFlags as Flags, DomainState};

/// How a domain stands, as far as lists of domains choose by it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether it has a guest.
    pub active: bool,
    /// Whether it stays when its guest ends.
    pub persistent: bool,
    /// Its state.
    pub state: DomainState,
    /// Whether it starts with the host.
    pub autostart: bool,
    /// Whether an image waits for its next start.
    pub managed_save: bool,
    /// Whether there is a point that it can go back to.
    pub has_snapshot: bool,
    /// Whether there is a point from which on its changes are known.
    pub has_checkpoint: bool,
}

/// Whether a group of flags lets something through: none of the group given means no restriction.
fn lets_through(flags: Flags, choices: &[(Flags, bool)]) -> bool {
    let asked = choices.iter().any(|(flag, _)| flags.contains(*flag));
    !asked || choices.iter().any(|(flag, holds)| *holds && flags.contains(*flag))
}

impl Standing {
    /// Whether a list with these flags has the domain.
    #[must_use]
    pub fn is_listed(&self, flags: Flags) -> bool {
        if flags == Flags::empty() {
            return true;
        }
        let state = self.state;
        let known = [DomainState::RUNNING, DomainState::PAUSED, DomainState::SHUTOFF].contains(&state);
        let groups: [&[(Flags, bool)]; 7] = [
            &[(Flags::ACTIVE, self.active), (Flags::INACTIVE, !self.active)],
            &[(Flags::PERSISTENT, self.persistent), (Flags::TRANSIENT, !self.persistent)],
            &[
                (Flags::RUNNING, state == DomainState::RUNNING),
                (Flags::PAUSED, state == DomainState::PAUSED),
                (Flags::SHUTOFF, state == DomainState::SHUTOFF),
                (Flags::OTHER, !known),
            ],
            &[(Flags::AUTOSTART, self.autostart), (Flags::NO_AUTOSTART, !self.autostart)],
            &[(Flags::MANAGEDSAVE, self.managed_save), (Flags::NO_MANAGEDSAVE, !self.managed_save)],
            &[(Flags::HAS_SNAPSHOT, self.has_snapshot), (Flags::NO_SNAPSHOT, !self.has_snapshot)],
            &[(Flags::HAS_CHECKPOINT, self.has_checkpoint), (Flags::NO_CHECKPOINT, !self.has_checkpoint)],
        ];
        groups.iter().all(|choices| lets_through(flags, choices))
    }

    /// Whether statistics with these flags are about the domain.
    #[must_use]
    pub fn is_counted(&self, flags: ConnectGetAllDomainStatsFlags) -> bool {
        use ConnectGetAllDomainStatsFlags as Stats;
        // The flags that choose domains are those of lists.
        let choosing = Stats::ACTIVE
            | Stats::INACTIVE
            | Stats::PERSISTENT
            | Stats::TRANSIENT
            | Stats::RUNNING
            | Stats::PAUSED
            | Stats::SHUTOFF
            | Stats::OTHER;
        self.is_listed(Flags::from_bits(flags.bits() & choosing.bits()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_restricts_by_itself() {
        let running =
            Standing { active: true, state: DomainState::RUNNING, autostart: true, ..Standing::default() };
        let off = Standing { persistent: true, state: DomainState::SHUTOFF, ..Standing::default() };
        for (flags, of_running, of_off) in [
            (Flags::empty(), true, true),
            (Flags::ACTIVE, true, false),
            (Flags::ACTIVE | Flags::INACTIVE, true, true),
            (Flags::ACTIVE | Flags::PERSISTENT, false, false),
            (Flags::RUNNING | Flags::SHUTOFF, true, true),
            (Flags::OTHER, false, false),
            (Flags::NO_AUTOSTART | Flags::NO_SNAPSHOT, false, true),
            (Flags::MANAGEDSAVE, false, false),
        ] {
            assert_eq!((running.is_listed(flags), off.is_listed(flags)), (of_running, of_off), "{flags:?}");
        }
        let crashed = Standing { state: DomainState::CRASHED, ..off };
        assert!(crashed.is_listed(Flags::OTHER));
    }

    #[test]
    fn statistics_choose_as_lists_do() {
        use ConnectGetAllDomainStatsFlags as Stats;
        for (stats, list) in Stats::NAMES.iter().zip(Flags::NAMES.iter()).take(8) {
            assert_eq!(stats.1, list.1, "{} is not {}", stats.0, list.0);
        }
        let off = Standing { state: DomainState::SHUTOFF, ..Standing::default() };
        assert!(off.is_counted(Stats::INACTIVE | Stats::NOWAIT) && !off.is_counted(Stats::RUNNING));
    }
}
