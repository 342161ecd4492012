//! What packets travel over.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::task::{Context, Poll};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use tokio::io::Interest;
use tokio::net::UnixStream;

/// A connected byte stream that never blocks.
///
/// The methods take `&self`, so that a caller may write while the connection's task waits for input; one that keeps
/// state (TLS) locks it inside. Only the connection's task calls the `poll` methods.
pub trait Transport: Send + Sync + 'static {
    /// Waits until reading is worth a try.
    ///
    /// # Errors
    /// The runtime is shutting down.
    fn poll_readable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>>;

    /// Waits until writing is worth a try.
    ///
    /// # Errors
    /// The runtime is shutting down.
    fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>>;

    /// Reads what is there, 0 bytes at the end; descriptors that came along are appended to `fds`.
    ///
    /// A read that has emptied the stream makes [`Self::poll_readable`] wait, so that no second one is needed to find
    /// that out.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] when there is nothing, else the stream is broken.
    fn try_read(&self, buf: &mut [u8], fds: &mut Vec<OwnedFd>) -> io::Result<usize>;

    /// Writes as much as is taken at once.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] when nothing is, else the stream is broken.
    fn try_write(&self, bufs: &[IoSlice<'_>]) -> io::Result<usize>;

    /// Ends both directions, though handles on the transport may still exist.
    fn shutdown(&self);

    /// Whether the other end is gone for good, known without reading what it has still sent; `false` where that
    /// cannot be told.
    fn is_hung_up(&self) -> bool {
        false
    }

    /// Whether there is something to read at this moment; `true` where that cannot be told cheaply.
    fn has_input(&self) -> bool {
        true
    }

    /// Sends a descriptor with one byte.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] when it must be tried again, [`io::ErrorKind::Unsupported`] where descriptors
    /// cannot travel, else the stream is broken.
    fn try_send_fd(&self, _fd: BorrowedFd<'_>) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "this transport carries no file descriptors"))
    }
}

impl Transport for UnixStream {
    fn poll_readable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_read_ready(cx)
    }

    fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_write_ready(cx)
    }

    fn try_read(&self, buf: &mut [u8], fds: &mut Vec<OwnedFd>) -> io::Result<usize> {
        let capacity = buf.len();
        let mut received = None;
        let tried = self.try_io(Interest::READABLE, || {
            let (len, with_fds) = receive(self.as_fd(), buf, fds)?;
            received = Some(len);
            // The kernel ends a read behind bytes that carry a descriptor, full or not. Any other read that leaves
            // room has emptied the socket, which tokio is told with this error; it still sees the stream's end.
            let emptied = len > 0 && len < capacity && !with_fds;
            if emptied { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(()) }
        });
        match (received, tried) {
            (Some(len), _) => Ok(len),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Err(io::ErrorKind::WouldBlock.into()),
        }
    }

    fn try_write(&self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
        match bufs {
            [one] => self.try_write(one),
            bufs => self.try_write_vectored(bufs),
        }
    }

    fn shutdown(&self) {
        // It fails when the peer was faster, which comes to the same.
        let _ = rustix::net::shutdown(self, rustix::net::Shutdown::Both);
    }

    fn is_hung_up(&self) -> bool {
        looked(self.as_fd(), PollFlags::empty()).is_some_and(|seen| seen.contains(PollFlags::HUP))
    }

    fn has_input(&self) -> bool {
        looked(self.as_fd(), PollFlags::IN).is_none_or(|seen| !seen.is_empty())
    }

    fn try_send_fd(&self, fd: BorrowedFd<'_>) -> io::Result<()> {
        self.try_io(Interest::WRITABLE, || send_fd(self.as_fd(), fd))
    }
}

/// What there is on a socket at this moment; its end is seen whether asked for or not.
fn looked(socket: BorrowedFd<'_>, wanted: PollFlags) -> Option<PollFlags> {
    let mut polled = [PollFd::from_borrowed_fd(socket, wanted)];
    poll(&mut polled, Some(&Timespec::default())).ok()?;
    polled.first().map(PollFd::revents)
}

fn receive(socket: BorrowedFd<'_>, buf: &mut [u8], fds: &mut Vec<OwnedFd>) -> io::Result<(usize, bool)> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let flags = RecvFlags::CMSG_CLOEXEC | RecvFlags::DONTWAIT;
    let message = recvmsg(socket, &mut [IoSliceMut::new(buf)], &mut control, flags)?;
    let before = fds.len();
    for part in control.drain() {
        if let RecvAncillaryMessage::ScmRights(rights) = part {
            fds.extend(rights);
        }
    }
    if message.flags.contains(ReturnFlags::CTRUNC) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "several file descriptors in one message"));
    }
    Ok((message.bytes, fds.len() > before))
}

fn send_fd(socket: BorrowedFd<'_>, fd: BorrowedFd<'_>) -> io::Result<()> {
    let fds = [fd];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !control.push(SendAncillaryMessage::ScmRights(&fds)) {
        return Err(io::Error::other("no room for a file descriptor"));
    }
    sendmsg(socket, &[IoSlice::new(&[0])], &mut control, SendFlags::NOSIGNAL | SendFlags::DONTWAIT)?;
    Ok(())
}

/// Who is at the other end of a unix socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PeerCredentials {
    /// Its process, where the system tells.
    pub pid: Option<i32>,
    /// Its effective user.
    pub uid: u32,
    /// Its effective group.
    pub gid: u32,
}

/// Asks the system who is at the other end.
///
/// # Errors
/// The system does not tell.
pub fn peer_credentials(stream: &UnixStream) -> io::Result<PeerCredentials> {
    let cred = stream.peer_cred()?;
    Ok(PeerCredentials { pid: cred.pid(), uid: cred.uid(), gid: cred.gid() })
}
