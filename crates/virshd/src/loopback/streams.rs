//! Streams travel: console and screenshot, from packets through the table to a driver's stream.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use tokio::sync::mpsc;
use vir_driver::facets::DomainConsole;
use vir_driver::{Driver, Screenshot, Stream, StreamChunk, StreamIo};
use vir_protocol::remote::{DomainOpenConsoleArgs, DomainScreenshotArgs, DomainScreenshotRet, PROGRAM, Proc};
use vir_rpc::{StreamEnd, StreamItem};
use vir_types::{Code, DomainConsoleFlags, DomainKey, Error, NoFlags, Result};

use super::{Loopback, Notes, dom};

struct Screen(Notes);

impl Driver for Screen {
    fn name(&self) -> &'static str {
        "screen"
    }
    fn console(&self) -> Result<&dyn DomainConsole> {
        Ok(self)
    }
}

/// Sends back what it gets, in capitals; holes as they are.
struct Echo {
    notes: Notes,
    back: (mpsc::UnboundedSender<StreamChunk>, mpsc::UnboundedReceiver<StreamChunk>),
}

impl Echo {
    fn note(&self, text: String) {
        self.notes.lock().unwrap().push(text);
    }
}

#[async_trait]
impl StreamIo for Echo {
    async fn recv(&mut self, max: usize) -> Result<StreamChunk> {
        match self.back.1.recv().await.unwrap() {
            StreamChunk::Data(data) => {
                assert!(data.len() <= max);
                Ok(StreamChunk::Data(data.to_ascii_uppercase().into()))
            }
            other => Ok(other),
        }
    }
    async fn send(&mut self, data: Bytes) -> Result<()> {
        if data == "break" {
            return Err(Error::new(Code::OPERATION_FAILED, "broken as asked"));
        }
        if data == "wait" {
            self.note("waits".to_owned());
            std::future::pending::<()>().await;
        }
        self.back.0.send(StreamChunk::Data(data)).unwrap();
        Ok(())
    }
    async fn send_hole(&mut self, length: u64) -> Result<()> {
        self.back.0.send(StreamChunk::Hole(length)).unwrap();
        Ok(())
    }
    async fn finish(&mut self) -> Result<()> {
        self.note("finished".to_owned());
        Ok(())
    }
    fn abort(&mut self, error: Error) {
        self.note(format!("aborted: {}", error.message()));
    }
}

/// A picture of so many bytes, given in odd pieces.
struct Picture(usize);

