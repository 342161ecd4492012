//! What a permission is asked for.

use std::borrow::Cow;

use vir_types::{
    DomainCheckpointKey, DomainKey, DomainSnapshotKey, InterfaceKey, NetworkKey, NetworkPortKey,
    NodeDeviceKey, NwfilterBindingKey, NwfilterKey, SecretKey, SecretUsageType, StoragePoolKey,
    StorageVolKey, Uuid,
};

/// The object of an operation, as the driver found it or as a document describes it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Object {
    /// The connection as a whole.
    Connect,
    /// A domain. Snapshots and checkpoints are judged as their domain.
    Domain(DomainKey),
    /// A network.
    Network(NetworkKey),
    /// A port of a network.
    NetworkPort(NetworkPortKey),
    /// A storage pool.
    StoragePool(StoragePoolKey),
    /// A volume, and its pool's UUID.
    StorageVol(StorageVolKey, Option<Uuid>),
    /// A device of the host.
    NodeDevice(NodeDeviceKey),
    /// A secret.
    Secret(SecretKey),
    /// A network filter.
    Nwfilter(NwfilterKey),
    /// A binding of a network filter.
    NwfilterBinding(NwfilterBindingKey),
    /// An interface of the host.
    Interface(InterfaceKey),
}

impl Object {
    /// The kind, as rules name it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Domain(_) => "domain",
            Self::Network(_) => "network",
            Self::NetworkPort(_) => "network_port",
            Self::StoragePool(_) => "storage_pool",
            Self::StorageVol(..) => "storage_vol",
            Self::NodeDevice(_) => "node_device",
            Self::Secret(_) => "secret",
            Self::Nwfilter(_) => "nwfilter",
            Self::NwfilterBinding(_) => "nwfilter_binding",
            Self::Interface(_) => "interface",
        }
    }

    /// What tells it from others of its kind, by the names under which policies look it up.
    #[must_use]
    pub fn attributes(&self) -> Vec<(&'static str, Cow<'_, str>)> {
        let text = |uuid: &Uuid| Cow::Owned(uuid.to_string());
        match self {
            Self::Connect => Vec::new(),
            Self::Domain(key) => vec![("domain_name", (*key.name).into()), ("domain_uuid", text(&key.uuid))],
            Self::Network(key) => {
                vec![("network_name", (*key.name).into()), ("network_uuid", text(&key.uuid))]
            }
            Self::NetworkPort(key) => vec![
                ("network_name", (*key.network.name).into()),
                ("network_uuid", text(&key.network.uuid)),
                ("port_uuid", text(&key.uuid)),
            ],
            Self::StoragePool(key) => {
                vec![("pool_name", (*key.name).into()), ("pool_uuid", text(&key.uuid))]
            }
            Self::StorageVol(key, pool) => {
                let mut out = vec![("pool_name", (*key.pool).into())];
                out.extend(pool.as_ref().map(|uuid| ("pool_uuid", text(uuid))));
                out.push(("vol_name", (*key.name).into()));
                out.push(("vol_key", (*key.key).into()));
                out
            }
            Self::NodeDevice(key) => vec![("node_device_name", (*key.name).into())],
            Self::Secret(key) => {
                let usage = match key.usage_type {
                    SecretUsageType::VOLUME => Some("secret_usage_volume"),
                    SecretUsageType::CEPH => Some("secret_usage_ceph"),
                    SecretUsageType::ISCSI => Some("secret_usage_target"),
                    SecretUsageType::TLS => Some("secret_usage_name"),
                    _ => None,
                };
                let mut out = vec![("secret_uuid", text(&key.uuid))];
                out.extend(usage.map(|name| (name, (*key.usage_id).into())));
                out
            }
            Self::Nwfilter(key) => {
                vec![("nwfilter_name", (*key.name).into()), ("nwfilter_uuid", text(&key.uuid))]
            }
            Self::NwfilterBinding(key) => vec![
                ("nwfilter_binding_portdev", (*key.port_dev).into()),
                ("nwfilter_binding_filter", (*key.filter_name).into()),
            ],
            Self::Interface(key) => {
                vec![("interface_name", (*key.name).into()), ("interface_macaddr", (*key.mac).into())]
            }
        }
    }
}

macro_rules! from_key {
    ($($from:ty => $variant:ident)*) => {$(
        impl From<&$from> for Object {
            fn from(key: &$from) -> Self {
                Self::$variant(key.clone())
            }
        }
    )*};
}

from_key! {
    DomainKey => Domain
    NetworkKey => Network
    NetworkPortKey => NetworkPort
    StoragePoolKey => StoragePool
    NodeDeviceKey => NodeDevice
    SecretKey => Secret
    NwfilterKey => Nwfilter
    NwfilterBindingKey => NwfilterBinding
    InterfaceKey => Interface
}

impl From<&StorageVolKey> for Object {
    fn from(key: &StorageVolKey) -> Self {
        Self::StorageVol(key.clone(), None)
    }
}

impl From<&DomainSnapshotKey> for Object {
    fn from(key: &DomainSnapshotKey) -> Self {
        Self::Domain(key.domain.clone())
    }
}

impl From<&DomainCheckpointKey> for Object {
    fn from(key: &DomainCheckpointKey) -> Self {
        Self::Domain(key.domain.clone())
    }
}
