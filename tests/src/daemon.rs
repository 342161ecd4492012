//! Private daemons: ours and libvirt's.

use std::fs::File;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::{Folder, Peer, require};

/// How long a daemon may take to listen; far more than it needs.
const START: Duration = Duration::from_secs(20);

fn wait_for(socket: &Path, child: &mut Child, log: &Path) {
    let end = Instant::now() + START;
    while UnixStream::connect(socket).is_err() {
        let exited = child.try_wait().ok().flatten();
        assert!(
            exited.is_none() && Instant::now() < end,
            "the daemon does not listen on {}: {exited:?}\n{}",
            socket.display(),
            std::fs::read_to_string(log).unwrap_or_default()
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A private virshd, killed when dropped.
#[derive(Debug)]
pub struct Virshd {
    child: Child,
    folder: Folder,
    options: Vec<String>,
    /// The program that it is started by, with its arguments; most of the time none.
    starter: Vec<String>,
}

fn spawn(folder: &Folder, options: &[String], starter: &[String]) -> Child {
    // What an earlier daemon has left is no daemon to connect to.
    let _ = std::fs::remove_file(folder.path().join("virshd-sock"));
    let mut words: Vec<std::ffi::OsString> = starter.iter().map(Into::into).collect();
    words.push(Virshd::program().into());
    Command::new(words.remove(0))
        .args(words)
        .arg("--config")
        .arg(folder.path().join("virshd.conf"))
        .arg("--sock-dir")
        .arg(folder.path())
        .arg("--root")
        .arg(folder.path().join("root"))
        .args(options)
        .stdin(Stdio::null())
        .stderr(File::options().create(true).append(true).open(folder.path().join("log")).unwrap())
        .spawn()
        .expect("virshd starts")
}

/// Emulators whose files are under a folder.
#[must_use]
pub fn emulators(root: &Path) -> Vec<u32> {
    let marker = root.display().to_string();
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let command = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let command = String::from_utf8_lossy(&command);
        if command.contains("qemu-system") && command.contains(&marker) {
            found.push(pid);
        }
    }
    found
}

impl Virshd {
    /// The program: `$VIRSHD`, or the one built beside the test, built now if it is not there.
    #[must_use]
    pub fn program() -> PathBuf {
        if let Some(path) = std::env::var_os("VIRSHD") {
            return path.into();
        }
        crate::built("virshd", "virshd")
    }

    /// Starts one.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with("", &[])
    }

    /// Starts one with this configuration and these further options.
    #[must_use]
    pub fn start_with(config: &str, options: &[&str]) -> Self {
        Self::start_in(Folder::new(), config, options)
    }

    /// The same in a folder where something may be already.
    #[must_use]
    pub fn start_in(folder: Folder, config: &str, options: &[&str]) -> Self {
        Self::start_by(&[], folder, config, options)
    }

    /// The same, started by a program that becomes it, such as one that gives rights up.
    #[must_use]
    pub fn start_by(starter: &[&str], folder: Folder, config: &str, options: &[&str]) -> Self {
        std::fs::write(folder.path().join("virshd.conf"), config).unwrap();
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
        let (options, starter) = (owned(options), owned(starter));
        let child = spawn(&folder, &options, &starter);
        let mut daemon = Self { child, folder, options, starter };
        daemon.wait_until_it_listens();
        daemon
    }

    fn wait_until_it_listens(&mut self) {
        let (socket, log) = (self.socket(), self.folder.path().join("log"));
        wait_for(&socket, &mut self.child, &log);
    }

    /// Starts it anew, where it was, after it has ended.
    pub fn restart(&mut self) {
        let _ = self.child.wait();
        self.child = spawn(&self.folder, &self.options, &self.starter);
        self.wait_until_it_listens();
    }

    /// The same, without waiting until it listens.
    pub fn restart_and_go_on(&mut self) {
        let _ = self.child.wait();
        self.child = spawn(&self.folder, &self.options, &self.starter);
    }

    /// Its socket for reading and writing.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("virshd-sock")
    }

    /// Its socket for those who administer it.
    #[must_use]
    pub fn admin_socket(&self) -> PathBuf {
        self.folder.path().join("virshd-admin-sock")
    }

    /// The URI under which it is administered.
    #[must_use]
    pub fn admin_uri(&self) -> String {
        format!("virshd:///system?socket={}", self.admin_socket().display())
    }

    /// Its socket for looking.
    #[must_use]
    pub fn socket_ro(&self) -> PathBuf {
        self.folder.path().join("virshd-sock-ro")
    }

    /// The URI of the test driver behind it.
    #[must_use]
    pub fn uri(&self) -> String {
        format!("test+unix:///default?socket={}", self.socket().display())
    }

    /// The URI of the QEMU driver behind it.
    #[must_use]
    pub fn qemu_uri(&self) -> String {
        let path = if rustix::process::geteuid().is_root() { "system" } else { "session" };
        format!("qemu+unix:///{path}?socket={}", self.socket().display())
    }

    /// Where its drivers keep their files.
    #[must_use]
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    /// The same on the socket for looking.
    #[must_use]
    pub fn uri_ro(&self) -> String {
        format!("test+unix:///default?socket={}", self.socket_ro().display())
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Resident memory, in KiB.
    #[must_use]
    pub fn rss_kib(&self) -> u64 {
        rss_kib(self.pid())
    }

    /// What it has logged.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Asks it to end, and waits until it has.
    pub fn terminate(&mut self) -> ExitStatus {
        signal(self.pid(), rustix::process::Signal::TERM);
        self.wait()
    }

    /// The same, as Ctrl-C does.
    pub fn interrupt(&mut self) -> ExitStatus {
        signal(self.pid(), rustix::process::Signal::INT);
        self.wait()
    }

    /// Ends it without giving it a chance to clean up.
    pub fn kill(&mut self) -> ExitStatus {
        signal(self.pid(), rustix::process::Signal::KILL);
        self.wait()
    }

    /// Stops it, so that it answers nothing, until it is ended.
    ///
    /// # Panics
    /// It goes on.
    pub fn freeze(&self) {
        signal(self.pid(), rustix::process::Signal::STOP);
        // Each thread stops by itself, a moment later.
        crate::eventually("every thread stops", || {
            let threads = std::fs::read_dir(format!("/proc/{}/task", self.pid())).ok()?;
            let stopped = |thread: std::fs::DirEntry| {
                let status = std::fs::read_to_string(thread.path().join("status")).unwrap_or_default();
                status.lines().any(|line| line.starts_with("State:\tT"))
            };
            threads.map_while(Result::ok).all(stopped).then_some(())
        });
    }

    /// Where its sockets, its configuration and its log are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Waits until it has ended.
    ///
    /// # Panics
    /// It does not.
    pub fn wait(&mut self) -> ExitStatus {
        crate::eventually("the daemon ends", || self.child.try_wait().expect("the daemon's status"))
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_none())
    }
}

