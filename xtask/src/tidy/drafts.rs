//! What `new-api` leaves for a person to say is said before it lands.

use std::path::Path;

use anyhow::Result;

use crate::run::git;

/// The mark. Written in two pieces, so that this file has none.
const MARK: &str = concat!("TODO", "(new-api)");

/// Those who speak of the mark: the tools that write it and look for it, and their documentation.
const ABOUT: &[&str] = &["xtask/", "CONTRIBUTING.md"];

/// The marks of one file.
fn marks(path: &str, text: &str) -> Vec<String> {
    if ABOUT.iter().any(|about| path.starts_with(about)) {
        return Vec::new();
    }
    let lines = text.lines().enumerate().filter(|(_, line)| line.contains(MARK));
    lines
        .map(|(number, line)| {
            let what = line.split_once(MARK).map_or("", |(_, rest)| rest.trim_start_matches(':').trim());
            format!(
                "{path}:{}: a draft: {what}; write it and take the mark away (`tidy --draft` allows it)",
                number + 1
            )
        })
        .collect()
}

/// The marks of all files that git knows or would take.
pub(super) fn problems(root: &Path) -> Result<Vec<String>> {
    let list = git(root, &["ls-files", "--cached", "--others", "--exclude-standard"])?;
    let mut found = Vec::new();
    for path in list.lines() {
        // What is no text has no marks.
        if let Ok(text) = std::fs::read_to_string(root.join(path)) {
            found.extend(marks(path, &text));
        }
    }
    Ok(found)
}

#[test]
fn nothing_is_a_draft() {
    assert_eq!(problems(&crate::files::root()).unwrap(), Vec::<String>::new());
}

#[test]
fn drafts_are_told() {
    let text = format!("a\n/// {MARK}: what it is.\n");
    assert_eq!(
        marks("crates/a/src/b.rs", &text),
        [
            "crates/a/src/b.rs:2: a draft: what it is.; write it and take the mark away (`tidy --draft` allows it)"
        ]
    );
    assert!(marks("CONTRIBUTING.md", &text).is_empty() && marks("docs/a.md", "a\n").is_empty());
}
