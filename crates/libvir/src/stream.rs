//! Bytes that flow beside the calls.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use bytes::{Buf as _, Bytes};
use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Mutex;
use vir_driver::StreamChunk;
use vir_types::{Error, Result};

/// A stream: a console, a picture, a volume on its way. One direction or both.
///
/// Read and written piece by piece with the methods, or as an [`AsyncRead`] and [`AsyncWrite`], where holes are read
/// as zeros and shutting down is [`finish`](Self::finish). A stream that is dropped without having been finished is
/// aborted at the other end.
///
/// What makes a stream is the method that opens it. C API: `virStreamPtr`, `virStreamNew`. Since: 0.7.2.
pub struct Stream {
    inner: Arc<Mutex<vir_driver::Stream>>,
    /// A read in progress. It can be dropped at any time: that loses nothing.
    reading: Option<BoxFuture<'static, Result<StreamChunk>>>,
    /// Who waits for it; told when it must be started anew.
    reader: Option<Waker>,
    /// What was read and not asked for yet.
    rest: Rest,
    /// A write in progress.
    writing: Option<BoxFuture<'static, Result<()>>>,
    /// The last write is the end.
    finishing: bool,
}

/// What is left of a piece.
#[derive(Debug, Default)]
struct Rest {
    data: Bytes,
    zeros: u64,
}

impl Stream {
    /// How many bytes travel in one packet at most: the piece to ask [`recv`](Self::recv) for. A stream that is read
    /// or written as a byte stream takes such pieces by itself.
    pub const PIECE: usize = 262_120;

    pub(crate) fn new(stream: vir_driver::Stream) -> Self {
        Self {
            inner: Arc::new(Mutex::new(stream)),
            reading: None,
            reader: None,
            rest: Rest::default(),
            writing: None,
            finishing: false,
        }
    }

    /// The driver's stream, for who has used this one for nothing yet.
    pub(crate) fn into_driver(self) -> vir_driver::Stream {
        match Arc::try_unwrap(self.inner) {
            Ok(inner) => inner.into_inner(),
            // A read or write in progress holds it: there is nothing to carry on with.
            Err(_) => vir_driver::Stream::new(Used),
        }
    }

    /// Waits for the next piece: at most `max` bytes, a hole, or the end. Dropping the future loses nothing.
    ///
    /// C API: `virStreamRecvFlags`, `virStreamRecv`, `virStreamRecvHole`. Since: 0.7.2.
    ///
    /// # Errors
    /// The other end has failed or given up; the stream is over then. `NoSupport`: it cannot be read.
    pub async fn recv(&mut self, max: usize) -> Result<StreamChunk> {
        if self.rest.zeros > 0 {
            return Ok(StreamChunk::Hole(std::mem::take(&mut self.rest.zeros)));
        }
        if !self.rest.data.is_empty() {
            let piece = max.min(self.rest.data.len());
            return Ok(StreamChunk::Data(self.rest.data.split_to(piece)));
        }
        self.stop_reading();
        self.written().await?;
        self.inner.lock().await.recv(max).await
    }

    /// Sends data, and waits until it is taken.
    ///
    /// C API: `virStreamSend`. Since: 0.7.2.
    ///
    /// # Errors
    /// The other end has failed or given up; the stream is over then. `NoSupport`: it cannot be written.
    pub async fn send(&mut self, data: impl Into<Bytes>) -> Result<()> {
        self.stop_reading();
        self.written().await?;
        self.inner.lock().await.send(data.into()).await
    }

    /// Sends a hole of that many zero bytes.
    ///
    /// C API: `virStreamSendHole`. Since: 3.4.0.
    ///
    /// # Errors
    /// As for [`send`](Self::send); `NoSupport` where holes cannot be made.
    pub async fn send_hole(&mut self, length: u64) -> Result<()> {
        self.stop_reading();
        self.written().await?;
        self.inner.lock().await.send_hole(length).await
    }

    /// Ends the stream well, and waits until the other end has everything.
    ///
    /// C API: `virStreamFinish`. Since: 0.7.2.
    ///
    /// # Errors
    /// Something that was sent before could not be kept.
    pub async fn finish(&mut self) -> Result<()> {
        self.stop_reading();
        self.written().await?;
        self.inner.lock().await.finish().await
    }

    /// Gives the stream up. Nothing waits, and nothing can fail.
    ///
    /// C API: `virStreamAbort`. Since: 0.7.2.
    pub fn abort(mut self) {
        self.reading = None;
        self.writing = None;
        self.into_driver().abort(Error::internal("the stream was given up"));
    }

