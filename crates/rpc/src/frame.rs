//! Packets as they come in.

use std::cell::RefCell;
use std::io;
use std::os::fd::OwnedFd;

use bytes::{Buf, Bytes, BytesMut};
use vir_protocol::keepalive;
use vir_protocol::rpc::{NET_MESSAGE_NUM_FDS_MAX, NetMessageHeader, NetMessageType};
use vir_xdr::{Decoder, Xdr, XdrError};

use crate::kept::{self, Kept};
use crate::packet::{HEAD, LENGTH_MAX};
use crate::transport::Transport;

/// How much one read takes at most, unless a long packet is known to be on its way.
const SCRATCH: usize = 64 * 1024;

thread_local! {
    /// Reads go here first, so that a connection without input owns no buffer.
    static READ_BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; SCRATCH]);
}

/// What is wrong with bytes that should be a packet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FrameError {
    /// The length word is less than length and header take.
    #[error("packet {0} bytes received from peer too small, want {HEAD}")]
    TooShort(usize),
    /// The length word is over the limit.
    #[error("packet {0} bytes received from peer too large, want {LENGTH_MAX}")]
    TooLong(usize),
    /// The header cannot be understood.
    #[error("Unable to decode message header: {0}")]
    Header(#[from] XdrError),
    /// More descriptors announced, or sent, than a packet may carry.
    #[error("Received too many FDs {0}, expected {NET_MESSAGE_NUM_FDS_MAX} maximum")]
    TooManyFds(usize),
    /// A packet announced more descriptors than came.
    #[error("Received {got} FDs, expected {wanted}")]
    MissingFds {
        /// Descriptors announced.
        wanted: usize,
        /// Descriptors that came.
        got: usize,
    },
    /// Descriptors came without a packet that announced them.
    #[error("Received FDs that belong to no packet")]
    StrayFds,
}

/// A complete packet.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) header: NetMessageHeader,
    pub(crate) body: Bytes,
    pub(crate) fds: Vec<OwnedFd>,
}

impl Frame {
    /// The number of a keepalive packet's procedure, if it is one.
    pub(crate) fn keepalive(&self) -> Option<keepalive::Proc> {
        let header = &self.header;
        let is = header.prog == keepalive::PROGRAM
            && header.vers == keepalive::PROTOCOL_VERSION
            && header.r#type == NetMessageType::NET_MESSAGE;
        is.then_some(keepalive::Proc(header.proc))
    }

    /// What it costs to keep the packet; descriptors are scarcer than bytes.
    pub(crate) fn weight(&self) -> usize {
        self.body.len().saturating_add(self.fds.len().saturating_mul(4096)).saturating_add(HEAD)
    }
}

/// Cuts a byte stream into packets.
#[derive(Debug, Default)]
pub(crate) struct FrameReader {
    buf: BytesMut,
    fds: Vec<OwnedFd>,
    /// The last packet was a long one of a stream, so that another is likely: then its head is read alone.
    streaming: bool,
    /// A long packet of a stream, once it is known to be one.
    long: Option<Kept>,
}

impl FrameReader {
    /// Reads once, and says how many bytes; the buffer grows by what really arrives.
    ///
    /// # Errors
    /// As [`Transport::try_read`].
    pub(crate) fn fill(&mut self, transport: &(impl Transport + ?Sized)) -> io::Result<usize> {
        if self.streaming {
            return self.fill_stream(transport);
        }
        let long = |missing: &usize| *missing > SCRATCH || (*missing > 0 && self.buf.len() > SCRATCH);
        if let Some(missing) = self.missing().filter(long) {
            return self.fill_long(transport, missing);
        }
        READ_BUFFER.with_borrow_mut(|scratch| {
            let received = transport.try_read(scratch, &mut self.fds)?;
            let new = scratch.get(..received).unwrap_or_default();
            if self.buf.is_empty() {
                self.buf = BytesMut::from(new);
            } else {
                self.buf.extend_from_slice(new);
            }
            // What was read may be a secret, and lives on in the packet alone.
            scratch.get_mut(..received).unwrap_or_default().fill(0);
            Ok(received)
        })
    }

    /// A packet of a stream is read without touching a byte twice. The whole room for it is taken at once, which a
    /// client gets only once it has sent as much.
    fn fill_stream(&mut self, transport: &(impl Transport + ?Sized)) -> io::Result<usize> {
        if self.long.is_none() && self.buf.len() >= HEAD {
            let long = length(&self.buf).ok().flatten().filter(|length| is_long_stream(&self.buf, *length));
            let Some(_) = long.filter(|length| *length > self.buf.len()) else {
                self.streaming = false;
                return self.fill(transport);
            };
            self.long = Some(Kept::with(&self.buf));
            self.buf = BytesMut::new();
        }
        match &mut self.long {
            Some(long) => {
                let whole = length(long.as_ref()).ok().flatten().unwrap_or_default();
                let received = transport.try_read(long.rest(whole), &mut self.fds)?;
                long.filled(received);
                Ok(received)
            }
            None => {
                let mut head = [0; HEAD];
                let room = head.get_mut(self.buf.len()..).unwrap_or_default();
                let received = transport.try_read(room, &mut self.fds)?;
                self.buf.extend_from_slice(room.get(..received).unwrap_or_default());
                Ok(received)
            }
        }
    }

