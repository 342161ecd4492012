//! Writing values.

use std::sync::Arc;

use bytes::{BufMut, BytesMut};

use crate::{Xdr, XdrError};

/// Appends values to a buffer.
///
/// A failed call may leave a part of its value behind: the buffer is then to be thrown away.
#[derive(Debug, Default)]
pub struct Encoder {
    buf: BytesMut,
}

impl Encoder {
    /// Starts with an empty buffer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts with an empty buffer that takes `capacity` bytes before it grows.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { buf: BytesMut::with_capacity(capacity) }
    }

    /// The number of bytes in the buffer.
    pub fn len(&self) -> usize {
        self.buf.len()
    }

    /// Whether the buffer holds nothing.
    pub fn is_empty(&self) -> bool {
        self.buf.is_empty()
    }

    /// Gives the buffer back.
    pub fn into_inner(self) -> BytesMut {
        self.buf
    }

    /// Appends a 4-byte word.
    pub(crate) fn word(&mut self, value: u32) {
        self.buf.put_u32(value);
    }

    /// Appends an 8-byte word.
    pub(crate) fn long(&mut self, value: u64) {
        self.buf.put_u64(value);
    }

    /// Appends bytes that are already encoded, such as a body shared by several receivers.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.buf.extend_from_slice(bytes);
    }

    /// Appends a string of at most `max` bytes.
    ///
    /// # Errors
    /// The string is longer, or contains a NUL byte.
    pub fn string(&mut self, value: &str, max: usize) -> Result<(), XdrError> {
        if value.as_bytes().contains(&0) {
            return Err(XdrError::NulInString { at: self.len() });
        }
        self.opaque(value.as_bytes(), max)
    }

    /// Appends a string of at most `max` bytes, or the mark that there is none.
    ///
    /// # Errors
    /// The same as [`Self::string`].
    pub fn option_string(&mut self, value: Option<&str>, max: usize) -> Result<(), XdrError> {
        self.word(u32::from(value.is_some()));
        value.map_or(Ok(()), |value| self.string(value, max))
    }

    /// Appends a list of at most `max` strings of at most `string_max` bytes each.
    ///
    /// # Errors
    /// The list or one of the strings is longer, or a string contains a NUL byte.
    pub fn string_array(
        &mut self,
        values: &[Arc<str>],
        max: usize,
        string_max: usize,
    ) -> Result<(), XdrError> {
        self.length(values.len(), max)?;
        values.iter().try_for_each(|value| self.string(value, string_max))
    }

    /// Appends at most `max` bytes of opaque data.
    ///
    /// # Errors
    /// There are more.
    pub fn opaque(&mut self, value: &[u8], max: usize) -> Result<(), XdrError> {
        self.length(value.len(), max)?;
        self.buf.reserve(value.len().saturating_add(3));
        self.raw(value);
        self.pad(value.len());
        Ok(())
    }

    /// Appends opaque data whose length both sides know.
    ///
    /// # Errors
    /// None today; the signature is that of its siblings.
    pub fn opaque_fixed<const N: usize>(&mut self, value: &[u8; N]) -> Result<(), XdrError> {
        self.raw(value);
        self.pad(N);
        Ok(())
    }

    /// Appends a list of at most `max` values.
    ///
    /// # Errors
    /// The list is longer, or one of the values cannot be encoded.
    pub fn array<T: Xdr>(&mut self, values: &[T], max: usize) -> Result<(), XdrError> {
        self.length(values.len(), max)?;
        self.buf.reserve(values.len().saturating_mul(T::MIN_SIZE));
        values.iter().try_for_each(|value| value.encode(self))
    }

    fn length(&mut self, len: usize, max: usize) -> Result<(), XdrError> {
        match u32::try_from(len) {
            Ok(word) if len <= max => {
                self.word(word);
                Ok(())
            }
            _ => Err(XdrError::TooLong { at: self.len(), len, max }),
        }
    }

    fn pad(&mut self, len: usize) {
        self.buf.put_bytes(0, padding(len));
    }
}

impl From<BytesMut> for Encoder {
    /// Appends behind what the buffer already holds.
    fn from(buf: BytesMut) -> Self {
        Self { buf }
    }
}

/// The number of bytes that fill `len` up to a multiple of four.
pub(crate) fn padding(len: usize) -> usize {
    len.wrapping_neg() & 3
}
