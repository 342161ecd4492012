//! `cargo xtask corpus`: how the models do on libvirt's own test data.

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::{Arg, ValueExt as _};
use vir_tests::corpus::{Corpus, Score, default_folder, json, kinds, score_all, table, unified};
use vir_tests::{corpus_mutate, corpus_qemu};

const HELP: &str = "\
cargo xtask corpus [DIR] [--kind NAME] [--failures] [--diff NAME] [--json]
cargo xtask corpus [DIR] --mutate [--count N] [--seed N] [--failures]
cargo xtask corpus [DIR] --qemu [--kind args|xml|err] [--from-xml] [--failures] [--diff NAME] [--json]

  DIR          the corpus (else $VIR_CORPUS, else ../shared/corpus)
  --kind NAME  only kinds whose name begins so
  --failures   name each case that did not go as expected, with the reason
  --diff NAME  show what was expected and what came out of the cases whose name holds NAME
  --json       the numbers for programs
  --qemu       what the QEMU driver makes of its definitions: arguments, documents, refusals
  --from-xml   with --qemu: arguments from the expected documents, not from the inputs
  --mutate     spoil documents and compare the verdicts of our validator and schemas with those of jing
  --count N    so many spoilt documents [2000]
  --seed N     other ones
";

#[derive(Default)]
struct Options {
    folder: Option<PathBuf>,
    kind: String,
    failures: bool,
    diff: Option<String>,
    json: bool,
    mutate: bool,
    qemu: bool,
    from_xml: bool,
    count: Option<usize>,
    seed: u64,
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

/// Writes for the person at the terminal.
fn say(text: fmt::Arguments<'_>) -> std::io::Result<()> {
    std::io::stdout().write_fmt(text)
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
            Arg::Long("qemu") => options.qemu = true,
            Arg::Long("from-xml") => options.from_xml = true,
            Arg::Long("mutate") => options.mutate = true,
            Arg::Long("count") => options.count = Some(args.value()?.parse()?),
            Arg::Long("seed") => options.seed = args.value()?.parse()?,
            Arg::Value(folder) if options.folder.is_none() => options.folder = Some(folder.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(options))
}

fn run() -> anyhow::Result<()> {
    let Some(options) = options()? else {
        say(format_args!("{HELP}"))?;
        return Ok(());
    };
    let folder = options.folder.clone().unwrap_or_else(default_folder);
    if options.qemu {
        return qemu(&folder, &options);
    }
    let corpus = Corpus::open(&folder)?;
    if options.mutate {
        return mutate(&folder, &options);
    }
    let mut kinds = kinds::all();
    kinds.retain(|kind| kind.name.starts_with(&options.kind));
    // A panic is a failure like another; its own words would only be in the way.
    std::panic::set_hook(Box::new(|_| {}));
    let scores = score_all(&corpus, &kinds);
    let _ = std::panic::take_hook();
    if options.json {
        say(format_args!("{:#}\n", json(&scores)))?;
        return Ok(());
    }
    if let Some(name) = &options.diff {
        say(format_args!("{}", diffs(&scores, name)))?;
        return Ok(());
    }
    say(format_args!("{}", table(&scores)))?;
    if options.failures {
        say(format_args!("\n"))?;
        for failure in scores.iter().flat_map(|score| &score.failures) {
            say(format_args!("{}: {}\n", failure.case, failure.reason))?;
        }
    }
    Ok(())
}

/// Where Debian's libvirt-daemon-common keeps libvirt's schemas.
const INSTALLED: &str = "/usr/share/libvirt/schemas";

fn mutate(corpus: &Path, options: &Options) -> anyhow::Result<()> {
    let installed = Path::new(INSTALLED);
    anyhow::ensure!(installed.is_dir(), "{INSTALLED} is missing: apt-get install libvirt-daemon-common jing");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let count = options.count.unwrap_or(2000);
    let sides = [
        ("validator: both with libvirt's schemas", installed),
        ("schemas: ours against libvirt's", own.as_path()),
    ];
    for (what, ours) in sides {
        let outcome = corpus_mutate::run(corpus, ours, installed, count, options.seed)?;
        say(format_args!(
            "{what}: {} of {} documents, {} of {} spoilt ones agree with jing ({:.2} %; {} are still valid)\n",
            outcome.documents_agreed,
            outcome.documents,
            outcome.agreed,
            outcome.mutations,
            outcome.percent(),
            outcome.still_valid,
        ))?;
        for difference in outcome.differences.iter().filter(|_| options.failures) {
            say(format_args!("{difference}\n"))?;
        }
    }
    Ok(())
}

fn qemu(folder: &Path, options: &Options) -> anyhow::Result<()> {
    let aspect = corpus_qemu::Aspect::ALL.into_iter().find(|aspect| aspect.name() == options.kind);
    anyhow::ensure!(aspect.is_some() || options.kind.is_empty(), "--kind is args, xml or err here");
    let name = options.diff.clone();
    let what = corpus_qemu::Options { aspect, from_xml: options.from_xml, name };
    std::panic::set_hook(Box::new(|_| {}));
    let outcomes = corpus_qemu::run(folder, &what)?;
    let _ = std::panic::take_hook();
    if options.json {
        say(format_args!("{:#}\n", corpus_qemu::json(&outcomes)))?;
        return Ok(());
    }
    for outcome in outcomes.iter().filter(|_| options.diff.is_some() || options.failures) {
        let Some(reason) = &outcome.reason else { continue };
        say(format_args!("{} {}: {reason}\n", outcome.aspect.name(), outcome.case))?;
        if options.diff.is_some() {
            let (expected, ours) = &outcome.texts;
            say(format_args!("{}", unified("expected", "ours", expected, ours)))?;
        }
    }
    if options.diff.is_none() {
        say(format_args!("{}", corpus_qemu::table(&outcomes)))?;
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
