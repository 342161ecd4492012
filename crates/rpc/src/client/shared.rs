//! What the handles of a connection, its calls and its task have in common.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use vir_protocol::rpc::NetMessageHeader;
use vir_types::Error;

use super::{Config, Event};
use crate::outgoing::Outgoing;
use crate::packet::Sealed;
use crate::stream::{Carrier, Hub};
use crate::{CloseReason, Transport};

/// Streams add to what waits to be written only below this size, so that calls do not wait long behind them.
const STREAM_PORTION: usize = 64 * 1024;

pub(super) struct Shared {
    pub(super) transport: Box<dyn Transport>,
    pub(super) config: Config,
    /// The connection's task.
    pub(super) driver: AtomicWaker,
    pub(super) streams: Hub,
    out: Mutex<Out>,
    state: Mutex<State>,
}

/// What is to be written. Held during a write, which never blocks.
#[derive(Default)]
struct Out {
    queue: Outgoing,
    /// Whether the task waits for the socket: others then only append.
    blocked: bool,
}

#[derive(Default)]
struct State {
    next_serial: u32,
    calls: HashMap<u32, Slot>,
    events: VecDeque<Event>,
    event_bytes: usize,
    incoming: Option<Waker>,
    incoming_dropped: bool,
    keepalive: Option<(Duration, u32)>,
    close: bool,
    closed: Option<CloseReason>,
}

/// A call that somebody waits for.
struct Slot {
    prog: u32,
    proc: i32,
    waker: Option<Waker>,
    reply: Option<Result<Reply, Error>>,
}

/// What a successful reply brought.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) body: Bytes,
    pub(super) fds: Vec<OwnedFd>,
}

/// Orders that the connection's task has not seen yet.
#[derive(Debug, Default)]
pub(super) struct Orders {
    pub(super) keepalive: Option<(Duration, u32)>,
    pub(super) close: bool,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("config", &self.config).field("closed", &self.closed()).finish()
    }
}

impl Shared {
    pub(super) fn new(transport: Box<dyn Transport>, config: Config) -> Self {
        Self {
            transport,
            config,
            driver: AtomicWaker::new(),
            streams: Hub::default(),
            out: Mutex::default(),
            state: Mutex::default(),
        }
    }

    /// Makes room for a reply, and gives the number under which it will come.
    pub(super) fn register(&self, prog: u32, proc: i32, waker: &Waker) -> Result<u32, CloseReason> {
        let mut state = self.state();
        if let Some(reason) = &state.closed {
            return Err(reason.clone());
        }
        loop {
            state.next_serial = state.next_serial.wrapping_add(1);
            let serial = state.next_serial;
            // A call that has been waiting since the numbers went round keeps its own.
            if serial != 0 && !state.calls.contains_key(&serial) && !self.streams.contains(serial) {
                let slot = Slot { prog, proc, waker: Some(waker.clone()), reply: None };
                state.calls.insert(serial, slot);
                if self.streams.waiting() > self.config.max_stream_bytes {
                    // Nothing is read for the streams' sake; now the reply may stand behind what they hold up.
                    self.driver.wake();
                }
                return Ok(serial);
            }
        }
    }

    /// Gives a number back; a reply that still comes finds nobody.
    pub(super) fn forget(&self, serial: u32) {
        // What is dropped here may hold descriptors, which are closed after the lock.
        let slot = self.state().calls.remove(&serial);
        drop(slot);
    }

    pub(super) fn poll_reply(&self, serial: u32, cx: &mut Context<'_>) -> Poll<Result<Reply, Error>> {
        let mut state = self.state();
        let Some(slot) = state.calls.get_mut(&serial) else {
            return Poll::Ready(Err(CloseReason::Closed.to_error()));
        };
        match slot.reply.take() {
            Some(reply) => {
                state.calls.remove(&serial);
                Poll::Ready(reply)
            }
            None => {
                renew(&mut slot.waker, cx.waker());
                Poll::Pending
            }
        }
    }

    /// Hands a reply to the call that waits for it; `false` when none does.
    pub(super) fn deliver(
        &self,
        header: &NetMessageHeader,
        reply: impl FnOnce() -> Result<Reply, Error>,
    ) -> bool {
        let mut state = self.state();
        let Some(slot) = state.calls.get_mut(&header.serial) else { return false };
        if (slot.prog, slot.proc) != (header.prog, header.proc) || slot.reply.is_some() {
            return false;
        }
        slot.reply = Some(reply());
        let waker = slot.waker.take();
        drop(state);
        wake(waker);
        true
    }

    /// Queues a packet, and writes it at once if nothing stands before it.
    pub(super) fn send(&self, packet: Sealed) {
        let mut out = self.out();
        out.queue.push(packet);
        if out.blocked {
            return;
        }
        // What goes wrong here goes wrong for the task too, which then ends the connection.
        if out.queue.write(&*self.transport).is_err() {
            out.blocked = true;
            drop(out);
            self.driver.wake();
        }
    }

