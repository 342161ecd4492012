//! Processors: of guests, of hosts, and what is known about models.

mod definition;
mod numa;

pub use definition::*;
pub use numa::*;
