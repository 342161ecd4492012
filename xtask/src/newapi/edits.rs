//! The edits of a step, all thought out before the first one is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::files::rustfmt;

/// Files with their new texts, by their paths below the root.
#[derive(Debug)]
pub(crate) struct Edits {
    root: PathBuf,
    files: BTreeMap<String, String>,
}

impl Edits {
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_path_buf(), files: BTreeMap::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The paths that are written.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.root.join(path).exists()
    }

    /// A file as it will be.
    pub(crate) fn text(&self, path: &str) -> Result<String> {
        match self.files.get(path) {
            Some(text) => Ok(text.clone()),
            None => {
                let full = self.root.join(path);
                std::fs::read_to_string(&full).with_context(|| format!("cannot read {path}"))
            }
        }
    }

    /// A file that is not there yet.
    pub(crate) fn create(&mut self, path: &str, text: impl Into<String>) -> Result<()> {
        if self.exists(path) {
            bail!("{path} exists already");
        }
        self.files.insert(path.to_owned(), text.into());
        Ok(())
    }

    /// Changes a file; a place that is not found is told with the file's name.
    pub(crate) fn change(&mut self, path: &str, how: impl FnOnce(&str) -> Result<String>) -> Result<()> {
        let before = self.text(path)?;
        let after = how(&before).with_context(|| path.to_owned())?;
        if after != before {
            self.files.insert(path.to_owned(), after);
        }
        Ok(())
    }

    /// Writes everything, Rust as `cargo fmt` has it.
    pub(crate) fn write(self) -> Result<()> {
        let mut ready = Vec::new();
        for (path, text) in self.files {
            let text =
                if path.ends_with(".rs") { rustfmt(&text).with_context(|| path.clone())? } else { text };
            ready.push((self.root.join(&path), text));
        }
        for (full, text) in ready {
            if let Some(folder) = full.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&full, text).with_context(|| format!("cannot write {}", full.display()))?;
        }
        Ok(())
    }
}
