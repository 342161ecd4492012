//! Registering for the events of objects that are no domains: clients number all of these callbacks.

use std::sync::Arc;

use vir_protocol::remote as wire;
use vir_protocol::wire::FromWire as _;
use vir_rpc::Packet;
use vir_rpc::server::Call;
use vir_types::{
    NetworkEventId, NetworkKey, NodeDeviceEventId, NodeDeviceKey, Result, SecretEventId, SecretKey,
    StoragePoolEventId, StoragePoolKey,
};

use super::event::{refused, start};
use crate::dispatch::{decode, encode};
use crate::session::Session;

/// Per kind of object: registering and deregistering, the connection's methods behind them, and what the kind is
/// called in errors.
macro_rules! events {
    ($(
        $what:literal $field:ident: $key:ty as $object:ident, $id:ident;
        $register:ident($args:ident) -> $ret:ident = $method:ident;
        $deregister:ident($end_args:ident);
    )*) => {$(
        pub(crate) async fn $register(session: Arc<Session>, call: Call) -> Result<Packet> {
            let args: wire::$args = decode(call)?;
            let connect = session.connect()?;
            let event = $id(args.event_id);
            if event.name().is_none() {
                return Err(refused(format!(concat!("unsupported ", $what, " event ID {}"), event.0)));
            }
            let $object = args.$field.map(<$key>::from_wire).transpose()?.map(|key| connect.$object(key));
            let events = connect.$method($object.as_ref(), event).await?;
            let mut registrations = session.registrations();
            let callback_id = registrations.new_id();
            registrations.add(callback_id, start(&session, events, Some(callback_id)));
            encode(&wire::$ret { callback_id })
        }

        pub(crate) async fn $deregister(session: Arc<Session>, call: Call) -> Result<Packet> {
            let wire::$end_args { callback_id } = decode(call)?;
            session.connect()?;
            if !session.registrations().remove(callback_id) {
                return Err(refused(format!(concat!($what, " event callback {} not registered"), callback_id)));
            }
            encode(&())
        }
    )*};
}

events! {
    "network" net: NetworkKey as network, NetworkEventId;
    connect_network_event_register_any(ConnectNetworkEventRegisterAnyArgs)
        -> ConnectNetworkEventRegisterAnyRet = network_event_register_any;
    connect_network_event_deregister_any(ConnectNetworkEventDeregisterAnyArgs);

    "node device" dev: NodeDeviceKey as node_device, NodeDeviceEventId;
    connect_node_device_event_register_any(ConnectNodeDeviceEventRegisterAnyArgs)
        -> ConnectNodeDeviceEventRegisterAnyRet = node_device_event_register_any;
    connect_node_device_event_deregister_any(ConnectNodeDeviceEventDeregisterAnyArgs);

    "secret" secret: SecretKey as secret, SecretEventId;
    connect_secret_event_register_any(ConnectSecretEventRegisterAnyArgs)
        -> ConnectSecretEventRegisterAnyRet = secret_event_register_any;
    connect_secret_event_deregister_any(ConnectSecretEventDeregisterAnyArgs);

    "storage pool" pool: StoragePoolKey as storage_pool, StoragePoolEventId;
    connect_storage_pool_event_register_any(ConnectStoragePoolEventRegisterAnyArgs)
        -> ConnectStoragePoolEventRegisterAnyRet = storage_pool_event_register_any;
    connect_storage_pool_event_deregister_any(ConnectStoragePoolEventDeregisterAnyArgs);
}
