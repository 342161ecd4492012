//! The operations, one file for each facet.

mod connection;
mod events;
mod pool_list;
mod pools;
mod volumes;
