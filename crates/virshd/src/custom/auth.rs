//! Authentication: this version lets everybody in whom the socket's permissions let in.

use std::sync::Arc;

use vir_protocol::remote::{AuthListRet, AuthType};
use vir_rpc::Packet;
use vir_rpc::server::Call;
use vir_types::{Code, Error, Origin, Result};

use crate::dispatch::{decode, encode};
use crate::session::Session;

pub(crate) async fn auth_list(_session: Arc<Session>, call: Call) -> Result<Packet> {
    let () = decode(call)?;
    encode(&AuthListRet { types: vec![AuthType::AUTH_NONE] })
}

fn not_asked_for(kind: &str) -> Result<Packet> {
    Err(Error::new(
        Code::AUTH_FAILED,
        format!("this socket asks for no authentication, and so not for {kind}"),
    )
    .or_origin(Origin::AUTH))
}

pub(crate) async fn auth_sasl_init(_session: Arc<Session>, _call: Call) -> Result<Packet> {
    not_asked_for("SASL")
}

pub(crate) async fn auth_sasl_start(_session: Arc<Session>, _call: Call) -> Result<Packet> {
    not_asked_for("SASL")
}

pub(crate) async fn auth_sasl_step(_session: Arc<Session>, _call: Call) -> Result<Packet> {
    not_asked_for("SASL")
}

pub(crate) async fn auth_polkit(_session: Arc<Session>, _call: Call) -> Result<Packet> {
    not_asked_for("polkit")
}