impl Drop for Virshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Guests outlive their daemon; a test that failed leaves some.
        for pid in emulators(&self.root()) {
            signal(pid, rustix::process::Signal::KILL);
        }
    }
}

/// A private libvirtd, ended when dropped.
#[derive(Debug)]
pub struct Libvirtd {
    child: Child,
    folder: Folder,
}

impl Libvirtd {
    /// Starts one; `None` if it is not installed.
    #[must_use]
    pub fn start() -> Option<Self> {
        Self::start_with("max_clients = 5000\n")
    }

    /// Starts one with these further settings.
    #[must_use]
    pub fn start_with(config: &str) -> Option<Self> {
        let settings = config;
        let program = require(Peer::Libvirtd)?;
        let folder = Folder::new();
        let path = folder.path();
        let config = path.join("libvirtd.conf");
        let text = format!(
            "unix_sock_dir = \"{}\"\nauth_unix_rw = \"none\"\nauth_unix_ro = \"none\"\n{settings}",
            path.display()
        );
        std::fs::write(&config, text).unwrap();
        let log = path.join("log");
        let child = in_own_run_folder(&program)
            .arg("-f")
            .arg(&config)
            .arg("-p")
            .arg(path.join("pid"))
            .stdin(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .expect("libvirtd starts");
        let mut daemon = Self { child, folder };
        let socket = daemon.socket();
        wait_for(&socket, &mut daemon.child, &log);
        Some(daemon)
    }

    /// Starts one whose definitions, states and images are its own, in folders that can be seen from here, and
    /// that runs emulators as root; `None` if it is not installed or may not.
    #[must_use]
    pub fn start_for_guests() -> Option<Self> {
        Self::start_for_guests_in(Folder::new())
    }

    /// The same in a folder where something may be already.
    #[must_use]
    pub fn start_for_guests_in(folder: Folder) -> Option<Self> {
        let program = require(Peer::Libvirtd)?;
        let path = folder.path();
        for own in ["etc", "lib", "run", "storage"] {
            std::fs::create_dir_all(path.join(own)).unwrap();
        }
        std::fs::write(
            path.join("qemu.conf"),
            "user = \"root\"\ngroup = \"root\"\nsecurity_driver = \"none\"\nstdio_handler = \"file\"\n",
        )
        .unwrap();
        let text = format!(
            "unix_sock_dir = \"{}\"\nauth_unix_rw = \"none\"\nauth_unix_ro = \"none\"\n",
            path.display()
        );
        std::fs::write(path.join("libvirtd.conf"), text).unwrap();
        let shown = path.display();
        let script = format!(
            "mkdir -p /run/libvirt && mount --bind {shown}/run /run/libvirt \
             && mount --bind {shown}/etc /etc/libvirt/qemu && mount --bind {shown}/lib /var/lib/libvirt \
             && mount --bind {shown}/qemu.conf /etc/libvirt/qemu.conf \
             && mkdir -p /etc/libvirt/storage && mount --bind {shown}/storage /etc/libvirt/storage"
        );
        let tried =
            Command::new("unshare").args(["--mount", "sh", "-c", &script]).stderr(Stdio::null()).status();
        if !tried.is_ok_and(|status| status.success()) {
            let _ = std::io::Write::write_all(
                &mut std::io::stderr(),
                b"skipped: a libvirtd with folders of its own needs the right to mount\n",
            );
            return None;
        }
        let log = path.join("log");
        let child = Command::new("unshare")
            .args(["--mount", "sh", "-c"])
            .arg(format!("{script} && exec \"$0\" \"$@\""))
            .arg(&program)
            .arg("-f")
            .arg(path.join("libvirtd.conf"))
            .arg("-p")
            .arg(path.join("pid"))
            .stdin(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .expect("libvirtd starts");
        let mut daemon = Self { child, folder };
        let socket = daemon.socket();
        wait_for(&socket, &mut daemon.child, &log);
        Some(daemon)
    }

    /// Ends it and gives its folder back.
    #[must_use]
    pub fn into_folder(mut self) -> Folder {
        self.end();
        std::mem::take(&mut self.folder)
    }

    /// Where a daemon for guests has its definitions.
    #[must_use]
    pub fn definitions(&self) -> PathBuf {
        self.folder.path().join("etc")
    }

    /// Where such a daemon has its definitions of storage pools.
    #[must_use]
    pub fn storage_definitions(&self) -> PathBuf {
        self.folder.path().join("storage")
    }

    /// Its socket for reading and writing.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("libvirt-sock")
    }

    /// The URI under which it is administered.
    #[must_use]
    pub fn admin_uri(&self) -> String {
        format!("libvirtd:///system?socket={}", self.folder.path().join("libvirt-admin-sock").display())
    }

    /// The URI of its test driver.
    #[must_use]
    pub fn uri(&self) -> String {
        format!("test+unix:///default?socket={}", self.socket().display())
    }

    /// The URI of its QEMU driver.
    #[must_use]
    pub fn qemu_uri(&self) -> String {
        format!("qemu+unix:///system?socket={}", self.socket().display())
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Resident memory, in KiB.
    #[must_use]
    pub fn rss_kib(&self) -> u64 {
        rss_kib(self.pid())
    }
}

impl Libvirtd {
    fn end(&mut self) {
        if self.child.try_wait().is_ok_and(|status| status.is_some()) {
            return;
        }
        signal(self.child.id(), rustix::process::Signal::TERM);
        let end = Instant::now() + Duration::from_secs(10);
        while Instant::now() < end {
            if self.child.try_wait().is_ok_and(|status| status.is_some()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Libvirtd {
    fn drop(&mut self) {
        self.end();
    }
}

/// A command that runs a program of libvirt's with a `/run/libvirt` of its own where that is possible: its drivers
/// lock files there, so that there could be only one such daemon on a host.
fn in_own_run_folder(program: &Path) -> Command {
    const SCRIPT: &str = "mkdir -p /run/libvirt && mount -t tmpfs none /run/libvirt";
    let tried = Command::new("unshare").args(["--mount", "sh", "-c", SCRIPT]).stderr(Stdio::null()).status();
    if !tried.is_ok_and(|status| status.success()) {
        return Command::new(program);
    }
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c"]).arg(format!("{SCRIPT} && exec \"$0\" \"$@\"")).arg(program);
    command
}

fn signal(pid: u32, signal: rustix::process::Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process(pid, signal);
    }
}

pub(crate) fn rss_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
