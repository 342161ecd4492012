//! The corpus on disk: documents and what is expected of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// What should become of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    /// It is read.
    Accepted,
    /// It is read, and something in it is complained about.
    Warns,
    /// It is refused.
    Refused,
    /// The corpus does not say; it must not crash.
    Either,
}

/// A document with what is expected of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// Folder and name without ending, such as `network/in/nat-network`.
    pub name: String,
    /// Its text.
    pub xml: String,
    /// What should become of it.
    pub expectation: Expectation,
    /// The flags that libvirt's own test uses, as the table names them.
    pub flags: String,
    /// The time that it is read at, in **seconds** since 1970.
    pub clock: Option<i64>,
    /// The canonical form, if the corpus has one.
    pub expected: Option<String>,
}

/// The corpus.
#[derive(Debug)]
pub struct Corpus {
    folder: PathBuf,
    table: BTreeMap<String, Row>,
}

#[derive(Debug, Clone)]
struct Row {
    expectation: Expectation,
    flags: String,
    clock: Option<i64>,
}

impl Corpus {
    /// Opens the corpus in a folder.
    ///
    /// # Errors
    /// The folder has no readable `cases.tsv`.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("cases.tsv");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("{} is no corpus: cannot read {}", folder.display(), path.display()))?;
        let mut table = BTreeMap::new();
        for (at, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
            let columns: Vec<&str> = line.split('\t').collect();
            let [dir, name, expected, rest @ ..] = columns.as_slice() else {
                bail!("{}:{}: fewer than three columns", path.display(), at + 1);
            };
            let expectation = match *expected {
                "accepted" => Expectation::Accepted,
                "refused" => Expectation::Refused,
                "warns" => Expectation::Warns,
                other => bail!("{}:{}: what is '{other}'?", path.display(), at + 1),
            };
            let flags = rest.first().copied().unwrap_or_default().to_owned();
            let clock = rest.get(1).and_then(|clock| clock.trim().parse().ok());
            table.insert(format!("{dir}/{name}"), Row { expectation, flags, clock });
        }
        Ok(Self { folder: folder.to_owned(), table })
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.join(path)).ok()
    }

    /// The names of the documents in a folder, without ending, sorted.
    #[must_use]
    pub fn names(&self, folder: &str) -> Vec<String> {
        self.files(folder)
            .into_iter()
            .filter_map(|name| Some(name.strip_suffix(".xml")?.to_owned()))
            .collect()
    }

    /// The names of all files in a folder, sorted.
    #[must_use]
    pub fn files(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.folder.join(folder)) else { return Vec::new() };
        let files = entries.filter_map(std::result::Result::ok).filter(|entry| entry.path().is_file());
        let mut names: Vec<String> =
            files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The document of this name with what the table says about it; what it does not say is accepted.
    /// `expected` is left open.
    #[must_use]
    pub fn case(&self, folder: &str, name: &str) -> Option<Case> {
        let full = format!("{folder}/{name}");
        let xml = self.text(&format!("{full}.xml"))?;
        let row = self.table.get(&full).cloned();
        let row =
            row.unwrap_or(Row { expectation: Expectation::Accepted, flags: String::new(), clock: None });
        Some(Case {
            name: full,
            xml,
            expectation: row.expectation,
            flags: row.flags,
            clock: row.clock,
            expected: None,
        })
    }
}
