//! Where a client's events come from: asked by its connection itself, so that an event costs one wake-up per client.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::outbox::Shared;

/// What one registration of a client has to tell it.
pub trait EventSource: Send {
    /// The next event, in the connection's task: it must not block. [`Poll::Pending`] means that the task is woken
    /// when there is more.
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Sourced>;
}

/// What a source says.
#[derive(Debug)]
#[non_exhaustive]
pub enum Sourced {
    /// An event to send.
    Event(OutEvent),
    /// There will be none any more.
    End,
    /// Some were lost: the connection ends, behind what waits for the client.
    Lost,
}

/// An event on its way out, encoded already.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OutEvent {
    /// The program.
    pub prog: u32,
    /// Its version.
    pub vers: u32,
    /// The message's number.
    pub proc: i32,
    /// What this client's copy begins with: the number of its callback.
    pub prefix: Option<i32>,
    /// What all clients get alike.
    pub body: Bytes,
}

impl OutEvent {
    /// A message of this program and version with this number.
    #[must_use]
    pub fn new(program: (u32, u32), proc: i32, prefix: Option<i32>, body: Bytes) -> Self {
        Self { prog: program.0, vers: program.1, proc, prefix, body }
    }
}

/// Ends a source; dropping it does not.
pub struct SourceHandle {
    shared: Arc<Shared>,
    id: u64,
}

impl SourceHandle {
    pub(super) fn new(shared: Arc<Shared>, id: u64) -> Self {
        Self { shared, id }
    }

    /// Nothing more is taken from the source. What was taken before is still sent.
    pub fn end(&self) {
        drop(self.shared.sources.take(self.id));
    }
}

impl fmt::Debug for SourceHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceHandle").field("id", &self.id).finish_non_exhaustive()
    }
}
