//! What the driver can do, one file per facet.

mod autostart;
mod connection;
mod console;
mod domain_list;
mod events;
mod host;
mod interface;
mod life;
mod memory;
mod network;
mod save;
mod security;
mod status;
mod storage_pool;
mod vcpu;
