//! When to ask whether the peer is still there.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// Counts the silence of a peer.
///
/// A packet only notes the time: the timer is looked at when it rings, not at each packet.
#[derive(Debug)]
pub(crate) struct Keepalive {
    interval: Duration,
    count: u32,
    left: u32,
    deadline: Instant,
    timer: Pin<Box<Sleep>>,
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// The peer has been silent for an interval: ask it.
    Ping,
    /// The peer has not answered any of the pings.
    Dead,
}

impl Keepalive {
    /// Pings after each silent `interval`, and gives up when `count` of them have stayed without an answer.
    pub(crate) fn new(interval: Duration, count: u32) -> Self {
        let deadline = far(interval);
        Self { interval, count, left: count, deadline, timer: Box::pin(sleep_until(deadline)) }
    }

    /// Something has come from the peer.
    pub(crate) fn heard(&mut self) {
        self.left = self.count;
        self.deadline = far(self.interval);
    }

    /// Waits for what is due.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Due> {
        while self.timer.as_mut().poll(cx).is_ready() {
            if Instant::now() < self.deadline {
                self.timer.as_mut().reset(self.deadline);
                continue;
            }
            let Some(left) = self.left.checked_sub(1) else { return Poll::Ready(Due::Dead) };
            self.left = left;
            self.deadline = far(self.interval);
            self.timer.as_mut().reset(self.deadline);
            return Poll::Ready(Due::Ping);
        }
        Poll::Pending
    }
}

/// A day of silence is as good as none, and no time overflows.
fn far(interval: Duration) -> Instant {
    Instant::now() + interval.clamp(Duration::from_millis(1), Duration::from_secs(86_400))
}
