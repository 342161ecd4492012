//! What waits to be written.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::os::fd::{AsFd, OwnedFd};

use bytes::{Buf, Bytes, BytesMut};

use crate::packet::Sealed;
use crate::transport::Transport;

/// How many pieces one system call takes.
const BATCH: usize = 64;
/// How many places the empty queue may keep.
const IDLE_PLACES: usize = 8;

/// Packets in the order in which they leave.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    pieces: VecDeque<Piece>,
    bytes: usize,
}

#[derive(Debug)]
enum Piece {
    Own(BytesMut),
    Shared(Bytes),
    Fd(OwnedFd),
}

impl Outgoing {
    pub(crate) fn push(&mut self, packet: Sealed) {
        let Sealed { head, shared, fds } = packet;
        self.count(head.len());
        self.pieces.push_back(Piece::Own(head));
        if let Some(shared) = shared {
            self.count(shared.len());
            self.pieces.push_back(Piece::Shared(shared));
        }
        for fd in fds {
            self.count(1);
            self.pieces.push_back(Piece::Fd(fd));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The number of bytes that wait.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Writes until nothing waits any more.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] while the socket is full, else the connection is broken.
    pub(crate) fn write(&mut self, transport: &(impl Transport + ?Sized)) -> io::Result<()> {
        loop {
            match self.pieces.front() {
                None => {
                    if self.pieces.capacity() > IDLE_PLACES {
                        self.pieces = VecDeque::new();
                    }
                    return Ok(());
                }
                Some(Piece::Fd(fd)) => {
                    transport.try_send_fd(fd.as_fd())?;
                    self.pieces.pop_front();
                    self.bytes = self.bytes.saturating_sub(1);
                }
                Some(_) => {
                    let written = self.write_batch(transport)?;
                    if written == 0 {
                        return Err(io::ErrorKind::WriteZero.into());
                    }
                    self.consume(written);
                }
            }
        }
    }

    fn write_batch(&self, transport: &(impl Transport + ?Sized)) -> io::Result<usize> {
        let mut slices = [IoSlice::new(&[]); BATCH];
        let mut used = 0;
        for (slot, piece) in slices.iter_mut().zip(&self.pieces) {
            *slot = match piece {
                Piece::Own(bytes) => IoSlice::new(bytes),
                Piece::Shared(bytes) => IoSlice::new(bytes),
                Piece::Fd(_) => break,
            };
            used += 1;
        }
        transport.try_write(slices.get(..used).unwrap_or_default())
    }

    fn consume(&mut self, mut written: usize) {
        self.bytes = self.bytes.saturating_sub(written);
        while written > 0 {
            let left = match self.pieces.front_mut() {
                Some(Piece::Own(bytes)) => take(bytes, &mut written),
                Some(Piece::Shared(bytes)) => take(bytes, &mut written),
                Some(Piece::Fd(_)) | None => return,
            };
            if left == 0 {
                self.pieces.pop_front();
            }
        }
    }

    fn count(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes);
    }
}

/// Takes written bytes off a piece, and says how many it still has.
fn take(bytes: &mut impl Buf, written: &mut usize) -> usize {
    let here = bytes.remaining().min(*written);
    bytes.advance(here);
    *written = written.saturating_sub(here);
    bytes.remaining()
}
