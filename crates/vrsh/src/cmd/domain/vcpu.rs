//! What the commands about virtual CPUs have in common.

use anyhow::Result;
use libvir::DomainVcpuFlags;

use crate::engine::{Arg, Args};

pub(super) const CONFIG: Arg<bool> = Arg::flag("config", "what the domain starts with next");
pub(super) const LIVE: Arg<bool> = Arg::flag("live", "the running domain");
pub(super) const CURRENT: Arg<bool> = Arg::flag("current", "whichever the domain is");

/// Which of its definitions is meant.
pub(super) fn affected(args: &Args) -> Result<DomainVcpuFlags> {
    args.exclusive(&CURRENT, &LIVE)?;
    args.exclusive(&CURRENT, &CONFIG)?;
    let mut flags = DomainVcpuFlags::CURRENT;
    if args.get(&CONFIG)? {
        flags |= DomainVcpuFlags::CONFIG;
    }
    if args.get(&LIVE)? {
        flags |= DomainVcpuFlags::LIVE;
    }
    Ok(flags)
}
