//! Commands that look at domains.

mod collect;
mod domblkerror;
mod domblkinfo;
mod domblklist;
mod domblkstat;
mod domcontrol;
mod domdirtyrate_calc;
mod domif_getlink;
mod domifaddr;
mod domiflist;
mod domifstat;
mod dominfo;
mod domjobinfo;
mod dommemstat;
mod domstate;
mod domstats;
mod domtime;
mod job;
mod list;

use crate::engine::commands;

commands! {
    domblkerror,
    domblkinfo,
    domblklist,
    domblkstat,
    domcontrol,
    domdirtyrate_calc,
    domif_getlink,
    domifaddr,
    domiflist,
    domifstat,
    dominfo,
    domjobinfo,
    dommemstat,
    domstate,
    domstats,
    domtime,
    list,
}
