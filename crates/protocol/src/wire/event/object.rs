//! Events of networks, storage pools, host devices and secrets as messages: all of them for numbered callbacks.

use bytes::{Buf as _, Bytes};
use vir_types::{
    Code, Error, NetworkEvent, NetworkEventKind, NodeDeviceEvent, NodeDeviceEventKind, Origin, Result,
    SecretEvent, SecretEventKind, StoragePoolEvent, StoragePoolEventKind,
};
use vir_xdr::{Xdr, XdrError};

use crate::remote as wire;
use crate::remote::Proc;
use crate::wire::{FromWire, ToWire};

/// An event of an object, as it goes into a message.
pub trait EventMessage {
    /// Its message; `None` for a kind that has none.
    fn proc(&self) -> Option<Proc>;

    /// What the message says, without the callback's number at its front.
    ///
    /// # Errors
    /// A text is longer than texts may be.
    fn body(&self) -> Result<Bytes, XdrError>;
}

/// An event of an object, as it came in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObjectEvent {
    /// Of a network.
    Network(NetworkEvent),
    /// Of a storage pool.
    StoragePool(StoragePoolEvent),
    /// Of a device of the host.
    NodeDevice(NodeDeviceEvent),
    /// Of a secret.
    Secret(SecretEvent),
}

/// The messages that tell of objects which are no domains.
pub const OBJECT_EVENTS: &[Proc] = &[
    Proc::NETWORK_EVENT_LIFECYCLE,
    Proc::NETWORK_EVENT_CALLBACK_METADATA_CHANGE,
    Proc::STORAGE_POOL_EVENT_LIFECYCLE,
    Proc::STORAGE_POOL_EVENT_REFRESH,
    Proc::NODE_DEVICE_EVENT_LIFECYCLE,
    Proc::NODE_DEVICE_EVENT_UPDATE,
    Proc::SECRET_EVENT_LIFECYCLE,
    Proc::SECRET_EVENT_VALUE_CHANGED,
];

/// A message without the callback's number at its front.
fn behind<T: Xdr>(msg: &T) -> Result<Bytes, XdrError> {
    let mut bytes = vir_xdr::to_bytes(msg)?;
    bytes.advance(bytes.len().min(4));
    Ok(bytes)
}

impl EventMessage for NetworkEvent {
    fn proc(&self) -> Option<Proc> {
        match self.kind {
            NetworkEventKind::Lifecycle { .. } => Some(Proc::NETWORK_EVENT_LIFECYCLE),
            NetworkEventKind::MetadataChange { .. } => Some(Proc::NETWORK_EVENT_CALLBACK_METADATA_CHANGE),
            _ => None,
        }
    }

