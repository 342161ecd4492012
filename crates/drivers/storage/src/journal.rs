//! Files that are being made, noted so that a later daemon can remove what a killed one has left half-built.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// The notes, one file each.
#[derive(Debug)]
pub(crate) struct Journal {
    folder: PathBuf,
    last: AtomicU64,
}

/// A note; it goes when this is dropped.
#[derive(Debug)]
pub(crate) struct Note(PathBuf);

impl Drop for Note {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl Journal {
    pub(crate) fn in_folder(folder: PathBuf) -> Self {
        Self { folder, last: AtomicU64::new(0) }
    }

    pub(crate) fn prepare(&self) -> io::Result<()> {
        vir_util::files::make_folder(&self.folder, 0o700)
    }

    /// Notes a file that has just been made and is to be filled.
    pub(crate) fn note(&self, path: &Path, file: &fs::Metadata) -> io::Result<Note> {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        let note = self.folder.join(format!("{}-{number}", std::process::id()));
        let text = format!("{} {}", identity(file), path.display());
        vir_util::files::replace_volatile_file(&note, text.as_bytes(), 0o600)?;
        Ok(Note(note))
    }

    /// Removes what was half-built when the last daemon was killed: files that are still the very ones that
    /// were noted.
    pub(crate) fn sweep(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let note = entry?.path();
            if let Some((path, known)) = fs::read_to_string(&note).ok().as_deref().and_then(parse) {
                let same = |file: fs::Metadata| birth(&file).is_some() && identity(&file) == known;
                if fs::symlink_metadata(path).is_ok_and(same) {
                    tracing::warn!(target: "storage", path, "a half-built volume is removed");
                    let _ = fs::remove_file(path);
                }
            }
            let _ = fs::remove_file(&note);
        }
        Ok(())
    }
}

/// When a file was made, in nanoseconds; nothing where the file system does not keep that.
fn birth(file: &fs::Metadata) -> Option<u128> {
    Some(file.created().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?.as_nanos())
}

/// Which file it is. The number alone is given to another as soon as a file is gone.
fn identity(file: &fs::Metadata) -> String {
    format!("{} {} {}", file.dev(), file.ino(), birth(file).unwrap_or_default())
}

/// The path and the identity of a note.
fn parse(text: &str) -> Option<(&str, &str)> {
    let (end, _) = text.match_indices(' ').nth(2)?;
    Some((text.get(end + 1..)?, text.get(..end)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_file_is_removed() {
        let folder = std::env::temp_dir().join(format!("vir-storage-journal-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        let journal = Journal::in_folder(folder.join("notes"));
        journal.prepare().unwrap();
        let make = |name: &str| {
            let path = folder.join(name);
            fs::write(&path, name).unwrap();
            let file = fs::metadata(&path).unwrap();
            (path, file)
        };
        let (done, file) = make("done");
        drop(journal.note(&done, &file).unwrap());
        let (half, file) = make("half built");
        std::mem::forget(journal.note(&half, &file).unwrap());
        let (replaced, file) = make("replaced");
        std::mem::forget(journal.note(&replaced, &file).unwrap());
        make("other");
        fs::rename(folder.join("other"), &replaced).unwrap();
        // The number of a file that is gone is often the next one's.
        let (again, file) = make("again");
        std::mem::forget(journal.note(&again, &file).unwrap());
        fs::remove_file(&again).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        make("again");
        journal.sweep().unwrap();
        assert!(again.exists(), "somebody else's file is gone");
        assert!(done.exists() && !half.exists() && replaced.exists());
        assert_eq!(fs::read_dir(folder.join("notes")).unwrap().count(), 0);
        fs::remove_dir_all(folder).unwrap();
    }
}
