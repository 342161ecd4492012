//! `cargo xtask check-series BASE`: replays a series of commits, each of which must stand alone.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::codegen::freeze;
use crate::codegen::staged::Staged;
use crate::files::root;
use crate::run::{git, run};
use crate::say;

/// Folders that go along with any step.
const COMPANIONS: &[&str] =
    &["xdr/", "schemas/", "docs/", "tests/", "Cargo.lock", "CONTRIBUTING.md", "README.md"];

/// The crate that a file belongs to, by its folder; `None` for companions.
fn crate_of(path: &str) -> Result<Option<String>, String> {
    if COMPANIONS.iter().any(|c| path.starts_with(c)) {
        return Ok(None);
    }
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["crates", "drivers", name, ..] => Ok(Some(format!("vir-driver-{name}"))),
        ["crates", name @ ("libvir" | "virshd" | "vrsh" | "rnc-validator"), ..] => {
            Ok(Some((*name).to_owned()))
        }
        ["crates", name, ..] => Ok(Some(format!("vir-{name}"))),
        ["xtask", ..] => Ok(Some("xtask".to_owned())),
        _ => Err(format!("{path} belongs to no crate and is no companion")),
    }
}

/// The package of a crate name as it stands in subjects.
fn package(name: &str) -> &str {
    if name == "vrsh" { "vir-shell" } else { name }
}

/// What is wrong with a commit's subject and files, if anything; else its crate.
fn judge(subject: &str, files: &[String]) -> Result<String, String> {
    let mut crates = Vec::new();
    for file in files {
        if let Some(name) = crate_of(file)?
            && !crates.contains(&name)
        {
            crates.push(name);
        }
    }
    let (prefix, summary) = subject.split_once(": ").ok_or("the subject is not 'crate: summary'")?;
    if subject.chars().count() > 72 || summary.is_empty() {
        return Err("the subject is longer than 72 characters, or empty".to_owned());
    }
    match crates.as_slice() {
        [] if COMPANIONS.iter().any(|c| c.trim_end_matches('/') == prefix) => Ok(prefix.to_owned()),
        [] => Err(format!(
            "only companions are touched, so the subject must begin with one of them, not '{prefix}'"
        )),
        [only] if only == prefix => Ok(only.clone()),
        [only] => Err(format!("{only} is touched, but the subject says '{prefix}'")),
        several => Err(format!("{} crates are touched: {}", several.len(), several.join(", "))),
    }
}

struct Row {
    commit: String,
    subject: String,
    verdict: Result<(), String>,
    seconds: f32,
}

/// Replays every commit after `base`.
pub(crate) fn check(base: &str, keep_going: bool) -> Result<()> {
    let root = root();
    let list = git(&root, &["rev-list", "--reverse", &format!("{base}..HEAD")])?;
    let commits: Vec<&str> = list.lines().collect();
    if commits.is_empty() {
        bail!("there is no commit after '{base}'");
    }
    let folder = root.join("target/series");
    std::fs::create_dir_all(&folder)?;
    let tree = folder.join("tree");
    if !tree.join(".git").exists() {
        git(&root, &["worktree", "prune"])?;
        git(&root, &["worktree", "add", "--detach", "--force", &tree.to_string_lossy(), base])?;
    }
    let mut rows = Vec::new();
    for commit in &commits {
        let subject = git(&root, &["log", "-1", "--format=%s", commit])?.trim().to_owned();
        say(format_args!("== {} {subject}", short(commit)));
        let begin = Instant::now();
        let verdict = one(&root, &tree, commit, &subject).map_err(|error| format!("{error:#}"));
        let failed = verdict.is_err();
        if let Err(why) = &verdict {
            say(format_args!("   {why}"));
        }
        rows.push(Row {
            commit: (*commit).to_owned(),
            subject,
            verdict,
            seconds: begin.elapsed().as_secs_f32(),
        });
        if failed && !keep_going {
            break;
        }
    }
    say(format_args!("\n{:10} {:6} {:>6}  subject", "commit", "", "time"));
    for row in &rows {
        let word = if row.verdict.is_ok() { "ok" } else { "FAILED" };
        say(format_args!("{:10} {word:6} {:>4.0} s  {}", short(&row.commit), row.seconds, row.subject));
    }
    let failed = rows.iter().filter(|row| row.verdict.is_err()).count();
    if failed > 0 {
        bail!("{failed} of {} commits do not stand alone", commits.len());
    }
    say(format_args!("{} commits, each green", rows.len()));
    Ok(())
}

