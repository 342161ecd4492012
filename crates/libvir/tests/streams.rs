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
