//! A packet on its way out.

use std::os::fd::OwnedFd;

use bytes::{Buf, Bytes, BytesMut};
use vir_protocol::rpc::{
    NET_MESSAGE_LEN_MAX, NET_MESSAGE_MAX, NET_MESSAGE_NUM_FDS_MAX, NetMessageHeader, NetMessageStatus,
    NetMessageType,
};
use vir_protocol::{keepalive, rpc::NetMessageError};
use vir_xdr::{Encoder, Xdr, XdrError};
use zeroize::Zeroize as _;

/// Length word and header.
pub(crate) const HEAD: usize = 28;
/// The number of descriptors, which stands between header and body of packets that carry some.
const FD_COUNT: usize = 4;
/// What a buffer keeps free at its front.
const FRONT: usize = HEAD + FD_COUNT;
/// The longest secret, with room for what stands beside it.
const SECRET_ROOM: usize = 70 * 1024;
/// The largest length word, which counts itself.
pub(crate) const LENGTH_MAX: usize = NET_MESSAGE_MAX + NET_MESSAGE_LEN_MAX;

/// Why a packet cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PacketError {
    /// A value does not fit its description.
    #[error("Unable to encode message payload: {0}")]
    Xdr(#[from] XdrError),
    /// The packet would be longer than peers accept.
    #[error("Unable to encode message payload: {0} bytes are too many")]
    TooLong(usize),
    /// More descriptors than a packet may carry.
    #[error("Too many FDs to send {0}, expected {NET_MESSAGE_NUM_FDS_MAX} maximum")]
    TooManyFds(usize),
}

/// A body, encoded once behind room for its header, and the descriptors that travel with it.
#[derive(Debug)]
pub struct Packet {
    buf: BytesMut,
    shared: Option<Bytes>,
    fds: Vec<OwnedFd>,
    secret: bool,
}

impl Packet {
    /// A packet with an empty body.
    #[must_use]
    pub fn empty() -> Self {
        Self::from_encoder(Self::encoder(0))
    }

    /// A packet with this value as its body.
    ///
    /// # Errors
    /// The value cannot be encoded.
    pub fn encode<T: Xdr>(body: &T) -> Result<Self, XdrError> {
        let mut enc = Self::encoder(T::MIN_SIZE);
        body.encode(&mut enc)?;
        Ok(Self::from_encoder(enc))
    }

    /// The same for a value that nobody may find in memory later: its bytes are overwritten once they are sent, or
    /// will not be.
    ///
    /// # Errors
    /// The value cannot be encoded.
    pub fn encode_secret<T: Xdr>(body: &T) -> Result<Self, XdrError> {
        // Room enough from the start: a buffer that grows leaves copies behind.
        let mut enc = Self::encoder(SECRET_ROOM);
        let encoded = body.encode(&mut enc);
        let mut packet = Self::from_encoder(enc);
        packet.secret = true;
        encoded.map(|()| packet)
    }

    /// An encoder for a body of about `capacity` bytes; see [`Self::from_encoder`].
    #[must_use]
    pub fn encoder(capacity: usize) -> Encoder {
        let mut buf = BytesMut::with_capacity(capacity.saturating_add(FRONT));
        buf.resize(FRONT, 0);
        Encoder::from(buf)
    }

    /// The packet whose body was written to an encoder that came from [`Self::encoder`].
    #[must_use]
    pub fn from_encoder(enc: Encoder) -> Self {
        Self { buf: enc.into_inner(), shared: None, fds: Vec::new(), secret: false }
    }

    /// The packet with more body behind what it has: bytes that several packets share.
    #[must_use]
    pub fn with_shared(mut self, bytes: Bytes) -> Self {
        self.shared = (!bytes.is_empty()).then_some(bytes);
        self
    }

    /// The packet with descriptors.
    #[must_use]
    pub fn with_fds(mut self, fds: Vec<OwnedFd>) -> Self {
        self.fds = fds;
        self
    }

    /// Whether descriptors travel with it.
    #[must_use]
    pub fn has_fds(&self) -> bool {
        !self.fds.is_empty()
    }

