//! Which helpers a guest has, on disk: the number of each with the time of its start, because the number alone
//! may be another's by the time it is read.

use std::io;
use std::path::Path;
use std::time::Duration;

use vir_util::files;
use vir_util::process::{Process, ProcessSignal, started};

use crate::vm::folders::Folders;

/// The ending of the files' names.
const ENDING: &str = "helper";

/// How long a helper has to obey SIGTERM before it is killed.
const OBEDIENCE: Duration = Duration::from_secs(3);

/// Keeps that a process belongs to a guest.
pub(super) fn keep(folder: &Path, name: &str, pid: u32) -> io::Result<()> {
    let started = started(pid).ok_or(io::ErrorKind::NotFound)?;
    files::replace_volatile_file(
        &folder.join(format!("{name}.{ENDING}")),
        format!("{pid} {started}\n").as_bytes(),
        0o600,
    )
}

/// The process that a text is about, if it still runs.
fn process_of(text: &str) -> Option<Process> {
    let (pid, since) = text.trim().split_once(' ')?;
    let process = Process::open(pid.parse().ok()?).ok()?;
    let its_own = started(process.pid()) == since.parse().ok();
    (its_own && !process.has_ended()).then_some(process)
}

/// Ends all helpers of a guest. Those that do not obey are killed soon after.
pub(crate) fn end_all(folders: &Folders) {
    let Ok(entries) = std::fs::read_dir(&folders.private) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != ENDING) {
            continue;
        }
        let process = std::fs::read_to_string(&path).ok().and_then(|text| process_of(&text));
        let Some(process) = process else { continue };
        let _ = process.signal(ProcessSignal::Term);
        tokio::spawn(async move {
            if tokio::time::timeout(OBEDIENCE, process.ended()).await.is_err() {
                tracing::warn!(target: "qemu", pid = process.pid(), "a helper does not obey SIGTERM");
                let _ = process.signal(ProcessSignal::Kill);
                process.ended().await;
            }
            process.reap();
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn another_process_with_the_number_is_left_alone() {
        let own = std::process::id();
        let since = started(own).unwrap();
        assert_eq!(process_of(&format!("{own} {since}\n")).map(|it| it.pid()), Some(own));
        assert!(process_of(&format!("{own} {}", since + 1)).is_none());
        assert!(process_of("nonsense").is_none());
        assert!(process_of("1").is_none());
    }
}
