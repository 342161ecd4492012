//! The facets of a driver: every operation, in traits of about twenty methods.
//!
//! **To add an operation**, add a method to the facet of its topic: named as the wire procedure in lower
//! case; the object's key first, then one parameter per field of the wire's arguments in their order,
//! flags included; a body that says [`Error::unsupported`](vir_types::Error::unsupported). Where a new
//! method does more than an old one of the same facet, let the old one's body call the new one, never the
//! other way round. The last line of its documentation names the C function and its release.
//!
//! Two kinds of wire fields are no parameters, because the lists say the same: `need_results` of lists of
//! objects, and `nparams` of typed parameters (but for `domain_get_cpu_stats`, where it counts per CPU).
//! A params struct stands for the fields that it has, in its order. File descriptors, which travel beside
//! the arguments, stand before the flags. A [`Stream`](crate::Stream) is returned.
//!
//! **A new facet** also needs a file here and an accessor in [`Driver`](crate::Driver). A facet holds
//! operations of one libvirt driver table only: on a connection each facet is answered by one driver.
#![expect(unused_variables, reason = "bodies that say unsupported; the names are for readers")]

mod admin;
mod connection;
mod cpu;
mod daemon;
mod domain_block;
mod domain_block_jobs;
mod domain_checkpoints;
mod domain_console;
mod domain_devices;
mod domain_events;
mod domain_guest;
mod domain_iothreads;
mod domain_jobs;
mod domain_life;
mod domain_list;
mod domain_memory;
mod domain_metadata;
mod domain_migrate_control;
mod domain_migrate_v2;
mod domain_migrate_v3;
mod domain_save;
mod domain_security;
mod domain_snapshots;
mod domain_state;
mod domain_stats;
mod domain_tuning;
mod domain_vcpu;
mod host;
mod host_devices;
mod interfaces;
mod lxc;
mod network_details;
mod network_events;
mod network_ports;
mod networks;
mod node_device_events;
mod node_devices;
mod nwfilter_bindings;
mod nwfilters;
mod qemu;
mod secret_events;
mod secrets;
mod storage_pool_events;
mod storage_pool_list;
mod storage_pools;
mod storage_volumes;

pub use admin::Admin;
pub use connection::Connection;
pub use cpu::Cpu;
pub use daemon::Daemon;
pub use domain_block::DomainBlock;
pub use domain_block_jobs::DomainBlockJobs;
pub use domain_checkpoints::DomainCheckpoints;
pub use domain_console::DomainConsole;
pub use domain_devices::DomainDevices;
pub use domain_events::DomainEvents;
pub use domain_guest::DomainGuest;
pub use domain_iothreads::DomainIothreads;
pub use domain_jobs::DomainJobs;
pub use domain_life::DomainLife;
pub use domain_list::DomainList;
pub use domain_memory::DomainMemory;
pub use domain_metadata::DomainMetadata;
pub use domain_migrate_control::DomainMigrateControl;
pub use domain_migrate_v2::DomainMigrateV2;
pub use domain_migrate_v3::DomainMigrateV3;
pub use domain_save::DomainSave;
pub use domain_security::DomainSecurity;
pub use domain_snapshots::DomainSnapshots;
pub use domain_state::DomainStatus;
pub use domain_stats::DomainStats;
pub use domain_tuning::DomainTuning;
pub use domain_vcpu::DomainVcpu;
pub use host::Host;
pub use host_devices::HostDevices;
pub use interfaces::Interfaces;
pub use lxc::Lxc;
pub use network_details::NetworkDetails;
pub use network_events::NetworkEvents;
pub use network_ports::NetworkPorts;
pub use networks::Networks;
pub use node_device_events::NodeDeviceEvents;
pub use node_devices::NodeDevices;
pub use nwfilter_bindings::NwfilterBindings;
pub use nwfilters::Nwfilters;
pub use qemu::Qemu;
pub use secret_events::SecretEvents;
pub use secrets::Secrets;
pub use storage_pool_events::StoragePoolEvents;
pub use storage_pool_list::StoragePoolList;
pub use storage_pools::StoragePools;
pub use storage_volumes::StorageVolumes;

/// How many there are, as a count travels.
fn count<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

/// A caller's limit as a length.
fn limit(max: u32) -> usize {
    usize::try_from(max).unwrap_or(usize::MAX)
}

/// At most `max` names, to be given away.
fn names<'a>(names: impl Iterator<Item = &'a std::sync::Arc<str>>, max: u32) -> Vec<String> {
    names.take(limit(max)).map(|name| name.to_string()).collect()
}
