//! Commands about host and hypervisor.

mod capabilities;
mod cpu;
mod cpu_baseline;
mod cpu_compare;
mod cpu_models;
mod domcapabilities;
mod freecell;
mod hostname;
mod hypervisor_cpu_baseline;
mod hypervisor_cpu_compare;
mod maxvcpus;
mod nodecpumap;
mod nodecpustats;
mod nodeinfo;
mod nodememstats;
mod qemu_agent_command;
mod qemu_monitor_command;
mod sysinfo;
mod uri;
mod version;

use crate::engine::commands;

commands! {
    capabilities,
    cpu_baseline,
    cpu_compare,
    cpu_models,
    domcapabilities,
    freecell,
    hostname,
    hypervisor_cpu_baseline,
    hypervisor_cpu_compare,
    maxvcpus,
    nodecpumap,
    nodecpustats,
    nodeinfo,
    nodememstats,
    qemu_agent_command,
    qemu_monitor_command,
    sysinfo,
    uri,
    version,
}
