//! `cargo xtask check-series BASE`: replays a series of commits, each of which must stand alone.
//!
//! What git alone can tell of a commit is told first, for all of them; only then anything is built.

mod commit;
mod frozen;
mod hunks;
mod order;
mod patch;
mod replay;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::files::root;
use crate::run::git;
use crate::say;
use commit::Commit;
pub(crate) use commit::subject_faults;
use order::Order;
use replay::{Replay, Times};

/// A commit and what is said of it.
struct Row {
    commit: Commit,
    /// What git alone tells.
    faults: Vec<String>,
    /// What building and testing told; `None` if it was not replayed.
    replayed: Option<(Result<(), String>, Times, f32)>,
}

impl Row {
    fn is_green(&self) -> bool {
        self.faults.is_empty() && matches!(self.replayed, Some((Ok(()), _, _)))
    }
}

/// Replays every commit after `base`.
pub(crate) fn check(base: &str, keep_going: bool) -> Result<()> {
    let root = root();
    let mut rows = read(&root, base)?;
    let count = rows.len();
    let replay = Replay::new(&root)?;
    for (at, row) in rows.iter_mut().enumerate() {
        say(format_args!("== {}/{count} {} {}", at + 1, row.commit.short(), row.commit.subject));
        for fault in &row.faults {
            say(format_args!("   {fault}"));
        }
        if !row.faults.is_empty() && !keep_going {
            break;
        }
        let begin = Instant::now();
        let mut times = Times::default();
        let done = replay.one(&row.commit, at + 1 == count, &mut times).map_err(|error| format!("{error:#}"));
        if let Err(why) = &done {
            say(format_args!("   {why}"));
        }
        row.replayed = Some((done, times, begin.elapsed().as_secs_f32()));
        if !row.is_green() && !keep_going {
            break;
        }
    }
    table(&rows);
    let green = rows.iter().filter(|row| row.is_green()).count();
    if green < count {
        bail!("{} of {count} commits do not stand alone or were not looked at", count - green);
    }
    say(format_args!("{count} commits, each green, the whole suite on the last"));
    Ok(())
}

/// The commits after `base`, with what git alone tells of each.
fn read(root: &Path, base: &str) -> Result<Vec<Row>> {
    let list = git(root, &["rev-list", "--reverse", "--topo-order", &format!("{base}..HEAD")])?;
    if list.is_empty() {
        bail!("there is no commit after '{base}'");
    }
    let mut order = Order::default();
    list.lines()
        .map(|id| {
            let commit = Commit::read(root, id)?;
            let mut faults = commit.faults();
            faults.extend(order.next(&commit));
            faults.extend(hunks::unrelated(&commit.patch));
            faults.extend(frozen::faults(root, &commit)?);
            Ok(Row { commit, faults, replayed: None })
        })
        .collect()
}

fn table(rows: &[Row]) {
    say(format_args!(
        "\n{:9}  {:7} {:>6} {:>6} {:>6} {:>6} {:>7}  subject",
        "commit", "", "build", "crate", "rules", "calls", "all"
    ));
    for row in rows {
        let word = match (&row.replayed, row.is_green()) {
            (_, true) => "ok",
            (None, _) if row.faults.is_empty() => "not yet",
            _ => "FAILED",
        };
        let (times, all) = row.replayed.as_ref().map_or((Times::default(), 0.0), |(_, t, all)| (*t, *all));
        say(format_args!(
            "{:9}  {word:7} {:>4.0} s {:>4.0} s {:>4.0} s {:>4.0} s {all:>5.0} s  {}",
            row.commit.short(),
            times.build,
            times.tests,
            times.rules,
            times.calls,
            row.commit.subject
        ));
    }
}
