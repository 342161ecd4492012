//! Bytes that flow beside the calls: consoles, volumes, screenshots, guests on the move.

use std::fmt;

use async_trait::async_trait;
use bytes::Bytes;
use vir_types::{Error, Result};

/// What a driver implements for a stream. One direction or both; the other says "unsupported".
///
/// All methods but [`abort`](Self::abort) wait until the other side can go on: that is the back-pressure,
/// and nobody buffers more than a few packets.
#[async_trait]
#[expect(unused_variables, reason = "the names of parameters belong to the documentation")]
pub trait StreamIo: Send {
    /// Waits for the next piece: at most `max` bytes of data, a hole, or the end. Dropping the future loses
    /// nothing.
    ///
    /// # Errors
    /// The other side aborted, or reading failed; the stream is over then.
    async fn recv(&mut self, max: usize) -> Result<StreamChunk> {
        Err(Error::unsupported())
    }

    /// Hands over data and waits until it is taken. When the future is dropped before, nobody knows how much
    /// was: then only [`abort`](Self::abort) follows.
    ///
    /// # Errors
    /// The other side aborted, or writing failed; the stream is over then.
    async fn send(&mut self, data: Bytes) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Hands over a hole of that many zero bytes.
    ///
    /// # Errors
    /// As for [`send`](Self::send); `NoSupport` where holes cannot be made.
    async fn send_hole(&mut self, length: u64) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Ends the stream well, and waits until the other side has everything.
    ///
    /// # Errors
    /// Something that was sent before could not be kept.
    async fn finish(&mut self) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Ends the stream badly and tells the other side why. Does not wait and cannot fail; dropping a stream
    /// that was not finished has the same effect without a reason.
    fn abort(&mut self, error: Error) {}
}

/// One piece of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StreamChunk {
    /// Bytes; never empty.
    Data(Bytes),
    /// That many zero bytes that need not travel.
    Hole(u64),
    /// There is no more. Asked again, the answer is the same.
    End,
}

/// A stream as operations return it.
///
/// C API: `virStreamPtr`. Since: 0.7.2.
pub struct Stream(Box<dyn StreamIo>);

impl Stream {
    /// The stream that this driver object makes.
    #[must_use]
    pub fn new(io: impl StreamIo + 'static) -> Self {
        Self(Box::new(io))
    }

    /// Waits for the next piece; see [`StreamIo::recv`].
    ///
    /// # Errors
    /// The other side aborted, or reading failed; the stream is over then.
    ///
    /// C API: `virStreamRecvFlags`. Since: 3.4.0.
    pub async fn recv(&mut self, max: usize) -> Result<StreamChunk> {
        self.0.recv(max).await
    }

    /// Hands over data; see [`StreamIo::send`].
    ///
    /// # Errors
    /// The other side aborted, or writing failed; the stream is over then.
    ///
    /// C API: `virStreamSend`. Since: 0.7.2.
    pub async fn send(&mut self, data: Bytes) -> Result<()> {
        self.0.send(data).await
    }

    /// Hands over a hole; see [`StreamIo::send_hole`].
    ///
    /// # Errors
    /// As for [`send`](Self::send); `NoSupport` where holes cannot be made.
    ///
    /// C API: `virStreamSendHole`. Since: 3.4.0.
    pub async fn send_hole(&mut self, length: u64) -> Result<()> {
        self.0.send_hole(length).await
    }

    /// Ends the stream well; see [`StreamIo::finish`].
    ///
    /// # Errors
    /// Something that was sent before could not be kept.
    ///
    /// C API: `virStreamFinish`. Since: 0.7.2.
    pub async fn finish(&mut self) -> Result<()> {
        self.0.finish().await
    }

    /// Ends the stream badly; see [`StreamIo::abort`].
    ///
    /// C API: `virStreamAbort`. Since: 0.7.2.
    pub fn abort(mut self, error: Error) {
        self.0.abort(error);
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use vir_types::Code;

    use super::*;

    /// Says one word, then ends.
    struct Word(Bytes);

    #[async_trait]
    impl StreamIo for Word {
        async fn recv(&mut self, max: usize) -> Result<StreamChunk> {
            if self.0.is_empty() {
                return Ok(StreamChunk::End);
            }
            Ok(StreamChunk::Data(self.0.split_to(max.min(self.0.len()))))
        }
    }

    #[tokio::test]
    async fn a_stream_gives_what_its_driver_gives() {
        let mut stream = Stream::new(Word(Bytes::from_static(b"hello")));
        assert_eq!(stream.recv(3).await.unwrap(), StreamChunk::Data(Bytes::from_static(b"hel")));
        assert_eq!(stream.recv(3).await.unwrap(), StreamChunk::Data(Bytes::from_static(b"lo")));
        assert_eq!(stream.recv(3).await.unwrap(), StreamChunk::End);
    }

    #[tokio::test]
    async fn the_direction_that_a_driver_lacks_is_unsupported() {
        let mut stream = Stream::new(Word(Bytes::new()));
        assert_eq!(stream.send(Bytes::from_static(b"x")).await.unwrap_err().code(), Code::NO_SUPPORT);
        assert_eq!(stream.send_hole(1).await.unwrap_err().code(), Code::NO_SUPPORT);
        assert_eq!(stream.finish().await.unwrap_err().code(), Code::NO_SUPPORT);
        stream.abort(Error::internal("done"));
    }
}
