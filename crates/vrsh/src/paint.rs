//! Colours, for terminals only.

use libvir::DomainState;

/// What a colour says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    Plain,
    /// It runs.
    Good,
    /// It waits.
    Halfway,
    /// It has failed.
    Bad,
    /// It is off.
    Faint,
}

impl Paint {
    pub(crate) fn of_state(state: DomainState) -> Self {
        match state {
            DomainState::RUNNING | DomainState::BLOCKED => Self::Good,
            DomainState::PAUSED | DomainState::PMSUSPENDED | DomainState::SHUTDOWN => Self::Halfway,
            DomainState::CRASHED => Self::Bad,
            DomainState::SHUTOFF => Self::Faint,
            _ => Self::Plain,
        }
    }

    pub(crate) fn of_active(active: bool) -> Self {
        if active { Self::Good } else { Self::Faint }
    }

    pub(crate) fn apply(self, text: &str) -> String {
        let code = match self {
            Self::Plain => return text.to_owned(),
            Self::Good => 32,
            Self::Halfway => 33,
            Self::Bad => 31,
            Self::Faint => 2,
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
