//! The line to an emulator, or to the agent inside its guest: commands, answers, events.
//!
//! One task reads and one writes, so a command that its caller gives up is never half on the line, and an
//! emulator that does not read holds up nobody but those who ask it something.

mod files;
mod lines;
mod message;

use std::collections::HashMap;
use std::fmt;
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite, BufReader};
use tokio::net::UnixStream;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use lines::{Line, read_lines, write_lines};
pub(crate) use message::{Happened, Refusal};

/// How long a question may take that an emulator answers at once when it is well.
pub(crate) const QUERY: Duration = Duration::from_secs(10);

/// How long a change may take: it may have to wait for disks.
pub(crate) const CHANGE: Duration = Duration::from_secs(120);

/// Why a command has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MonitorError {
    /// The emulator refuses.
    Refused(Refusal),
    /// The line is closed, or the emulator has ended.
    Closed,
    /// What came is no answer of an emulator.
    Garbage(String),
    /// No answer in time.
    Timeout(Duration),
}

impl fmt::Display for MonitorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => f.write_str(&refusal.desc),
            Self::Closed => f.write_str("End of file from qemu monitor"),
            Self::Garbage(text) => write!(f, "cannot parse json {text}"),
            Self::Timeout(limit) => write!(f, "no answer from the monitor within {} s", limit.as_secs()),
        }
    }
}

impl std::error::Error for MonitorError {}

type Waiting = oneshot::Sender<Result<Value, MonitorError>>;

/// What reader and callers share.
#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    ended: CancellationToken,
}

#[derive(Debug, Default)]
struct State {
    waiting: HashMap<u64, Waiting>,
    /// Why nothing more will come.
    end: Option<MonitorError>,
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, why: MonitorError) {
        let waiting = {
            let mut state = self.lock();
            state.end.get_or_insert_with(|| why.clone());
            std::mem::take(&mut state.waiting)
        };
        for caller in waiting.into_values() {
            let _ = caller.send(Err(why.clone()));
        }
        self.ended.cancel();
    }
}

/// Forgets a question that is no longer waited for.
struct Asked<'a>(&'a Shared, u64);

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.0.lock().waiting.remove(&self.1);
    }
}

/// A line to an emulator.
#[derive(Debug, Clone)]
pub(crate) struct Monitor {
    shared: Arc<Shared>,
    next: Arc<AtomicU64>,
    lines: mpsc::UnboundedSender<Line>,
    /// The longest that anything may take.
    patience: Duration,
}

impl Monitor {
    /// Speaks over this socket. Events come out of the second part; it ends when the line does.
    pub(crate) fn new(stream: UnixStream) -> (Self, mpsc::UnboundedReceiver<Happened>) {
        // Descriptors go past the runtime, which knows only bytes.
        let socket = stream.as_fd().try_clone_to_owned().ok();
        let (read, write) = stream.into_split();
        Self::over(read, write, socket)
    }

    fn over(
        read: impl AsyncRead + Unpin + Send + 'static,
        write: impl AsyncWrite + Unpin + Send + 'static,
        socket: Option<OwnedFd>,
    ) -> (Self, mpsc::UnboundedReceiver<Happened>) {
        let shared = Arc::new(Shared::default());
        let (events, happened) = mpsc::unbounded_channel();
        let (lines, queue) = mpsc::unbounded_channel();
        tokio::spawn(read_lines(BufReader::new(read), shared.clone(), events));
        tokio::spawn(write_lines(write, socket, queue, shared.clone()));
        (Self { shared, next: Arc::default(), lines, patience: Duration::MAX }, happened)
    }

    /// Has nothing take longer than this.
    pub(crate) fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Gives a command and waits for its answer.
    pub(crate) async fn execute(
        &self,
        command: &str,
        arguments: Value,
        limit: Duration,
    ) -> Result<Value, MonitorError> {
        let mut request = json!({ "execute": command });
        if !arguments.is_null()
            && let Some(object) = request.as_object_mut()
        {
            object.insert("arguments".to_owned(), arguments);
        }
        self.send(request, limit).await
    }

    /// Hands a descriptor over, which commands then know by this name.
    pub(crate) async fn hand(&self, name: &str, file: OwnedFd, limit: Duration) -> Result<(), MonitorError> {
        let request = json!({"execute": "getfd", "arguments": {"fdname": name}});
        self.send_with(request, vec![file], limit).await.map(drop)
    }

    /// Gives a whole request, as a client of the house has written it; its number is ours.
    pub(crate) async fn send(&self, request: Value, limit: Duration) -> Result<Value, MonitorError> {
        self.send_with(request, Vec::new(), limit).await
    }

