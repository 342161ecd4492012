//! Clients that vanish, and servers that stop.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use crate::common::*;
use tokio::io::AsyncWriteExt;
use tokio::sync::oneshot;
use vir_rpc::CloseReason;

#[tokio::test]
async fn a_change_runs_to_its_end_and_a_read_is_dropped() {
    let shared = shared();
    let (mut socket, task) = server(config(|_| ()), &shared);
    socket.write_all(&[call(CHANGE, 1, &[0, 0, 0, 1]), call(WAIT, 2, &[0, 0, 0, 2])].concat()).await.unwrap();
    soon("both start", || shared.counts.started.load(SeqCst) == 2).await;
    drop(socket);
    assert!(matches!(task.await.unwrap(), CloseReason::Eof));
    let counts = &shared.counts;
    assert_eq!((counts.finished.load(SeqCst), counts.dropped.load(SeqCst)), (0, 1));
    assert_eq!(counts.closed.load(SeqCst), 1);
    shared.open(1);
    soon("the change ends", || counts.finished.load(SeqCst) == 1).await;
}

#[tokio::test]
async fn a_change_survives_a_connection_task_that_is_dropped() {
    let shared = shared();
    let (mut socket, task) = server(config(|_| ()), &shared);
    socket.write_all(&call(CHANGE, 1, &[0, 0, 0, 1])).await.unwrap();
    soon("it starts", || shared.counts.started.load(SeqCst) == 1).await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    shared.open(1);
    soon("the change ends", || shared.counts.finished.load(SeqCst) == 1).await;
    assert_eq!(shared.counts.closed.load(SeqCst), 1);
}

#[tokio::test]
async fn a_client_that_vanishes_at_any_byte_of_a_change_breaks_nothing() {
    let shared = shared();
    let change = call(CHANGE, 1, &[0, 0, 0, 1]);
    for cut in 0..=change.len() {
        let (mut socket, task) = server(config(|_| ()), &shared);
        socket.write_all(&change[..cut]).await.unwrap();
        drop(socket);
        assert!(matches!(task.await.unwrap(), CloseReason::Eof));
    }
    // Only the whole call has started, and it ends.
    assert_eq!(shared.counts.started.load(SeqCst), 1);
    shared.open(1);
    soon("the change ends", || shared.counts.finished.load(SeqCst) == 1).await;
}

#[tokio::test]
async fn a_vanished_client_is_noticed_while_its_calls_wait() {
    let shared = shared();
    let (mut socket, task) = server(config(|config| config.max_client_requests = 1), &shared);
    for serial in 0..3 {
        socket.write_all(&call(WAIT, serial, &[0, 0, 0, 1])).await.unwrap();
    }
    soon("one starts", || shared.counts.started.load(SeqCst) == 1).await;
    drop(socket);
    assert!(matches!(task.await.unwrap(), CloseReason::Eof));
    assert_eq!(shared.counts.dropped.load(SeqCst), 1);
}

#[tokio::test]
async fn shutdown_finishes_calls_in_flight() {
    let shared = shared();
    let (stop, stopped) = oneshot::channel::<()>();
    let (mut socket, task) = server_until(config(|_| ()), &shared, async move {
        let _ = stopped.await;
    });
    socket.write_all(&[call(WAIT, 1, &[0, 0, 0, 1]), call(CHANGE, 2, &[0, 0, 0, 2])].concat()).await.unwrap();
    soon("both start", || shared.counts.started.load(SeqCst) == 2).await;
    stop.send(()).unwrap();
    tokio::task::yield_now().await;
    socket.write_all(&call(ECHO, 3, b"late")).await.unwrap();
    shared.open(2);
    assert_eq!(receive(&mut socket).await.serial, 2);
    assert!(!task.is_finished());
    shared.event(5).unwrap();
    let event = receive(&mut socket).await;
    assert_eq!((event.kind, event.proc), (2, 100));
    shared.open(1);
    assert_eq!(receive(&mut socket).await.serial, 1);
    expect_end(&mut socket, b"").await;
    assert!(matches!(task.await.unwrap(), CloseReason::Closed));
}

#[tokio::test]
async fn shutdown_does_not_wait_for_a_client_that_does_not_read() {
    let (stop, stopped) = oneshot::channel::<()>();
    let limits = config(|config| config.flush_timeout = Duration::from_millis(50));
    let (mut socket, task) = server_until(limits, &shared(), async move {
        let _ = stopped.await;
    });
    // More than any socket takes, and nobody takes it.
    socket.write_all(&call(BULK, 1, &(8u32 << 20).to_be_bytes())).await.unwrap();
    socket.readable().await.unwrap();
    assert!(!task.is_finished());
    stop.send(()).unwrap();
    assert!(matches!(task.await.unwrap(), CloseReason::Closed));
}

#[tokio::test]
async fn shutdown_of_an_idle_connection_is_immediate() {
    let (stop, stopped) = oneshot::channel::<()>();
    let (mut socket, task) = server_until(config(|_| ()), &shared(), async move {
        let _ = stopped.await;
    });
    socket.write_all(&call(ECHO, 1, b"")).await.unwrap();
    receive(&mut socket).await;
    stop.send(()).unwrap();
    assert!(matches!(task.await.unwrap(), CloseReason::Closed));
}

#[tokio::test]
async fn a_client_that_closes_tells_its_calls_and_its_server() {
    let shared = shared();
    let (client, mut incoming, task) = pair(&shared);
    let waiting = tokio::spawn(client.call(PROG, VERS, WAIT, &1u32));
    soon("it starts", || shared.counts.started.load(SeqCst) == 1).await;
    client.close();
    assert_eq!(waiting.await.unwrap().unwrap_err().message(), "internal error: client socket is closed");
    assert!(matches!(incoming.next().await, Err(CloseReason::Closed)));
    assert!(matches!(task.await.unwrap(), CloseReason::Eof));
    assert!(matches!(client.closed(), Some(CloseReason::Closed)));
}

#[tokio::test]
async fn a_call_that_panics_ends_its_connection_but_no_change() {
    let shared = shared();
    let (mut socket, task) = server(config(|_| ()), &shared);
    socket.write_all(&[call(CHANGE, 1, &[0, 0, 0, 1]), call(PANIC, 2, b"")].concat()).await.unwrap();
    expect_end(&mut socket, b"").await;
    assert!(task.await.unwrap_err().is_panic());
    assert_eq!(shared.counts.closed.load(SeqCst), 1);
    shared.open(1);
    soon("the change ends", || shared.counts.finished.load(SeqCst) == 1).await;
}
