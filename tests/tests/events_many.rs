//! A thousand clients that listen, and one that listens without reading.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.

use std::io::{ErrorKind, Read as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use vir_protocol::remote::{
    DomainDefineXmlArgs, DomainDefineXmlRet, DomainEventCallbackLifecycleMsg, DomainEventLifecycleMsg,
    DomainUndefineArgs, PROGRAM, Proc,
};
use vir_protocol::rpc::{NetMessageHeader, NetMessageStatus, NetMessageType};
use vir_tests::wire::{Wire, guest, packet};
use vir_tests::{Virshd, tell};
use vir_xdr::to_bytes;

const CLIENTS: usize = 1_000;
const EVENTS: usize = 1_000;
/// Each reads for its part of the clients.
const THREADS: usize = 4;

/// The bytes of an event, which are the same for everybody: all have the same number of callback.
fn event(msg: DomainEventLifecycleMsg) -> Vec<u8> {
    let header = NetMessageHeader {
        prog: PROGRAM,
        vers: 1,
        proc: Proc::DOMAIN_EVENT_CALLBACK_LIFECYCLE.0,
        r#type: NetMessageType::NET_MESSAGE,
        serial: 0,
        status: NetMessageStatus::NET_OK,
    };
    packet(&header, &to_bytes(&DomainEventCallbackLifecycleMsg { callback_id: 0, msg }).unwrap())
}

fn listener(daemon: &Virshd) -> Wire {
    let mut wire = Wire::open(&daemon.socket());
    assert_eq!(wire.listen(None), 0);
    wire
}

/// Reads for these clients until each has got so many bytes.
fn read_all(clients: Vec<Wire>, wanted: &AtomicUsize) -> Vec<Vec<u8>> {
    for client in &clients {
        client.stream().set_nonblocking(true).unwrap();
    }
    let end = Instant::now() + Duration::from_secs(60);
    let mut got = vec![Vec::new(); clients.len()];
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let mut any = false;
        for (client, got) in clients.iter().zip(&mut got) {
            match client.stream().read(&mut buffer) {
                Ok(0) => panic!("the daemon hung up on a client that reads"),
                Ok(read) => {
                    got.extend_from_slice(&buffer[..read]);
                    any = true;
                }
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock),
            }
        }
        let wanted = wanted.load(Ordering::Acquire);
        if wanted > 0 && got.iter().all(|got| got.len() >= wanted) {
            return got;
        }
        assert!(Instant::now() < end, "the events do not come");
        if !any {
            thread::sleep(Duration::from_millis(1));
        }
    }
}

#[test]
fn a_thousand_clients_get_every_event_in_order() {
    let daemon = Virshd::start_with("max_clients = 5000\n", &[]);
    let deaf = listener(&daemon);
    let wanted = Arc::new(AtomicUsize::new(0));
    let readers: Vec<_> = (0..THREADS)
        .map(|_| {
            let clients = (0..CLIENTS / THREADS).map(|_| listener(&daemon)).collect();
            let wanted = wanted.clone();
            thread::spawn(move || read_all(clients, &wanted))
        })
        .collect();
    let begin = Instant::now();
    let mut actor = Wire::open(&daemon.socket());
    let mut expected = Vec::new();
    for at in 0..EVENTS / 2 {
        let args = DomainDefineXmlArgs { xml: guest(&format!("guest-{at}")).as_str().into() };
        let DomainDefineXmlRet { dom } = actor.call(Proc::DOMAIN_DEFINE_XML, &args).unwrap();
        let () = actor.call(Proc::DOMAIN_UNDEFINE, &DomainUndefineArgs { dom: dom.clone() }).unwrap();
        for number in [0, 1] {
            expected.extend(event(DomainEventLifecycleMsg { dom: dom.clone(), event: number, detail: 0 }));
        }
    }
    wanted.store(expected.len(), Ordering::Release);
    let mut clients = 0;
    for reader in readers {
        for got in reader.join().unwrap() {
            assert!(got == expected, "client {clients} got other bytes, {} of {}", got.len(), expected.len());
            clients += 1;
        }
    }
    assert_eq!(clients, CLIENTS);
    let took = begin.elapsed();
    tell(&format!(
        "events: {CLIENTS} clients got {EVENTS} events in {took:.1?}, one of them unread beside them"
    ));
    // Whoever did not read kept nobody waiting, and finds what came meanwhile: so much may wait.
    let mut got = vec![0; expected.len()];
    deaf.stream().read_exact(&mut got).unwrap();
    assert!(got == expected, "the client that did not read got other bytes");
}
