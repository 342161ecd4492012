//! Descriptors in packets.

use std::fs::File;
use std::io::{IoSlice, Read, Write, pipe};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};

use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use vir_rpc::{CloseReason, FrameError};

use crate::common::*;

fn pipes(count: usize) -> (Vec<std::io::PipeReader>, Vec<OwnedFd>) {
    let both = (0..count).map(|_| pipe().unwrap());
    both.map(|(reader, writer)| (reader, OwnedFd::from(writer))).unzip()
}

#[tokio::test]
async fn descriptors_travel_both_ways() {
    let shared = shared();
    let (client, _incoming, _task) = pair(&shared);
    for count in [1, 2, 32] {
        let (mut readers, writers) = pipes(count);
        let (body, back) = client.call_with_fds(PROG, VERS, FDS, &(), writers).await.unwrap();
        assert!(body.is_empty());
        assert_eq!(back.len(), count);
        for (fd, reader) in back.into_iter().zip(readers.iter_mut().rev()) {
            File::from(fd).write_all(b"through").unwrap();
            let mut text = String::new();
            // The end of the pipe shows that no copy of its other end was left anywhere.
            reader.read_to_string(&mut text).unwrap();
            assert_eq!(text, "through");
        }
    }
    let (body, back) = client.call_with_fds(PROG, VERS, ECHO, &7u32, Vec::new()).await.unwrap();
    assert_eq!((number(body), back.len()), (7, 0));
}

#[tokio::test]
async fn calls_with_and_without_descriptors_mix() {
    let shared = shared();
    let (client, _incoming, _task) = pair(&shared);
    let tasks: Vec<_> = (0..50u32)
        .map(|id| {
            let client = client.clone();
            tokio::spawn(async move {
                let (readers, writers) = pipes(id as usize % 4);
                let (_, back) = client.call_with_fds(PROG, VERS, FDS, &(), writers).await.unwrap();
                assert_eq!(back.len(), readers.len());
                assert_eq!(number(client.call(PROG, VERS, ECHO, &id).await.unwrap()), id);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn too_many_descriptors_are_not_sent() {
    let shared = shared();
    let (client, _incoming, _task) = pair(&shared);
    let (_readers, writers) = pipes(33);
    let error = client.call_with_fds(PROG, VERS, FDS, &(), writers).await.unwrap_err();
    assert_eq!(error.message(), "Too many FDs to send 33, expected 32 maximum");
    client.call(PROG, VERS, ECHO, &()).await.unwrap();
}

fn with_fds(count: u32, body: &[u8]) -> Vec<u8> {
    packet(PROG, VERS, FDS, 4, 1, 0, &[&count.to_be_bytes(), body].concat())
}

/// Sends one byte with these descriptors, as libvirt does with each.
async fn send_fds(socket: &UnixStream, fds: &[OwnedFd]) {
    let fds: Vec<_> = fds.iter().map(AsFd::as_fd).collect();
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(40))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    assert!(control.push(SendAncillaryMessage::ScmRights(&fds)));
    socket.writable().await.unwrap();
    sendmsg(socket, &[IoSlice::new(&[0])], &mut control, SendFlags::empty()).unwrap();
}

#[tokio::test]
async fn descriptors_that_arrive_later_are_waited_for() {
    let (mut socket, task) = server(config(|_| ()), &shared());
    let (_readers, writers) = pipes(2);
    socket.write_all(&with_fds(2, b"")).await.unwrap();
    for writer in writers {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        assert!(!task.is_finished());
        send_fds(&socket, &[writer]).await;
    }
    socket.write_all(&call(ECHO, 9, b"next")).await.unwrap();
    let got = receive(&mut socket).await;
    assert_eq!((got.kind, got.serial, got.status), (5, 1, 0));
    assert_eq!(got.body[..], [0, 0, 0, 2]);
    // One byte at a time: the kernel ends a read behind each, which tokio takes for an empty socket.
    assert_eq!([socket.read_u8().await.unwrap(), socket.read_u8().await.unwrap()], [0, 0]);
    assert_eq!(receive(&mut socket).await.serial, 9);
}

#[tokio::test]
async fn an_empty_set_of_descriptors_is_a_call_like_any_other() {
    let (mut socket, _task) = server(config(|_| ()), &shared());
    socket.write_all(&with_fds(0, b"")).await.unwrap();
    let got = receive(&mut socket).await;
    assert_eq!((got.kind, got.status, got.body.len()), (1, 0, 0));
}

#[track_caller]
fn refused(reason: &CloseReason, expected: &FrameError) {
    assert!(matches!(reason, CloseReason::Frame(error) if error == expected), "{reason:?}");
}

#[tokio::test]
async fn a_packet_that_claims_33_descriptors_ends_the_connection() {
    let (mut socket, task) = server(config(|_| ()), &shared());
    expect_end(&mut socket, &with_fds(33, b"")).await;
    refused(&task.await.unwrap(), &FrameError::TooManyFds(33));
}

#[tokio::test]
async fn missing_descriptors_end_the_connection() {
    let (mut socket, task) = server(config(|_| ()), &shared());
    expect_end(&mut socket, &[&with_fds(2, b"")[..], &call(ECHO, 1, b"")].concat()).await;
    refused(&task.await.unwrap(), &FrameError::MissingFds { wanted: 2, got: 0 });
}

#[tokio::test]
async fn descriptors_that_nobody_announced_end_the_connection() {
    let (mut socket, task) = server(config(|_| ()), &shared());
    let (_readers, writers) = pipes(1);
    socket.write_all(&call(ECHO, 1, b"")).await.unwrap();
    receive(&mut socket).await;
    // The first byte of the next packet brings a descriptor, but the packet announces none.
    send_fds(&socket, &writers).await;
    expect_end(&mut socket, &call(ECHO, 2, b"")[1..]).await;
    refused(&task.await.unwrap(), &FrameError::StrayFds);
}

#[tokio::test]
async fn several_descriptors_in_one_message_end_the_connection() {
    let (mut socket, task) = server(config(|_| ()), &shared());
    let (mut readers, writers) = pipes(33);
    socket.write_all(&with_fds(32, b"")).await.unwrap();
    send_fds(&socket, &writers).await;
    drop(writers);
    expect_end(&mut socket, b"").await;
    assert!(matches!(task.await.unwrap(), CloseReason::Io(_)));
    // All of them were closed, those that found no room too.
    for reader in &mut readers {
        assert_eq!(reader.read(&mut [0]).unwrap(), 0);
    }
}

#[tokio::test]
async fn a_count_that_is_cut_off_ends_the_connection() {
    let (mut socket, task) = server(config(|_| ()), &shared());
    expect_end(&mut socket, &packet(PROG, VERS, FDS, 4, 1, 0, b"ab")).await;
    assert!(matches!(task.await.unwrap(), CloseReason::Frame(FrameError::Header(_))));
}
