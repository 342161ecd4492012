//! Building and testing a commit.
//!
//! Commits are checked out in a clone that shares the repository's objects, so that nothing is left in the
//! repository itself, whatever ends the run. What is built stays for the next commit and the next run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use super::commit::Commit;
use crate::copy;
use crate::run::{git, run};

/// How long the parts of a replay took, in seconds.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Times {
    pub(super) build: f32,
    pub(super) tests: f32,
    pub(super) rules: f32,
    pub(super) calls: f32,
}

/// The clone.
pub(super) struct Replay {
    root: PathBuf,
    tree: PathBuf,
}

impl Replay {
    pub(super) fn new(root: &Path) -> Result<Self> {
        let tree = copy::folder().join("series");
        std::fs::create_dir_all(copy::folder())?;
        if !tree.join(".git").exists() {
            let (from, to) = (root.to_string_lossy(), tree.to_string_lossy());
            git(root, &["clone", "--quiet", "--shared", "--no-checkout", &from, &to])?;
        }
        // A run that was ended may have left it.
        let _ = std::fs::remove_file(tree.join(".git/index.lock"));
        Ok(Self { root: root.to_path_buf(), tree })
    }

    /// Replays a commit; after the last one everything is tested.
    pub(super) fn one(&self, commit: &Commit, last: bool, times: &mut Times) -> Result<()> {
        git(&self.tree, &["checkout", "--quiet", "--force", "--detach", &commit.id])?;
        timed(&mut times.build, || {
            run(&mut self.cargo(&["fmt", "--all", "--check"]))?;
            self.without_warnings(&["check", "--quiet", "--workspace", "--all-targets"])
        })?;
        timed(&mut times.tests, || match commit.package() {
            Some("fuzz") | None => Ok(()),
            Some(package) => run(&mut self.cargo(&["test", "--quiet", "--package", package])),
        })?;
        // What is generated is fresh, and the rules hold.
        timed(&mut times.rules, || {
            run(&mut self.cargo(&["run", "--quiet", "--package", "xtask", "--", "tidy"]))
        })?;
        timed(&mut times.calls, || {
            if last {
                return run(&mut self.cargo(&[
                    "run",
                    "--quiet",
                    "--package",
                    "xtask",
                    "--",
                    "test",
                    "--quick",
                ]));
            }
            run(&mut self.cargo(&["test", "--quiet", "--package", "virshd", "loopback"]))
        })
    }

    fn cargo(&self, args: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.tree).args(args).env("CARGO_TARGET_DIR", copy::build_folder(&self.tree));
        // The clone is elsewhere; tables of facts are beside the project.
        for (name, folder) in [("VIR_FACTS", "facts"), ("VIR_CORPUS", "corpus"), ("VIR_RELAXNG", "relaxng")] {
            if std::env::var_os(name).is_none() {
                command.env(name, self.root.join("../shared").join(folder));
            }
        }
        command.env_remove(crate::files::ROOT);
        command
    }

    /// Cargo repeats the warnings of what is built already, so that they cannot be missed. Flags that forbid
    /// them would build everything anew.
    fn without_warnings(&self, args: &[&str]) -> Result<()> {
        let mut command = self.cargo(args);
        let output = command.stderr(Stdio::piped()).output().context("cannot start cargo")?;
        let text = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() || has_warnings(&text) {
            bail!("it does not compile without warnings:\n{}", text.trim_end());
        }
        Ok(())
    }
}

fn has_warnings(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("warning"))
}

fn timed(seconds: &mut f32, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let begin = Instant::now();
    let done = work();
    *seconds = begin.elapsed().as_secs_f32();
    done
}

#[test]
fn warnings_are_seen() {
    assert!(has_warnings("warning: unused variable: `x`\n --> a.rs:1:1\n"));
    assert!(has_warnings("warning[E0001]: x\n"));
    assert!(!has_warnings("   Compiling warning-free v1.0\n"));
}
