//! The client's end of one connection: blocking, without anything that costs time.

use std::io::{Read as _, Write as _};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use super::packets::{self, Exchange, HEAD, STATUS, word};

/// The longest silence that is not a failure.
const SILENCE: Duration = Duration::from_secs(20);

/// How a server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speech {
    /// libvirt's protocol.
    Libvirt,
    /// The echo server's: each exchange is announced first.
    Echo,
}

/// What opens and closes a connection, made once.
#[derive(Debug)]
pub(super) struct Opening {
    auth_list: Exchange,
    connect_open: Exchange,
    connect_close: Exchange,
}

impl Opening {
    pub(super) fn new() -> Self {
        Self {
            auth_list: packets::auth_list(),
            connect_open: packets::connect_open(),
            connect_close: packets::connect_close(),
        }
    }
}

/// A connection.
#[derive(Debug)]
pub(super) struct Client {
    stream: UnixStream,
    speech: Speech,
    buf: Vec<u8>,
}

impl Client {
    /// Connects, and opens the test driver as libvirt's clients do.
    pub(super) fn open(socket: &Path, speech: Speech, opening: &Opening) -> Result<Self> {
        let stream = UnixStream::connect(socket).with_context(|| socket.display().to_string())?;
        stream.set_read_timeout(Some(SILENCE))?;
        let mut client = Self { stream, speech, buf: vec![0; 4096] };
        client.announce(&opening.auth_list)?;
        client.call(&opening.auth_list).context("auth_list")?;
        client.announce(&opening.connect_open)?;
        client.call(&opening.connect_open).context("connect_open")?;
        Ok(client)
    }

    /// Closes as libvirt's clients do.
    pub(super) fn close(mut self, opening: &Opening) -> Result<()> {
        self.announce(&opening.connect_close)?;
        self.call(&opening.connect_close).context("connect_close")
    }

    /// From now on only this exchange takes place.
    pub(super) fn announce(&mut self, exchange: &Exchange) -> Result<()> {
        if self.speech == Speech::Echo {
            let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes();
            let mut sizes = [0; 8];
            sizes[..4].copy_from_slice(&length(&exchange.call));
            sizes[4..].copy_from_slice(&length(&exchange.reply));
            self.stream.write_all(&super::echo::announcement(sizes, &exchange.reply))?;
        }
        Ok(())
    }

    /// Calls once.
    pub(super) fn call(&mut self, exchange: &Exchange) -> Result<()> {
        self.send(&exchange.call)?;
        let replies = self.receive(exchange)?;
        ensure!(replies == 1, "{replies} replies to one call");
        Ok(())
    }

    pub(super) fn send(&mut self, calls: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(calls)?)
    }

    /// Reads what is there.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        Ok(self.stream.read(buffer)?)
    }

    /// Reads at least one reply, and says how many; all are looked at.
    pub(super) fn receive(&mut self, exchange: &Exchange) -> Result<usize> {
        let size = exchange.reply.len();
        let mut have = 0;
        loop {
            let read = self.stream.read(&mut self.buf[have..])?;
            ensure!(read > 0, "the server hung up");
            have += read;
            if have % size == 0 {
                break;
            }
            ensure!(have < self.buf.len(), "a reply is longer than expected");
        }
        for reply in self.buf[..have].chunks_exact(size) {
            check(reply)?;
        }
        Ok(have / size)
    }
}

impl AsFd for Client {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

/// The reply must be one, as long as it ought to be, and no error.
fn check(reply: &[u8]) -> Result<()> {
    let length = word(reply, 0).map(|length| length as usize);
    let good = length == Some(reply.len()) && reply.len() >= HEAD && word(reply, STATUS) == Some(0);
    ensure!(good, "not the expected reply: length {length:?}, status {:?}", word(reply, STATUS));
    Ok(())
}