#[async_trait]
impl StreamIo for Picture {
    async fn recv(&mut self, max: usize) -> Result<StreamChunk> {
        if self.0 == 0 {
            return Ok(StreamChunk::End);
        }
        let piece = self.0.min(max).min(99_999);
        self.0 -= piece;
        Ok(StreamChunk::Data(vec![b'P'; piece].into()))
    }
    async fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

#[async_trait]
impl DomainConsole for Screen {
    async fn domain_open_console(
        &self,
        dom: &DomainKey,
        dev_name: Option<&str>,
        flags: DomainConsoleFlags,
    ) -> Result<Stream> {
        self.0.lock().unwrap().push(format!("console {} {dev_name:?} {flags:?}", dom.name));
        Ok(Stream::new(Echo { notes: self.0.clone(), back: mpsc::unbounded_channel() }))
    }
    async fn domain_screenshot(&self, _dom: &DomainKey, screen: u32, _flags: NoFlags) -> Result<Screenshot> {
        match screen {
            0 => Ok(Screenshot::new(
                Some("image/x-portable-pixmap".to_owned()),
                Stream::new(Picture(1_000_001)),
            )),
            _ => Err(Error::invalid_arg("no such screen")),
        }
    }
}

async fn console(client: &Loopback) -> StreamEnd {
    let args = DomainOpenConsoleArgs { dom: dom(), dev_name: Some("serial0".into()), flags: 1 };
    client.0.call_with_stream(PROGRAM, 1, Proc::DOMAIN_OPEN_CONSOLE.0, &args).await.unwrap().1
}

#[tokio::test]
async fn a_console_goes_both_ways_and_is_finished() {
    let notes = Notes::default();
    let client = Loopback::open(Arc::new(Screen(notes.clone()))).await;
    let end = console(&client).await;
    end.send(Bytes::from_static(b"hello")).await.unwrap();
    assert!(matches!(end.recv().await.unwrap(), StreamItem::Data(data) if data == "HELLO"));
    end.send_hole(4096).await.unwrap();
    assert!(matches!(end.recv().await.unwrap(), StreamItem::Hole(4096)));
    end.send_finish();
    assert!(matches!(end.recv().await.unwrap(), StreamItem::Finish));
    let expected = ["console vm Some(\"serial0\") DomainConsoleFlags(FORCE)", "finished"];
    assert_eq!(*notes.lock().unwrap(), expected);
}

#[tokio::test]
async fn each_way_to_fail_ends_the_stream_and_nothing_else() {
    let notes = Notes::default();
    let client = Loopback::open(Arc::new(Screen(notes.clone()))).await;
    // The driver fails.
    let end = console(&client).await;
    end.send(Bytes::from_static(b"break")).await.unwrap();
    let StreamItem::Abort(Some(error)) = end.recv().await.unwrap() else { panic!() };
    assert_eq!(error.code(), Code::OPERATION_FAILED);
    end.over();
    // The client gives up.
    let end = console(&client).await;
    end.send_abort(None);
    let StreamItem::Abort(Some(error)) = end.recv().await.unwrap() else { panic!() };
    assert_eq!((error.code(), error.message()), (Code::RPC, "stream aborted at client request"));
    // The client goes away.
    let end = console(&client).await;
    end.send(Bytes::from_static(b"x")).await.unwrap();
    drop((end, client));
    noted(&notes, "aborted", 2).await;
    let aborted: Vec<String> =
        notes.lock().unwrap().iter().filter(|note| note.starts_with("aborted")).cloned().collect();
    assert_eq!(aborted.len(), 2, "{aborted:?}");
    assert_eq!(aborted[0], "aborted: stream aborted at client request");
}

/// Waits until there are so many notes that begin like this.
async fn noted(notes: &Notes, start: &str, count: usize) {
    for _ in 0..500 {
        if notes.lock().unwrap().iter().filter(|note| note.starts_with(start)).count() == count {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("{:?}", notes.lock().unwrap());
}

#[tokio::test]
async fn a_driver_that_takes_nothing_holds_no_client() {
    let notes = Notes::default();
    let client = Loopback::open(Arc::new(Screen(notes.clone()))).await;
    // The client gives up while the driver still has not taken what it sent.
    let end = console(&client).await;
    end.send(Bytes::from_static(b"wait")).await.unwrap();
    noted(&notes, "waits", 1).await;
    end.send_abort(None);
    let StreamItem::Abort(Some(error)) = end.recv().await.unwrap() else { panic!() };
    assert_eq!((error.code(), error.message()), (Code::RPC, "stream aborted at client request"));
    noted(&notes, "aborted", 1).await;
    // The client goes away meanwhile.
    let end = console(&client).await;
    end.send(Bytes::from_static(b"wait")).await.unwrap();
    noted(&notes, "waits", 2).await;
    drop(client);
    noted(&notes, "aborted", 2).await;
}

#[tokio::test]
async fn a_picture_comes_whole_behind_its_kind() {
    let client = Loopback::open(Arc::new(Screen(Notes::default()))).await;
    let args = DomainScreenshotArgs { dom: dom(), screen: 0, flags: 0 };
    let (body, end) = client.0.call_with_stream(PROGRAM, 1, Proc::DOMAIN_SCREENSHOT.0, &args).await.unwrap();
    let ret: DomainScreenshotRet = vir_xdr::from_bytes(body).unwrap();
    assert_eq!(ret.mime.as_deref(), Some("image/x-portable-pixmap"));
    let mut total = 0;
    loop {
        match end.recv().await.unwrap() {
            StreamItem::Data(data) => total += data.len(),
            StreamItem::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(total, 1_000_001);
    end.send_finish();
    assert!(matches!(end.recv().await.unwrap(), StreamItem::Finish));
    // A call that fails opens no stream, and a picture cannot be written.
    let args = DomainScreenshotArgs { dom: dom(), screen: 1, flags: 0 };
    let refused = client.0.call_with_stream(PROGRAM, 1, Proc::DOMAIN_SCREENSHOT.0, &args).await;
    assert_eq!(refused.unwrap_err().code(), Code::INVALID_ARG);
    let args = DomainScreenshotArgs { dom: dom(), screen: 0, flags: 0 };
    let (_, end) = client.0.call_with_stream(PROGRAM, 1, Proc::DOMAIN_SCREENSHOT.0, &args).await.unwrap();
    end.send(Bytes::from_static(b"x")).await.unwrap();
    loop {
        match end.recv().await.unwrap() {
            StreamItem::Abort(Some(error)) => break assert_eq!(error.code(), Code::NO_SUPPORT),
            StreamItem::Data(_) | StreamItem::Eof => {}
            other => panic!("{other:?}"),
        }
    }
}
