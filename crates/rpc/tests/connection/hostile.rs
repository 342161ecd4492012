//! Clients that send what is no packet, or do not read.

use std::time::Duration;

use proptest::prelude::*;
use tokio::io::AsyncWriteExt;
use tokio::net::UnixStream;
use tokio::runtime::Runtime;
use vir_rpc::{CloseReason, FrameError};

use crate::common::*;

async fn ends_with(bytes: &[u8]) -> CloseReason {
    let (mut socket, task) = server(config(|_| ()), &shared());
    expect_end(&mut socket, bytes).await;
    task.await.unwrap()
}

#[tokio::test]
async fn bad_lengths_end_the_connection_before_anything_is_allocated() {
    for (length, expected) in [
        (u32::MAX, FrameError::TooLong(0xffff_ffff)),
        (33_554_437, FrameError::TooLong(33_554_437)),
        (27, FrameError::TooShort(27)),
        (5, FrameError::TooShort(5)),
        (0, FrameError::TooShort(0)),
    ] {
        let reason = ends_with(&[&length.to_be_bytes()[..], &call(ECHO, 1, b"")[4..]].concat()).await;
        assert!(matches!(&reason, CloseReason::Frame(error) if *error == expected), "{reason:?}");
    }
}

#[tokio::test]
async fn packets_that_a_server_never_gets_end_the_connection() {
    for kind in [1, 2, 5] {
        let reason = ends_with(&packet(PROG, VERS, ECHO, kind, 1, 0, &[0; 4])).await;
        assert!(
            matches!(reason, CloseReason::UnexpectedType(found) if found == kind.cast_signed()),
            "{reason:?}"
        );
    }
    let reason = ends_with(&packet(PROG, VERS, ECHO, 7, 1, 0, b"")).await;
    assert!(matches!(reason, CloseReason::Frame(FrameError::Header(_))), "{reason:?}");
    let reason = ends_with(&packet(PROG, VERS, ECHO, 0, 1, 3, b"")).await;
    assert!(matches!(reason, CloseReason::Frame(FrameError::Header(_))), "{reason:?}");
}

#[tokio::test]
async fn frames_cut_at_every_byte() {
    let both = [call(ECHO, 1, b"first"), call(ECHO, 2, b"second body")].concat();
    for cut in 0..=both.len() {
        let (mut socket, task) = server(config(|_| ()), &shared());
        socket.write_all(&both[..cut]).await.unwrap();
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        assert!(!task.is_finished());
        socket.write_all(&both[cut..]).await.unwrap();
        assert_eq!(receive(&mut socket).await.body, "first");
        assert_eq!(receive(&mut socket).await.body, "second body");
    }
}

#[tokio::test]
async fn frames_byte_by_byte() {
    let (mut socket, _task) = server(config(|_| ()), &shared());
    for byte in call(ECHO, 1, b"slowly") {
        socket.write_all(&[byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    assert_eq!(receive(&mut socket).await.body, "slowly");
}

#[tokio::test]
async fn a_long_frame_grows_with_what_arrives() {
    let (mut socket, _task) = server(config(|_| ()), &shared());
    let body: Vec<u8> = (0..5_000_000u32).map(|byte| byte as u8).collect();
    let bytes = [call(ECHO, 1, &body), call(ECHO, 2, b"behind")].concat();
    let (mut reader, mut writer) = socket.split();
    let sending = async move { writer.write_all(&bytes).await.unwrap() };
    let receiving = async move {
        let mut head = [0; 28];
        tokio::io::AsyncReadExt::read_exact(&mut reader, &mut head).await.unwrap();
        let mut back = vec![0; body.len()];
        tokio::io::AsyncReadExt::read_exact(&mut reader, &mut back).await.unwrap();
        assert!(back == body);
    };
    tokio::join!(sending, receiving);
    assert_eq!(receive(&mut socket).await.body, "behind");
}

/// Pushes bytes into a server, and checks that another connection of the same runtime is still served.
async fn survives(other: &mut UnixStream, serial: u32, bytes: &[u8]) {
    let (mut socket, task) = server(config(|_| ()), &shared());
    let _ = socket.write_all(bytes).await;
    let _ = socket.shutdown().await;
    let reason = tokio::time::timeout(Duration::from_secs(10), task).await.unwrap();
    // The task has ended by itself, not by a panic.
    reason.unwrap();
    other.write_all(&call(ECHO, serial, b"alive")).await.unwrap();
    let got = receive(other).await;
    assert_eq!((got.serial, &got.body[..]), (serial, &b"alive"[..]));
}

fn many_cases(strategy: impl Strategy<Value = Vec<u8>>) {
    let runtime = Runtime::new().unwrap();
    let _inside = runtime.enter();
    let (other, _task) = server(config(|_| ()), &shared());
    let other = tokio::sync::Mutex::new((other, 0));
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) };
    proptest!(config, |(bytes in strategy)| {
        runtime.block_on(async {
            let (other, serial) = &mut *other.lock().await;
            *serial += 1;
            survives(other, *serial, &bytes).await;
        });
    });
}

#[test]
fn a_thousand_random_streams() {
    many_cases(prop::collection::vec(any::<u8>(), 0..300));
}

#[test]
fn a_thousand_mutated_streams() {
    let change = (any::<prop::sample::Index>(), any::<u8>());
    let strategy = (prop::collection::vec(change, 1..6), 0u32..10, prop::collection::vec(any::<u8>(), 0..60));
    many_cases(strategy.prop_map(|(changes, proc, body)| {
        let mut bytes = [
            call(proc.cast_signed(), 1, &body),
            packet(PROG, VERS, FDS, 4, 2, 0, &[0; 8]),
            packet(0x6b65_6570, 1, 1, 2, 0, 0, b""),
            call(proc.cast_signed(), 3, &body),
        ]
        .concat();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        bytes
    }));
}

#[tokio::test]
async fn a_client_that_does_not_read_is_not_read_either() {
    let shared = shared();
    let (socket, task) = server(config(|config| config.max_unsent = 50_000), &shared);
    let bytes = call(BULK, 1, &20_000u32.to_be_bytes());
    let mut taken = 0;
    // Each 32 bytes ask for 20,000: without back-pressure the replies to what is taken would fill the memory.
    loop {
        match tokio::time::timeout(Duration::from_millis(300), socket.writable()).await {
            Ok(ready) => ready.unwrap(),
            Err(_) => break,
        }
        if let Ok(written) = socket.try_write(&bytes) {
            taken += written;
        }
        assert!(taken < 8 << 20, "everything is taken");
        tokio::task::yield_now().await;
    }
    assert!(!task.is_finished());
    // It is served again as soon as it reads.
    let mut socket = socket;
    let whole = taken / bytes.len();
    for _ in 0..whole {
        assert_eq!(receive(&mut socket).await.body.len(), 20_000);
    }
}

#[tokio::test]
async fn pings_of_a_client_that_does_not_read_are_bounded_too() {
    let (socket, task) = server(config(|config| config.max_unsent = 50_000), &shared());
    let ping = packet(0x6b65_6570, 1, 1, 2, 0, 0, b"").repeat(100);
    let mut taken = 0;
    while let Ok(ready) = tokio::time::timeout(Duration::from_millis(300), socket.writable()).await {
        ready.unwrap();
        if let Ok(written) = socket.try_write(&ping) {
            taken += written;
        }
        assert!(taken < 8 << 20, "everything is taken");
        tokio::task::yield_now().await;
    }
    assert!(!task.is_finished());
    drop(socket);
    assert!(matches!(task.await.unwrap(), CloseReason::Eof));
}
