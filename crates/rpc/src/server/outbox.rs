//! What reaches a client without having been asked for.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};
use std::time::Duration;

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use vir_protocol::rpc::{NetMessageHeader, NetMessageStatus, NetMessageType};

use super::Config;
use super::source::{EventSource, OutEvent, SourceHandle};
use super::sources::{Asked, Sources};
use crate::LOG;
use crate::packet::{Packet, PacketError, Sealed};
use crate::stream::{Carrier, Hub};

/// The connection has ended, or is about to: nothing can be sent any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the client's connection has ended")]
pub struct Gone;

/// A handle on one client's connection for whoever has something to tell it.
#[derive(Debug, Clone)]
pub struct Outbox {
    shared: Arc<Shared>,
}

#[derive(Debug)]
pub(super) struct Shared {
    config: Config,
    /// Whether there is something in `state` that the connection has not seen.
    news: AtomicBool,
    waker: AtomicWaker,
    pub(super) streams: Hub,
    pub(super) sources: Sources,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    events: VecDeque<Sealed>,
    bytes: usize,
    overflow: bool,
    close: bool,
    closed: bool,
    keepalive: Option<(Duration, u32)>,
}

/// What the connection has been asked for.
#[derive(Debug, Default)]
pub(super) struct News {
    pub(super) overflow: bool,
    pub(super) close: bool,
    pub(super) keepalive: Option<(Duration, u32)>,
}

impl Outbox {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Queues an event: `prefix` is what this client's copy begins with, `shared` what all clients get alike. Both
    /// are encoded already.
    ///
    /// # Errors
    /// The connection has ended. It also ends when more events wait than it may hold, since none is ever left out.
    pub fn send_event(
        &self,
        prog: u32,
        vers: u32,
        proc: i32,
        prefix: &[u8],
        shared: Bytes,
    ) -> Result<(), Gone> {
        let sealed = seal(prog, vers, proc, prefix, shared);
        let result = self.shared.state().queue(sealed, &self.shared.config);
        self.shared.tell();
        result
    }

    /// From now on the connection asks this source for events. A connection that has ended drops it.
    pub fn attach(&self, source: impl EventSource + 'static) -> SourceHandle {
        let id = self.shared.sources.add(Box::new(source));
        if self.is_closed() {
            drop(self.shared.sources.take(id));
        }
        self.shared.tell();
        SourceHandle::new(self.shared.clone(), id)
    }

    /// Begins to ask the client whether it is still there: after each `interval` of silence, and the connection ends
    /// when `count` questions have stayed without an answer. Only for clients that have said that they answer.
    pub fn start_keepalive(&self, interval: Duration, count: u32) {
        self.shared.state().keepalive = Some((interval, count));
        self.shared.tell();
    }

    /// Ends the connection as soon as what waits for the client has been written.
    pub fn close(&self) {
        self.shared.state().close = true;
        self.shared.tell();
    }

    /// Whether the connection has ended.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.shared.state().closed
    }
}

impl Shared {
    pub(super) fn new(config: Config) -> Self {
        Self {
            config,
            news: AtomicBool::new(false),
            waker: AtomicWaker::new(),
            streams: Hub::default(),
            sources: Sources::default(),
            state: Mutex::new(State::default()),
        }
    }

    /// Takes what has been asked for since the last time; `None` when that is nothing.
    pub(super) fn news(&self, waker: &Waker) -> Option<News> {
        self.waker.register(waker);
        if !self.news.swap(false, Ordering::AcqRel) {
            return None;
        }
        let mut state = self.state();
        Some(News { overflow: state.overflow, close: state.close, keepalive: state.keepalive.take() })
    }

    /// Asks the sources for what they have; whether there was something, or may be more.
    pub(super) fn ask_sources(&self, cx: &mut Context<'_>) -> bool {
        let mut any = false;
        let asked = self.sources.ask(cx, |event| {
            let OutEvent { prog, vers, proc, prefix, body } = event;
            let sealed = match prefix {
                Some(number) => seal(prog, vers, proc, &number.to_be_bytes(), body),
                None => seal(prog, vers, proc, &[], body),
            };
            // One too many is told with the next news.
            if self.state().queue(sealed, &self.config).is_err() {
                self.news.store(true, Ordering::Release);
            }
            any = true;
        });
        match asked {
            Asked::All => {}
            Asked::More => cx.waker().wake_by_ref(),
            Asked::Lost => {
                tracing::warn!(target: LOG, "a client does not read its events and is dropped");
                self.state().close = true;
                self.news.store(true, Ordering::Release);
            }
        }
        any
    }

    /// Moves events to the connection until it has `room` bytes of them; whether some are left.
    pub(super) fn take_events(&self, mut room: usize, mut take: impl FnMut(Sealed)) -> bool {
        let mut state = self.state();
        while room > 0 {
            let Some(event) = state.events.pop_front() else { break };
            let weight = weight(&event);
            state.bytes = state.bytes.saturating_sub(weight);
            room = room.saturating_sub(weight);
            take(event);
        }
        if state.events.is_empty() {
            state.events = VecDeque::new();
        }
        !state.events.is_empty()
    }

    /// From now on nothing can be sent.
    pub(super) fn end(&self) {
        // Whoever attaches one meanwhile sees that the connection has ended.
        self.state().closed = true;
        drop(self.sources.take_all());
        let mut state = self.state();
        state.closed = true;
        state.events = VecDeque::new();
        state.bytes = 0;
    }

    fn tell(&self) {
        self.news.store(true, Ordering::Release);
        self.waker.wake();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here can panic half-way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Carrier for Shared {
    fn hub(&self) -> &Hub {
        &self.streams
    }
}

impl State {
    /// Adds an event, unless too much waits already.
    fn queue(&mut self, sealed: Result<Sealed, PacketError>, config: &Config) -> Result<(), Gone> {
        if self.closed || self.overflow {
            return Err(Gone);
        }
        let bytes = self.bytes.saturating_add(sealed.as_ref().map_or(usize::MAX, weight));
        // One event alone may exceed the bound: only a backlog says that the client is too slow.
        let full = self.events.len() >= config.max_events
            || (!self.events.is_empty() && bytes > config.max_event_bytes);
        match sealed {
            Ok(sealed) if !full => {
                self.bytes = bytes;
                self.events.push_back(sealed);
                Ok(())
            }
            _ => {
                self.overflow = true;
                self.events = VecDeque::new();
                self.bytes = 0;
                Err(Gone)
            }
        }
    }
}

/// The packet of an event.
fn seal(prog: u32, vers: u32, proc: i32, prefix: &[u8], shared: Bytes) -> Result<Sealed, PacketError> {
    let header = NetMessageHeader {
        prog,
        vers,
        proc,
        r#type: NetMessageType::NET_MESSAGE,
        serial: 0,
        status: NetMessageStatus::NET_OK,
    };
    let mut enc = Packet::encoder(prefix.len());
    enc.raw(prefix);
    Packet::from_encoder(enc).with_shared(shared).seal(&header)
}

/// What it costs to keep an event.
fn weight(event: &Sealed) -> usize {
    event.head.len().saturating_add(event.shared.as_ref().map_or(0, Bytes::len))
}
