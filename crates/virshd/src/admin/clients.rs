//! The clients of a server.

use std::sync::Arc;

use vir_driver::Identity;
use vir_types::names::host::{
    CLIENT_INFO_READONLY, CLIENT_INFO_SASL_USER_NAME, CLIENT_INFO_SELINUX_CONTEXT, CLIENT_INFO_UNIX_GROUP_ID,
    CLIENT_INFO_UNIX_GROUP_NAME, CLIENT_INFO_UNIX_PROCESS_ID, CLIENT_INFO_UNIX_USER_ID,
    CLIENT_INFO_UNIX_USER_NAME,
};
use vir_types::{AdminClientKey, AdminServerKey, ClientTransport, Code, Error, Result, TypedParams};

use crate::server::{Member, Server};

pub(super) fn key(server: &Server, member: &Member) -> AdminClientKey {
    AdminClientKey {
        server: AdminServerKey { name: server.name.into() },
        id: member.id,
        timestamp_s: member.since_s,
        // Every socket here is a unix socket.
        transport: ClientTransport::UNIX,
    }
}

pub(super) fn list(server: &Server) -> Vec<AdminClientKey> {
    server.members().iter().map(|member| key(server, member)).collect()
}

pub(super) fn find(server: &Server, id: u64) -> Result<Arc<Member>> {
    server.member(id).ok_or_else(|| Error::new(Code::NO_CLIENT, format!("No client with matching ID '{id}'")))
}

/// Who a client is, in libvirt's order; numbers of users are signed there.
pub(super) fn info(identity: &Identity) -> TypedParams {
    let signed = |number: Option<u32>| number.map(u32::cast_signed);
    let user = || identity.uid.and_then(vir_util::user_name);
    let group = || identity.gid.and_then(vir_util::group_name);
    TypedParams::new()
        .with(CLIENT_INFO_READONLY, identity.read_only)
        .with_some(CLIENT_INFO_SASL_USER_NAME, identity.sasl_user.clone())
        .with_some(CLIENT_INFO_UNIX_USER_ID, signed(identity.uid))
        .with_some(CLIENT_INFO_UNIX_USER_NAME, identity.user.as_deref().map(ToOwned::to_owned).or_else(user))
        .with_some(CLIENT_INFO_UNIX_GROUP_ID, signed(identity.gid))
        .with_some(
            CLIENT_INFO_UNIX_GROUP_NAME,
            identity.group.as_deref().map(ToOwned::to_owned).or_else(group),
        )
        .with_some(CLIENT_INFO_UNIX_PROCESS_ID, signed(identity.pid))
        .with_some(CLIENT_INFO_SELINUX_CONTEXT, identity.selinux_context.clone())
}
