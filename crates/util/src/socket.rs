//! Listening sockets in the file system.

use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

/// Why a socket could not be had.
#[derive(Debug)]
#[non_exhaustive]
pub enum BindError {
    /// Another process listens there.
    InUse(PathBuf),
    /// Something that is no socket stands there.
    NotASocket(PathBuf),
    /// The system refused.
    System(PathBuf, io::Error),
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse(path) => write!(f, "another process already listens on '{}'", path.display()),
            Self::NotASocket(path) => write!(f, "'{}' exists and is not a socket", path.display()),
            Self::System(path, error) => {
                write!(f, "cannot listen on '{}': {}", path.display(), crate::reason(error))
            }
        }
    }
}

impl std::error::Error for BindError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::System(_, error) => Some(error),
            _ => None,
        }
    }
}

/// A socket's file, removed when this is dropped, unless another has taken its place.
#[derive(Debug)]
pub struct SocketFile {
    path: PathBuf,
    device_and_inode: (u64, u64),
}

impl SocketFile {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        let same =
            fs::symlink_metadata(&self.path).is_ok_and(|m| (m.dev(), m.ino()) == self.device_and_inode);
        if same {
            // Nothing is lost if it stays: the next daemon finds it dead and takes its place.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Listens on `path` with these permissions, owned by `group` if one is given; a dead socket left there is replaced, a live one is not.
///
/// The file is made under a hidden name, given its permissions and then moved to its place, so that
/// nobody can connect before the permissions are right.
///
/// # Errors
/// See [`BindError`].
pub fn bind_unix(
    path: &Path,
    mode: u32,
    group: Option<u32>,
) -> Result<(UnixListener, SocketFile), BindError> {
    let system = |error| BindError::System(path.to_owned(), error);
    match fs::symlink_metadata(path) {
        Ok(found) if !found.file_type().is_socket() => return Err(BindError::NotASocket(path.to_owned())),
        Ok(_) => match UnixStream::connect(path) {
            Ok(_) => return Err(BindError::InUse(path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {}
            Err(error) => return Err(system(error)),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(system(error)),
    }
    let mut hidden = path.as_os_str().to_owned();
    hidden.push(format!(".{}", std::process::id()));
    let hidden = PathBuf::from(hidden);
    let _ = fs::remove_file(&hidden);
    let listener = UnixListener::bind(&hidden).map_err(system)?;
    let owned = group.map_or(Ok(()), |group| std::os::unix::fs::chown(&hidden, None, Some(group)));
    let placed = owned
        .and_then(|()| fs::set_permissions(&hidden, fs::Permissions::from_mode(mode)))
        .and_then(|()| fs::rename(&hidden, path))
        .and_then(|()| fs::symlink_metadata(path));
    match placed {
        Ok(meta) => {
            Ok((listener, SocketFile { path: path.to_owned(), device_and_inode: (meta.dev(), meta.ino()) }))
        }
        Err(error) => {
            let _ = fs::remove_file(&hidden);
            Err(system(error))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("vir-util-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        path
    }

    #[test]
    fn permissions_are_set_and_the_file_goes_with_its_owner() {
        let folder = folder("mode");
        let path = folder.join("s");
        let (listener, file) = bind_unix(&path, 0o600, None).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        UnixStream::connect(&path).unwrap();
        drop((listener, file));
        assert!(!path.exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_live_socket_is_left_alone_and_a_dead_one_replaced() {
        let folder = folder("live");
        let path = folder.join("s");
        let (listener, file) = bind_unix(&path, 0o777, None).unwrap();
        assert!(matches!(bind_unix(&path, 0o777, None), Err(BindError::InUse(_))));
        std::mem::forget(file);
        drop(listener);
        assert!(path.exists());
        bind_unix(&path, 0o777, None).unwrap();
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn other_files_are_never_replaced() {
        let folder = folder("file");
        fs::write(folder.join("s"), "precious").unwrap();
        assert!(matches!(bind_unix(&folder.join("s"), 0o777, None), Err(BindError::NotASocket(_))));
        assert_eq!(fs::read_to_string(folder.join("s")).unwrap(), "precious");
        assert!(matches!(bind_unix(&folder.join("no/s"), 0o777, None), Err(BindError::System(..))));
        fs::remove_dir_all(folder).unwrap();
    }
}
