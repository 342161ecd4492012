//! Files that are whole or not there, and folders for nobody else.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// What the name of a file that is being written ends with. Whoever reads the folder passes it over.
pub const UNFINISHED: &str = ".new";

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(UNFINISHED);
    name.into()
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes what was last renamed or removed in a folder last.
///
/// # Errors
/// The folder cannot be opened or written.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Replaces a file: whoever reads it, also after a crash, finds the old content or all of the new. When
/// this returns, the new content lasts.
///
/// Two writers of one file must take turns.
///
/// # Errors
/// The folder cannot be written or is full; the old file is then as it was.
pub fn replace_file(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    let fresh = unfinished(path);
    let written = write_new(&fresh, content, mode).and_then(|()| fs::rename(&fresh, path));
    if let Err(error) = written {
        let _ = fs::remove_file(&fresh);
        return Err(error);
    }
    sync_folder(parent(path))
}

/// The same for a file that need not survive the host, only this process.
///
/// # Errors
/// As of [`replace_file`].
pub fn replace_volatile_file(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    let fresh = unfinished(path);
    let made = open_new(&fresh, mode).and_then(|mut file| file.write_all(content));
    let placed = made.and_then(|()| fs::rename(&fresh, path));
    if placed.is_err() {
        let _ = fs::remove_file(&fresh);
    }
    placed
}

fn open_new(path: &Path, mode: u32) -> io::Result<File> {
    let open = || OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
    match open() {
        // A writer that was killed has left it.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(path)?;
            open()
        }
        other => other,
    }
}

fn write_new(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    let mut file = open_new(path, mode)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Whether a folder is in the host's memory: writing there waits for no disk.
#[must_use]
pub fn is_in_memory(folder: &Path) -> bool {
    const TMPFS: u64 = 0x0102_1994;
    rustix::fs::statfs(folder).is_ok_and(|found| u64::try_from(found.f_type).is_ok_and(|kind| kind == TMPFS))
}

/// Removes a file, and it stays removed. One that is not there is removed already.
///
/// # Errors
/// The folder cannot be written.
pub fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Ok(()) => sync_folder(parent(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes a folder with these permissions, with all above it that are missing. One that is there gets the
/// permissions if it belongs to this user.
///
/// # Errors
/// The folder above cannot be written, or something else stands there.
pub fn make_folder(path: &Path, mode: u32) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(mode).create(path)?;
    let now = fs::metadata(path)?.permissions().mode() & 0o7777;
    // Somebody else's folder may be shared with us on purpose.
    if now != mode && fs::set_permissions(path, fs::Permissions::from_mode(mode)).is_err() {
        File::open(path)?;
    }
    Ok(())
}

/// Gives a file to a user and group.
///
/// # Errors
/// It is not there, or this process may not.
pub fn give_file(path: &Path, uid: u32, gid: u32) -> io::Result<()> {
    std::os::unix::fs::lchown(path, Some(uid), Some(gid))
}

/// Who has a file, and which file that is: a later one of the same name is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// The user.
    pub uid: u32,
    /// The group.
    pub gid: u32,
    /// Who may do what.
    pub mode: u32,
    /// The device that it is on.
    pub device: u64,
    /// Its number there.
    pub inode: u64,
}

fn hold(path: &Path) -> io::Result<(rustix::fd::OwnedFd, Owner)> {
    use rustix::fs::{Mode, OFlags};
    let file = rustix::fs::open(path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty())?;
    let stat = rustix::fs::fstat(&file)?;
    let owner = Owner {
        uid: stat.st_uid,
        gid: stat.st_gid,
        mode: stat.st_mode & 0o7777,
        device: stat.st_dev,
        inode: stat.st_ino,
    };
    Ok((file, owner))
}

/// Who has the file at a path, links followed.
///
/// # Errors
/// It is not there, or cannot be reached.
pub fn owner(path: &Path) -> io::Result<Owner> {
    hold(path).map(|(_, owner)| owner)
}

/// Gives the file at a path to a user and a group if it is still the one that `known` tells of, in nobody
/// else's hands since then. `false`: it is not, and was left alone.
///
/// # Errors
/// It is not there, or this process may not.
pub fn change_owner(path: &Path, known: &Owner, uid: u32, gid: u32) -> io::Result<bool> {
    use rustix::fs::{AtFlags, Gid, Uid};
    let (file, now) = hold(path)?;
    if (now.device, now.inode, now.uid) != (known.device, known.inode, known.uid) {
        return Ok(false);
    }
    let (uid, gid) = (Some(Uid::from_raw(uid)), Some(Gid::from_raw(gid)));
    rustix::fs::chownat(&file, "", uid, gid, AtFlags::EMPTY_PATH)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("vir-util-files-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        make_folder(&path, 0o700).unwrap();
        path
    }

    #[test]
    fn a_replaced_file_has_all_and_leaves_nothing_beside_it() {
        let folder = folder("replace");
        let path = folder.join("a");
        fs::write(unfinished(&path), "left by a killed writer").unwrap();
        replace_file(&path, b"one", 0o600).unwrap();
        replace_file(&path, b"two", 0o600).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        remove_file(&path).unwrap();
        remove_file(&path).unwrap();
        assert!(!path.exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_cannot_be_written_leaves_the_old_file() {
        let folder = folder("refused");
        let path = folder.join("a");
        replace_file(&path, b"old", 0o600).unwrap();
        fs::create_dir(unfinished(&path)).unwrap();
        assert!(replace_file(&path, b"new", 0o600).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        fs::remove_dir_all(folder).unwrap();
    }
}