    /// A long packet is read straight into its own buffer, which at most doubles before more has come.
    fn fill_long(&mut self, transport: &(impl Transport + ?Sized), missing: usize) -> io::Result<usize> {
        let have = self.buf.len();
        self.buf.resize(have.saturating_add(missing.min(have.max(SCRATCH))), 0);
        let room = self.buf.get_mut(have..).unwrap_or_default();
        let received = transport.try_read(room, &mut self.fds);
        self.buf.truncate(have.saturating_add(received.as_ref().map_or(0, |len| *len)));
        received
    }

    /// The bytes that the packet at the front still needs, once its length is known.
    fn missing(&self) -> Option<usize> {
        length(&self.buf).ok().flatten()?.checked_sub(self.buf.len())
    }

    /// The next packet, or `None` until more has been read.
    ///
    /// # Errors
    /// The bytes are no packet; the connection must be closed.
    pub(crate) fn next(&mut self) -> Result<Option<Frame>, FrameError> {
        if self.fds.len() > NET_MESSAGE_NUM_FDS_MAX {
            return Err(FrameError::TooManyFds(self.fds.len()));
        }
        if let Some(long) =
            self.long.take_if(|long| length(long.as_ref()).is_ok_and(|all| all == Some(long.len())))
        {
            return frame(long.freeze(), Vec::new()).map(Some);
        }
        if self.long.is_some() {
            return Ok(None);
        }
        let Some(length) = length(&self.buf)? else {
            // Descriptors that are early can only belong to a packet whose bytes have begun.
            return if self.buf.is_empty() && !self.fds.is_empty() {
                Err(FrameError::StrayFds)
            } else {
                Ok(None)
            };
        };
        if self.buf.len() < length {
            return Ok(None);
        }
        let count = announced_fds(&self.buf, length)?;
        // Each descriptor comes with one byte of its own behind the packet.
        let came = self.buf.len().saturating_sub(length).min(count);
        if self.fds.len() < came {
            return Err(FrameError::MissingFds { wanted: count, got: self.fds.len() });
        }
        if came < count {
            return Ok(None);
        }
        self.streaming = is_long_stream(&self.buf, length);
        let bytes = self.take(length);
        self.buf.advance(count);
        if self.buf.is_empty() {
            self.buf = BytesMut::new();
        }
        let fds = if count == 0 { Vec::new() } else { self.fds.drain(..count).collect() };
        frame(bytes, fds).map(Some)
    }

    /// Cuts `length` bytes off the front; a buffer that holds nothing else is given away whole, without sharing it.
    fn take(&mut self, length: usize) -> Bytes {
        if self.buf.len() == length {
            std::mem::take(&mut self.buf).freeze()
        } else {
            self.buf.split_to(length).freeze()
        }
    }
}

/// A packet from its bytes.
fn frame(bytes: Bytes, fds: Vec<OwnedFd>) -> Result<Frame, FrameError> {
    let mut dec = Decoder::new(bytes);
    u32::decode(&mut dec)?;
    let header = NetMessageHeader::decode(&mut dec)?;
    if carries_fds(header.r#type) {
        u32::decode(&mut dec)?;
    }
    Ok(Frame { header, body: dec.rest(), fds })
}

/// Whether the packet at the front, of this length, is a long one of a stream.
fn is_long_stream(buf: &[u8], length: usize) -> bool {
    (SCRATCH..=kept::ROOM).contains(&length)
        && word(buf, 16).is_some_and(|kind| kind.cast_signed() == NetMessageType::NET_STREAM.0)
}

/// The length word at the front, once it is there.
fn length(buf: &[u8]) -> Result<Option<usize>, FrameError> {
    let Some(word) = word(buf, 0) else { return Ok(None) };
    match usize::try_from(word).unwrap_or(usize::MAX) {
        length if length < HEAD => Err(FrameError::TooShort(length)),
        length if length > LENGTH_MAX => Err(FrameError::TooLong(length)),
        length => Ok(Some(length)),
    }
}

/// How many descriptors the complete packet at the front announces.
fn announced_fds(buf: &[u8], length: usize) -> Result<usize, FrameError> {
    let kind = word(buf, 16).map(|word| NetMessageType(word.cast_signed()));
    if !kind.is_some_and(carries_fds) {
        return Ok(0);
    }
    let count = buf.get(..length).and_then(|packet| word(packet, HEAD));
    let count =
        count.ok_or(XdrError::Truncated { at: HEAD, wanted: 4, left: length.saturating_sub(HEAD) })?;
    match usize::try_from(count).unwrap_or(usize::MAX) {
        count if count > NET_MESSAGE_NUM_FDS_MAX => Err(FrameError::TooManyFds(count)),
        count => Ok(count),
    }
}

fn carries_fds(kind: NetMessageType) -> bool {
    matches!(kind, NetMessageType::NET_CALL_WITH_FDS | NetMessageType::NET_REPLY_WITH_FDS)
}

fn word(buf: &[u8], at: usize) -> Option<u32> {
    buf.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}
