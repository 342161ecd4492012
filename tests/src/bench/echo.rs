//! `bench echo-server`: bytes of the right sizes over a socket, and nothing else; the limit of any server.
//!
//! One thread that waits for all its connections. The client announces an exchange: a mark, the size of a call, the
//! size of a reply, the reply; from then on each call is answered with that reply, until the next announcement.

use std::collections::HashMap;
use std::io::{self, Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

use anyhow::Result;
use rustix::event::epoll;

use super::packets::word;

/// An impossible length: no packet begins with it.
const MARK: [u8; 4] = [0xff; 4];
/// The mark and two sizes.
const FRONT: usize = 12;
/// How much one read takes.
const BUFFER: usize = 16 * 1024;

/// What announces an exchange.
pub(super) fn announcement(sizes: [u8; 8], reply: &[u8]) -> Vec<u8> {
    [MARK.as_slice(), &sizes, reply].concat()
}

/// Serves until it is killed.
///
/// # Errors
/// It cannot listen.
pub fn serve(path: &Path) -> Result<()> {
    let listener = UnixListener::bind(path)?;
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    let add = |what: &dyn std::os::fd::AsFd, key: u64| {
        epoll::add(&epoll, what.as_fd(), epoll::EventData::new_u64(key), epoll::EventFlags::IN)
    };
    add(&listener, 0)?;
    let (mut connections, mut next) = (HashMap::new(), 1);
    let mut buf = vec![0; BUFFER];
    let mut events = Vec::with_capacity(256);
    loop {
        events.clear();
        epoll::wait(&epoll, rustix::buffer::spare_capacity(&mut events), None)?;
        for event in &events {
            let key = event.data.u64();
            if key == 0 {
                let (stream, _) = listener.accept()?;
                add(&stream, next)?;
                connections.insert(next, Connection::new(stream));
                next += 1;
            } else if connections.get_mut(&key).is_none_or(|known| known.answer(&mut buf).is_err()) {
                connections.remove(&key);
            }
        }
    }
}

struct Connection {
    stream: UnixStream,
    /// The beginning of what has not come completely.
    rest: Vec<u8>,
    call: usize,
    reply: Vec<u8>,
    out: Vec<u8>,
}

impl Connection {
    fn new(stream: UnixStream) -> Self {
        Self { stream, rest: Vec::new(), call: usize::MAX, reply: Vec::new(), out: Vec::new() }
    }

    /// Reads once and answers what is complete.
    fn answer(&mut self, buf: &mut [u8]) -> io::Result<()> {
        let begun = self.rest.len();
        buf[..begun].copy_from_slice(&self.rest);
        let read = self.stream.read(&mut buf[begun..])?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut input = &buf[..begun + read];
        loop {
            if input.starts_with(&MARK) {
                let size = word(input, 8).map_or(usize::MAX, |size| size as usize);
                let Some(reply) = input.get(FRONT..FRONT.saturating_add(size)) else { break };
                self.call = word(input, 4).map_or(usize::MAX, |size| size as usize);
                self.reply = reply.to_vec();
                input = &input[FRONT + size..];
            } else if input.len() >= self.call {
                self.out.extend_from_slice(&self.reply);
                input = &input[self.call..];
            } else {
                break;
            }
        }
        self.rest.clear();
        self.rest.extend_from_slice(input);
        self.stream.write_all(&self.out)?;
        self.out.clear();
        Ok(())
    }
}
