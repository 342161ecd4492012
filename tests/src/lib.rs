//! What the whole-process tests share: private daemons, and peers that may not be installed.
#![forbid(unsafe_code)]
#![allow(clippy::disallowed_methods)] // Tests start programs and read the environment; that is what they are for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

pub mod bench;
pub mod beside;
pub mod corpus;
pub mod corpus_mutate;
pub mod corpus_qemu;
mod daemon;
mod folder;
pub mod guest;
mod linux;
mod peers;
mod shell;
pub mod wire;

pub use daemon::{Libvirtd, Virshd, emulators};
pub use folder::Folder;
pub use linux::{Linux, READY};
pub use peers::{Peer, require};
pub use shell::{Answer, Running, eventually, shell};

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Writes a line past the capture of the test harness.
pub fn tell(line: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{line}\n").as_bytes());
}

/// Where the programs of this test's profile are built.
fn profile_folder() -> PathBuf {
    let own = std::env::current_exe().expect("the test's own path");
    let folder = own.ancestors().find(|path| path.ends_with("debug") || path.ends_with("release"));
    folder.expect("a target folder").to_path_buf()
}

/// Where everything is built.
pub(crate) fn target_folder() -> PathBuf {
    profile_folder().parent().expect("a target folder").to_path_buf()
}

/// A program of this workspace, built with the profile of the test that asks, if it is not fresh.
///
/// # Panics
/// It cannot be built.
#[must_use]
pub fn built(package: &str, binary: &str) -> PathBuf {
    static BUILT: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(path) = built.get(binary) {
        return path.clone();
    }
    let folder = profile_folder();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--package", package, "--bin", binary]);
    cargo.arg("--target-dir").arg(folder.parent().expect("a target folder"));
    if folder.ends_with("release") {
        cargo.arg("--release");
    }
    assert!(cargo.status().expect("cargo runs").success(), "{binary} cannot be built");
    let path = folder.join(binary);
    built.insert(binary.to_owned(), path.clone());
    path
}
