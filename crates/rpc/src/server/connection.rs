//! A connection's state, and the loop that drives it.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};

use tracing::{debug, trace};
use vir_protocol::keepalive::Proc;
use vir_protocol::rpc::{NetMessageHeader, NetMessageStatus, NetMessageType};
use vir_types::{Code, Error, Origin};

use super::linger::Linger;
use super::outbox::{Outbox, Shared};
use super::pending::Pending;
use super::{Call, Config, Outcome, Service};
use crate::Packet;
use crate::frame::{Frame, FrameReader};
use crate::keepalive::{Due, Keepalive};
use crate::outgoing::Outgoing;
use crate::packet::{self, PacketError, Sealed};
use crate::{CloseReason, LOG, StreamEnd, Transport, error_to_wire};

/// Streams add to what waits to be written only below this size, so that answers do not wait long behind them.
const STREAM_PORTION: usize = 64 * 1024;
/// Events move on to the socket's queue in portions of this size; the rest is counted where its bound is.
const EVENT_PORTION: usize = 16 * 1024;

pub(super) struct Connection<T, S: Service> {
    transport: T,
    service: Arc<S>,
    config: Config,
    reader: FrameReader,
    /// Calls that were read but may not start yet.
    waiting: VecDeque<Frame>,
    waiting_weight: usize,
    pending: Pending,
    out: Outgoing,
    outbox: Arc<Shared>,
    events_left: bool,
    keepalive: Option<Keepalive>,
    linger: Linger,
    /// Whether there was an answer since it was looked last.
    answered: bool,
    phase: Phase,
}

/// How far the connection is from its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Open,
    /// Nothing is read any more, calls in progress finish.
    Stopping,
    /// Only what waits to be written is.
    Flushing,
}

impl<T: Transport, S: Service> Connection<T, S> {
    pub(super) fn new(transport: T, config: Config, make: impl FnOnce(Outbox) -> Arc<S>) -> Self {
        let outbox = Arc::new(Shared::new(config));
        Self {
            transport,
            service: make(Outbox::new(outbox.clone())),
            config,
            reader: FrameReader::default(),
            waiting: VecDeque::new(),
            waiting_weight: 0,
            pending: Pending::default(),
            out: Outgoing::default(),
            outbox,
            events_left: false,
            keepalive: None,
            linger: Linger::default(),
            answered: false,
            phase: Phase::Open,
        }
    }

