//! Registering for domain events, in the three forms that clients of different age use.
//!
//! What happened is encoded once, for all clients; in front of it goes the number of the client's own
//! callback, or nothing for clients that do not number theirs.

use std::sync::Arc;

use bytes::Bytes;
use vir_driver::{Event, EventPayload, EventStream};
use vir_protocol::remote::{
    ConnectDomainEventCallbackDeregisterAnyArgs, ConnectDomainEventCallbackRegisterAnyArgs,
    ConnectDomainEventCallbackRegisterAnyRet, ConnectDomainEventDeregisterAnyArgs,
    ConnectDomainEventDeregisterRet, ConnectDomainEventRegisterAnyArgs, ConnectDomainEventRegisterRet,
    DomainEventLifecycleMsg, DomainEventRebootMsg, PROGRAM, PROTOCOL_VERSION, Proc,
};
use vir_protocol::wire::{FromWire, ToWire};
use vir_rpc::Packet;
use vir_rpc::server::{Call, Outbox};
use vir_types::{DomainEventId, DomainEventKind, DomainKey, Error, Origin, Result};

use crate::dispatch::{decode, encode};
use crate::session::Session;

/// How an event is sent: its message for numbered and for plain callbacks, and what both carry.
struct Message {
    numbered: Proc,
    plain: Proc,
    payload: Bytes,
}

fn message(event: &Event) -> Option<Message> {
    let EventPayload::Domain(domain_event) = &event.payload else { return None };
    match &domain_event.kind {
        DomainEventKind::Lifecycle { event: kind, detail } => Some(Message {
            numbered: Proc::DOMAIN_EVENT_CALLBACK_LIFECYCLE,
            plain: Proc::DOMAIN_EVENT_LIFECYCLE,
            payload: event.encoded(|| {
                let msg = DomainEventLifecycleMsg {
                    dom: domain_event.domain.to_wire(),
                    event: kind.0,
                    detail: *detail,
                };
                // A name that came in over the wire always goes out again.
                vir_xdr::to_bytes(&msg).unwrap_or_default()
            }),
        }),
        DomainEventKind::Reboot => Some(Message {
            numbered: Proc::DOMAIN_EVENT_CALLBACK_REBOOT,
            plain: Proc::DOMAIN_EVENT_REBOOT,
            payload: event.encoded(|| {
                let msg = DomainEventRebootMsg { dom: domain_event.domain.to_wire() };
                vir_xdr::to_bytes(&msg).unwrap_or_default()
            }),
        }),
        _ => None,
    }
}

/// Sends a stream's events to a client until either ends. A client that reads too slowly is dropped:
/// it must never miss an event without knowing.
async fn pump(mut events: EventStream, outbox: Outbox, callback: Option<i32>) {
    while let Some(event) = events.recv().await {
        let Some(message) = message(&event) else {
            tracing::warn!(target: "virshd", payload = ?event.payload, "an event that cannot be sent yet");
            continue;
        };
        let number = callback.map(i32::to_be_bytes);
        let (proc, prefix) = match &number {
            Some(number) => (message.numbered, number.as_slice()),
            None => (message.plain, [].as_slice()),
        };
        if outbox.send_event(PROGRAM, PROTOCOL_VERSION, proc.0, prefix, message.payload).is_err() {
            return;
        }
    }
    if events.overflowed() {
        tracing::warn!(target: "virshd", "a client does not read its events and is dropped");
        outbox.close();
    }
}

async fn subscribe(session: &Session, event: i32, dom: Option<DomainKey>) -> Result<EventStream> {
    let connect = session.connect()?;
    let dom = dom.map(|key| connect.domain(key));
    connect.domain_event_register_any(dom.as_ref(), DomainEventId(event)).await
}

fn start(session: &Session, events: EventStream, callback: Option<i32>) -> tokio::task::AbortHandle {
    tokio::spawn(pump(events, session.outbox().clone(), callback)).abort_handle()
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

async fn register_plain(session: &Session, event: i32) -> Result<()> {
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

fn refused(text: String) -> Error {
    Error::internal(text).or_origin(Origin::REMOTE)
}
