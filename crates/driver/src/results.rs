//! Answers that hold more than words: streams and file descriptors.

use std::os::fd::OwnedFd;

use crate::Stream;

/// A picture of a guest's screen.
#[derive(Debug)]
#[non_exhaustive]
pub struct Screenshot {
    /// Its format as a MIME type, such as `image/png`.
    pub mime: Option<String>,
    /// Its bytes, to be received.
    pub stream: Stream,
}

impl Screenshot {
    /// A picture.
    #[must_use]
    pub fn new(mime: Option<String>, stream: Stream) -> Self {
        Self { mime, stream }
    }
}

/// A destination that is ready for a guest that comes through this connection.
#[derive(Debug)]
#[non_exhaustive]
pub struct MigrateTunnel {
    /// For the source's perform phase; only drivers read it. Empty for versions before 3.
    pub cookie_out: Vec<u8>,
    /// Where the guest is sent.
    pub stream: Stream,
}

impl MigrateTunnel {
    /// A destination that is ready.
    #[must_use]
    pub fn new(cookie_out: Vec<u8>, stream: Stream) -> Self {
        Self { cookie_out, stream }
    }
}

/// What QEMU's monitor answered.
#[derive(Debug)]
#[non_exhaustive]
pub struct QemuMonitorReply {
    /// The answer, as it came.
    pub result: String,
    /// The descriptors that came with it.
    pub files: Vec<OwnedFd>,
}

impl QemuMonitorReply {
    /// An answer.
    #[must_use]
    pub fn new(result: String, files: Vec<OwnedFd>) -> Self {
        Self { result, files }
    }
}
