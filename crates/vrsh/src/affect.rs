//! What commands about the running domain and its definition have in common.

use anyhow::Result;
use libvir::Affect;

use crate::engine::{Arg, Args};

pub(crate) const CONFIG: Arg<bool> = Arg::flag("config", "what the domain starts with next");
pub(crate) const LIVE: Arg<bool> = Arg::flag("live", "the running domain");
pub(crate) const CURRENT: Arg<bool> = Arg::flag("current", "whichever the domain is");

/// Which of a domain's two definitions is meant.
pub(crate) fn affected(args: &Args) -> Result<Affect> {
    args.exclusive(&CURRENT, &LIVE)?;
    args.exclusive(&CURRENT, &CONFIG)?;
    args.flags([(&CONFIG, Affect::CONFIG), (&LIVE, Affect::LIVE)])
}
