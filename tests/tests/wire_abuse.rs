//! Whatever comes over the socket, the daemon answers or hangs up, serves the others, and stays small.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // It starts programs, and says what it skips.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use vir_protocol::remote::{
    ConnectOpenArgs, DomainGetXmlDescArgs, DomainLookupByNameArgs, DomainLookupByNameRet, PROGRAM, Proc,
};
use vir_protocol::rpc::{NetMessageHeader, NetMessageStatus, NetMessageType};
use vir_protocol::virshd;
use vir_tests::wire::{Wire, call_header, guest, packet};
use vir_tests::{Virshd, eventually};
use vir_types::Code;
use vir_xdr::to_bytes;

/// The most that the daemon may grow, in KiB.
const GROWTH: u64 = 64 * 1024;

/// A small generator of numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).unwrap()).unwrap()
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next().to_le_bytes()[3]).collect()
    }
}

/// A daemon, and another client that keeps asking and must keep getting right answers.
struct Scene {
    daemon: Virshd,
    before: u64,
    stop: Arc<AtomicBool>,
    right: Arc<AtomicU32>,
    other: Option<JoinHandle<Duration>>,
}

impl Scene {
    fn new() -> Self {
        let daemon = Virshd::start();
        let mut wire = Wire::open(&daemon.socket());
        let (stop, right) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let (stopped, count) = (stop.clone(), right.clone());
        let other = thread::spawn(move || {
            let mut slowest = Duration::ZERO;
            while !stopped.load(Ordering::Relaxed) {
                let asked = Instant::now();
                let args = DomainLookupByNameArgs { name: "test".into() };
                let ret: DomainLookupByNameRet = wire.call(Proc::DOMAIN_LOOKUP_BY_NAME, &args).unwrap();
                assert_eq!(ret.dom.name.as_ref(), "test");
                slowest = slowest.max(asked.elapsed());
                count.fetch_add(1, Ordering::Relaxed);
                thread::sleep(Duration::from_millis(1));
            }
            slowest
        });
        let before = daemon.rss_kib();
        Self { daemon, before, stop, right, other: Some(other) }
    }

    fn socket(&self) -> PathBuf {
        self.daemon.socket()
    }

    /// What must hold in the end.
    fn holds(mut self) {
        let so_far = self.right.load(Ordering::Relaxed);
        eventually("the other client gets more answers", || {
            (self.right.load(Ordering::Relaxed) > so_far + 5).then_some(())
        });
        self.stop.store(true, Ordering::Relaxed);
        let slowest = self.other.take().unwrap().join().expect("the other client got right answers only");
        assert!(slowest < Duration::from_secs(5), "the other client waited {slowest:?} for an answer");
        assert!(self.daemon.is_running(), "{}", self.daemon.log());
        let log = self.daemon.log();
        assert!(!log.contains("panicked"), "{log}");
        let grown = self.daemon.rss_kib().saturating_sub(self.before);
        println!("grown by {grown} KiB; the other client's slowest answer took {slowest:?}");
        assert!(grown < GROWTH, "the daemon grew by {grown} KiB");
    }
}

/// The calls that a real client has sent, as bodies by procedure.
fn recorded() -> Vec<(i32, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/wire");
    let digit = |byte: &u8| u8::try_from(char::from(*byte).to_digit(16).unwrap()).unwrap();
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Some(number) = path.file_stem().unwrap().to_str().unwrap().strip_prefix("20008086-") else {
            continue;
        };
        let number: i32 = number.parse().unwrap();
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            let Some(hex) = line.strip_prefix("call") else { continue };
            let body = hex.trim().as_bytes().chunks(2).map(|two| digit(&two[0]) << 4 | digit(&two[1]));
            out.push((number, body.collect()));
        }
    }
    out.sort();
    assert!(out.len() > 100, "there are recorded calls");
    out
}

