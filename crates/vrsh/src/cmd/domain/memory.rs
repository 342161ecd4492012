//! What the commands about memory have in common.

use anyhow::Result;
use libvir::DomainMemoryModFlags;

use crate::engine::{Arg, Args};

pub(super) const CONFIG: Arg<bool> = Arg::flag("config", "change what the domain starts with next");
pub(super) const LIVE: Arg<bool> = Arg::flag("live", "change the running domain");
pub(super) const CURRENT: Arg<bool> = Arg::flag("current", "change whichever the domain is");

/// What a change of memory is for; `otherwise` if nothing is said.
pub(super) fn affected(args: &Args, otherwise: DomainMemoryModFlags) -> Result<DomainMemoryModFlags> {
    args.exclusive(&CURRENT, &LIVE)?;
    args.exclusive(&CURRENT, &CONFIG)?;
    if !args.has(&CONFIG) && !args.has(&LIVE) && !args.has(&CURRENT) {
        return Ok(otherwise);
    }
    args.flags([(&CONFIG, DomainMemoryModFlags::CONFIG), (&LIVE, DomainMemoryModFlags::LIVE)])
}
