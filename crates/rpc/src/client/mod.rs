//! The client's end of a connection.
//!
//! A call is written by the task that makes it, as far as the socket takes it; one task per connection, started by
//! [`Client::new`], reads, hands out what comes, and writes what was left over.

mod call;
mod driver;
mod incoming;
mod shared;

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use vir_protocol::rpc::{NetMessageHeader, NetMessageStatus, NetMessageType};
use vir_xdr::Xdr;

use crate::{CloseReason, Packet, Transport};
pub use call::{Calling, CallingWithFds, CallingWithStream};
pub use incoming::{Event, Incoming};
use shared::{Owner, Shared};

/// The limits of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// How many events may wait to be taken.
    pub max_events: usize,
    /// How many bytes of events may wait to be taken.
    pub max_event_bytes: usize,
    /// How many bytes of streams may have come without being asked for before nothing more is read. While a reply or
    /// another stream is waited for, [`Self::max_stream_bytes_hard`] is the limit: it may stand behind them.
    pub max_stream_bytes: usize,
    /// The limit in any case.
    pub max_stream_bytes_hard: usize,
    /// How long a call waits for its reply, unless it says otherwise; `None` is for ever.
    pub call_timeout: Option<Duration>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            max_events: 64 * 1024,
            max_event_bytes: 64 * 1024 * 1024,
            max_stream_bytes: 2 * 1024 * 1024,
            max_stream_bytes_hard: 64 * 1024 * 1024,
            call_timeout: None,
        }
    }
}

/// A connection to a server. Clones are handles on the same connection, which ends with the last of them.
#[derive(Debug, Clone)]
pub struct Client {
    shared: Arc<Shared>,
    _owner: Arc<Owner>,
}

impl Client {
    /// Starts to talk over a connected transport; must be called inside a tokio runtime, which then runs the task
    /// that reads.
    pub fn new(transport: impl Transport, config: Config) -> (Self, Incoming) {
        let shared = Arc::new(Shared::new(Box::new(transport), config));
        tokio::spawn(driver::drive(shared.clone()));
        let owner = Arc::new(Owner::new(shared.clone()));
        (Self { shared: shared.clone(), _owner: owner }, Incoming::new(shared))
    }

    /// Calls a procedure; the future's value is the encoded result.
    ///
    /// The arguments are encoded now and sent when the future is polled first. Dropping the future gives up the
    /// answer, not the call: a reply that still comes is thrown away.
    pub fn call<T: Xdr>(&self, prog: u32, vers: u32, proc: i32, args: &T) -> Calling {
        let packet = Packet::encode(args).map_err(Into::into);
        Calling::new(self.shared.clone(), call_header(prog, vers, proc), packet)
    }

    /// The same for arguments that nobody may find in memory later: their bytes are overwritten once they are sent.
    pub fn call_secret<T: Xdr>(&self, prog: u32, vers: u32, proc: i32, args: &T) -> Calling {
        let packet = Packet::encode_secret(args).map_err(Into::into);
        Calling::new(self.shared.clone(), call_header(prog, vers, proc), packet)
    }

    /// Calls a procedure with descriptors for the server; the future's value is the encoded result and the
    /// descriptors that came with it.
    pub fn call_with_fds<T: Xdr>(
        &self,
        prog: u32,
        vers: u32,
        proc: i32,
        args: &T,
        fds: Vec<OwnedFd>,
    ) -> CallingWithFds {
        let packet = Packet::encode(args).map(|packet| packet.with_fds(fds)).map_err(Into::into);
        CallingWithFds::new(Calling::new(self.shared.clone(), call_header(prog, vers, proc), packet))
    }

    /// Calls a procedure that opens a stream; the future's value is the encoded result and this end of the stream.
    ///
    /// Dropping the future gives up the stream too, which is aborted as soon as the server has opened it.
    pub fn call_with_stream<T: Xdr>(&self, prog: u32, vers: u32, proc: i32, args: &T) -> CallingWithStream {
        let packet = Packet::encode(args).map_err(Into::into);
        CallingWithStream::new(Calling::new(self.shared.clone(), call_header(prog, vers, proc), packet))
    }

    /// Begins to ask the server whether it is still there: after each `interval` of silence, and the connection ends
    /// when `count` questions have stayed without an answer. No `interval` ends the questions. Only for servers that
    /// have said that they answer.
    pub fn start_keepalive(&self, interval: Duration, count: u32) {
        self.shared.start_keepalive(interval, count);
    }

    /// Ends the connection: what waits to be written is still tried, calls that wait for replies fail.
    pub fn close(&self) {
        self.shared.request_close();
    }

    /// Why the connection has ended, if it has.
    #[must_use]
    pub fn closed(&self) -> Option<CloseReason> {
        self.shared.closed()
    }
}

/// The header of a call; the serial number is given when the call is sent.
fn call_header(prog: u32, vers: u32, proc: i32) -> NetMessageHeader {
    NetMessageHeader {
        prog,
        vers,
        proc,
        r#type: NetMessageType::NET_CALL,
        serial: 0,
        status: NetMessageStatus::NET_OK,
    }
}
