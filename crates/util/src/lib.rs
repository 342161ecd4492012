//! What the house needs of its host, without a word about virtualization.
//!
//! The environment, the clock and randomness come through here and nowhere else, so that everything
//! above can be tested without touching the real host.
//!
//! `unsafe` is allowed in [`process`] alone, for what happens between fork and exec.
#![deny(unsafe_code)]

mod env;
pub mod files;
mod host;
pub mod process;
pub mod random;
pub mod settings;
mod socket;

pub use env::Environment;
pub use host::{group_id, hostname, is_root, now, reason, uid};
pub use socket::{BindError, SocketFile, bind_unix};
