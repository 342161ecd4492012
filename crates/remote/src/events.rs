//! From the daemon's messages to the streams of those who registered.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use vir_driver::{Event, EventPayload, EventSender, EventStream, SubscriptionId, channel};
use vir_protocol::qemu;
use vir_protocol::remote::{PROGRAM, Proc};
use vir_protocol::wire::event::{
    ObjectEvent, domain_event_from_message, domain_event_of, object_event_from_message,
    qemu_event_from_message,
};
use vir_rpc::client::Incoming;
use vir_types::{ConnectCloseReason, DomainEventId, Result, Uuid};

/// How many events may wait for one reader.
const CAPACITY: usize = 16 * 1024;

/// What an event is of. A daemon numbers the callbacks of each driver by itself, so that one number may stand for
/// several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Of {
    Domain,
    Network,
    StoragePool,
    NodeDevice,
    Secret,
    QemuMonitor,
}

/// What a callback is for, and its number.
pub(crate) type Callback = (Of, i32);

/// Who gets what the daemon sends.
#[derive(Default)]
pub(crate) struct Hub {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last_id: u64,
    /// By the daemon's number of the callback.
    numbered: HashMap<Callback, EventSender>,
    /// By kind, for daemons that do not number callbacks.
    plain: HashMap<DomainEventId, Vec<(Option<Uuid>, EventSender)>>,
    /// Those who wait for the end of the connection.
    closing: Vec<EventSender>,
    /// Events that came before the reply that says whose they are.
    early: Vec<(Callback, Arc<Event>)>,
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
    pub(crate) fn numbered(&self, callback: Callback) -> EventStream {
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

    pub(crate) fn forget_numbered(&self, callback: Callback) {
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

    fn deliver_numbered(&self, callback: Callback, event: Event) {
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
            Ok(message) if message.prog == qemu::PROGRAM => {
                if let Err(error) = take_qemu(&hub, message.proc, message.body) {
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
    if proc == Proc::CONNECT_EVENT_CONNECTION_CLOSED {
        return Ok(());
    }
    if let Some((callback, event)) = object_event_from_message(proc, body.clone())? {
        if let Some((of, payload)) = payload(event) {
            hub.deliver_numbered((of, callback), payload.into());
        }
        return Ok(());
    }
    let Some((procs, numbered)) = domain_event_of(proc) else {
        tracing::debug!(target: "remote", proc = proc.0, "an event that this version does not know");
        return Ok(());
    };
    let (callback, event) = domain_event_from_message(procs, numbered, body)?;
    match callback {
        Some(callback) => hub.deliver_numbered((Of::Domain, callback), event.into()),
        None => {
            let domain = event.domain.uuid;
            hub.deliver_plain(procs.id, domain, event.into());
        }
    }
    Ok(())
}

/// `None` stands for kinds of objects that the wire knows and this side does not.
fn payload(event: ObjectEvent) -> Option<(Of, EventPayload)> {
    match event {
        ObjectEvent::Network(event) => Some((Of::Network, event.into())),
        ObjectEvent::StoragePool(event) => Some((Of::StoragePool, event.into())),
        ObjectEvent::NodeDevice(event) => Some((Of::NodeDevice, event.into())),
        ObjectEvent::Secret(event) => Some((Of::Secret, event.into())),
        _ => None,
    }
}

fn take_qemu(hub: &Hub, proc: i32, body: Bytes) -> Result<()> {
    if qemu::Proc(proc) == qemu::Proc::DOMAIN_MONITOR_EVENT {
        let (callback, event) = qemu_event_from_message(body)?;
        hub.deliver_numbered((Of::QemuMonitor, callback), event.into());
    }
    Ok(())
}
