//! How many lines are left to a person, and the table of that in CONTRIBUTING.md.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};

use crate::files::root;

const PAGE: &str = "CONTRIBUTING.md";
const HEAD: &str = "| shape | lines written | left to a person |\n|---|---|---|\n";

/// What is marked as left to a person.
const MARK: &str = concat!("TODO", "(new-api)");

pub(super) struct Hands {
    name: String,
    /// Lines that the tool wrote, of what is not generated.
    written: usize,
    /// Those of them with a marker.
    left: usize,
}

impl Hands {
    pub(super) fn of(name: &str) -> Self {
        Self { name: name.to_owned(), written: 0, left: 0 }
    }

    /// Counts the lines that a patch adds to what people write.
    pub(super) fn count(&mut self, patch: &str) {
        let mut counted = false;
        for line in patch.lines() {
            if let Some(path) = line.strip_prefix("+++ b/") {
                counted = !is_generated(path);
            } else if let Some(added) = line.strip_prefix('+')
                && counted
            {
                self.written += 1;
                self.left += usize::from(added.contains(MARK));
            }
        }
    }
}

fn is_generated(path: &str) -> bool {
    const WHOLE: &[&str] = &["docs/support.md", "docs/pending.txt", "xdr/staged.txt"];
    const FOLDERS: &[&str] = &["docs/api/", "crates/remote/src/facets/", "crates/acl/src/facets/"];
    let of_protocol =
        path.strip_prefix("crates/protocol/src/").is_some_and(|rest| !rest.starts_with("wire/"));
    WHOLE.contains(&path)
        || FOLDERS.iter().any(|folder| path.starts_with(folder))
        || path.ends_with("generated.rs")
        || path.ends_with(".structs")
        || of_protocol
}

/// The table as it stands in CONTRIBUTING.md.
pub(super) fn table(all: &[Hands]) -> String {
    let mut out = String::from(HEAD);
    for Hands { name, written, left } in all {
        let _ = writeln!(out, "| {name} | {written} | {left} |");
    }
    out
}

/// Refuses a table in CONTRIBUTING.md that is not this one.
pub(super) fn compare(all: &[Hands]) -> Result<()> {
    let text = std::fs::read_to_string(root().join(PAGE)).with_context(|| format!("cannot read {PAGE}"))?;
    if !text.contains(&table(all)) {
        bail!("{PAGE}: its table of lines that are left to a person is not the one above; put that there");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_lines_are_counted() {
        let mut hands = Hands::of("a");
        hands.count(
            "--- a/x.rs\n+++ b/crates/types/src/x.rs\n@@\n+one\n+// TODO(new-api): two\n-three\n\
             +++ b/docs/support.md\n+four\n+++ b/crates/protocol/src/wire/x.rs\n+five\n",
        );
        assert_eq!(table(&[hands]), format!("{HEAD}| a | 3 | 1 |\n"));
    }
}
