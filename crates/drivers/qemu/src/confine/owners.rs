//! Files that belong to the user of the emulators while a guest uses them, and whose they were before.
//!
//! Before a file changes hands, its owner is on disk, with the guests that use the file. It goes back when
//! the last of them ends; a daemon that was killed in between finds what it must give back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use vir_types::Uuid;
use vir_util::files::{self, Owner};
use vir_util::process::RunAs;

/// A file that a guest uses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Used {
    pub(crate) path: PathBuf,
    /// Whether the guest only reads it.
    pub(crate) readonly: bool,
}

/// A file that has changed hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Given {
    /// Whose it was, and is to be again.
    was: (u32, u32),
    /// Whose it is meanwhile.
    now: (u32, u32),
    device: u64,
    inode: u64,
    /// The guests that use it.
    guests: BTreeSet<String>,
}

impl Given {
    /// The file as it is while guests use it.
    fn known(&self) -> Owner {
        let (uid, gid) = self.now;
        Owner { uid, gid, mode: 0, device: self.device, inode: self.inode }
    }
}

type Files = BTreeMap<PathBuf, Given>;

/// All files that have changed hands.
#[derive(Debug)]
pub(crate) struct Owners {
    list: PathBuf,
    files: Mutex<Files>,
}

impl Owners {
    /// Reads what an earlier daemon has noted in `list`.
    pub(crate) fn load(list: PathBuf) -> Self {
        let files = match fs::read(&list) {
            Ok(text) => serde_json::from_slice(&text).unwrap_or_else(|error| {
                tracing::error!(target: "qemu", file = %list.display(), %error, "not a list of files");
                Files::new()
            }),
            Err(_) => Files::new(),
        };
        Self { list, files: Mutex::new(files) }
    }

    fn save(&self, files: &Files) -> io::Result<()> {
        if files.is_empty() {
            return files::remove_file(&self.list);
        }
        let text = serde_json::to_vec(files).map_err(io::Error::other)?;
        files::replace_file(&self.list, &text, 0o600)
    }

    /// Gives files to the user of the emulators, for a guest. Those that user can use as they are stay as
    /// they are. With `remember` they go back to their owners later, else to root.
    ///
    /// # Errors
    /// The list cannot be written, or a file cannot be given; the path is told with it.
    pub(crate) fn give(
        &self,
        guest: Uuid,
        used: &[Used],
        to: &RunAs,
        remember: bool,
    ) -> Result<(), (PathBuf, io::Error)> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let guest = guest.to_string();
        let mut fresh = Vec::new();
        let mut changed = false;
        for file in used {
            // What is not there is the emulator's to complain of.
            let Ok(path) = fs::canonicalize(&file.path) else { continue };
            let Ok(owner) = files::owner(&path) else { continue };
            if let Some(given) = files.get_mut(&path)
                && (given.device, given.inode) == (owner.device, owner.inode)
            {
                changed |= given.guests.insert(guest.clone());
                continue;
            }
            if owner.uid == to.uid || (file.readonly && can_read(&owner, to)) {
                continue;
            }
            let was = if remember { (owner.uid, owner.gid) } else { (0, 0) };
            let given = Given {
                was,
                now: (to.uid, to.gid),
                device: owner.device,
                inode: owner.inode,
                guests: BTreeSet::from([guest.clone()]),
            };
            files.insert(path.clone(), given);
            fresh.push((path, owner));
            changed = true;
        }
        if changed {
            self.save(&files).map_err(|error| (self.list.clone(), error))?;
        }
        for (path, owner) in fresh {
            match files::change_owner(&path, &owner, to.uid, to.gid) {
                Ok(_) => {}
                // Where owners cannot be changed, others decide what the emulator may use.
                Err(error) if is_fixed(&error) => {
                    tracing::info!(target: "qemu", file = %path.display(), %error, "keeps its owner");
                }
                Err(error) => return Err((path, error)),
            }
        }
        Ok(())
    }

    /// A guest has ended: what no other uses goes back.
    pub(crate) fn take_back(&self, guest: Uuid) {
        let guest = guest.to_string();
        self.take_back_from(|user| user == guest);
    }

    /// The same for all guests but these.
    pub(crate) fn take_back_from_others(&self, running: &[Uuid]) {
        let running: BTreeSet<String> = running.iter().map(Uuid::to_string).collect();
        self.take_back_from(|user| !running.contains(user));
    }

    fn take_back_from(&self, has_ended: impl Fn(&str) -> bool) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed = false;
        files.retain(|path, given| {
            let before = given.guests.len();
            given.guests.retain(|guest| !has_ended(guest));
            changed |= before != given.guests.len();
            if !given.guests.is_empty() {
                return true;
            }
            let (uid, gid) = given.was;
            match files::change_owner(path, &given.known(), uid, gid) {
                Ok(true) => {}
                Ok(false) => {
                    tracing::info!(target: "qemu", file = %path.display(), "is somebody else's by now")
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    tracing::error!(target: "qemu", file = %path.display(), %error, "is not given back")
                }
            }
            false
        });
        if changed && let Err(error) = self.save(&files) {
            tracing::error!(target: "qemu", file = %self.list.display(), %error, "the list of files is not kept");
        }
    }
}

