//! Streams: what they carry, how they end, who waits for whom.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;
use vir_rpc::client::{self, Client};
use vir_rpc::{CloseReason, STREAM_DATA_MAX, StreamEnd, StreamItem};
use vir_types::Code;
use vir_xdr::to_bytes;

use crate::common::*;

const STREAM: u32 = 3;
const HOLE: u32 = 6;
const OK: u32 = 0;
const ERROR: u32 = 1;
const CONTINUE: u32 = 2;

async fn open(client: &Client, proc: i32, size: u32) -> StreamEnd {
    client.call_with_stream(PROG, VERS, proc, &size).await.unwrap().1
}

async fn data(end: &StreamEnd) -> Bytes {
    match end.recv().await.unwrap() {
        StreamItem::Data(data) => data,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn packets_of_a_server_are_as_peers_expect_them() {
    let (mut socket, _task) = server(config(|_| ()), &shared());
    socket.write_all(&call(STREAM_ECHO, 9, &5_u32.to_be_bytes())).await.unwrap();
    assert_eq!((receive(&mut socket).await.kind), 1);
    let send = |kind, status, body| packet(PROG, VERS, STREAM_ECHO, kind, 9, status, body);
    // A hole is a signed length of 64 bits and flags.
    let hole = [0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0];
    let sent = [
        (STREAM, CONTINUE, &b"abc"[..]),
        (HOLE, CONTINUE, &hole),
        (STREAM, CONTINUE, b""),
        (STREAM, OK, b""),
    ];
    for (kind, status, body) in sent {
        socket.write_all(&send(kind, status, body)).await.unwrap();
        let got = receive(&mut socket).await;
        assert_eq!((got.prog, got.vers, got.proc, got.serial), (PROG, VERS, 10, 9));
        assert_eq!((got.kind, got.status, &got.body[..]), (kind, status, body));
    }
    // It is finished: what still comes belongs to nothing, and does no harm.
    socket.write_all(&send(STREAM, CONTINUE, b"late")).await.unwrap();
    socket.write_all(&call(ECHO, 10, b"x")).await.unwrap();
    assert_eq!(receive(&mut socket).await.serial, 10);
}

#[tokio::test]
async fn a_client_that_gives_up_is_told_so_in_a_stream_packet() {
    let shared = shared();
    let (mut socket, _task) = server(config(|_| ()), &shared);
    socket.write_all(&call(STREAM_ECHO, 1, &0_u32.to_be_bytes())).await.unwrap();
    receive(&mut socket).await;
    socket.write_all(&packet(PROG, VERS, STREAM_ECHO, STREAM, 1, ERROR, b"")).await.unwrap();
    let got = receive(&mut socket).await;
    assert_eq!((got.kind, got.status), (STREAM, ERROR));
    assert!(!got.body.is_empty());
    assert_eq!(shared.counts.dropped.load(SeqCst), 1);
}

#[tokio::test]
async fn bytes_come_back_as_they_went_in_packets_that_everybody_takes() {
    let shared = shared();
    let (client, _incoming, _task) = pair(&shared);
    let end = open(&client, STREAM_ECHO, 0).await;
    let sent: Bytes = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    let mut back = Vec::new();
    let (sending, receiving) = (end.send(sent.clone()), async {
        while back.len() < sent.len() {
            let piece = data(&end).await;
            assert!(piece.len() <= STREAM_DATA_MAX);
            back.extend_from_slice(&piece);
        }
    });
    let (sending, ()) = tokio::join!(sending, receiving);
    sending.unwrap();
    assert_eq!(back, sent);
    end.send_hole(u64::MAX).await.unwrap();
    let mut hole = 0_u64;
    while hole < u64::MAX {
        let StreamItem::Hole(piece) = end.recv().await.unwrap() else { panic!() };
        hole = hole.checked_add(piece).unwrap();
    }
    end.send_finish();
    assert!(matches!(end.recv().await.unwrap(), StreamItem::Finish));
    assert_eq!(shared.counts.finished.load(SeqCst), 1);
}

#[tokio::test]
async fn several_streams_and_calls_share_a_connection() {
    let (client, _incoming, _task) = pair(&shared());
    let long = open(&client, STREAM_SOURCE, 20_000_000).await;
    let echo = open(&client, STREAM_ECHO, 0).await;
    // Neither a short stream nor a call waits until somebody takes the long one.
    for word in [&b"one"[..], b"two"] {
        echo.send(Bytes::from_static(word)).await.unwrap();
        client.call(PROG, VERS, ECHO, &1_u32).await.unwrap();
        assert_eq!(timeout(Duration::from_secs(5), data(&echo)).await.unwrap(), word);
        while long
            .recv()
            .await
            .is_ok_and(|item| matches!(item, StreamItem::Data(data) if data.len() > 300_000))
        {}
    }
    let mut rest = 0;
    while let StreamItem::Data(data) = long.recv().await.unwrap() {
        rest += data.len();
    }
    assert!(rest > 19_000_000, "{rest}");
}

#[tokio::test]
async fn a_server_that_does_not_take_data_holds_its_sender_up() {
    let shared = shared();
    let (client, _incoming, _task) = pair(&shared);
    let end = open(&client, STREAM_SINK, 0).await;
    let piece = Bytes::from(vec![1; STREAM_DATA_MAX]);
    let mut sent = 0;
    while timeout(Duration::from_millis(200), end.ready()).await.is_ok() {
        end.send(piece.clone()).await.unwrap();
        sent += piece.len();
        assert!(sent < 8_000_000, "nobody waits for the reader");
    }
    shared.open(1);
    end.send(piece.clone()).await.unwrap();
    sent += piece.len();
    end.send_finish();
    assert!(matches!(end.recv().await.unwrap(), StreamItem::Finish));
    assert_eq!(shared.counts.started.load(SeqCst), sent);
}

#[tokio::test]
async fn a_client_that_has_gone_is_noticed_behind_data_that_nobody_takes() {
    let shared = shared();
    let (mut socket, task) = server(config(|config| config.max_stream_bytes = 10_000), &shared);
    socket.write_all(&call(STREAM_SINK, 1, &0_u32.to_be_bytes())).await.unwrap();
    receive(&mut socket).await;
    shared.outbox().start_keepalive(Duration::from_millis(50), 3);
    for _ in 0..4 {
        let data = packet(PROG, VERS, STREAM_SINK, STREAM, 1, CONTINUE, &[1; 8_000]);
        socket.write_all(&data).await.unwrap();
    }
    // As long as it is there it is not given up, though its answers are not read.
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!task.is_finished());
    drop(socket);
    let reason = timeout(Duration::from_secs(5), task).await.unwrap().unwrap();
    assert!(matches!(reason, CloseReason::Eof), "{reason:?}");
}

#[tokio::test]
async fn a_client_that_does_not_take_data_holds_the_server_up() {
    let (socket, _task) = server(config(|_| ()), &shared());
    let mut config = client::Config::default();
    config.max_stream_bytes = 1_000_000;
    config.max_stream_bytes_hard = 2_000_000;
    let (client, _incoming) = Client::new(socket, config);
    let end = open(&client, STREAM_SOURCE, 50_000_000).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    // A reply that stands behind what has been sent already still comes.
    timeout(Duration::from_secs(5), client.call(PROG, VERS, ECHO, &1_u32)).await.unwrap().unwrap();
    let mut total = 0;
    while let StreamItem::Data(data) = end.recv().await.unwrap() {
        total += data.len();
    }
    assert_eq!(total, 50_000_000);
}

#[tokio::test]
async fn failures_reach_the_other_end() {
    let shared = shared();
    let (client, _incoming, _task) = pair(&shared);
    let end = open(&client, STREAM_BROKEN, 0).await;
    let StreamItem::Abort(Some(error)) = end.recv().await.unwrap() else { panic!() };
    assert_eq!((error.code(), error.message()), (Code::INVALID_ARG, "invalid argument: broken"));
    drop(open(&client, STREAM_ECHO, 0).await);
    soon("the server is told", || shared.counts.dropped.load(SeqCst) == 1).await;
    // A call that fails opens nothing.
    assert!(client.call_with_stream(PROG, VERS, FAIL, &()).await.is_err());
    client.call(PROG, VERS, ECHO, &()).await.unwrap();
}

#[tokio::test]
async fn a_stream_whose_opener_has_gone_is_aborted_when_it_opens() {
    let shared = shared();
    let (client, _incoming, _task) = pair(&shared);
    let opening = client.call_with_stream(PROG, VERS, STREAM_LATE, &0_u32);
    assert!(timeout(Duration::from_millis(100), opening).await.is_err());
    shared.open(2);
    soon("it is aborted", || shared.counts.dropped.load(SeqCst) == 1).await;
}

#[tokio::test]
async fn the_end_of_the_connection_is_the_end_of_its_streams() {
    let shared = shared();
    let (client, _incoming, task) = pair(&shared);
    let end = open(&client, STREAM_ECHO, 0).await;
    task.abort();
    assert!(timeout(Duration::from_secs(5), end.recv()).await.unwrap().is_err());
    assert!(end.send(Bytes::from_static(b"x")).await.is_err());
}

#[tokio::test]
async fn hostile_packets_of_a_stream_end_it_alone() {
    let (mut socket, _task) = server(config(|_| ()), &shared());
    let bad = [
        (HOLE, CONTINUE, to_bytes(&(-1_i64)).unwrap().to_vec()),
        (HOLE, CONTINUE, [&[255; 8][..], &[0; 4]].concat()),
        (STREAM, ERROR, b"abc".to_vec()),
    ];
    for (serial, (kind, status, body)) in (1..).zip(bad) {
        socket.write_all(&call(STREAM_ECHO, serial, &0_u32.to_be_bytes())).await.unwrap();
        receive(&mut socket).await;
        socket.write_all(&packet(PROG, VERS, STREAM_ECHO, kind, serial, status, &body)).await.unwrap();
        let got = receive(&mut socket).await;
        assert_eq!((got.kind, got.status, got.serial), (STREAM, ERROR, serial));
    }
    socket.write_all(&call(ECHO, 99, b"x")).await.unwrap();
    assert_eq!(receive(&mut socket).await.serial, 99);
}

/// Long packets are read in another way than short ones; each may follow each, in pieces of any size.
#[tokio::test]
async fn packets_of_all_sizes_follow_each_other() {
    let (mut socket, _task) = server(config(|_| ()), &shared());
    socket.write_all(&call(STREAM_ECHO, 9, &0_u32.to_be_bytes())).await.unwrap();
    assert_eq!(receive(&mut socket).await.kind, 1);
    let (mut input, mut output) = socket.into_split();
    let long = STREAM_DATA_MAX;
    let sizes = [long, long, 10, long, 65_508, 65_507, 65_509, long, 1, 100_000, long - 1, long];
    let body = |at: usize| -> Vec<u8> { (0..sizes[at]).map(|n| ((n * 7 + at) % 251) as u8).collect() };
    let mut bytes = Vec::new();
    for at in 0..sizes.len() {
        bytes.extend(packet(PROG, VERS, STREAM_ECHO, STREAM, 9, CONTINUE, &body(at)));
        // A call between: its answer is not delayed by what the stream does.
        bytes.extend(call(ECHO, 100 + at as u32, b"between"));
    }
    let sending = tokio::spawn(async move {
        let mut size = 1;
        while !bytes.is_empty() {
            let piece: Vec<u8> = bytes.drain(..size.min(bytes.len())).collect();
            output.write_all(&piece).await.unwrap();
            tokio::task::yield_now().await;
            size = size * 3 % 200_003;
        }
        output
    });
    let (mut echoed, mut answers) = (Vec::new(), 0);
    let expected: Vec<u8> = (0..sizes.len()).flat_map(body).collect();
    while echoed.len() < expected.len() || answers < sizes.len() {
        let mut word = [0; 4];
        input.read_exact(&mut word).await.unwrap();
        let mut rest = vec![0; u32::from_be_bytes(word) as usize - 4];
        input.read_exact(&mut rest).await.unwrap();
        match rest[15] {
            1 => answers += 1,
            3 => echoed.extend_from_slice(&rest[24..]),
            kind => panic!("a packet of type {kind}"),
        }
    }
    assert!(echoed == expected, "other bytes came back");
    drop(sending.await.unwrap());
}
