//! `<host>` of a source that is reached through a network.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

/// A server of storage.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceHost {
    /// Name or address.
    #[xml(attr)]
    pub name: Option<String>,
    /// Port; 0 is the protocol's own.
    #[xml(attr, skip_default)]
    pub port: u16,
    /// How it is reached.
    #[xml(attr, skip_default)]
    pub transport: HostTransport,
    /// Path of the socket, for [`HostTransport::Unix`].
    #[xml(attr)]
    pub socket: Option<String>,
}

impl SourceHost {
    /// Drops what the way to the server has no use for, and gives TCP a port if it has none.
    pub(crate) fn keep_own(&mut self, default_port: u16) {
        match self.transport {
            HostTransport::Tcp if self.port == 0 => self.port = default_port,
            HostTransport::Unix => (self.name, self.port) = (None, 0),
            _ => {}
        }
    }
}

/// How a server is reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum HostTransport {
    /// TCP.
    #[default]
    Tcp,
    /// A socket of the host.
    Unix,
    /// RDMA.
    Rdma,
    /// Descriptors that a client has handed over.
    Fd,
}
