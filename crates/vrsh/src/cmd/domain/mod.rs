//! Commands that change domains.

mod autostart;
mod console;
mod create;
mod define;
mod destroy;
mod domid;
mod domname;
mod domuuid;
mod dumpxml;
mod inject_nmi;
mod memory;
mod reboot;
mod reset;
mod resume;
mod screenshot;
mod send_key;
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
    console,
    create,
    define,
    destroy,
    domid,
    domname,
    domuuid,
    dumpxml,
    inject_nmi,
    reboot,
    reset,
    resume,
    screenshot,
    send_key,
    setmaxmem,
    setmem,
    setvcpus,
    shutdown,
    start,
    suspend,
    undefine,
    vcpucount,
}
