//! The folders and files of one running guest.

use std::io;
use std::path::{Path, PathBuf};

use vir_util::files;
use vir_util::process::RunAs;

use crate::roots::Roots;

/// How much of a guest's name is part of its folders' names: paths of sockets are short.
const SHORT_NAME: usize = 20;

/// Where the files of one running guest are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Folders {
    /// Sockets and keys.
    pub(crate) private: PathBuf,
    /// Sockets of channels that the definition leaves to the driver.
    pub(crate) channels: PathBuf,
    /// Files that stand for memory.
    pub(crate) memory: PathBuf,
}

impl Folders {
    /// The folders of guest `id`.
    pub(crate) fn of(roots: &Roots, id: u32, name: &str) -> Self {
        let short: String = name.chars().take(SHORT_NAME).collect();
        let leaf = format!("{id}-{short}");
        Self {
            private: roots.lib.join(format!("domain-{leaf}")),
            channels: roots.state.join("channel").join(&leaf),
            memory: roots.lib.join("ram").join(&leaf),
        }
    }

    /// Makes those that every guest has, for nobody but its emulator.
    pub(crate) fn make(&self, run_as: Option<&RunAs>) -> io::Result<()> {
        self.remove()?;
        for folder in [&self.private, &self.channels] {
            files::make_folder(folder, 0o700)?;
            give(folder, run_as)?;
        }
        Ok(())
    }

    /// Removes them with all that is in them.
    pub(crate) fn remove(&self) -> io::Result<()> {
        for folder in [&self.private, &self.channels, &self.memory] {
            match std::fs::remove_dir_all(folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    pub(crate) fn monitor(&self) -> PathBuf {
        self.private.join("monitor.sock")
    }

    pub(crate) fn master_key(&self) -> PathBuf {
        self.private.join("master-key.aes")
    }
}

/// Whether a name is one that a guest's folder has: its number stands before its name.
fn is_a_guests(name: &str) -> bool {
    let number = name.split('-').next().unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && name.len() > number.len()
}

/// Removes the folders of guests that never came to be, because the daemon was killed while it started them.
pub(crate) fn sweep(roots: &Roots, known: &[Folders]) {
    let places =
        [(roots.lib.clone(), "domain-"), (roots.state.join("channel"), ""), (roots.lib.join("ram"), "")];
    for (place, before) in places {
        for entry in std::fs::read_dir(&place).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let guests = name.to_str().and_then(|name| name.strip_prefix(before)).is_some_and(is_a_guests);
            let used = known.iter().any(|of| [&of.private, &of.channels, &of.memory].contains(&&path));
            if !guests || used || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                continue;
            }
            tracing::info!(target: "qemu", folder = %path.display(), "left of a start that was cut short");
            if let Err(error) = std::fs::remove_dir_all(&path) {
                tracing::error!(target: "qemu", folder = %path.display(), %error, "cannot be removed");
            }
        }
    }
}

/// Gives a file to the user that emulators run as.
pub(crate) fn give(path: &Path, run_as: Option<&RunAs>) -> io::Result<()> {
    run_as.map_or(Ok(()), |user| files::give_file(path, user.uid, user.gid))
}
