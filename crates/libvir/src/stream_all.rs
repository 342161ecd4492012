//! Whole streams: everything into a file, everything out of one.

use std::future::Future;
use std::io::{self, SeekFrom};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncSeek, AsyncSeekExt as _, AsyncWrite, AsyncWriteExt as _};
use vir_driver::StreamChunk;
use vir_types::{Code, Error, Result};

use crate::Stream;

impl Stream {
    /// Receives everything into a writer, holes as zeros, and returns how many **bytes** that were.
    /// [`finish`](Self::finish) says then whether the other end could send all.
    ///
    /// C API: `virStreamRecvAll`. Since: 0.7.2.
    ///
    /// # Errors
    /// As for [`recv`](Self::recv). `SystemError`: the writer failed, and the stream is given up.
    pub async fn recv_all(&mut self, sink: &mut (impl AsyncWrite + Unpin)) -> Result<u64> {
        let mut total = 0_u64;
        loop {
            let written = match self.recv(Self::PIECE).await? {
                StreamChunk::Data(data) => {
                    total = total.saturating_add(data.len() as u64);
                    sink.write_all(&data).await
                }
                StreamChunk::Hole(length) => {
                    total = total.saturating_add(length);
                    zeros(sink, length).await
                }
                _ => {
                    let flushed = sink.flush().await;
                    return self.or_give_up(flushed).map(|()| total);
                }
            };
            self.or_give_up(written)?;
        }
    }

    /// Receives everything into a file, where holes stay holes, and returns its length in **bytes**. The file is
    /// empty before, or its content under the holes remains. A hole at the end is one byte shorter, so that the file
    /// gets its length.
    ///
    /// C API: `virStreamSparseRecvAll`. Since: 3.4.0.
    ///
    /// # Errors
    /// As for [`recv_all`](Self::recv_all).
    pub async fn sparse_recv_all(&mut self, sink: &mut (impl AsyncWrite + AsyncSeek + Unpin)) -> Result<u64> {
        let (mut total, mut hole) = (0_u64, 0_u64);
        loop {
            let written = match self.recv(Self::PIECE).await? {
                StreamChunk::Data(data) => {
                    total = total.saturating_add(data.len() as u64);
                    skip(sink, std::mem::take(&mut hole), &data).await
                }
                StreamChunk::Hole(length) => {
                    total = total.saturating_add(length);
                    hole = hole.saturating_add(length);
                    Ok(())
                }
                _ => {
                    let last: &[u8] = if hole > 0 { &[0] } else { &[] };
                    let ended = skip(sink, hole.saturating_sub(1), last).await;
                    self.or_give_up(ended)?;
                    let flushed = sink.flush().await;
                    return self.or_give_up(flushed).map(|()| total);
                }
            };
            self.or_give_up(written)?;
        }
    }

    /// Sends everything that a reader has, and returns how many **bytes** that were. [`finish`](Self::finish) says
    /// then whether the other end has it all.
    ///
    /// C API: `virStreamSendAll`. Since: 0.7.2.
    ///
    /// # Errors
    /// As for [`send`](Self::send). `SystemError`: the reader failed, and the stream is given up.
    pub async fn send_all(&mut self, source: &mut (impl AsyncRead + Unpin)) -> Result<u64> {
        let mut total = 0_u64;
        loop {
            let mut piece = Vec::with_capacity(Self::PIECE);
            let read = (&mut *source).take(Self::PIECE as u64).read_to_end(&mut piece).await;
            let read = self.or_give_up(read)?;
            if read == 0 {
                return Ok(total);
            }
            total = total.saturating_add(read as u64);
            self.send(piece).await?;
        }
    }

    /// Sends everything that `next` tells, piece by piece: data, holes, the end. Returns how many **bytes** that
    /// were. [`finish`](Self::finish) says then whether the other end has it all.
    ///
    /// C API: `virStreamSparseSendAll`. Since: 3.4.0.
    ///
    /// # Errors
    /// As for [`send_all`](Self::send_all). `NoSupport`: the stream has no holes.
    pub async fn sparse_send_all<F>(&mut self, mut next: impl FnMut() -> F) -> Result<u64>
    where
        F: Future<Output = io::Result<StreamChunk>>,
    {
        let mut total = 0_u64;
        loop {
            let told = next().await;
            match self.or_give_up(told)? {
                StreamChunk::Data(mut data) => {
                    total = total.saturating_add(data.len() as u64);
                    while !data.is_empty() {
                        let piece: Bytes = data.split_to(data.len().min(Self::PIECE));
                        self.send(piece).await?;
                    }
                }
                StreamChunk::Hole(length) => {
                    total = total.saturating_add(length);
                    self.send_hole(length).await?;
                }
                _ => return Ok(total),
            }
        }
    }

    /// A failure at this end ends the stream.
    fn or_give_up<T>(&mut self, done: io::Result<T>) -> Result<T> {
        done.map_err(|error| {
            self.give_up();
            Error::new(Code::SYSTEM_ERROR, error.to_string())
        })
    }
}

async fn zeros(sink: &mut (impl AsyncWrite + Unpin), length: u64) -> io::Result<()> {
    tokio::io::copy(&mut tokio::io::repeat(0).take(length), sink).await.map(drop)
}

/// Goes past a hole, and writes what follows.
async fn skip(
    sink: &mut (impl AsyncWrite + AsyncSeek + Unpin),
    mut hole: u64,
    data: &[u8],
) -> io::Result<()> {
    while hole > 0 {
        let step = i64::try_from(hole).unwrap_or(i64::MAX);
        sink.seek(SeekFrom::Current(step)).await?;
        hole = hole.saturating_sub(step.unsigned_abs());
    }
    sink.write_all(data).await
}
