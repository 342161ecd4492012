//! `cargo xtask demo`: the main job, on a private daemon, through `vrsh` and the socket.
#![forbid(unsafe_code)]
#![allow(clippy::disallowed_methods)] // A demonstration starts programs; that is what it is for.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use vir_tests::guest::linux_domain;
use vir_tests::{Linux, READY, Virshd};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "demo: error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn vrsh() -> PathBuf {
    std::env::var_os("VRSH").map_or_else(|| vir_tests::built("vir-shell", "vrsh"), PathBuf::from)
}

/// Runs a command of the shell, and shows both.
fn show(uri: &str, command: &str) -> Result<String> {
    say(&format!("\n$ vrsh {command}"));
    let output = Command::new(vrsh()).args(["-c", uri, command]).output().context("cannot start vrsh")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    say(text.trim_end());
    if !output.status.success() {
        bail!("vrsh {command}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(text)
}

/// A shell that follows events, and what it prints.
struct Follower {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Follower {
    fn start(uri: &str) -> Result<Self> {
        let mut child = Command::new(vrsh())
            .args(["-c", uri, "event --event lifecycle --loop"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start vrsh")?;
        let stdout = child.stdout.take().context("no output")?;
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self { child, lines })
    }

    /// Waits for an event whose text ends like this; what came before it is shown too.
    fn wait_for(&self, end: &str) -> Result<()> {
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(10)).context("the event did not come")?;
            if !line.is_empty() {
                say(&format!("   {line}"));
            }
            if line.trim_end().ends_with(end) {
                return Ok(());
            }
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run() -> Result<()> {
    let keep = std::env::args().any(|arg| arg == "--keep");
    let daemon = Virshd::start();
    if let Some(linux) = real_guests() {
        return real(&daemon, linux, keep);
    }
    let uri = daemon.uri();
    say(&format!("virshd runs in a private folder; its URI is\n  {uri}"));
    say("QEMU or a Linux for it is not there: the guest is one of the test driver's, in memory only.");
    let events = Follower::start(&uri)?;
    // The follower is registered once its connection has seen an event of its own making.
    let guest = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/guest.xml");
    register(&uri, &events)?;

    show(&uri, &format!("define {}", guest.display()))?;
    show(&uri, "list --all")?;
    show(&uri, "start demo-web")?;
    show(&uri, "domstate demo-web --reason")?;
    let xml = show(&uri, "dumpxml demo-web")?;
    for kept in ["<team:owner", "discard='unmap'", "<rng model='virtio'>"] {
        if !xml.contains(kept) {
            bail!("the definition lost {kept}");
        }
    }
    show(&uri, "dominfo demo-web")?;
    show(&uri, "suspend demo-web")?;
    show(&uri, "resume demo-web")?;
    show(&uri, "shutdown demo-web")?;
    say("\nWhat the event follower saw:");
    for end in ["Defined Added", "Started Booted", "Suspended Paused", "Resumed Unpaused", "Stopped Shutdown"]
    {
        events.wait_for(end)?;
    }
    if keep {
        return stay(&uri);
    }
    show(&uri, "undefine demo-web")?;
    drop(events);
    say("\nThe daemon is stopped and its folder removed. `cargo xtask demo --keep` leaves it running.");
    Ok(())
}

/// Leaves the daemon to whoever looks at the demonstration.
fn stay(uri: &str) -> Result<()> {
    say(&format!(
        "\nThe daemon goes on until Ctrl-C. Try, for example:\n  {} -c '{uri}' list --all",
        vrsh().display()
    ));
    say(&format!("  virsh -c '{uri}' list --all"));
    // Ctrl-C reaches the daemon too; waiting for it here lets the folder go with it.
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(tokio::signal::ctrl_c())?;
    Ok(())
}

/// A Linux for a real guest, where there is QEMU to run it.
fn real_guests() -> Option<&'static Linux> {
    Path::new("/usr/bin/qemu-system-x86_64").exists().then(Linux::get).flatten()
}

/// The main job with QEMU: a Linux boots, and its shell is seen through `vrsh console`.
fn real(daemon: &Virshd, linux: &Linux, keep: bool) -> Result<()> {
    let uri = daemon.qemu_uri();
    say(&format!("virshd runs in a private folder, with QEMU behind it; its URI is\n  {uri}"));
    let file = daemon.folder().join("demo-linux.xml");
    std::fs::write(&file, linux_domain("demo-linux", linux, "<vcpu>1</vcpu>", ""))?;
    show(&uri, &format!("define {}", file.display()))?;
    show(&uri, "start demo-linux")?;
    console(&uri)?;
    show(&uri, "list --all")?;
    show(&uri, "suspend demo-linux")?;
    show(&uri, "resume demo-linux")?;
    show(&uri, "managedsave demo-linux")?;
    show(&uri, "start demo-linux")?;
    show(&uri, "domstate demo-linux --reason")?;
    if keep {
        return stay(&uri);
    }
    show(&uri, "destroy demo-linux")?;
    show(&uri, "undefine demo-linux")?;
    say("\nThe daemon is stopped and its folder removed. `cargo xtask demo --keep` leaves it running.");
    Ok(())
}

/// Shows the console until the guest's shell has answered.
fn console(uri: &str) -> Result<()> {
    say("\n$ vrsh console demo-linux");
    // The shell wants a terminal; `script` gives it one.
    let command = format!("'{}' -c '{uri}' console demo-linux", vrsh().display());
    let mut child = Command::new("script")
        .args(["-qefc", &command, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start script(1)")?;
    let (mut input, mut output) =
        (child.stdin.take().context("no input")?, child.stdout.take().context("no output")?);
    let (sender, parts) = mpsc::channel();
    std::thread::spawn(move || {
        let mut part = [0; 4096];
        while let Ok(length) = output.read(&mut part) {
            let text = String::from_utf8_lossy(part.get(..length).unwrap_or_default()).into_owned();
            if length == 0 || sender.send(text).is_err() {
                break;
            }
        }
    });
    let mut seen = String::new();
    let mut until = |wanted: &str| {
        while !seen.contains(wanted) {
            let part = parts.recv_timeout(Duration::from_secs(180)).context("the guest says nothing")?;
            let _ = write!(std::io::stdout(), "{part}").and_then(|()| std::io::stdout().flush());
            seen.push_str(&part);
        }
        anyhow::Ok(())
    };
    until(READY)?;
    input.write_all(b"uname -sr; echo $((6 * 7))-answer\n")?;
    until("42-answer")?;
    // What leaves a console: Ctrl and ].
    input.write_all(b"\x1d")?;
    drop(input);
    std::thread::sleep(Duration::from_millis(300));
    let _ = child.kill();
    let _ = child.wait();
    say("");
    Ok(())
}

/// Suspends and resumes the built-in guest until the follower tells of it.
fn register(uri: &str, events: &Follower) -> Result<()> {
    for _ in 0..100 {
        let run = |command: &str| {
            Command::new(vrsh()).args(["-c", uri, command]).output().context("cannot start vrsh")
        };
        run("suspend test")?;
        run("resume test")?;
        if events.lines.recv_timeout(Duration::from_millis(100)).is_ok() {
            while events.lines.recv_timeout(Duration::from_millis(50)).is_ok() {}
            return Ok(());
        }
    }
    bail!("the event follower did not come up")
}
