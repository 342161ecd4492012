//! Names of typed parameters and limits of the interface, one file per topic.

pub mod block;
pub mod domain;
pub mod guest_info;
pub mod host;
pub mod job;
pub mod perf;
pub mod stats;
pub mod tunable;
