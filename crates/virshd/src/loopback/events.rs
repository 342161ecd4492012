//! Events of objects that are no domains travel: from a driver's bus to the streams of the public API.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use libvir::*;
use vir_driver::facets::{NetworkEvents, NodeDeviceEvents, SecretEvents, StoragePoolEvents};
use vir_driver::{Driver, EventBus, EventClass, EventFilter};

use super::over_socket;

/// Hands out what is put on its bus.
#[derive(Default)]
struct Happening(EventBus);

macro_rules! facets {
    ($($accessor:ident: $facet:ident, $class:ident, $method:ident($key:ty, $id:ty);)*) => {
        impl Driver for Happening {
            fn name(&self) -> &'static str {
                "happening"
            }
            $(fn $accessor(&self) -> Result<&dyn $facet> {
                Ok(self)
            })*
        }

        $(#[async_trait]
        impl $facet for Happening {
            async fn $method(&self, of: Option<&$key>, event: $id) -> Result<EventStream> {
                Ok(self.0.register(EventFilter::new(EventClass::$class(event), of.map(Into::into)), 8))
            }
        })*
    };
}

facets! {
    network_events: NetworkEvents, Network, connect_network_event_register_any(NetworkKey, NetworkEventId);
    node_device_events: NodeDeviceEvents, NodeDevice,
        connect_node_device_event_register_any(NodeDeviceKey, NodeDeviceEventId);
    secret_events: SecretEvents, Secret, connect_secret_event_register_any(SecretKey, SecretEventId);
    storage_pool_events: StoragePoolEvents, StoragePool,
        connect_storage_pool_event_register_any(StoragePoolKey, StoragePoolEventId);
}

async fn next(stream: &mut EventStream) -> EventPayload {
    let event = tokio::time::timeout(Duration::from_secs(10), stream.recv()).await.unwrap();
    event.unwrap().payload.clone()
}

/// Waits until so many subscriptions are left.
async fn left(driver: &Happening, count: usize) {
    tokio::time::timeout(Duration::from_secs(10), async {
        while driver.0.len() != count {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await
    .unwrap();
}

/// Registers for all objects and for one, lets events of two objects happen, and deregisters.
macro_rules! travels {
    ($name:ident: $method:ident($object:ident) of $key:expr, $other:expr; $what:literal; $($id:expr => $event:expr;)*) => {
        #[tokio::test]
        async fn $name() {
            let driver = Arc::new(Happening::default());
            let (conn, _folder) = over_socket(concat!("events-", stringify!($name)), driver.clone()).await;
            let (key, other) = ($key, $other);
            let object = conn.$object(key.clone());
            $({
                let make = $event;
                let mut all = conn.$method(None, $id).await.unwrap();
                let mut one = conn.$method(Some(&object), $id).await.unwrap();
                left(&driver, 2).await;
                driver.0.emit(make(other.clone()));
                driver.0.emit(make(key.clone()));
                assert_eq!(next(&mut all).await, make(other.clone()).into());
                assert_eq!(next(&mut all).await, make(key.clone()).into());
                assert_eq!(next(&mut one).await, make(key.clone()).into());
                drop(all);
                left(&driver, 1).await;
                driver.0.emit(make(key.clone()));
                assert_eq!(next(&mut one).await, make(key.clone()).into());
                drop(one);
                left(&driver, 0).await;
            })*
            let mut unknown = [$($id),*][0];
            unknown.0 = 99;
            let error = conn.$method(None, unknown).await.unwrap_err();
            assert_eq!(error.code(), Code::INTERNAL_ERROR);
            assert!(error.message().ends_with(concat!("unsupported ", $what, " event ID 99")), "{error}");
        }
    };
}

travels! {
    networks: network_event_register_any(network)
        of NetworkKey::new("one", Uuid([1; 16])), NetworkKey::new("two", Uuid([2; 16]));
    "network";
    NetworkEventId::LIFECYCLE => |key| NetworkEvent::lifecycle(key, NetworkEventLifecycleType::STARTED, 3);
    NetworkEventId::METADATA_CHANGE => |key| NetworkEvent::new(key, NetworkEventKind::MetadataChange {
        kind: NetworkMetadataType::ELEMENT,
        nsuri: Some("http://example.org/x".into()),
    });
}

travels! {
    storage_pools: storage_pool_event_register_any(storage_pool)
        of StoragePoolKey::new("one", Uuid([1; 16])), StoragePoolKey::new("two", Uuid([2; 16]));
    "storage pool";
    StoragePoolEventId::LIFECYCLE => |key| StoragePoolEvent::lifecycle(key, StoragePoolEventLifecycleType::DELETED, 3);
    StoragePoolEventId::REFRESH => |key| StoragePoolEvent::new(key, StoragePoolEventKind::Refresh);
}

travels! {
    node_devices: node_device_event_register_any(node_device)
        of NodeDeviceKey { name: "one".into() }, NodeDeviceKey { name: "two".into() };
    "node device";
    NodeDeviceEventId::LIFECYCLE => |key| NodeDeviceEvent::lifecycle(key, NodeDeviceEventLifecycleType::DELETED, 3);
    NodeDeviceEventId::UPDATE => |key| NodeDeviceEvent::new(key, NodeDeviceEventKind::Update);
}

fn secret(number: u8) -> SecretKey {
    SecretKey { uuid: Uuid([number; 16]), usage_type: SecretUsageType::TLS, usage_id: "backup".into() }
}

travels! {
    secrets: secret_event_register_any(secret) of secret(1), secret(2);
    "secret";
    SecretEventId::LIFECYCLE => |key| SecretEvent::lifecycle(key, SecretEventLifecycleType::UNDEFINED, 3);
    SecretEventId::VALUE_CHANGED => |key| SecretEvent::new(key, SecretEventKind::ValueChanged);
}
