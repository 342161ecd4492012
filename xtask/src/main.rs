//! The project's own commands: `cargo xtask COMMAND`.
//!
//! This crate uses nothing that it generates, so that a broken `.x` file never stops it from building.
#![forbid(unsafe_code)]
#![allow(clippy::disallowed_methods)] // A developer's tool: it starts cargo, git and rustfmt.
#![allow(clippy::indexing_slicing)] // Its input is the project itself.

mod codegen;
#[cfg(test)]
mod facts;
mod files;

use std::fmt;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::Arg;

const HELP: &str = "\
cargo xtask COMMAND

  codegen [protocol|client|dispatch|all] [--check]   write what is generated, or say what is not fresh
";

/// Writes a line for the person at the terminal.
pub(crate) fn say(text: fmt::Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    // A closed terminal is no reason to stop the work.
    let _ = writeln!(out, "{text}");
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut args = lexopt::Parser::from_env();
    let mut words: Vec<String> = Vec::new();
    let mut check = false;
    while let Some(arg) = args.next()? {
        match arg {
            Arg::Long("check") => check = true,
            Arg::Long("help") | Arg::Short('h') => {
                say(format_args!("{HELP}"));
                return Ok(());
            }
            Arg::Value(value) => words.push(value.to_string_lossy().into_owned()),
            other => return Err(other.unexpected().into()),
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["codegen"] => codegen::run("all", check),
        ["codegen", target] => codegen::run(target, check),
        [] => {
            say(format_args!("{HELP}"));
            Ok(())
        }
        [other, ..] => bail!("'{other}' is no command; `cargo xtask --help` lists them"),
    }
}
