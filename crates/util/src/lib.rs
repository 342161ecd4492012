//! What the house needs of its host, without a word about virtualization.
//!
//! The environment, the clock and randomness come through here and nowhere else, so that everything
//! above can be tested without touching the real host.
//!
//! `unsafe` is allowed in [`process`], for what happens between fork and exec, in [`processor`] and [`link`],
//! and where descriptors are registered with the runtime.
#![deny(unsafe_code)]

mod async_file;
pub mod cgroup;
mod env;
pub mod files;
mod host;
pub mod link;
pub mod process;
pub mod processor;
pub mod random;
pub mod settings;
mod socket;
pub mod thread;

pub use async_file::AsyncFile;
pub use env::Environment;
pub use host::{
    group_id, group_name, hostname, is_root, now, page_size_kib, process_start_time, raise_open_files,
    reason, ticks_per_second, uid, user, user_name,
};
pub use socket::{BindError, SocketFile, bind_unix};
