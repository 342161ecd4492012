//! A driver like any other, whose hypervisor is behind a daemon.
//!
//! The facets are generated: each method encodes its arguments, calls the procedure of its own name and
//! decodes the result. By hand are the way to the daemon ([`Factory`]) and what a connection keeps on
//! this side: events, and whether it is alive.
#![forbid(unsafe_code)]

mod address;
mod custom;
mod driver;
mod events;
mod facets;
mod factory;
mod own;
mod stream;

pub use driver::RemoteDriver;
pub use factory::Factory;
