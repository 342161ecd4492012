//! `rnc-validate SCHEMA FILE...`: checks XML documents against a RELAX NG schema.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr)] // This is a program: that is how it speaks.

use std::io::Read as _;
use std::process::ExitCode;

use anyhow::Context as _;
use lexopt::prelude::*;
use rnc_validator::{Invalid, Limits, Schema};
use serde_json::json;

const USAGE: &str = "\
Usage: rnc-validate [OPTIONS] SCHEMA FILE...

Checks XML documents against a RELAX NG schema in the compact syntax (.rnc) or the XML syntax (.rng).
A FILE that is - is read from standard input.

Options:
  -q, --quiet       say nothing, only the exit status counts
      --json        write one JSON object per file, a line each
      --depth N     accept N elements inside each other (256 unless told otherwise)
      --mistakes N  report N mistakes of each file at most (20 unless told otherwise)
  -h, --help        show this
  -V, --version     show the version

Exit status: 0 if all files are valid, 1 if some are not, 2 if the command line, the schema or a file
cannot be used.
";

struct Arguments {
    schema: String,
    files: Vec<String>,
    quiet: bool,
    json: bool,
    limits: Limits,
}

/// The arguments; `None` if there was only something to show.
fn arguments() -> anyhow::Result<Option<Arguments>> {
    let mut parser = lexopt::Parser::from_env();
    let (mut names, mut quiet, mut json, mut limits) = (Vec::new(), false, false, Limits::DEFAULT);
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => {
                print!("{USAGE}");
                return Ok(None);
            }
            Short('V') | Long("version") => {
                println!("rnc-validate {}", env!("CARGO_PKG_VERSION"));
                return Ok(None);
            }
            Short('q') | Long("quiet") => quiet = true,
            Long("json") => json = true,
            Long("depth") => limits = limits.with_depth(parser.value()?.parse()?),
            Long("mistakes") => limits = limits.with_mistakes(parser.value()?.parse()?),
            Value(name) => {
                let name = name.into_string().ok().context("a file name is not UTF-8")?;
                names.push(name);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let mut names = names.into_iter();
    let schema = names.next().context("no schema is given; --help shows how to use this program")?;
    let files: Vec<String> = names.collect();
    anyhow::ensure!(!files.is_empty(), "no file to check is given");
    Ok(Some(Arguments { schema, files, quiet, json, limits }))
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("rnc-validate: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether all files are valid.
fn run() -> anyhow::Result<bool> {
    let Some(arguments) = arguments()? else { return Ok(true) };
    let schema = Schema::from_path(&arguments.schema)?;
    let mut valid = true;
    for file in &arguments.files {
        let text = read(file).with_context(|| format!("cannot read '{file}'"))?;
        let mistakes = schema.validate_within(&text, arguments.limits).err().unwrap_or_default();
        valid &= mistakes.is_empty();
        let name = if file == "-" { "<stdin>" } else { file };
        if arguments.json {
            let all: Vec<_> = mistakes.iter().map(machine).collect();
            println!("{}", json!({ "file": name, "valid": mistakes.is_empty(), "mistakes": all }));
        } else if !arguments.quiet {
            for mistake in &mistakes {
                println!("{name}:{mistake}");
            }
        }
    }
    Ok(valid)
}

fn read(file: &str) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if file == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(file)?;
    }
    String::from_utf8(bytes).ok().context("it is not UTF-8")
}

fn machine(mistake: &Invalid) -> serde_json::Value {
    json!({
        "line": mistake.line,
        "column": mistake.column,
        "kind": mistake.kind.name(),
        "message": mistake.message,
        "expected": mistake.expected,
        "suggestion": mistake.suggestion,
    })
}
