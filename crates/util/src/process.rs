//! Programs that outlive whoever started them.
//!
//! A child is started without a shell, with the descriptors that it is given and no others, in a session
//! of its own. Between fork and exec it waits for its parent: only when whatever depends on its number is
//! on disk, and it is where it belongs among the control groups, does the program run. A parent that dies
//! before that takes the child with it.
#![allow(unsafe_code, reason = "what a child does before it becomes its program")]

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use command_fds::{CommandFdExt as _, FdMapping};
use rustix::fs::Mode;
use rustix::process::{Gid, Pid, PidfdFlags, Signal, Uid};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// A user whom a program runs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunAs {
    /// The user.
    pub uid: u32,
    /// The user's own group.
    pub gid: u32,
    /// The other groups.
    pub groups: Vec<u32>,
}

/// A program that is about to be started.
#[derive(Debug)]
pub struct Program {
    /// Its file.
    pub path: PathBuf,
    /// What it is told.
    pub args: Vec<String>,
    /// All of its environment.
    pub env: Vec<(String, String)>,
    /// What it is handed, under which numbers.
    pub fds: Vec<(OwnedFd, RawFd)>,
    /// Where its output goes; nowhere if it is not said.
    pub output: Option<File>,
    /// Who runs it, if not this process's user.
    pub run_as: Option<RunAs>,
    /// Which permissions its new files never get.
    pub umask: u32,
}

impl Program {
    /// A program without arguments, environment, descriptors and output.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            args: Vec::new(),
            env: Vec::new(),
            fds: Vec::new(),
            output: None,
            run_as: None,
            umask: 0o022,
        }
    }

    /// Starts it. `gate` is called with its number while it waits; if it fails, the program never runs.
    ///
    /// Blocks until the program runs, which is as long as `gate` takes.
    ///
    /// # Errors
    /// What `gate` says, or why the program cannot be started.
    pub fn start(self, gate: impl FnOnce(u32) -> io::Result<()> + Send) -> io::Result<Process> {
        let (number_out, number_in) = pipe()?;
        let (go_out, go_in) = pipe()?;
        let mut command = self.command()?;
        let (parent_number, parent_go) = (number_out.as_raw_fd(), go_in.as_raw_fd());
        let run_as = self.run_as.as_ref().map(Credentials::new).transpose()?;
        let umask = Mode::from_raw_mode(self.umask);
        let before = move || {
            // The parent's ends of both pipes close with exec, but here they would keep the pipes open.
            // SAFETY: these numbers are this process's copies, which nothing else in it uses.
            unsafe {
                rustix::io::close(parent_number);
                rustix::io::close(parent_go);
            }
            // Whatever this process itself was started with, and never asked for, ends here too.
            // SAFETY: a plain system call; the flag (CLOEXEC) closes nothing before exec.
            if unsafe {
                libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, libc::CLOSE_RANGE_CLOEXEC)
            } != 0
            {
                return Err(io::Error::last_os_error());
            }
            rustix::process::setsid()?;
            rustix::process::umask(umask);
            let pid = rustix::process::getpid().as_raw_nonzero().get().to_ne_bytes();
            rustix::io::write(&number_in, &pid)?;
            let mut go = [0];
            if rustix::io::read(&go_out, &mut go)? != 1 {
                return Err(io::Error::from(rustix::io::Errno::CANCELED));
            }
            run_as.as_ref().map_or(Ok(()), Credentials::take)
        };
        // SAFETY: `before` only makes system calls; it allocates nothing and takes no lock.
        unsafe { command.pre_exec(before) };
        command.fd_mappings(mappings(self.fds)?).map_err(|error| io::Error::other(error.to_string()))?;
        let child = std::thread::scope(|scope| {
            let gatekeeper = scope.spawn(move || keep_gate(number_out, go_in, gate));
            let child = command.spawn();
            // With this the child's ends close in this process: a child that died is noticed.
            drop(command);
            let kept = gatekeeper.join().unwrap_or_else(|_| Err(io::Error::other("the gate panicked")));
            match (child, kept) {
                (Ok(child), Ok(())) => Ok(child),
                (Ok(mut child), Err(error)) => {
                    let _ = child.kill().and_then(|()| child.wait());
                    Err(error)
                }
                (Err(_), Err(error)) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
                (Err(error), _) => Err(error),
            }
        })?;
        Process::of_child(&child)
    }

    fn command(&self) -> io::Result<Command> {
        #[allow(clippy::disallowed_methods, reason = "this is where children are started")]
        let mut command = Command::new(&self.path);
        command.args(&self.args).env_clear().envs(self.env.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).current_dir("/");
        match &self.output {
            Some(file) => command.stdout(file.try_clone()?).stderr(file.try_clone()?),
            None => command.stdout(Stdio::null()).stderr(Stdio::null()),
        };
        Ok(command)
    }
}

