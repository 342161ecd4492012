//! From the daemon's messages to the streams of those who registered.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use vir_driver::{Event, EventPayload, EventSender, EventStream, SubscriptionId, channel};
use vir_protocol::remote::{
    DomainEventCallbackLifecycleMsg, DomainEventCallbackRebootMsg, DomainEventLifecycleMsg,
    DomainEventRebootMsg, PROGRAM, Proc,
};
use vir_protocol::wire::FromWire as _;
use vir_rpc::client::Incoming;
use vir_types::{
    ConnectCloseReason, DomainEvent, DomainEventId, DomainEventKind, DomainEventType, DomainKey, Result, Uuid,
};
use vir_xdr::Xdr;

/// How many events may wait for one reader.
const CAPACITY: usize = 16 * 1024;

/// Who gets what the daemon sends.
#[derive(Default)]
pub(crate) struct Hub {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last_id: u64,
    /// By the daemon's number of the callback.
    numbered: HashMap<i32, EventSender>,
    /// By kind, for daemons that do not number callbacks.
    plain: HashMap<DomainEventId, Vec<(Option<Uuid>, EventSender)>>,
    /// Those who wait for the end of the connection.
    closing: Vec<EventSender>,
    /// Events that came before the reply that says whose they are.
    early: Vec<(i32, Arc<Event>)>,
    closed: bool,
}

impl Hub {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here can panic half-way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn new_channel(state: &mut State) -> (EventSender, EventStream) {
        state.last_id += 1;
        channel(SubscriptionId(state.last_id), CAPACITY)
    }

    /// A stream of the events that the daemon sends for this callback.
    pub(crate) fn numbered(&self, callback: i32) -> EventStream {
        let mut state = self.state();
        let (mut sender, stream) = Self::new_channel(&mut state);
        let early = std::mem::take(&mut state.early);
        for (to, event) in early {
            if to == callback {
                // A stream that nobody has yet has room.
                let _ = sender.send(event);
            } else {
                state.early.push((to, event));
            }
        }
        if !state.closed {
            state.numbered.insert(callback, sender);
        }
        stream
    }

    pub(crate) fn forget_numbered(&self, callback: i32) {
        let mut state = self.state();
        state.numbered.remove(&callback);
        state.early.retain(|(to, _)| *to != callback);
    }

    /// A stream of events of one kind, and whether it is the first of that kind.
    pub(crate) fn plain(&self, kind: DomainEventId, domain: Option<Uuid>) -> (EventStream, bool) {
        let mut state = self.state();
        let (sender, stream) = Self::new_channel(&mut state);
        let list = state.plain.entry(kind).or_default();
        let first = list.is_empty();
        list.push((domain, sender));
        (stream, first)
    }

    /// Forgets a stream; whether it was the last of its kind.
    pub(crate) fn forget_plain(&self, kind: DomainEventId, id: SubscriptionId) -> bool {
        let mut state = self.state();
        let Some(list) = state.plain.get_mut(&kind) else { return false };
        list.retain(|(_, sender)| sender.id() != id);
        list.is_empty()
    }

    /// A stream whose one event is the end of the connection.
    pub(crate) fn closing(&self) -> EventStream {
        let mut state = self.state();
        let (sender, stream) = Self::new_channel(&mut state);
        if !state.closed {
            state.closing.push(sender);
        }
        stream
    }

    fn deliver_numbered(&self, callback: i32, event: Event) {
        let mut guard = self.state();
        let state = &mut *guard;
        let event = Arc::new(event);
        match state.numbered.get_mut(&callback) {
            Some(sender) => {
                let gone = sender.send(event).is_err();
                if gone {
                    state.numbered.remove(&callback);
                }
            }
            None if state.early.len() < CAPACITY => state.early.push((callback, event)),
            None => {}
        }
    }

