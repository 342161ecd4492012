//! Commands and their groups.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use anyhow::Result;

use super::arg::ArgDef;
use super::args::Args;
use crate::ctx::Ctx;

/// A command: all that help, completion and the parser know of it, and the function that does it.
pub(crate) struct Command {
    pub(crate) name: &'static str,
    pub(crate) group: Group,
    /// One line for the list of commands.
    pub(crate) about: &'static str,
    /// The libvirt release whose interface the command needs.
    pub(crate) since: &'static str,
    pub(crate) args: &'static [ArgDef],
    pub(crate) run: Run,
}

/// The function of a command.
pub(crate) type Run = for<'a> fn(&'a Ctx, &'a Args) -> Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Command").field(&self.name).finish()
    }
}

/// Commands that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Domain,
    Monitor,
    Events,
    Host,
    Interface,
    Network,
    Pool,
    Shell,
}

impl Group {
    /// In the order of the help.
    pub(crate) const ALL: &'static [Self] = &[
        Self::Domain,
        Self::Monitor,
        Self::Events,
        Self::Host,
        Self::Interface,
        Self::Network,
        Self::Pool,
        Self::Shell,
    ];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Domain => "Domain Management",
            Self::Monitor => "Domain Monitoring",
            Self::Events => "Domain Events",
            Self::Host => "Host and Hypervisor",
            Self::Interface => "Interface",
            Self::Network => "Networking",
            Self::Pool => "Storage Pool",
            Self::Shell => "Vrsh itself",
        }
    }

    /// What `help` calls it.
    pub(crate) fn keyword(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Monitor => "monitor",
            Self::Events => "events",
            Self::Host => "host",
            Self::Interface => "interface",
            Self::Network => "network",
            Self::Pool => "pool",
            Self::Shell => "vrsh",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|group| group.title() == name || group.keyword() == name)
    }
}

/// The commands of a group, sorted by name: one line each.
macro_rules! commands {
    ($($module:ident,)*) => {
        pub(crate) static COMMANDS: &[$crate::engine::Command] = &[$($module::COMMAND),*];
    };
}
pub(crate) use commands;