/// Who a child becomes, made before the fork so that the child allocates nothing.
struct Credentials {
    uid: Uid,
    gid: Gid,
    groups: Vec<Gid>,
}

impl Credentials {
    fn new(run_as: &RunAs) -> io::Result<Self> {
        let invalid = || io::Error::new(io::ErrorKind::InvalidInput, "this number is no user or group");
        let group = |gid: u32| (gid != u32::MAX).then(|| Gid::from_raw(gid)).ok_or_else(invalid);
        if run_as.uid == u32::MAX {
            return Err(invalid());
        }
        Ok(Self {
            uid: Uid::from_raw(run_as.uid),
            gid: group(run_as.gid)?,
            groups: run_as.groups.iter().copied().map(group).collect::<io::Result<_>>()?,
        })
    }

    fn take(&self) -> io::Result<()> {
        rustix::thread::set_thread_groups(&self.groups)?;
        rustix::thread::set_thread_res_gid(self.gid, self.gid, self.gid)?;
        rustix::thread::set_thread_res_uid(self.uid, self.uid, self.uid)?;
        Ok(())
    }
}

fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    Ok(rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?)
}

fn mappings(fds: Vec<(OwnedFd, RawFd)>) -> io::Result<Vec<FdMapping>> {
    Ok(fds.into_iter().map(|(parent_fd, child_fd)| FdMapping { parent_fd, child_fd }).collect())
}

/// The parent's side of the gate: learns the number, does what must be done, lets the child go.
fn keep_gate(number: OwnedFd, go: OwnedFd, gate: impl FnOnce(u32) -> io::Result<()>) -> io::Result<()> {
    let mut pid = [0; 4];
    File::from(number).read_exact(&mut pid)?;
    let pid = u32::try_from(i32::from_ne_bytes(pid)).map_err(io::Error::other)?;
    gate(pid)?;
    File::from(go).write_all(&[1])
}

/// A process that cannot be mistaken for a later one with the same number.
#[derive(Debug)]
pub struct Process {
    pid: u32,
    pidfd: OwnedFd,
}

impl Process {
    fn of_child(child: &Child) -> io::Result<Self> {
        Self::open(child.id())
    }

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
        matches!(state(self.pid), Some('T' | 't'))
    }

    /// Whether it has ended, reaped or not.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(state(self.pid), None | Some('Z' | 'X'))
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

fn raw(pid: u32) -> io::Result<Pid> {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "this is no number of a process"))
}

/// The letter for what a process does, of `/proc/PID/stat`.
fn state(pid: u32) -> Option<char> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name is in brackets and may hold anything.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.trim_start().chars().next()
}

/// When a process was started, in ticks of the kernel's clock; `None` if there is no such process. Together
/// with its number it is no other's.
#[must_use]
pub fn started(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    // The state is the third field of the whole line; the start is the 22nd.
    rest.split_ascii_whitespace().nth(19)?.parse().ok()
}

/// A helper program that ends before its caller goes on: without a shell, with this process's environment
/// cut down to where programs are.
#[must_use]
pub fn command(program: &str) -> Command {
    #[allow(clippy::disallowed_methods, reason = "this is where children are started")]
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        .env("LC_ALL", "C");
    command
}

/// How long a process has used processors so far, in nanoseconds: in its own code, and in the kernel;
/// `None` if there is no such process.
#[must_use]
pub fn cpu_times_ns(pid: u32) -> Option<(u64, u64)> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    // The state is the third field of the whole line; user and system time are the 14th and 15th.
    let mut fields = rest.split_ascii_whitespace().skip(11);
    let per_second = rustix::param::clock_ticks_per_second().max(1);
    let mut next = || {
        let ticks: u64 = fields.next()?.parse().ok()?;
        ticks.checked_mul(1_000_000_000)?.checked_div(per_second)
    };
    Some((next()?, next()?))
}

/// How long a process has used processors so far, in nanoseconds; `None` if there is no such process.
#[must_use]
pub fn cpu_time_ns(pid: u32) -> Option<u64> {
    let (user, system) = cpu_times_ns(pid)?;
    user.checked_add(system)
}

/// How much of a process is in memory, in KiB; `None` if there is no such process.
#[must_use]
pub fn resident_kib(pid: u32) -> Option<u64> {
    let statm = std::fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
    let pages: u64 = statm.split_ascii_whitespace().nth(1)?.parse().ok()?;
    pages.checked_mul(u64::try_from(rustix::param::page_size()).ok()? / 1024)
}

