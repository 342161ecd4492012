//! Files of volumes: made with the right permissions at once, and never through a link.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::{FallocateFlags, IFlags, OFlags};
use rustix::io::Errno;
use vir_conf::common::Permissions;
use vir_types::Result;

use crate::shared::system;

/// The permissions of a volume that says nothing of them.
const MODE: u32 = 0o600;

/// What is written where nothing else can be done.
pub(crate) const BLOCK: usize = 1 << 20;

/// The user and the group that are asked for.
pub(crate) fn owner(permissions: Option<&Permissions>) -> (Option<u32>, Option<u32>) {
    let known = |id: Option<i32>| id.filter(|id| *id != -1).map(i32::cast_unsigned);
    permissions.map_or((None, None), |permissions| (known(permissions.owner), known(permissions.group)))
}

/// Makes a file that is not there yet, with the owner and the mode that are asked for.
pub(crate) fn create(path: &Path, permissions: Option<&Permissions>) -> Result<File> {
    let mode = permissions.and_then(|permissions| permissions.mode).unwrap_or(MODE);
    let shown = path.display();
    let mut open = OpenOptions::new();
    // Nobody else gets in before it belongs to whom it is to belong to.
    open.read(true).write(true).create_new(true).mode(mode & 0o600).custom_flags(flags(OFlags::NOFOLLOW));
    let file = system(open.open(path), || format!("Failed to create file '{shown}'"))?;
    let given = (|| {
        let now = file.metadata()?;
        let (uid, gid) = owner(permissions);
        let (uid, gid) = (uid.filter(|uid| *uid != now.uid()), gid.filter(|gid| *gid != now.gid()));
        if uid.is_some() || gid.is_some() {
            std::os::unix::fs::fchown(&file, uid, gid)?;
        }
        file.set_permissions(fs::Permissions::from_mode(mode))
    })();
    if given.is_err() {
        let _ = fs::remove_file(path);
    }
    system(given.map(|()| file), || format!("Failed to create file '{shown}'"))
}

fn flags(flags: OFlags) -> i32 {
    flags.bits().cast_signed()
}

/// Opens a volume without waiting for whoever may be at the other end of it.
pub(crate) fn open(path: &Path, write: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(write).custom_flags(flags(OFlags::NONBLOCK | OFlags::NOCTTY));
    let file = options.open(path)?;
    // A file that was swapped for a pipe must not become a way to wait for ever.
    let kind = file.metadata()?.file_type();
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_fifo() || kind.is_socket() || kind.is_char_device() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file and no block device"));
    }
    Ok(file)
}

/// Says whether a file system that could copy files on writing does so; not said, it does not.
pub(crate) fn set_copy_on_write(path: &Path, copy: Option<bool>) -> Result<()> {
    const BTRFS: u64 = 0x9123_683e;
    let shown = path.display();
    let file = system(open(path, false), || format!("unable to open '{shown}'"))?;
    let found = system(rustix::fs::fstatfs(&file), || format!("unable query filesystem type on '{shown}'"))?;
    if u64::try_from(found.f_type).ok() != Some(BTRFS) {
        let refused = if copy.is_some() { Err(Errno::NOSYS) } else { Ok(()) };
        return system(refused, || format!("unable to control COW flag on '{shown}', not btrfs"));
    }
    let set = rustix::fs::ioctl_getflags(&file).and_then(|mut flags| {
        flags.set(IFlags::NOCOW, copy != Some(true));
        rustix::fs::ioctl_setflags(&file, flags)
    });
    match copy {
        Some(_) => system(set, || format!("unable control COW flag on '{shown}'")),
        // Nobody has asked for it.
        None => Ok(()),
    }
}

