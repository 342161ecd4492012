//! Registering for domain events, in the three forms that clients of different age use.
//!
//! What happened is encoded once, for all clients; in front of it goes the number of the client's own
//! callback, or nothing for clients that do not number theirs.

use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use vir_driver::{Event, EventPayload, EventStream};
use vir_protocol::qemu;
use vir_protocol::remote::{
    ConnectDomainEventCallbackDeregisterAnyArgs, ConnectDomainEventCallbackRegisterAnyArgs,
    ConnectDomainEventCallbackRegisterAnyRet, ConnectDomainEventDeregisterAnyArgs,
    ConnectDomainEventDeregisterRet, ConnectDomainEventRegisterAnyArgs, ConnectDomainEventRegisterRet,
    PROGRAM, PROTOCOL_VERSION,
};
use vir_protocol::wire::FromWire;
use vir_protocol::wire::event::{EventMessage, domain_event_body, domain_event_procs, qemu_event_body};
use vir_rpc::Packet;
use vir_rpc::server::{Call, EventSource, OutEvent, SourceHandle, Sourced};
use vir_types::{
    ConnectDomainQemuMonitorEventRegisterFlags, DomainEventId, DomainKey, Error, Origin, Result,
};

use crate::dispatch::{decode, encode};
use crate::session::Session;

/// How an event is sent: the program, its message for numbered and for plain callbacks, and what they carry.
struct Message {
    program: (u32, u32),
    numbered: i32,
    plain: Option<i32>,
    payload: Bytes,
    plain_skips: usize,
}

fn message(event: &Event) -> Option<Message> {
    let message = match &event.payload {
        EventPayload::Domain(domain_event) => {
            let procs = domain_event_procs(domain_event.id())?;
            Message {
                program: (PROGRAM, PROTOCOL_VERSION),
                numbered: procs.numbered.0,
                plain: procs.plain.map(|proc| proc.0),
                payload: event.encoded(|| domain_event_body(domain_event).unwrap_or_default()),
                plain_skips: procs.plain_skips,
            }
        }
        EventPayload::QemuMonitor(monitor_event) => Message {
            program: (qemu::PROGRAM, qemu::PROTOCOL_VERSION),
            numbered: qemu::Proc::DOMAIN_MONITOR_EVENT.0,
            plain: None,
            payload: event.encoded(|| qemu_event_body(monitor_event).unwrap_or_default()),
            plain_skips: 0,
        },
        EventPayload::Network(network_event) => object(event, network_event)?,
        EventPayload::StoragePool(pool_event) => object(event, pool_event)?,
        EventPayload::NodeDevice(device_event) => object(event, device_event)?,
        EventPayload::Secret(secret_event) => object(event, secret_event)?,
        _ => return None,
    };
    // Every message names its object. An empty one is of a kind that has none yet, or has more to say than fits.
    (!message.payload.is_empty()).then_some(message)
}

/// The message about an object that is no domain.
fn object(event: &Event, what: &impl EventMessage) -> Option<Message> {
    Some(Message {
        program: (PROGRAM, PROTOCOL_VERSION),
        numbered: what.proc()?.0,
        plain: None,
        payload: event.encoded(|| what.body().unwrap_or_default()),
        plain_skips: 0,
    })
}

/// One registration of a client: what its connection asks for events. A client that reads too slowly is dropped: it
/// must never miss an event without knowing.
struct Source {
    events: EventStream,
    callback: Option<i32>,
}

impl EventSource for Source {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Sourced> {
        loop {
            let Some(event) = ready!(self.events.poll_recv(cx)) else {
                return Poll::Ready(if self.events.overflowed() { Sourced::Lost } else { Sourced::End });
            };
            let Some(message) = message(&event) else {
                tracing::warn!(target: "virshd", payload = ?event.payload, "an event that cannot be sent yet");
                continue;
            };
            let Message { program, numbered, plain, payload, plain_skips } = message;
            let event = match (self.callback, plain) {
                (Some(number), _) => OutEvent::new(program, numbered, Some(number), payload),
                (None, Some(plain)) => {
                    let payload = payload.slice(plain_skips.min(payload.len())..);
                    OutEvent::new(program, plain, None, payload)
                }
                (None, None) => continue,
            };
            return Poll::Ready(Sourced::Event(event));
        }
    }
}

async fn subscribe(session: &Session, event: i32, dom: Option<DomainKey>) -> Result<EventStream> {
    let connect = session.connect()?;
    let dom = dom.map(|key| connect.domain(key));
    connect.domain_event_register_any(dom.as_ref(), DomainEventId(event)).await
}

