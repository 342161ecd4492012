//! The sources of one connection.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use super::source::{EventSource, OutEvent, Sourced};

/// So many events are taken from a source before the connection writes.
const BURST: usize = 256;

#[derive(Default)]
pub(super) struct Sources {
    /// Whether there are any; most connections have none.
    any: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last: u64,
    list: Vec<(u64, Box<dyn EventSource>)>,
}

/// What asking all of them came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Nobody has more for now.
    All,
    /// Somebody may have more.
    More,
    /// Somebody has lost events.
    Lost,
}

impl Sources {
    pub(super) fn add(&self, source: Box<dyn EventSource>) -> u64 {
        let mut state = self.state();
        state.last = state.last.wrapping_add(1);
        let id = state.last;
        state.list.push((id, source));
        self.any.store(true, Ordering::Release);
        id
    }

    /// Takes a source away; the caller drops it, when nothing is locked.
    pub(super) fn take(&self, id: u64) -> Option<Box<dyn EventSource>> {
        let mut state = self.state();
        let at = state.list.iter().position(|(known, _)| *known == id)?;
        Some(state.list.remove(at).1)
    }

    /// All of them, at the connection's end.
    pub(super) fn take_all(&self) -> Vec<(u64, Box<dyn EventSource>)> {
        self.any.store(false, Ordering::Release);
        std::mem::take(&mut self.state().list)
    }

    /// Asks each for what it has.
    pub(super) fn ask(&self, cx: &mut Context<'_>, mut take: impl FnMut(OutEvent)) -> Asked {
        if !self.any.load(Ordering::Acquire) {
            return Asked::All;
        }
        let mut state = self.state();
        let mut ended = Vec::new();
        let mut asked = Asked::All;
        for (id, source) in &mut state.list {
            let mut left = BURST;
            loop {
                match source.poll_next(cx) {
                    Poll::Ready(Sourced::Event(event)) => take(event),
                    Poll::Ready(Sourced::End) => ended.push(*id),
                    Poll::Ready(Sourced::Lost) => {
                        ended.push(*id);
                        asked = Asked::Lost;
                    }
                    Poll::Pending => break,
                }
                left = left.saturating_sub(1);
                if ended.last() == Some(id) {
                    break;
                }
                if left == 0 {
                    asked = if asked == Asked::Lost { asked } else { Asked::More };
                    break;
                }
            }
        }
        if ended.is_empty() {
            return asked;
        }
        let gone: Vec<_> = state.list.extract_if(.., |(id, _)| ended.contains(id)).collect();
        drop(state);
        drop(gone);
        asked
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A source that panics ends its connection's task, and with it all of them.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").finish_non_exhaustive()
    }
}
