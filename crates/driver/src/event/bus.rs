//! The place where a driver's events are handed out.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Event, EventFilter, EventSender, EventStream, SubscriptionId, channel};

/// Hands events to all who registered for them.
///
/// Handing out never waits. Every subscriber sees the events that it wants in the same order. One whose
/// queue is full is closed and told so ([`EventStream::overflowed`]); the others do not notice.
#[derive(Default)]
pub struct EventBus {
    subscribers: Mutex<Subscribers>,
}

#[derive(Default)]
struct Subscribers {
    last_id: u64,
    list: Vec<Subscriber>,
}

struct Subscriber {
    filter: EventFilter,
    sender: EventSender,
}

impl EventBus {
    /// A bus without subscribers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Subscribes to what `filter` wants, with a queue for `capacity` events (at least one). Events emitted
    /// from now on arrive; dropping the stream ends it.
    pub fn register(&self, filter: EventFilter, capacity: usize) -> EventStream {
        self.remove(|subscriber| subscriber.sender.is_closed());
        let mut subscribers = self.lock();
        subscribers.last_id += 1;
        let (sender, stream) = channel(SubscriptionId(subscribers.last_id), capacity);
        subscribers.list.push(Subscriber { filter, sender });
        stream
    }

    /// Ends a subscription; its stream gives what is queued and then ends. Tells whether there was one.
    pub fn deregister(&self, id: SubscriptionId) -> bool {
        self.remove(|subscriber| subscriber.sender.id() == id) != 0
    }

    /// Hands an event to each subscriber that wants it, and drops the subscribers that are gone or too slow.
    pub fn emit(&self, event: impl Into<Event>) {
        let event = Arc::new(event.into());
        self.remove(|subscriber| {
            if subscriber.filter.matches(&event.payload) {
                subscriber.sender.send(event.clone()).is_err()
            } else {
                subscriber.sender.is_closed()
            }
        });
    }

    /// Visits all subscribers and removes those of which `gone` says so.
    ///
    /// The lock is held for the whole round, so two events at once reach everybody in one order. What is
    /// removed is dropped behind the lock: a filter's condition may hold whatever it likes.
    fn remove(&self, gone: impl FnMut(&mut Subscriber) -> bool) -> usize {
        let removed: Vec<Subscriber> = self.lock().list.extract_if(.., gone).collect();
        removed.len()
    }

    /// How many subscribers there are that still listen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().list.iter().filter(|subscriber| !subscriber.sender.is_closed()).count()
    }

    /// Whether nobody listens.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A condition of a filter that panicked leaves the list as it was: usable.
    fn lock(&self) -> MutexGuard<'_, Subscribers> {
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for EventBus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventBus").field("subscribers", &self.len()).finish()
    }
}
