//! The operations, one file per facet; the names are those of `vir-driver`.

mod block;
mod connection;
mod console;
mod cpu;
mod devices;
mod domain_list;
mod events;
mod guest;
mod host;
mod iothreads;
mod jobs;
mod life;
mod memory;
mod metadata;
mod qemu;
mod save;
mod security;
mod stats;
mod status;
mod tuning;
mod vcpu;
