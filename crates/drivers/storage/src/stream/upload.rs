//! From a client to a volume.

use std::fs::File;
use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};
use vir_driver::{Stream, StreamIo};
use vir_types::{Code, Error, Result};

use super::{Journey, QUEUE, over, thread};
use crate::files;
use crate::shared::{Shared, error, system};
use crate::volume::after_change;

/// What the thread is told.
enum Packet {
    Data(Bytes),
    Hole(u64),
    /// That was all.
    Finish,
}

/// Starts to write a volume.
pub(crate) async fn upload(shared: Arc<Shared>, journey: Journey) -> Result<Stream> {
    let file = journey.open(true).await?;
    let sparse = journey.sparse;
    let (packets, queue) = mpsc::channel(QUEUE);
    let (tell, outcome) = oneshot::channel();
    thread(move || {
        let written = write(&file, &journey, queue);
        let (pool, name) = (journey.pool.clone(), journey.volume.def.name.clone());
        let looked = match pool.view().volume(&name) {
            Ok(volume) => after_change(&pool, volume.def.clone(), true),
            // The pool was stopped meanwhile; that is no matter of the bytes.
            Err(_) => Ok(()),
        };
        if let Err(error) = looked {
            tracing::warn!(target: "storage", volume = name, %error, "it cannot be looked at after an upload");
        }
        drop(journey);
        shared.tell_refreshed(&pool);
        let _ = tell.send(written);
    })?;
    Ok(Stream::new(Upload { sparse, packets: Some(packets), outcome: Some(outcome) }))
}

/// Writes what comes until the end is told; an end that is not told is none.
fn write(file: &File, journey: &Journey, mut queue: mpsc::Receiver<Packet>) -> Result<()> {
    let (mut at, end) = (journey.offset, journey.end());
    let shown = journey.volume.path().display();
    while let Some(packet) = queue.blocking_recv() {
        let length = match &packet {
            Packet::Data(data) => data.len() as u64,
            Packet::Hole(length) => *length,
            Packet::Finish => return Ok(()),
        };
        let fits = length.min(end.saturating_sub(at));
        let done = match packet {
            Packet::Data(data) => {
                let data = data.slice(..usize::try_from(fits).unwrap_or_default().min(data.len()));
                files::write_at(file, &data, at)
            }
            Packet::Hole(_) => files::make_hole(file, at, fits),
            Packet::Finish => Ok(()),
        };
        system(done, || format!("Unable to write {shown}"))?;
        at += fits;
        if fits < length {
            let full = io::Error::from(rustix::io::Errno::NOSPC);
            return system(Err(full), || "cannot write to stream".to_owned());
        }
    }
    Err(error(Code::OPERATION_ABORTED, "the stream was aborted"))
}

/// A volume that is written.
struct Upload {
    sparse: bool,
    packets: Option<mpsc::Sender<Packet>>,
    outcome: Option<oneshot::Receiver<Result<()>>>,
}

impl Upload {
    async fn put(&mut self, packet: Packet) -> Result<()> {
        let packets = self.packets.as_ref().ok_or_else(over)?;
        if packets.send(packet).await.is_ok() {
            return Ok(());
        }
        // The thread has given up, and says why.
        self.packets = None;
        self.wait().await?;
        Err(over())
    }

    async fn wait(&mut self) -> Result<()> {
        let outcome = self.outcome.take().ok_or_else(over)?;
        outcome.await.unwrap_or_else(|_| Err(over()))
    }
}

#[async_trait]
impl StreamIo for Upload {
    async fn send(&mut self, data: Bytes) -> Result<()> {
        if data.is_empty() { Ok(()) } else { self.put(Packet::Data(data)).await }
    }

    async fn send_hole(&mut self, length: u64) -> Result<()> {
        if length == 0 {
            return Ok(());
        }
        if !self.sparse {
            self.packets = None;
            return Err(error(Code::INTERNAL_ERROR, "unexpected stream hole"));
        }
        self.put(Packet::Hole(length)).await
    }

    async fn finish(&mut self) -> Result<()> {
        self.put(Packet::Finish).await?;
        self.packets = None;
        self.wait().await
    }

    fn abort(&mut self, _: Error) {
        self.packets = None;
    }
}
