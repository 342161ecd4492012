//! `cargo xtask try-new-api`: lets `new-api` write invented operations in a copy of the project, step by step.
//!
//! After every step the copy compiles without warnings, the tests of the crates that the step touched pass, and
//! tidy has nothing to say but drafts. When the command stands, each operation is asked through a daemon and
//! answers that it is not supported; when the test driver's body is filled in, it answers with its value.

mod hands;
mod shape;

use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};

use crate::copy::Copy;
use crate::daemon::{Daemon, in_copy, vrsh};
use crate::say;
use hands::Hands;
use shape::Shape;

const STEPS: &[&str] = &["1", "2", "3", "4", "5a", "5b", "5c", "6", "7", "8", "9"];

/// After this one every layer is there but a driver.
const COMMANDS: &str = "7";

/// One line of the table of a run.
struct Row {
    step: &'static str,
    commits: usize,
    crates: String,
    seconds: [f32; 4],
}

/// The trial: of all shapes or those named, together or each in a copy of its own.
pub(crate) fn run(names: &[&str], each: bool, keep: bool) -> Result<()> {
    let mut shapes = Shape::all()?;
    if let Some(unknown) = names.iter().find(|name| !shapes.iter().any(|shape| shape.name == **name)) {
        bail!("there is no shape '{unknown}' in xtask/tests/apis");
    }
    shapes.retain(|shape| names.is_empty() || names.contains(&shape.name.as_str()));
    let mut table = Vec::new();
    if each {
        for shape in &shapes {
            say(format_args!("== {}", shape.name));
            table.extend(attempt(std::slice::from_ref(shape), keep)?);
        }
    } else {
        table = attempt(&shapes, keep)?;
    }
    say(format_args!("\nlines that are left to a person:\n\n{}", hands::table(&table)));
    if names.is_empty() { hands::compare(&table) } else { Ok(()) }
}

fn attempt(shapes: &[Shape], keep: bool) -> Result<Vec<Hands>> {
    let copy = Copy::of_project("new-api")?;
    let mut hands: Vec<Hands> = shapes.iter().map(|shape| Hands::of(&shape.name)).collect();
    let mut rows = Vec::new();
    for step in STEPS {
        say(format_args!("-- step {step}"));
        let before = head(&copy)?;
        let mut seconds = [0.0; 4];
        timed(&mut seconds[0], || {
            shapes.iter().zip(&mut hands).try_for_each(|(shape, hands)| one(&copy, shape, step, hands))
        })?;
        let crates = touched(&copy, &before)?;
        if crates.is_empty() {
            continue;
        }
        timed(&mut seconds[1], || {
            in_copy(&copy, &["fmt", "--all", "--check"])?;
            in_copy(&copy, &["check", "--quiet", "--workspace", "--all-targets"])
        })?;
        timed(&mut seconds[2], || crates.iter().try_for_each(|one| tested(&copy, one)))?;
        timed(&mut seconds[3], || copy.xtask(&["tidy".into(), "--draft".into()]).map(drop))?;
        let commits = copy.git(&["rev-list", "--count", &format!("{before}..HEAD")])?;
        let commits = commits.trim().parse()?;
        rows.push(Row { step, commits, crates: crates.join(", "), seconds });
        if *step == COMMANDS {
            ask(&copy, shapes, |shape, (done, said)| {
                ensure!(!done && said.contains(&shape.unsupported), "{} says: {said}", shape.command);
                Ok(())
            })?;
        }
    }
    for shape in shapes {
        shape.fill(copy.root())?;
    }
    in_copy(&copy, &["fmt", "--all", "--check"])?;
    ask(&copy, shapes, |shape, (done, said)| {
        ensure!(done && said.trim_end() == shape.says.trim_end(), "{} says: {said}", shape.command);
        Ok(())
    })?;
    show(&rows);
    if keep {
        say(format_args!("the copy is {}", copy.root().display()));
    } else {
        copy.remove()?;
    }
    Ok(hands)
}

/// One step of one shape, in a commit of its own.
fn one(copy: &Copy, shape: &Shape, step: &str, hands: &mut Hands) -> Result<()> {
    let before = head(copy)?;
    let file = shape.file.as_os_str().to_owned();
    let said = copy
        .xtask(&["new-api".into(), file, "--step".into(), step.into(), "--commit".into()])
        .with_context(|| shape.name.clone())?;
    if head(copy)? != before {
        hands.count(&copy.git(&["diff", "--unified=0", &before, "HEAD"])?);
    }
    let mut lines = said.lines().filter(|line| line.starts_with("step "));
    if let Some(line) = lines.next() {
        say(format_args!("   {}: {line}", shape.name));
    }
    Ok(())
}

fn head(copy: &Copy) -> Result<String> {
    Ok(copy.git(&["rev-parse", "HEAD"])?.trim().to_owned())
}

/// The folders of the crates that differ.
fn touched(copy: &Copy, before: &str) -> Result<Vec<String>> {
    let files = copy.git(&["diff", "--name-only", before, "HEAD"])?;
    let mut out: Vec<String> = files.lines().filter_map(shape::package).collect();
    out.sort();
    out.dedup();
    Ok(out)
}

fn tested(copy: &Copy, package: &str) -> Result<()> {
    in_copy(copy, &["test", "--quiet", "--package", package])
}

/// Asks every operation through a daemon of the copy.
fn ask(copy: &Copy, shapes: &[Shape], judge: impl Fn(&Shape, (bool, String)) -> Result<()>) -> Result<()> {
    in_copy(copy, &["build", "--quiet", "-p", "virshd", "-p", "vir-shell"])?;
    let daemon = Daemon::start(copy)?;
    for shape in shapes {
        let words: Vec<&str> = shape.command.split_whitespace().collect();
        judge(shape, vrsh(copy, &daemon.uri("test", "/default"), &words))
            .with_context(|| shape.name.clone())?;
    }
    Ok(())
}

fn timed(seconds: &mut f32, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let begin = Instant::now();
    let result = work();
    *seconds = begin.elapsed().as_secs_f32();
    result
}

fn show(rows: &[Row]) {
    say(format_args!("\nstep  patches  write  check   test   tidy  crates"));
    for Row { step, commits, crates, seconds: [write, check, test, tidy] } in rows {
        say(format_args!(
            "{step:4} {commits:>8} {write:>4.0} s {check:>4.0} s {test:>4.0} s {tidy:>4.0} s  {crates}"
        ));
    }
}
