//! Makers of sample values, generated one file per program.

pub(crate) mod admin;
pub(crate) mod lxc;
pub(crate) mod qemu;
pub(crate) mod remote;
pub(crate) mod rpc;
