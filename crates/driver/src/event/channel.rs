//! The way of events to one subscriber: a queue with an end, and a note why it ended.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::sync::mpsc;

use super::Event;

/// What a subscription is called on its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubscriptionId(pub u64);

/// Why an event did not get through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendError {
    /// The queue was full. The subscription is over, and its stream will say so.
    Overflow,
    /// Nobody listens any more.
    Closed,
}

/// A queue for `capacity` events (at least one), both ends of it.
#[must_use]
pub fn channel(id: SubscriptionId, capacity: usize) -> (EventSender, EventStream) {
    let (sender, receiver) = mpsc::channel(capacity.max(1));
    let overflowed = Arc::new(AtomicBool::new(false));
    let sender = EventSender { id, queue: Some(sender), overflowed: overflowed.clone() };
    (sender, EventStream { id, queue: receiver, overflowed, on_drop: None })
}

/// The end of a queue where events are put in.
#[derive(Debug)]
pub struct EventSender {
    id: SubscriptionId,
    queue: Option<mpsc::Sender<Arc<Event>>>,
    overflowed: Arc<AtomicBool>,
}

impl EventSender {
    /// What the subscription is called.
    #[must_use]
    pub fn id(&self) -> SubscriptionId {
        self.id
    }

    /// Whether nobody listens any more, or the queue overflowed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.queue.as_ref().is_none_or(mpsc::Sender::is_closed)
    }

    /// Puts an event in, without waiting.
    ///
    /// # Errors
    /// The queue was full, which ends the subscription; or it had ended before.
    pub fn send(&mut self, event: Arc<Event>) -> Result<(), SendError> {
        let queue = self.queue.as_ref().ok_or(SendError::Closed)?;
        match queue.try_send(event) {
            Ok(()) => Ok(()),
            Err(mpsc::error::TrySendError::Closed(_)) => {
                self.queue = None;
                Err(SendError::Closed)
            }
            Err(mpsc::error::TrySendError::Full(_)) => {
                self.overflow();
                Err(SendError::Overflow)
            }
        }
    }

    /// Ends the subscription as one that events are missing from.
    pub fn overflow(&mut self) {
        // The note first, then the end: who sees the end also sees the note.
        self.overflowed.store(true, Ordering::Release);
        self.queue = None;
    }
}

/// The events of one subscription, in the order in which they happened.
///
/// Dropping it ends the subscription. When it ends by itself, [`overflowed`](Self::overflowed) tells
/// whether events are missing.
pub struct EventStream {
    id: SubscriptionId,
    queue: mpsc::Receiver<Arc<Event>>,
    overflowed: Arc<AtomicBool>,
    on_drop: Option<Box<dyn FnOnce() + Send>>,
}

impl EventStream {
    /// What the subscription is called, for deregistering it by name.
    #[must_use]
    pub fn id(&self) -> SubscriptionId {
        self.id
    }

    /// Waits for the next event; `None` when there will be no more. What was queued before an overflow
    /// still comes. Dropping the future loses nothing.
    pub async fn recv(&mut self) -> Option<Arc<Event>> {
        self.queue.recv().await
    }

    /// The same as [`recv`](Self::recv), for those who poll.
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<Arc<Event>>> {
        self.queue.poll_recv(cx)
    }

    /// The next event if it is already here.
    pub fn try_recv(&mut self) -> Option<Arc<Event>> {
        self.queue.try_recv().ok()
    }

    /// Whether the queue was full when an event came. Such a stream gives what was queued and then ends;
    /// the event that did not fit, and all after it, are missing, and the reader has to say so or to end its
    /// connection.
    #[must_use]
    pub fn overflowed(&self) -> bool {
        self.overflowed.load(Ordering::Acquire)
    }

    /// Something to do when the stream is dropped; a remote driver deregisters. Runs behind what was asked
    /// for before.
    #[must_use]
    pub fn on_drop(mut self, hook: impl FnOnce() + Send + 'static) -> Self {
        self.on_drop = Some(match self.on_drop.take() {
            None => Box::new(hook),
            Some(first) => Box::new(move || {
                first();
                hook();
            }),
        });
        self
    }
}

impl futures_util::Stream for EventStream {
    type Item = Arc<Event>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().queue.poll_recv(cx)
    }
}

impl Drop for EventStream {
    fn drop(&mut self) {
        // Closed first, so that the hook finds a subscription that takes nothing any more.
        self.queue.close();
        if let Some(hook) = self.on_drop.take() {
            hook();
        }
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("id", &self.id)
            .field("overflowed", &self.overflowed())
            .finish_non_exhaustive()
    }
}
