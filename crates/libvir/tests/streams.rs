//! Streams of the public API: methods, and as an asynchronous reader and writer.
#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use libvir::{Code, Connect, DomainConsoleFlags, DomainKey, Error, NoFlags, Result, StreamChunk, Uuid};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;
use vir_driver::facets::DomainConsole;
use vir_driver::{Driver, Screenshot, Stream, StreamIo};

#[derive(Default)]
struct Console {
    ends: Arc<Mutex<Vec<String>>>,
}

impl Driver for Console {
    fn name(&self) -> &'static str {
        "console"
    }
    fn console(&self) -> Result<&dyn DomainConsole> {
        Ok(self)
    }
}

#[async_trait]
impl DomainConsole for Console {
    async fn domain_open_console(
        &self,
        _dom: &DomainKey,
        _dev: Option<&str>,
        _flags: DomainConsoleFlags,
    ) -> Result<Stream> {
        // One place: what is sent must be read before more is taken.
        let (send, recv) = mpsc::channel(1);
        Ok(Stream::new(Echo { send: Some(send), recv, ends: self.ends.clone() }))
    }
    async fn domain_screenshot(&self, _dom: &DomainKey, _screen: u32, _flags: NoFlags) -> Result<Screenshot> {
        let pieces = vec![StreamChunk::Data(Bytes::from_static(b"abc")), StreamChunk::Hole(5)];
        Ok(Screenshot::new(None, Stream::new(Sparse(pieces))))
    }
}

