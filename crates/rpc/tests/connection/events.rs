//! Events: their order, and clients that do not take them.

use std::sync::atomic::Ordering::SeqCst;
use std::task::{Context, Poll};

use crate::common::*;
use bytes::Bytes;
use tokio::io::AsyncWriteExt;
use vir_rpc::CloseReason;
use vir_rpc::client::{self, Client};
use vir_rpc::server::{EventSource, OutEvent, Sourced};

#[tokio::test]
async fn a_reply_precedes_the_event_that_its_call_has_caused() {
    let (mut socket, _task) = server(config(|_| ()), &shared());
    // Several calls in one packet train: all their replies come before the events.
    let calls = [call(EVENT_FIRST, 1, b""), call(EVENT_FIRST, 2, b"")].concat();
    socket.write_all(&calls).await.unwrap();
    for serial in [1, 2] {
        assert_eq!((receive(&mut socket).await.kind, serial), (1, serial));
    }
    for _ in 0..2 {
        let event = receive(&mut socket).await;
        assert_eq!((event.prog, event.vers, event.proc, event.kind), (PROG, VERS, 100, 2));
        assert_eq!((event.serial, event.status), (0, 0));
        assert_eq!(event.body, [&[0, 0, 0, 2], &b"tail"[..]].concat());
    }
}

#[tokio::test]
async fn events_stay_back_until_a_pending_registration_is_answered() {
    let shared = shared();
    let (mut socket, _task) = server(config(|_| ()), &shared);
    socket.write_all(&call(REGISTER, 1, b"")).await.unwrap();
    soon("it starts", || shared.counts.started.load(SeqCst) == 1).await;
    shared.event(7).unwrap();
    // Other calls are answered meanwhile.
    socket.write_all(&call(ECHO, 2, b"")).await.unwrap();
    assert_eq!(receive(&mut socket).await.serial, 2);
    shared.open(0);
    let kinds = [receive(&mut socket).await, receive(&mut socket).await, receive(&mut socket).await];
    assert_eq!(kinds.each_ref().map(|got| got.kind), [1, 2, 2]);
    assert_eq!(kinds[2].body[..4], [0, 0, 0, 7]);
}