/// Whether this kind of failure means that a file has the owner it has.
fn is_fixed(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidInput, PermissionDenied, ReadOnlyFilesystem, Unsupported};
    matches!(error.kind(), InvalidInput | PermissionDenied | ReadOnlyFilesystem | Unsupported)
}

fn can_read(owner: &Owner, user: &RunAs) -> bool {
    user.permissions(owner.uid, owner.gid, owner.mode) & 0o4 != 0
}

/// The most images that are one upon the other.
const DEPTH: usize = 200;

/// The files under a qcow2 image, as its own header and theirs name them. Only headers that no guest can write
/// are believed: those of images that are said to be qcow2.
pub(crate) fn under(image: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut top = image.to_owned();
    while found.len() < DEPTH {
        let Some((name, format)) = backing(&top) else { break };
        // Names with a protocol lead to no file of this host.
        let name = name.strip_prefix("file:").unwrap_or(&name);
        if name.contains(':') {
            break;
        }
        let path = top.parent().unwrap_or(Path::new("/")).join(name);
        if found.contains(&path) {
            break;
        }
        found.push(path.clone());
        if format.as_deref() != Some("qcow2") {
            break;
        }
        top = path;
    }
    found
}

/// What the header of a qcow2 image says of the one under it: its name, and its format.
fn backing(image: &Path) -> Option<(String, Option<String>)> {
    const MAGIC: [u8; 4] = *b"QFI\xfb";
    const FORMAT: u32 = 0xe279_2aca;
    // A pipe that stands where an image should would be waited for.
    if !fs::metadata(image).ok()?.is_file() {
        return None;
    }
    let mut head = Vec::new();
    fs::File::open(image).ok()?.take(64 << 10).read_to_end(&mut head).ok()?;
    let word = |at: usize| Some(u32::from_be_bytes(head.get(at..at.checked_add(4)?)?.try_into().ok()?));
    let text = |from: usize, length: u32| {
        let to = from.checked_add(usize::try_from(length).ok()?)?;
        String::from_utf8(head.get(from..to)?.to_vec()).ok()
    };
    let offset = u64::from_be_bytes(head.get(8..16)?.try_into().ok()?);
    let from = usize::try_from(offset).ok().filter(|from| *from > 0 && head.starts_with(&MAGIC))?;
    let name = text(from, word(16)?)?;
    // Extensions of the header follow it, each with its kind and its length.
    let mut at = if word(4)? >= 3 { usize::try_from(word(100)?).ok()? } else { 72 };
    let mut format = None;
    while let (Some(kind), Some(length)) = (word(at), word(at.saturating_add(4))) {
        if kind == 0 || format.is_some() {
            break;
        }
        if kind == FORMAT {
            format = text(at.saturating_add(8), length);
        }
        let padded = usize::try_from(length).ok()?.checked_next_multiple_of(8)?;
        at = at.checked_add(8)?.checked_add(padded)?;
    }
    Some((name, format))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Uuid = Uuid::from_bytes([1; 16]);

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("vir-owners-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        path
    }

    fn used(path: &Path) -> Vec<Used> {
        vec![Used { path: path.to_owned(), readonly: false }]
    }

    #[test]
    fn files_go_and_come_back_when_the_last_guest_ends() {
        if !vir_util::is_root() {
            return;
        }
        let folder = folder("count");
        let image = folder.join("image");
        fs::write(&image, "x").unwrap();
        files::give_file(&image, 1234, 1235).unwrap();
        let list = folder.join("owners.json");
        let to = RunAs { uid: 4242, gid: 4243, groups: vec![] };
        let other = Uuid::from_random([7; 16]);
        let owners = Owners::load(list.clone());
        owners.give(A, &used(&image), &to, true).unwrap();
        owners.give(other, &used(&image), &to, true).unwrap();
        let now = || files::owner(&image).map(|owner| (owner.uid, owner.gid)).unwrap();
        assert_eq!(now(), (4242, 4243));
        owners.take_back(A);
        assert_eq!(now(), (4242, 4243), "another guest uses it");
        // A later daemon finds no guest of it.
        drop(owners);
        let owners = Owners::load(list.clone());
        owners.take_back_from_others(&[other]);
        assert_eq!(now(), (4242, 4243));
        owners.take_back_from_others(&[]);
        assert_eq!(now(), (1234, 1235));
        assert!(!list.exists());

        // What has got another owner meanwhile is left alone; so is another file of that name.
        owners.give(A, &used(&image), &to, true).unwrap();
        files::give_file(&image, 1, 1).unwrap();
        owners.take_back(A);
        assert_eq!(now(), (1, 1));
        // A file that can be read is not touched for reading.
        owners.give(A, &[Used { path: image.clone(), readonly: true }], &to, true).unwrap();
        assert_eq!(now(), (1, 1));
        owners.give(A, &used(&image), &to, false).unwrap();
        owners.take_back(A);
        assert_eq!(now(), (0, 0));
        fs::remove_dir_all(folder).unwrap();
    }

    /// The head of a qcow2 image on another.
    fn header(name: &str, format: &str) -> Vec<u8> {
        let mut head = b"QFI\xfb\0\0\0\x03".to_vec();
        head.extend(128_u64.to_be_bytes());
        head.extend(u32::try_from(name.len()).unwrap().to_be_bytes());
        head.resize(100, 0);
        head.extend(104_u32.to_be_bytes());
        head.extend(0xe279_2aca_u32.to_be_bytes());
        head.extend(u32::try_from(format.len()).unwrap().to_be_bytes());
        head.extend(format.as_bytes());
        head.resize(128, 0);
        head.extend(name.as_bytes());
        head
    }

    #[test]
    fn images_tell_what_is_under_them() {
        let folder = folder("backing");
        fs::write(folder.join("top"), header("middle", "qcow2")).unwrap();
        fs::write(folder.join("middle"), header("raw", "raw")).unwrap();
        // A guest can have written this header, into an image that is only bytes.
        fs::write(folder.join("raw"), header("/etc/shadow", "raw")).unwrap();
        assert_eq!(under(&folder.join("top")), [folder.join("middle"), folder.join("raw")]);
        fs::write(folder.join("middle"), header("middle", "qcow2")).unwrap();
        assert_eq!(under(&folder.join("top")), [folder.join("middle")], "an image on itself");
        fs::write(folder.join("top"), header("nbd:host:1", "raw")).unwrap();
        assert!(under(&folder.join("top")).is_empty());
        fs::write(folder.join("top"), &header("middle", "qcow2")[..90]).unwrap();
        assert!(under(&folder.join("top")).is_empty());
        assert!(under(&folder).is_empty());
        fs::remove_dir_all(folder).unwrap();
    }
}
