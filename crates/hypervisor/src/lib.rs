//! What drivers of hypervisors share: objects by name and number, one change at a time, definitions on
//! disk, and what flags mean that every driver has.
#![forbid(unsafe_code)]

mod affected;
mod daemon_lock;
mod definitions;
mod jobs;
mod listing;
mod objects;
mod standing;
mod to_its_end;

pub use affected::{Affected, WhatThereIs, check_vcpu_flags};
pub use daemon_lock::DaemonLock;
pub use definitions::{Definitions, Stored};
pub use jobs::{JobToken, Jobs};
pub use listing::{Changes, Listing};
pub use objects::{Clash, Named, Objects};
pub use standing::Standing;
pub use to_its_end::to_its_end;