    fn deliver_plain(&self, kind: DomainEventId, domain: Uuid, event: Event) {
        let event = Arc::new(event);
        if let Some(list) = self.state().plain.get_mut(&kind) {
            for (wanted, sender) in list.iter_mut() {
                if wanted.is_none_or(|wanted| wanted == domain) {
                    // One that is gone or too slow is told so by its own stream.
                    let _ = sender.send(event.clone());
                }
            }
        }
    }

    fn end(&self, reason: ConnectCloseReason) {
        let mut state = self.state();
        state.closed = true;
        let event = Arc::new(Event::from(EventPayload::Closed(reason)));
        for mut sender in state.closing.drain(..) {
            let _ = sender.send(event.clone());
        }
        state.numbered.clear();
        state.plain.clear();
        state.early.clear();
    }
}

/// Takes the daemon's messages until the connection ends.
pub(crate) async fn distribute(mut incoming: Incoming, hub: Arc<Hub>) {
    loop {
        match incoming.next().await {
            Ok(message) if message.prog == PROGRAM => {
                if let Err(error) = take(&hub, Proc(message.proc), message.body) {
                    tracing::warn!(target: "remote", proc = message.proc, %error, "an event that cannot be understood");
                }
            }
            Ok(message) => {
                tracing::debug!(target: "remote", prog = message.prog, "an event of an unknown program")
            }
            Err(reason) => {
                tracing::debug!(target: "remote", %reason, "the connection has ended");
                hub.end(close_reason(&reason));
                return;
            }
        }
    }
}

fn close_reason(reason: &vir_rpc::CloseReason) -> ConnectCloseReason {
    use vir_rpc::CloseReason;
    match reason {
        CloseReason::Eof => ConnectCloseReason::EOF,
        CloseReason::Keepalive => ConnectCloseReason::KEEPALIVE,
        CloseReason::Closed => ConnectCloseReason::CLIENT,
        _ => ConnectCloseReason::ERROR,
    }
}

fn take(hub: &Hub, proc: Proc, body: Bytes) -> Result<()> {
    match proc {
        Proc::DOMAIN_EVENT_CALLBACK_LIFECYCLE => {
            let msg: DomainEventCallbackLifecycleMsg = decode(body)?;
            hub.deliver_numbered(msg.callback_id, lifecycle(msg.msg)?.into());
        }
        Proc::DOMAIN_EVENT_LIFECYCLE => {
            let event = lifecycle(decode(body)?)?;
            let domain = event.domain.uuid;
            hub.deliver_plain(DomainEventId::LIFECYCLE, domain, event.into());
        }
        Proc::DOMAIN_EVENT_CALLBACK_REBOOT => {
            let msg: DomainEventCallbackRebootMsg = decode(body)?;
            hub.deliver_numbered(msg.callback_id, reboot(msg.msg)?.into());
        }
        Proc::DOMAIN_EVENT_REBOOT => {
            let event = reboot(decode(body)?)?;
            let domain = event.domain.uuid;
            hub.deliver_plain(DomainEventId::REBOOT, domain, event.into());
        }
        Proc::CONNECT_EVENT_CONNECTION_CLOSED => {}
        other => {
            tracing::debug!(target: "remote", proc = other.0, "an event that this version does not know")
        }
    }
    Ok(())
}

fn lifecycle(msg: DomainEventLifecycleMsg) -> Result<DomainEvent> {
    let domain = DomainKey::from_wire(msg.dom)?;
    Ok(DomainEvent::lifecycle(domain, DomainEventType(msg.event), msg.detail))
}

fn reboot(msg: DomainEventRebootMsg) -> Result<DomainEvent> {
    Ok(DomainEvent::new(DomainKey::from_wire(msg.dom)?, DomainEventKind::Reboot))
}

fn decode<T: Xdr>(body: Bytes) -> Result<T> {
    vir_xdr::from_bytes(body).map_err(|error| vir_types::Error::new(vir_types::Code::RPC, error.to_string()))
}
