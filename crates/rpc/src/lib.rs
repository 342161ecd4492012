//! Both ends of a libvirt RPC connection: packets, calls, events, descriptors, keepalive.
//!
//! Nothing here knows a procedure by name. A server gives [`server::serve`] a [`server::Service`] for each
//! connection, and a client makes calls with [`client::Client`]; both speak over any [`Transport`].
#![forbid(unsafe_code)]

pub mod client;
mod close;
mod error_wire;
mod frame;
mod keepalive;
mod kept;
mod outgoing;
mod packet;
pub mod server;
mod stream;
mod transport;

pub use close::CloseReason;
pub use error_wire::{error_from_wire, error_to_wire};
pub use frame::FrameError;
pub use packet::{Packet, PacketError};
pub use stream::{STREAM_DATA_MAX, StreamEnd, StreamItem};
pub use transport::{PeerCredentials, Transport, peer_credentials};

/// The `tracing` target of everything in this crate.
pub(crate) const LOG: &str = "rpc";