#[tokio::test]
async fn events_reach_a_client_in_order() {
    let shared = shared();
    let (client, mut incoming, _task) = pair(&shared);
    client.call(PROG, VERS, ECHO, &()).await.unwrap();
    for id in 0..1000 {
        shared.event(id).unwrap();
    }
    for id in 0..1000u32 {
        let event = incoming.next().await.unwrap();
        assert_eq!((event.prog, event.vers, event.proc), (PROG, VERS, EVENT));
        assert_eq!(event.body[..4], id.to_be_bytes());
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_events_loses_its_connection_but_no_event() {
    let shared = shared();
    let (mut socket, task) = server(config(|config| config.max_events = 1000), &shared);
    socket.write_all(&call(ECHO, 1, b"")).await.unwrap();
    receive(&mut socket).await;
    let mut sent = 0u32;
    while shared.event(sent).is_ok() {
        sent += 1;
        if sent.is_multiple_of(100) {
            tokio::task::yield_now().await;
        }
        assert!(sent < 1_000_000, "nothing bounds the events");
    }
    assert!(matches!(task.await.unwrap(), CloseReason::EventOverflow));
    assert!(shared.outbox().is_closed());
    assert!(shared.event(0).is_err());
    assert_eq!(shared.counts.closed.load(SeqCst), 1);
}

#[tokio::test]
async fn event_bytes_are_bounded_too_but_one_event_may_be_large() {
    let shared = shared();
    let (mut socket, task) = server(config(|config| config.max_event_bytes = 100_000), &shared);
    socket.write_all(&call(ECHO, 1, b"")).await.unwrap();
    receive(&mut socket).await;
    let large = Bytes::from(vec![1; 500_000]);
    let send = || shared.outbox().send_event(PROG, VERS, EVENT, b"", large.clone());
    send().unwrap();
    assert_eq!(receive(&mut socket).await.body.len(), 500_000);
    send().unwrap();
    assert!(send().is_err());
    assert!(matches!(task.await.unwrap(), CloseReason::EventOverflow));
}

#[tokio::test]
async fn a_consumer_that_takes_no_events_stops_no_reply_until_the_connection_ends() {
    let shared = shared();
    let (socket, task) = server(config(|_| ()), &shared);
    let mut limits = client::Config::default();
    limits.max_events = 50;
    let (client, mut incoming) = Client::new(socket, limits);
    for id in 0..50 {
        client.call(PROG, VERS, ECHO, &id).await.unwrap();
        shared.event(id).unwrap();
    }
    // What was queued before a call leaves before its reply.
    client.call(PROG, VERS, ECHO, &()).await.unwrap();
    shared.event(50).unwrap();
    assert!(matches!(task.await.unwrap(), CloseReason::Eof));
    for id in 0..50u32 {
        assert_eq!(incoming.next().await.unwrap().body[..4], id.to_be_bytes());
    }
    assert!(matches!(incoming.next().await, Err(CloseReason::EventOverflow)));
}

#[tokio::test]
async fn whoever_wants_no_events_gets_replies_all_the_same() {
    let shared = shared();
    let (client, incoming, _task) = pair(&shared);
    drop(incoming);
    client.call(PROG, VERS, ECHO, &()).await.unwrap();
    for id in 0..5000 {
        shared.event(id).unwrap();
    }
    client.call(PROG, VERS, ECHO, &()).await.unwrap();
}

#[tokio::test]
async fn an_outbox_closes_behind_its_events() {
    let shared = shared();
    let (mut socket, task) = server(config(|_| ()), &shared);
    socket.write_all(&call(ECHO, 1, b"")).await.unwrap();
    receive(&mut socket).await;
    shared.event(9).unwrap();
    shared.outbox().close();
    assert_eq!(receive(&mut socket).await.kind, 2);
    expect_end(&mut socket, b"").await;
    assert!(matches!(task.await.unwrap(), CloseReason::Closed));
}

/// Tells numbers, and may be told that some were lost.
struct Numbers(tokio::sync::mpsc::UnboundedReceiver<Option<i32>>);

impl EventSource for Numbers {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Sourced> {
        self.0.poll_recv(cx).map(|told| match told {
            Some(Some(number)) => {
                Sourced::Event(OutEvent::new((PROG, VERS), EVENT, Some(number), Bytes::from_static(b"tail")))
            }
            Some(None) => Sourced::Lost,
            None => Sourced::End,
        })
    }
}

#[tokio::test]
async fn sources_are_asked_until_they_are_ended() {
    let shared = shared();
    let (client, mut incoming, task) = pair(&shared);
    client.call(PROG, VERS, ECHO, &()).await.unwrap();
    let (tell, numbers) = tokio::sync::mpsc::unbounded_channel();
    let (tell_other, others) = tokio::sync::mpsc::unbounded_channel();
    let handle = shared.outbox().attach(Numbers(numbers));
    let _other = shared.outbox().attach(Numbers(others));
    for number in 0..1000 {
        tell.send(Some(number)).unwrap();
    }
    for number in 0..1000_i32 {
        let event = incoming.next().await.unwrap();
        assert_eq!((event.prog, event.vers, event.proc), (PROG, VERS, EVENT));
        assert_eq!(event.body, [&number.to_be_bytes()[..], b"tail"].concat());
    }
    handle.end();
    // It is dropped at once; the other goes on.
    assert!(tell.send(Some(7)).is_err());
    tell_other.send(Some(8)).unwrap();
    assert_eq!(incoming.next().await.unwrap().body[..4], [0, 0, 0, 8]);
    // What was lost ends the connection, behind what was not.
    tell_other.send(Some(9)).unwrap();
    tell_other.send(None).unwrap();
    assert_eq!(incoming.next().await.unwrap().body[..4], [0, 0, 0, 9]);
    assert!(matches!(incoming.next().await, Err(CloseReason::Eof)));
    task.await.unwrap();
    // Nobody is left to ask one that comes late.
    let (tell, numbers) = tokio::sync::mpsc::unbounded_channel();
    let _late = shared.outbox().attach(Numbers(numbers));
    assert!(tell.send(Some(1)).is_err());
}

#[tokio::test]
async fn a_source_that_tells_too_much_ends_the_connection() {
    let shared = shared();
    let (mut socket, task) = server(config(|config| config.max_events = 100), &shared);
    socket.write_all(&call(ECHO, 1, b"")).await.unwrap();
    receive(&mut socket).await;
    let (tell, numbers) = tokio::sync::mpsc::unbounded_channel();
    for number in 0..100_000 {
        tell.send(Some(number)).unwrap();
    }
    let _handle = shared.outbox().attach(Numbers(numbers));
    assert!(matches!(task.await.unwrap(), CloseReason::EventOverflow));
    assert!(tell.send(Some(1)).is_err());
}
