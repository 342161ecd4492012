//! What a server sends without having been asked.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::shared::Shared;
use crate::CloseReason;

/// A message that is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The program.
    pub prog: u32,
    /// Its version.
    pub vers: u32,
    /// The message's number.
    pub proc: i32,
    /// The encoded message.
    pub body: Bytes,
}

/// Takes a connection's events, and in the end the reason why there are no more.
///
/// Replies do not wait for events to be taken, but the connection ends when too many are not. Whoever wants none
/// drops this; the connection lives on.
#[derive(Debug)]
pub struct Incoming {
    shared: Arc<Shared>,
}

impl Incoming {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// The next event.
    ///
    /// # Errors
    /// The connection has ended, and every event that came before has been taken.
    pub async fn next(&mut self) -> Result<Event, CloseReason> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// The next event, for those who poll.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Event, CloseReason>> {
        self.shared.poll_event(cx)
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        self.shared.drop_incoming();
    }
}