struct Echo {
    send: Option<mpsc::Sender<Bytes>>,
    recv: mpsc::Receiver<Bytes>,
    ends: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl StreamIo for Echo {
    async fn recv(&mut self, _max: usize) -> Result<StreamChunk> {
        Ok(self.recv.recv().await.map_or(StreamChunk::End, StreamChunk::Data))
    }
    async fn send(&mut self, data: Bytes) -> Result<()> {
        let send = self.send.as_ref().ok_or_else(|| Error::internal("finished"))?;
        send.try_send(data).map_err(|_| Error::internal("full"))
    }
    async fn finish(&mut self) -> Result<()> {
        self.send = None;
        self.ends.lock().unwrap().push("finished".to_owned());
        Ok(())
    }
    fn abort(&mut self, error: Error) {
        self.ends.lock().unwrap().push(error.message().to_owned());
    }
}

/// Pieces from a list.
struct Sparse(Vec<StreamChunk>);

#[async_trait]
impl StreamIo for Sparse {
    async fn recv(&mut self, _max: usize) -> Result<StreamChunk> {
        if self.0.is_empty() { Ok(StreamChunk::End) } else { Ok(self.0.remove(0)) }
    }
}

fn connect(driver: Console, read_only: bool) -> Connect {
    libvir::server::connect(Arc::new(driver), read_only)
}

fn key() -> DomainKey {
    DomainKey::new("vm", Uuid([1; 16]), Some(1))
}

#[tokio::test]
async fn both_directions_are_in_use_at_once() {
    let driver = Console::default();
    let ends = driver.ends.clone();
    let domain = connect(driver, false).domain(key());
    let stream = domain.open_console(None, DomainConsoleFlags::empty()).await.unwrap();
    let (mut reader, mut writer) = tokio::io::split(stream);
    // The reader waits before there is anything to read; writing must not wait for it.
    let reading = tokio::spawn(async move {
        let mut back = Vec::new();
        reader.read_to_end(&mut back).await.map(|_| back)
    });
    for word in ["one ", "two ", "three"] {
        writer.write_all(word.as_bytes()).await.unwrap();
        writer.flush().await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    writer.shutdown().await.unwrap();
    assert_eq!(reading.await.unwrap().unwrap(), b"one two three");
    assert_eq!(*ends.lock().unwrap(), ["finished"]);
}

#[tokio::test]
async fn holes_are_zeros_for_readers_and_holes_for_those_who_ask() {
    let domain = connect(Console::default(), false).domain(key());
    let mut picture = domain.screenshot(0, NoFlags::empty()).await.unwrap().stream;
    let mut bytes = Vec::new();
    picture.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(bytes, b"abc\0\0\0\0\0");
    let mut picture = domain.screenshot(0, NoFlags::empty()).await.unwrap().stream;
    assert_eq!(picture.recv(10).await.unwrap(), StreamChunk::Data(Bytes::from_static(b"abc")));
    assert_eq!(picture.recv(10).await.unwrap(), StreamChunk::Hole(5));
    assert_eq!(picture.recv(10).await.unwrap(), StreamChunk::End);
    assert_eq!(picture.send("x").await.unwrap_err().code(), Code::NO_SUPPORT);
}

#[tokio::test]
async fn errors_and_giving_up_arrive() {
    let driver = Console::default();
    let ends = driver.ends.clone();
    let domain = connect(driver, false).domain(key());
    let mut stream = domain.open_console(None, DomainConsoleFlags::empty()).await.unwrap();
    stream.send("x").await.unwrap();
    // The driver's queue is full: a writer hears of it.
    assert!(stream.write_all(b"y").await.is_err());
    stream.abort();
    assert_eq!(ends.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_read_only_connection_opens_none() {
    let domain = connect(Console::default(), true).domain(key());
    let refused = domain.open_console(None, DomainConsoleFlags::empty()).await.unwrap_err();
    assert_eq!(refused.code(), Code::OPERATION_DENIED);
    assert_eq!(domain.screenshot(0, NoFlags::empty()).await.unwrap_err().code(), Code::OPERATION_DENIED);
}

/// A stream of these pieces.
async fn pieces() -> libvir::Stream {
    let conn = libvir::server::connect(Arc::new(Console::default()), false);
    let dom = conn.domain(DomainKey::new("vm", Uuid([1; 16]), None));
    dom.screenshot(0, NoFlags::empty()).await.unwrap().stream
}

#[tokio::test]
async fn everything_is_received() {
    let mut got = Vec::new();
    assert_eq!(pieces().await.recv_all(&mut got).await.unwrap(), 8);
    assert_eq!(got, b"abc\0\0\0\0\0");
    // What was there before shows through the hole, but for its last byte.
    let mut file = std::io::Cursor::new(vec![b'x'; 8]);
    assert_eq!(pieces().await.sparse_recv_all(&mut file).await.unwrap(), 8);
    assert_eq!(file.into_inner(), b"abcxxxx\0");
}

#[tokio::test]
async fn a_writer_that_fails_ends_the_stream() {
    let mut stream = pieces().await;
    let mut room = [0_u8; 2];
    let mut full = std::io::Cursor::new(room.as_mut_slice());
    let error = stream.recv_all(&mut full).await.unwrap_err();
    assert_eq!(error.code(), Code::SYSTEM_ERROR);
    assert_eq!(stream.recv(1).await.unwrap_err().code(), Code::NO_SUPPORT);
}

/// Notes what is sent.
struct Taker(Arc<Mutex<Vec<String>>>);

#[async_trait]
impl StreamIo for Taker {
    async fn send(&mut self, data: Bytes) -> Result<()> {
        self.0.lock().unwrap().push(format!("{} bytes", data.len()));
        Ok(())
    }
    async fn send_hole(&mut self, length: u64) -> Result<()> {
        self.0.lock().unwrap().push(format!("hole of {length}"));
        Ok(())
    }
}

#[async_trait]
impl DomainConsole for Taker {
    async fn domain_open_console(
        &self,
        _dom: &DomainKey,
        _dev: Option<&str>,
        _flags: DomainConsoleFlags,
    ) -> Result<Stream> {
        Ok(Stream::new(Taker(self.0.clone())))
    }
}

impl Driver for Taker {
    fn name(&self) -> &'static str {
        "taker"
    }
    fn console(&self) -> Result<&dyn DomainConsole> {
        Ok(self)
    }
}

#[tokio::test]
async fn everything_is_sent() {
    let log = Arc::<Mutex<Vec<String>>>::default();
    let conn = libvir::server::connect(Arc::new(Taker(log.clone())), false);
    let dom = conn.domain(DomainKey::new("vm", Uuid([1; 16]), None));
    let mut stream = dom.open_console(None, DomainConsoleFlags::empty()).await.unwrap();
    let data = vec![7; libvir::Stream::PIECE + 10];
    assert_eq!(stream.send_all(&mut data.as_slice()).await.unwrap(), data.len() as u64);
    let mut parts = vec![
        StreamChunk::Data(Bytes::from(data)),
        StreamChunk::Hole(1 << 40),
        StreamChunk::Data(Bytes::from_static(b"end")),
        StreamChunk::End,
    ]
    .into_iter();
    let sent = stream.sparse_send_all(|| std::future::ready(Ok(parts.next().unwrap()))).await.unwrap();
    assert_eq!(sent, (1 << 40) + libvir::Stream::PIECE as u64 + 13);
    let piece = "262120 bytes";
    assert_eq!(
        *log.lock().unwrap(),
        [piece, "10 bytes", piece, "10 bytes", "hole of 1099511627776", "3 bytes"]
    );
    let failing = || std::future::ready(Err(std::io::Error::other("gone")));
    assert_eq!(stream.sparse_send_all(failing).await.unwrap_err().code(), Code::SYSTEM_ERROR);
    assert_eq!(stream.send("x").await.unwrap_err().code(), Code::NO_SUPPORT);
}
