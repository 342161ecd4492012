//! Commands that change domains.

mod attach_device;
mod attach_disk;
mod attach_interface;
mod autostart;
mod blkdeviotune;
mod blkiotune;
mod change_media;
mod console;
mod cpu_stats;
mod create;
mod define;
mod desc;
mod destroy;
mod detach_device;
mod detach_device_alias;
mod detach_disk;
mod detach_interface;
mod device;
mod domblkthreshold;
mod domdisplay;
mod domfsfreeze;
mod domfsinfo;
mod domfsthaw;
mod domfstrim;
mod domhostname;
mod domid;
mod domif_setlink;
mod domiftune;
mod domjobabort;
mod domname;
mod domrename;
mod domuptime;
mod domuuid;
mod domxml_from_native;
mod domxml_to_native;
mod dump;
mod dumpxml;
mod emulatorpin;
mod guestvcpus;
mod inject_nmi;
mod iothreadinfo;
mod managedsave;
mod managedsave_define;
mod managedsave_dumpxml;
mod managedsave_remove;
mod memory;
mod memtune;
mod metadata;
mod numatune;
mod perf;
mod reboot;
mod reset;
mod restore;
mod resume;
mod save;
mod save_image_define;
mod save_image_dumpxml;
mod schedinfo;
mod screenshot;
mod send_key;
mod send_process_signal;
mod set_user_password;
mod setmaxmem;
mod setmem;
mod setvcpu;
mod setvcpus;
mod shutdown;
mod start;
mod suspend;
mod ttyconsole;
mod undefine;
mod update_device;
mod vcpucount;
mod vcpuinfo;
mod vcpupin;
mod vncdisplay;

use crate::engine::commands;

commands! {
    attach_device,
    attach_disk,
    attach_interface,
    autostart,
    blkdeviotune,
    blkiotune,
    change_media,
    console,
    cpu_stats,
    create,
    define,
    desc,
    destroy,
    detach_device,
    detach_device_alias,
    detach_disk,
    detach_interface,
    domblkthreshold,
    domdisplay,
    domfsfreeze,
    domfsinfo,
    domfsthaw,
    domfstrim,
    domhostname,
    domid,
    domif_setlink,
    domiftune,
    domjobabort,
    domname,
    domrename,
    domuptime,
    domuuid,
    domxml_from_native,
    domxml_to_native,
    dump,
    dumpxml,
    emulatorpin,
    guestvcpus,
    inject_nmi,
    iothreadinfo,
    managedsave,
    managedsave_define,
    managedsave_dumpxml,
    managedsave_remove,
    memtune,
    metadata,
    numatune,
    perf,
    reboot,
    reset,
    restore,
    resume,
    save,
    save_image_define,
    save_image_dumpxml,
    schedinfo,
    screenshot,
    send_key,
    send_process_signal,
    set_user_password,
    setmaxmem,
    setmem,
    setvcpu,
    setvcpus,
    shutdown,
    start,
    suspend,
    ttyconsole,
    undefine,
    update_device,
    vcpucount,
    vcpuinfo,
    vcpupin,
    vncdisplay,
}
