//! Packets, made once.

use bytes::{Bytes, BytesMut};
use vir_protocol::remote::{
    AuthListRet, AuthType, ConnectDomainEventCallbackRegisterAnyArgs,
    ConnectDomainEventCallbackRegisterAnyRet, ConnectGetLibVersionRet, ConnectOpenArgs,
    DomainEventCallbackLifecycleMsg, DomainEventLifecycleMsg, DomainGetInfoArgs, DomainGetInfoRet,
    DomainResumeArgs, DomainSuspendArgs, NonnullDomain, PROGRAM, PROTOCOL_VERSION, Proc,
};
use vir_protocol::rpc::{NetMessageHeader, NetMessageStatus, NetMessageType};
use vir_xdr::Xdr;

/// Where the words of a packet are that servers and client look at.
pub(super) const PROC: usize = 12;
pub(super) const SERIAL: usize = 20;
pub(super) const STATUS: usize = 24;
/// Length word and header.
pub(super) const HEAD: usize = 28;

/// A procedure's call, and the reply that a good answer is as long as.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    pub(super) call: Bytes,
    pub(super) reply: Bytes,
}

fn packet<T: Xdr>(proc: Proc, kind: NetMessageType, body: &T) -> Bytes {
    let header = NetMessageHeader {
        prog: PROGRAM,
        vers: PROTOCOL_VERSION,
        proc: proc.0,
        r#type: kind,
        serial: 1,
        status: NetMessageStatus::NET_OK,
    };
    let header = vir_xdr::to_bytes(&header).unwrap();
    let body = vir_xdr::to_bytes(body).unwrap();
    let mut packet = BytesMut::with_capacity(HEAD + body.len());
    packet.extend_from_slice(&u32::try_from(HEAD + body.len()).unwrap().to_be_bytes());
    packet.extend_from_slice(&header);
    packet.extend_from_slice(&body);
    packet.freeze()
}

fn exchange<C: Xdr, R: Xdr>(proc: Proc, call: &C, reply: &R) -> Exchange {
    Exchange {
        call: packet(proc, NetMessageType::NET_CALL, call),
        reply: packet(proc, NetMessageType::NET_REPLY, reply),
    }
}

/// What every client asks first.
pub(super) fn auth_list() -> Exchange {
    exchange(Proc::AUTH_LIST, &(), &AuthListRet { types: vec![AuthType::AUTH_NONE] })
}

/// Opens the test driver's default node.
pub(super) fn connect_open() -> Exchange {
    let args = ConnectOpenArgs { name: Some("test:///default".into()), flags: 0 };
    exchange(Proc::CONNECT_OPEN, &args, &())
}

/// What a client says before it hangs up.
pub(super) fn connect_close() -> Exchange {
    exchange(Proc::CONNECT_CLOSE, &(), &())
}

/// The most trivial call.
pub(super) fn connect_get_lib_version() -> Exchange {
    let reply = ConnectGetLibVersionRet { lib_ver: vir_types::version::LIBVIRT };
    exchange(Proc::CONNECT_GET_LIB_VERSION, &(), &reply)
}

/// A call that looks up an object.
pub(super) fn domain_get_info() -> Exchange {
    let dom = test_domain();
    let reply =
        DomainGetInfoRet { state: 1, max_mem: 8 << 20, memory: 2 << 20, nr_virt_cpu: 2, cpu_time: 1 << 40 };
    exchange(Proc::DOMAIN_GET_INFO, &DomainGetInfoArgs { dom }, &reply)
}

/// Registers for what happens to domains.
pub(super) fn domain_event_register() -> Exchange {
    let args = ConnectDomainEventCallbackRegisterAnyArgs { event_id: 0, dom: None };
    let ret = ConnectDomainEventCallbackRegisterAnyRet { callback_id: 0 };
    exchange(Proc::CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, &args, &ret)
}

/// Suspends and resumes the domain that is always there; and the event that tells of it.
pub(super) fn suspend_and_resume() -> ([Exchange; 2], Bytes) {
    let dom = test_domain();
    let msg = DomainEventLifecycleMsg { dom: dom.clone(), event: 3, detail: 0 };
    let msg = DomainEventCallbackLifecycleMsg { callback_id: 0, msg };
    let event = packet(Proc::DOMAIN_EVENT_CALLBACK_LIFECYCLE, NetMessageType::NET_MESSAGE, &msg);
    let suspend = exchange(Proc::DOMAIN_SUSPEND, &DomainSuspendArgs { dom: dom.clone() }, &());
    let resume = exchange(Proc::DOMAIN_RESUME, &DomainResumeArgs { dom }, &());
    ([suspend, resume], event)
}

/// The domain that is always there.
fn test_domain() -> NonnullDomain {
    const UUID: u128 = 0x6695_eb01_f6a4_8304_79aa_97f2_502e_193f;
    NonnullDomain { name: "test".into(), uuid: UUID.to_be_bytes(), id: 1 }
}

/// All of them, for a server that answers with what it is given.
pub(super) fn all() -> Vec<Exchange> {
    vec![connect_get_lib_version(), domain_get_info(), auth_list(), connect_open(), connect_close()]
}

/// The word at this place.
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|word| u32::from_be_bytes(*word))
}
