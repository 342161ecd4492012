//! The emulators of the corpus.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use vir_qemu::caps::{Cap, QemuCaps};

use crate::corpus::Corpus;

/// What each recorded emulator can do.
#[derive(Debug, Default)]
pub struct Emulators(BTreeMap<(String, Vec<u32>), QemuCaps>);

impl Emulators {
    /// Loads those of a corpus.
    ///
    /// # Errors
    /// Replies that cannot be understood.
    pub fn load(corpus: &Corpus, _: &Path) -> Result<Self> {
        let mut all = BTreeMap::new();
        for file in corpus.files("qemu-capabilities") {
            let Some(name) = file.strip_suffix(".replies").and_then(|name| name.strip_prefix("caps_")) else {
                continue;
            };
            let Some((version, arch)) = name.split_once('_') else { continue };
            let digest = corpus.text(&format!("qemu-capabilities/caps_{name}.xml"));
            let digest = digest.with_context(|| format!("{file} has no digest"))?;
            let document = roxmltree::Document::parse(&digest)?;
            let mut caps = QemuCaps::default();
            let flags = document.descendants().filter(|node| node.has_tag_name("flag"));
            caps.flags.extend(flags.filter_map(|node| Cap::from_name(node.attribute("name")?)));
            caps.arch = arch.to_owned();
            all.insert((arch.to_owned(), numbers(version)), caps);
        }
        Ok(Self(all))
    }

    /// The one of this version; `latest` is the newest.
    #[must_use]
    pub fn get(&self, arch: &str, version: &str) -> Option<&QemuCaps> {
        if version == "latest" {
            return self.0.iter().filter(|((other, _), _)| other == arch).map(|(_, caps)| caps).next_back();
        }
        self.0.get(&(arch.to_owned(), numbers(version)))
    }
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').filter_map(|part| part.parse().ok()).collect()
}
