//! `cargo xtask codegen [protocol|client|dispatch|recorder|guard|blocking]`: what is written from `xdr/*.x`, the facets
//! and the public API.
//!
//! Each target writes into one crate only, so that a new procedure can travel crate by crate. Output
//! is committed; a test compares it with what would be written now.

mod actions;
mod annotations;
mod args;
mod blocking;
mod check;
mod client;
mod dispatch;
pub(crate) mod facets;
pub(crate) mod freeze;
mod guard;
mod lexer;
pub(crate) mod model;
mod parser;
mod recorder;
mod rust;
pub(crate) mod staged;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::files::{root, rustfmt};
use crate::programs;
use model::Source;
pub(crate) use rust::{camel, field_name};

/// Files to be written, by their path below the root.
pub(crate) type Output = BTreeMap<String, String>;

/// All `.x` files, parsed and checked.
pub(crate) struct Protocol {
    sources: Vec<Source>,
}

impl Protocol {
    /// Reads and checks the `.x` files.
    pub(crate) fn load(root: &Path) -> Result<Self> {
        let mut sources: Vec<Source> = Vec::new();
        for name in programs::all() {
            let path = root.join(format!("xdr/{name}.x"));
            let text =
                std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let source = parser::parse(name, &text)?;
            let imported = imports(&sources, &source)?;
            check::check(&source, &imported)?;
            let frozen =
                std::fs::read_to_string(root.join(format!("xdr/{name}.structs"))).unwrap_or_default();
            freeze::check(&source, &frozen)?;
            sources.push(source);
        }
        Ok(Self { sources })
    }

    pub(crate) fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|s| s.name == name)
    }

    /// All programs.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter()
    }

    fn protocol(&self) -> Result<Output> {
        let mut out = Output::new();
        out.insert("crates/protocol/src/programs.rs".to_owned(), rustfmt(&tables::programs())?);
        out.insert("crates/protocol/src/samples/mod.rs".to_owned(), rustfmt(&tables::all_samples())?);
        for source in &self.sources {
            let imported = imports(&self.sources, source)?;
            let name = &source.name;
            out.insert(format!("xdr/{name}.structs"), freeze::text(source));
            out.insert(format!("crates/protocol/src/{name}.rs"), rustfmt(&rust::module(source, &imported))?);
            if programs::sampled().any(|sampled| sampled == name) {
                let path = format!("crates/protocol/src/samples/{name}.rs");
                out.insert(path, rustfmt(&tables::samples(source, &imported))?);
            }
            if programs::carried().any(|carried| carried == name) {
                let path = format!("crates/protocol/src/recode/{name}.rs");
                out.insert(path, rustfmt(&tables::recoders(source))?);
            }
        }
        Ok(out)
    }
}

fn imports<'a>(sources: &'a [Source], source: &Source) -> Result<Vec<&'a Source>> {
    source
        .imports
        .iter()
        .map(|name| {
            let found = sources.iter().find(|s| s.name == *name);
            found.with_context(|| {
                format!("xdr/{}.x imports \"{name}.x\", which is not read before it", source.name)
            })
        })
        .collect()
}

/// The targets and what each would write now.
pub(crate) fn outputs(target: &str) -> Result<Output> {
    let protocol = Protocol::load(&root())?;
    let mut out = Output::new();
    let mut known = false;
    if matches!(target, "protocol" | "all") {
        out.extend(protocol.protocol()?);
        known = true;
    }
    if matches!(target, "client" | "dispatch" | "recorder" | "guard" | "all") {
        let staged = staged::Staged::load(&root())?;
        for (name, _) in staged.names() {
            let (program, operation) = name.split_once('.').unwrap_or((name, ""));
            let found = protocol
                .source(program)
                .is_some_and(|s| s.procedures.iter().any(|p| p.operation() == operation));
            if !found {
                bail!("xdr/staged.txt names '{name}', which no .x file has");
            }
        }
        let facets = facets::load(&root())?;
        let gathered = args::Gathered::load(&root())?;
        if matches!(target, "client" | "all") {
            out.extend(client::output(&protocol, &facets, &gathered, &staged)?);
        }
        if matches!(target, "dispatch" | "all") {
            out.extend(dispatch::output(&protocol, &facets, &gathered, &staged)?);
        }
        if matches!(target, "recorder" | "all") {
            out.extend(recorder::output(&root(), &protocol, &facets, &gathered, &staged)?);
        }
        if matches!(target, "guard" | "all") {
            out.extend(guard::output(&protocol, &facets, &gathered, &staged)?);
            out.insert(actions::PATH.to_owned(), actions::text(&protocol));
        }
        known = true;
    }
    if matches!(target, "blocking" | "all") {
        out.extend(blocking::output(&root())?);
        known = true;
    }
    if !known {
        bail!("'{target}' is no target: protocol, client, dispatch, recorder, guard, blocking or all");
    }
    Ok(out)
}

/// The files of `output` that are not on disk as they would be written.
pub(crate) fn stale(output: &Output) -> Vec<&str> {
    let root = root();
    output
        .iter()
        .filter(|(path, text)| std::fs::read_to_string(root.join(path)).ok().as_ref() != Some(text))
        .map(|(path, _)| path.as_str())
        .collect()
}

/// The command.
pub(crate) fn run(target: &str, check_only: bool) -> Result<()> {
    let output = outputs(target)?;
    let stale = stale(&output);
    if check_only {
        if stale.is_empty() {
            return Ok(());
        }
        bail!("not fresh: {}\nrun `cargo xtask codegen {target}`", stale.join(", "));
    }
    for path in &stale {
        let full = root().join(path);
        if let Some(folder) = full.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&full, &output[*path]).with_context(|| format!("cannot write {}", full.display()))?;
        crate::say(format_args!("wrote {path}"));
    }
    if stale.is_empty() {
        crate::say(format_args!("everything is fresh"));
    }
    Ok(())
}
