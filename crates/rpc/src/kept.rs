//! Memory for long packets of streams, used again and again: fresh memory has to be cleared, and costs a fault of the
//! processor for each page.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

/// How long such a packet is at most: one with as much data as fits.
pub(crate) const ROOM: usize = 28 + crate::STREAM_DATA_MAX;
/// So many buffers stay when nobody uses them.
const KEEP: usize = 8;

static KEPT: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

fn kept() -> MutexGuard<'static, Vec<Vec<u8>>> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A buffer of [`ROOM`] bytes, which goes back to where it came from when it is dropped.
#[derive(Debug)]
pub(crate) struct Kept {
    room: Vec<u8>,
    used: usize,
}

impl Kept {
    /// One with some bytes at its front; nothing behind them is ever shown before it was filled.
    pub(crate) fn with(front: &[u8]) -> Self {
        let room = kept().pop().unwrap_or_else(|| vec![0; ROOM]);
        let mut this = Self { room, used: 0 };
        if let Some(place) = this.room.get_mut(..front.len()) {
            place.copy_from_slice(front);
            this.used = front.len();
        }
        this
    }

    /// How many bytes it has.
    pub(crate) fn len(&self) -> usize {
        self.used
    }

    /// The place for the bytes behind those it has, up to the given length.
    pub(crate) fn rest(&mut self, length: usize) -> &mut [u8] {
        self.room.get_mut(self.used..length).unwrap_or_default()
    }

    /// So many more bytes are there.
    pub(crate) fn filled(&mut self, more: usize) {
        self.used = self.used.saturating_add(more).min(self.room.len());
    }

    /// Its bytes, without a copy.
    pub(crate) fn freeze(self) -> Bytes {
        Bytes::from_owner(self)
    }
}

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        self.room.get(..self.used).unwrap_or_default()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let mut kept = kept();
        if kept.len() < KEEP {
            kept.push(std::mem::take(&mut self.room));
        }
    }
}
