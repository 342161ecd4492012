//! Commands that change domains.

mod autostart;
mod create;
mod define;
mod destroy;
mod domid;
mod domname;
mod domuuid;
mod dumpxml;
mod memory;
mod reboot;
mod reset;
mod resume;
mod setmaxmem;
mod setmem;
mod setvcpus;
mod shutdown;
mod start;
mod suspend;
mod undefine;
mod vcpu;
mod vcpucount;

use crate::engine::commands;

commands! {
    autostart,
    create,
    define,
    destroy,
    domid,
    domname,
    domuuid,
    dumpxml,
    reboot,
    reset,
    resume,
    setmaxmem,
    setmem,
    setvcpus,
    shutdown,
    start,
    suspend,
    undefine,
    vcpucount,
}
