//! A commit: what it touches, and how it is called.

use std::path::Path;

use anyhow::Result;

use super::patch::{self, File};
use crate::run::git;

/// What goes along with any step.
const COMPANIONS: &[&str] =
    &["xdr/", "schemas/", "docs/", "tests/", "Cargo.lock", "CONTRIBUTING.md", "README.md"];

/// The longest subject. Sixty is better.
const LONGEST: usize = 72;

/// Drafts say by this what a person still has to write.
const MARKER: &str = "TODO(new-api)";

/// A commit of the series.
pub(super) struct Commit {
    pub(super) id: String,
    pub(super) subject: String,
    pub(super) body: String,
    parents: usize,
    pub(super) patch: Vec<File>,
}

impl Commit {
    pub(super) fn read(root: &Path, id: &str) -> Result<Self> {
        let text = git(root, &["log", "-1", "--format=%P%n%s%n%b", id])?;
        let mut lines = text.lines();
        let parents = lines.next().unwrap_or_default().split_whitespace().count();
        let subject = lines.next().unwrap_or_default().to_owned();
        let body = lines.collect::<Vec<_>>().join("\n");
        let options = ["--no-commit-id", "-r", "--root", "-p", "--unified=0", "--no-renames", "--no-color"];
        let diff = git(root, &[["diff-tree"].as_slice(), &options, &[id]].concat())?;
        Ok(Self { id: id.to_owned(), subject, body, parents, patch: patch::parse(&diff) })
    }

    pub(super) fn short(&self) -> &str {
        self.id.get(..9).unwrap_or(&self.id)
    }

    /// The package that it touches; `None` if only companions.
    pub(super) fn package(&self) -> Option<&str> {
        let name = self.subject.split_once(": ")?.0;
        let only = COMPANIONS.iter().any(|c| c.trim_end_matches('/') == name);
        // The shell's package is called otherwise than the shell.
        (!only).then_some(if name == "vrsh" { "vir-shell" } else { name })
    }

    /// What is wrong with it by itself.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.parents > 1 {
            found.push("it is a merge; a series is rebased".to_owned());
        }
        let files: Vec<&str> = self.patch.iter().map(|file| file.path.as_str()).collect();
        if let Err(why) = judge(&self.subject, &files) {
            found.push(why);
        }
        for file in self.patch.iter().filter(|file| may_not_be_a_draft(&file.path)) {
            if file.added().any(|line| line.contains(MARKER)) {
                found.push(format!("{}: a {MARKER} is left; write what it asks for", file.path));
            }
        }
        found
    }
}

/// The tool that writes the markers, and what is said of it, name them.
fn may_not_be_a_draft(path: &str) -> bool {
    !path.starts_with("xtask/") && path != "CONTRIBUTING.md" && !path.starts_with("docs/new-api")
}

/// The crate that a file belongs to, as subjects call it; `None` for companions.
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
        ["fuzz", ..] => Ok(Some("fuzz".to_owned())),
        _ => Err(format!("{path} belongs to no crate and goes along with none")),
    }
}

/// What is wrong with a commit's subject and files, if anything.
fn judge(subject: &str, files: &[&str]) -> Result<(), String> {
    let mut crates = Vec::new();
    // The workspace names its members and what they use: it goes along with a crate's own manifest.
    let manifest = files.iter().any(|file| file.ends_with("/Cargo.toml"));
    for file in files.iter().filter(|file| **file != "Cargo.toml" || !manifest) {
        if let Some(name) = crate_of(file)?
            && !crates.contains(&name)
        {
            crates.push(name);
        }
    }
    let (prefix, summary) = subject.split_once(": ").ok_or("the subject is not 'crate: summary'")?;
    if summary.trim().is_empty() {
        return Err("the subject does not say what is done".to_owned());
    }
    if subject.chars().count() > LONGEST {
        return Err(format!("the subject is longer than {LONGEST} characters"));
    }
    if summary.ends_with('.') {
        return Err("the subject ends with a full stop".to_owned());
    }
    match crates.as_slice() {
        [] if COMPANIONS.iter().any(|c| c.trim_end_matches('/') == prefix) => Ok(()),
        [] => {
            let known: Vec<_> = COMPANIONS.iter().map(|c| c.trim_end_matches('/')).collect();
            Err(format!("no crate is touched, so the subject must begin with one of {}", known.join(", ")))
        }
        [only] if only == prefix => Ok(()),
        [only] => Err(format!("{only} is touched, but the subject says '{prefix}'")),
        several => Err(format!("{} crates are touched: {}", several.len(), several.join(", "))),
    }
}

/// For tidy: what is wrong with the subject of a commit.
pub(crate) fn subject_faults(root: &Path, id: &str) -> Result<Vec<String>> {
    let commit = Commit::read(root, id)?;
    // A history's beginning touches everything, and a merge nothing of its own.
    if commit.parents != 1 {
        return Ok(Vec::new());
    }
    let files: Vec<&str> = commit.patch.iter().map(|file| file.path.as_str()).collect();
    let why = judge(&commit.subject, &files).err();
    Ok(why.map(|why| format!("commit {}: {why}; `git commit --amend`", commit.short())).into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_crate_and_its_companions() {
        let files = ["crates/types/src/lib.rs", "docs/a.md", "xdr/remote.x", "Cargo.lock"];
        assert_eq!(judge("vir-types: add a word", &files), Ok(()));
        assert_eq!(judge("vir-driver-test: do it", &["crates/drivers/test/src/vm.rs"]), Ok(()));
        assert_eq!(judge("docs: tell it", &["docs/a.md"]), Ok(()));
        let files = ["crates/drivers/new/Cargo.toml", "Cargo.toml", "Cargo.lock"];
        assert_eq!(judge("vir-driver-new: begin", &files), Ok(()));
    }

    #[test]
    fn what_does_not_stand_alone_is_told() {
        let two = judge("vir-types: add a word", &["crates/types/src/lib.rs", "crates/xdr/src/lib.rs"]);
        assert_eq!(two, Err("2 crates are touched: vir-types, vir-xdr".to_owned()));
        let types = ["crates/types/src/lib.rs"];
        for subject in ["add a word", "vir-xdr: add a word", "vir-types: ", "vir-types: add a word."] {
            assert!(judge(subject, &types).is_err(), "{subject}");
        }
        assert!(judge(&format!("vir-types: {}", "x".repeat(80)), &types).is_err());
        assert!(judge("vir-types: x", &["Makefile"]).is_err());
        assert!(judge("vir-types: x", &["crates/types/src/lib.rs", "Cargo.toml"]).is_err());
        assert!(judge("vir-types: x", &["docs/a.md"]).is_err());
    }
}
