//! What an idle connection costs.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed helper is a failed test")]

#[allow(dead_code, reason = "shared with the tests of the connection")]
#[path = "connection/common.rs"]
mod common;

use common::*;
use tokio::io::AsyncWriteExt;

/// Each connection needs two descriptors of the usual 1,024.
const CONNECTIONS: usize = 400;

fn resident_bytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap();
    status.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

/// The figure includes the test's own end of each socket, which has a registration with the runtime too.
#[tokio::test]
async fn an_idle_connection_holds_little_memory() {
    let shared = shared();
    let mut kept = Vec::with_capacity(CONNECTIONS);
    let mut before = 0;
    for index in 0..CONNECTIONS + 50 {
        // The first ones warm up what all share.
        if index == 50 {
            before = resident_bytes();
        }
        let (mut socket, task) = server(config(|_| ()), &shared);
        // A train of calls, so that every buffer has been used.
        let train = call(ECHO, 1, &[0; 2000]).repeat(20);
        socket.write_all(&train).await.unwrap();
        for _ in 0..20 {
            receive(&mut socket).await;
        }
        kept.push((socket, task));
    }
    let each = (resident_bytes() - before) / CONNECTIONS;
    assert!(each <= 3 * 1024, "{each} bytes for each idle connection");
}
