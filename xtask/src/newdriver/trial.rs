//! `cargo xtask try-new-driver`: makes a driver in a copy of the project and asks it, through a daemon and the shell.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use crate::copy::{Copy, build_folder};
use crate::run::{cargo, run as finish};
use crate::say;

const NAME: &str = "cloud-nine";
const SCHEME: &str = "nine";

/// How long the daemon may take until it listens.
const START: Duration = Duration::from_secs(20);

/// The trial.
pub(crate) fn run() -> Result<()> {
    let copy = Copy::of_project("new-driver")?;
    let args = ["new-driver", NAME, "--uri", SCHEME, "--about", "Machines above the clouds", "--commit"];
    say(format_args!("{}", copy.xtask(&args.map(Into::into))?.trim_end()));
    ensure!(copy.git(&["rev-list", "--count", "HEAD"])?.trim() == "3", "a commit for each step");
    ensure!(copy.git(&["status", "--porcelain"])?.is_empty(), "everything is committed");
    let package = format!("vir-driver-{NAME}");
    for commit in ["main^", "main"] {
        copy.git(&["checkout", "--quiet", "--detach", commit])?;
        say(format_args!("== {}", copy.git(&["log", "-1", "--format=%s"])?.trim()));
        in_copy(&copy, &["fmt", "--all", "--check"])?;
        in_copy(
            &copy,
            &["clippy", "--quiet", "-p", &package, "-p", "virshd", "--all-targets", "--", "-D", "warnings"],
        )?;
        in_copy(&copy, &["test", "--quiet", "-p", &package, "--tests"])?;
        say(format_args!("{}", copy.xtask(&["tidy".into()])?.trim_end()));
    }
    in_copy(&copy, &["build", "--quiet", "-p", "virshd", "-p", "vir-shell"])?;
    let daemon = Daemon::start()?;
    let uri = format!("{SCHEME}+unix:///system?socket={}", daemon.folder.join("virshd-sock").display());
    let host = vrsh(&uri, &["hostname"]);
    ensure!(host.0, "the URI does not open: {}", host.1);
    let list = vrsh(&uri, &["list", "--all", "--name"]);
    ensure!(list.0 && list.1.trim().is_empty(), "domains are listed: {}", list.1);
    for command in [["capabilities"].as_slice(), &["net-list"], &["nodeinfo"]] {
        let (done, text) = vrsh(&uri, command);
        ensure!(!done && text.contains("not supported by the connection driver"), "{command:?} says: {text}");
    }
    // What is there already cannot be made again.
    let again = copy.xtask(&["new-driver".into(), NAME.into()]);
    ensure!(again.is_err_and(|error| error.to_string().contains("there is a driver")), "it is made twice");
    std::fs::write(copy.root().join("README.md"), "changed")?;
    let dirty = copy.xtask(&["new-driver".into(), "another".into()]);
    ensure!(
        dirty.is_err_and(|error| error.to_string().contains("not committed")),
        "a dirty tree is accepted"
    );
    say(format_args!("a new driver opens, lists nothing and says of all else that it is not supported"));
    Ok(())
}

fn in_copy(copy: &Copy, args: &[&str]) -> Result<()> {
    finish(cargo().current_dir(copy.root()).env("CARGO_TARGET_DIR", build_folder()).args(args))
}

fn program(name: &str) -> PathBuf {
    build_folder().join("debug").join(name)
}

/// What the shell says, and whether it is content.
fn vrsh(uri: &str, args: &[&str]) -> (bool, String) {
    match Command::new(program("vrsh")).args(["-c", uri]).args(args).output() {
        Ok(output) => {
            let text = [output.stdout, output.stderr].concat();
            (output.status.success(), String::from_utf8_lossy(&text).into_owned())
        }
        Err(error) => (false, error.to_string()),
    }
}

/// A private daemon, ended when dropped.
struct Daemon {
    child: Child,
    folder: PathBuf,
}

impl Daemon {
    fn start() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("xtask-daemon-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("virshd.conf"), "")?;
        let log = std::fs::File::create(folder.join("log"))?;
        let child = Command::new(program("virshd"))
            .arg("--config")
            .arg(folder.join("virshd.conf"))
            .arg("--sock-dir")
            .arg(&folder)
            .arg("--root")
            .arg(folder.join("root"))
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()
            .context("virshd does not start")?;
        let mut daemon = Self { child, folder };
        daemon.wait()?;
        Ok(daemon)
    }

    fn wait(&mut self) -> Result<()> {
        let end = Instant::now() + START;
        while !listens(&self.folder.join("virshd-sock")) {
            if self.child.try_wait()?.is_some() || Instant::now() > end {
                bail!("virshd does not listen: {}", std::fs::read_to_string(self.folder.join("log"))?);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn listens(socket: &Path) -> bool {
    std::os::unix::net::UnixStream::connect(socket).is_ok()
}
