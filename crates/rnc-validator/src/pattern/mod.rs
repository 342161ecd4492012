//! Patterns for validation: shared, derived, remembered.
//!
//! A pattern is a number; equal patterns have the same number (hash-consing), so what was worked out for one
//! is remembered under its number. Validation takes derivatives: what is left to match after a piece of the
//! document was seen.

mod arena;
mod attributes;
mod compile;
mod elements;
mod engine;
mod text;

pub(crate) use arena::{Id, NOT_ALLOWED, Node};
pub(crate) use compile::{Compiled, compile};
pub(crate) use engine::{Cache, Engine};