/// Sends bytes and nothing more; all that comes back must be packets, and then the end.
fn answers_or_hangs_up(wire: &mut Wire, bytes: &[u8]) -> usize {
    // The daemon may have hung up before it was sent everything.
    let _ = wire.send(bytes);
    let _ = wire.stream().shutdown(Shutdown::Write);
    let mut packets = 0;
    while let Some(message) = wire.read().expect("an answer or the end in time") {
        let kind = message.header.r#type;
        assert!([NetMessageType::NET_REPLY, NetMessageType::NET_MESSAGE].contains(&kind), "type {}", kind.0);
        packets += 1;
    }
    packets
}

#[test]
fn a_thousand_random_packets() {
    let scene = Scene::new();
    let mut dice = Dice(0x5eed_0001);
    let mut answered = 0;
    for round in 0..1_000 {
        let mut wire =
            if round % 2 == 0 { Wire::connect(&scene.socket()) } else { Wire::open(&scene.socket()) };
        let len = dice.below(400);
        let noise = dice.bytes(len);
        let bytes = match round % 4 {
            // Nothing but noise; a frame of noise; noise behind a good header, whose procedure is any.
            0 => noise,
            1 => [&u32::try_from(4 + noise.len()).unwrap().to_be_bytes()[..], &noise].concat(),
            _ => packet(&call_header(i32::try_from(dice.below(500)).unwrap(), 7), &noise),
        };
        answered += answers_or_hangs_up(&mut wire, &bytes);
    }
    assert!(answered >= 400, "only {answered} answers: what has a good header gets one");
    scene.holds();
}

#[test]
fn a_thousand_mutated_packets() {
    let scene = Scene::new();
    let calls = recorded();
    let mut dice = Dice(0x5eed_0002);
    let mut answered = 0;
    for round in 0..1_000 {
        let (number, body) = &calls[round % calls.len()];
        let mut bytes = packet(&call_header(*number, 3), body);
        for _ in 0..=dice.below(4) {
            // Half of the rounds leave length and header as they are.
            let from = if round % 2 == 0 { 28.min(bytes.len() - 1) } else { 0 };
            let at = from + dice.below(bytes.len() - from);
            match dice.below(6) {
                0 => bytes[at] ^= 1 << dice.below(8),
                1 => bytes[at] = 0xff,
                2 => bytes[at] = 0,
                3 => bytes.truncate(at.max(1)),
                4 => bytes.insert(at, dice.bytes(1)[0]),
                _ => bytes.extend(dice.bytes(4)),
            }
        }
        if round % 2 == 0 {
            let length = u32::try_from(bytes.len()).unwrap().max(28);
            bytes.resize(usize::try_from(length).unwrap(), 0);
            bytes[..4].copy_from_slice(&length.to_be_bytes());
        }
        let mut wire = Wire::open(&scene.socket());
        answered += answers_or_hangs_up(&mut wire, &bytes);
    }
    assert!(answered >= 500, "only {answered} answers: what has a good header gets one");
    scene.holds();
}

#[test]
fn frames_cut_at_every_byte() {
    let scene = Scene::new();
    let open = ConnectOpenArgs { name: Some("test:///default".into()), flags: 0 };
    let whole = packet(&call_header(Proc::CONNECT_OPEN.0, 1), &to_bytes(&open).unwrap());
    for cut in 0..whole.len() {
        let mut wire = Wire::connect(&scene.socket());
        assert_eq!(answers_or_hangs_up(&mut wire, &whole[..cut]), 0, "cut at {cut}");
    }
    let mut wire = Wire::connect(&scene.socket());
    assert_eq!(answers_or_hangs_up(&mut wire, &whole), 1);
    scene.holds();
}

#[test]
fn length_words_that_cannot_be() {
    let scene = Scene::new();
    let header = to_bytes(&call_header(Proc::CONNECT_GET_TYPE.0, 1)).unwrap();
    for length in (0..28).chain([33_554_437, 0x7fff_ffff, 0x8000_0000, u32::MAX]) {
        let mut wire = Wire::open(&scene.socket());
        // The end comes by itself: nothing says that this end has no more to send.
        wire.send(&[&length.to_be_bytes()[..], &header].concat()).unwrap();
        assert!(wire.read().expect("an end").is_none(), "a length of {length} was answered");
    }
    scene.holds();
}