    /// Takes no more calls; those in progress finish.
    pub(super) fn stop(&mut self) {
        if self.phase == Phase::Open {
            self.phase = Phase::Stopping;
            self.forget_waiting();
        }
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<CloseReason> {
        match self.drive(cx) {
            Ok(()) => {
                if std::mem::take(&mut self.answered) {
                    self.linger.answered();
                }
                if self.pending.is_empty() {
                    self.linger.poll(cx, || self.transport.has_input());
                }
                Poll::Pending
            }
            Err(reason) => {
                debug!(target: LOG, %reason, "connection ends");
                Poll::Ready(reason)
            }
        }
    }

    /// Does all that can be done now; an error is the end.
    fn drive(&mut self, cx: &mut Context<'_>) -> Result<(), CloseReason> {
        self.outbox.streams.register(cx);
        loop {
            // Replies come before events: what a finished call has caused must not overtake its answer.
            while self.start_waiting(cx) | self.finish_pending(cx) {}
            self.take_news(cx)?;
            self.check_keepalive(cx)?;
            while self.flush(cx)? && self.take_streams() {}
            if self.may_end() {
                return Err(CloseReason::Closed);
            }
            let more = (self.events_left && self.out.is_empty() && !self.pending.holds_events())
                || (!self.waiting.is_empty() && self.may_start());
            if !more && !self.read(cx)? {
                return Ok(());
            }
        }
    }

    /// Whether the connection would end, were it not for what its client has not read yet.
    pub(super) fn waits_for_reader(&self) -> bool {
        match self.phase {
            Phase::Open => false,
            Phase::Stopping => self.pending.is_empty() && !self.out.is_empty(),
            Phase::Flushing => !self.out.is_empty(),
        }
    }

    fn may_end(&self) -> bool {
        match self.phase {
            Phase::Open => false,
            Phase::Stopping => self.pending.is_empty() && !self.events_left && self.out.is_empty(),
            Phase::Flushing => self.out.is_empty(),
        }
    }

    fn may_start(&self) -> bool {
        self.phase == Phase::Open
            && self.pending.len() < self.config.max_client_requests.max(1)
            && self.out.bytes() <= self.config.max_unsent
    }

    fn may_read(&self) -> bool {
        self.phase == Phase::Open
            && self.waiting_weight <= self.config.read_ahead
            && self.outbox.streams.waiting() <= self.config.max_stream_bytes
            && self.out.bytes() <= self.config.max_unsent
    }

    /// Reads once and takes the packets that are complete; `false` when there is nothing to do but wait.
    fn read(&mut self, cx: &mut Context<'_>) -> Result<bool, CloseReason> {
        if !self.may_read() {
            return Ok(false);
        }
        loop {
            match self.transport.poll_readable(cx) {
                Poll::Pending => return Ok(false),
                Poll::Ready(ready) => ready?,
            }
            match self.reader.fill(&self.transport) {
                Ok(0) => return Err(CloseReason::Eof),
                Ok(_) => break,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
        }
        if let Some(keepalive) = &mut self.keepalive {
            keepalive.heard();
        }
        while self.phase == Phase::Open
            && let Some(frame) = self.reader.next()?
        {
            self.receive(frame, cx)?;
        }
        Ok(true)
    }

    fn receive(&mut self, frame: Frame, cx: &mut Context<'_>) -> Result<(), CloseReason> {
        if let Some(proc) = frame.keepalive() {
            match proc {
                Proc::PING => self.send(packet::keepalive(Proc::PONG)),
                Proc::PONG => {}
                other => debug!(target: LOG, proc = other.0, "unexpected keepalive packet"),
            }
            return Ok(());
        }
        match frame.header.r#type {
            NetMessageType::NET_CALL | NetMessageType::NET_CALL_WITH_FDS => {}
            // Data may still be on its way when a stream has ended, so it is never an error.
            NetMessageType::NET_STREAM | NetMessageType::NET_STREAM_HOLE => {
                let serial = frame.header.serial;
                if !self.outbox.streams.deliver(frame) {
                    debug!(target: LOG, serial, "packet of a stream that is not open");
                }
                return Ok(());
            }
            other => return Err(CloseReason::UnexpectedType(other.0)),
        }
        if self.waiting.is_empty() && self.may_start() {
            self.start(frame, cx);
        } else {
            self.waiting_weight = self.waiting_weight.saturating_add(frame.weight());
            self.waiting.push_back(frame);
        }
        Ok(())
    }

    /// Starts calls that had to wait; whether there was one.
    fn start_waiting(&mut self, cx: &mut Context<'_>) -> bool {
        let mut any = false;
        while self.may_start()
            && let Some(frame) = self.waiting.pop_front()
        {
            self.waiting_weight = self.waiting_weight.saturating_sub(frame.weight());
            self.start(frame, cx);
            any = true;
        }
        if any && self.waiting.is_empty() {
            self.forget_waiting();
        }
        any
    }

    fn forget_waiting(&mut self) {
        self.waiting = VecDeque::new();
        self.waiting_weight = 0;
    }

    /// Starts a call and takes its answer, if that is ready.
    fn start(&mut self, frame: Frame, cx: &mut Context<'_>) {
        let Frame { header, body, fds } = frame;
        trace!(target: LOG, prog = header.prog, proc = header.proc, serial = header.serial, "call");
        if let Err(error) = self.check(&header) {
            return self.answer(&header, Outcome::Error(error));
        }
        let NetMessageHeader { prog, vers, proc, serial, .. } = header;
        let mut future = self.service.clone().call(Call { prog, vers, proc, serial, body, fds });
        match future.as_mut().poll(cx) {
            Poll::Ready(outcome) => self.answer(&header, outcome),
            Poll::Pending => {
                let runs_to_end = self.service.runs_to_end(prog, proc);
                let holds_events = self.service.holds_events(prog, proc);
                self.pending.push(header, runs_to_end, holds_events, future);
            }
        }
    }

    fn check(&self, header: &NetMessageHeader) -> Result<(), Error> {
        let NetMessageHeader { prog, vers, status, .. } = header;
        if !self.service.programs().contains(&(*prog, *vers)) {
            // libvirt writes both as signed numbers.
            let (prog, vers) = (prog.cast_signed(), vers.cast_signed());
            return Err(rpc_error(format!("Cannot find program {prog} version {vers}")));
        }
        if *status != NetMessageStatus::NET_OK {
            return Err(rpc_error(format!("Unexpected message status {}", status.0)));
        }
        Ok(())
    }

    /// Takes the answers of calls that had to wait; whether there was one.
    fn finish_pending(&mut self, cx: &mut Context<'_>) -> bool {
        let mut any = false;
        while let Some((header, outcome)) = self.pending.poll_next(cx) {
            self.answer(&header, outcome);
            any = true;
        }
        any
    }

    fn answer(&mut self, to: &NetMessageHeader, outcome: Outcome) {
        let mut last = false;
        let mut opened = None;
        self.answered = true;
        let good = |reply: Packet| reply.seal(&packet::reply_header(to, NetMessageStatus::NET_OK));
        let reply = match outcome {
            Outcome::Reply(reply) => good(reply),
            Outcome::Close(reply) => {
                last = true;
                good(reply)
            }
            Outcome::Stream(reply, start) => {
                opened = Some(start);
                good(reply)
            }
            Outcome::Error(error) => packet::error_reply(to, &error_to_wire(&error)),
        };
        match reply {
            Ok(reply) => {
                self.out.push(reply);
                if let Some(start) = opened {
                    self.outbox.streams.open(to);
                    (start.0)(StreamEnd::new(self.outbox.clone(), to));
                }
            }
            Err(error) => {
                let error = rpc_error(error.to_string());
                self.send(packet::error_reply(to, &error_to_wire(&error)));
            }
        }
        if last {
            self.phase = Phase::Flushing;
        }
    }

    /// Sends a packet that is always within its bounds.
    fn send(&mut self, packet: Result<Sealed, PacketError>) {
        match packet {
            Ok(packet) => self.out.push(packet),
            Err(error) => debug!(target: LOG, %error, "packet not sent"),
        }
    }

    fn take_news(&mut self, cx: &mut Context<'_>) -> Result<(), CloseReason> {
        self.events_left |= self.phase != Phase::Flushing && self.outbox.ask_sources(cx);
        if let Some(news) = self.outbox.news(cx.waker()) {
            if news.overflow {
                return Err(CloseReason::EventOverflow);
            }
            if let Some((interval, count)) = news.keepalive {
                self.keepalive = Some(Keepalive::new(interval, count));
            }
            self.events_left = true;
            if news.close {
                self.outbox.take_events(usize::MAX, |event| self.out.push(event));
                self.phase = Phase::Flushing;
            }
        }
        if self.events_left && self.phase != Phase::Flushing && !self.pending.holds_events() {
            self.linger.served();
            let room = EVENT_PORTION.saturating_sub(self.out.bytes());
            self.events_left = self.outbox.take_events(room, |event| self.out.push(event));
        }
        Ok(())
    }

    fn check_keepalive(&mut self, cx: &mut Context<'_>) -> Result<(), CloseReason> {
        // An answer may be among what this end does not want to read yet.
        let deaf = !self.may_read() && self.out.bytes() <= self.config.max_unsent;
        let Some(keepalive) = &mut self.keepalive else { return Ok(()) };
        while let Poll::Ready(due) = keepalive.poll(cx) {
            match due {
                // Its end would stand behind that too.
                _ if deaf && self.transport.is_hung_up() => return Err(CloseReason::Eof),
                _ if deaf => keepalive.heard(),
                Due::Ping => self.out.push(packet::keepalive(Proc::PING).map_err(io::Error::other)?),
                Due::Dead => return Err(CloseReason::Keepalive),
            }
        }
        Ok(())
    }

    /// Lets streams add to what is to be written; whether one did.
    fn take_streams(&mut self) -> bool {
        let before = self.out.bytes();
        while self.phase == Phase::Open && self.out.bytes() < STREAM_PORTION {
            let Some(packet) = self.outbox.streams.next() else { break };
            self.out.push(packet);
        }
        self.out.bytes() > before
    }

    /// Writes what the socket takes; whether it may take more.
    fn flush(&mut self, cx: &mut Context<'_>) -> Result<bool, CloseReason> {
        while !self.out.is_empty() {
            match self.out.write(&self.transport) {
                Ok(()) => break,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    match self.transport.poll_writable(cx) {
                        Poll::Pending => return Ok(self.out.bytes() < STREAM_PORTION),
                        Poll::Ready(ready) => ready?,
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(true)
    }
}

impl<T, S: Service> Drop for Connection<T, S> {
    fn drop(&mut self) {
        self.outbox.end();
        self.outbox.streams.end(&CloseReason::Closed);
        self.pending.detach();
        self.service.closed();
    }
}

fn rpc_error(text: String) -> Error {
    Error::new(Code::RPC, text).or_origin(Origin::RPC)
}
