//! Commands that look at domains.

mod collect;
mod dominfo;
mod domstate;
mod list;

use crate::engine::commands;

commands! {
    dominfo,
    domstate,
    list,
}
