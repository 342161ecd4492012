//! What the house needs of its host, without a word about virtualization.
//!
//! The environment, the clock and randomness come through here and nowhere else, so that everything
//! above can be tested without touching the real host.
#![forbid(unsafe_code)]

mod env;
mod host;
pub mod random;
mod socket;

pub use env::Environment;
pub use host::{group_id, hostname, is_root, now, reason, uid};
pub use socket::{BindError, SocketFile, bind_unix};
