//! The object behind a connection: which facets it has.

use vir_types::{Error, Result};

use crate::facets::{
    Admin, Connection, Cpu, Daemon, DomainBlock, DomainBlockJobs, DomainCheckpoints, DomainConsole,
    DomainDevices, DomainEvents, DomainGuest, DomainIothreads, DomainJobs, DomainLife, DomainList,
    DomainMemory, DomainMetadata, DomainMigrateControl, DomainMigrateV2, DomainMigrateV3, DomainSave,
    DomainSecurity, DomainSnapshots, DomainStats, DomainStatus, DomainTuning, DomainVcpu, Host, HostDevices,
    Interfaces, Lxc, NetworkDetails, NetworkEvents, NetworkPorts, Networks, NodeDeviceEvents, NodeDevices,
    NwfilterBindings, Nwfilters, Qemu, SecretEvents, Secrets, StoragePoolEvents, StoragePoolList,
    StoragePools, StorageVolumes,
};

/// Everything that a connection can do, in facets. A driver overrides the accessors of the facets that it
/// has, and mostly answers with itself.
///
/// A connection may be a stack of drivers: each facet is answered by the first that has it.
pub trait Driver: Send + Sync {
    /// The driver's name, as it stands in logs.
    fn name(&self) -> &'static str;

    /// The connection itself: what is at its other end and what that can do.
    fn connection(&self) -> Result<&dyn Connection> {
        Err(Error::unsupported())
    }

    /// The daemon itself: its servers, their clients, its logging.
    fn admin(&self) -> Result<&dyn Admin> {
        Err(Error::unsupported())
    }

    /// The daemon that answers a connection, as its clients see it.
    fn daemon(&self) -> Result<&dyn Daemon> {
        Err(Error::unsupported())
    }

    /// The host: CPUs, memory, sleep.
    fn host(&self) -> Result<&dyn Host> {
        Err(Error::unsupported())
    }

    /// CPU models: what the host's is worth and what several hosts have in common.
    fn cpu(&self) -> Result<&dyn Cpu> {
        Err(Error::unsupported())
    }

    /// Host devices that guests use directly, seen from the hypervisor.
    fn host_devices(&self) -> Result<&dyn HostDevices> {
        Err(Error::unsupported())
    }

    /// Which domains there are.
    fn domain_list(&self) -> Result<&dyn DomainList> {
        Err(Error::unsupported())
    }

    /// The life of a domain: it is defined, starts, pauses, stops, is forgotten.
    fn lifecycle(&self) -> Result<&dyn DomainLife> {
        Err(Error::unsupported())
    }

    /// How a domain stands.
    fn status(&self) -> Result<&dyn DomainStatus> {
        Err(Error::unsupported())
    }

    /// What people and programs write on a domain.
    fn metadata(&self) -> Result<&dyn DomainMetadata> {
        Err(Error::unsupported())
    }

    /// What confines a domain and what keeps its memory secret.
    fn security(&self) -> Result<&dyn DomainSecurity> {
        Err(Error::unsupported())
    }

    /// A domain's memory.
    fn memory(&self) -> Result<&dyn DomainMemory> {
        Err(Error::unsupported())
    }

    /// A domain's virtual CPUs and where they run. CPU maps: the lowest bit of the first byte is CPU 0.
    fn vcpu(&self) -> Result<&dyn DomainVcpu> {
        Err(Error::unsupported())
    }

    /// A domain's threads for disk work.
    fn iothreads(&self) -> Result<&dyn DomainIothreads> {
        Err(Error::unsupported())
    }

    /// Autostart, and a domain's share of the host. What `params` does not name stays as it is.
    fn tuning(&self) -> Result<&dyn DomainTuning> {
        Err(Error::unsupported())
    }

    /// Devices that come and go.
    fn devices(&self) -> Result<&dyn DomainDevices> {
        Err(Error::unsupported())
    }

    /// A domain's disks, named by target (`vda`) or by path.
    fn block(&self) -> Result<&dyn DomainBlock> {
        Err(Error::unsupported())
    }

    /// Work on the disks of running domains, and backup.
    fn block_jobs(&self) -> Result<&dyn DomainBlockJobs> {
        Err(Error::unsupported())
    }

    /// Numbers about domains.
    fn stats(&self) -> Result<&dyn DomainStats> {
        Err(Error::unsupported())
    }