    /// Writes what others have left over and what streams have to send; called by the connection's task.
    pub(super) fn flush(&self, cx: &mut Context<'_>) -> io::Result<()> {
        let mut out = self.out();
        while self.take_streams(&mut out) {
            match out.queue.write(&*self.transport) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    out.blocked = true;
                    match self.transport.poll_writable(cx) {
                        Poll::Pending => return Ok(()),
                        Poll::Ready(ready) => ready?,
                    }
                }
                Err(error) => return Err(error),
            }
        }
        out.blocked = false;
        Ok(())
    }

    /// Lets streams add to what is to be written; whether there is anything.
    fn take_streams(&self, out: &mut Out) -> bool {
        while out.queue.bytes() < STREAM_PORTION {
            let Some(packet) = self.streams.next() else { break };
            out.queue.push(packet);
        }
        !out.queue.is_empty()
    }

    /// Whether anybody waits for a reply, or for a stream.
    pub(super) fn is_waited_for(&self) -> bool {
        !self.state().calls.is_empty() || self.streams.is_waited_for()
    }

    /// The number of bytes not written yet.
    pub(super) fn unsent(&self) -> usize {
        self.out().queue.bytes()
    }

    /// Queues an event for whoever takes them; an error when too many wait already.
    pub(super) fn queue_event(&self, event: Event) -> Result<(), CloseReason> {
        let mut state = self.state();
        if state.incoming_dropped {
            return Ok(());
        }
        let bytes = state.event_bytes.saturating_add(event.body.len());
        let too_many = state.events.len() >= self.config.max_events;
        if too_many || (!state.events.is_empty() && bytes > self.config.max_event_bytes) {
            return Err(CloseReason::EventOverflow);
        }
        state.event_bytes = bytes;
        state.events.push_back(event);
        let waker = state.incoming.take();
        drop(state);
        wake(waker);
        Ok(())
    }

    pub(super) fn poll_event(&self, cx: &mut Context<'_>) -> Poll<Result<Event, CloseReason>> {
        let mut state = self.state();
        if let Some(event) = state.events.pop_front() {
            state.event_bytes = state.event_bytes.saturating_sub(event.body.len());
            return Poll::Ready(Ok(event));
        }
        if let Some(reason) = &state.closed {
            return Poll::Ready(Err(reason.clone()));
        }
        renew(&mut state.incoming, cx.waker());
        Poll::Pending
    }

    /// Nobody takes events any more.
    pub(super) fn drop_incoming(&self) {
        let mut state = self.state();
        state.incoming_dropped = true;
        state.incoming = None;
        let events = std::mem::take(&mut state.events);
        drop(state);
        drop(events);
    }

    pub(super) fn start_keepalive(&self, interval: Duration, count: u32) {
        self.state().keepalive = Some((interval, count));
        self.driver.wake();
    }

    pub(super) fn request_close(&self) {
        self.state().close = true;
        self.driver.wake();
    }

    pub(super) fn orders(&self) -> Orders {
        let mut state = self.state();
        Orders { keepalive: state.keepalive.take(), close: state.close }
    }

    pub(super) fn closed(&self) -> Option<CloseReason> {
        self.state().closed.clone()
    }

    /// The connection has ended: everybody who waits is told.
    pub(super) fn end(&self, reason: &CloseReason) {
        let mut wakers = Vec::new();
        let mut state = self.state();
        if state.closed.is_some() {
            return;
        }
        state.closed = Some(reason.clone());
        for slot in state.calls.values_mut() {
            slot.reply.get_or_insert_with(|| Err(reason.to_error()));
            wakers.extend(slot.waker.take());
        }
        wakers.extend(state.incoming.take());
        drop(state);
        self.streams.end(reason);
        self.transport.shutdown();
        wakers.into_iter().for_each(Waker::wake);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here can panic half-way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn out(&self) -> MutexGuard<'_, Out> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the connection when the last handle goes.
#[derive(Debug)]
pub(super) struct Owner(Arc<Shared>);

impl Owner {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.request_close();
    }
}

impl Carrier for Shared {
    fn hub(&self) -> &Hub {
        &self.streams
    }

    fn kick(&self) {
        let mut out = self.out();
        while !out.blocked && self.take_streams(&mut out) {
            // What goes wrong here goes wrong for the task too, which then ends the connection.
            if out.queue.write(&*self.transport).is_err() {
                out.blocked = true;
                self.driver.wake();
            }
        }
    }
}

fn renew(slot: &mut Option<Waker>, waker: &Waker) {
    match slot {
        Some(old) if old.will_wake(waker) => {}
        slot => *slot = Some(waker.clone()),
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}