    async fn send_with(
        &self,
        mut request: Value,
        files: Vec<OwnedFd>,
        limit: Duration,
    ) -> Result<Value, MonitorError> {
        let limit = limit.min(self.patience);
        let number = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(object) = request.as_object_mut() {
            object.insert("id".to_owned(), Value::String(message::id(number)));
        }
        let mut line = request.to_string().into_bytes();
        line.extend_from_slice(b"\r\n");
        let (caller, answer) = oneshot::channel();
        {
            let mut state = self.shared.lock();
            if let Some(end) = &state.end {
                return Err(end.clone());
            }
            state.waiting.insert(number, caller);
        }
        let _asked = Asked(&self.shared, number);
        tracing::trace!(target: "qemu", request = %message::Shown(&request), "to the monitor");
        if self.lines.send(Line { text: line, files }).is_err() {
            return Err(MonitorError::Closed);
        }
        match tokio::time::timeout(limit, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(MonitorError::Closed),
            Err(_) => Err(MonitorError::Timeout(limit)),
        }
    }

    /// Why nothing more will come; `None` while the line is open.
    pub(crate) fn end(&self) -> Option<MonitorError> {
        self.shared.lock().end.clone()
    }

    /// Closes the line: whoever waits is told.
    pub(crate) fn close(&self) {
        self.shared.end(MonitorError::Closed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

    fn pair() -> (Monitor, mpsc::UnboundedReceiver<Happened>, BufReader<DuplexStream>) {
        let (ours, theirs) = duplex(1 << 16);
        let (read, write) = tokio::io::split(ours);
        let (monitor, events) = Monitor::over(read, write, None);
        (monitor, events, BufReader::new(theirs))
    }

    async fn next(peer: &mut BufReader<DuplexStream>) -> Value {
        let mut line = String::new();
        peer.read_line(&mut line).await.unwrap();
        serde_json::from_str(&line).unwrap()
    }

    async fn say(peer: &mut BufReader<DuplexStream>, text: &str) {
        peer.get_mut().write_all(text.as_bytes()).await.unwrap();
    }

    #[tokio::test]
    async fn answers_find_their_questions_in_any_order() {
        let (monitor, mut events, mut peer) = pair();
        let first = tokio::spawn({
            let monitor = monitor.clone();
            async move { monitor.execute("a", Value::Null, QUERY).await }
        });
        assert_eq!(next(&mut peer).await, json!({"execute": "a", "id": "libvirt-1"}));
        let second = tokio::spawn({
            let monitor = monitor.clone();
            async move { monitor.execute("b", json!({"x": 1}), QUERY).await }
        });
        assert_eq!(next(&mut peer).await, json!({"execute": "b", "arguments": {"x": 1}, "id": "libvirt-2"}));
        say(&mut peer, "{\"event\":\"UNHEARD\"}\r\n{\"what\":1}\r\n").await;
        say(
            &mut peer,
            "{\"return\":2,\"id\":\"libvirt-2\"}\r\n{\"error\":{\"desc\":\"no\"},\"id\":\"libvirt-1\"}\r\n",
        )
        .await;
        assert_eq!(second.await.unwrap(), Ok(json!(2)));
        let refusal = Refusal { class: String::new(), desc: "no".into() };
        assert_eq!(first.await.unwrap(), Err(MonitorError::Refused(refusal)));
        assert_eq!(events.recv().await.unwrap().name, "UNHEARD");
    }

    #[tokio::test]
    async fn the_end_of_the_line_reaches_everybody() {
        for (said, expected) in [
            ("", MonitorError::Closed),
            ("{\"return\"", MonitorError::Closed),
            ("nonsense\n", MonitorError::Garbage("nonsense".into())),
        ] {
            let (monitor, mut events, mut peer) = pair();
            let call = tokio::spawn({
                let monitor = monitor.clone();
                async move { monitor.execute("a", Value::Null, QUERY).await }
            });
            next(&mut peer).await;
            say(&mut peer, said).await;
            drop(peer);
            assert_eq!(call.await.unwrap(), Err(expected.clone()));
            assert_eq!(monitor.execute("b", Value::Null, QUERY).await, Err(expected));
            assert_eq!(events.recv().await, None);
        }
    }

    #[tokio::test]
    async fn a_late_answer_is_for_nobody() {
        let (monitor, _events, mut peer) = pair();
        let limit = Duration::from_millis(20);
        assert_eq!(monitor.execute("a", Value::Null, limit).await, Err(MonitorError::Timeout(limit)));
        next(&mut peer).await;
        say(&mut peer, "{\"return\":1,\"id\":\"libvirt-1\"}\n").await;
        let call = tokio::spawn({
            let monitor = monitor.clone();
            async move { monitor.execute("b", Value::Null, QUERY).await }
        });
        next(&mut peer).await;
        say(&mut peer, "{\"return\":2,\"id\":\"libvirt-2\"}\n").await;
        assert_eq!(call.await.unwrap(), Ok(json!(2)));
        assert!(monitor.shared.lock().waiting.is_empty());
    }
}
