//! Virtualization management with libvirt's interface.
//!
//! A [`Connect`] reaches a hypervisor: inside this process, through our daemon or through any existing
//! libvirtd. What it finds there are objects such as [`Domain`], light handles that name a thing at the
//! other end.
//!
//! ```no_run
//! # async fn demo() -> libvir::Result<()> {
//! use libvir::{Connect, ConnectListAllDomainsFlags};
//!
//! let conn = Connect::open("qemu:///system").await?;
//! for domain in conn.list_all_domains(ConnectListAllDomainsFlags::ACTIVE).await? {
//!     let info = domain.get_info().await?;
//!     println!("{}: {} vCPUs, {} KiB", domain.name(), info.vcpus, info.memory_kib);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Names are libvirt's: `virDomainGetInfo` is [`Domain::get_info`]. Every method that changes something
//! is refused on a read-only connection, and one that the driver lacks fails with
//! [`Code::NO_SUPPORT`] and its own name.
//!
//! The feature `blocking` adds the same API without async, as the module `blocking`.
#![forbid(unsafe_code)]

pub mod admin;
mod api;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builtin;
mod connect;
mod cpu;
mod daemon;
mod domain;
mod domain_checkpoint;
mod domain_snapshot;
mod events;
mod host;
mod interface;
mod lists;
mod network;
mod network_port;
mod node_device;
mod nwfilter;
mod nwfilter_binding;
mod open;
mod secret;
#[doc(hidden)]
pub mod server;
mod stack;
mod storage_pool;
mod storage_vol;
mod stream;
mod stream_all;

pub use connect::Connect;
pub use domain::Domain;
pub use domain_checkpoint::DomainCheckpoint;
pub use domain_snapshot::DomainSnapshot;
pub use interface::Interface;
pub use network::Network;
pub use network_port::NetworkPort;
pub use node_device::NodeDevice;
pub use nwfilter::Nwfilter;
pub use nwfilter_binding::NwfilterBinding;
pub use open::ConnectOptions;
pub use secret::Secret;
pub use storage_pool::StoragePool;
pub use storage_vol::StorageVol;
#[doc(hidden)]
pub use stream::MigrateTunnel;
pub use stream::{Screenshot, Stream};
pub use vir_driver::{Event, EventPayload, EventStream, StreamChunk};
pub use vir_types::*;

/// The version of libvirt's interface that is spoken here: major × 1,000,000 + minor × 1,000 + release. What the other
/// end speaks says [`Connect::get_lib_version`], what the hypervisor is [`Connect::get_version`].
///
/// C API: `virGetVersion`. Since: 0.0.3.
#[must_use]
pub const fn get_version() -> u64 {
    version::LIBVIRT
}
