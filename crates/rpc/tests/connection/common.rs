//! A tiny service, and hands to talk to it without the client of this crate.

use std::future::{Future, pending};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use vir_protocol::rpc::NetMessageError;
use vir_rpc::client::{self, Client, Incoming};
use vir_rpc::server::{Call, CallFuture, Config, Outbox, Outcome, Service, StreamStart, serve};
use vir_rpc::{CloseReason, Packet, StreamEnd, StreamItem, error_from_wire};
use vir_types::{Code, Error};
use vir_xdr::{from_bytes, to_bytes};

pub(crate) const PROG: u32 = 0x2000_8086;
pub(crate) const VERS: u32 = 1;

const GATES: usize = 64;

/// Answers at once with what it was sent.
pub(crate) const ECHO: i32 = 1;
/// Answers when the gate of the number that it was sent opens, with that number.
pub(crate) const WAIT: i32 = 2;
/// The same, but a change: runs to its end.
pub(crate) const CHANGE: i32 = 3;
/// Fails.
pub(crate) const FAIL: i32 = 4;
/// Sends an event, waits for gate 0, and answers; events stay back until then.
pub(crate) const REGISTER: i32 = 5;
/// Answers, and closes.
pub(crate) const CLOSE: i32 = 6;
/// Answers with so many bytes.
pub(crate) const BULK: i32 = 7;
/// Answers with the descriptors that it was sent, in reverse.
pub(crate) const FDS: i32 = 8;
/// Answers at once, but sends an event before.
pub(crate) const EVENT_FIRST: i32 = 9;
/// Opens a stream that sends back what it gets.
pub(crate) const STREAM_ECHO: i32 = 10;
/// Opens a stream that gives so many bytes of data.
pub(crate) const STREAM_SOURCE: i32 = 11;
/// Opens a stream that takes nothing until gate 1 opens.
pub(crate) const STREAM_SINK: i32 = 12;
/// Opens a stream that fails at once.
pub(crate) const STREAM_BROKEN: i32 = 13;
/// Opens a stream when gate 2 opens.
pub(crate) const STREAM_LATE: i32 = 14;
/// Panics.
pub(crate) const PANIC: i32 = 0x7fff_0000;
/// The event's number.
pub(crate) const EVENT: i32 = 100;

#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) started: AtomicUsize,
    pub(crate) finished: AtomicUsize,
    pub(crate) dropped: AtomicUsize,
    pub(crate) closed: AtomicUsize,
}

/// What all sessions of a test share.
pub(crate) struct Shared {
    pub(crate) counts: Counts,
    gates: Vec<Semaphore>,
    pub(crate) outbox: Mutex<Option<Outbox>>,
}

impl Shared {
    pub(crate) fn open(&self, gate: usize) {
        self.gates[gate].add_permits(1);
    }

    pub(crate) fn outbox(&self) -> Outbox {
        self.outbox.lock().unwrap().clone().unwrap()
    }

    pub(crate) fn event(&self, id: u32) -> Result<(), vir_rpc::server::Gone> {
        self.outbox().send_event(PROG, VERS, EVENT, &to_bytes(&id).unwrap(), Bytes::from_static(b"tail"))
    }
}

pub(crate) struct Tiny {
    shared: Arc<Shared>,
    outbox: Outbox,
}

/// Tells a call that ended from one that was dropped.
struct Watch(Arc<Shared>, bool);

impl Drop for Watch {
    fn drop(&mut self) {
        let counts = &self.0.counts;
        if self.1 { &counts.finished } else { &counts.dropped }.fetch_add(1, SeqCst);
    }
}

impl Service for Tiny {
    fn programs(&self) -> &[(u32, u32)] {
        &[(PROG, VERS)]
    }

    fn call(self: Arc<Self>, call: Call) -> CallFuture {
        Box::pin(async move { self.run(call).await.unwrap_or_else(Outcome::Error) })
    }

