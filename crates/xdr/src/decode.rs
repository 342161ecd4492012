//! Taking values from bytes.

use std::sync::Arc;

use bytes::{Buf, Bytes};

use crate::encode::padding;
use crate::{Xdr, XdrError};

/// How much memory an array may claim before its items have really been decoded.
const PREALLOCATE_MAX: usize = 64 * 1024;

/// Takes values from shared bytes.
#[derive(Debug, Clone)]
pub struct Decoder {
    buf: Bytes,
    start: usize,
    /// Names that were taken, each in the place that its bytes say; none before the first.
    names: Vec<Option<Arc<str>>>,
}

/// How many names are remembered.
const NAMES: usize = 64;

/// A string whose first byte is the input's byte `at`.
fn text(bytes: &[u8], at: usize) -> Result<Arc<str>, XdrError> {
    if bytes.contains(&0) {
        return Err(XdrError::NulInString { at });
    }
    std::str::from_utf8(bytes).map(Arc::from).map_err(|_| XdrError::BadUtf8 { at })
}

/// The place where a name is remembered.
fn place(bytes: &[u8]) -> usize {
    // Names of one group differ at their ends, groups in their lengths.
    let byte = |at: Option<&u8>| usize::from(at.copied().unwrap_or_default());
    let mixed = byte(bytes.first()) ^ (byte(bytes.last()) << 1) ^ (byte(bytes.get(bytes.len() / 2)) << 2);
    (mixed ^ (bytes.len() << 3)) % NAMES
}

impl Decoder {
    /// Starts at the first byte.
    pub fn new(bytes: Bytes) -> Self {
        let start = bytes.len();
        Self { buf: bytes, start, names: Vec::new() }
    }

    /// The number of bytes not yet taken.
    pub fn remaining(&self) -> usize {
        self.buf.len()
    }

    /// The number of bytes already taken.
    pub fn position(&self) -> usize {
        self.start.saturating_sub(self.buf.len())
    }

    /// Ends the decoding.
    ///
    /// # Errors
    /// [`XdrError::TrailingBytes`]: something is left.
    pub fn finish(self) -> Result<(), XdrError> {
        match self.remaining() {
            0 => Ok(()),
            left => Err(XdrError::TrailingBytes { at: self.position(), left }),
        }
    }

    /// Takes everything that is left as it is, such as the raw data of a stream packet.
    pub fn rest(self) -> Bytes {
        self.buf
    }

    /// Takes a 4-byte word.
    pub(crate) fn word(&mut self) -> Result<u32, XdrError> {
        self.buf.try_get_u32().map_err(|_| self.truncated(4))
    }

    /// Takes an 8-byte word.
    pub(crate) fn long(&mut self) -> Result<u64, XdrError> {
        self.buf.try_get_u64().map_err(|_| self.truncated(8))
    }

    /// Takes a boolean, which is strictly 0 or 1.
    pub(crate) fn flag(&mut self) -> Result<bool, XdrError> {
        let at = self.position();
        match self.word()? {
            0 => Ok(false),
            1 => Ok(true),
            value => Err(XdrError::BadBool { at, value }),
        }
    }

    /// Takes a string of at most `max` bytes.
    ///
    /// # Errors
    /// The string is longer or incomplete, not UTF-8, or contains a NUL byte.
    pub fn string(&mut self, max: usize) -> Result<Arc<str>, XdrError> {
        let at = self.position().saturating_add(4);
        let len = self.length(max, 1)?;
        // Read where it lies: a share of the input would only be dropped again.
        let Some(bytes) = self.buf.get(..len) else { return Err(self.truncated(len)) };
        let text = text(bytes, at)?;
        self.buf.advance(len);
        self.skip_padding(len)?;
        Ok(text)
    }

    /// Takes a string of at most `max` bytes that is likely to have come before in these bytes, such as the name of
    /// a value: equal ones are shared.
    ///
    /// # Errors
    /// The same as [`Self::string`].
    pub fn name(&mut self, max: usize) -> Result<Arc<str>, XdrError> {
        let at = self.position().saturating_add(4);
        let len = self.length(max, 1)?;
        let Some(bytes) = self.buf.get(..len) else { return Err(self.truncated(len)) };
        if self.names.is_empty() {
            self.names.resize(NAMES, None);
        }
        let name = match self.names.get_mut(place(bytes)) {
            Some(Some(known)) if known.as_bytes() == bytes => known.clone(),
            Some(slot) => slot.insert(text(bytes, at)?).clone(),
            None => text(bytes, at)?,
        };
        self.buf.advance(len);
        self.skip_padding(len)?;
        Ok(name)
    }

