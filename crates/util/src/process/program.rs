//! Starting a program.
//!
//! A child is started without a shell, with the descriptors that it is given and no others, in a session
//! of its own. Between fork and exec it waits for its parent: only when whatever depends on its number is
//! on disk, and it is where it belongs among the control groups, does the program run. A parent that dies
//! before that takes the child with it.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsRawFd as _, OwnedFd, RawFd};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use command_fds::{CommandFdExt as _, FdMapping};
use rustix::fs::Mode;
use rustix::process::{Gid, Uid};

use super::Process;

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

impl RunAs {
    /// What this user may do with a file of these owners and this mode: to read is 4, to write 2, to run 1.
    #[must_use]
    pub fn permissions(&self, uid: u32, gid: u32, mode: u32) -> u32 {
        let bits = match self.uid {
            // To root only running is ever forbidden.
            0 => 0o6 | (mode | mode >> 3 | mode >> 6) & 0o1,
            own if own == uid => mode >> 6,
            _ if self.gid == gid || self.groups.contains(&gid) => mode >> 3,
            _ => mode,
        };
        bits & 0o7
    }
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
        command.fd_mappings(mappings(self.fds)).map_err(|error| io::Error::other(error.to_string()))?;
        let mut child = std::thread::scope(|scope| {
            let gatekeeper = scope.spawn(move || keep_gate(number_out, go_in, gate));
            let child = command.spawn();
            // With this the child's ends close in this process: a child that died is noticed.
            drop(command);
            let kept = gatekeeper.join().unwrap_or_else(|_| Err(io::Error::other("the gate panicked")));
            match (child, kept) {
                (Ok(child), Ok(())) => Ok(child),
                (Ok(mut child), Err(error)) => {
                    abandon(&mut child);
                    Err(error)
                }
                (Err(_), Err(error)) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
                (Err(error), _) => Err(error),
            }
        })?;
        // A child that cannot be held on to would run without anybody who could end it.
        Process::open(child.id()).inspect_err(|_| abandon(&mut child))
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

fn mappings(fds: Vec<(OwnedFd, RawFd)>) -> Vec<FdMapping> {
    fds.into_iter().map(|(parent_fd, child_fd)| FdMapping { parent_fd, child_fd }).collect()
}

/// Ends a child that nobody else knows of.
fn abandon(child: &mut Child) {
    let _ = child.kill().and_then(|()| child.wait());
}

/// The parent's side of the gate: learns the number, does what must be done, lets the child go.
fn keep_gate(number: OwnedFd, go: OwnedFd, gate: impl FnOnce(u32) -> io::Result<()>) -> io::Result<()> {
    let mut pid = [0; 4];
    File::from(number).read_exact(&mut pid)?;
    let pid = u32::try_from(i32::from_ne_bytes(pid)).map_err(io::Error::other)?;
    gate(pid)?;
    File::from(go).write_all(&[1])
}

#[cfg(test)]
mod tests {
    use super::super::arguments;
    use super::super::tests::wait;
    use super::*;

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
    fn users_are_told_apart() {
        let user = RunAs { uid: 10, gid: 20, groups: vec![20, 30] };
        assert_eq!(user.permissions(10, 20, 0o641), 0o6);
        assert_eq!(user.permissions(11, 20, 0o641), 0o4);
        assert_eq!(user.permissions(11, 30, 0o641), 0o4);
        assert_eq!(user.permissions(11, 31, 0o641), 0o1);
        let root = RunAs { uid: 0, gid: 0, groups: Vec::new() };
        assert_eq!((root.permissions(1, 1, 0o600), root.permissions(1, 1, 0o100)), (0o6, 0o7));
    }

    #[test]
    fn a_missing_program_is_said_so() {
        let error = Program::new("/no/such/program").start(|_| Ok(())).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
