//! The command line: a definition and an emulator become arguments.

use vir_conf::DomainDef;
use vir_types::Result;

use crate::caps::QemuCaps;
use crate::config::Config;
use crate::host::Host;

/// What a guest is started from. The definition is complete, its devices have addresses and aliases.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Launch<'a> {
    /// The guest.
    pub def: &'a DomainDef,
    /// Its emulator.
    pub caps: &'a QemuCaps,
    /// The host.
    pub host: &'a Host,
    /// What holds for all guests.
    pub config: &'a Config,
    /// What was opened and made for this guest.
    pub handed: &'a Handed,
}

impl<'a> Launch<'a> {
    /// A guest with all that it depends on.
    #[must_use]
    pub fn new(
        def: &'a DomainDef,
        caps: &'a QemuCaps,
        host: &'a Host,
        config: &'a Config,
        handed: &'a Handed,
    ) -> Self {
        Self { def, caps, host, config, handed }
    }
}

/// What the driver has opened and made for one guest before it starts; the command line only names it.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Handed {
    /// The listening socket of the monitor, as a descriptor number of the child.
    pub monitor_fd: u32,
}

/// A program with its arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CommandLine {
    /// The emulator.
    pub program: String,
    /// Its arguments.
    pub args: Vec<String>,
    /// What its environment holds.
    pub env: Vec<(String, String)>,
}

/// Writes the command line of a guest.
///
/// # Errors
/// `ConfigUnsupported`: something that the emulator cannot do. `InternalError`: an address or alias is missing.
pub fn build(launch: &Launch<'_>) -> Result<CommandLine> {
    let _ = launch;
    Ok(CommandLine::default())
}