    /// Takes a string of at most `max` bytes, or `None` if the sender has marked it absent.
    ///
    /// # Errors
    /// The same as [`Self::string`], and a bad mark.
    pub fn option_string(&mut self, max: usize) -> Result<Option<Arc<str>>, XdrError> {
        if self.flag()? { self.string(max).map(Some) } else { Ok(None) }
    }

    /// Takes a list of at most `max` strings of at most `string_max` bytes each.
    ///
    /// # Errors
    /// The list is longer or incomplete, or one of the strings is refused.
    pub fn string_array(&mut self, max: usize, string_max: usize) -> Result<Vec<Arc<str>>, XdrError> {
        self.items::<Arc<str>>(max, 4, |dec| dec.string(string_max))
    }

    /// Takes at most `max` bytes of opaque data, which stay shared with the input.
    ///
    /// # Errors
    /// The data is longer or incomplete, or padded with something else than zeros.
    pub fn opaque(&mut self, max: usize) -> Result<Bytes, XdrError> {
        let len = self.length(max, 1)?;
        let bytes = self.take(len)?;
        self.skip_padding(len)?;
        Ok(bytes)
    }

    /// Takes opaque data whose length both sides know.
    ///
    /// # Errors
    /// The data is incomplete, or padded with something else than zeros.
    pub fn opaque_fixed<const N: usize>(&mut self) -> Result<[u8; N], XdrError> {
        let mut out = [0; N];
        if self.remaining() < N {
            return Err(self.truncated(N));
        }
        self.buf.copy_to_slice(&mut out);
        self.skip_padding(N)?;
        Ok(out)
    }

    /// Takes a list of at most `max` values.
    ///
    /// # Errors
    /// The list is longer or incomplete, or one of the values is refused.
    pub fn array<T: Xdr>(&mut self, max: usize) -> Result<Vec<T>, XdrError> {
        self.items(max, T::MIN_SIZE, T::decode)
    }

    fn items<T>(
        &mut self,
        max: usize,
        min_size: usize,
        mut decode: impl FnMut(&mut Self) -> Result<T, XdrError>,
    ) -> Result<Vec<T>, XdrError> {
        let len = self.length(max, min_size)?;
        // An item may be larger in memory than on the wire, so a length that the input satisfies can still ask for
        // much; beyond this amount the vector grows with what has been decoded.
        let affordable = PREALLOCATE_MAX / size_of::<T>().max(1);
        let mut out = Vec::with_capacity(len.min(affordable));
        for _ in 0..len {
            out.push(decode(self)?);
        }
        Ok(out)
    }

    /// Takes a length word, and compares it with its bound and with the bytes behind it.
    fn length(&mut self, max: usize, min_size: usize) -> Result<usize, XdrError> {
        let at = self.position();
        let word = self.word()?;
        let len = usize::try_from(word).unwrap_or(usize::MAX);
        if len > max {
            return Err(XdrError::TooLong { at, len, max });
        }
        let wanted = len.saturating_mul(min_size);
        if wanted > self.remaining() {
            return Err(XdrError::LengthBeyondEnd { at, len, wanted, left: self.remaining() });
        }
        Ok(len)
    }

    fn take(&mut self, len: usize) -> Result<Bytes, XdrError> {
        if len > self.remaining() {
            return Err(self.truncated(len));
        }
        Ok(self.buf.split_to(len))
    }

    fn skip_padding(&mut self, len: usize) -> Result<(), XdrError> {
        let at = self.position();
        let len = padding(len);
        let Some(padding) = self.buf.get(..len) else { return Err(self.truncated(len)) };
        if padding.iter().any(|byte| *byte != 0) {
            return Err(XdrError::BadPadding { at });
        }
        self.buf.advance(len);
        Ok(())
    }

    fn truncated(&self, wanted: usize) -> XdrError {
        XdrError::Truncated { at: self.position(), wanted, left: self.remaining() }
    }
}
