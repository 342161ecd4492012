//! Streams beside the calls of a connection: both ends keep theirs in a [`Hub`].
//!
//! A stream has the number of the call that opened it. What is sent waits in a short queue of its own until the
//! connection takes it, one packet of each stream in turn; what comes waits until it is asked for, and a connection
//! whose streams have too much waiting is not read from.

mod end;

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use vir_protocol::rpc::{NetMessageError, NetMessageHeader, NetMessageStatus, NetMessageType, NetStreamHole};
use vir_types::{Code, Error, Origin};
use vir_xdr::from_bytes;

use crate::frame::Frame;
use crate::packet::{Packet, Sealed};
use crate::{CloseReason, error_from_wire};
pub(crate) use end::Carrier;
pub use end::{STREAM_DATA_MAX, StreamEnd};

/// How many bytes a stream may have waiting to be sent before its writer waits.
const OUT_MAX: usize = 2 * STREAM_DATA_MAX;
/// What a packet without data costs while it waits, so that empty ones are bounded too.
const PACKET_COST: usize = 256;

/// What the other end of a stream said.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamItem {
    /// Bytes; never empty.
    Data(Bytes),
    /// That many zero bytes that did not travel.
    Hole(u64),
    /// There is no more to read; the stream itself goes on until it is finished.
    Eof,
    /// It is finished, or that has been confirmed.
    Finish,
    /// It has failed at the other end, or was given up there.
    Abort(Option<Error>),
}

/// The streams of a connection.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    /// The connection's task.
    task: AtomicWaker,
    /// Whether a stream has something to send.
    news: AtomicBool,
    /// What has come and was not asked for yet, over all streams.
    waiting: AtomicUsize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    open: HashMap<u32, Entry>,
    /// Who has something to send, in the order in which it may.
    ready: VecDeque<u32>,
    ended: Option<CloseReason>,
}

#[derive(Debug)]
struct Entry {
    prog: u32,
    proc: i32,
    incoming: VecDeque<StreamItem>,
    reader: Option<Waker>,
    outgoing: VecDeque<Sealed>,
    out_bytes: usize,
    writer: Option<Waker>,
    /// Whether there is still somebody at this end.
    held: bool,
}

impl Hub {
    /// Wakes this task when there is something to send, or room to read.
    pub(crate) fn register(&self, cx: &Context<'_>) {
        self.task.register(cx.waker());
    }

