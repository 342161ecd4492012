//! Opening and closing a connection to the daemon itself.

use std::sync::Arc;

use vir_protocol::admin::ConnectOpenArgs;
use vir_rpc::Packet;
use vir_rpc::server::Call;
use vir_types::{NoFlags, Result};

use crate::dispatch::{decode, encode};
use crate::session::Session;

pub(crate) async fn admin_connect_open(session: Arc<Session>, call: Call) -> Result<Packet> {
    let args: ConnectOpenArgs = decode(call)?;
    NoFlags::from_bits(args.flags).allow(NoFlags::empty())?;
    session.open_admin()?;
    encode(&())
}

pub(crate) async fn admin_connect_close(session: Arc<Session>, call: Call) -> Result<Packet> {
    let () = decode(call)?;
    session.close().await;
    encode(&())
}