    /// Long work on a domain.
    fn jobs(&self) -> Result<&dyn DomainJobs> {
        Err(Error::unsupported())
    }

    /// A domain's memory in a file.
    fn save(&self) -> Result<&dyn DomainSave> {
        Err(Error::unsupported())
    }

    /// Migration as versions 1 and 2 of its protocol have it: prepare, perform, finish.
    fn migrate_v2(&self) -> Result<&dyn DomainMigrateV2> {
        Err(Error::unsupported())
    }

    /// Migration as version 3 of its protocol has it: begin, prepare, perform, finish, confirm.
    fn migrate_v3(&self) -> Result<&dyn DomainMigrateV3> {
        Err(Error::unsupported())
    }

    /// What can be set while a guest moves.
    fn migrate_control(&self) -> Result<&dyn DomainMigrateControl> {
        Err(Error::unsupported())
    }

    /// Points in a domain's life to which it can go back.
    fn snapshots(&self) -> Result<&dyn DomainSnapshots> {
        Err(Error::unsupported())
    }

    /// Points from which on the changes of a domain's disks are known.
    fn checkpoints(&self) -> Result<&dyn DomainCheckpoints> {
        Err(Error::unsupported())
    }

    /// The inside of a guest; mostly asked of an agent that runs there.
    fn guest(&self) -> Result<&dyn DomainGuest> {
        Err(Error::unsupported())
    }

    /// What a person at the machine would have: console, screen, keyboard.
    fn console(&self) -> Result<&dyn DomainConsole> {
        Err(Error::unsupported())
    }

    /// Subscriptions to what happens to domains.
    fn domain_events(&self) -> Result<&dyn DomainEvents> {
        Err(Error::unsupported())
    }

    /// Subscriptions to what happens to networks.
    fn network_events(&self) -> Result<&dyn NetworkEvents> {
        Err(Error::unsupported())
    }

    /// Subscriptions to what happens to storage pools.
    fn storage_pool_events(&self) -> Result<&dyn StoragePoolEvents> {
        Err(Error::unsupported())
    }

    /// Subscriptions to what happens to the host's devices.
    fn node_device_events(&self) -> Result<&dyn NodeDeviceEvents> {
        Err(Error::unsupported())
    }

    /// Subscriptions to what happens to secrets.
    fn secret_events(&self) -> Result<&dyn SecretEvents> {
        Err(Error::unsupported())
    }

    /// What only QEMU has; none of it is supported the way the rest is.
    fn qemu(&self) -> Result<&dyn Qemu> {
        Err(Error::unsupported())
    }

    /// What only containers have.
    fn lxc(&self) -> Result<&dyn Lxc> {
        Err(Error::unsupported())
    }

    /// Virtual networks and their lives.
    fn networks(&self) -> Result<&dyn Networks> {
        Err(Error::unsupported())
    }

    /// What there is to know about a network besides its definition.
    fn network_details(&self) -> Result<&dyn NetworkDetails> {
        Err(Error::unsupported())
    }

    /// What is plugged into networks.
    fn network_ports(&self) -> Result<&dyn NetworkPorts> {
        Err(Error::unsupported())
    }

    /// Which storage pools there are, and which there could be.
    fn storage_pool_list(&self) -> Result<&dyn StoragePoolList> {
        Err(Error::unsupported())
    }

    /// Storage pools and their lives.
    fn storage_pools(&self) -> Result<&dyn StoragePools> {
        Err(Error::unsupported())
    }

    /// The volumes of storage pools.
    fn storage_volumes(&self) -> Result<&dyn StorageVolumes> {
        Err(Error::unsupported())
    }

    /// The host's devices.
    fn node_devices(&self) -> Result<&dyn NodeDevices> {
        Err(Error::unsupported())
    }

    /// The host's own network interfaces.
    fn interfaces(&self) -> Result<&dyn Interfaces> {
        Err(Error::unsupported())
    }

    /// Rules for the packets of guests.
    fn nwfilters(&self) -> Result<&dyn Nwfilters> {
        Err(Error::unsupported())
    }

    /// Which filter acts on which interface.
    fn nwfilter_bindings(&self) -> Result<&dyn NwfilterBindings> {
        Err(Error::unsupported())
    }

    /// Passwords and keys that other objects use.
    fn secrets(&self) -> Result<&dyn Secrets> {
        Err(Error::unsupported())
    }
}
