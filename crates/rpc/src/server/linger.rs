//! Staying awake for a moment after an answer.
//!
//! Who calls one procedure after the other sends the next call a few microseconds behind the answer, while to wake a
//! processor that has gone to sleep takes several times as long. So a connection that has answered looks for the
//! next call for a moment. Only one connection of a process does so at a time, others run between two looks, and
//! where there is but one processor nobody does.

use std::num::NonZero;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

/// For how long the next call is looked for.
const MOMENT: Duration = Duration::from_micros(50);

static TAKEN: AtomicBool = AtomicBool::new(false);
static ALONE: LazyLock<bool> =
    LazyLock::new(|| available_parallelism().is_ok_and(|it| it == NonZero::<usize>::MIN));

/// A connection's turn to stay awake, if it has it.
#[derive(Debug)]
pub(super) struct Linger {
    taken: &'static AtomicBool,
    until: Option<Instant>,
}

impl Default for Linger {
    fn default() -> Self {
        Self::among(&TAKEN)
    }
}

impl Linger {
    /// One of those that take turns.
    fn among(taken: &'static AtomicBool) -> Self {
        Self { taken, until: None }
    }

    /// Answers have left.
    pub(super) fn begin(&mut self) {
        if *ALONE {
            return;
        }
        // Looked at before it is written: on a busy daemon it is always taken, and every processor asks.
        let free = || !self.taken.load(Ordering::Relaxed) && !self.taken.swap(true, Ordering::Relaxed);
        if self.until.is_some() || free() {
            self.until = Some(Instant::now() + MOMENT);
        }
    }

    /// Whether to look again at once, rather than to sleep until something comes.
    pub(super) fn goes_on(&mut self, has_input: impl FnOnce() -> bool) -> bool {
        let Some(until) = self.until else { return false };
        if has_input() || Instant::now() >= until {
            self.end();
            return false;
        }
        true
    }

    /// What was looked for is there, or no longer of interest.
    pub(super) fn end(&mut self) {
        if self.until.take().is_some() {
            self.taken.store(false, Ordering::Relaxed);
        }
    }
}

impl Drop for Linger {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_stays_awake_for_a_moment_and_no_longer() {
        if *ALONE {
            return;
        }
        static TURN: AtomicBool = AtomicBool::new(false);
        let (mut first, mut second) = (Linger::among(&TURN), Linger::among(&TURN));
        assert!(!first.goes_on(|| false), "nothing was answered");
        first.begin();
        second.begin();
        assert!(first.goes_on(|| false));
        assert!(!second.goes_on(|| false), "another one is awake");
        assert!(!first.goes_on(|| true), "what it looked for is there");
        second.begin();
        std::thread::sleep(MOMENT);
        assert!(!second.goes_on(|| false), "the moment is over");
        first.begin();
        drop(first);
        second.begin();
        assert!(second.goes_on(|| false), "one that ends lets others");
    }
}