fn short(commit: &str) -> &str {
    commit.get(..9).unwrap_or(commit)
}

fn one(root: &Path, tree: &Path, commit: &str, subject: &str) -> Result<()> {
    let files = git(root, &["diff-tree", "--no-commit-id", "--name-only", "-r", "--root", commit])?;
    let files: Vec<String> = files.lines().map(str::to_owned).collect();
    let krate = judge(subject, &files).map_err(anyhow::Error::msg)?;
    frozen(root, commit)?;
    git(tree, &["checkout", "--quiet", "--force", "--detach", commit])?;
    let cargo = |args: &[&str]| {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(tree).args(args);
        command.env("CARGO_TARGET_DIR", crate::copy::build_folder()).env("RUSTFLAGS", "-D warnings");
        command
            .env("VIR_FACTS", root.join("../shared/facts"))
            .env("VIR_CORPUS", root.join("../shared/corpus"));
        run(&mut command)
    };
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&["check", "--quiet", "--workspace", "--all-targets"])?;
    cargo(&["build", "--quiet", "--package", "virshd", "--package", "vir-shell"])?;
    let known = !COMPANIONS.iter().any(|c| c.trim_end_matches('/') == krate);
    if known && krate != "xtask" {
        cargo(&["test", "--quiet", "--package", package(&krate)])?;
    }
    // Freshness of what is generated, the rules of tidy, and calls through all layers.
    cargo(&["test", "--quiet", "--package", "xtask"])?;
    cargo(&["test", "--quiet", "--package", "vir-tests"])
}

/// Frozen files may only grow, staged operations only move forward, seen from the parent.
fn frozen(root: &Path, commit: &str) -> Result<()> {
    let at = |commit: &str, path: &str| git(root, &["show", &format!("{commit}:{path}")]).unwrap_or_default();
    let parent = format!("{commit}^");
    for program in crate::programs::all() {
        let path = format!("xdr/{program}.structs");
        if let Err(lost) = freeze::only_grew(&at(&parent, &path), &at(commit, &path)) {
            bail!("{path} lost a frozen layout:\n{lost}");
        }
    }
    let now = Staged::parse(&at(commit, "xdr/staged.txt")).context("xdr/staged.txt")?;
    let then = Staged::parse(&at(&parent, "xdr/staged.txt")).context("xdr/staged.txt of the parent")?;
    now.moved_forward(&then).map_err(anyhow::Error::msg)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(subject: &str, files: &[&str]) -> Result<String, String> {
        judge(subject, &files.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn one_crate_and_its_companions() {
        let ok = judged("vir-types: add a word", &["crates/types/src/lib.rs", "docs/a.md", "xdr/remote.x"]);
        assert_eq!(ok, Ok("vir-types".to_owned()));
        assert_eq!(
            judged("vir-driver-test: do it", &["crates/drivers/test/src/vm.rs"]),
            Ok("vir-driver-test".to_owned())
        );
        assert_eq!(judged("docs: tell it", &["docs/a.md"]), Ok("docs".to_owned()));
    }

    #[test]
    fn what_does_not_stand_alone_is_told() {
        let two = judged("vir-types: add a word", &["crates/types/src/lib.rs", "crates/xdr/src/lib.rs"]);
        assert_eq!(two, Err("2 crates are touched: vir-types, vir-xdr".to_owned()));
        assert!(judged("add a word", &["crates/types/src/lib.rs"]).is_err());
        assert!(judged("vir-xdr: add a word", &["crates/types/src/lib.rs"]).is_err());
        assert!(judged("vir-types: x", &["Makefile"]).is_err());
        assert!(judged(&format!("vir-types: {}", "x".repeat(80)), &["crates/types/src/lib.rs"]).is_err());
    }
}
