//! One end of a stream, for whoever fills or empties it.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use vir_protocol::rpc::{NetMessageHeader, NetMessageStatus, NetMessageType, NetStreamHole};
use vir_types::Error;

use super::{Hub, StreamItem};
use crate::packet::{Packet, PacketError, Sealed};
use crate::{CloseReason, LOG, error_to_wire};

/// How many bytes of data a packet carries at most; peers of any age take as many.
pub const STREAM_DATA_MAX: usize = 262_120;

/// One end of an open stream. All methods take `&self`, so that reading and writing may wait at the same time.
///
/// One that is dropped before it was finished or aborted is aborted, without a reason.
#[derive(Debug)]
pub struct StreamEnd {
    conn: Arc<dyn Carrier>,
    header: NetMessageHeader,
    over: std::sync::atomic::AtomicBool,
}

/// The connection under a stream.
pub(crate) trait Carrier: std::fmt::Debug + Send + Sync {
    fn hub(&self) -> &Hub;
    /// There is something to send now.
    fn kick(&self) {}
}

impl StreamEnd {
    /// The stream that the call with this header has opened.
    pub(crate) fn new(conn: Arc<dyn Carrier>, call: &NetMessageHeader) -> Self {
        let header = NetMessageHeader {
            r#type: NetMessageType::NET_STREAM,
            status: NetMessageStatus::NET_CONTINUE,
            ..call.clone()
        };
        Self { conn, header, over: false.into() }
    }

    /// Waits for what the other end says next. Dropping the future loses nothing.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn recv(&self) -> Result<StreamItem, CloseReason> {
        poll_fn(|cx| self.poll_recv(cx)).await
    }

    /// The same, for those who poll.
    ///
    /// # Errors
    /// As [`Self::recv`].
    pub fn poll_recv(&self, cx: &mut Context<'_>) -> Poll<Result<StreamItem, CloseReason>> {
        self.conn.hub().poll_recv(self.header.serial, cx)
    }

    /// Why the other end has failed, if it has: known before everything that came earlier is taken.
    #[must_use]
    pub fn failure(&self) -> Option<Error> {
        self.conn.hub().failure(self.header.serial)
    }

    /// Waits until the other end gives up, and answers why if it said so. Nothing of what came before is taken, and
    /// dropping the future loses nothing; it takes the place of a [`Self::recv`], never stands beside one.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn given_up(&self) -> Result<Option<Error>, CloseReason> {
        poll_fn(|cx| self.conn.hub().poll_given_up(self.header.serial, cx)).await
    }

    /// Waits until something may be sent. Dropping the future loses nothing.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn ready(&self) -> Result<(), CloseReason> {
        poll_fn(|cx| self.conn.hub().poll_room(self.header.serial, cx)).await
    }

    /// Sends data, in packets of a fitting size, each when there is room for it.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn send(&self, mut data: Bytes) -> Result<(), CloseReason> {
        while !data.is_empty() {
            self.ready().await?;
            let piece = data.split_to(data.len().min(STREAM_DATA_MAX));
            self.push(Packet::empty().with_shared(piece).seal(&self.header));
        }
        Ok(())
    }

    /// Sends a hole, when there is room for it.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn send_hole(&self, mut length: u64) -> Result<(), CloseReason> {
        let header = NetMessageHeader { r#type: NetMessageType::NET_STREAM_HOLE, ..self.header.clone() };
        while length > 0 {
            self.ready().await?;
            let piece = i64::try_from(length).unwrap_or(i64::MAX);
            length = length.saturating_sub(piece.unsigned_abs());
            let hole = NetStreamHole { length: piece, flags: 0 };
            self.push(Packet::encode(&hole).map_err(Into::into).and_then(|packet| packet.seal(&header)));
        }
        Ok(())
    }

    /// Says that there is no more to read.
    pub fn send_eof(&self) {
        self.push(Packet::empty().seal(&self.header));
    }

    /// Says that the stream is finished, or confirms it.
    pub fn send_finish(&self) {
        self.over();
        self.push(Packet::empty().seal(&self.with_status(NetMessageStatus::NET_OK)));
    }

    /// Says that the stream has failed, or is given up.
    pub fn send_abort(&self, error: Option<&Error>) {
        self.over();
        let packet = match error {
            Some(error) => Packet::encode(&error_to_wire(error)).map_err(Into::into),
            None => Ok(Packet::empty()),
        };
        self.push(packet.and_then(|packet| packet.seal(&self.with_status(NetMessageStatus::NET_ERROR))));
    }

    /// Nothing needs to be said any more: the other end has ended the stream.
    pub fn over(&self) {
        self.over.store(true, std::sync::atomic::Ordering::Release);
    }

    fn with_status(&self, status: NetMessageStatus) -> NetMessageHeader {
        NetMessageHeader { status, ..self.header.clone() }
    }

    fn push(&self, packet: Result<Sealed, PacketError>) {
        match packet {
            Ok(packet) => {
                self.conn.hub().push(self.header.serial, packet);
                self.conn.kick();
            }
            // Every packet that is made here is within its bounds.
            Err(error) => tracing::warn!(target: LOG, %error, "packet of a stream not sent"),
        }
    }
}

impl Drop for StreamEnd {
    fn drop(&mut self) {
        if !*self.over.get_mut() {
            self.send_abort(None);
        }
        self.conn.hub().release(self.header.serial);
    }
}
