//! Several drivers as one: per facet the first that has it answers.

use std::sync::Arc;

use vir_driver::{Driver, facets};
use vir_types::{Error, Result};

/// The drivers behind a connection, in the order in which they are asked.
pub(crate) struct Stack(Vec<Arc<dyn Driver>>);

impl Stack {
    /// One driver as it is, several as a stack.
    pub(crate) fn of(mut drivers: Vec<Arc<dyn Driver>>) -> Option<Arc<dyn Driver>> {
        if drivers.len() > 1 { Some(Arc::new(Self(drivers))) } else { drivers.pop() }
    }

    fn first<'a, T: ?Sized>(&'a self, facet: impl Fn(&'a dyn Driver) -> Result<&'a T>) -> Result<&'a T> {
        let mut error = Error::unsupported();
        for driver in &self.0 {
            match facet(driver.as_ref()) {
                Ok(found) => return Ok(found),
                Err(other) => error = other,
            }
        }
        Err(error)
    }
}

macro_rules! forward {
    ($($accessor:ident: $facet:ident,)*) => {
        impl Driver for Stack {
            fn name(&self) -> &'static str {
                self.0.first().map_or("empty", |driver| driver.name())
            }

            $(fn $accessor(&self) -> Result<&dyn facets::$facet> {
                self.first(|driver| driver.$accessor())
            })*
        }
    };
}

forward! {
    connection: Connection,
    admin: Admin,
    daemon: Daemon,
    host: Host,
    cpu: Cpu,
    host_devices: HostDevices,
    domain_list: DomainList,
    lifecycle: DomainLife,
    status: DomainStatus,
    metadata: DomainMetadata,
    security: DomainSecurity,
    memory: DomainMemory,
    vcpu: DomainVcpu,
    iothreads: DomainIothreads,
    tuning: DomainTuning,
    devices: DomainDevices,
    block: DomainBlock,
    block_jobs: DomainBlockJobs,
    stats: DomainStats,
    jobs: DomainJobs,
    save: DomainSave,
    migrate_v2: DomainMigrateV2,
    migrate_v3: DomainMigrateV3,
    migrate_control: DomainMigrateControl,
    snapshots: DomainSnapshots,
    checkpoints: DomainCheckpoints,
    guest: DomainGuest,
    console: DomainConsole,
    domain_events: DomainEvents,
    network_events: NetworkEvents,
    storage_pool_events: StoragePoolEvents,
    node_device_events: NodeDeviceEvents,
    secret_events: SecretEvents,
    qemu: Qemu,
    lxc: Lxc,
    networks: Networks,
    network_details: NetworkDetails,
    network_ports: NetworkPorts,
    storage_pool_list: StoragePoolList,
    storage_pools: StoragePools,
    storage_volumes: StorageVolumes,
    node_devices: NodeDevices,
    interfaces: Interfaces,
    nwfilters: Nwfilters,
    nwfilter_bindings: NwfilterBindings,
    secrets: Secrets,
}
