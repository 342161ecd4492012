//! Keepalive, in both directions, on a clock that does not tick by itself.

use std::time::Duration;

use crate::common::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio::time::Instant;
use vir_rpc::CloseReason;
use vir_rpc::client::{self, Client};

const KEEP: u32 = 0x6b65_6570;
const PING: i32 = 1;
const PONG: i32 = 2;

fn keep(proc: i32) -> Vec<u8> {
    packet(KEEP, 1, proc, 2, 0, 0, b"")
}

async fn expect(socket: &mut UnixStream, proc: i32) {
    let got = receive(socket).await;
    assert_eq!((got.prog, got.vers, got.kind, got.serial, got.status), (KEEP, 1, 2, 0, 0));
    assert_eq!((got.proc, got.body.len()), (proc.cast_unsigned(), 0));
}

#[tokio::test(start_paused = true)]
async fn a_server_answers_pings_and_sends_none_unasked() {
    let (mut socket, task) = server(config(|_| ()), &shared());
    for _ in 0..3 {
        socket.write_all(&[keep(PING), keep(PONG), keep(77)].concat()).await.unwrap();
        expect(&mut socket, PONG).await;
    }
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert!(!task.is_finished());
    socket.write_all(&call(ECHO, 1, b"")).await.unwrap();
    assert_eq!(receive(&mut socket).await.serial, 1);
}

#[tokio::test(start_paused = true)]
async fn a_server_gives_up_on_a_silent_client() {
    let shared = shared();
    let (mut socket, task) = server(config(|_| ()), &shared);
    socket.write_all(&call(ECHO, 1, b"")).await.unwrap();
    receive(&mut socket).await;
    let begin = Instant::now();
    shared.outbox().start_keepalive(Duration::from_secs(5), 3);
    // Anything that comes counts as an answer.
    for _ in 0..4 {
        expect(&mut socket, PING).await;
        socket.write_all(&keep(PONG)).await.unwrap();
    }
    assert_eq!(begin.elapsed().as_secs(), 20);
    for _ in 0..3 {
        expect(&mut socket, PING).await;
    }
    expect_end(&mut socket, b"").await;
    assert!(matches!(task.await.unwrap(), CloseReason::Keepalive));
    assert_eq!(begin.elapsed().as_secs(), 40);
}

#[tokio::test(start_paused = true)]
async fn a_busy_client_is_not_pinged() {
    let shared = shared();
    let (mut socket, _task) = server(config(|_| ()), &shared);
    socket.write_all(&call(ECHO, 0, b"")).await.unwrap();
    receive(&mut socket).await;
    shared.outbox().start_keepalive(Duration::from_secs(5), 0);
    for serial in 1..20 {
        tokio::time::sleep(Duration::from_secs(4)).await;
        socket.write_all(&call(ECHO, serial, b"")).await.unwrap();
        assert_eq!(receive(&mut socket).await.serial, serial);
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_answers_pings_and_gives_up_on_a_silent_server() {
    let (here, mut there) = UnixStream::pair().unwrap();
    let (client, mut incoming) = Client::new(here, client::Config::default());
    there.write_all(&keep(PING)).await.unwrap();
    expect(&mut there, PONG).await;
    let begin = Instant::now();
    client.start_keepalive(Duration::from_secs(2), 5);
    expect(&mut there, PING).await;
    there.write_all(&keep(PONG)).await.unwrap();
    for _ in 0..5 {
        expect(&mut there, PING).await;
    }
    assert!(matches!(incoming.next().await, Err(CloseReason::Keepalive)));
    assert_eq!(begin.elapsed().as_secs(), 14);
    let error = client.call(PROG, VERS, ECHO, &()).await.unwrap_err();
    assert_eq!(error.message(), "internal error: connection closed due to keepalive timeout");
}

#[tokio::test(start_paused = true)]
async fn both_ends_keep_each_other_alive() {
    let shared = shared();
    let (client, _incoming, task) = pair(&shared);
    client.call(PROG, VERS, ECHO, &()).await.unwrap();
    client.start_keepalive(Duration::from_secs(5), 1);
    shared.outbox().start_keepalive(Duration::from_secs(7), 1);
    tokio::time::sleep(Duration::from_secs(10_000)).await;
    assert!(!task.is_finished() && client.closed().is_none());
    client.call(PROG, VERS, ECHO, &()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn without_an_interval_nothing_is_asked_any_more() {
    let (here, mut there) = UnixStream::pair().unwrap();
    let (client, _incoming) = Client::new(here, client::Config::default());
    client.start_keepalive(Duration::from_secs(2), 5);
    expect(&mut there, PING).await;
    client.start_keepalive(Duration::ZERO, 5);
    let mut byte = [0];
    let more = tokio::time::timeout(Duration::from_secs(1_000_000), there.read(&mut byte)).await;
    assert!(more.is_err() && client.closed().is_none());
}