    fn runs_to_end(&self, _prog: u32, proc: i32) -> bool {
        proc == CHANGE
    }

    fn holds_events(&self, _prog: u32, proc: i32) -> bool {
        proc == REGISTER
    }

    fn closed(&self) {
        self.shared.counts.closed.fetch_add(1, SeqCst);
    }
}

impl Tiny {
    async fn run(self: Arc<Self>, call: Call) -> Result<Outcome, Error> {
        let number =
            || from_bytes::<u32>(call.body.clone()).map_err(|e| Error::new(Code::RPC, e.to_string()));
        let reply = |number: u32| Ok(Outcome::Reply(Packet::encode(&number).unwrap()));
        match call.proc {
            ECHO => {
                let mut enc = Packet::encoder(call.body.len());
                enc.raw(&call.body);
                Ok(Outcome::Reply(Packet::from_encoder(enc)))
            }
            WAIT | CHANGE => {
                let number = number()?;
                self.wait(number as usize % GATES).await;
                reply(number)
            }
            FAIL => Err(Error::invalid_arg("no")),
            REGISTER => {
                self.event(1);
                self.wait(0).await;
                reply(0)
            }
            EVENT_FIRST => {
                self.event(2);
                reply(0)
            }
            PANIC => panic!("as the test wants it"),
            CLOSE => Ok(Outcome::Close(Packet::empty())),
            BULK => Ok(Outcome::Reply(
                Packet::empty().with_shared(Bytes::from(vec![7; (number()? as usize).min(34_000_000)])),
            )),
            FDS => {
                let mut fds = call.fds;
                fds.reverse();
                Ok(Outcome::Reply(Packet::empty().with_fds(fds)))
            }
            STREAM_ECHO..=STREAM_LATE => {
                if call.proc == STREAM_LATE {
                    self.wait(2).await;
                }
                let proc = call.proc;
                let size = if call.body.is_empty() { 0 } else { number()? };
                let start = move |end| drop(tokio::spawn(stream(self, proc, size, end)));
                Ok(Outcome::Stream(Packet::empty(), StreamStart::new(start)))
            }
            other => Err(Error::new(Code::RPC, format!("unknown procedure: {other}"))),
        }
    }

    async fn open_gate(&self, gate: usize) {
        self.shared.gates[gate].acquire().await.unwrap().forget();
    }

    async fn wait(&self, gate: usize) {
        self.shared.counts.started.fetch_add(1, SeqCst);
        let mut watch = Watch(self.shared.clone(), false);
        self.shared.gates[gate].acquire().await.unwrap().forget();
        watch.1 = true;
    }

    fn event(&self, id: u32) {
        let tail = Bytes::from_static(b"tail");
        self.outbox.send_event(PROG, VERS, EVENT, &to_bytes(&id).unwrap(), tail).unwrap();
    }
}

async fn stream(tiny: Arc<Tiny>, proc: i32, size: u32, end: StreamEnd) {
    match proc {
        STREAM_SOURCE => {
            let data = Bytes::from(vec![5; size as usize]);
            if end.send(data).await.is_ok() {
                end.send_eof();
            }
        }
        STREAM_SINK => tiny.open_gate(1).await,
        STREAM_BROKEN => return end.send_abort(Some(&Error::invalid_arg("broken"))),
        _ => {}
    }
    let mut taken = 0;
    while let Ok(item) = end.recv().await {
        match item {
            StreamItem::Data(data) if proc == STREAM_SINK => {
                taken += data.len();
                tiny.shared.counts.started.store(taken, SeqCst);
            }
            StreamItem::Data(data) => end.send(data).await.unwrap(),
            StreamItem::Hole(length) => end.send_hole(length).await.unwrap(),
            StreamItem::Eof => end.send_eof(),
            StreamItem::Finish => {
                tiny.shared.counts.finished.fetch_add(1, SeqCst);
                return end.send_finish();
            }
            StreamItem::Abort(_) => {
                tiny.shared.counts.dropped.fetch_add(1, SeqCst);
                return end.send_abort(Some(&Error::internal("given up")));
            }
            _ => unreachable!(),
        }
    }
}

