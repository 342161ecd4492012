//! Programs that outlive whoever started them, and what is to be known of any process.
#![allow(unsafe_code, reason = "what a child does before it becomes its program")]

mod look;
mod program;
mod thread;

use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rustix::process::{Pid, PidfdFlags, Signal};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

pub use look::{age, arguments, cpu_time_ns, cpu_times_ns, resident_kib, started, thread_stat};
pub use program::{Program, RunAs};
pub use thread::{Policy, affinity, set_affinity, set_locked_memory, set_policy};

/// Where programs of the system are, as `PATH` has it: the administrator's own come first.
pub const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// A process that cannot be mistaken for a later one with the same number.
#[derive(Debug)]
pub struct Process {
    pid: u32,
    pidfd: OwnedFd,
}

impl Process {
    /// The process that has this number now.
    ///
    /// # Errors
    /// There is none.
    pub fn open(pid: u32) -> io::Result<Self> {
        let pidfd = rustix::process::pidfd_open(raw(pid)?, PidfdFlags::empty())?;
        Ok(Self { pid, pidfd })
    }

    /// Its number.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Sends it a signal.
    ///
    /// # Errors
    /// It has ended, or belongs to somebody else.
    pub fn signal(&self, signal: ProcessSignal) -> io::Result<()> {
        let signal = match signal {
            ProcessSignal::Term => Signal::TERM,
            ProcessSignal::Kill => Signal::KILL,
            ProcessSignal::Cont => Signal::CONT,
        };
        Ok(rustix::process::pidfd_send_signal(&self.pidfd, signal)?)
    }

    /// Takes note of the end of a child, so that nothing is left of it. Does nothing for a process that is
    /// no child, or that runs.
    pub fn reap(&self) {
        use rustix::process::{WaitId, WaitIdOptions, waitid};
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
        // A process that was started by an earlier daemon is somebody else's child.
        let _ = waitid(WaitId::PidFd(self.pidfd.as_fd()), options);
    }

    /// Whether it is stopped, by a signal or a debugger, and so cannot obey one.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        matches!(look::state(self.pid), Some('T' | 't'))
    }

    /// Whether it has ended, reaped or not.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(look::state(self.pid), None | Some('Z' | 'X'))
    }

    /// Waits until it has ended. Needs a runtime of tokio.
    pub async fn ended(&self) {
        if let Ok(pidfd) = self.pidfd.try_clone() {
            // SAFETY: an `OwnedFd` names one open descriptor for as long as it lives.
            let registered = unsafe { AsyncFd::register_with_interest(pidfd, Interest::READABLE) };
            if let Ok(registered) = registered
                && registered.readable().await.is_ok()
            {
                return;
            }
        }
        // Without a descriptor to spare the process is looked at now and then.
        while !self.has_ended() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A signal that the house sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcessSignal {
    /// Asks to end.
    Term,
    /// Ends.
    Kill,
    /// Lets a stopped process go on.
    Cont,
}

/// The program of this name, of the system's own rather than the administrator's.
#[must_use]
pub fn find_program(name: &str) -> Option<PathBuf> {
    find_in(["/usr/bin", "/usr/local/bin", "/bin", "/usr/sbin", "/usr/local/sbin", "/sbin"], name)
}

/// The program of this name in the first of these folders that has it.
#[must_use]
pub fn find_in<'a>(folders: impl IntoIterator<Item = &'a str>, name: &str) -> Option<PathBuf> {
    use std::os::unix::fs::PermissionsExt as _;
    folders.into_iter().map(|folder| Path::new(folder).join(name)).find(|path| {
        std::fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
    })
}

/// A helper program that ends before its caller goes on: without a shell, with this process's environment
/// cut down to where programs are.
#[must_use]
pub fn command(program: &str) -> Command {
    #[allow(clippy::disallowed_methods, reason = "this is where children are started")]
    let mut command = Command::new(program);
    command.env_clear().env("PATH", PATH).env("LC_ALL", "C");
    command
}

fn raw(pid: u32) -> io::Result<Pid> {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "this is no number of a process"))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::time::Instant;

    pub(crate) fn wait(process: &Process) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !process.has_ended() {
            assert!(Instant::now() < deadline, "the process does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn programs_are_found() {
        assert!(find_program("sh").is_some_and(|path| path.ends_with("sh")));
        assert_eq!(find_in(["/etc"], "passwd"), None, "a file that nobody can run");
        assert_eq!(find_in(["/proc/self"], "no such program"), None);
    }

    #[test]
    fn signals_reach_it_and_a_stopped_one_is_known() {
        let mut program = Program::new("/bin/sleep");
        program.args = vec!["100".into()];
        let process = program.start(|_| Ok(())).unwrap();
        assert!(!process.is_stopped() && !process.has_ended());
        process.signal(ProcessSignal::Kill).unwrap();
        wait(&process);
        process.reap();
        assert!(process.signal(ProcessSignal::Term).is_err());
    }
}
