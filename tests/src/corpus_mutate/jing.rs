//! Runs jing: one Java machine for many files.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::Folder;

/// jing's first mistake in each text; `None` where it has nothing to say.
pub(super) fn validate(schema: &Path, texts: &[&str]) -> anyhow::Result<Vec<Option<String>>> {
    let folder = Folder::new();
    let mut files: Vec<PathBuf> = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let file = folder.path().join(format!("{number}.xml"));
        std::fs::write(&file, text)?;
        files.push(file);
    }
    let mut verdicts = vec![None; texts.len()];
    // Identifiers are none of RELAX NG's business: -i leaves them alone.
    let mut command = Command::new("jing");
    command.arg("-i");
    if schema.extension().is_some_and(|extension| extension == "rnc") {
        command.arg("-c");
    }
    let output = command.arg(schema).args(&files).output().context("jing cannot be run")?;
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let prefix = format!("{}/", folder.path().display());
    for line in said.lines() {
        let Some((number, message)) = line.strip_prefix(&prefix).and_then(|rest| rest.split_once(".xml:"))
        else {
            anyhow::ensure!(!line.contains("error"), "jing says about {}: {line}", schema.display());
            continue;
        };
        let number: usize = number.parse().context("a file name of ours")?;
        let verdict = verdicts.get_mut(number).context("a file of ours")?;
        if message.contains("error:") && verdict.is_none() {
            *verdict = Some(message.to_owned());
        }
    }
    let bad = verdicts.iter().any(Option::is_some);
    anyhow::ensure!(
        output.status.success() != bad,
        "jing ended with {} without saying why: {said}",
        output.status
    );
    Ok(verdicts)
}
