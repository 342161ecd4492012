//! QEMU as data: what an emulator can do, which hardware a definition means to it, and the command line
//! that makes that hardware.
//!
//! Nothing here runs, opens or waits: the driver asks the emulator, opens what is to be handed over and
//! starts the process; this crate tells it what to ask, what follows from the answers and what to start.
//! So all of it is tested without an emulator.
//!
//! A definition takes this way: it is completed with what QEMU's guests have unless told otherwise and
//! with the address of every device; what the emulator cannot honour is refused; at start the devices get
//! their names and [`command`] writes the arguments.
#![forbid(unsafe_code)]

pub mod address;
pub mod alias;
pub mod caps;
pub mod command;
pub mod complete;
pub mod config;
pub mod domain_caps;
pub mod firmware;
pub mod host;
pub mod machine;
pub mod start;
pub mod validate;
