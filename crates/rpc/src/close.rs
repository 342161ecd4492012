//! Why a connection has ended.

use std::io;
use std::sync::Arc;

use vir_types::{Code, Error, Origin};

use crate::FrameError;

/// Why a connection has ended.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum CloseReason {
    /// The peer closed its end.
    #[error("End of file while reading data: Input/output error")]
    Eof,
    /// The socket failed.
    #[error("Cannot read or write data: {0}")]
    Io(#[source] Arc<io::Error>),
    /// The peer sent something that is no packet.
    #[error("{0}")]
    Frame(#[from] FrameError),
    /// The peer sent a packet that this end must never receive.
    #[error("unexpected packet of type {0}")]
    UnexpectedType(i32),
    /// The peer did not answer any more.
    #[error("connection closed due to keepalive timeout")]
    Keepalive,
    /// Events came faster than they were taken.
    #[error("connection closed because too many events were waiting")]
    EventOverflow,
    /// This end closed the connection.
    #[error("client socket is closed")]
    Closed,
}

impl CloseReason {
    /// The error that a call on such a connection fails with.
    #[must_use]
    pub fn to_error(&self) -> Error {
        let code = match self {
            Self::Eof | Self::Io(_) => Code::SYSTEM_ERROR,
            Self::Frame(_) | Self::UnexpectedType(_) => Code::RPC,
            Self::Keepalive | Self::EventOverflow | Self::Closed => Code::INTERNAL_ERROR,
        };
        Error::new(code, self.to_string()).or_origin(Origin::RPC)
    }
}

impl From<io::Error> for CloseReason {
    fn from(error: io::Error) -> Self {
        // A peer that goes away with data unread shows up as one of these instead of as an end of file.
        match error.kind() {
            io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => {
                Self::Eof
            }
            _ => Self::Io(Arc::new(error)),
        }
    }
}
