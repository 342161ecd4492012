//! What may only grow, seen from a commit's parent: frozen layouts, staged operations, public promises.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::commit::Commit;
use crate::codegen::freeze;
use crate::codegen::staged::Staged;
use crate::run::git;

/// A commit that means to break a promise says so in a line that begins so.
const BREAKS: &str = "Breaks: ";

pub(super) fn faults(root: &Path, commit: &Commit) -> Result<Vec<String>> {
    let at = |of: &str, path: &str| git(root, &["show", &format!("{of}:{path}")]).unwrap_or_default();
    let parent = format!("{}^", commit.id);
    let mut found = Vec::new();
    for program in crate::programs::all() {
        let path = format!("xdr/{program}.structs");
        if let Err(lost) = freeze::only_grew(&at(&parent, &path), &at(&commit.id, &path)) {
            found.push(format!("{path} lost a frozen layout; put it back:\n{lost}"));
        }
    }
    let now = Staged::parse(&at(&commit.id, "xdr/staged.txt")).context("xdr/staged.txt")?;
    let then = Staged::parse(&at(&parent, "xdr/staged.txt")).context("xdr/staged.txt of the parent")?;
    if let Err(why) = now.moved_forward(&then) {
        found.push(format!("xdr/staged.txt: {why}; operations only move forward"));
    }
    if !commit.body.lines().any(|line| line.starts_with(BREAKS)) {
        let promises = commit.patch.iter().filter(|file| file.path.starts_with("docs/api/"));
        for file in promises {
            let gone: Vec<&String> = file.hunks.iter().flat_map(|hunk| &hunk.removed).collect();
            let back = |line: &String| file.added().any(|added| added == line);
            found.extend(gone.into_iter().filter(|line| !back(line)).map(|line| {
                format!(
                    "{}: gone or changed: {line}; a line '{BREAKS}…' in the commit says if that is meant",
                    file.path
                )
            }));
        }
    }
    Ok(found)
}
