//! Staying awake for a moment after an answer.
//!
//! Who calls one procedure after the other sends the next call a few microseconds behind the answer, while to wake a
//! processor that has gone to sleep takes several times as long. So a connection that has answered looks for the
//! next call for a moment, if it is the only one that anything was done for since its answer before. Where others
//! call too, or hear of events, somebody is awake anyway, and the time is theirs; where there is but one processor
//! it is the client's.

use std::num::NonZero;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Context;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

/// For how long the next call is looked for.
const MOMENT: Duration = Duration::from_micros(50);

/// The connection of this process that something was done for last.
static LAST: AtomicU64 = AtomicU64::new(0);
static ONE_PROCESSOR: LazyLock<bool> =
    LazyLock::new(|| available_parallelism().is_ok_and(|it| it == NonZero::<usize>::MIN));

/// Whether a connection stays awake.
#[derive(Debug)]
pub(super) struct Linger {
    last: &'static AtomicU64,
    own: u64,
    until: Option<Instant>,
}

impl Default for Linger {
    fn default() -> Self {
        Self::among(&LAST)
    }
}

impl Linger {
    /// One of those that know of each other.
    fn among(last: &'static AtomicU64) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self { last, own: NEXT.fetch_add(1, Ordering::Relaxed), until: None }
    }

    /// Something was done for the connection; whether it is the only one.
    pub(super) fn served(&self) -> bool {
        let only = self.is_last();
        if !only {
            self.last.store(self.own, Ordering::Relaxed);
        }
        only
    }

    /// It was answered: the next call may follow at once.
    pub(super) fn answered(&mut self) {
        let only = self.served() && !*ONE_PROCESSOR;
        self.until = only.then(|| Instant::now() + MOMENT);
    }

    /// Has the connection polled again at once, while there is a call to be looked for.
    pub(super) fn poll(&mut self, cx: &Context<'_>, has_input: impl FnOnce() -> bool) {
        let Some(until) = self.until else { return };
        if !self.is_last() || has_input() || Instant::now() >= until {
            self.until = None;
            return;
        }
        cx.waker().wake_by_ref();
    }

    fn is_last(&self) -> bool {
        self.last.load(Ordering::Relaxed) == self.own
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Wake, Waker};

    use super::*;

    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Whether it wants to be polled again; the moment itself is not waited for.
    fn goes_on(linger: &mut Linger, input: bool) -> bool {
        if let Some(until) = &mut linger.until {
            *until += Duration::from_secs(60);
        }
        let woken = Arc::new(Woken::default());
        linger.poll(&Context::from_waker(&Waker::from(woken.clone())), || input);
        woken.0.load(Ordering::Relaxed) > 0
    }

    #[test]
    fn the_only_one_stays_awake() {
        static TEST: AtomicU64 = AtomicU64::new(0);
        if *ONE_PROCESSOR {
            return;
        }
        let (mut one, mut other) = (Linger::among(&TEST), Linger::among(&TEST));
        one.answered();
        assert!(!goes_on(&mut one, false), "another may have been before");
        one.answered();
        assert!(goes_on(&mut one, false) && goes_on(&mut one, false));
        assert!(!goes_on(&mut one, true) && !goes_on(&mut one, false), "the call is there");

        one.answered();
        other.served();
        assert!(!goes_on(&mut one, false), "another was told of an event");
        one.answered();
        other.answered();
        one.answered();
        other.answered();
        assert!(!goes_on(&mut one, false) && !goes_on(&mut other, false), "both call");

        other.answered();
        std::thread::sleep(MOMENT);
        other.poll(&Context::from_waker(Waker::noop()), || false);
        assert_eq!(other.until, None, "the moment is over");
    }
}
