//! The last steps before the command line: what is settled anew at each start.

use vir_conf::DomainDef;
use vir_types::{Origin, Result};

use crate::caps::QemuCaps;
use crate::command::Start;
use crate::config::Config;
use crate::host::Host;
use crate::{address, alias, command, firmware, validate};

/// Makes the copy of a completed definition that a guest runs from: with firmware that could not be found
/// before, places for devices that have none yet (on USB, in guests from older times), the processor of this
/// host and the names of all devices. What this host cannot start is refused.
///
/// # Errors
/// `OperationFailed` without fitting firmware; as [`address::assign`], [`validate::validate_start`] and
/// [`command::prepare`].
pub fn prepare(def: &mut DomainDef, caps: &QemuCaps, host: &Host, config: &Config) -> Result<()> {
    prepare_as(def, Start::New, caps, host, config)
}

/// The same for a guest that comes to life in the given way.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_as(
    def: &mut DomainDef,
    start: Start,
    caps: &QemuCaps,
    host: &Host,
    config: &Config,
) -> Result<()> {
    let own = firmware::fill(def, host, config, false).and_then(|()| address::assign(def, caps, true));
    own.map_err(|error| error.or_origin(Origin::QEMU))?;
    validate::validate_start(def, caps, host, config)?;
    command::prepare(def, start, caps, host)?;
    alias::assign(def);
    Ok(())
}
