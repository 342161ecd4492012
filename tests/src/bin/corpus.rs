//! `cargo xtask corpus`: how the models do on libvirt's own test data.
#![allow(clippy::print_stdout, reason = "a program")]

use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::{Arg, ValueExt as _};
use vir_tests::corpus::{Corpus, Score, default_folder, json, kinds, score_all, table, unified};

const HELP: &str = "\
cargo xtask corpus [DIR] [--failures] [--diff NAME] [--json]

  DIR          the corpus (else $VIR_CORPUS, else ../shared/corpus)
  --kind NAME  only kinds whose name begins so
  --failures   name each case that did not go as expected, with the reason
  --diff NAME  show what was expected and what came out of the cases whose name holds NAME
  --json       the numbers for programs
";

#[derive(Default)]
struct Options {
    folder: Option<PathBuf>,
    kind: String,
    failures: bool,
    diff: Option<String>,
    json: bool,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn options() -> anyhow::Result<Option<Options>> {
    let mut options = Options::default();
    let mut args = lexopt::Parser::from_env();
    while let Some(arg) = args.next()? {
        match arg {
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            Arg::Long("failures") => options.failures = true,
            Arg::Long("json") => options.json = true,
            Arg::Long("kind") => options.kind = args.value()?.string()?,
            Arg::Long("diff") => options.diff = Some(args.value()?.string()?),
            Arg::Value(folder) if options.folder.is_none() => options.folder = Some(folder.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(options))
}

fn run() -> anyhow::Result<()> {
    let Some(options) = options()? else {
        print!("{HELP}");
        return Ok(());
    };
    let corpus = Corpus::open(&options.folder.unwrap_or_else(default_folder))?;
    let mut kinds = kinds::all();
    kinds.retain(|kind| kind.name.starts_with(&options.kind));
    // A panic is a failure like another; its own words would only be in the way.
    std::panic::set_hook(Box::new(|_| {}));
    let scores = score_all(&corpus, &kinds);
    let _ = std::panic::take_hook();
    if options.json {
        println!("{:#}", json(&scores));
        return Ok(());
    }
    if let Some(name) = &options.diff {
        print!("{}", diffs(&scores, name));
        return Ok(());
    }
    print!("{}", table(&scores));
    if options.failures {
        println!();
        for failure in scores.iter().flat_map(|score| &score.failures) {
            println!("{}: {}", failure.case, failure.reason);
        }
    }
    Ok(())
}

fn diffs(scores: &[Score], name: &str) -> String {
    let mut out = String::new();
    for failure in scores.iter().flat_map(|score| &score.failures).filter(|f| f.case.contains(name)) {
        out.push_str(&match &failure.texts {
            Some((expected, ours)) => unified(&failure.case, "ours", expected, ours),
            None => format!("{}: {}\n", failure.case, failure.reason),
        });
    }
    out
}
