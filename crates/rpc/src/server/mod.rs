//! The server's end of a connection.
//!
//! [`serve`] is one task. It reads what is there, makes each call's future and polls it once on the spot; replies
//! that are ready leave together with one write. Only a call that has to wait is kept aside, so a trivial call costs
//! no wake-up, no queue and no other thread.

mod connection;
mod linger;
mod outbox;
mod pending;
mod source;
mod sources;

use std::fmt;
use std::future::{Future, poll_fn};
use std::os::fd::OwnedFd;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Sleep, sleep};
use vir_types::Error;

use crate::{CloseReason, Packet, Transport};
use connection::Connection;
pub use outbox::{Gone, Outbox};
pub use source::{EventSource, OutEvent, SourceHandle, Sourced};

use crate::StreamEnd;

/// One client's session: what its calls do.
///
/// There is one object for each connection, made by the closure that [`serve`] is given.
pub trait Service: Send + Sync + 'static {
    /// The programs that are answered for, each with its version. Calls of others never reach [`Self::call`].
    fn programs(&self) -> &[(u32, u32)];

    /// Starts a call. The future is polled at once, in the connection's task: it must not block.
    fn call(self: Arc<Self>, call: Call) -> CallFuture;

    /// Whether a call of this procedure changes something, and so runs to its end when its client has gone.
    fn runs_to_end(&self, prog: u32, proc: i32) -> bool;

    /// Whether events stay back while a call of this procedure is pending: a registration's reply precedes its first
    /// event. Without this only the replies that are ready precede the events that wait.
    fn holds_events(&self, _prog: u32, _proc: i32) -> bool {
        false
    }

    /// The connection has ended; called once. Changes in progress may still be running.
    fn closed(&self) {}
}

/// What a call comes to, sooner or later.
pub type CallFuture = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A call as it came from the client.
#[derive(Debug)]
#[non_exhaustive]
pub struct Call {
    /// The program.
    pub prog: u32,
    /// Its version.
    pub vers: u32,
    /// The procedure's number, which nobody has looked at yet.
    pub proc: i32,
    /// The number that the client gave the call; a stream that the call opens has the same.
    pub serial: u32,
    /// The encoded arguments.
    pub body: Bytes,
    /// The descriptors that came with them.
    pub fds: Vec<OwnedFd>,
}

/// What a call has come to.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The encoded result, and the descriptors that travel with it.
    Reply(Packet),
    /// The call failed.
    Error(Error),
    /// The reply, after which the connection ends.
    Close(Packet),
    /// The reply, and who takes the stream that the call has opened.
    Stream(Packet, StreamStart),
}

/// Who takes a stream once it is open: runs in the connection's task, so it must not block.
pub struct StreamStart(Box<dyn FnOnce(StreamEnd) + Send>);

impl StreamStart {
    /// Gives the stream to this function.
    #[must_use]
    pub fn new(start: impl FnOnce(StreamEnd) + Send + 'static) -> Self {
        Self(Box::new(start))
    }
}

impl fmt::Debug for StreamStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamStart").finish_non_exhaustive()
    }
}

/// The limits of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// How many calls may be pending; more are read ahead but not started.
    pub max_client_requests: usize,
    /// How many bytes of calls may wait to be started before reading stops.
    pub read_ahead: usize,
    /// How many bytes may be unsent before nothing more is started or read.
    pub max_unsent: usize,
    /// How many bytes of streams may have come without being asked for before reading stops.
    pub max_stream_bytes: usize,
    /// How many events may wait.
    pub max_events: usize,
    /// How many bytes of events may wait.
    pub max_event_bytes: usize,
    /// How long a client may take to read what is left for it once its connection is to end.
    pub flush_timeout: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            max_client_requests: 5,
            read_ahead: 64 * 1024,
            max_unsent: 256 * 1024,
            max_stream_bytes: 1024 * 1024,
            max_events: 16 * 1024,
            max_event_bytes: 4 * 1024 * 1024,
            flush_timeout: Duration::from_secs(5),
        }
    }
}

/// Serves a connection until it ends, and says why it did.
///
/// When `shutdown` completes nothing more is read; calls in progress finish, their replies and the events that wait
/// are written, and the connection is closed; a client that does not read them in time is not waited for. A future that is dropped instead closes the connection at once. Either
/// way a pending call that [runs to its end](Service::runs_to_end) continues in a task of its own.
pub async fn serve<T: Transport, S: Service>(
    transport: T,
    config: Config,
    shutdown: impl Future<Output = ()>,
    make: impl FnOnce(Outbox) -> Arc<S>,
) -> CloseReason {
    let mut connection = Connection::new(transport, config, make);
    let mut shutdown = pin!(shutdown);
    let mut stopped = false;
    let mut patience: Option<Pin<Box<Sleep>>> = None;
    poll_fn(|cx| {
        if !stopped && shutdown.as_mut().poll(cx).is_ready() {
            stopped = true;
            connection.stop();
        }
        if let Poll::Ready(reason) = connection.poll(cx) {
            return Poll::Ready(reason);
        }
        if !connection.waits_for_reader() {
            patience = None;
            return Poll::Pending;
        }
        let patience = patience.get_or_insert_with(|| Box::pin(sleep(config.flush_timeout)));
        patience.as_mut().poll(cx).map(|()| CloseReason::Closed)
    })
    .await
}
