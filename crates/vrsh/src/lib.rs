//! `vrsh`: a shell for virtualization hosts, with virsh's commands, options and output.
//!
//! The program is [`run`] on a [`Host`]; tests call it with one of their own.
#![forbid(unsafe_code)]

mod affect;
mod clock;
mod cmd;
mod complete;
mod cpus;
mod ctx;
mod devices;
mod engine;
mod interrupt;
mod json_text;
mod keys;
mod lines;
mod lookup;
mod markup;
mod options;
mod output;
mod paint;
mod params;
mod progress;
mod session;
mod table;
mod terminal;
mod text;

pub use clock::Clock;
pub use lines::Input;
pub use session::{Host, run};
