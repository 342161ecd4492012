//! Registering for the events of objects that are no domains: every daemon numbers the callbacks of these.

use vir_driver::{EventStream, SubscriptionId};
use vir_protocol::remote::{self as wire, PROGRAM, Proc};
use vir_protocol::wire::ToWire as _;
use vir_types::{
    NetworkEventId, NetworkKey, NodeDeviceEventId, NodeDeviceKey, Result, SecretEventId, SecretKey,
    StoragePoolEventId, StoragePoolKey,
};

use super::in_background;
use crate::RemoteDriver;
use crate::events::Of;

/// Per kind of object: registering, and deregistering, which dropping the stream does.
macro_rules! events {
    ($(
        $of:ident: $register:ident($object:ident: $key:ty, $id:ty) = $proc:ident($args:ident) -> $ret:ident;
        $deregister:ident = $end:ident($end_args:ident);
    )*) => {$(
        pub(crate) async fn $register(
            driver: &RemoteDriver,
            $object: Option<&$key>,
            event: $id,
        ) -> Result<EventStream> {
            let args = wire::$args { event_id: event.0, $object: $object.to_wire() };
            let wire::$ret { callback_id } = driver.call(PROGRAM, Proc::$proc.0, &args).await?;
            let (client, hub) = (driver.client().clone(), driver.hub());
            let stream = hub.numbered((Of::$of, callback_id));
            Ok(stream.on_drop(move || {
                hub.forget_numbered((Of::$of, callback_id));
                in_background(client, PROGRAM, Proc::$end.0, wire::$end_args { callback_id });
            }))
        }

        pub(crate) async fn $deregister(_driver: &RemoteDriver, _id: SubscriptionId) -> Result<()> {
            Ok(())
        }
    )*};
}

events! {
    Network: connect_network_event_register_any(net: NetworkKey, NetworkEventId)
        = CONNECT_NETWORK_EVENT_REGISTER_ANY(ConnectNetworkEventRegisterAnyArgs)
        -> ConnectNetworkEventRegisterAnyRet;
    connect_network_event_deregister_any
        = CONNECT_NETWORK_EVENT_DEREGISTER_ANY(ConnectNetworkEventDeregisterAnyArgs);
    NodeDevice: connect_node_device_event_register_any(dev: NodeDeviceKey, NodeDeviceEventId)
        = CONNECT_NODE_DEVICE_EVENT_REGISTER_ANY(ConnectNodeDeviceEventRegisterAnyArgs)
        -> ConnectNodeDeviceEventRegisterAnyRet;
    connect_node_device_event_deregister_any
        = CONNECT_NODE_DEVICE_EVENT_DEREGISTER_ANY(ConnectNodeDeviceEventDeregisterAnyArgs);
    Secret: connect_secret_event_register_any(secret: SecretKey, SecretEventId)
        = CONNECT_SECRET_EVENT_REGISTER_ANY(ConnectSecretEventRegisterAnyArgs)
        -> ConnectSecretEventRegisterAnyRet;
    connect_secret_event_deregister_any
        = CONNECT_SECRET_EVENT_DEREGISTER_ANY(ConnectSecretEventDeregisterAnyArgs);
    StoragePool: connect_storage_pool_event_register_any(pool: StoragePoolKey, StoragePoolEventId)
        = CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY(ConnectStoragePoolEventRegisterAnyArgs)
        -> ConnectStoragePoolEventRegisterAnyRet;
    connect_storage_pool_event_deregister_any
        = CONNECT_STORAGE_POOL_EVENT_DEREGISTER_ANY(ConnectStoragePoolEventDeregisterAnyArgs);
}
