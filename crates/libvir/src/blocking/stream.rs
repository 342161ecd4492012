//! Bytes that flow beside the calls.

use std::io::{self, Read, Seek, SeekFrom, Write};

use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use vir_types::{Code, Error, Result};

use super::wait;
use crate::StreamChunk;

/// [`crate::Stream`] without async: read and written piece by piece, or as a [`Read`] and [`Write`].
#[derive(Debug)]
pub struct Stream(crate::Stream);

impl Stream {
    /// How many bytes travel in one packet at most.
    pub const PIECE: usize = crate::Stream::PIECE;

    pub(super) fn new(stream: crate::Stream) -> Self {
        Self(stream)
    }

    /// Waits for the next piece: at most `max` bytes, a hole, or the end.
    ///
    /// C API: `virStreamRecvFlags`. Since: 3.4.0.
    ///
    /// # Errors
    /// See [`crate::Stream::recv`].
    pub fn recv(&mut self, max: usize) -> Result<StreamChunk> {
        wait(self.0.recv(max))?
    }

    /// Sends data, and waits until it is taken.
    ///
    /// C API: `virStreamSend`. Since: 0.7.2.
    ///
    /// # Errors
    /// See [`crate::Stream::send`].
    pub fn send(&mut self, data: impl Into<Bytes>) -> Result<()> {
        wait(self.0.send(data))?
    }

    /// Sends a hole of that many zero bytes.
    ///
    /// C API: `virStreamSendHole`. Since: 3.4.0.
    ///
    /// # Errors
    /// See [`crate::Stream::send_hole`].
    pub fn send_hole(&mut self, length: u64) -> Result<()> {
        wait(self.0.send_hole(length))?
    }

    /// Receives everything into a writer, holes as zeros, and returns how many **bytes** that were.
    ///
    /// C API: `virStreamRecvAll`. Since: 0.7.2.
    ///
    /// # Errors
    /// See [`crate::Stream::recv_all`]. A stream whose writer has failed is to be given up with
    /// [`abort`](Self::abort).
    pub fn recv_all(&mut self, sink: &mut impl Write) -> Result<u64> {
        io::copy(self, sink).map_err(of_io)
    }

    /// Receives everything into a file, where holes stay holes, and returns its length in **bytes**. The file is empty
    /// before, or its content under the holes remains.
    ///
    /// C API: `virStreamSparseRecvAll`. Since: 3.4.0.
    ///
    /// # Errors
    /// See [`crate::Stream::sparse_recv_all`]. A stream whose file has failed is to be given up with
    /// [`abort`](Self::abort).
    pub fn sparse_recv_all(&mut self, sink: &mut (impl Write + Seek)) -> Result<u64> {
        let (mut total, mut hole) = (0_u64, 0_u64);
        loop {
            let (written, length) = match self.recv(Self::PIECE)? {
                StreamChunk::Data(data) => (skip(sink, std::mem::take(&mut hole), &data), data.len() as u64),
                StreamChunk::Hole(length) => {
                    hole = hole.saturating_add(length);
                    (Ok(()), length)
                }
                _ => {
                    // The last byte of a hole at the end gives the file its length.
                    let last: &[u8] = if hole > 0 { &[0] } else { &[] };
                    skip(sink, hole.saturating_sub(1), last).and_then(|()| sink.flush()).map_err(of_io)?;
                    return Ok(total);
                }
            };
            written.map_err(of_io)?;
            total = total.saturating_add(length);
        }
    }

    /// Sends everything that a reader has, and returns how many **bytes** that were.
    ///
    /// C API: `virStreamSendAll`. Since: 0.7.2.
    ///
    /// # Errors
    /// See [`crate::Stream::send_all`]. A stream whose reader has failed is to be given up with
    /// [`abort`](Self::abort).
    pub fn send_all(&mut self, source: &mut impl Read) -> Result<u64> {
        io::copy(source, self).map_err(of_io)
    }

    /// Sends everything that `next` tells, piece by piece: data, holes, the end. Returns how many **bytes** that were.
    ///
    /// C API: `virStreamSparseSendAll`. Since: 3.4.0.
    ///
    /// # Errors
    /// See [`crate::Stream::sparse_send_all`].
    pub fn sparse_send_all(&mut self, mut next: impl FnMut() -> io::Result<StreamChunk>) -> Result<u64> {
        wait(self.0.sparse_send_all(|| std::future::ready(next())))?
    }

    /// Ends the stream well, and waits until the other end has everything.
    ///
    /// C API: `virStreamFinish`. Since: 0.7.2.
    ///
    /// # Errors
    /// See [`crate::Stream::finish`].
    pub fn finish(&mut self) -> Result<()> {
        wait(self.0.finish())?
    }

    /// Gives the stream up.
    ///
    /// C API: `virStreamAbort`. Since: 0.7.2.
    pub fn abort(self) {
        // Outside asynchronous code nothing here waits; inside, the stream is dropped, which aborts it too.
        let stream = self.0;
        let _ = wait(async move { stream.abort() });
    }
}

impl Read for Stream {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        wait(self.0.read(buf)).map_err(io::Error::other)?
    }
}

impl Write for Stream {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        wait(self.0.write(buf)).map_err(io::Error::other)?
    }

    fn flush(&mut self) -> io::Result<()> {
        wait(self.0.flush()).map_err(io::Error::other)?
    }
}

/// Goes past a hole, and writes what follows.
fn skip(sink: &mut (impl Write + Seek), mut hole: u64, data: &[u8]) -> io::Result<()> {
    while hole > 0 {
        let step = i64::try_from(hole).unwrap_or(i64::MAX);
        sink.seek(SeekFrom::Current(step))?;
        hole = hole.saturating_sub(step.unsigned_abs());
    }
    sink.write_all(data)
}

/// An error of ours that went through a reader or writer, or one of the host.
fn of_io(error: io::Error) -> Error {
    let text = error.to_string();
    match error.into_inner().and_then(|inner| inner.downcast::<Error>().ok()) {
        Some(ours) => *ours,
        None => Error::new(Code::SYSTEM_ERROR, text),
    }
}

/// A picture of a guest's screen.
///
/// C API: `virDomainScreenshot`. Since: 0.9.2.
#[derive(Debug)]
#[non_exhaustive]
pub struct Screenshot {
    /// What kind of picture, such as `image/png`, if the driver says so.
    pub mime: Option<String>,
    /// The picture.
    pub stream: Stream,
}

impl Screenshot {
    pub(super) fn new(picture: crate::Screenshot) -> Self {
        Self { mime: picture.mime, stream: Stream::new(picture.stream) }
    }
}
