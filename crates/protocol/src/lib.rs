//! libvirt's wire protocol.
//!
//! The modules named after programs are generated from `xdr/*.x`: every struct that travels, the
//! numbers of the procedures, and what each demands of its caller. [`Wire`](wire) conversions join
//! them to the vocabulary of `vir-types`, written once per type.
#![forbid(unsafe_code)]

pub mod admin;
pub mod keepalive;
pub mod lxc;
mod programs;
pub mod qemu;
#[cfg(any(test, feature = "recode"))]
pub mod recode;
pub mod remote;
pub mod rpc;
mod table;
pub mod virshd;
pub mod wire;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod samples;

pub use programs::PROGRAMS;
pub use table::{AclRule, Procedure, Program, Shape, When};
