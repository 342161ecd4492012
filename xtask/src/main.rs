//! The project's own commands: `cargo xtask COMMAND`.
//!
//! This crate uses nothing that it generates, so that a broken `.x` file never stops it from building.
#![forbid(unsafe_code)]
#![allow(clippy::disallowed_methods)] // A developer's tool: it starts cargo, git and rustfmt.
#![allow(clippy::indexing_slicing)] // Its input is the project itself.

mod codegen;
mod copy;
mod daemon;
mod demo;
#[cfg(test)]
mod facts;
mod files;
mod newapi;
mod newdriver;
mod programs;
mod run;
mod series;
mod support;
mod surface;
mod test;
mod tidy;
mod tryapi;

use std::ffi::OsString;
use std::fmt;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::Arg;

const HELP: &str = "\
cargo xtask COMMAND

  demo [--keep]            show the main job on a private daemon; --keep leaves it running
  test [--quick]           everything that CI runs; --quick: the tests alone
  bench rpc|xml|guests|volumes|events|idle [OPTIONS]
                           measure against libvirt in the same run; --help lists the options
  corpus [DIR] [OPTIONS]   how the models do on libvirt's own test data; --help lists the options
  codegen [protocol|client|dispatch|recorder|guard|blocking|all] [--check]
                           write what is generated, or say what is not fresh
  support                  write docs/support.md: which operation is where, read from the sources
  surface [--break]        write docs/api/CRATE.txt, what the libraries promise; --break: also what they no
                           longer do
  new-driver NAME [--uri SCHEME] [--about TEXT] [--commit]
                           a driver's crate that opens its URI and lists nothing, and its line in the daemon
  try-new-api [NAME…] [--each] [--keep]
                           let new-api write the invented operations of xtask/tests/apis, or these, in a copy,
                           step by step, and ask them there; --each: one by one; --keep: leave the copy
  try-new-driver           make one in a copy of the project, build it and ask it
  coverage                 count the house against tables of libvirt's interface, where there are some
  tidy [--draft]           check the rules of the house; --draft: marks that new-api leaves may stand
  new-api FILE.toml [--step N|--all] [--commit] [--dry-run]
                           write the skeleton of a new operation, step by step; --help lists more
  check-series BASE [--keep-going]
                           replay the commits after BASE, each of which must stand alone

  --dry-run with a command that writes files shows what would differ, and changes nothing
  XTASK_ROOT=DIR           work on the project in another folder than the one this program was built in
";

/// The folder with tables of libvirt's interface, if this machine has it.
pub(crate) fn facts_folder() -> Option<std::path::PathBuf> {
    let named = std::env::var_os("VIR_FACTS").map(std::path::PathBuf::from);
    let path = named.unwrap_or_else(|| files::root().join("../shared/facts"));
    path.is_dir().then_some(path)
}

/// Commands that have options of their own.
const OWN_OPTIONS: &[&str] = &["bench", "corpus", "new-driver"];

/// Commands that write files of the project, and so can be tried in a copy first.
const WRITING: &[&str] = &["codegen", "support", "surface", "new-driver"];

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
    let given: Vec<OsString> = std::env::args_os().skip(1).collect();
    let writes = given.first().is_some_and(|command| WRITING.iter().any(|name| command == name));
    if writes && given.iter().any(|arg| arg == "--dry-run") {
        let rest: Vec<OsString> = given.into_iter().filter(|arg| arg != "--dry-run").collect();
        return copy::dry_run(&rest);
    }
    let mut args = lexopt::Parser::from_env();
    let mut words: Vec<String> = Vec::new();
    let (mut check, mut keep, mut quick, mut keep_going, mut breaking) = (false, false, false, false, false);
    let (mut draft, mut each) = (false, false);
    while let Some(arg) = args.next()? {
        match arg {
            Arg::Long("help") | Arg::Short('h') => {
                say(format_args!("{HELP}"));
                return Ok(());
            }
            Arg::Value(value) if words.is_empty() && OWN_OPTIONS.iter().any(|name| value == *name) => {
                let rest: Vec<String> =
                    args.raw_args()?.map(|arg| arg.to_string_lossy().into_owned()).collect();
                return match value.to_string_lossy().as_ref() {
                    "bench" => demo::bench(&rest),
                    "corpus" => demo::corpus(&rest),
                    _ => newdriver::run(&rest),
                };
            }
            Arg::Value(value) if words.is_empty() && value == "new-api" => {
                return newapi::run(&args.raw_args()?.collect::<Vec<_>>());
            }
            Arg::Long("each") => each = true,
            Arg::Long("check") => check = true,
            Arg::Long("keep") => keep = true,
            Arg::Long("quick") => quick = true,
            Arg::Long("keep-going") => keep_going = true,
            Arg::Long("break") => breaking = true,
            Arg::Long("draft") => draft = true,
            Arg::Value(value) => words.push(value.to_string_lossy().into_owned()),
            other => return Err(other.unexpected().into()),
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["codegen"] => codegen::run("all", check),
        ["codegen", target] => codegen::run(target, check),
        ["demo"] => demo::demo(keep),
        ["test"] => test::test(quick),
        ["support"] => support::run(),
        ["surface"] => surface::run(breaking),
        ["coverage"] => support::coverage::run(),
        ["tidy"] => tidy::run(draft),
        ["try-new-api", names @ ..] => tryapi::run(names, each, keep),
        ["try-new-driver"] => newdriver::try_it(),
        ["check-series", base] => series::check(base, keep_going),
        ["check-series"] => bail!("say after which commit the series begins: cargo xtask check-series BASE"),
        [] => {
            say(format_args!("{HELP}"));
            Ok(())
        }
        [other, ..] => bail!("'{other}' is no command; `cargo xtask --help` lists them"),
    }
}
