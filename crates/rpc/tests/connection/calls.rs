//! Calls and their replies.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use crate::common::*;
use futures_util::future::join_all;
use tokio::io::AsyncWriteExt;
use vir_rpc::CloseReason;
use vir_types::{Code, Origin};

#[tokio::test]
async fn many_in_flight_answered_in_reverse() {
    let shared = shared();
    let (client, _incoming, _task) = pair(&shared);
    let waiting: Vec<_> = (0..64u32).map(|gate| tokio::spawn(client.call(PROG, VERS, WAIT, &gate))).collect();
    soon("all calls start", || shared.counts.started.load(SeqCst) == 64).await;
    // A call that is ready at once does not wait for them.
    assert_eq!(number(client.call(PROG, VERS, ECHO, &99u32).await.unwrap()), 99);
    for (gate, waiting) in waiting.into_iter().enumerate().rev() {
        shared.open(gate);
        assert_eq!(number(waiting.await.unwrap().unwrap()) as usize, gate);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_from_many_tasks() {
    let shared = shared();
    let (client, _incoming, _task) = pair(&shared);
    let tasks = (0..16u32).map(|task| {
        let client = client.clone();
        tokio::spawn(async move {
            for round in 0..500u32 {
                let sent = task << 16 | round;
                assert_eq!(number(client.call(PROG, VERS, ECHO, &sent).await.unwrap()), sent);
            }
        })
    });
    for task in join_all(tasks).await {
        task.unwrap();
    }
}

#[tokio::test]
async fn a_dropped_call_frees_its_serial_and_its_late_reply_is_discarded() {
    let shared = shared();
    let (client, mut incoming, _task) = pair(&shared);
    let waiting = tokio::spawn(client.call(PROG, VERS, WAIT, &3u32));
    soon("the call starts", || shared.counts.started.load(SeqCst) == 1).await;
    waiting.abort();
    let _ = waiting.await;
    shared.open(3);
    soon("the call ends", || shared.counts.finished.load(SeqCst) == 1).await;
    assert_eq!(number(client.call(PROG, VERS, ECHO, &5u32).await.unwrap()), 5);
    drop(client);
    assert!(matches!(incoming.next().await, Err(CloseReason::Closed)));
}

#[tokio::test]
async fn errors_arrive_as_they_were() {
    let shared = shared();
    let (client, _incoming, _task) = pair(&shared);
    let error = client.call(PROG, VERS, FAIL, &()).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::INVALID_ARG, "invalid argument: no"));
    let error = client.call(PROG, VERS, 4711, &()).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::RPC, "unknown procedure: 4711"));
    let error = client.call(PROG + 1, VERS, ECHO, &()).await.unwrap_err();
    assert_eq!((error.code(), error.origin()), (Code::RPC, Origin::RPC));
    assert_eq!(error.message(), "Cannot find program 536903815 version 1");
    client.call(PROG, VERS, ECHO, &()).await.unwrap();
}

#[tokio::test]
async fn an_error_reply_repeats_the_callers_header() {
    let (mut socket, _task) = server(config(|_| ()), &shared());
    for (sent, text) in [
        (packet(7, VERS, 3, 0, 21, 0, b""), "Cannot find program 7 version 1"),
        (packet(PROG, 9, 3, 0, 22, 0, b""), "Cannot find program 536903814 version 9"),
        (packet(0xffff_ffff, 2, 3, 0, 23, 0, b""), "Cannot find program -1 version 2"),
        (packet(PROG, VERS, 3, 0, 24, 1, b""), "Unexpected message status 1"),
        (packet(PROG, VERS, -3, 0, 25, 0, b""), "unknown procedure: -3"),
        (packet(PROG, VERS, WAIT, 0, 26, 0, b"bad"), "data ends at byte 0: 4 more bytes expected, 3 left"),
    ] {
        socket.write_all(&sent).await.unwrap();
        let got = receive(&mut socket).await;
        assert_eq!(got.error().message(), text);
        assert_eq!(got.error().code(), Code::RPC);
        let header = [got.prog, got.vers, got.proc].map(u32::to_be_bytes).concat();
        assert_eq!(header, sent[4..16]);
        assert_eq!(got.serial.to_be_bytes(), sent[20..24]);
    }
}

