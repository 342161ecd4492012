//! Who wants to know what.

use std::fmt;
use std::sync::Arc;

use vir_types::{
    DomainEventId, DomainKey, NetworkEventId, NetworkKey, NodeDeviceEventId, NodeDeviceKey, SecretEventId,
    SecretKey, StoragePoolEventId, StoragePoolKey,
};

use super::EventPayload;

/// A kind of event that one can register for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventClass {
    /// Of domains.
    Domain(DomainEventId),
    /// Of networks.
    Network(NetworkEventId),
    /// Of storage pools.
    StoragePool(StoragePoolEventId),
    /// Of the host's devices.
    NodeDevice(NodeDeviceEventId),
    /// Of secrets.
    Secret(SecretEventId),
    /// Of QEMU's monitors.
    QemuMonitor,
    /// The end of the connection.
    Closed,
}

/// The one object that a subscriber is interested in.
///
/// Objects are compared by UUID, devices by name: a domain's number and name may change.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventObject {
    /// A domain.
    Domain(DomainKey),
    /// A network.
    Network(NetworkKey),
    /// A storage pool.
    StoragePool(StoragePoolKey),
    /// A device of the host.
    NodeDevice(NodeDeviceKey),
    /// A secret.
    Secret(SecretKey),
}

impl EventObject {
    fn is_in(&self, payload: &EventPayload) -> bool {
        match (self, payload) {
            (Self::Domain(key), EventPayload::Domain(event)) => key.uuid == event.domain.uuid,
            (Self::Domain(key), EventPayload::QemuMonitor(event)) => key.uuid == event.domain.uuid,
            (Self::Network(key), EventPayload::Network(event)) => key.uuid == event.network.uuid,
            (Self::StoragePool(key), EventPayload::StoragePool(event)) => key.uuid == event.pool.uuid,
            (Self::NodeDevice(key), EventPayload::NodeDevice(event)) => key.name == event.device.name,
            (Self::Secret(key), EventPayload::Secret(event)) => key.uuid == event.secret.uuid,
            _ => false,
        }
    }
}

macro_rules! from_key {
    ($($from:ty => $variant:ident)*) => {$(
        impl From<&$from> for EventObject {
            fn from(key: &$from) -> Self {
                Self::$variant(key.clone())
            }
        }
    )*};
}

from_key! {
    DomainKey => Domain
    NetworkKey => Network
    StoragePoolKey => StoragePool
    NodeDeviceKey => NodeDevice
    SecretKey => Secret
}

type Predicate = Arc<dyn Fn(&EventPayload) -> bool + Send + Sync>;

/// Which events a subscriber receives.
#[derive(Clone)]
#[non_exhaustive]
pub struct EventFilter {
    /// Of which kind.
    pub class: EventClass,
    /// Of which object; of all if `None`.
    pub object: Option<EventObject>,
    only_if: Option<Predicate>,
}

impl EventFilter {
    /// All events of this kind, or those of one object.
    #[must_use]
    pub fn new(class: EventClass, object: Option<EventObject>) -> Self {
        Self { class, object, only_if: None }
    }

    /// One more condition: a pattern for a monitor's events, or the caller's rights. It runs while the
    /// event is handed out, so it must be quick, and must not touch the bus.
    #[must_use]
    pub fn only_if(mut self, accept: impl Fn(&EventPayload) -> bool + Send + Sync + 'static) -> Self {
        self.only_if = Some(Arc::new(accept));
        self
    }

    /// Whether the event is wanted.
    #[must_use]
    pub fn matches(&self, payload: &EventPayload) -> bool {
        self.class == payload.class()
            && self.object.as_ref().is_none_or(|object| object.is_in(payload))
            && self.only_if.as_ref().is_none_or(|accept| accept(payload))
    }
}

impl fmt::Debug for EventFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventFilter")
            .field("class", &self.class)
            .field("object", &self.object)
            .field("only_if", &self.only_if.is_some())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use vir_types::{DomainEvent, DomainEventKind, DomainEventType, Uuid};

    use super::*;

    fn domain(number: u8) -> DomainKey {
        DomainKey::new(format!("vm{number}"), Uuid::from_bytes([number; 16]), Some(number.into()))
    }

    #[test]
    fn kind_object_and_condition_must_all_fit() {
        let started: EventPayload = DomainEvent::lifecycle(domain(1), DomainEventType::STARTED, 0).into();
        let reboot: EventPayload = DomainEvent::new(domain(1), DomainEventKind::Reboot).into();
        let lifecycle = EventClass::Domain(DomainEventId::LIFECYCLE);

        let all = EventFilter::new(lifecycle, None);
        assert!(all.matches(&started) && !all.matches(&reboot));

        let mut renamed = domain(1);
        renamed.name = "other".into();
        renamed.id = None;
        assert!(EventFilter::new(lifecycle, Some((&renamed).into())).matches(&started));
        assert!(!EventFilter::new(lifecycle, Some((&domain(2)).into())).matches(&started));
        assert!(!all.clone().only_if(|_| false).matches(&started));
        assert!(all.only_if(|_| true).matches(&started));
    }
}
