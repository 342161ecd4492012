//! One event, shared by all who receive it.

use std::sync::OnceLock;

use bytes::Bytes;
use vir_types::{
    ConnectCloseReason, DomainEvent, NetworkEvent, NodeDeviceEvent, QemuMonitorEvent, SecretEvent,
    StoragePoolEvent,
};

use super::EventClass;

/// What happened, to an object of whichever kind.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum EventPayload {
    /// To a domain.
    Domain(DomainEvent),
    /// To a network.
    Network(NetworkEvent),
    /// To a storage pool.
    StoragePool(StoragePoolEvent),
    /// To a device of the host.
    NodeDevice(NodeDeviceEvent),
    /// To a secret.
    Secret(SecretEvent),
    /// QEMU's monitor said something.
    QemuMonitor(QemuMonitorEvent),
    /// The connection itself is gone.
    Closed(ConnectCloseReason),
}

impl EventPayload {
    /// What one registers for to receive it.
    #[must_use]
    pub fn class(&self) -> EventClass {
        match self {
            Self::Domain(event) => EventClass::Domain(event.id()),
            Self::Network(event) => EventClass::Network(event.id()),
            Self::StoragePool(event) => EventClass::StoragePool(event.id()),
            Self::NodeDevice(event) => EventClass::NodeDevice(event.id()),
            Self::Secret(event) => EventClass::Secret(event.id()),
            Self::QemuMonitor(_) => EventClass::QemuMonitor,
            Self::Closed(_) => EventClass::Closed,
        }
    }
}

macro_rules! from_payload {
    ($($from:ty => $variant:ident)*) => {$(
        impl From<$from> for EventPayload {
            fn from(event: $from) -> Self {
                Self::$variant(event)
            }
        }
    )*};
}

from_payload! {
    DomainEvent => Domain
    NetworkEvent => Network
    StoragePoolEvent => StoragePool
    NodeDeviceEvent => NodeDevice
    SecretEvent => Secret
    QemuMonitorEvent => QemuMonitor
    ConnectCloseReason => Closed
}

/// An event with room for its encoded form, so that it is encoded once for all who receive it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Event {
    /// What happened.
    pub payload: EventPayload,
    encoded: OnceLock<Bytes>,
}

impl Event {
    /// An event, not encoded yet.
    #[must_use]
    pub fn new(payload: impl Into<EventPayload>) -> Self {
        Self { payload: payload.into(), encoded: OnceLock::new() }
    }

    /// The encoded form: made by `encode` on the first call, and kept.
    ///
    /// There is one such form per event. It is for the part that is equal for all receivers; what differs
    /// (a callback's number) is written before it.
    pub fn encoded(&self, encode: impl FnOnce() -> Bytes) -> Bytes {
        self.encoded.get_or_init(encode).clone()
    }
}

impl<P: Into<EventPayload>> From<P> for Event {
    fn from(payload: P) -> Self {
        Self::new(payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_once() {
        let event = Event::new(ConnectCloseReason::EOF);
        assert_eq!(event.encoded(|| Bytes::from_static(b"a")), "a");
        assert_eq!(event.encoded(|| unreachable!("a second encoding")), "a");
        assert_eq!(event.payload.class(), EventClass::Closed);
    }
}