pub(super) fn start(session: &Session, events: EventStream, callback: Option<i32>) -> SourceHandle {
    session.outbox().attach(Source { events, callback })
}

pub(crate) async fn connect_domain_event_callback_register_any(
    session: Arc<Session>,
    call: Call,
) -> Result<Packet> {
    let args: ConnectDomainEventCallbackRegisterAnyArgs = decode(call)?;
    let events = subscribe(&session, args.event_id, FromWire::from_wire(args.dom)?).await?;
    let mut registrations = session.registrations();
    let callback_id = registrations.new_id();
    registrations.add(callback_id, start(&session, events, Some(callback_id)));
    encode(&ConnectDomainEventCallbackRegisterAnyRet { callback_id })
}

pub(crate) async fn connect_domain_event_callback_deregister_any(
    session: Arc<Session>,
    call: Call,
) -> Result<Packet> {
    let args: ConnectDomainEventCallbackDeregisterAnyArgs = decode(call)?;
    session.connect()?;
    if !session.registrations().remove(args.callback_id) {
        return Err(refused(format!("domain event callback {} not registered", args.callback_id)));
    }
    encode(&())
}

pub(crate) async fn connect_domain_event_register_any(session: Arc<Session>, call: Call) -> Result<Packet> {
    let args: ConnectDomainEventRegisterAnyArgs = decode(call)?;
    register_plain(&session, args.event_id).await?;
    encode(&())
}

pub(crate) async fn connect_domain_event_deregister_any(session: Arc<Session>, call: Call) -> Result<Packet> {
    let args: ConnectDomainEventDeregisterAnyArgs = decode(call)?;
    deregister_plain(&session, args.event_id)?;
    encode(&())
}

pub(crate) async fn connect_domain_event_register(session: Arc<Session>, call: Call) -> Result<Packet> {
    let () = decode(call)?;
    register_plain(&session, DomainEventId::LIFECYCLE.0).await?;
    encode(&ConnectDomainEventRegisterRet { cb_registered: 1 })
}

pub(crate) async fn connect_domain_event_deregister(session: Arc<Session>, call: Call) -> Result<Packet> {
    let () = decode(call)?;
    deregister_plain(&session, DomainEventId::LIFECYCLE.0)?;
    encode(&ConnectDomainEventDeregisterRet { cb_registered: 0 })
}

pub(crate) async fn qemu_connect_domain_monitor_event_register(
    session: Arc<Session>,
    call: Call,
) -> Result<Packet> {
    let args: qemu::ConnectDomainMonitorEventRegisterArgs = decode(call)?;
    let connect = session.connect()?;
    let key: Option<DomainKey> = FromWire::from_wire(args.dom)?;
    let domain = key.map(|key| connect.domain(key));
    let flags = ConnectDomainQemuMonitorEventRegisterFlags::from_bits(args.flags);
    let events =
        connect.qemu_domain_monitor_event_register(domain.as_ref(), args.event.as_deref(), flags).await?;
    let mut registrations = session.registrations();
    let callback_id = registrations.new_id();
    registrations.add(callback_id, start(&session, events, Some(callback_id)));
    encode(&qemu::ConnectDomainMonitorEventRegisterRet { callback_id })
}

pub(crate) async fn qemu_connect_domain_monitor_event_deregister(
    session: Arc<Session>,
    call: Call,
) -> Result<Packet> {
    let args: qemu::ConnectDomainMonitorEventDeregisterArgs = decode(call)?;
    session.connect()?;
    if !session.registrations().remove(args.callback_id) {
        return Err(refused(format!("qemu monitor event callback {} not registered", args.callback_id)));
    }
    encode(&())
}

async fn register_plain(session: &Session, event: i32) -> Result<()> {
    let procs = domain_event_procs(DomainEventId(event));
    if procs.is_none_or(|procs| procs.plain.is_none()) {
        return Err(refused(format!("unsupported event ID {event}")));
    }
    if session.registrations().has_legacy(event) {
        return Err(refused(format!("domain event {event} already registered")));
    }
    let events = subscribe(session, event, None).await?;
    session.registrations().add_legacy(event, start(session, events, None));
    Ok(())
}

fn deregister_plain(session: &Session, event: i32) -> Result<()> {
    session.connect()?;
    if session.registrations().remove_legacy(event) {
        return Ok(());
    }
    Err(refused(format!("domain event {event} not registered")))
}

pub(super) fn refused(text: String) -> Error {
    Error::internal(text).or_origin(Origin::REMOTE)
}
