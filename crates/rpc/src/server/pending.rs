//! Calls that wait for something.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::runtime::Handle;
use vir_protocol::rpc::NetMessageHeader;

use super::{CallFuture, Outcome};

/// The calls of a connection that were not ready at once.
///
/// Dropping it drops the calls, but for those that run to their end: they get a task of their own.
#[derive(Default)]
pub(super) struct Pending {
    calls: FuturesUnordered<PendingCall>,
    holds: usize,
}

struct PendingCall {
    header: NetMessageHeader,
    runs_to_end: bool,
    holds_events: bool,
    future: CallFuture,
}

impl Pending {
    pub(super) fn push(
        &mut self,
        header: NetMessageHeader,
        runs_to_end: bool,
        holds_events: bool,
        future: CallFuture,
    ) {
        self.holds = self.holds.saturating_add(usize::from(holds_events));
        self.calls.push(PendingCall { header, runs_to_end, holds_events, future });
    }

    pub(super) fn len(&self) -> usize {
        self.calls.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Whether a call is pending that no event may overtake.
    pub(super) fn holds_events(&self) -> bool {
        self.holds > 0
    }

    /// The next call that is ready, if one is.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Option<(NetMessageHeader, Outcome)> {
        if self.calls.is_empty() {
            return None;
        }
        let Poll::Ready(Some(done)) = self.calls.poll_next_unpin(cx) else { return None };
        self.holds = self.holds.saturating_sub(usize::from(done.holds_events));
        Some((done.header, done.outcome))
    }

    /// Drops the calls, or sends them off to run to their end.
    pub(super) fn detach(&mut self) {
        self.holds = 0;
        for call in std::mem::take(&mut self.calls) {
            // Without a runtime nothing can run any more, and nobody is left to be answered.
            if let (true, Ok(runtime)) = (call.runs_to_end, Handle::try_current()) {
                runtime.spawn(call.future);
            }
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.detach();
    }
}

struct Done {
    header: NetMessageHeader,
    holds_events: bool,
    outcome: Outcome,
}

impl Future for PendingCall {
    type Output = Done;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Done> {
        let this = &mut *self;
        this.future.as_mut().poll(cx).map(|outcome| Done {
            header: this.header.clone(),
            holds_events: this.holds_events,
            outcome,
        })
    }
}