    /// Puts length and header in front; a packet with descriptors takes the type that says so.
    pub(crate) fn seal(self, header: &NetMessageHeader) -> Result<Sealed, PacketError> {
        let mut this = self;
        let (mut buf, mut shared) = (std::mem::take(&mut this.buf), this.shared.take());
        let fds = std::mem::take(&mut this.fds);
        let count = match u32::try_from(fds.len()) {
            Ok(count) if fds.len() <= NET_MESSAGE_NUM_FDS_MAX => count,
            _ => return Err(PacketError::TooManyFds(fds.len())),
        };
        if count == 0 {
            buf.advance(FD_COUNT);
        }
        let total = buf.len().saturating_add(shared.as_ref().map_or(0, Bytes::len));
        let length = match u32::try_from(total) {
            Ok(length) if total <= LENGTH_MAX => length,
            _ => return Err(PacketError::TooLong(total)),
        };
        let kind = match header.r#type {
            NetMessageType::NET_CALL if count > 0 => NetMessageType::NET_CALL_WITH_FDS,
            NetMessageType::NET_REPLY if count > 0 => NetMessageType::NET_REPLY_WITH_FDS,
            other => other,
        };
        let words = [
            length,
            header.prog,
            header.vers,
            header.proc.cast_unsigned(),
            kind.0.cast_unsigned(),
            header.serial,
            header.status.0.cast_unsigned(),
        ];
        for (place, word) in buf.chunks_exact_mut(4).zip(words) {
            place.copy_from_slice(&word.to_be_bytes());
        }
        if let (true, Some(place)) = (count > 0, buf.get_mut(HEAD..FRONT)) {
            place.copy_from_slice(&count.to_be_bytes());
        }
        if this.secret && shared.is_none() {
            let head = if count == 0 { HEAD } else { FRONT };
            shared = Some(Bytes::from_owner(Wiped(buf.split_off(head.min(buf.len())))));
        }
        Ok(Sealed { head: buf, shared, fds })
    }
}

impl Drop for Packet {
    fn drop(&mut self) {
        if self.secret {
            self.buf.as_mut().zeroize();
        }
    }
}

/// Bytes that are overwritten when the last who has them lets them go.
struct Wiped(BytesMut);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.as_mut().zeroize();
    }
}

/// A packet whose bytes are final.
#[derive(Debug)]
pub(crate) struct Sealed {
    pub(crate) head: BytesMut,
    pub(crate) shared: Option<Bytes>,
    pub(crate) fds: Vec<OwnedFd>,
}

/// A keepalive packet.
pub(crate) fn keepalive(proc: keepalive::Proc) -> Result<Sealed, PacketError> {
    Packet::empty().seal(&NetMessageHeader {
        prog: keepalive::PROGRAM,
        vers: keepalive::PROTOCOL_VERSION,
        proc: proc.0,
        r#type: NetMessageType::NET_MESSAGE,
        serial: 0,
        status: NetMessageStatus::NET_OK,
    })
}

/// An error reply to the packet with this header.
pub(crate) fn error_reply(to: &NetMessageHeader, error: &NetMessageError) -> Result<Sealed, PacketError> {
    Packet::encode(error)?.seal(&reply_header(to, NetMessageStatus::NET_ERROR))
}

/// The header of a reply to the packet with this header.
pub(crate) fn reply_header(to: &NetMessageHeader, status: NetMessageStatus) -> NetMessageHeader {
    NetMessageHeader { r#type: NetMessageType::NET_REPLY, status, ..to.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_sent_like_anything_else_but_apart_from_its_header() {
        let header = NetMessageHeader {
            prog: 1,
            vers: 2,
            proc: 3,
            r#type: NetMessageType::NET_CALL,
            serial: 4,
            status: NetMessageStatus::NET_OK,
        };
        let value = vir_protocol::remote::SecretGetValueRet { value: Bytes::from(vec![7; 60_000]) };
        let plain = Packet::encode(&value).unwrap().seal(&header).unwrap();
        let secret = Packet::encode_secret(&value).unwrap().seal(&header).unwrap();
        assert_eq!(secret.head.len(), HEAD);
        let body = secret.shared.unwrap();
        assert_eq!([&secret.head[..], &body].concat(), plain.head);
        // The buffer never grew, so that no copy was left behind.
        assert!(Packet::encode_secret(&value).unwrap().buf.capacity() >= SECRET_ROOM);
    }
}
