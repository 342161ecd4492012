//! Hunks that have nothing to do with what a commit does.
//!
//! A hunk *shuffles* if it changes white space alone, or only moves lines within its file. In a commit that does
//! something else, such a hunk is unrelated unless something new stands near it in the same file: what is written
//! anew makes its surroundings move. A commit that only shuffles is one about that.

use std::collections::BTreeMap;

use super::patch::{File, Hunk};

/// So many lines away from what is new are near it.
const NEAR: usize = 20;

/// The unrelated hunks of a commit.
pub(super) fn unrelated(patch: &[File]) -> Vec<String> {
    let files: Vec<&File> = patch.iter().filter(|file| is_written_by_hand(&file.path)).collect();
    let sorted: Vec<(&File, Vec<bool>)> = files.iter().map(|file| (*file, shuffles(file))).collect();
    if sorted.iter().all(|(_, shuffles)| shuffles.iter().all(|one| *one)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (file, shuffles) in sorted {
        for (hunk, _) in file.hunks.iter().zip(&shuffles).filter(|(_, shuffles)| **shuffles) {
            let near = file
                .hunks
                .iter()
                .zip(&shuffles)
                .any(|(other, other_shuffles)| !other_shuffles && distance(hunk, other) <= NEAR);
            if !near {
                let what = if is_space(hunk) { "changes white space alone" } else { "only moves lines" };
                found.push(format!(
                    "{}:{}: a hunk that {what}, far from anything new; make it a patch of its own",
                    file.path, hunk.line
                ));
            }
        }
    }
    found
}

/// What tools write follows from the rest.
fn is_written_by_hand(path: &str) -> bool {
    let written = ["Cargo.lock", "docs/support.md", "docs/api/", "tests/data/", "tests/transcripts/"];
    let generated = path.ends_with("/generated.rs")
        || path.contains("/protocol/src/")
        || path.ends_with(".structs")
        || path.contains("/remote/src/facets/")
        || path.contains("/acl/src/facets/");
    !generated && !written.iter().any(|start| path.starts_with(start))
}

fn distance(one: &Hunk, other: &Hunk) -> usize {
    let end = |hunk: &Hunk| hunk.line + hunk.added.len();
    if one.line <= other.line {
        other.line.saturating_sub(end(one))
    } else {
        one.line.saturating_sub(end(other))
    }
}

fn is_space(hunk: &Hunk) -> bool {
    let bare = |lines: &[String]| lines.concat().split_whitespace().collect::<String>();
    bare(&hunk.removed) == bare(&hunk.added)
}

/// For each hunk of a file, whether it shuffles.
fn shuffles(file: &File) -> Vec<bool> {
    // How often a line comes or goes in the hunks that do not change white space alone.
    let mut balance: BTreeMap<&str, i32> = BTreeMap::new();
    for hunk in file.hunks.iter().filter(|hunk| !is_space(hunk)) {
        hunk.added.iter().for_each(|line| *balance.entry(line.trim()).or_default() += 1);
        hunk.removed.iter().for_each(|line| *balance.entry(line.trim()).or_default() -= 1);
    }
    let moved = |line: &String| line.trim().is_empty() || balance.get(line.trim()) == Some(&0);
    file.hunks
        .iter()
        .map(|hunk| is_space(hunk) || hunk.added.iter().chain(&hunk.removed).all(moved))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hunk(line: usize, removed: &[&str], added: &[&str]) -> Hunk {
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
        Hunk { line, removed: owned(removed), added: owned(added) }
    }

    fn told(hunks: Vec<Hunk>) -> Vec<String> {
        unrelated(&[File { path: "crates/a/src/b.rs".to_owned(), hunks }])
    }

    #[test]
    fn white_space_far_away_is_told() {
        let new = || hunk(100, &[], &["fn new() {}"]);
        assert_eq!(told(vec![hunk(10, &["a b"], &["  a  b"]), new()]).len(), 1);
        assert_eq!(told(vec![hunk(10, &[], &[""]), new()]).len(), 1);
        assert_eq!(told(vec![hunk(90, &["a b"], &["  a  b"]), new()]).len(), 0, "near what is new");
        assert_eq!(told(vec![hunk(10, &["a b"], &["a c"]), new()]).len(), 0, "a change");
        assert_eq!(told(vec![hunk(10, &["a b"], &["  a  b"])]).len(), 0, "a patch about white space");
    }

    #[test]
    fn moved_lines_far_away_are_told() {
        let moved = || [hunk(10, &["fn a() {}"], &[]), hunk(50, &[], &["fn a() {}"])];
        let [from, to] = moved();
        let told_of = told(vec![from, to, hunk(200, &[], &["fn new() {}"])]);
        assert_eq!(told_of.len(), 2);
        assert!(told_of[0].starts_with("crates/a/src/b.rs:10: a hunk that only moves lines"), "{told_of:?}");
        assert_eq!(told(moved().into()).len(), 0, "a patch about moving");
    }

    #[test]
    fn what_is_generated_may_do_as_it_likes() {
        let lock = File { path: "Cargo.lock".to_owned(), hunks: vec![hunk(1, &["a"], &[" a"])] };
        let new = File { path: "crates/a/src/b.rs".to_owned(), hunks: vec![hunk(1, &[], &["x"])] };
        assert_eq!(unrelated(&[lock, new]), Vec::<String>::new());
    }
}
