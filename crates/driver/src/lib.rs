//! The contract between the public API and the drivers behind it.
//!
//! A driver is an object with *facets*: small traits of operations that belong together (see
//! [`facets`]). Every method of a facet has a body that says "unsupported", or that asks a newer method
//! of the same facet, so a driver writes what it has and nothing else, and a new method leaves every
//! driver untouched.
//!
//! Besides the facets this crate says how a connection is opened ([`DriverFactory`]) and for whom
//! ([`Caller`]), how events are handed out ([`EventBus`], [`EventStream`]), how bytes flow beside calls
//! ([`Stream`]), and how one driver reaches another ([`Peers`]).
#![forbid(unsafe_code)]

mod caller;
mod driver;
mod event;
pub mod facets;
mod factory;
mod peers;
mod results;
mod stream;

pub use caller::{Caller, Identity};
pub use driver::Driver;
pub use event::{
    Event, EventBus, EventClass, EventFilter, EventObject, EventPayload, EventSender, EventStream, SendError,
    SubscriptionId, channel,
};
pub use factory::{DriverFactory, OpenRequest};
pub use peers::Peers;
pub use results::{MigrateTunnel, QemuMonitorReply, Screenshot};
pub use stream::{Stream, StreamChunk, StreamIo};
