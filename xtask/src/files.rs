//! Where the project is, and the formatter.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};

/// The variable that names another root than the one this program was built in.
pub(crate) const ROOT: &str = "XTASK_ROOT";

/// The project's root: what `XTASK_ROOT` names, else the parent of this crate.
pub(crate) fn root() -> PathBuf {
    static CHOSEN: OnceLock<PathBuf> = OnceLock::new();
    let choose = || {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let usual = || here.parent().unwrap_or(here).to_path_buf();
        std::env::var_os(ROOT).and_then(|named| std::path::absolute(named).ok()).unwrap_or_else(usual)
    };
    CHOSEN.get_or_init(choose).clone()
}

/// Formats a Rust text as `cargo fmt` would.
pub(crate) fn rustfmt(text: &str) -> Result<String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start rustfmt; `rustup component add rustfmt` installs it")?;
    let mut stdin = child.stdin.take().context("rustfmt has no input")?;
    let text = text.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output()?;
    let written = writer.join();
    if !output.status.success() {
        bail!("rustfmt refused generated code: {}", String::from_utf8_lossy(&output.stderr));
    }
    match written {
        Ok(result) => result.context("cannot write to rustfmt")?,
        Err(_) => bail!("the thread that feeds rustfmt failed"),
    }
    Ok(String::from_utf8(output.stdout)?)
}
