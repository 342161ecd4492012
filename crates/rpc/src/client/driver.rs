//! The task of a client's connection.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};

use tracing::debug;
use vir_protocol::keepalive::Proc;
use vir_protocol::rpc::{NetMessageError, NetMessageStatus, NetMessageType};
use vir_types::{Code, Error, Origin};
use vir_xdr::from_bytes;

use super::Event;
use super::shared::{Reply, Shared};
use crate::frame::{Frame, FrameReader};
use crate::keepalive::{Due, Keepalive};
use crate::packet;
use crate::{CloseReason, LOG, error_from_wire};

/// How many bytes may be unsent before pings stay without an answer: a server that does not read gets none anyway.
const UNSENT_MAX: usize = 1024 * 1024;

/// Reads, writes what was left over, and watches the peer, until the connection ends.
pub(super) async fn drive(shared: Arc<Shared>) {
    let mut driver = Driver { shared, reader: FrameReader::default(), keepalive: None };
    let reason = poll_fn(|cx| match driver.poll(cx) {
        Ok(()) => Poll::Pending,
        Err(reason) => Poll::Ready(reason),
    })
    .await;
    debug!(target: LOG, %reason, "connection ends");
    driver.shared.end(&reason);
}

struct Driver {
    shared: Arc<Shared>,
    reader: FrameReader,
    keepalive: Option<Keepalive>,
}

impl Driver {
    fn poll(&mut self, cx: &mut Context<'_>) -> Result<(), CloseReason> {
        self.shared.driver.register(cx.waker());
        self.shared.streams.register(cx);
        let orders = self.shared.orders();
        if let Some((interval, count)) = orders.keepalive {
            self.keepalive = (!interval.is_zero()).then(|| Keepalive::new(interval, count));
        }
        self.shared.flush(cx)?;
        while self.read(cx)? {}
        self.check_keepalive(cx)?;
        self.shared.flush(cx)?;
        // Closing does not wait for a server that does not read.
        if orders.close { Err(CloseReason::Closed) } else { Ok(()) }
    }

    /// Whether more may be read: streams that nobody empties hold it up.
    fn may_read(&self) -> bool {
        let (waiting, config) = (self.shared.streams.waiting(), &self.shared.config);
        waiting <= config.max_stream_bytes
            || (waiting <= config.max_stream_bytes_hard && self.shared.is_waited_for())
    }

    fn read(&mut self, cx: &mut Context<'_>) -> Result<bool, CloseReason> {
        if !self.may_read() {
            if let Some(keepalive) = &mut self.keepalive {
                // An answer may be among what this end does not want to read yet.
                keepalive.heard();
            }
            return Ok(false);
        }
        match self.shared.transport.poll_readable(cx) {
            Poll::Pending => return Ok(false),
            Poll::Ready(ready) => ready?,
        }
        match self.reader.fill(&*self.shared.transport) {
            Ok(0) => return Err(CloseReason::Eof),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(true),
            Err(error) => return Err(error.into()),
        }
        if let Some(keepalive) = &mut self.keepalive {
            keepalive.heard();
        }
        while let Some(frame) = self.reader.next()? {
            self.receive(frame)?;
        }
        Ok(true)
    }

    fn receive(&self, frame: Frame) -> Result<(), CloseReason> {
        if let Some(proc) = frame.keepalive() {
            if proc == Proc::PING && self.shared.unsent() <= UNSENT_MAX {
                self.shared.send(packet::keepalive(Proc::PONG).map_err(io::Error::other)?);
            }
            return Ok(());
        }
        let Frame { header, body, fds } = frame;
        match header.r#type {
            NetMessageType::NET_REPLY | NetMessageType::NET_REPLY_WITH_FDS => {
                let reply = || match header.status {
                    NetMessageStatus::NET_OK => Ok(Reply { body, fds }),
                    NetMessageStatus::NET_ERROR => Err(from_bytes::<NetMessageError>(body)
                        .map_or_else(|error| bad_reply(error.to_string()), error_from_wire)),
                    status => Err(bad_reply(format!("Unexpected message status {}", status.0))),
                };
                let opened = header.status == NetMessageStatus::NET_OK;
                if !self.shared.deliver(&header, reply) {
                    self.shared.streams.settle(&header, opened);
                    debug!(target: LOG, serial = header.serial, "reply that nobody waits for");
                }
            }
            NetMessageType::NET_MESSAGE => {
                let (prog, vers, proc) = (header.prog, header.vers, header.proc);
                self.shared.queue_event(Event { prog, vers, proc, body })?;
            }
            NetMessageType::NET_STREAM | NetMessageType::NET_STREAM_HOLE => {
                let serial = header.serial;
                if !self.shared.streams.deliver(Frame { header, body, fds }) {
                    debug!(target: LOG, serial, "packet of a stream that is not open");
                }
            }
            other => return Err(CloseReason::UnexpectedType(other.0)),
        }
        Ok(())
    }

    fn check_keepalive(&mut self, cx: &mut Context<'_>) -> Result<(), CloseReason> {
        let Some(keepalive) = &mut self.keepalive else { return Ok(()) };
        while let Poll::Ready(due) = keepalive.poll(cx) {
            match due {
                Due::Ping => self.shared.send(packet::keepalive(Proc::PING).map_err(io::Error::other)?),
                Due::Dead => return Err(CloseReason::Keepalive),
            }
        }
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A runtime that shuts down drops the task: those who wait elsewhere must not wait for ever.
        self.shared.end(&CloseReason::Closed);
    }
}

fn bad_reply(text: String) -> Error {
    Error::new(Code::RPC, text).or_origin(Origin::RPC)
}
