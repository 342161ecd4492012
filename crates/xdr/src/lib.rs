//! XDR (RFC 4506) as libvirt's protocols use it, over [`bytes`].
//!
//! [`Encoder`] appends values to a growing buffer, [`Decoder`] takes them from shared bytes without copying opaque
//! data. Bounds are part of every call that handles something of variable size, so a value that the peer could not
//! accept is never written, and a length word from outside is compared with its bound and with the bytes that are
//! really there before memory is allocated for it.
#![forbid(unsafe_code)]

mod decode;
mod encode;
mod error;
mod scalar;

use bytes::Bytes;

pub use decode::Decoder;
pub use encode::Encoder;
pub use error::XdrError;

/// A type with a fixed description in a protocol source: it knows how it looks on the wire.
///
/// Strings, opaque data and arrays have no implementation, because their bounds belong to the field and not to the
/// type; structures write them with the methods of [`Encoder`] and [`Decoder`] that take the bound.
pub trait Xdr: Sized {
    /// The fewest bytes that a value takes on the wire.
    ///
    /// Arrays use it to refuse a length word that the remaining bytes cannot satisfy.
    const MIN_SIZE: usize;

    /// Appends the value.
    ///
    /// # Errors
    /// A part of the value breaks its bound, or cannot be expressed on the wire.
    fn encode(&self, enc: &mut Encoder) -> Result<(), XdrError>;

    /// Takes a value.
    ///
    /// # Errors
    /// The bytes end too early, or are no valid encoding of this type.
    fn decode(dec: &mut Decoder) -> Result<Self, XdrError>;
}

/// Encodes one value on its own.
///
/// # Errors
/// The same as [`Xdr::encode`].
pub fn to_bytes<T: Xdr>(value: &T) -> Result<Bytes, XdrError> {
    let mut enc = Encoder::with_capacity(T::MIN_SIZE);
    value.encode(&mut enc)?;
    Ok(enc.into_inner().freeze())
}

/// Decodes one value that fills the bytes completely.
///
/// # Errors
/// The same as [`Xdr::decode`], and [`XdrError::TrailingBytes`] when something is left behind the value.
pub fn from_bytes<T: Xdr>(bytes: Bytes) -> Result<T, XdrError> {
    let mut dec = Decoder::new(bytes);
    let value = T::decode(&mut dec)?;
    dec.finish()?;
    Ok(value)
}
