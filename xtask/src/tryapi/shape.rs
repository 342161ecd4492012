//! An invented operation: its description, the body of its method in the test driver, and what it then says.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::files::root;
use crate::programs;

/// What is asked, and what is answered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    /// What stands in the test driver's method.
    body: String,
    /// The words behind `vrsh`.
    command: String,
    /// All that it says once the driver has the operation.
    says: String,
}

/// The part of a description that the trial needs.
#[derive(Deserialize)]
struct Named {
    object: String,
    verb: String,
    #[serde(default)]
    program: Option<String>,
}

pub(super) struct Shape {
    pub(super) name: String,
    pub(super) file: PathBuf,
    /// `virshd_domain_get_mood`.
    operation: String,
    pub(super) command: String,
    pub(super) says: String,
    /// What an error says before a driver has it.
    pub(super) unsupported: String,
    body: String,
}

impl Shape {
    /// Every shape below `xtask/tests/apis`.
    pub(super) fn all() -> Result<Vec<Self>> {
        let folder = root().join("xtask/tests/apis");
        let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
            .with_context(|| folder.display().to_string())?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.to_string_lossy().ends_with(".toml") && !is_question(path))
            .collect();
        files.sort();
        files.iter().map(|path| Self::read(path).with_context(|| path.display().to_string())).collect()
    }

    fn read(file: &Path) -> Result<Self> {
        let named: Named = toml::from_str(&std::fs::read_to_string(file)?)?;
        let question: Question = toml::from_str(&read(&file.with_extension("ask.toml"))?)?;
        let operation = format!("{}_{}", named.object, named.verb);
        let program = named.program.as_deref().unwrap_or("virshd");
        Ok(Self {
            name: file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            file: file.to_owned(),
            operation: programs::prefix(program) + &operation,
            command: question.command,
            says: question.says,
            unsupported: "this function is not supported by the connection driver".to_owned(),
            body: question.body,
        })
    }

    /// Puts the body into the test driver, in place of what the tool wrote.
    pub(super) fn fill(&self, root: &Path) -> Result<()> {
        let mark = format!("async fn {}(", self.operation);
        let folder = root.join("crates/drivers/test/src/facets");
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            let text = std::fs::read_to_string(&path)?;
            if let Some(filled) = filled(&text, &mark, &self.body) {
                std::fs::write(&path, crate::files::rustfmt(&filled)?)?;
                return Ok(());
            }
        }
        bail!("{}: the test driver has no body to fill in", self.operation)
    }
}

fn is_question(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".ask.toml")
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// The text with the method's draft, from its marker to its last line, replaced.
fn filled(text: &str, mark: &str, body: &str) -> Option<String> {
    const END: &str = "Err(Error::unsupported())\n";
    let method = text.find(mark)?;
    let begin = method + text.get(method..)?.find("// TODO(new-api)")?;
    let end = begin + text.get(begin..)?.find(END)? + END.len();
    Some(format!("{}{body}{}", text.get(..begin)?, text.get(end..)?))
}

/// The package that a file belongs to.
pub(super) fn package(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["crates", "drivers", name, ..] => Some(format!("vir-driver-{name}")),
        ["crates", "vrsh", ..] => Some("vir-shell".to_owned()),
        ["crates", name @ ("libvir" | "virshd" | "rnc-validator"), ..] => Some((*name).to_owned()),
        ["crates", name, ..] => Some(format!("vir-{name}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_are_filled_in() {
        let text = "async fn a(&self) {\n    // TODO(new-api): x\n    Err(Error::unsupported())\n}\n";
        let twice = text.replace("fn a(", "fn b(") + text;
        let out = filled(&twice, "async fn a(", "Ok(())\n").unwrap();
        assert!(out.ends_with("async fn a(&self) {\n    Ok(())\n}\n") && out.contains("TODO"), "{out}");
        assert!(filled("async fn a() {}", "async fn a(", "").is_none());
    }

    #[test]
    fn every_shape_can_be_read() {
        let shapes = Shape::all().unwrap();
        assert!(shapes.len() >= 8, "only {} shapes", shapes.len());
    }

    #[test]
    fn files_belong_to_packages() {
        assert_eq!(package("crates/drivers/test/src/a.rs").as_deref(), Some("vir-driver-test"));
        assert_eq!(package("crates/vrsh/src/a.rs").as_deref(), Some("vir-shell"));
        assert_eq!(package("crates/types/src/a.rs").as_deref(), Some("vir-types"));
        assert_eq!(package("docs/a.md"), None);
    }
}
