//! `bench xml`: what a document costs, against libvirt's own definition of the same guest in the same run.

use std::hint::black_box;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use vir_conf::{Defaults, DomainDef, SchemaKind, XmlFormat};

use crate::{Peer, require};

/// How it is run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Rounds, of which the medians are taken.
    pub rounds: u32,
    /// How long each measurement takes in each round.
    pub time: Duration,
    /// Whether the result is written as JSON.
    pub json: bool,
    /// The domain to measure with, if not the built-in one of 150 lines.
    pub file: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self { rounds: 9, time: Duration::from_millis(200), json: false, file: None }
    }
}

impl Options {
    /// Few short rounds.
    #[must_use]
    pub fn quick() -> Self {
        Self { rounds: 3, time: Duration::from_millis(100), ..Self::default() }
    }
}

/// A measurement: its key, its title, and the most that it may take, in µs.
const ROWS: [(&str, &str, Option<f64>); 4] = [
    ("parse_us", "parse", Some(50.0)),
    ("write_us", "write", Some(10.0)),
    ("validate_us", "hold against the schema", Some(500.0)),
    ("define_us", "parse, complete and validate", None),
];
/// How many times slower libvirt must be in defining.
const TIMES: f64 = 5.0;

/// Runs the benchmark, prints the result, and says whether every target was met.
///
/// # Errors
/// The file is no domain, or libvirt does not take it.
pub fn run(options: &Options) -> Result<bool> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let file = options.file.clone().unwrap_or_else(|| folder.join("guest-150-lines.xml"));
    let xml = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let def = define(&xml)?;
    SchemaKind::Domain.validate(&xml)?;
    let python = require(Peer::PythonLibvirt);

    let mut ours: [Vec<f64>; 4] = Default::default();
    let mut theirs = Vec::new();
    for round in 1..=options.rounds {
        let _ = writeln!(std::io::stderr(), "bench: round {round} of {}", options.rounds);
        let [parse, write, validate, load] = &mut ours;
        parse.push(median(options.time, || drop(black_box(DomainDef::parse(black_box(&xml))))));
        write.push(median(options.time, || drop(black_box(def.to_xml_with(XmlFormat::inactive())))));
        validate.push(median(options.time, || drop(black_box(SchemaKind::Domain.validate(black_box(&xml))))));
        load.push(median(options.time, || drop(black_box(define(black_box(&xml))))));
        if let Some(python) = &python {
            theirs.push(peer(python, &folder, &file, options.time)?);
        }
    }
    let ours = ours.map(|mut samples| middle(&mut samples));
    let theirs = python.is_some().then(|| middle(&mut theirs));
    let lines = xml.lines().count();
    let text = if options.json { in_json(lines, ours, theirs) } else { in_text(lines, ours, theirs) };
    std::io::stdout().write_all(text.as_bytes())?;
    let fast = ROWS.iter().zip(ours).all(|((.., most), value)| most.is_none_or(|most| value <= most));
    Ok(fast && ratio(ours, theirs).is_none_or(|ratio| ratio >= TIMES))
}

/// What the test driver does with a client's document.
fn define(xml: &str) -> vir_types::Result<DomainDef> {
    let mut random = |bytes: &mut [u8]| bytes.fill(0x5a);
    DomainDef::load(xml, &mut Defaults::new(&mut random).with_arch("i686"))
}

/// The median time of a call, in µs. Calls are timed in batches of ten, so that the clock does not count.
fn median(time: Duration, mut call: impl FnMut()) -> f64 {
    const BATCH: u32 = 10;
    let mut samples = Vec::new();
    let end = Instant::now() + time;
    loop {
        let start = Instant::now();
        for _ in 0..BATCH {
            call();
        }
        let now = Instant::now();
        samples.push((now - start).as_secs_f64() * 1e6 / f64::from(BATCH));
        if now >= end {
            return middle(&mut samples);
        }
    }
}

fn middle(samples: &mut [f64]) -> f64 {
    samples.sort_unstable_by(f64::total_cmp);
    samples.get(samples.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The median time that libvirt takes to define the guest, in µs.
fn peer(python: &Path, folder: &Path, file: &Path, time: Duration) -> Result<f64> {
    let script = folder.join("python/define.py");
    let output = Command::new(python).arg(script).arg(file).arg(time.as_secs_f64().to_string()).output()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "libvirt does not define {}: {errors}", file.display());
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

fn ratio(ours: [f64; 4], theirs: Option<f64>) -> Option<f64> {
    let [.., define] = ours;
    Some(theirs? / define)
}

fn in_text(lines: usize, ours: [f64; 4], theirs: Option<f64>) -> String {
    let mut out = format!("a domain of {lines} lines{:12}{:>9}  target\n", "", "µs");
    for ((_, title, most), value) in ROWS.iter().zip(ours) {
        let line = format!("{title:34}{value:>9.1}");
        match most {
            Some(most) => {
                let word = if value <= *most { "ok" } else { "MISS" };
                out.push_str(&format!("{line}  ≤ {most} {word}\n"));
            }
            None => out.push_str(&format!("{line}\n")),
        }
    }
    if let (Some(theirs), Some(ratio)) = (theirs, ratio(ours, theirs)) {
        let word = if ratio >= TIMES { "ok" } else { "MISS" };
        out.push_str(&format!("{:34}{theirs:>9.1}\n", "libvirt's test driver defines it"));
        out.push_str(&format!("{:34}{ratio:>9.1}  ≥ {TIMES} {word}\n", "  times as long as ours"));
    }
    out
}

fn in_json(lines: usize, ours: [f64; 4], theirs: Option<f64>) -> String {
    let mut rows = serde_json::Map::new();
    rows.insert("lines".to_owned(), json!(lines));
    for ((key, _, most), value) in ROWS.iter().zip(ours) {
        let met = most.map(|most| value <= most);
        rows.insert((*key).to_owned(), json!({ "median": value, "target": most, "met": met }));
    }
    rows.insert("libvirt_define_us".to_owned(), json!({ "median": theirs }));
    let ratio = ratio(ours, theirs);
    let met = ratio.map(|ratio| ratio >= TIMES);
    rows.insert("define_ratio".to_owned(), json!({ "median": ratio, "target": TIMES, "met": met }));
    format!("{:#}\n", serde_json::Value::Object(rows))
}
