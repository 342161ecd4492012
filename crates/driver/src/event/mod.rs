//! Events: what happened, who wants to know, and how it gets there.
//!
//! The rule of the house: a subscriber that cannot keep up loses its subscription, never an event
//! silently.

mod bus;
mod channel;
mod filter;
mod payload;

pub use bus::EventBus;
pub use channel::{EventSender, EventStream, SendError, SubscriptionId, channel};
pub use filter::{EventClass, EventFilter, EventObject};
pub use payload::{Event, EventPayload};
