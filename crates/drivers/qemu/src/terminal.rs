//! The host's end of a console: one reader for all who look at it.
//!
//! What a guest writes goes to every client that is connected, what any of them types goes to the guest. A
//! client that does not read loses its connection, not the others' text.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use rustix::fs::{Mode, OFlags};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use vir_driver::{Stream, StreamChunk, StreamIo};
use vir_types::{Code, Error, Result};

use crate::shared::error;

/// So many pieces may wait for a client that does not read.
const PIECES: usize = 256;

/// How much is read at once.
const PIECE: usize = 4096;

/// Where the other end of a console is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A pseudo-terminal.
    Terminal(PathBuf),
    /// A socket that the emulator listens on.
    Socket(PathBuf),
}

/// The consoles of one guest that somebody looks at.
#[derive(Debug, Default)]
pub(crate) struct Terminals {
    open: Mutex<HashMap<String, Arc<Hub>>>,
}

/// One console.
#[derive(Debug)]
struct Hub {
    clients: Mutex<Clients>,
    input: mpsc::Sender<Bytes>,
    closed: CancellationToken,
}

#[derive(Debug, Default)]
struct Clients {
    last: u64,
    list: Vec<(u64, mpsc::Sender<Bytes>)>,
}

impl Hub {
    fn lock(&self) -> std::sync::MutexGuard<'_, Clients> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn say(&self, piece: &Bytes) {
        self.lock().list.retain(|(_, client)| client.try_send(piece.clone()).is_ok());
    }

    fn leave(&self, id: u64) {
        let mut clients = self.lock();
        clients.list.retain(|(known, _)| *known != id);
        if clients.list.is_empty() {
            self.closed.cancel();
        }
    }
}

impl Terminals {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Hub>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Connects a client to a console.
    ///
    /// # Errors
    /// `OperationFailed`: somebody is connected and the client wants to be alone. `SystemError`: the console
    /// cannot be opened.
    pub(crate) async fn open(&self, alias: &str, place: &Place, alone: bool, force: bool) -> Result<Stream> {
        let known = self.lock().get(alias).filter(|hub| !hub.closed.is_cancelled()).cloned();
        if let Some(hub) = known {
            if alone && !force {
                return Err(error(Code::OPERATION_FAILED, "Active console session exists for this domain"));
            }
            if force {
                hub.lock().list.clear();
            }
            if let Some(stream) = join(&hub) {
                return Ok(stream);
            }
        }
        let (input, queue) = mpsc::channel(PIECES);
        let hub = Arc::new(Hub { clients: Mutex::default(), input, closed: CancellationToken::new() });
        connect(place, hub.clone(), queue).await?;
        let stream = join(&hub).ok_or_else(|| Error::internal("the console has closed"))?;
        self.lock().insert(alias.to_owned(), hub);
        Ok(stream)
    }
}

fn join(hub: &Arc<Hub>) -> Option<Stream> {
    let (sender, receiver) = mpsc::channel(PIECES);
    let mut clients = hub.lock();
    if hub.closed.is_cancelled() {
        return None;
    }
    clients.last += 1;
    let id = clients.last;
    clients.list.push((id, sender));
    drop(clients);
    Some(Stream::new(Client { id, hub: hub.clone(), receiver, rest: Bytes::new() }))
}

async fn connect(place: &Place, hub: Arc<Hub>, queue: mpsc::Receiver<Bytes>) -> Result<()> {
    let failed = |path: &PathBuf, why: io::Error| {
        error(Code::SYSTEM_ERROR, format!("unable to open '{}': {}", path.display(), vir_util::reason(&why)))
    };
    match place {
        Place::Socket(path) => {
            let stream = UnixStream::connect(path).await.map_err(|why| failed(path, why))?;
            let (read, write) = stream.into_split();
            spawn(read, write, hub, queue);
        }
        Place::Terminal(path) => {
            let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC | OFlags::NONBLOCK;
            let opened = rustix::fs::open(path, flags, Mode::empty()).map_err(io::Error::from);
            let terminal = opened.map_err(|why| failed(path, why))?;
            let pair = vir_util::AsyncFile::new(terminal).map_err(|why| failed(path, why))?;
            let (read, write) = tokio::io::split(pair);
            spawn(read, write, hub, queue);
        }
    }
    Ok(())
}

fn spawn(
    mut read: impl AsyncRead + Unpin + Send + 'static,
    mut write: impl AsyncWrite + Unpin + Send + 'static,
    hub: Arc<Hub>,
    mut queue: mpsc::Receiver<Bytes>,
) {
    let closed = hub.closed.clone();
    tokio::spawn(async move {
        loop {
            let typed = tokio::select! {
                typed = queue.recv() => typed,
                () = closed.cancelled() => return,
            };
            let Some(typed) = typed else { return };
            tokio::select! {
                written = write.write_all(&typed) => if written.is_err() { return },
                () = closed.cancelled() => return,
            }
        }
    });
    tokio::spawn(async move {
        let mut buffer = BytesMut::new();
        loop {
            buffer.reserve(PIECE);
            let read = tokio::select! {
                read = read.read_buf(&mut buffer) => read,
                () = hub.closed.cancelled() => break,
            };
            match read {
                Ok(0) | Err(_) => break,
                Ok(_) => hub.say(&buffer.split().freeze()),
            }
        }
        hub.closed.cancel();
        hub.lock().list.clear();
    });
}

/// One client of a console.
struct Client {
    id: u64,
    hub: Arc<Hub>,
    receiver: mpsc::Receiver<Bytes>,
    rest: Bytes,
}

#[async_trait]
impl StreamIo for Client {
    async fn recv(&mut self, max: usize) -> Result<StreamChunk> {
        if self.rest.is_empty() {
            match self.receiver.recv().await {
                Some(piece) => self.rest = piece,
                None => return Ok(StreamChunk::End),
            }
        }
        Ok(StreamChunk::Data(self.rest.split_to(max.min(self.rest.len()))))
    }

    async fn send(&mut self, data: Bytes) -> Result<()> {
        let sent = self.hub.input.send(data).await;
        sent.map_err(|_| error(Code::OPERATION_FAILED, "the console has closed"))
    }

    async fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.hub.leave(self.id);
    }
}

/// A stream of bytes that are all there.
pub(crate) fn bytes_stream(bytes: Bytes) -> Stream {
    Stream::new(Whole(bytes))
}

struct Whole(Bytes);

#[async_trait]
impl StreamIo for Whole {
    async fn recv(&mut self, max: usize) -> Result<StreamChunk> {
        if self.0.is_empty() {
            return Ok(StreamChunk::End);
        }
        Ok(StreamChunk::Data(self.0.split_to(max.min(self.0.len()))))
    }

    async fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}
