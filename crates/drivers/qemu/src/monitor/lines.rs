//! Lines on their way: one task reads them, another writes them.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::mpsc;

use super::message::{Happened, Message};
use super::{MonitorError, Shared, files};

/// The longest line that is believed: an emulator's whole schema is about 200 KiB.
const LINE_MAX: u64 = 64 << 20;

/// When it is tried again to hand a descriptor over.
const SLOW_READER: Duration = Duration::from_millis(5);

/// What is written, with what goes along with it.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) text: Vec<u8>,
    pub(super) files: Vec<OwnedFd>,
}

pub(super) async fn read_lines(
    mut from: impl AsyncBufRead + Unpin,
    shared: Arc<Shared>,
    events: mpsc::UnboundedSender<Happened>,
) {
    let mut line = Vec::new();
    let why = loop {
        line.clear();
        let mut bounded = (&mut from).take(LINE_MAX);
        let read = tokio::select! {
            read = bounded.read_until(b'\n', &mut line) => read,
            () = shared.ended.cancelled() => return,
        };
        match read {
            Ok(0) | Err(_) => break MonitorError::Closed,
            Ok(_) if line.last() != Some(&b'\n') => {
                // A reset agent begins with half a line; a monitor never does.
                break if u64::try_from(line.len()).is_ok_and(|length| length >= LINE_MAX) {
                    garbage(&line)
                } else {
                    MonitorError::Closed
                };
            }
            Ok(_) => {}
        }
        let text = line.trim_ascii();
        if text.is_empty() {
            continue;
        }
        match Message::read(text) {
            Ok(Message::Event(happened)) => {
                tracing::debug!(target: "qemu", event = happened.name, data = %happened.data, "from the monitor");
                let _ = events.send(happened);
            }
            Ok(Message::Answer(Some(number), answer)) => {
                let caller = shared.lock().waiting.remove(&number);
                if let Some(caller) = caller {
                    let _ = caller.send(answer.map_err(MonitorError::Refused));
                }
            }
            Ok(Message::Answer(None, Err(refusal))) => break MonitorError::Garbage(refusal.desc),
            Ok(Message::Greeting | Message::Answer(None, Ok(_)) | Message::Other) => {}
            Err(_) => break garbage(text),
        }
    };
    shared.end(why);
}

fn garbage(line: &[u8]) -> MonitorError {
    let shown = line.get(..line.len().min(200)).unwrap_or_default();
    MonitorError::Garbage(String::from_utf8_lossy(shown).into_owned())
}

pub(super) async fn write_lines(
    mut to: impl AsyncWrite + Unpin,
    socket: Option<OwnedFd>,
    mut queue: mpsc::UnboundedReceiver<Line>,
    shared: Arc<Shared>,
) {
    loop {
        let line = tokio::select! {
            line = queue.recv() => line,
            () = shared.ended.cancelled() => return,
        };
        let Some(line) = line else { return };
        let written: io::Result<()> = tokio::select! {
            written = write_line(&mut to, socket.as_ref(), &line) => written,
            () = shared.ended.cancelled() => return,
        };
        if written.is_err() {
            // The reader finds the end and says why.
            return;
        }
    }
}

async fn write_line(
    to: &mut (impl AsyncWrite + Unpin),
    socket: Option<&OwnedFd>,
    line: &Line,
) -> io::Result<()> {
    let mut sent = 0;
    if !line.files.is_empty() {
        let socket = socket.ok_or(io::ErrorKind::Unsupported)?;
        sent = loop {
            match files::send(socket, &line.text, &line.files) {
                // The emulator reads slowly; it is looked after again soon.
                Err(why) if why.kind() == io::ErrorKind::WouldBlock => tokio::time::sleep(SLOW_READER).await,
                other => break other?,
            }
        };
    }
    to.write_all(line.text.get(sent..).unwrap_or_default()).await
}