    fn body(&self) -> Result<Bytes, XdrError> {
        let (callback_id, net) = (0, self.network.to_wire());
        match &self.kind {
            NetworkEventKind::Lifecycle { event, detail } => {
                behind(&wire::NetworkEventLifecycleMsg { callback_id, net, event: event.0, detail: *detail })
            }
            NetworkEventKind::MetadataChange { kind, nsuri } => {
                let (r#type, nsuri) = (kind.0, nsuri.clone());
                behind(&wire::NetworkEventCallbackMetadataChangeMsg { callback_id, net, r#type, nsuri })
            }
            _ => Ok(Bytes::new()),
        }
    }
}

impl EventMessage for StoragePoolEvent {
    fn proc(&self) -> Option<Proc> {
        match self.kind {
            StoragePoolEventKind::Lifecycle { .. } => Some(Proc::STORAGE_POOL_EVENT_LIFECYCLE),
            StoragePoolEventKind::Refresh => Some(Proc::STORAGE_POOL_EVENT_REFRESH),
            _ => None,
        }
    }

    fn body(&self) -> Result<Bytes, XdrError> {
        let (callback_id, pool) = (0, self.pool.to_wire());
        match &self.kind {
            StoragePoolEventKind::Lifecycle { event, detail } => {
                behind(&wire::StoragePoolEventLifecycleMsg {
                    callback_id,
                    pool,
                    event: event.0,
                    detail: *detail,
                })
            }
            StoragePoolEventKind::Refresh => behind(&wire::StoragePoolEventRefreshMsg { callback_id, pool }),
            _ => Ok(Bytes::new()),
        }
    }
}

impl EventMessage for NodeDeviceEvent {
    fn proc(&self) -> Option<Proc> {
        match self.kind {
            NodeDeviceEventKind::Lifecycle { .. } => Some(Proc::NODE_DEVICE_EVENT_LIFECYCLE),
            NodeDeviceEventKind::Update => Some(Proc::NODE_DEVICE_EVENT_UPDATE),
            _ => None,
        }
    }

    fn body(&self) -> Result<Bytes, XdrError> {
        let (callback_id, dev) = (0, self.device.to_wire());
        match &self.kind {
            NodeDeviceEventKind::Lifecycle { event, detail } => behind(&wire::NodeDeviceEventLifecycleMsg {
                callback_id,
                dev,
                event: event.0,
                detail: *detail,
            }),
            NodeDeviceEventKind::Update => behind(&wire::NodeDeviceEventUpdateMsg { callback_id, dev }),
            _ => Ok(Bytes::new()),
        }
    }
}

impl EventMessage for SecretEvent {
    fn proc(&self) -> Option<Proc> {
        match self.kind {
            SecretEventKind::Lifecycle { .. } => Some(Proc::SECRET_EVENT_LIFECYCLE),
            SecretEventKind::ValueChanged => Some(Proc::SECRET_EVENT_VALUE_CHANGED),
            _ => None,
        }
    }

    fn body(&self) -> Result<Bytes, XdrError> {
        let (callback_id, secret) = (0, self.secret.to_wire());
        match &self.kind {
            SecretEventKind::Lifecycle { event, detail } => behind(&wire::SecretEventLifecycleMsg {
                callback_id,
                secret,
                event: event.0,
                detail: *detail,
            }),
            SecretEventKind::ValueChanged => {
                behind(&wire::SecretEventValueChangedMsg { callback_id, secret })
            }
            _ => Ok(Bytes::new()),
        }
    }
}

/// The event that this message tells of, and the number of its callback; `None` if it is no message about such
/// an object.
///
/// # Errors
/// `RPC`: the message cannot be understood.
pub fn object_event_from_message(proc: Proc, bytes: Bytes) -> Result<Option<(i32, ObjectEvent)>> {
    let (callback, event) = match proc {
        Proc::NETWORK_EVENT_LIFECYCLE => {
            let wire::NetworkEventLifecycleMsg { callback_id, net, event, detail } = decode(bytes)?;
            let kind = NetworkEventKind::Lifecycle { event: word(event)?, detail };
            (callback_id, ObjectEvent::Network(NetworkEvent::new(FromWire::from_wire(net)?, kind)))
        }
        Proc::NETWORK_EVENT_CALLBACK_METADATA_CHANGE => {
            let msg: wire::NetworkEventCallbackMetadataChangeMsg = decode(bytes)?;
            let kind = NetworkEventKind::MetadataChange { kind: word(msg.r#type)?, nsuri: msg.nsuri };
            (msg.callback_id, ObjectEvent::Network(NetworkEvent::new(FromWire::from_wire(msg.net)?, kind)))
        }
        Proc::STORAGE_POOL_EVENT_LIFECYCLE => {
            let wire::StoragePoolEventLifecycleMsg { callback_id, pool, event, detail } = decode(bytes)?;
            let kind = StoragePoolEventKind::Lifecycle { event: word(event)?, detail };
            (callback_id, ObjectEvent::StoragePool(StoragePoolEvent::new(FromWire::from_wire(pool)?, kind)))
        }
        Proc::STORAGE_POOL_EVENT_REFRESH => {
            let wire::StoragePoolEventRefreshMsg { callback_id, pool } = decode(bytes)?;
            let event = StoragePoolEvent::new(FromWire::from_wire(pool)?, StoragePoolEventKind::Refresh);
            (callback_id, ObjectEvent::StoragePool(event))
        }
        Proc::NODE_DEVICE_EVENT_LIFECYCLE => {
            let wire::NodeDeviceEventLifecycleMsg { callback_id, dev, event, detail } = decode(bytes)?;
            let kind = NodeDeviceEventKind::Lifecycle { event: word(event)?, detail };
            (callback_id, ObjectEvent::NodeDevice(NodeDeviceEvent::new(FromWire::from_wire(dev)?, kind)))
        }
        Proc::NODE_DEVICE_EVENT_UPDATE => {
            let wire::NodeDeviceEventUpdateMsg { callback_id, dev } = decode(bytes)?;
            let event = NodeDeviceEvent::new(FromWire::from_wire(dev)?, NodeDeviceEventKind::Update);
            (callback_id, ObjectEvent::NodeDevice(event))
        }
        Proc::SECRET_EVENT_LIFECYCLE => {
            let wire::SecretEventLifecycleMsg { callback_id, secret, event, detail } = decode(bytes)?;
            let kind = SecretEventKind::Lifecycle { event: word(event)?, detail };
            (callback_id, ObjectEvent::Secret(SecretEvent::new(FromWire::from_wire(secret)?, kind)))
        }
        Proc::SECRET_EVENT_VALUE_CHANGED => {
            let wire::SecretEventValueChangedMsg { callback_id, secret } = decode(bytes)?;
            let event = SecretEvent::new(FromWire::from_wire(secret)?, SecretEventKind::ValueChanged);
            (callback_id, ObjectEvent::Secret(event))
        }
        _ => return Ok(None),
    };
    Ok(Some((callback, event)))
}

fn word<T: FromWire<i32>>(number: i32) -> Result<T> {
    T::from_wire(number)
}

fn decode<T: Xdr>(bytes: Bytes) -> Result<T> {
    vir_xdr::from_bytes(bytes)
        .map_err(|error| Error::new(Code::RPC, error.to_string()).or_origin(Origin::RPC))
}
