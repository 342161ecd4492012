//! What names an object on its connection.

use std::sync::Arc;

use crate::{ClientTransport, Uuid};

/// A domain: its name, UUID and, while it runs, its number.
///
/// C API: `virDomainPtr`. Since: 0.0.1.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DomainKey {
    /// Its name, unique on the host.
    pub name: Arc<str>,
    /// Its UUID, unique everywhere.
    pub uuid: Uuid,
    /// Its number while it runs; `None` when it does not.
    pub id: Option<u32>,
}

impl DomainKey {
    /// The key of a domain.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, uuid: Uuid, id: Option<u32>) -> Self {
        Self { name: name.into(), uuid, id }
    }
}

macro_rules! named_and_uuid {
    ($($(#[$meta:meta])* $name:ident)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name {
            /// Its name, unique on the host.
            pub name: Arc<str>,
            /// Its UUID, unique everywhere.
            pub uuid: Uuid,
        }

        impl $name {
            /// The key with this name and UUID.
            #[must_use]
            pub fn new(name: impl Into<Arc<str>>, uuid: Uuid) -> Self {
                Self { name: name.into(), uuid }
            }
        }
    )*};
}

named_and_uuid! {
    /// A virtual network. C API: `virNetworkPtr`. Since: 0.2.0.
    NetworkKey
    /// A storage pool. C API: `virStoragePoolPtr`. Since: 0.4.1.
    StoragePoolKey
    /// A network filter. C API: `virNWFilterPtr`. Since: 0.8.0.
    NwfilterKey
}

/// A port of a network. C API: `virNetworkPortPtr`. Since: 5.5.0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NetworkPortKey {
    /// The network it belongs to.
    pub network: NetworkKey,
    /// Its UUID.
    pub uuid: Uuid,
}

/// The binding of a filter to a port device. C API: `virNWFilterBindingPtr`. Since: 4.5.0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NwfilterBindingKey {
    /// The device that the filter is bound to.
    pub port_dev: Arc<str>,
    /// The filter's name.
    pub filter_name: Arc<str>,
}

/// A host's network interface. C API: `virInterfacePtr`. Since: 0.6.4.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InterfaceKey {
    /// Its name.
    pub name: Arc<str>,
    /// Its MAC address as text, or empty.
    pub mac: Arc<str>,
}

/// A storage volume. C API: `virStorageVolPtr`. Since: 0.4.1.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StorageVolKey {
    /// The name of its pool.
    pub pool: Arc<str>,
    /// Its name in the pool.
    pub name: Arc<str>,
    /// Its key, unique everywhere; often a path.
    pub key: Arc<str>,
}

/// A device of the host. C API: `virNodeDevicePtr`. Since: 0.5.0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NodeDeviceKey {
    /// Its name.
    pub name: Arc<str>,
}

/// A secret. C API: `virSecretPtr`. Since: 0.7.1.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SecretKey {
    /// Its UUID.
    pub uuid: Uuid,
    /// What kind of object uses it.
    pub usage_type: crate::SecretUsageType,
    /// Which object of that kind uses it; empty if none.
    pub usage_id: Arc<str>,
}

/// A snapshot of a domain. C API: `virDomainSnapshotPtr`. Since: 0.8.0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DomainSnapshotKey {
    /// Its name, unique in the domain.
    pub name: Arc<str>,
    /// The domain it belongs to.
    pub domain: DomainKey,
}

/// A checkpoint of a domain's disks. C API: `virDomainCheckpointPtr`. Since: 5.6.0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DomainCheckpointKey {
    /// Its name, unique in the domain.
    pub name: Arc<str>,
    /// The domain it belongs to.
    pub domain: DomainKey,
}

/// One of the servers that a daemon consists of, each with sockets, clients and limits of its own.
/// C API: `virAdmServerPtr`. Since: 2.0.0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AdminServerKey {
    /// Its name, unique in the daemon.
    pub name: Arc<str>,
}

/// A client of a daemon's server. C API: `virAdmClientPtr`. Since: 2.0.0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AdminClientKey {
    /// The server that it is connected to.
    pub server: AdminServerKey,
    /// Its number, unique as long as the server lives.
    pub id: u64,
    /// When it connected, in seconds since 1970.
    pub timestamp_s: i64,
    /// How it is connected.
    pub transport: ClientTransport,
}
