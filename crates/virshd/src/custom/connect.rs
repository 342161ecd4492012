//! Opening, closing, and what the connection itself can do.

use std::sync::Arc;
use std::time::Duration;

use vir_driver::Identity;
use vir_protocol::remote::{
    ConnectOpenArgs, ConnectSetIdentityArgs, ConnectSupportsFeatureArgs, ConnectSupportsFeatureRet,
};
use vir_protocol::wire::FromWire as _;
use vir_rpc::Packet;
use vir_rpc::server::Call;
use vir_types::feature::Feature;
use vir_types::names::host as names;
use vir_types::{Code, ConnectFlags, Error, NoFlags, Result, TypedParameterType as Kind, TypedParams};

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

/// Access control is asked on the driver's side, as everywhere. A driver that goes on to another daemon tells that;
/// drivers of this host are opened again for whom the client speaks.
pub(crate) async fn connect_set_identity(session: Arc<Session>, call: Call) -> Result<Packet> {
    let args: ConnectSetIdentityArgs = decode(call)?;
    let params = TypedParams::from_wire(args.params)?;
    let flags = NoFlags::from_bits(args.flags);
    flags.allow(NoFlags::empty())?;
    let identity = described(&params)?;
    match session.connect()?.set_identity(&params, flags).await {
        Err(error) if error.code() == Code::NO_SUPPORT => session.act_for(identity).await?,
        told => told?,
    }
    encode(&())
}

/// Whom the parameters describe.
fn described(params: &TypedParams) -> Result<Identity> {
    params.allow(&[
        (names::CONNECT_IDENTITY_USER_NAME, Kind::STRING),
        (names::CONNECT_IDENTITY_UNIX_USER_ID, Kind::ULLONG),
        (names::CONNECT_IDENTITY_GROUP_NAME, Kind::STRING),
        (names::CONNECT_IDENTITY_UNIX_GROUP_ID, Kind::ULLONG),
        (names::CONNECT_IDENTITY_PROCESS_ID, Kind::LLONG),
        (names::CONNECT_IDENTITY_PROCESS_TIME, Kind::ULLONG),
        (names::CONNECT_IDENTITY_SASL_USER_NAME, Kind::STRING),
        (names::CONNECT_IDENTITY_X509_DISTINGUISHED_NAME, Kind::STRING),
        (names::CONNECT_IDENTITY_SELINUX_CONTEXT, Kind::STRING),
    ])?;
    // A number that no process, user or group can have is nobody's: left out, it would be unknown, which may do less.
    let number =
        |name| Ok::<_, Error>(params.get_ullong(name)?.and_then(|number| u32::try_from(number).ok()));
    let mut identity = Identity::new();
    identity.user = params.get_string(names::CONNECT_IDENTITY_USER_NAME)?;
    identity.uid = number(names::CONNECT_IDENTITY_UNIX_USER_ID)?;
    identity.group = params.get_string(names::CONNECT_IDENTITY_GROUP_NAME)?;
    identity.gid = number(names::CONNECT_IDENTITY_UNIX_GROUP_ID)?;
    let pid = params.get_llong(names::CONNECT_IDENTITY_PROCESS_ID)?;
    identity.pid = pid.and_then(|pid| u32::try_from(pid).ok());
    identity.process_time = params.get_ullong(names::CONNECT_IDENTITY_PROCESS_TIME)?;
    identity.sasl_user = params.get_string(names::CONNECT_IDENTITY_SASL_USER_NAME)?;
    identity.x509_dname = params.get_string(names::CONNECT_IDENTITY_X509_DISTINGUISHED_NAME)?;
    identity.selinux_context = params.get_string(names::CONNECT_IDENTITY_SELINUX_CONTEXT)?;
    Ok(identity)
}
