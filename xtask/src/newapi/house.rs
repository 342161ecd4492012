//! What is there already, read from the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::codegen::Protocol;
use crate::codegen::facets::{self, Facet};
use crate::codegen::staged::Staged;

/// The house as it stands before a step.
pub(crate) struct House {
    pub(crate) root: PathBuf,
    pub(crate) protocol: Protocol,
    pub(crate) facets: Vec<Facet>,
    pub(crate) staged: Staged,
    /// The vocabulary's types, with the macro that declares each and its file below `crates/types/src`.
    pub(crate) words: BTreeMap<String, Word>,
    /// The shell's commands.
    pub(crate) commands: BTreeSet<String>,
}

/// A type of the vocabulary.
pub(crate) struct Word {
    /// `flags`, `words`, `info` or `params`.
    pub(crate) shape: String,
    pub(crate) file: String,
    /// The names of its values, with their bits or numbers.
    pub(crate) values: Vec<(String, i64)>,
}

impl House {
    pub(crate) fn load(root: &Path) -> Result<Self> {
        let mut house = Self {
            root: root.to_path_buf(),
            protocol: Protocol::load(root)?,
            facets: facets::load(root)?,
            staged: Staged::load(root)?,
            words: BTreeMap::new(),
            commands: BTreeSet::new(),
        };
        for folder in ["words", "info", "params"] {
            for path in sources(&root.join("crates/types/src").join(folder))? {
                house.read_words(&path, folder)?;
            }
        }
        for path in sources(&root.join("crates/vrsh/src/cmd"))? {
            let text = std::fs::read_to_string(&path)?;
            house.commands.extend(
                text.lines()
                    .filter_map(|line| line.trim().strip_prefix("name: \"")?.strip_suffix("\","))
                    .map(ToOwned::to_owned),
            );
        }
        Ok(house)
    }

    fn read_words(&mut self, path: &Path, folder: &str) -> Result<()> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut last = None;
        let mut shape = String::new();
        for line in text.lines() {
            if let Some(mac) = line.strip_suffix("! {") {
                shape = mac.to_owned();
            } else if let Some(rest) = line.trim().strip_prefix("pub struct ") {
                let ident: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
                let word =
                    Word { shape: shape.clone(), file: format!("{folder}/{name}"), values: Vec::new() };
                self.words.insert(ident.clone(), word);
                last = Some(ident);
            } else if let Some((value, number)) =
                line.trim().strip_suffix(';').and_then(|l| l.split_once(" = "))
                && let Some(word) = last.as_ref().and_then(|last| self.words.get_mut(last))
                && let Some(number) = parse_number(number)
            {
                word.values.push((value.to_owned(), number));
            }
        }
        Ok(())
    }

    /// The facet whose trait has this name.
    pub(crate) fn facet(&self, name: &str) -> Option<&Facet> {
        self.facets.iter().find(|facet| facet.name == name)
    }

    /// The facet and the place in it of a method.
    pub(crate) fn method(&self, name: &str) -> Option<(&Facet, &facets::Method)> {
        self.facets.iter().find_map(|facet| Some((facet, facet.methods.iter().find(|m| m.name == name)?)))
    }

    /// The rules that some procedure has: `object:permission`.
    pub(crate) fn permissions(&self) -> BTreeSet<String> {
        let sources = self.protocol.sources();
        let rules = sources.flat_map(|s| &s.procedures).flat_map(|p| p.acl.iter().chain(&p.aclfilter));
        rules
            .filter(|rule| rule.object != "none")
            .map(|rule| format!("{}:{}", rule.object, rule.permission))
            .collect()
    }
}

fn parse_number(text: &str) -> Option<i64> {
    match text.strip_prefix("0x") {
        Some(hex) => i64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

/// All Rust sources below a folder, in order.
pub(crate) fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            out.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
    out.sort();
    Ok(out)
}
