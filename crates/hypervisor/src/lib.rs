//! What drivers of hypervisors share: objects by name and number, one change at a time, definitions on
//! disk.
#![forbid(unsafe_code)]

mod definitions;
mod jobs;
mod objects;

pub use definitions::{Definitions, Stored};
pub use jobs::{JobToken, Jobs};
pub use objects::{Clash, Named, Objects};
