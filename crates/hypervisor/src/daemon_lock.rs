//! One daemon at a time.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use vir_types::{Code, Context as _, Error, Result};

/// Makes a driver's folders one daemon's own: two of them would both write the same files. The lock goes with the
/// process, however that ends.
#[derive(Debug)]
pub struct DaemonLock {
    _file: File,
}

impl DaemonLock {
    /// Takes the lock of this file. `does` says what another daemon that has it does with the file's folder, as in
    /// "looks after the guests of".
    ///
    /// # Errors
    /// `OperationFailed`: another daemon has it. `SystemError`: the file cannot be made.
    pub fn take(path: &Path, does: &str) -> Result<Self> {
        let cannot = || format!("cannot lock '{}'", path.display());
        let open = File::options().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = open.context(Code::SYSTEM_ERROR, cannot)?;
        let mut locked = file.try_lock();
        for _ in 0..100 {
            if !matches!(locked, Err(TryLockError::WouldBlock)) {
                break;
            }
            // One that was just killed may not be gone yet, nor a child of it that was no program of its own yet.
            std::thread::sleep(Duration::from_millis(10));
            locked = file.try_lock();
        }
        match locked {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let _ = file.read_to_string(&mut pid);
                let text = format!("another daemon (process {}) {does} '{}'", pid.trim(), path.display());
                return Err(Error::new(Code::OPERATION_FAILED, text));
            }
            Err(TryLockError::Error(why)) => return Err(why).context(Code::SYSTEM_ERROR, cannot),
        }
        // The lock is what counts; the number is for people.
        let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_learns_of_the_first() {
        let path = std::env::temp_dir().join(format!("vir-hypervisor-lock-{}", std::process::id()));
        let first = DaemonLock::take(&path, "looks after").unwrap();
        let error = DaemonLock::take(&path, "looks after").unwrap_err();
        assert_eq!(error.code(), Code::OPERATION_FAILED);
        let expected = format!("another daemon (process {}) looks after '", std::process::id());
        assert!(error.message().contains(&expected), "{error}");
        drop(first);
        DaemonLock::take(&path, "looks after").unwrap();
        std::fs::remove_file(&path).unwrap();
    }
}
