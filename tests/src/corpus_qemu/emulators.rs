//! The emulators of the corpus.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;
use vir_qemu::caps::{Exchange, QemuCaps};

use crate::corpus::Corpus;

/// What each recorded emulator can do.
#[derive(Debug, Default)]
pub struct Emulators {
    all: BTreeMap<(String, Vec<u32>), QemuCaps>,
    latest: BTreeMap<String, QemuCaps>,
}

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
            let replies = corpus.text(&format!("qemu-capabilities/{file}"));
            let replies = replies.with_context(|| format!("{file} cannot be read"))?;
            let mut runs = runs(&replies)?.into_iter();
            let mut caps = QemuCaps::from_replies(&runs.next().unwrap_or_default())?;
            if let Some(run) = runs.next() {
                caps.add_tcg(&run);
            }
            all.insert((arch.to_owned(), numbers(version)), caps);
        }
        let mut latest: BTreeMap<String, QemuCaps> = BTreeMap::new();
        for ((arch, _), caps) in &all {
            let mut caps = caps.clone();
            strip_aliases(&mut caps);
            latest.insert(arch.clone(), caps);
        }
        Ok(Self { all, latest })
    }

    /// The one of this version; `latest` is the newest.
    #[must_use]
    pub fn get(&self, arch: &str, version: &str) -> Option<&QemuCaps> {
        if version == "latest" {
            return self.latest.get(arch);
        }
        self.all.get(&(arch.to_owned(), numbers(version)))
    }
}

/// The recorded exchanges: those of the run with hardware virtualization, then those of the run without.
fn runs(text: &str) -> Result<Vec<Vec<Exchange>>> {
    let mut runs: Vec<Vec<Exchange>> = Vec::new();
    let mut question: Option<Value> = None;
    for value in serde_json::Deserializer::from_str(text).into_iter() {
        let value: Value = value?;
        match question.take() {
            None => {
                if value.get("execute").and_then(Value::as_str) == Some("qmp_capabilities") {
                    runs.push(Vec::new());
                }
                question = Some(value);
            }
            Some(asked) => runs.last_mut().context("replies without a beginning")?.push((asked, value)),
        }
    }
    Ok(runs)
}

/// The newest of the pretended emulators knows machines by their other names only, so that what is expected
/// of it does not change with each version.
fn strip_aliases(caps: &mut QemuCaps) {
    for accel in [&mut caps.kvm, &mut caps.tcg].into_iter().flatten() {
        for machine in &mut accel.machines {
            if let Some(alias) = machine.alias.take() {
                machine.name = alias;
            }
        }
    }
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').filter_map(|part| part.parse().ok()).collect()
}
