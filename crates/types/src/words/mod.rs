//! Flags and enums, one file per topic.

use crate::macros::{flags, words};

mod admin;
mod connect;
mod domain_block;
mod domain_event;
mod domain_job;
mod domain_life;
mod domain_signal;
mod domain_snapshot;
mod domain_state;
mod domain_stats;
mod domain_tune;
mod error_code;
mod error_origin;
mod network;
mod node;
mod none;
mod storage;
mod typed_param;

pub use admin::*;
pub use connect::*;
pub use domain_block::*;
pub use domain_event::*;
pub use domain_job::*;
pub use domain_life::*;
pub use domain_signal::*;
pub use domain_snapshot::*;
pub use domain_state::*;
pub use domain_stats::*;
pub use domain_tune::*;
pub use error_code::*;
pub use error_origin::*;
pub use network::*;
pub use node::*;
pub use none::*;
pub use storage::*;
pub use typed_param::*;
