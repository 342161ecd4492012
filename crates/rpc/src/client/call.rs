//! A call, from its arguments to its reply.

use std::future::Future;
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Sleep, sleep};
use vir_protocol::rpc::NetMessageHeader;
use vir_types::{Code, Error, Origin};

use super::shared::{Reply, Shared};
use crate::StreamEnd;
use crate::packet::{Packet, PacketError};

/// A call in progress; its value is the encoded result.
#[derive(Debug)]
#[must_use = "a call is sent when it is awaited"]
pub struct Calling {
    shared: Arc<Shared>,
    header: NetMessageHeader,
    stage: Stage,
    timeout: Option<Duration>,
    timer: Option<Pin<Box<Sleep>>>,
    /// Whether the call opens a stream.
    opens: bool,
}

#[derive(Debug)]
enum Stage {
    Unsent(Result<Packet, PacketError>),
    Sent,
    Done,
}

impl Calling {
    pub(super) fn new(
        shared: Arc<Shared>,
        header: NetMessageHeader,
        packet: Result<Packet, PacketError>,
    ) -> Self {
        let timeout = shared.config.call_timeout;
        Self { shared, header, stage: Stage::Unsent(packet), timeout, timer: None, opens: false }
    }

    /// Gives up after this time; `None` waits for ever.
    pub fn timeout(mut self, timeout: Option<Duration>) -> Self {
        self.timeout = timeout;
        self
    }

    fn poll_reply(&mut self, cx: &mut Context<'_>) -> Poll<Result<Reply, Error>> {
        if matches!(self.stage, Stage::Unsent(_))
            && let Err(error) = self.send(cx)
        {
            return Poll::Ready(Err(error));
        }
        if matches!(self.stage, Stage::Done) {
            return Poll::Ready(Err(Error::internal("the call has been answered already")));
        }
        let result = match self.shared.poll_reply(self.header.serial, cx) {
            Poll::Ready(result) => result,
            Poll::Pending => match self.timer.as_mut().map(|timer| timer.as_mut().poll(cx)) {
                Some(Poll::Ready(())) => {
                    self.shared.forget(self.header.serial);
                    self.give_up_stream();
                    Err(Error::new(Code::OPERATION_TIMEOUT, "no reply from the server in time")
                        .or_origin(Origin::RPC))
                }
                Some(Poll::Pending) | None => return Poll::Pending,
            },
        };
        self.stage = Stage::Done;
        Poll::Ready(result)
    }

    /// The server may open the stream yet: it is aborted when that is known.
    fn give_up_stream(&self) {
        if self.opens {
            self.shared.streams.abandon(self.header.serial);
        }
    }

    fn send(&mut self, cx: &Context<'_>) -> Result<(), Error> {
        let Stage::Unsent(packet) = std::mem::replace(&mut self.stage, Stage::Done) else { return Ok(()) };
        let packet = packet.map_err(encode_error)?;
        let NetMessageHeader { prog, proc, .. } = self.header;
        let serial = self.shared.register(prog, proc, cx.waker()).map_err(|reason| reason.to_error())?;
        self.header.serial = serial;
        // From here on dropping the call gives the number back.
        self.stage = Stage::Sent;
        if self.opens {
            self.shared.streams.open(&self.header);
        }
        match packet.seal(&self.header) {
            Ok(sealed) => self.shared.send(sealed),
            Err(error) => {
                self.shared.forget(serial);
                self.shared.streams.release(serial);
                self.stage = Stage::Done;
                return Err(encode_error(error));
            }
        }
        self.timer = self.timeout.map(|timeout| Box::pin(sleep(timeout)));
        Ok(())
    }
}

fn encode_error(error: PacketError) -> Error {
    Error::new(Code::RPC, error.to_string()).or_origin(Origin::RPC).with_source(error)
}

impl Future for Calling {
    type Output = Result<Bytes, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_reply(cx).map_ok(|reply| reply.body)
    }
}

impl Drop for Calling {
    fn drop(&mut self) {
        if matches!(self.stage, Stage::Sent) {
            self.shared.forget(self.header.serial);
            self.give_up_stream();
        }
    }
}

/// A call in progress that may bring descriptors; its value is the encoded result and the descriptors.
#[derive(Debug)]
#[must_use = "a call is sent when it is awaited"]
pub struct CallingWithFds(Calling);

impl CallingWithFds {
    pub(super) fn new(calling: Calling) -> Self {
        Self(calling)
    }

    /// Gives up after this time; `None` waits for ever.
    pub fn timeout(self, timeout: Option<Duration>) -> Self {
        Self(self.0.timeout(timeout))
    }
}

impl Future for CallingWithFds {
    type Output = Result<(Bytes, Vec<OwnedFd>), Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll_reply(cx).map_ok(|reply| (reply.body, reply.fds))
    }
}

/// A call in progress that opens a stream; its value is the encoded result and this end of the stream.
#[derive(Debug)]
#[must_use = "a call is sent when it is awaited"]
pub struct CallingWithStream(Calling);

impl CallingWithStream {
    pub(super) fn new(mut calling: Calling) -> Self {
        calling.opens = true;
        Self(calling)
    }

    /// Gives up after this time; `None` waits for ever.
    pub fn timeout(self, timeout: Option<Duration>) -> Self {
        Self(self.0.timeout(timeout))
    }
}

impl Future for CallingWithStream {
    type Output = Result<(Bytes, StreamEnd), Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let call = &mut self.0;
        match call.poll_reply(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(reply)) => {
                Poll::Ready(Ok((reply.body, StreamEnd::new(call.shared.clone(), &call.header))))
            }
            Poll::Ready(Err(error)) => {
                // After a time limit the stream is abandoned instead, until the answer is known.
                call.shared.streams.forget(call.header.serial);
                Poll::Ready(Err(error))
            }
        }
    }
}
