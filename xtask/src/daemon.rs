//! Programs built from a copy of the project: its daemon, its shell, cargo itself.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::copy::Copy;
use crate::run::cargo;

/// How long the daemon may take until it listens.
const START: Duration = Duration::from_secs(20);

/// Cargo in a copy, what is built beside it; a warning is an error.
pub(crate) fn in_copy(copy: &Copy, args: &[&str]) -> Result<()> {
    let mut command = cargo();
    command.current_dir(copy.root()).args(args).env("CARGO_TARGET_DIR", copy.build_folder());
    if let Some(facts) = crate::facts_folder() {
        command.env("VIR_FACTS", facts);
    }
    let output = command.output().context("cannot start cargo")?;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !output.status.success() || err.lines().any(|line| line.starts_with("warning: ")) {
        bail!("cargo {} in the copy:\n{out}{err}", args.join(" "));
    }
    Ok(())
}

fn program(copy: &Copy, name: &str) -> PathBuf {
    copy.build_folder().join("debug").join(name)
}

/// Whether the copy's shell is content, and what it says.
pub(crate) fn vrsh(copy: &Copy, uri: &str, args: &[&str]) -> (bool, String) {
    match Command::new(program(copy, "vrsh")).args(["-c", uri]).args(args).output() {
        Ok(output) => {
            let text = [output.stdout, output.stderr].concat();
            (output.status.success(), String::from_utf8_lossy(&text).into_owned())
        }
        Err(error) => (false, error.to_string()),
    }
}

/// A private daemon of a copy, ended when dropped.
pub(crate) struct Daemon {
    child: Child,
    folder: PathBuf,
}

impl Daemon {
    /// Starts what the copy built last.
    pub(crate) fn start(copy: &Copy) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("xtask-daemon-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("virshd.conf"), "")?;
        let log = std::fs::File::create(folder.join("log"))?;
        let child = Command::new(program(copy, "virshd"))
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

    /// The URI that leads to it.
    pub(crate) fn uri(&self, scheme: &str, path: &str) -> String {
        format!("{scheme}+unix://{path}?socket={}", self.folder.join("virshd-sock").display())
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
