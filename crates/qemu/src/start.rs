//! The last steps before the command line: what is settled anew at each start.

use vir_conf::DomainDef;
use vir_types::{Origin, Result};

use crate::caps::QemuCaps;
use crate::config::Config;
use crate::host::Host;
use crate::{address, alias, firmware};

/// Makes a completed definition ready to start: firmware that could not be found before, places of devices
/// that have none yet (on USB, guests from older times), and the names of all devices.
///
/// # Errors
/// `OperationFailed` without fitting firmware; as [`address::assign`].
pub fn prepare(def: &mut DomainDef, caps: &QemuCaps, host: &Host, config: &Config) -> Result<()> {
    let own = firmware::fill(def, host, config, false).and_then(|()| address::assign(def, caps, true));
    own.map_err(|error| error.or_origin(Origin::QEMU))?;
    alias::assign(def);
    Ok(())
}