pub(crate) fn shared() -> Arc<Shared> {
    Arc::new(Shared {
        counts: Counts::default(),
        gates: (0..GATES).map(|_| Semaphore::new(0)).collect(),
        outbox: Mutex::new(None),
    })
}

/// A server on one end of a socket pair; the other end is given back.
pub(crate) fn server(config: Config, shared: &Arc<Shared>) -> (UnixStream, JoinHandle<CloseReason>) {
    server_until(config, shared, pending())
}

pub(crate) fn server_until(
    config: Config,
    shared: &Arc<Shared>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> (UnixStream, JoinHandle<CloseReason>) {
    let (here, there) = UnixStream::pair().unwrap();
    let shared = shared.clone();
    let task = tokio::spawn(serve(there, config, shutdown, move |outbox| {
        *shared.outbox.lock().unwrap() = Some(outbox.clone());
        Arc::new(Tiny { shared, outbox })
    }));
    (here, task)
}

pub(crate) fn config(change: impl FnOnce(&mut Config)) -> Config {
    let mut config = Config::default();
    config.max_client_requests = 1000;
    change(&mut config);
    config
}

/// Both ends of this crate, over a socket pair.
pub(crate) fn pair(shared: &Arc<Shared>) -> (Client, Incoming, JoinHandle<CloseReason>) {
    let (socket, task) = server(config(|_| ()), shared);
    let (client, incoming) = Client::new(socket, client::Config::default());
    (client, incoming, task)
}

/// A packet by hand: type 0 is a call.
pub(crate) fn packet(
    prog: u32,
    vers: u32,
    proc: i32,
    kind: u32,
    serial: u32,
    status: u32,
    body: &[u8],
) -> Vec<u8> {
    let length = 28 + u32::try_from(body.len()).unwrap();
    let words = [length, prog, vers, proc.cast_unsigned(), kind, serial, status];
    let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    bytes.extend_from_slice(body);
    bytes
}

pub(crate) fn call(proc: i32, serial: u32, body: &[u8]) -> Vec<u8> {
    packet(PROG, VERS, proc, 0, serial, 0, body)
}

/// A packet as it came.
#[derive(Debug, PartialEq)]
pub(crate) struct Got {
    pub(crate) prog: u32,
    pub(crate) vers: u32,
    pub(crate) proc: u32,
    pub(crate) kind: u32,
    pub(crate) serial: u32,
    pub(crate) status: u32,
    pub(crate) body: Bytes,
}

impl Got {
    pub(crate) fn error(&self) -> Error {
        assert_eq!((self.kind, self.status), (1, 1));
        error_from_wire(from_bytes::<NetMessageError>(self.body.clone()).unwrap())
    }
}

pub(crate) async fn receive(socket: &mut UnixStream) -> Got {
    let mut words = [0; 7];
    for word in &mut words {
        *word = socket.read_u32().await.unwrap();
    }
    let [length, prog, vers, proc, kind, serial, status] = words;
    let mut body = vec![0; length as usize - 28];
    socket.read_exact(&mut body).await.unwrap();
    Got { prog, vers, proc, kind, serial, status, body: body.into() }
}

/// Sends, and expects the end of the connection with nothing before it.
pub(crate) async fn expect_end(socket: &mut UnixStream, bytes: &[u8]) {
    let _ = socket.write_all(bytes).await;
    let mut rest = Vec::new();
    let _ = socket.read_to_end(&mut rest).await;
    assert_eq!(rest, b"");
}

/// Waits for something that another task does soon.
pub(crate) async fn soon(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..2000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("{what} did not happen");
}

pub(crate) fn number(bytes: Bytes) -> u32 {
    from_bytes(bytes).unwrap()
}