    /// The same where the handle is still needed; whatever is asked of it from now on fails.
    pub(crate) fn give_up(&mut self) {
        self.stop_reading();
        self.writing = None;
        let used = Arc::new(Mutex::new(vir_driver::Stream::new(Used)));
        if let Ok(inner) = Arc::try_unwrap(std::mem::replace(&mut self.inner, used)) {
            inner.into_inner().abort(Error::internal("the stream was given up"));
        }
    }

    /// Frees the stream from a read in progress; who waits for that starts anew.
    fn stop_reading(&mut self) {
        self.reading = None;
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }

    async fn written(&mut self) -> Result<()> {
        std::future::poll_fn(|cx| self.poll_written(cx)).await
    }

    /// Waits for the write in progress.
    fn poll_written(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let Some(writing) = &mut self.writing else { return Poll::Ready(Ok(())) };
        let result = ready!(writing.as_mut().poll(cx));
        self.writing = None;
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
        Poll::Ready(result)
    }

    fn start_writing(&mut self, write: BoxFuture<'static, Result<()>>, cx: &mut Context<'_>) -> Result<()> {
        self.stop_reading();
        self.writing = Some(write);
        // What is not taken at once goes on with the next write, flush or read.
        match self.poll_written(cx) {
            Poll::Ready(Err(error)) => Err(error),
            Poll::Ready(Ok(())) | Poll::Pending => Ok(()),
        }
    }
}

impl Rest {
    /// Gives what is left; whether that was anything.
    fn give(&mut self, buf: &mut ReadBuf<'_>) -> bool {
        if self.zeros > 0 {
            let room = u64::try_from(buf.remaining()).unwrap_or(u64::MAX).min(self.zeros);
            let zeros = usize::try_from(room).unwrap_or_default();
            buf.initialize_unfilled_to(zeros).fill(0);
            buf.advance(zeros);
            self.zeros = self.zeros.saturating_sub(room);
            return true;
        }
        let piece = buf.remaining().min(self.data.len());
        if let Some(bytes) = self.data.get(..piece) {
            buf.put_slice(bytes);
        }
        self.data.advance(piece);
        piece > 0
    }
}

fn io_error(error: Error) -> io::Error {
    io::Error::other(error)
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if buf.remaining() == 0 || this.rest.give(buf) {
                return Poll::Ready(Ok(()));
            }
            if this.poll_written(cx).map_err(io_error)?.is_pending() {
                this.reader = Some(cx.waker().clone());
                return Poll::Pending;
            }
            let inner = &this.inner;
            let reading = this.reading.get_or_insert_with(|| {
                let inner = inner.clone();
                Box::pin(async move { inner.lock_owned().await.recv(Self::PIECE).await })
            });
            let Poll::Ready(piece) = reading.as_mut().poll(cx) else {
                this.reader = Some(cx.waker().clone());
                return Poll::Pending;
            };
            this.reading = None;
            match piece.map_err(io_error)? {
                StreamChunk::Data(data) => this.rest.data = data,
                StreamChunk::Hole(length) => this.rest.zeros = length,
                _ => return Poll::Ready(Ok(())),
            }
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_written(cx)).map_err(io_error)?;
        let piece = buf.get(..buf.len().min(Self::PIECE)).unwrap_or_default();
        if piece.is_empty() {
            return Poll::Ready(Ok(0));
        }
        let (inner, data) = (self.inner.clone(), Bytes::copy_from_slice(piece));
        let write = Box::pin(async move { inner.lock_owned().await.send(data).await });
        self.start_writing(write, cx).map_err(io_error)?;
        Poll::Ready(Ok(piece.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_written(cx).map_err(io_error)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_written(cx)).map_err(io_error)?;
        if !self.finishing {
            self.finishing = true;
            let inner = self.inner.clone();
            let finish = Box::pin(async move { inner.lock_owned().await.finish().await });
            self.start_writing(finish, cx).map_err(io_error)?;
        }
        self.poll_written(cx).map_err(io_error)
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

/// In the place of a stream that is in use.
struct Used;

impl vir_driver::StreamIo for Used {}

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
    pub(crate) fn new(picture: vir_driver::Screenshot) -> Self {
        let vir_driver::Screenshot { mime, stream, .. } = picture;
        Self { mime, stream: Stream::new(stream) }
    }
}

/// A destination that is ready for a guest that comes through the connection; the daemon's table alone asks for it.
#[derive(Debug)]
#[doc(hidden)]
#[non_exhaustive]
pub struct MigrateTunnel {
    /// For the source's perform phase.
    pub cookie_out: Vec<u8>,
    /// Where the guest is sent.
    pub stream: Stream,
}

impl MigrateTunnel {
    pub(crate) fn new(tunnel: vir_driver::MigrateTunnel) -> Self {
        let vir_driver::MigrateTunnel { cookie_out, stream, .. } = tunnel;
        Self { cookie_out, stream: Stream::new(stream) }
    }
}