#[test]
fn calls_that_nobody_knows_are_errors_and_the_connection_lives_on() {
    let scene = Scene::new();
    let mut wire = Wire::open(&scene.socket());
    let good = call_header(Proc::CONNECT_GET_TYPE.0, 0);
    let with = |change: &dyn Fn(&mut NetMessageHeader)| {
        let mut header = good.clone();
        change(&mut header);
        header
    };
    for (header, text) in [
        (with(&|h| h.prog = 0x1234), "Cannot find program 4660 version 1"),
        (with(&|h| h.vers = 2), "Cannot find program 536903814 version 2"),
        (with(&|h| (h.prog, h.vers) = (virshd::PROGRAM, 2)), "Cannot find program 1986622067 version 2"),
        (with(&|h| (h.prog, h.proc) = (virshd::PROGRAM, 9999)), "unknown procedure: 9999"),
        (with(&|h| (h.prog, h.proc) = (virshd::PROGRAM, 0)), "unknown procedure: 0"),
        (with(&|h| h.proc = 9999), "unknown procedure: 9999"),
        (with(&|h| h.proc = -1), "unknown procedure: -1"),
        (with(&|h| h.proc = 0), "unknown procedure: 0"),
        (with(&|h| h.status = NetMessageStatus::NET_ERROR), "Unexpected message status 1"),
    ] {
        let error = wire.call_bytes(&header, &[]).expect_err(text);
        assert_eq!(error.code(), Code::RPC, "{error}");
        assert!(error.message().contains(text), "{error} does not say '{text}'");
        // And it lives on.
        wire.call_bytes(&good, &[]).expect("a good call is answered");
    }
    let error = wire.call_bytes(&good, &[0; 4]).expect_err("bytes left over");
    assert_eq!(error.code(), Code::RPC, "{error}");
    wire.call_bytes(&good, &[]).expect("a good call is answered");
    // Not opened yet: refused, and it can still be opened.
    let mut wire = Wire::connect(&scene.socket());
    let error = wire.call_bytes(&good, &[]).expect_err("not open");
    assert!(error.message().contains("connection not open"), "{error}");
    let open = ConnectOpenArgs { name: Some("test:///default".into()), flags: 0 };
    let _: () = wire.call(Proc::CONNECT_OPEN, &open).unwrap();
    let error = wire.call::<_, ()>(Proc::CONNECT_OPEN, &open).unwrap_err();
    assert!(error.message().contains("already open"), "{error}");
    wire.call_bytes(&good, &[]).expect("a good call is answered");
    scene.holds();
}

