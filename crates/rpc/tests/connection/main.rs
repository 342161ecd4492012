//! Both ends of a connection, against each other and against packets made by hand.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed helper is a failed test")]

mod calls;
mod common;
mod descriptors;
mod ends;
mod events;
mod hostile;
mod keepalive;
mod streams;
