//! A copy of the project to try things in: tracked files as they are in the working tree, in a repository of its own.
//!
//! Copies stand in `target/copies/NAME`; what is built stays for the next one of the same name, which compiles only
//! what differs.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::files::{ROOT, root};
use crate::run::{git, output};
use crate::say;

/// Where copies and what is built in them are.
pub(crate) fn folder() -> PathBuf {
    root().join("target/copies")
}

/// Whose commits those in a copy are; nobody signs them.
const SETTINGS: &[(&str, &str)] =
    &[("user.name", "xtask"), ("user.email", "xtask@localhost"), ("commit.gpgsign", "false")];

/// What a copy began with.
const BEGIN: &str = "begin";

/// `--dry-run`: does a command in a copy, shows what it says and what it would change.
pub(crate) fn dry_run(args: &[OsString]) -> Result<()> {
    let copy = Copy::of_project("dry-run")?;
    let shown = copy.xtask(args).and_then(|said| Ok((said, copy.diff()?)));
    copy.remove()?;
    let (said, diff) = shown?;
    say(format_args!("{said}{diff}"));
    Ok(())
}

/// Where what is built of the copy at this place is, and stays.
pub(crate) fn build_folder(copy: &Path) -> PathBuf {
    folder().join("build").join(copy.file_name().unwrap_or_default())
}

/// A copy of the project.
pub(crate) struct Copy {
    root: PathBuf,
}

impl Copy {
    /// Copies the project to `target/copies/NAME`: one commit that holds every file.
    pub(crate) fn of_project(name: &str) -> Result<Self> {
        Self::of(&root(), folder().join(name))
    }

    /// Copies the repository `from` to the folder `to`. What is there already and equal stays, with its times.
    pub(crate) fn of(from: &Path, to: PathBuf) -> Result<Self> {
        let list = git(from, &["ls-files", "-z"])?;
        let files: BTreeSet<&str> =
            list.split('\0').filter(|name| !name.is_empty() && is_there(&from.join(name))).collect();
        std::fs::create_dir_all(&to).with_context(|| to.display().to_string())?;
        // What an earlier use of the copy left is no part of this one.
        remove_others(&to, &to, &files)?;
        for name in &files {
            bring(&from.join(name), &to.join(name)).with_context(|| format!("cannot copy {name}"))?;
        }
        let copy = Self { root: to };
        copy.git(&["init", "--quiet", "--initial-branch=main"])?;
        for (name, value) in SETTINGS {
            copy.git(&["config", name, value])?;
        }
        copy.commit("project: copy what is there")?;
        copy.git(&["tag", BEGIN])?;
        Ok(copy)
    }

    /// The copy's root.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// What cargo builds of it. Each copy has its own: cargo tells what is fresh by times, and calls what is built of
    /// two copies alike.
    pub(crate) fn build_folder(&self) -> PathBuf {
        build_folder(&self.root)
    }

    /// Git in the copy.
    pub(crate) fn git(&self, args: &[&str]) -> Result<String> {
        git(self.root(), args)
    }

    /// One commit of all that differs, ignored files apart.
    pub(crate) fn commit(&self, subject: &str) -> Result<()> {
        self.git(&["add", "--all"])?;
        self.git(&["commit", "--quiet", "--allow-empty", "--no-verify", "-m", subject]).map(drop)
    }

    /// All that differs from what was copied, new files and commits included.
    pub(crate) fn diff(&self) -> Result<String> {
        self.git(&["add", "--all"])?;
        self.git(&["diff", "--cached", BEGIN])
    }

    /// A command of this program with the copy as its root; what it says.
    pub(crate) fn xtask(&self, args: &[OsString]) -> Result<String> {
        let program = std::env::current_exe().context("cannot find this program")?;
        output(Command::new(program).args(args).env(ROOT, &self.root))
    }

    /// Takes the copy away.
    pub(crate) fn remove(self) -> Result<()> {
        std::fs::remove_dir_all(&self.root).with_context(|| self.root.display().to_string())
    }
}

/// Removes all files that are not in `files`, and folders that are empty then. The repository goes too: a copy has
/// no past.
fn remove_others(top: &Path, folder: &Path, files: &BTreeSet<&str>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().into_owned();
        if name == ".git" {
            std::fs::remove_dir_all(&path)?;
        } else if path.is_dir() && !path.is_symlink() {
            remove_others(top, &path, files)?;
            if std::fs::read_dir(&path)?.next().is_none() {
                std::fs::remove_dir(&path)?;
            }
        } else if !files.contains(name.as_str()) {
            std::fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// A tracked file may have been deleted in the working tree.
fn is_there(path: &Path) -> bool {
    path.is_file() || path.is_symlink()
}

fn bring(from: &Path, to: &Path) -> Result<()> {
    if let Ok(target) = std::fs::read_link(from) {
        if !std::fs::read_link(to).is_ok_and(|there| there == target) {
            let _ = std::fs::remove_file(to);
            make_folder_of(to)?;
            std::os::unix::fs::symlink(target, to)?;
        }
        return Ok(());
    }
    let wanted = std::fs::read(from)?;
    if std::fs::read(to).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    make_folder_of(to)?;
    // With its permissions: scripts stay scripts.
    std::fs::copy(from, to)?;
    Ok(())
}

fn make_folder_of(file: &Path) -> Result<()> {
    file.parent().map_or(Ok(()), |folder| Ok(std::fs::create_dir_all(folder)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_holds_tracked_files_as_they_are() {
        let place = std::env::temp_dir().join(format!("xtask-copy-{}", std::process::id()));
        let from = place.join("from");
        std::fs::create_dir_all(from.join("b")).unwrap();
        let write = |path: &str, text: &str| std::fs::write(place.join(path), text).unwrap();
        write("from/a", "as committed");
        write("from/b/c", "c");
        let first = Copy { root: from.clone() };
        first.git(&["init", "--quiet"]).unwrap();
        for (name, value) in SETTINGS {
            first.git(&["config", name, value]).unwrap();
        }
        first.commit("a: begin").unwrap();
        write("from/a", "as it is now");
        write("from/untracked", "x");

        let copy = Copy::of(&from, place.join("to")).unwrap();
        let read = |path: &str| std::fs::read_to_string(copy.root().join(path));
        assert_eq!(read("a").unwrap(), "as it is now");
        assert_eq!(read("b/c").unwrap(), "c");
        assert!(read("untracked").is_err());
        assert_eq!(copy.git(&["rev-list", "--count", "HEAD"]).unwrap().trim(), "1");

        write("to/a", "changed in the copy");
        write("to/new", "x\n");
        let diff = copy.diff().unwrap();
        assert!(diff.contains("+changed in the copy") && diff.contains("b/new"), "{diff}");
        let time = |path: &str| std::fs::metadata(place.join(path)).unwrap().modified().unwrap();
        let before = time("to/b/c");
        let copy = Copy::of(&from, place.join("to")).unwrap();
        assert_eq!(copy.diff().unwrap(), "");
        std::fs::write(copy.root().join("a"), "committed").unwrap();
        copy.commit("a: change").unwrap();
        assert!(copy.diff().unwrap().contains("+committed"));
        assert!(!place.join("to/new").exists());
        assert_eq!(time("to/b/c"), before, "what did not change is not written again");
        copy.remove().unwrap();
        assert!(!place.join("to").exists());
        std::fs::remove_dir_all(place).unwrap();
    }
}
