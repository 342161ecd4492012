//! Events of networks, storage pools, host devices and secrets.

use std::sync::Arc;

use crate::{
    NetworkEventId, NetworkEventLifecycleType, NetworkKey, NetworkMetadataType, NodeDeviceEventId,
    NodeDeviceEventLifecycleType, NodeDeviceKey, SecretEventId, SecretEventLifecycleType, SecretKey,
    StoragePoolEventId, StoragePoolEventLifecycleType, StoragePoolKey,
};

/// Something that happened to a network.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NetworkEvent {
    /// The network.
    pub network: NetworkKey,
    /// What happened.
    pub kind: NetworkEventKind,
}

/// What happened to a network.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NetworkEventKind {
    /// It was defined, started, stopped … C API: `virConnectNetworkEventLifecycleCallback`. Since: 1.2.1.
    Lifecycle {
        /// The step in its life.
        event: NetworkEventLifecycleType,
        /// Not used yet: 0.
        detail: i32,
    },
    /// Its title, description or metadata changed.
    /// C API: `virConnectNetworkEventMetadataChangeCallback`. Since: 9.8.0.
    MetadataChange {
        /// Which of them.
        kind: NetworkMetadataType,
        /// The namespace of a metadata element.
        nsuri: Option<Arc<str>>,
    },
}

impl NetworkEvent {
    /// An event of this network.
    #[must_use]
    pub fn new(network: NetworkKey, kind: NetworkEventKind) -> Self {
        Self { network, kind }
    }

    /// A change in the network's life.
    #[must_use]
    pub fn lifecycle(network: NetworkKey, event: NetworkEventLifecycleType, detail: i32) -> Self {
        Self::new(network, NetworkEventKind::Lifecycle { event, detail })
    }

    /// The id under which one registers for it.
    #[must_use]
    pub fn id(&self) -> NetworkEventId {
        match self.kind {
            NetworkEventKind::Lifecycle { .. } => NetworkEventId::LIFECYCLE,
            NetworkEventKind::MetadataChange { .. } => NetworkEventId::METADATA_CHANGE,
        }
    }
}

/// Something that happened to a storage pool.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoragePoolEvent {
    /// The pool.
    pub pool: StoragePoolKey,
    /// What happened.
    pub kind: StoragePoolEventKind,
}

/// What happened to a storage pool.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoragePoolEventKind {
    /// It was defined, started, built … C API: `virConnectStoragePoolEventLifecycleCallback`. Since: 2.0.0.
    Lifecycle {
        /// The step in its life.
        event: StoragePoolEventLifecycleType,
        /// Not used yet: 0.
        detail: i32,
    },
    /// Its list of volumes was read again. C API: `VIR_STORAGE_POOL_EVENT_ID_REFRESH`. Since: 2.0.0.
    Refresh,
}

impl StoragePoolEvent {
    /// An event of this pool.
    #[must_use]
    pub fn new(pool: StoragePoolKey, kind: StoragePoolEventKind) -> Self {
        Self { pool, kind }
    }

    /// A change in the pool's life.
    #[must_use]
    pub fn lifecycle(pool: StoragePoolKey, event: StoragePoolEventLifecycleType, detail: i32) -> Self {
        Self::new(pool, StoragePoolEventKind::Lifecycle { event, detail })
    }

    /// The id under which one registers for it.
    #[must_use]
    pub fn id(&self) -> StoragePoolEventId {
        match self.kind {
            StoragePoolEventKind::Lifecycle { .. } => StoragePoolEventId::LIFECYCLE,
            StoragePoolEventKind::Refresh => StoragePoolEventId::REFRESH,
        }
    }
}

/// Something that happened to a device of the host.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NodeDeviceEvent {
    /// The device.
    pub device: NodeDeviceKey,
    /// What happened.
    pub kind: NodeDeviceEventKind,
}

/// What happened to a device of the host.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeDeviceEventKind {
    /// It came, went, was defined … C API: `virConnectNodeDeviceEventLifecycleCallback`. Since: 2.2.0.
    Lifecycle {
        /// The step in its life.
        event: NodeDeviceEventLifecycleType,
        /// Not used yet: 0.
        detail: i32,
    },
    /// Its description changed. C API: `VIR_NODE_DEVICE_EVENT_ID_UPDATE`. Since: 2.2.0.
    Update,
}

impl NodeDeviceEvent {
    /// An event of this device.
    #[must_use]
    pub fn new(device: NodeDeviceKey, kind: NodeDeviceEventKind) -> Self {
        Self { device, kind }
    }

    /// A change in the device's life.
    #[must_use]
    pub fn lifecycle(device: NodeDeviceKey, event: NodeDeviceEventLifecycleType, detail: i32) -> Self {
        Self::new(device, NodeDeviceEventKind::Lifecycle { event, detail })
    }

    /// The id under which one registers for it.
    #[must_use]
    pub fn id(&self) -> NodeDeviceEventId {
        match self.kind {
            NodeDeviceEventKind::Lifecycle { .. } => NodeDeviceEventId::LIFECYCLE,
            NodeDeviceEventKind::Update => NodeDeviceEventId::UPDATE,
        }
    }
}

/// Something that happened to a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SecretEvent {
    /// The secret.
    pub secret: SecretKey,
    /// What happened.
    pub kind: SecretEventKind,
}

/// What happened to a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretEventKind {
    /// It was defined or undefined. C API: `virConnectSecretEventLifecycleCallback`. Since: 3.0.0.
    Lifecycle {
        /// The step in its life.
        event: SecretEventLifecycleType,
        /// Not used yet: 0.
        detail: i32,
    },
    /// It has another value. C API: `VIR_SECRET_EVENT_ID_VALUE_CHANGED`. Since: 3.0.0.
    ValueChanged,
}

impl SecretEvent {
    /// An event of this secret.
    #[must_use]
    pub fn new(secret: SecretKey, kind: SecretEventKind) -> Self {
        Self { secret, kind }
    }

    /// A change in the secret's life.
    #[must_use]
    pub fn lifecycle(secret: SecretKey, event: SecretEventLifecycleType, detail: i32) -> Self {
        Self::new(secret, SecretEventKind::Lifecycle { event, detail })
    }

    /// The id under which one registers for it.
    #[must_use]
    pub fn id(&self) -> SecretEventId {
        match self.kind {
            SecretEventKind::Lifecycle { .. } => SecretEventId::LIFECYCLE,
            SecretEventKind::ValueChanged => SecretEventId::VALUE_CHANGED,
        }
    }
}
