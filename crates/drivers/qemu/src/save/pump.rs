//! Memory on its way between an emulator's socket and a file.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::Stdio;

use super::Format;

/// Copies until the emulator closes its end; packs on the way if the format says so. Blocks.
pub(super) fn store(from: UnixStream, to: &File, format: Format) -> io::Result<()> {
    match format.program() {
        None => {
            let (mut from, mut to) = (from, to);
            io::copy(&mut from, &mut to).map(drop)
        }
        Some(program) => run(program, &["-c"], from.into(), to.try_clone()?.into()),
    }
}

/// Copies a file's rest to the emulator; unpacks on the way if the format says so. Blocks.
pub(super) fn load(from: File, to: UnixStream, format: Format) -> io::Result<()> {
    match format.program() {
        None => {
            let (mut from, mut to) = (from, to);
            io::copy(&mut from, &mut to).map(drop)
        }
        Some(program) => run(program, &["-dc"], from.into(), to.into()),
    }
}

fn run(program: &str, args: &[&str], from: OwnedFd, to: OwnedFd) -> io::Result<()> {
    let mut command = vir_util::process::command(program);
    command.args(args).stdin(Stdio::from(from)).stdout(Stdio::from(to)).stderr(Stdio::piped());
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("{program}: {}", said.trim())))
}