/// Reserves space; `false` if the file system cannot.
pub(crate) fn allocate(file: &File, offset: u64, length: u64) -> io::Result<bool> {
    if length == 0 {
        return Ok(true);
    }
    match retry(|| rustix::fs::fallocate(file, FallocateFlags::empty(), offset, length)) {
        Ok(()) => Ok(true),
        Err(Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn retry<T>(mut call: impl FnMut() -> rustix::io::Result<T>) -> rustix::io::Result<T> {
    loop {
        match call() {
            Err(Errno::INTR) => {}
            other => return other,
        }
    }
}

/// Writes all of it at a place.
pub(crate) fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

/// Writes zeros over a part of a file.
pub(crate) fn write_zeros(file: &File, offset: u64, length: u64) -> io::Result<()> {
    let end = offset.saturating_add(length);
    let zeros = vec![0; usize::try_from(length).unwrap_or(BLOCK).min(BLOCK)];
    let mut at = offset;
    while at < end {
        let part = usize::try_from(end - at).unwrap_or(BLOCK).min(BLOCK);
        write_at(file, zeros.get(..part).unwrap_or_default(), at)?;
        at += part as u64;
    }
    Ok(())
}

/// Makes a part of a file read as zeros, without space if the file system can do that. The file becomes as
/// long as that, if it is shorter.
pub(crate) fn make_hole(file: &File, offset: u64, length: u64) -> io::Result<()> {
    let end = offset.checked_add(length).ok_or(io::ErrorKind::InvalidInput)?;
    let about = file.metadata()?;
    if !about.is_file() {
        return write_zeros(file, offset, length);
    }
    let covered = end.min(about.len()).saturating_sub(offset);
    if covered > 0 {
        let punch = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
        match retry(|| rustix::fs::fallocate(file, punch, offset, covered)) {
            Err(Errno::NOSYS | Errno::OPNOTSUPP) => write_zeros(file, offset, covered)?,
            other => other?,
        }
    }
    if end > about.len() { file.set_len(end) } else { Ok(()) }
}

/// A part of a file: bytes, or nothing but zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Section {
    /// Whether it has bytes.
    pub(crate) data: bool,
    /// How far it goes.
    pub(crate) end: u64,
}

/// The section that a file has at `offset`, not further than `end`; nothing if the file ends there.
pub(crate) fn section(file: &File, offset: u64, end: u64) -> io::Result<Option<Section>> {
    use rustix::fs::SeekFrom;
    let about = file.metadata()?;
    if !about.is_file() {
        let section = Section { data: true, end: end.min(offset.saturating_add(BLOCK as u64)) };
        return Ok((offset < end).then_some(section));
    }
    let end = end.min(about.len());
    if offset >= end {
        return Ok(None);
    }
    let found = match retry(|| rustix::fs::seek(file, SeekFrom::Data(offset))) {
        Ok(data) if data > offset => Section { data: false, end: data },
        Ok(_) => match retry(|| rustix::fs::seek(file, SeekFrom::Hole(offset))) {
            Ok(hole) if hole > offset => Section { data: true, end: hole },
            Ok(_) | Err(Errno::NXIO) => Section { data: true, end },
            Err(error) => return Err(error.into()),
        },
        Err(Errno::NXIO) => Section { data: false, end },
        // A file system without holes.
        Err(Errno::INVAL | Errno::OPNOTSUPP) => Section { data: true, end },
        Err(error) => return Err(error.into()),
    };
    Ok(Some(Section { end: found.end.min(end), ..found }))
}

/// Copies bytes from one file to the same place in another, inside the kernel if it can.
pub(crate) fn copy(from: &File, to: &File, offset: u64, end: u64) -> io::Result<()> {
    let mut at = offset;
    while at < end {
        let length = usize::try_from(end - at).unwrap_or(usize::MAX).min(1 << 30);
        let (mut read, mut written) = (at, at);
        match retry(|| rustix::fs::copy_file_range(from, Some(&mut read), to, Some(&mut written), length)) {
            Ok(0) => return Ok(()),
            Ok(done) => at += done as u64,
            Err(Errno::XDEV | Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP | Errno::IO) => {
                return copy_bytes(from, to, at, end);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn copy_bytes(from: &File, to: &File, offset: u64, end: u64) -> io::Result<()> {
    let mut buffer = vec![0; BLOCK];
    let mut at = offset;
    while at < end {
        let length = usize::try_from(end - at).unwrap_or(BLOCK).min(BLOCK);
        let read = read_at(from, buffer.get_mut(..length).unwrap_or_default(), at)?;
        if read == 0 {
            return Ok(());
        }
        write_at(to, buffer.get(..read).unwrap_or_default(), at)?;
        at += read as u64;
    }
    Ok(())
}

/// Reads as much as there is, at most as much as fits.
pub(crate) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut done = 0;
    while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match std::os::unix::fs::FileExt::read_at(file, rest, offset.saturating_add(done as u64)) {
            Ok(0) => break,
            Ok(read) => done += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// The same into memory that holds nothing, where it takes the place of what was there.
pub(crate) fn read_again(
    file: &File,
    mut buffer: Vec<u8>,
    length: usize,
    offset: u64,
) -> io::Result<Vec<u8>> {
    buffer.clear();
    buffer.reserve(length);
    while buffer.len() < length {
        let at = offset.saturating_add(buffer.len() as u64);
        if retry(|| rustix::io::pread(file, rustix::buffer::spare_capacity(&mut buffer), at))? == 0 {
            break;
        }
    }
    // There may have been room for more than was asked for.
    buffer.truncate(length);
    Ok(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> (std::path::PathBuf, File) {
        let path = std::env::temp_dir().join(format!("vir-storage-files-{}-{name}", std::process::id()));
        let _ = fs::remove_file(&path);
        let file = create(&path, None).unwrap();
        (path, file)
    }

    #[test]
    fn a_file_is_made_once_and_for_its_owner() {
        let (path, file) = scratch("made");
        assert_eq!(file.metadata().unwrap().mode() & 0o7777, 0o600);
        let error = create(&path, None).unwrap_err();
        assert!(error.message().ends_with("File exists"), "{error}");
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/dev/null/nowhere", &path).unwrap();
        assert!(create(&path, None).is_err(), "a link was followed");
        fs::remove_file(&path).unwrap();
        let mut permissions = Permissions::default();
        permissions.mode = Some(0o666);
        let file = create(&path, Some(&permissions)).unwrap();
        assert_eq!(file.metadata().unwrap().mode() & 0o7777, 0o666);
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn holes_are_found_and_copied_as_holes() {
        const MIB: u64 = 1 << 20;
        let (path, file) = scratch("from");
        file.set_len(4 * MIB).unwrap();
        write_at(&file, b"in the middle", 2 * MIB).unwrap();
        let hole = section(&file, 0, u64::MAX).unwrap().unwrap();
        assert_eq!(hole, Section { data: false, end: 2 * MIB });
        let data = section(&file, hole.end, u64::MAX).unwrap().unwrap();
        assert!(data.data && data.end > 2 * MIB && data.end < 3 * MIB);
        assert_eq!(section(&file, 3 * MIB, 3 * MIB + 5).unwrap().unwrap().end, 3 * MIB + 5);
        assert_eq!(section(&file, 4 * MIB, u64::MAX).unwrap(), None);
        let (other_path, other) = scratch("to");
        copy(&file, &other, data.end - 4096, data.end).unwrap();
        copy_bytes(&file, &other, 2 * MIB, 2 * MIB + 13).unwrap();
        let mut read = [0; 13];
        assert_eq!(read_at(&other, &mut read, 2 * MIB).unwrap(), 13);
        assert_eq!(&read, b"in the middle");
        make_hole(&other, 2 * MIB + 3, 10).unwrap();
        assert_eq!(read_at(&other, &mut read, 2 * MIB).unwrap(), 13);
        assert_eq!(&read, b"in \0\0\0\0\0\0\0\0\0\0");
        make_hole(&other, 5 * MIB, MIB).unwrap();
        assert_eq!(other.metadata().unwrap().len(), 6 * MIB);
        fs::remove_file(path).unwrap();
        fs::remove_file(other_path).unwrap();
    }
}