    /// How many bytes have come that nobody has asked for yet.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire)
    }

    /// Whether somebody waits for what a stream says.
    pub(crate) fn is_waited_for(&self) -> bool {
        self.state().open.values().any(|entry| entry.reader.is_some())
    }

    /// Whether a stream has this number.
    pub(crate) fn contains(&self, serial: u32) -> bool {
        self.state().open.contains_key(&serial)
    }

    /// Makes room for the stream that this call opens.
    pub(crate) fn open(&self, header: &NetMessageHeader) {
        let mut state = self.state();
        if state.ended.is_some() {
            return;
        }
        let entry = Entry {
            prog: header.prog,
            proc: header.proc,
            incoming: VecDeque::new(),
            reader: None,
            outgoing: VecDeque::new(),
            out_bytes: 0,
            writer: None,
            held: true,
        };
        state.open.insert(header.serial, entry);
    }

    /// Takes a packet that belongs to a stream; `false` when that is not open.
    pub(crate) fn deliver(&self, frame: Frame) -> bool {
        let Frame { header, body, .. } = frame;
        let mut state = self.state();
        let Some(entry) = state.open.get_mut(&header.serial) else { return false };
        if (entry.prog, entry.proc) != (header.prog, header.proc) || !entry.held {
            return false;
        }
        let item = item(&header, body);
        self.waiting.fetch_add(cost(&item), Ordering::AcqRel);
        entry.incoming.push_back(item);
        let waker = entry.reader.take();
        drop(state);
        wake(waker);
        true
    }

    /// What came next.
    pub(crate) fn poll_recv(&self, serial: u32, cx: &Context<'_>) -> Poll<Result<StreamItem, CloseReason>> {
        let mut state = self.state();
        let ended = state.ended.clone();
        let Some(entry) = state.open.get_mut(&serial) else {
            return Poll::Ready(Err(ended.unwrap_or(CloseReason::Closed)));
        };
        let Some(item) = entry.incoming.pop_front() else {
            if let Some(reason) = ended {
                return Poll::Ready(Err(reason));
            }
            entry.reader = Some(cx.waker().clone());
            drop(state);
            if self.waiting() > 0 {
                // Nothing may have been read for the sake of other streams.
                self.task.wake();
            }
            return Poll::Pending;
        };
        self.taken(cost(&item));
        Poll::Ready(Ok(item))
    }

    /// Why the other end of a stream has failed, if it has.
    pub(crate) fn failure(&self, serial: u32) -> Option<Error> {
        let state = self.state();
        state.open.get(&serial)?.incoming.iter().find_map(|item| match item {
            StreamItem::Abort(Some(error)) => Some(error.clone()),
            StreamItem::Abort(None) => Some(rpc_error("the stream was given up at the other end".to_owned())),
            _ => None,
        })
    }

    /// Why the other end gave up, once it has; takes nothing of what came before.
    pub(crate) fn poll_given_up(
        &self,
        serial: u32,
        cx: &Context<'_>,
    ) -> Poll<Result<Option<Error>, CloseReason>> {
        let mut state = self.state();
        let ended = state.ended.clone();
        let Some(entry) = state.open.get_mut(&serial) else {
            return Poll::Ready(Err(ended.unwrap_or(CloseReason::Closed)));
        };
        let given_up = entry.incoming.iter().find_map(|item| match item {
            StreamItem::Abort(reason) => Some(reason.clone()),
            _ => None,
        });
        match (given_up, ended) {
            (Some(reason), _) => Poll::Ready(Ok(reason)),
            (None, Some(reason)) => Poll::Ready(Err(reason)),
            (None, None) => {
                entry.reader = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }

    /// Waits until a packet may be added.
    pub(crate) fn poll_room(&self, serial: u32, cx: &Context<'_>) -> Poll<Result<(), CloseReason>> {
        let mut state = self.state();
        if let Some(reason) = &state.ended {
            return Poll::Ready(Err(reason.clone()));
        }
        let Some(entry) = state.open.get_mut(&serial) else {
            return Poll::Ready(Err(CloseReason::Closed));
        };
        if entry.out_bytes < OUT_MAX {
            return Poll::Ready(Ok(()));
        }
        entry.writer = Some(cx.waker().clone());
        Poll::Pending
    }

    /// Adds a packet to those that a stream sends.
    pub(crate) fn push(&self, serial: u32, packet: Sealed) {
        let mut state = self.state();
        let State { open, ready, ended } = &mut *state;
        if ended.is_some() {
            return;
        }
        let Some(entry) = open.get_mut(&serial) else { return };
        if entry.outgoing.is_empty() {
            ready.push_back(serial);
        }
        entry.out_bytes = entry.out_bytes.saturating_add(weight(&packet));
        entry.outgoing.push_back(packet);
        drop(state);
        self.news.store(true, Ordering::Release);
        self.task.wake();
    }

    /// A stream's next packet: one of each that has some, in turn.
    pub(crate) fn next(&self) -> Option<Sealed> {
        if !self.news.load(Ordering::Acquire) {
            return None;
        }
        let mut state = self.state();
        let State { open, ready, .. } = &mut *state;
        while let Some(serial) = ready.pop_front() {
            let Some(entry) = open.get_mut(&serial) else { continue };
            let Some(packet) = entry.outgoing.pop_front() else { continue };
            entry.out_bytes = entry.out_bytes.saturating_sub(weight(&packet));
            let waker = if entry.out_bytes < OUT_MAX { entry.writer.take() } else { None };
            if !entry.outgoing.is_empty() {
                ready.push_back(serial);
            } else if !entry.held {
                open.remove(&serial);
            }
            drop(state);
            wake(waker);
            return Some(packet);
        }
        self.news.store(false, Ordering::Release);
        None
    }

    /// Nobody waits any more for the stream that a call may still open: [`Self::settle`] tells whether it did.
    pub(crate) fn abandon(&self, serial: u32) {
        let mut state = self.state();
        let Some(entry) = state.open.get_mut(&serial) else { return };
        entry.held = false;
        let dropped = std::mem::take(&mut entry.incoming);
        drop(state);
        self.taken(dropped.iter().map(cost).sum());
    }

    /// The stream was not opened; one that is abandoned waits for its own answer.
    pub(crate) fn forget(&self, serial: u32) {
        let held = self.state().open.get(&serial).is_some_and(|entry| entry.held);
        if held {
            self.release(serial);
        }
    }

    /// The answer to a call that nobody waits for: a stream that it has opened is aborted.
    pub(crate) fn settle(&self, reply: &NetMessageHeader, opened: bool) {
        let abandoned = self.state().open.get(&reply.serial).is_some_and(|entry| !entry.held);
        if !abandoned {
            return;
        }
        let header = NetMessageHeader {
            r#type: NetMessageType::NET_STREAM,
            status: NetMessageStatus::NET_ERROR,
            ..reply.clone()
        };
        if opened && let Ok(packet) = Packet::empty().seal(&header) {
            self.push(reply.serial, packet);
        } else {
            self.state().open.remove(&reply.serial);
        }
    }

    /// Nobody is at this end any more; what waits to be sent still is.
    pub(crate) fn release(&self, serial: u32) {
        let mut state = self.state();
        let Some(entry) = state.open.get_mut(&serial) else { return };
        entry.held = false;
        entry.reader = None;
        entry.writer = None;
        let dropped = std::mem::take(&mut entry.incoming);
        if entry.outgoing.is_empty() {
            state.open.remove(&serial);
        }
        drop(state);
        self.taken(dropped.iter().map(cost).sum());
    }

    /// The connection has ended: everybody who waits is told, and nothing more is sent.
    pub(crate) fn end(&self, reason: &CloseReason) {
        let mut wakers = Vec::new();
        let mut state = self.state();
        if state.ended.is_some() {
            return;
        }
        state.ended = Some(reason.clone());
        state.ready.clear();
        for entry in state.open.values_mut() {
            entry.outgoing.clear();
            wakers.extend(entry.reader.take());
            wakers.extend(entry.writer.take());
        }
        state.open.retain(|_, entry| entry.held);
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Somebody has asked for what came: the connection may be read from again.
    fn taken(&self, cost: usize) {
        if cost > 0 {
            self.waiting.fetch_sub(cost, Ordering::AcqRel);
            self.task.wake();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here can panic half-way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a packet says.
fn item(header: &NetMessageHeader, body: Bytes) -> StreamItem {
    let hole = header.r#type == NetMessageType::NET_STREAM_HOLE;
    match header.status {
        NetMessageStatus::NET_CONTINUE if hole => match from_bytes::<NetStreamHole>(body) {
            Ok(NetStreamHole { length, flags: 0 }) if length >= 0 => StreamItem::Hole(length.unsigned_abs()),
            Ok(_) => {
                StreamItem::Abort(Some(rpc_error("a hole with a bad length or unknown flags".to_owned())))
            }
            Err(error) => StreamItem::Abort(Some(rpc_error(error.to_string()))),
        },
        NetMessageStatus::NET_CONTINUE if body.is_empty() => StreamItem::Eof,
        NetMessageStatus::NET_CONTINUE => StreamItem::Data(body),
        NetMessageStatus::NET_OK => StreamItem::Finish,
        NetMessageStatus::NET_ERROR if body.is_empty() => StreamItem::Abort(None),
        NetMessageStatus::NET_ERROR => StreamItem::Abort(Some(
            from_bytes::<NetMessageError>(body)
                .map_or_else(|error| rpc_error(error.to_string()), error_from_wire),
        )),
        status => StreamItem::Abort(Some(rpc_error(format!("Unexpected message status {}", status.0)))),
    }
}

/// What an item costs while it waits.
fn cost(item: &StreamItem) -> usize {
    match item {
        StreamItem::Data(data) => data.len().saturating_add(PACKET_COST),
        _ => PACKET_COST,
    }
}

fn weight(packet: &Sealed) -> usize {
    packet.shared.as_ref().map_or(0, Bytes::len).saturating_add(PACKET_COST)
}

fn rpc_error(text: String) -> Error {
    Error::new(Code::RPC, text).or_origin(Origin::RPC)
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}