#[tokio::test]
async fn packets_of_streams_that_are_not_open_are_ignored() {
    let (mut socket, _task) = server(config(|_| ()), &shared());
    for kind in [3, 6] {
        socket.write_all(&packet(PROG, VERS, ECHO, kind, 5, 2, b"data")).await.unwrap();
    }
    socket.write_all(&call(ECHO, 6, b"live")).await.unwrap();
    assert_eq!(receive(&mut socket).await.serial, 6);
}

#[tokio::test]
async fn replies_larger_than_any_buffer() {
    let shared = shared();
    let (client, _incoming, _task) = pair(&shared);
    let largest = 33_554_408;
    for size in [65_508u32, 65_536, 1 << 20, largest] {
        let reply = client.call(PROG, VERS, BULK, &size).await.unwrap();
        assert!(reply.len() == size as usize && reply.iter().all(|byte| *byte == 7));
    }
    let error = client.call(PROG, VERS, BULK, &(largest + 1)).await.unwrap_err();
    assert_eq!(error.message(), "Unable to encode message payload: 33554437 bytes are too many");
    client.call(PROG, VERS, ECHO, &1u32).await.unwrap();
}

#[tokio::test]
async fn a_closing_reply_is_the_last() {
    let (mut socket, task) = server(config(|_| ()), &shared());
    let both = [call(CLOSE, 1, b""), call(ECHO, 2, b"")].concat();
    socket.write_all(&both).await.unwrap();
    assert_eq!(receive(&mut socket).await.serial, 1);
    expect_end(&mut socket, b"").await;
    assert!(matches!(task.await.unwrap(), CloseReason::Closed));
}

#[tokio::test(start_paused = true)]
async fn a_call_gives_up_in_time() {
    let shared = shared();
    let (client, _incoming, _task) = pair(&shared);
    let waiting = client.call(PROG, VERS, WAIT, &0u32).timeout(Some(Duration::from_secs(3)));
    let before = tokio::time::Instant::now();
    let error = waiting.await.unwrap_err();
    assert_eq!(error.code(), Code::OPERATION_TIMEOUT);
    assert_eq!(before.elapsed().as_secs(), 3);
    shared.open(0);
    client.call(PROG, VERS, ECHO, &()).await.unwrap();
}

#[tokio::test]
async fn every_pending_call_fails_when_the_connection_ends() {
    let shared = shared();
    let (client, mut incoming, task) = pair(&shared);
    let waiting = (0..10u32).map(|_| tokio::spawn(client.call(PROG, VERS, WAIT, &1u32)));
    let waiting: Vec<_> = waiting.collect();
    soon("all calls start", || shared.counts.started.load(SeqCst) == 10).await;
    task.abort();
    for waiting in waiting {
        let error = waiting.await.unwrap().unwrap_err();
        assert_eq!(error.message(), "End of file while reading data: Input/output error");
        assert_eq!(error.code(), Code::SYSTEM_ERROR);
    }
    assert!(matches!(incoming.next().await, Err(CloseReason::Eof)));
    assert!(client.call(PROG, VERS, ECHO, &()).await.is_err());
    assert_eq!(shared.counts.closed.load(SeqCst), 1);
}

#[tokio::test]
async fn only_so_many_calls_are_started() {
    let shared = shared();
    let (mut socket, _task) = server(config(|config| config.max_client_requests = 2), &shared);
    for serial in 0..4 {
        socket.write_all(&call(WAIT, serial, &serial.to_be_bytes())).await.unwrap();
    }
    socket.write_all(&call(ECHO, 4, b"")).await.unwrap();
    // A ping is answered although the calls before it wait.
    socket.write_all(&packet(0x6b65_6570, 1, 1, 2, 0, 0, b"")).await.unwrap();
    assert_eq!(receive(&mut socket).await.proc, 2);
    assert_eq!(shared.counts.started.load(SeqCst), 2);
    for serial in [1, 0, 2] {
        shared.open(serial as usize);
        assert_eq!(receive(&mut socket).await.serial, serial);
    }
    assert_eq!(receive(&mut socket).await.serial, 4);
    shared.open(3);
    assert_eq!(receive(&mut socket).await.serial, 3);
}
