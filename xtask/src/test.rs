//! `cargo xtask test`: everything that CI runs.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use crate::run::{cargo, run};
use crate::say;

/// Runs every check and test; `quick` leaves out formatting, lints and documentation.
pub(crate) fn test(quick: bool) -> Result<()> {
    let begin = Instant::now();
    if !quick {
        step("format", || run(cargo().args(["fmt", "--all", "--check"])))?;
        step("lints", || {
            run(cargo().args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))
        })?;
        step("documentation", || {
            let mut doc = cargo();
            doc.args(["doc", "--quiet", "--workspace", "--no-deps", "--document-private-items"]);
            run(doc.env("RUSTDOCFLAGS", "-D warnings"))
        })?;
        step("packages", || {
            // Each is built as part of the workspace; here only what it would be sent as is put together.
            let mut package = cargo();
            run(package.args(["package", "--quiet", "--workspace", "--no-verify", "--allow-dirty"]))
        })?;
    }
    if !quick {
        step("a new driver", crate::newdriver::try_it)?;
    }
    step("programs", || {
        run(cargo().args(["build", "--quiet", "--package", "virshd", "--package", "vir-shell"]))
    })?;
    let mut skipped = BTreeSet::new();
    let tested = step("tests", || tests(&mut skipped));
    for line in &skipped {
        say(format_args!("{line}"));
    }
    tested?;
    say(format_args!("all tests passed in {:.0} s", begin.elapsed().as_secs_f32()));
    Ok(())
}

fn step(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    say(format_args!("== {name}"));
    let begin = Instant::now();
    work()?;
    say(format_args!("== {name}: {:.0} s", begin.elapsed().as_secs_f32()));
    Ok(())
}

/// Runs the tests, and collects what they say they left out.
fn tests(skipped: &mut BTreeSet<String>) -> Result<()> {
    let mut command = cargo();
    command.args(["test", "--workspace", "--no-fail-fast"]).stderr(Stdio::piped());
    let mut child = command.spawn().context("cannot start cargo test")?;
    let stderr = child.stderr.take().context("cargo test has no standard error")?;
    for line in BufReader::new(stderr).lines() {
        let line = line?;
        if line.starts_with("skipped: ") {
            skipped.insert(line);
        } else {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("some tests failed");
    }
    Ok(())
}
