//! The servers that are compared.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::client::Speech;
use crate::{Folder, Libvirtd, Peer, Virshd};

/// A server's place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Ours.
    Virshd,
    /// The one to compare with.
    Libvirtd,
    /// Canned replies.
    Canned,
    /// A bare socket.
    Echo,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Virshd => "virshd",
            Self::Libvirtd => "libvirtd",
            Self::Canned => "canned",
            Self::Echo => "echo",
        }
    }
}

/// A server that runs.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) kind: Kind,
    pub(super) socket: PathBuf,
    pid: u32,
    _daemon: Daemon,
}

#[derive(Debug)]
#[expect(dead_code, reason = "kept for their drop, which ends them")]
enum Daemon {
    Virshd(Virshd),
    Libvirtd(Libvirtd),
    Own(Own),
}

impl Server {
    /// Our daemon.
    pub(super) fn virshd() -> Self {
        Self::virshd_with("")
    }

    /// Our daemon with these settings.
    pub(super) fn virshd_with(config: &str) -> Self {
        let daemon = Virshd::start_with(config, &[]);
        Self {
            kind: Kind::Virshd,
            socket: daemon.socket(),
            pid: daemon.pid(),
            _daemon: Daemon::Virshd(daemon),
        }
    }

    /// libvirt's daemon; `None` if it is not installed, which fails where peers are required.
    pub(super) fn libvirtd() -> Option<Self> {
        let required = std::env::var_os("VIR_REQUIRE_PEERS").is_some_and(|value| value == "1");
        if Peer::Libvirtd.program().is_none() && !required {
            return None;
        }
        let daemon = Libvirtd::start()?;
        Some(Self {
            kind: Kind::Libvirtd,
            socket: daemon.socket(),
            pid: daemon.pid(),
            _daemon: Daemon::Libvirtd(daemon),
        })
    }

    /// Our daemon, for more clients than it takes by itself.
    pub(super) fn virshd_for_many() -> Self {
        let daemon = Virshd::start_with("max_clients = 5000\n", &[]);
        Self {
            kind: Kind::Virshd,
            socket: daemon.socket(),
            pid: daemon.pid(),
            _daemon: Daemon::Virshd(daemon),
        }
    }

    /// libvirt's daemon with pools of its own; `None` if it cannot be had.
    pub(super) fn libvirtd_with_folders() -> Option<Self> {
        let daemon = Libvirtd::start_for_guests()?;
        Some(Self {
            kind: Kind::Libvirtd,
            socket: daemon.socket(),
            pid: daemon.pid(),
            _daemon: Daemon::Libvirtd(daemon),
        })
    }

    /// The plain server for streams and events.
    pub(super) fn flow() -> Result<Self> {
        let own = Own::start("flow-server")?;
        Ok(Self { kind: Kind::Canned, socket: own.socket(), pid: own.child.id(), _daemon: Daemon::Own(own) })
    }

    /// This program itself, as the server of this kind.
    pub(super) fn own(kind: Kind) -> Result<Self> {
        let own = Own::start(&format!("{}-server", kind.name()))?;
        Ok(Self { kind, socket: own.socket(), pid: own.child.id(), _daemon: Daemon::Own(own) })
    }

    pub(super) fn speech(&self) -> Speech {
        if self.kind == Kind::Echo { Speech::Echo } else { Speech::Libvirt }
    }

    pub(super) fn pid(&self) -> u32 {
        self.pid
    }

    /// Its resident memory, in KiB.
    pub(super) fn rss_kib(&self) -> u64 {
        crate::daemon::rss_kib(self.pid)
    }

    /// Its peak is from now on counted anew.
    pub(super) fn reset_peak(&self) {
        // Where that is not allowed, the peak since its start is an upper bound.
        let _ = std::fs::write(format!("/proc/{}/clear_refs", self.pid), "5");
    }

    /// The most resident memory that it had since its peak was reset, in KiB.
    pub(super) fn peak_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid)).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(u64::MAX)
    }

    /// The processor time that it has used, in seconds, as far as the system counts it: in hundredths.
    pub(super) fn cpu_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid)).unwrap_or_default();
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
        fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
    }
}

/// A server of this program's own, killed when dropped.
#[derive(Debug)]
struct Own {
    child: Child,
    folder: Folder,
}

impl Own {
    fn start(what: &str) -> Result<Self> {
        let folder = Folder::new();
        let program = std::env::current_exe()?;
        let child = Command::new(program)
            .arg(what)
            .arg(folder.path().join("sock"))
            .stdin(Stdio::null())
            .spawn()
            .context("the server starts")?;
        let mut own = Self { child, folder };
        let end = Instant::now() + Duration::from_secs(10);
        while UnixStream::connect(own.socket()).is_err() {
            let exited = own.child.try_wait()?;
            ensure!(exited.is_none() && Instant::now() < end, "the {what} does not listen: {exited:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(own)
    }

    fn socket(&self) -> PathBuf {
        Path::new(self.folder.path()).join("sock")
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
