//! Logs of guests are kept short: one that is full becomes the first of a few older ones.
//!
//! Emulators go on writing to the file that they have, so what is in it is copied and it is emptied; they
//! append, so that they go on at its new end.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::shared::Shared;

/// When logs are looked at.
const EVERY: Duration = Duration::from_secs(5);

/// How long a log may be, in bytes. Libvirt's log daemon has the same limit.
const FULL: u64 = 2 << 20;

/// How many older ones are kept.
const BACKUPS: u32 = 3;

/// Keeps the logs of all running guests short, for as long as the driver is there.
pub(crate) async fn keep_short(shared: Weak<Shared>) {
    loop {
        tokio::time::sleep(EVERY).await;
        let Some(shared) = shared.upgrade() else { return };
        let logs = logs_of_all(&shared);
        drop(shared);
        let looked = tokio::task::spawn_blocking(move || {
            for log in logs {
                if let Err(error) = rotate(&log, FULL) {
                    tracing::warn!(target: "qemu", log = %log.display(), %error, "the log is not kept short");
                }
            }
        });
        if looked.await.is_err() {
            return;
        }
    }
}

fn logs_of_all(shared: &Arc<Shared>) -> Vec<PathBuf> {
    let mut logs = Vec::new();
    for vm in shared.vms.all() {
        let view = vm.view();
        let Some(live) = view.live.as_deref().filter(|_| view.is_active()) else { continue };
        logs.push(shared.roots.log_of(&view.name));
        logs.extend(crate::vm::chardevs::logs(live).map(PathBuf::from));
    }
    logs
}

fn backup(log: &Path, number: u32) -> PathBuf {
    let mut name = log.as_os_str().to_owned();
    name.push(format!(".{number}"));
    PathBuf::from(name)
}

/// Makes a full log the first of the older ones. What is no file, or not there, is left alone.
fn rotate(log: &Path, full: u64) -> io::Result<()> {
    match std::fs::symlink_metadata(log) {
        Ok(found) if found.is_file() && found.len() > full => {}
        Ok(_) => return Ok(()),
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(why) => return Err(why),
    }
    for number in (1..BACKUPS).rev() {
        match std::fs::rename(backup(log, number.saturating_sub(1)), backup(log, number)) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(why),
            _ => {}
        }
    }
    // Guests may own the folder of a log: where they have put a link by now, nothing is written.
    let no_link = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
    let mut from = OpenOptions::new().read(true).write(true).custom_flags(no_link).open(log)?;
    let mut to = OpenOptions::new().write(true).create_new(true).mode(0o600).open(backup(log, 0))?;
    copy_all(&mut from, &mut to)?;
    from.set_len(0)
}

/// Copies a file until its end, and what is written meanwhile.
fn copy_all(from: &mut File, to: &mut File) -> io::Result<()> {
    from.seek(SeekFrom::Start(0))?;
    let mut part = vec![0; 1 << 16];
    loop {
        match from.read(&mut part)? {
            0 => return Ok(()),
            count => to.write_all(part.get(..count).unwrap_or_default())?,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::disallowed_methods)]
    use super::*;

    #[test]
    fn full_logs_become_older_ones() {
        let folder = std::env::temp_dir().join(format!("vir-logs-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let log = folder.join("guest.log");
        let mut writer = OpenOptions::new().append(true).create(true).open(&log).unwrap();
        rotate(&folder.join("none.log"), 4).unwrap();
        writer.write_all(b"1234").unwrap();
        rotate(&log, 4).unwrap();
        assert!(!backup(&log, 0).exists(), "it is not full yet");
        for round in 0..5 {
            writer.write_all(format!("round {round}").as_bytes()).unwrap();
            rotate(&log, 4).unwrap();
            assert_eq!(std::fs::metadata(&log).unwrap().len(), 0);
        }
        let kept: Vec<String> =
            (0..4).filter_map(|number| std::fs::read_to_string(backup(&log, number)).ok()).collect();
        assert_eq!(kept, ["round 4", "round 3", "round 2"]);
        writer.write_all(b"next").unwrap();
        assert_eq!(std::fs::read_to_string(&log).unwrap(), "next", "the writer goes on at the new end");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
