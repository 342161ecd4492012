//! The terminal without its own ideas: every key as it is pressed.

use std::io;
use std::os::fd::OwnedFd;

use anyhow::{Context as _, Result};
use rustix::fs::{Mode, OFlags};
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcsetattr};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Whether there is a terminal to type on.
pub(crate) fn is_there() -> bool {
    isatty(io::stdin())
}

/// A terminal that hands on every key; as it was before once this is dropped.
pub(crate) struct RawTerminal {
    tty: AsyncFd<OwnedFd>,
    before: Termios,
}

impl RawTerminal {
    /// Takes the terminal that the process reads from.
    pub(crate) fn take() -> Result<Self> {
        // A description of its own: what is set on it does not reach those who share the terminal.
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let fd = rustix::fs::open("/proc/self/fd/0", flags, Mode::empty())
            .or_else(|_| rustix::fs::open("/dev/tty", flags, Mode::empty()))
            .context("unable to open the terminal")?;
        let before = tcgetattr(&fd).context("unable to get tty attributes")?;
        // The descriptor is owned and stays what it is, which is all that the newer, unsafe way asks for.
        #[expect(deprecated, reason = "sound for an owned descriptor")]
        let tty = AsyncFd::with_interest(fd, Interest::READABLE)?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(tty.get_ref(), OptionalActions::Flush, &raw).context("unable to set tty attributes")?;
        Ok(Self { tty, before })
    }

    /// Waits for keys; none is the end of the terminal.
    pub(crate) async fn keys(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.tty.async_io(Interest::READABLE, |fd| Ok(rustix::io::read(fd, &mut *buf)?)).await
    }
}

impl Drop for RawTerminal {
    fn drop(&mut self) {
        // There is nobody to tell if the terminal is gone.
        let _ = tcsetattr(self.tty.get_ref(), OptionalActions::Flush, &self.before);
    }
}
