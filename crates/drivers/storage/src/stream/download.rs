//! From a volume to a client.

use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};
use vir_driver::{Stream, StreamChunk, StreamIo};
use vir_types::{Error, Result};

use super::{Journey, PACKET, QUEUE, over, thread};
use crate::files;
use crate::shared::system;

/// Starts to read a volume.
pub(crate) async fn download(journey: Journey) -> Result<Stream> {
    let file = journey.open(false).await?;
    let (sender, packets) = mpsc::channel(QUEUE);
    let (tell, over) = oneshot::channel();
    thread(move || {
        let read = read(&file, &journey, &sender);
        let last = system(read, || format!("Unable to read {}", journey.volume.path().display()));
        // Whoever knows of the end finds the volume free.
        drop((file, journey));
        let _ = tell.send(());
        // If nobody listens any more, nobody wants to know.
        let _ = sender.blocking_send(last.map(|()| StreamChunk::End));
    })?;
    Ok(Stream::new(Download { packets: Some(packets), rest: Bytes::new(), ended: false, over: Some(over) }))
}

/// Reads the file until its end, or until nobody listens any more.
fn read(file: &File, journey: &Journey, sender: &mpsc::Sender<Result<StreamChunk>>) -> io::Result<()> {
    let (mut at, end) = (journey.offset, journey.end());
    let spare = Spare::default();
    loop {
        let mut until = end;
        if journey.sparse {
            match files::section(file, at, end)? {
                None => break,
                Some(section) if !section.data => {
                    if sender.blocking_send(Ok(StreamChunk::Hole(section.end - at))).is_err() {
                        return Ok(());
                    }
                    at = section.end;
                    continue;
                }
                Some(section) => until = section.end,
            }
        }
        while at < until {
            let length = usize::try_from(until - at).unwrap_or(PACKET).min(PACKET);
            let buffer = files::read_again(file, spare.take(), length, at)?;
            if buffer.is_empty() {
                return Ok(());
            }
            at += buffer.len() as u64;
            if sender.blocking_send(Ok(StreamChunk::Data(spare.lend(buffer)))).is_err() {
                return Ok(());
            }
        }
        if !journey.sparse {
            break;
        }
    }
    Ok(())
}

/// Memory that was sent and may be used for the next packet: fresh memory costs a fault for each page.
#[derive(Debug, Clone, Default)]
struct Spare(Arc<Mutex<Vec<Vec<u8>>>>);

impl Spare {
    fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Bytes that bring their memory back when nobody needs them any more.
    fn lend(&self, buffer: Vec<u8>) -> Bytes {
        Bytes::from_owner(Lent { buffer, spare: self.clone() })
    }
}

/// What is on its way to the client.
struct Lent {
    buffer: Vec<u8>,
    spare: Spare,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        self.spare.0.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
    }
}

/// A volume that is read.
struct Download {
    packets: Option<mpsc::Receiver<Result<StreamChunk>>>,
    /// What of the last packet was not asked for yet.
    rest: Bytes,
    ended: bool,
    /// Told when the volume is free.
    over: Option<oneshot::Receiver<()>>,
}

#[async_trait]
impl StreamIo for Download {
    async fn recv(&mut self, max: usize) -> Result<StreamChunk> {
        if self.rest.is_empty() {
            if self.ended {
                return Ok(StreamChunk::End);
            }
            let packets = self.packets.as_mut().ok_or_else(over)?;
            match packets.recv().await {
                Some(Ok(StreamChunk::Data(data))) => self.rest = data,
                Some(Ok(StreamChunk::End)) => {
                    (self.packets, self.ended) = (None, true);
                    return Ok(StreamChunk::End);
                }
                Some(Ok(other)) => return Ok(other),
                Some(Err(error)) => {
                    self.packets = None;
                    return Err(error);
                }
                None => {
                    self.packets = None;
                    return Err(over());
                }
            }
        }
        Ok(StreamChunk::Data(self.rest.split_to(max.max(1).min(self.rest.len()))))
    }

    async fn finish(&mut self) -> Result<()> {
        (self.packets, self.ended, self.rest) = (None, true, Bytes::new());
        if let Some(over) = self.over.take() {
            let _ = over.await;
        }
        Ok(())
    }

    fn abort(&mut self, _: Error) {
        (self.packets, self.rest) = (None, Bytes::new());
    }
}
