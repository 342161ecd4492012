//! `vrsh`: a shell for virtualization hosts, with virsh's commands, options and output.
//!
//! The program is [`run`] on a [`Host`]; tests call it with one of their own.
#![forbid(unsafe_code)]

mod clock;
mod cmd;
mod complete;
mod ctx;
mod engine;
mod interrupt;
mod keys;
mod lines;
mod lookup;
mod options;
mod output;
mod paint;
mod session;
mod table;
mod terminal;
mod text;

pub use clock::Clock;
pub use lines::Input;
pub use session::{Host, run};