#[test]
fn packets_that_no_client_sends_end_the_connection() {
    let scene = Scene::new();
    let good = call_header(Proc::CONNECT_GET_TYPE.0, 1);
    let kinds =
        [NetMessageType::NET_REPLY, NetMessageType::NET_MESSAGE, NetMessageType(77), NetMessageType(-1)];
    let kinds = kinds.map(|kind| NetMessageHeader { r#type: kind, ..good.clone() });
    let status = NetMessageHeader { status: NetMessageStatus(7), ..good };
    for header in kinds.into_iter().chain([status]) {
        // An enum that XDR does not know cannot be encoded, so the words are put in by hand.
        let plain = to_bytes(&call_header(Proc::CONNECT_GET_TYPE.0, 1)).unwrap();
        let words = [header.r#type.0.to_be_bytes(), [0, 0, 0, 1], header.status.0.to_be_bytes()].concat();
        let mut wire = Wire::open(&scene.socket());
        wire.send(&[&28_u32.to_be_bytes()[..], &plain[..12], &words].concat()).unwrap();
        assert!(wire.read().expect("an end").is_none(), "{header:?} was answered");
    }
    scene.holds();
}

/// Writes until nothing is taken any more; gives how many bytes were.
fn stuff(stream: &UnixStream, bytes: &[u8]) -> usize {
    stream.set_nonblocking(true).unwrap();
    let (mut sent, mut since) = (0, Instant::now());
    // The daemon takes what it will within a moment; then it must have stopped.
    while since.elapsed() < Duration::from_millis(100) && sent < 64 * 1024 * 1024 {
        match (&mut &*stream).write(&bytes[sent % bytes.len()..]) {
            Ok(some) => {
                sent += some;
                since = Instant::now();
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::yield_now(),
            Err(error) => panic!("the daemon hung up: {error}"),
        }
    }
    stream.set_nonblocking(false).unwrap();
    sent
}

/// Twenty clients ask for a document of half a MiB, again and again, and read nothing.
#[test]
fn clients_that_ask_for_much_and_read_nothing() {
    let scene = Scene::new();
    let mut author = Wire::open(&scene.socket());
    let big = format!("<description>{}</description>", "x".repeat(512 * 1024));
    let xml = guest("big").replace("<memory>", &format!("{big}<memory>"));
    let args = vir_protocol::remote::DomainDefineXmlArgs { xml: xml.into() };
    let dom = author.call::<_, vir_protocol::remote::DomainDefineXmlRet>(Proc::DOMAIN_DEFINE_XML, &args);
    let get = DomainGetXmlDescArgs { dom: dom.unwrap().dom, flags: 0 };
    let body = to_bytes(&get).unwrap();
    let mut clients = Vec::new();
    for _ in 0..20 {
        let client = Wire::open(&scene.socket());
        let call = packet(&call_header(Proc::DOMAIN_GET_XML_DESC.0, 9), &body);
        let sent = stuff(client.stream(), &call);
        assert!(sent < 8 * 1024 * 1024, "the daemon took {sent} bytes of calls whose answers nobody reads");
        assert!(sent > call.len() * 100, "the client has asked for much: {sent}");
        clients.push((client, sent / call.len()));
    }
    let grown = scene.daemon.rss_kib().saturating_sub(scene.before);
    println!("twenty deaf clients: grown by {grown} KiB");
    assert!(grown < GROWTH, "the daemon grew by {grown} KiB");
    // One that begins to read gets every answer, in order.
    let (mut client, _) = clients.pop().unwrap();
    for _ in 0..100 {
        let answer = client.read().unwrap().expect("an answer");
        assert_eq!((answer.header.serial, answer.header.proc), (9, Proc::DOMAIN_GET_XML_DESC.0));
        assert!(answer.body.len() > 512 * 1024);
    }
    drop(clients);
    scene.holds();
}

#[test]
fn two_hundred_clients_with_half_a_frame() {
    let scene = Scene::new();
    let half = packet(&call_header(Proc::DOMAIN_DEFINE_XML.0, 1), &[b' '; 60_000]);
    let mut clients = Vec::new();
    for number in 0..200_usize {
        let mut wire = Wire::connect(&scene.socket());
        if number % 2 == 0 {
            wire.send(&half[..half.len() / 2]).unwrap();
        } else {
            // The longest frame there may be, of which a little comes.
            let header = NetMessageHeader { prog: PROGRAM, ..call_header(Proc::CONNECT_OPEN.0, 1) };
            let rest = to_bytes(&header).unwrap();
            wire.send(&[&33_554_436_u32.to_be_bytes()[..], &rest, &[0; 1_000]].concat()).unwrap();
        }
        clients.push(wire);
    }
    // Somebody new still gets in, behind all of these.
    let mut late = Wire::open(&scene.socket());
    assert_eq!(late.domains(), ["test"]);
    let grown = scene.daemon.rss_kib().saturating_sub(scene.before);
    println!("two hundred half frames: grown by {grown} KiB");
    assert!(grown < GROWTH, "the daemon grew by {grown} KiB");
    for client in &clients {
        client.stream().set_nonblocking(true).unwrap();
        let mut byte = [0];
        let read = (&mut client.stream()).read(&mut byte);
        assert!(read.is_err_and(|error| error.kind() == ErrorKind::WouldBlock), "half a frame was answered");
    }
    drop(clients);
    scene.holds();
}