/// Lets a thread run on these processors only; a process's number is its first thread's.
///
/// # Errors
/// There is no such thread, or none of the processors.
pub fn set_affinity(thread: u32, cpus: impl IntoIterator<Item = u32>) -> io::Result<()> {
    use rustix::thread::{CpuSet, sched_setaffinity};
    let mut set = CpuSet::new();
    for cpu in cpus {
        if let Some(cpu) = usize::try_from(cpu).ok().filter(|cpu| *cpu < CpuSet::MAX_CPU) {
            set.set(cpu);
        }
    }
    Ok(sched_setaffinity(Some(raw(thread)?), &set)?)
}

/// The processors that a thread may run on; nothing if there is no such thread.
#[must_use]
pub fn affinity(thread: u32) -> Vec<u32> {
    use rustix::thread::{CpuSet, sched_getaffinity};
    let Some(set) = raw(thread).ok().and_then(|thread| sched_getaffinity(Some(thread)).ok()) else {
        return Vec::new();
    };
    (0..CpuSet::MAX_CPU).filter(|cpu| set.is_set(*cpu)).filter_map(|cpu| u32::try_from(cpu).ok()).collect()
}

/// How a thread gets its time, beside the usual way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// For work that nobody waits for.
    Batch,
    /// Only when nothing else runs.
    Idle,
    /// Before all others, until it gives way; with a priority.
    Fifo(i32),
    /// The same, in turns.
    RoundRobin(i32),
}

/// Sets how a thread gets its time.
///
/// # Errors
/// There is no such thread, or this process may not.
pub fn set_policy(thread: u32, policy: Policy) -> io::Result<()> {
    let (number, priority) = match policy {
        Policy::Batch => (libc::SCHED_BATCH, 0),
        Policy::Idle => (libc::SCHED_IDLE, 0),
        Policy::Fifo(priority) => (libc::SCHED_FIFO, priority),
        Policy::RoundRobin(priority) => (libc::SCHED_RR, priority),
    };
    let parameters = libc::sched_param { sched_priority: priority };
    let thread = raw(thread)?.as_raw_nonzero().get();
    // SAFETY: the call reads the parameters, which live until it returns.
    let done = unsafe { libc::sched_setscheduler(thread, number, &raw const parameters) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// How much memory a process may lock, in bytes; `None`: as much as it likes.
///
/// # Errors
/// There is no such process, or this one may not.
pub fn set_locked_memory(pid: u32, bytes: Option<u64>) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, prlimit};
    prlimit(Some(raw(pid)?), Resource::Memlock, Rlimit { current: bytes, maximum: bytes })?;
    Ok(())
}

/// The arguments of a running process; empty if there is none.
#[must_use]
pub fn arguments(pid: u32) -> Vec<String> {
    let raw = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let words = raw.split(|byte| *byte == 0).filter(|word| !word.is_empty());
    words.map(|word| String::from_utf8_lossy(word).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn wait(process: &Process) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !process.has_ended() {
            assert!(Instant::now() < deadline, "the process does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn a_program_runs_after_its_gate_with_what_it_was_given() {
        let (out, output) = pipe().unwrap();
        let (_keep, handed) = pipe().unwrap();
        let mut program = Program::new("/bin/sh");
        program.args = vec!["-c".into(), "echo $A; exec ls /proc/self/fd".into()];
        program.env = vec![("A".into(), "b".into()), ("PATH".into(), "/bin:/usr/bin".into())];
        program.fds = vec![(handed, 7)];
        program.output = Some(File::from(output));
        let mut seen = 0;
        let process = program
            .start(|pid| {
                assert!(arguments(pid).iter().all(|word| word != "-c"), "it ran before its gate");
                seen = pid;
                Ok(())
            })
            .unwrap();
        assert_eq!(process.pid(), seen);
        let mut text = String::new();
        File::from(out).read_to_string(&mut text).unwrap();
        // The last is the listed folder itself.
        assert_eq!(text, "b\n0\n1\n2\n3\n7\n");
        wait(&process);
        process.reap();
        assert!(Process::open(seen).is_err(), "the child is still there");
    }

    #[test]
    fn a_closed_gate_means_no_program() {
        let mut program = Program::new("/bin/sleep");
        program.args = vec!["100".into()];
        let mut seen = 0;
        let error = program
            .start(|pid| {
                seen = pid;
                Err(io::Error::other("the disk is full"))
            })
            .unwrap_err();
        assert_eq!(error.to_string(), "the disk is full");
        assert!(Process::open(seen).is_err(), "the child is still there");
    }

    #[test]
    fn a_missing_program_is_said_so() {
        let error = Program::new("/no/such/program").start(|_| Ok(())).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
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
