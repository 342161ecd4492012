//! Opening, closing, and what the connection itself can do.

use std::sync::Arc;
use std::time::Duration;

use vir_protocol::remote::{ConnectOpenArgs, ConnectSupportsFeatureArgs, ConnectSupportsFeatureRet};
use vir_rpc::Packet;
use vir_rpc::server::Call;
use vir_types::feature::Feature;
use vir_types::{ConnectFlags, Result};

use crate::dispatch::{decode, encode};
use crate::session::Session;

pub(crate) async fn connect_open(session: Arc<Session>, call: Call) -> Result<Packet> {
    let args: ConnectOpenArgs = decode(call)?;
    let flags = ConnectFlags::from_bits(args.flags);
    session.open(args.name.as_deref().unwrap_or_default(), flags).await?;
    encode(&())
}

pub(crate) async fn connect_close(session: Arc<Session>, call: Call) -> Result<Packet> {
    let () = decode(call)?;
    session.close().await;
    encode(&())
}

/// What the daemon does for its clients is answered here, the rest by the driver.
pub(crate) async fn connect_supports_feature(session: Arc<Session>, call: Call) -> Result<Packet> {
    let args: ConnectSupportsFeatureArgs = decode(call)?;
    let feature = Feature(args.feature);
    let supported = match feature {
        Feature::PROGRAM_KEEPALIVE => {
            let limits = session.limits();
            if let Ok(seconds @ 1..) = u64::try_from(limits.keepalive_interval) {
                session.outbox().start_keepalive(Duration::from_secs(seconds), limits.keepalive_count);
            }
            true
        }
        // Every socket here is a unix socket, which carries descriptors; texts among parameters are left out for
        // those who do not understand them.
        Feature::FD_PASSING | Feature::TYPED_PARAM_STRING => true,
        // Whatever the driver is: its arguments come in the documented order.
        Feature::NETWORK_UPDATE_HAS_CORRECT_ORDER => true,
        Feature::REMOTE | Feature::REMOTE_EVENT_CALLBACK | Feature::REMOTE_CLOSE_CALLBACK => true,
        _ => session.connect()?.supports_feature(feature).await?,
    };
    encode(&ConnectSupportsFeatureRet { supported: i32::from(supported) })
}

/// A driver of this host has no connection that could be lost: there is nothing to tell.
pub(crate) async fn connect_register_close_callback(session: Arc<Session>, call: Call) -> Result<Packet> {
    let () = decode(call)?;
    session.connect()?;
    encode(&())
}

pub(crate) async fn connect_unregister_close_callback(session: Arc<Session>, call: Call) -> Result<Packet> {
    let () = decode(call)?;
    session.connect()?;
    encode(&())
}
